import { beforeEach, describe, expect, it } from "vitest";

import { edgeText } from "../../src/model/document";
import * as actions from "../../src/state/actions";
import { align, distribute, type Side } from "../../src/state/arrange";
import { BoardStore } from "../../src/state/board";
import { blanks, stateNext } from "../../src/state/missing";
import { NOTHING_FOUND } from "../../src/model/evaluation";
import { BLANK, takeSnapshot } from "../../src/wire/ledger";
import { snapshot, VOCABULARY } from "../build";

let store: BoardStore;

beforeEach(() => {
  store = new BoardStore({ hidden: false, palette: true, panel: true, tab: "details", map: true });
  const evaluation = {
    ...NOTHING_FOUND,
    missing: { ranker: ["latency_p95", "replicas"], clicks: ["rows_per_day"] },
  };
  store.set({ vocabulary: VOCABULARY, ledger: takeSnapshot(BLANK, snapshot({ evaluation })) });
});

const at = (id: string) => store.doc.layout[id];

describe("lining up", () => {
  it.each([
    ["left", [0, 50]],
    ["centre", [300, 50]],
    ["right", [600, 50]],
    ["top", [300, 0]],
    ["middle", [300, 75]],
    ["bottom", [300, 150]],
  ] as const)("%s", (side: Side, expected) => {
    store.edit([{ type: "move", positions: { spend: [300, 50], ranker: [600, 150] } }]);
    store.select(["clicks", "spend", "ranker"]);
    align(store, side);
    expect(at("spend")).toEqual(expected);
  });

  it("is one step back", () => {
    store.edit([{ type: "move", positions: { spend: [300, 50] } }]);
    store.select(["clicks", "spend"]);
    align(store, "top");
    store.undo();
    expect(at("spend")).toEqual([300, 50]);
  });

  it("spaces evenly between the outermost two, whatever was selected first", () => {
    store.edit([{ type: "move", positions: { spend: [210, 90] } }]);
    store.select(["ranker", "spend", "clicks"]);
    distribute(store, "across");
    expect([at("clicks"), at("spend"), at("ranker")]).toEqual([[0, 0], [300, 90], [600, 0]]);
  });
});

describe("the end of an arrow led to another box", () => {
  const feeds = () => store.doc.edges.find((one) => one.relation === "feeds");

  it("keeps what the arrow says where that can be said", () => {
    store.edit([{ type: "add_node", id: "other", kind: "feature" }]);
    const edge = feeds();
    if (edge) actions.reconnect(store, edge, "target", "other");
    expect(feeds()).toMatchObject({ source: "clicks", target: "other", fields: { lag: "1 h" } });
  });

  it("is one step back", () => {
    store.edit([{ type: "add_node", id: "other", kind: "feature" }]);
    const edge = feeds();
    if (edge) actions.reconnect(store, edge, "target", "other");
    store.undo();
    expect(feeds()).toMatchObject({ target: "spend", fields: { lag: "1 h" } });
  });

  it("is refused with the reason where nothing joins the two", () => {
    store.edit([{ type: "add_node", id: "people", kind: "oncall" }]);
    const edge = feeds();
    const done = edge && actions.reconnect(store, edge, "target", "people");
    expect([done, store.doc.edges.map(edgeText)]).toEqual([
      false,
      ["clicks -> spend: feeds", "spend -> ranker: trains"],
    ]);
    expect(store.get().notices[0]?.text).toMatch(/Nothing joins/);
  });
});

describe("the walk through missing numbers", () => {
  const here = () => store.get().stating;

  it("goes from left to right over the whole board, and round", () => {
    const seen = [];
    stateNext(store, null);
    for (let n = 0; n < 4; n += 1) {
      const now = here();
      seen.push(`${now?.id}.${now?.field}`);
      stateNext(store, now);
    }
    expect(seen).toEqual([
      "clicks.rows_per_day",
      "ranker.latency_p95",
      "ranker.replicas",
      "clicks.rows_per_day",
    ]);
  });

  it("goes on where it was when the number before has just been stated", () => {
    stateNext(store, null);
    store.edit([{ type: "set_field", id: "clicks", field: "rows_per_day", value: "5M/day" }]);
    stateNext(store, { id: "clicks", field: "rows_per_day" });
    expect(here()).toEqual({ id: "ranker", field: "latency_p95" });
  });

  it("goes back", () => {
    stateNext(store, { id: "ranker", field: "replicas" }, -1);
    expect(here()).toEqual({ id: "ranker", field: "latency_p95" });
  });

  it("tells nothing of what the rules miss while findings are hidden", () => {
    store.settings({ hidden: true });
    const core = VOCABULARY.kinds.get("feature")?.core ?? [];
    const asked = blanks(store).filter(({ id }) => id === "spend").map(({ field }) => field);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((field) => core.includes(field))).toBe(true);
  });

  it("says so where nothing is missing", () => {
    store.set({ ledger: takeSnapshot(BLANK, snapshot()) });
    stateNext(store, null);
    expect([here(), store.get().notices[0]?.text]).toEqual([null, "No number is missing."]);
  });
});
