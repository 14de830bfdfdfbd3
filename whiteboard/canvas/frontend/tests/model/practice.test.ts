import { describe, expect, it } from "vitest";

import { goingOn, hiddenCount, phaseAt, type Attempt } from "../../src/model/practice";

const ATTEMPT: Attempt = {
  began: "2026-03-01T09:00:00+00:00",
  minutes: 45,
  phases: [
    { name: "Frame", minutes: 10 },
    { name: "Draw", minutes: 25 },
    { name: "Curveball", minutes: 10 },
  ],
  ended: false,
  hidden: {},
  reveals: { questions: 0, hints: 0, findings: 0, overlays: 0 },
  cards: [],
};

describe("the clock of a round", () => {
  it.each([
    [0, "Frame", 10],
    [9.99, "Frame", 10],
    [10, "Draw", 35],
    [34.9, "Draw", 35],
    [35, "Curveball", 45],
    [44.9, "Curveball", 45],
  ] as const)("is, after %d minutes, in %s until %d", (elapsed, name, until) => {
    expect(phaseAt(ATTEMPT, elapsed)).toEqual({ name, until });
  });

  it.each([45, 60, 100_000])("has no phase after %d minutes", (elapsed) => {
    expect(phaseAt(ATTEMPT, elapsed)).toBeUndefined();
  });

  it("is in the first phase where the clock of this machine is behind", () => {
    expect(phaseAt(ATTEMPT, -3)).toEqual({ name: "Frame", until: 10 });
  });

  it("has no phase where there is no clock", () => {
    expect(phaseAt({ ...ATTEMPT, minutes: 0, phases: [] }, 0)).toBeUndefined();
  });
});

describe("what is hidden", () => {
  it.each([
    ["nothing", {}, 0],
    ["one severity", { error: 3 }, 3],
    ["all of them", { error: 3, warning: 2, info: 4 }, 9],
    ["none of one", { error: 0, info: 1 }, 1],
  ] as const)("is counted over %s", (_, hidden, count) => {
    expect(hiddenCount({ ...ATTEMPT, hidden })).toBe(count);
  });
});

describe("an attempt", () => {
  it("goes on until it has ended", () => {
    expect(goingOn(ATTEMPT)).toBe(ATTEMPT);
    expect(goingOn({ ...ATTEMPT, ended: true })).toBeNull();
  });

  it("does not go on where there is none", () => {
    expect(goingOn(null)).toBeNull();
  });
});
