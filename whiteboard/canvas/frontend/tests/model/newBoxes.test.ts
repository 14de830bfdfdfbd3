import { describe, expect, it } from "vitest";

import { freshName, type Doc, type Point } from "../../src/model/document";
import { boxAt, freePlace, overlaps } from "../../src/model/place";
import { tidy } from "../../src/model/tidy";
import { CHURN } from "../build";

describe("a new box", () => {
  it.each([
    ["Model", "model", "Model"],
    ["On-call", "oncall", "On-call"],
    ["Feature store", "feature_store_3", "Feature store 3"],
  ])("is called what people call its kind: %s %s", (label, id, name) => {
    expect(freshName(label, id)).toBe(name);
  });

  it("leaves room for what will be written on it and on its neighbours", () => {
    const tall = (at: readonly [number, number]) => ({ ...boxAt(at), height: 140 });
    const placed = [boxAt([0, 0])];
    for (let n = 0; n < 6; n += 1) placed.push(boxAt(freePlace([0, 0], placed)));
    const grown = placed.map(({ x, y }) => tall([x, y]));
    const clashes = grown.filter((a, at) => grown.slice(at + 1).some((b) => overlaps(a, b, 0)));
    expect(clashes).toEqual([]);
  });
});

describe("a tidied design", () => {
  it("has whatever asks or watches right of what is asked or watched", () => {
    const node = (kind: string) => ({ kind, name: "", fields: {}, na: {}, numbers: [], note: "" });
    const edge = (source: string, target: string, relation: string) => ({
      source, target, relation, fields: {}, note: "",
    });
    const doc: Doc = {
      ...CHURN,
      layout: {},
      nodes: {
        source: node("source"), feature: node("feature"), model: node("model"), log: node("log"),
        endpoint: node("endpoint"), consumer: node("consumer"), monitor: node("monitor"),
      },
      edges: [
        edge("source", "feature", "feeds"),
        edge("endpoint", "feature", "reads"),
        edge("feature", "model", "feeds"),
        edge("endpoint", "model", "uses"),
        edge("consumer", "endpoint", "consumes"),
        edge("monitor", "endpoint", "monitors"),
        edge("endpoint", "log", "logs_to"),
        edge("log", "feature", "feeds"),
      ],
    };
    const made = tidy(doc, () => "", () => undefined);
    const x = (id: string) => made[id]?.[0] ?? NaN;
    expect(x("source")).toBeLessThan(x("feature"));
    expect(x("feature")).toBeLessThan(x("model"));
    expect(x("model")).toBeLessThan(x("endpoint"));
    expect(x("endpoint")).toBeLessThan(x("consumer"));
    expect(x("endpoint")).toBeLessThan(x("monitor"));
  });

  it("keeps what is grouped as it was put together by hand", () => {
    const places: { [id: string]: readonly [number, number] } = {
      clicks: [500, 40],
      spend: [300, 300],
      ranker: [0, 0],
    };
    const made = tidy(CHURN, () => "data", (id) => boxAt(places[id] ?? [0, 0]));
    const [[cx, cy], [sx, sy], [rx]] = ["clicks", "spend", "ranker"].map(
      (id) => made[id] ?? [NaN, NaN],
    ) as [Point, Point, Point];
    expect([cx - sx, cy - sy]).toEqual([200, -260]);
    expect(rx).toBeGreaterThan(Math.max(cx, sx));
  });
});
