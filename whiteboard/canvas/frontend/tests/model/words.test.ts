import { describe, expect, it } from "vitest";

import { EMPTY } from "../../src/model/document";
import { applyDelta, badges, NOTHING_FOUND, type Finding } from "../../src/model/evaluation";
import { fragmentText, pasteChanges, takeFragment } from "../../src/model/fragment";
import { makeId } from "../../src/model/ids";
import { boxAt, freePlace } from "../../src/model/place";
import { searchKinds } from "../../src/model/search";
import { tidy } from "../../src/model/tidy";
import { legalForward, orient, whyNot } from "../../src/model/vocabulary";
import { applyAll } from "../../src/model/apply";
import { CHURN, VOCABULARY } from "../build";

describe("ids", () => {
  it.each([
    ["Feature store", "feature_store"],
    ["2nd model", "nd_model"],
    ["Évaluation", "evaluation"],
    ["???", "node"],
    ["x".repeat(90), "x".repeat(64)],
  ])("are readable (C1): %s", (name, id) => {
    expect(makeId(name, new Set())).toBe(id);
  });

  it("are unique and never longer than 64 characters", () => {
    expect(makeId("model", new Set(["model", "model_2"]))).toBe("model_3");
    expect(makeId("Constructor", new Set())).toBe("constructor_2");
    const long = "x".repeat(64);
    expect(makeId(long, new Set([long]))).toBe(`${"x".repeat(62)}_2`);
  });
});

describe("the search for a kind", () => {
  const first = (query: string, from?: string) => searchKinds(VOCABULARY, query, from)[0]?.kind;

  it.each([
    ["feat str", "feature_store"],
    ["mod", "model"],
    ["kafka", "source"],
    ["ab test", "experiment"],
    ["vector", "index"],
    ["on-call", "oncall"],
  ])("understands %s", (query, kind) => {
    expect(first(query)).toBe(kind);
  });

  it("offers what an arrow can reach first", () => {
    expect(VOCABULARY.inferred["alert"]).toHaveProperty(first("", "alert") ?? "");
    expect(searchKinds(VOCABULARY, "nonsense")).toEqual([]);
  });
});

describe("an arrow", () => {
  it("means the inferred relation, turned round where only that is legal (C2)", () => {
    const api = { id: "api", kind: "endpoint" };
    const team = { id: "team", kind: "consumer" };
    expect(orient(VOCABULARY, api, team)).toEqual({
      source: "team",
      target: "api",
      relation: "consumes",
    });
    expect(orient(VOCABULARY, api, api)).toBeUndefined();
    expect(legalForward(VOCABULARY, "endpoint", "model")).toContain("calls");
  });

  it("says what would be possible where nothing joins two kinds", () => {
    expect(whyNot(VOCABULARY, "oncall", "dataset")).toMatch(/^Nothing joins On-call and dataset/);
  });
});

describe("a copied fragment", () => {
  const copied = takeFragment(CHURN, ["clicks", "spend"]);

  it("is pasted under new ids with the arrows and the group inside it", () => {
    const { changes, ids } = pasteChanges(CHURN, copied, [40, 40]);
    const after = applyAll(CHURN, changes);
    expect(ids).toEqual(["clicks_2", "spend_2"]);
    expect(after.layout["clicks_2"]).toEqual([40, 40]);
    expect(after.edges.at(-1)).toMatchObject({ source: "clicks_2", target: "spend_2" });
    expect(after.groups["inputs_2"]).toEqual({ title: "Inputs", members: ["clicks_2", "spend_2"] });
  });

  it("keeps its ids on a board that has none of them", () => {
    expect(pasteChanges(EMPTY, copied, [0, 0]).ids).toEqual(["clicks", "spend"]);
  });

  it("leaves a group behind of which only a part is copied", () => {
    expect(takeFragment(CHURN, ["clicks"]).groups).toEqual({});
  });

  it("is the text of a design file", () => {
    expect(fragmentText(copied)).toBe(
      [
        "whiteboard: 1",
        "nodes:",
        "  clicks: {kind: source, name: Clicks, lag: 5 min}",
        "  spend: {kind: feature, na: {impute: never null}}",
        "edges:",
        "  - {edge: 'clicks -> spend: feeds', lag: 1 h}",
        "groups:",
        "  inputs: {title: Inputs, members: [clicks, spend]}",
        "layout:",
        "  clicks: [0, 0]",
        "  spend: [300, 0]",
        "",
      ].join("\n"),
    );
  });
});

describe("places", () => {
  it("are free ones, as near as can be", () => {
    const taken = [boxAt([0, 0])];
    const [x, y] = freePlace([0, 0], taken);
    expect(Math.abs(x) >= 196 || Math.abs(y) >= 92).toBe(true);
    expect(freePlace([1000, 0], taken)).toEqual([1000, 0]);
  });

  it("of a tidied design run from left to right and do not depend on the order of its parts", () => {
    const made = tidy(CHURN, () => "data", () => undefined);
    const turned = tidy(
      { ...CHURN, nodes: Object.fromEntries(Object.entries(CHURN.nodes).reverse()) },
      () => "data",
      () => undefined,
    );
    expect(made["clicks"]?.[0]).toBeLessThan(made["spend"]?.[0] ?? 0);
    expect(made["spend"]?.[0]).toBeLessThan(made["ranker"]?.[0] ?? 0);
    expect(turned).toEqual(made);
    expect(tidy(EMPTY, () => "data", () => undefined)).toEqual({});
  });
});

describe("an evaluation", () => {
  const finding = (fingerprint: string, part: Partial<Finding> = {}): Finding =>
    ({ fingerprint, nodes: ["a"], severity: "warning", status: "open", ...part }) as Finding;

  it("follows its deltas and keeps what did not change", () => {
    const one = finding("one");
    const before = { ...NOTHING_FOUND, findings: [one, finding("two")] };
    const three = finding("three");
    const after = applyDelta(before, { put: [three], closed: ["two"], order: ["three", "one"] });
    expect(after.findings).toEqual([three, one]);
    expect(after.findings[1]).toBe(one);
  });

  it("shows the worst open severity on the badge, and answered ones apart", () => {
    const made = badges([
      finding("one"),
      finding("two", { severity: "error" }),
      finding("three", { severity: "error", status: "accepted" }),
      finding("four", { nodes: [] }),
    ]);
    expect(made).toEqual({ a: { severity: "error", open: 2, settled: 1 } });
  });
});
