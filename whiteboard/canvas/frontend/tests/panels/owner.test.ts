import { beforeEach, expect, it, vi } from "vitest";

import { commitText } from "../../src/panels/owner";
import { BoardStore } from "../../src/state/board";
import type { Session } from "../../src/state/session";
import { BLANK, takeSnapshot } from "../../src/wire/ledger";
import type { Reading } from "../../src/wire/messages";
import { snapshot, VOCABULARY } from "../build";

const OWNER = { key: "clicks", speaks: "source", id: "clicks" };
const reading = (part: Partial<Reading>): Reading => ({
  type: "reading",
  id: 1,
  ok: true,
  shown: "10 min",
  message: "",
  suggestion: null,
  ...part,
});

let store: BoardStore;
let session: Session;
const read = vi.fn();

beforeEach(() => {
  store = new BoardStore({ hidden: false, palette: true, panel: true, tab: "details", map: true });
  store.set({ vocabulary: VOCABULARY, ledger: takeSnapshot(BLANK, snapshot()) });
  read.mockReset().mockResolvedValue(reading({}));
  session = { store, wire: { read } } as unknown as Session;
});

const commit = (text: string, known?: Reading) =>
  commitText(session, OWNER, "lag", text, "5 min", known);
const lag = () => store.doc.nodes["clicks"]?.fields["lag"];

it("asks how a number is read that nobody has read yet", async () => {
  await commit("10 min");
  expect([lag(), read.mock.calls.length]).toEqual(["10 min", 1]);
});

it("makes the gesture at once of a number that has been read", () => {
  void commit(" 10 min ", reading({}));
  expect([lag(), read.mock.calls.length]).toEqual(["10 min", 0]);
});

it("keeps as a draft what is known to be unreadable", async () => {
  await commit("ten", reading({ ok: false, message: "no number" }));
  expect(lag()).toBe("5 min");
  expect(store.get().drafts["clicks|lag"]?.message).toBe("no number");
});
