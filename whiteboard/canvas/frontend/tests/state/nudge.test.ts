import { beforeEach, expect, it, vi } from "vitest";

import { Nudge } from "../../src/nudge";
import { BoardStore } from "../../src/state/board";
import type { Session } from "../../src/state/session";
import { BLANK, takeSnapshot, takeUpdate } from "../../src/wire/ledger";
import type { Change } from "../../src/model/changes";
import { snapshot, update, VOCABULARY } from "../build";

let store: BoardStore;
let told: number[];

beforeEach(() => {
  vi.useFakeTimers();
  store = new BoardStore({ hidden: false, palette: true, panel: true, tab: "details", map: true });
  store.set({ vocabulary: VOCABULARY });
  told = [];
  const nudge = new Nudge({ store, dragging: false } as unknown as Session);
  nudge.to((revision) => told.push(revision));
  store.set({ ledger: takeSnapshot(BLANK, snapshot()) });
});

const hear = (revision: number, change: Change) => {
  const ledger = takeUpdate(store.get().ledger, update(revision, [change]));
  if (ledger !== "gap") store.set({ ledger });
  vi.advanceTimersByTime(500);
};

it("tells the page of the first snapshot", () => {
  expect(told).toEqual([1]);
});

it("tells the page of a new title, lane or level, and of nothing else", () => {
  hear(2, { type: "rename_node", id: "clicks", name: "Clicks of all shops" });
  expect(told).toEqual([1]);
  hear(3, { type: "set_design", title: "Another" });
  expect(told).toEqual([1, 3]);
  hear(4, { type: "set_design", level: "staff" });
  expect(told).toEqual([1, 3, 4]);
});

it("tells the page when findings are hidden, so that it hides what would give them away", () => {
  const hidden: boolean[] = [];
  const nudge = new Nudge({ store, dragging: false } as unknown as Session);
  nudge.to((_, now) => hidden.push(now));
  vi.advanceTimersByTime(500);
  store.settings({ hidden: true });
  vi.advanceTimersByTime(500);
  expect(hidden).toEqual([false, true]);
});
