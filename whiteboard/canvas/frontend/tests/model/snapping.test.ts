import { describe, expect, it } from "vitest";

import { boxAt } from "../../src/model/place";
import { snapTo } from "../../src/model/snapping";

const OTHER = boxAt([0, 0], 100, 40);

describe("a box that is dragged", () => {
  it.each([
    ["left edges", [4, 300], [-4, 0]],
    ["right edges, of boxes of different width", [53, 300], [-3, 0]],
    ["tops", [400, -5], [0, 5]],
    ["both at once", [104, 36], [-4, 4]],
    ["nothing further away than the reach", [427, 317], [0, 0]],
  ] as const)("is pulled to %s", (_, at, shift) => {
    const { dx, dy } = snapTo(boxAt(at, 50, 30), [OTHER], 6);
    expect([dx, dy].map((one) => one + 0)).toEqual(shift);
  });

  it("takes the nearest of several lines", () => {
    const { dx } = snapTo(boxAt([8, 300], 50, 30), [OTHER, boxAt([10, 600], 100, 40)], 6);
    expect(dx).toBe(2);
  });

  it("shows each line as long as all who share it", () => {
    const { guides } = snapTo(boxAt([1, 200], 100, 40), [OTHER], 6);
    expect(guides).toEqual(
      [0, 50, 100].map((at) => ({ upright: true, at, from: 0, to: 240 })),
    );
  });

  it("has no lines where there is nobody else", () => {
    expect(snapTo(boxAt([0, 0]), [], 6)).toEqual({ dx: 0, dy: 0, guides: [] });
  });
});
