import { describe, expect, it } from "vitest";

import { courses } from "../../src/board/ends";
import { settleLabels } from "../../src/board/labels";
import type { EdgeDoc } from "../../src/model/document";
import { boxAt, type Box } from "../../src/model/place";

const BETWEEN = boxAt([300, 0]);
const BOXES: ReadonlyMap<string, Box> = new Map([
  ["left", boxAt([0, 0])],
  ["right", boxAt([600, 0])],
  ["between", BETWEEN],
  ["below", boxAt([0, 400])],
]);
const arrow = (source: string, target: string, relation = "feeds"): EdgeDoc => ({
  source,
  target,
  relation,
  fields: {},
  note: "",
});
const draw = (...edges: EdgeDoc[]) =>
  edges.map((edge) => settleLabels(courses(edges, BOXES), [...BOXES.values()]).get(edge));

describe("an arrow", () => {
  it("leaves and enters at the sides that face each other", () => {
    const [across, down] = draw(arrow("left", "right"), arrow("left", "below"));
    expect(across?.path).toMatch(/^M196,46 C/);
    expect(down?.path).toMatch(/^M98,92 C/);
  });

  it("is kept apart from others that join the same two boxes", () => {
    const drawn = draw(arrow("left", "right"), arrow("left", "right", "trains"), arrow("right", "left"));
    expect(new Set(drawn.map((one) => one?.path)).size).toBe(3);
    expect(new Set(drawn.map((one) => `${one?.x} ${one?.y}`)).size).toBe(3);
  });

  it("says what it means beside a box that stands in its way, not behind it", () => {
    const [long] = draw(arrow("left", "right"));
    const { x, width } = BETWEEN;
    expect(Number(long?.x) < x || Number(long?.x) > x + width).toBe(true);
  });
});
