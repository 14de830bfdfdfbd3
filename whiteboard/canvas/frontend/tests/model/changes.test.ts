import { describe, expect, it } from "vitest";

import { apply, applyAll } from "../../src/model/apply";
import { ImpossibleChange, type Change } from "../../src/model/changes";
import type { Doc } from "../../src/model/document";
import { invertAll } from "../../src/model/invert";
import { CHURN } from "../build";

const EVERY: readonly Change[] = [
  { type: "add_node", id: "api", kind: "endpoint", at: [900, 0] },
  { type: "remove_node", id: "spend" },
  { type: "remove_node", id: "ranker" },
  { type: "rename_node", id: "clicks", name: "Events" },
  { type: "set_kind", id: "clicks", kind: "log" },
  { type: "set_field", id: "clicks", field: "lag", value: "10 min" },
  { type: "set_field", id: "clicks", field: "lag", value: null },
  { type: "set_field", id: "ranker", field: "replicas", value: "4" },
  { type: "set_field", edge: ["clicks", "spend", "feeds"], field: "lag", value: null },
  { type: "set_na", id: "spend", field: "impute", reason: null },
  { type: "set_na", id: "spend", field: "lag", reason: "computed on request" },
  { type: "set_number", id: "ranker", label: "trees", value: "500" },
  { type: "set_number", id: "ranker", label: "trees", value: null },
  { type: "set_number", id: "ranker", label: "depth", value: "6" },
  { type: "set_note", note: "of the design" },
  { type: "set_note", id: "ranker", note: "" },
  { type: "set_note", edge: ["spend", "ranker", "trains"], note: "some" },
  { type: "connect", source: "clicks", target: "ranker", relation: "trains" },
  { type: "disconnect", source: "clicks", target: "spend", relation: "feeds" },
  { type: "set_relation", source: "spend", target: "ranker", relation: "trains", to: "feeds" },
  { type: "move", positions: { clicks: [5, 5], ranker: null } },
  { type: "set_group", id: "inputs", title: "Data", members: ["clicks"] },
  { type: "set_group", id: "other", title: "Other", members: ["ranker"] },
  { type: "remove_group", id: "inputs" },
  { type: "set_sticky", id: "todo", text: "Ask Lena", at: [10, 10] },
  { type: "set_sticky", id: "doubt", text: "We do" },
  { type: "set_sticky", id: "doubt", text: "We do", at: [10, 10] },
  { type: "remove_sticky", id: "doubt" },
  { type: "move", positions: { doubt: [7, 7] } },
  { type: "set_design", title: "Churn", level: "staff" },
  { type: "answer", fingerprint: "CAP1@ranker", status: "not_applicable", because: "batch" },
  { type: "answer", fingerprint: "NEW1@spend", status: "accepted", because: "known" },
  { type: "withdraw_answer", fingerprint: "CAP1@ranker" },
];

describe("every change", () => {
  it.each(EVERY.map((change) => [JSON.stringify(change), change] as const))(
    "is undone by its inverse (C4): %s",
    (_, change) => {
      const after = apply(CHURN, change);
      expect(said(after)).not.toEqual(said(CHURN));
      expect(said(applyAll(after, invertAll(CHURN, [change])))).toEqual(said(CHURN));
    },
  );

  it("is undone in the opposite order when several make one gesture", () => {
    const gesture: Change[] = [
      { type: "remove_node", id: "spend" },
      { type: "add_node", id: "spend", kind: "feature" },
      { type: "connect", source: "spend", target: "ranker", relation: "feeds" },
      { type: "rename_node", id: "spend", name: "Spend" },
    ];
    const back = applyAll(applyAll(CHURN, gesture), invertAll(CHURN, gesture));
    expect(said(back)).toEqual(said(CHURN));
  });

  it("leaves what it does not touch identical, so that only the changed box is drawn", () => {
    const after = apply(CHURN, { type: "rename_node", id: "clicks", name: "Events" });
    expect(after.nodes["ranker"]).toBe(CHURN.nodes["ranker"]);
    expect(after.edges).toBe(CHURN.edges);
  });
});

describe("an impossible change", () => {
  it.each<[string, Change]>([
    ["a node that is taken", { type: "add_node", id: "clicks", kind: "source" }],
    ["a node that is gone", { type: "rename_node", id: "nobody", name: "x" }],
    ["an arrow to nowhere", { type: "connect", source: "clicks", target: "x", relation: "feeds" }],
    ["an arrow twice", { type: "connect", source: "clicks", target: "spend", relation: "feeds" }],
    ["an arrow that is gone", { type: "disconnect", source: "a", target: "b", relation: "feeds" }],
  ])("is refused: %s", (_, change) => {
    expect(() => apply(CHURN, change)).toThrow(ImpossibleChange);
  });
});

/** What a document says, whatever the order of its edges. */
function said(doc: Doc): Doc {
  const text = (edge: unknown) => JSON.stringify(edge);
  return { ...doc, edges: [...doc.edges].sort((a, b) => (text(a) < text(b) ? -1 : 1)) };
}
