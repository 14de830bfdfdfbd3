import { beforeEach, describe, expect, it } from "vitest";

import type { Change } from "../../src/model/changes";
import { completeNode } from "../../src/model/document";
import * as actions from "../../src/state/actions";
import { BoardStore } from "../../src/state/board";
import { Places } from "../../src/state/places";
import { setKind } from "../../src/state/setKind";
import { BLANK, takeSnapshot, takeUpdate } from "../../src/wire/ledger";
import { CHURN, snapshot, update, VOCABULARY } from "../build";

let now: number;
let store: BoardStore;

beforeEach(() => {
  now = 0;
  store = new BoardStore(
    { hidden: false, palette: true, panel: true, tab: "details", map: true },
    () => now,
  );
  store.set({ vocabulary: VOCABULARY, ledger: takeSnapshot(BLANK, snapshot()) });
});

const rename = (name: string): Change[] => [{ type: "rename_node", id: "clicks", name }];
const nameNow = () => store.doc.nodes["clicks"]?.name;
const seqs = () => store.get().ledger.pending.map((one) => one.seq);

describe("undo", () => {
  it("is a new gesture made of inverse changes, and redo its inverse (C4)", () => {
    store.edit(rename("One"));
    store.undo();
    expect([nameNow(), seqs()]).toEqual(["Clicks", [1, 2]]);
    store.redo();
    expect([nameNow(), seqs()]).toEqual(["One", [1, 2, 3]]);
  });

  it("keeps what somebody else did in between", () => {
    store.edit(rename("Mine"));
    const ledger = takeUpdate(store.get().ledger, update(2, [{ type: "set_note", note: "theirs" }]));
    if (ledger !== "gap") store.set({ ledger });
    store.undo();
    expect([nameNow(), store.doc.note]).toEqual(["Clicks", "theirs"]);
  });

  it("says so when there is nothing left to take back", () => {
    store.edit(rename("Mine"));
    const gone = takeUpdate(store.get().ledger, update(2, [{ type: "remove_node", id: "clicks" }]));
    if (gone !== "gap") store.set({ ledger: { ...gone, pending: [], view: gone.base } });
    store.undo();
    expect(store.get().notices[0]?.text).toMatch(/Nothing left to undo/);
  });

  it("takes a run of small moves back as one step, and later ones apart", () => {
    store.select(["clicks"]);
    actions.nudge(store, 8, 0);
    actions.nudge(store, 8, 0);
    now = 5000;
    actions.nudge(store, 8, 0);
    expect(store.doc.layout["clicks"]).toEqual([24, 0]);
    store.undo();
    expect(store.doc.layout["clicks"]).toEqual([16, 0]);
    store.undo();
    expect(store.doc.layout["clicks"]).toEqual([0, 0]);
  });
});

describe("the board", () => {
  it("makes no gesture before it knows the document", () => {
    store.set({ ledger: BLANK });
    expect(store.edit(rename("Early"))).toBe(false);
    expect(seqs()).toEqual([]);
  });

  it("sends a gesture before anything is drawn, and with everything in it", () => {
    const order: unknown[] = [];
    store.onRecord = () => order.push(seqs());
    store.subscribe(() => order.push("drawn"));
    store.edit(rename("One"));
    store.undo();
    expect(order).toEqual([[1], "drawn", [1, 2], "drawn"]);
  });

  it("says why an impossible gesture is none, and changes nothing", () => {
    expect(store.edit([...rename("Half"), { type: "remove_node", id: "nobody" }])).toBe(false);
    expect([nameNow(), seqs()]).toEqual(["Clicks", []]);
    expect(store.get().notices[0]?.tone).toBe("error");
  });

  it("adds a box joined with the one it comes from, clear of the others", () => {
    const id = actions.addNode(store, "feature_store", { from: "spend" });
    expect(id).toBe("feature_store");
    expect(store.doc.edges.at(-1)).toMatchObject({ source: "spend", target: "feature_store" });
    expect(store.get().selection.nodes).toEqual(["feature_store"]);
    expect(seqs()).toEqual([1]);
    const places = Object.values(store.doc.layout).map((at) => at.join());
    expect(new Set(places).size).toBe(places.length);
  });

  it("refuses an arrow that means nothing, with what would be possible", () => {
    actions.addNode(store, "oncall");
    actions.addNode(store, "dataset");
    expect(actions.connect(store, "oncall", "dataset")).toBe(false);
    expect(store.get().notices.at(-1)?.text).toMatch(/Nothing joins/);
  });

  it("removes boxes and arrows as one gesture and lets go of them", () => {
    store.select(["clicks"], ["clicks -> spend: feeds", "spend -> ranker: trains"]);
    actions.removeSelected(store);
    expect(Object.keys(store.doc.nodes)).toEqual(["spend", "ranker"]);
    expect(store.doc.edges).toEqual([]);
    expect([seqs(), store.get().selection]).toEqual([[1], { nodes: [], edges: [] }]);
  });

  it("makes no gesture of a click that moved nothing", () => {
    actions.moveNodes(store, { clicks: [0, 0] });
    expect(seqs()).toEqual([]);
  });

  it("tidies with one gesture that undo takes back", () => {
    store.edit([{ type: "move", positions: { ranker: [-900, 40] } }]);
    actions.tidyUp(store);
    expect(store.doc.layout["ranker"]?.[0]).toBeGreaterThan(store.doc.layout["spend"]?.[0] ?? 0);
    store.undo();
    expect(store.doc.layout["ranker"]).toEqual([-900, 40]);
  });

  it("moves boxes from one group to another", () => {
    store.select(["spend", "ranker"]);
    actions.group(store);
    expect(store.doc.groups["inputs"]?.members).toEqual(["clicks"]);
    expect(store.doc.groups["group"]?.members).toEqual(["ranker", "spend"]);
    actions.ungroup(store, "group");
    expect(Object.keys(store.doc.groups)).toEqual(["inputs"]);
  });
});

describe("a box without a place", () => {
  it("is given one that stays when the design around it changes (B10)", () => {
    const places = new Places(() => "data");
    const lost = { ...CHURN, layout: {} };
    const before = places.of(lost);
    const after = places.of({
      ...lost,
      edges: [],
      nodes: { ...lost.nodes, late: completeNode({ kind: "source" }) },
    });
    for (const id of Object.keys(before)) expect(after[id]).toEqual(before[id]);
    expect(Object.values(before)).not.toContainEqual(after["late"]);
  });
});

describe("another kind", () => {
  it("keeps what fits, gives arrows their new meaning, and is undone as one step", () => {
    store.edit([{ type: "set_field", id: "spend", field: "ttl", value: "10 min" }]);
    setKind(store, "spend", "label");
    expect(store.doc.nodes["spend"]).toMatchObject({ kind: "label", fields: {}, na: {} });
    expect(store.doc.edges.map((edge) => edge.relation)).toEqual(["feeds", "trains"]);
    expect(store.get().notices.at(-1)?.text).toMatch(/1 field or arrow did not fit/);
    setKind(store, "ranker", "oncall");
    expect(store.doc.edges.map((edge) => edge.source)).toEqual(["clicks"]);
    store.undo();
    store.undo();
    expect(store.doc.nodes["spend"]?.fields).toEqual({ ttl: "10 min" });
    expect(store.doc.edges).toHaveLength(2);
  });
});
