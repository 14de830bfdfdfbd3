import { beforeEach, describe, expect, it } from "vitest";

import { apply } from "../../src/model/apply";
import { ImpossibleChange } from "../../src/model/changes";
import { fragmentText, takeFragment } from "../../src/model/fragment";
import { addNode, group, removeSelected, selectAll } from "../../src/state/actions";
import { BoardStore } from "../../src/state/board";
import { duplicate } from "../../src/state/clipboard";
import { Places } from "../../src/state/places";
import { addSticky, editSticky } from "../../src/state/stickies";
import { BLANK, takeSnapshot } from "../../src/wire/ledger";
import { CHURN, snapshot, VOCABULARY } from "../build";

let store: BoardStore;
let now = 0;

beforeEach(() => {
  const settings = { hidden: false, palette: true, panel: true, tab: "details", map: true } as const;
  store = new BoardStore(settings, () => now);
  store.set({ vocabulary: VOCABULARY, ledger: takeSnapshot(BLANK, snapshot()) });
});

describe("a sticky note", () => {
  it("is put in a free place, selected and opened for typing", () => {
    const id = addSticky(store) ?? "";
    expect([id, store.get().renaming, store.get().selection.nodes]).toEqual(["note", "note", ["note"]]);
    expect(Object.values(CHURN.layout)).not.toContainEqual(store.doc.layout[id]);
  });

  it("is one step with its first words, however long they take", () => {
    addSticky(store);
    now += 60_000;
    editSticky(store, "note", " Ask Lena\n");
    expect(store.doc.stickies["note"]?.text).toBe("Ask Lena");
    store.undo();
    expect(store.doc).toEqual(CHURN);
    store.redo();
    expect([store.doc.stickies["note"]?.text, store.get().selection.nodes]).toEqual(["Ask Lena", ["note"]]);
  });

  it("is another step for each later edit", () => {
    addSticky(store);
    editSticky(store, "note", "One");
    editSticky(store, "note", "Two");
    store.undo();
    expect(store.doc.stickies["note"]?.text).toBe("One");
  });

  it("goes when it is left without words", () => {
    addSticky(store);
    editSticky(store, "note", "  ");
    editSticky(store, "doubt", "");
    expect(store.doc.stickies).toEqual({});
    store.undo();
    expect(store.doc).toEqual(CHURN);
  });

  it("is selected, removed and brought back with the boxes", () => {
    selectAll(store);
    removeSelected(store);
    expect([store.doc.nodes, store.doc.stickies, store.doc.layout]).toEqual([{}, {}, {}]);
    store.undo();
    expect(store.doc.stickies).toEqual(CHURN.stickies);
    expect(store.doc.layout).toEqual(CHURN.layout);
  });

  it("is copied with its words, as a design file says them", () => {
    expect(fragmentText(takeFragment(CHURN, ["doubt"]))).toContain("stickies:\n  doubt: Who owns this?");
    store.select(["doubt"]);
    duplicate(store);
    expect(store.doc.stickies["doubt_2"]).toEqual({ text: "Who owns this?" });
    expect(store.doc.layout["doubt_2"]).not.toEqual(store.doc.layout["doubt"]);
  });

  it("is in no group and shares no id with a box", () => {
    store.select(["doubt"]);
    group(store);
    expect(Object.keys(store.doc.groups)).toEqual(["inputs"]);
    expect(() => apply(CHURN, { type: "add_node", id: "doubt", kind: "model" })).toThrow(ImpossibleChange);
    expect(() => apply(CHURN, { type: "set_sticky", id: "ranker", text: "" })).toThrow(ImpossibleChange);
    store.edit([{ type: "set_sticky", id: "model", text: "Taken" }]);
    expect(addNode(store, "model")).toBe("model_2");
  });

  it("without a place is given one above the boxes that stays", () => {
    const places = new Places(() => "data");
    const lost = apply(CHURN, { type: "move", positions: { doubt: null } });
    const at = places.of(lost)["doubt"];
    expect(at?.[1]).toBeLessThan(0);
    expect(places.of(apply(lost, { type: "remove_node", id: "clicks" }))["doubt"]).toEqual(at);
  });
});
