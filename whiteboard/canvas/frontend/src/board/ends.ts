/** Where an arrow leaves one box and enters another: the sides that face each other. */

import { getBezierPath, Position } from "@xyflow/react";

import type { EdgeDoc } from "../model/document";
import type { Box } from "../model/place";

const SPREAD = 16;
const CORNER = 12;
const HEAD = 3;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** How an arrow is drawn, and where its words stand. */
export interface Course {
  readonly path: string;
  readonly start: Spot;
  readonly end: Spot;
  readonly x: number;
  readonly y: number;
  readonly raised?: boolean; // the words stand above the boxes, where no spot is free
}

/** One end of an arrow: the side of the box, and how far from the middle of that side. */
interface Port {
  readonly side: Position;
  readonly offset: number;
}

interface Ports {
  readonly source: Port;
  readonly target: Port;
}

interface Ending {
  readonly edge: EdgeDoc;
  readonly end: "source" | "target";
  readonly towards: number; // where the other box is, along this side
}

/** The course of every arrow; those at one side are spread out in the order of where they lead. */
export function courses(
  edges: readonly EdgeDoc[],
  boxes: ReadonlyMap<string, Box>,
): Map<EdgeDoc, Course> {
  const sides = new Map<EdgeDoc, { source: Position; target: Position }>();
  const crowds = new Map<string, { box: Box; side: Position; endings: Ending[] }>();
  const join = (id: string, box: Box, side: Position, ending: Ending) => {
    const key = `${id} ${side}`;
    const crowd = crowds.get(key);
    if (crowd) crowd.endings.push(ending);
    else crowds.set(key, { box, side, endings: [ending] });
  };
  for (const edge of edges) {
    const [a, b] = [boxes.get(edge.source), boxes.get(edge.target)];
    if (!a || !b) continue;
    const facing = facingSides(a, b);
    sides.set(edge, facing);
    const alongA = isUpright(facing.source) ? middleY(b) : middleX(b);
    const alongB = isUpright(facing.target) ? middleY(a) : middleX(a);
    join(edge.source, a, facing.source, { edge, end: "source", towards: alongA });
    join(edge.target, b, facing.target, { edge, end: "target", towards: alongB });
  }
  const offsets = new Map<EdgeDoc, { source: number; target: number }>();
  for (const { box, side, endings } of crowds.values()) {
    endings.sort((one, two) => one.towards - two.towards);
    const length = isUpright(side) ? box.height : box.width;
    const step = Math.min(SPREAD, (length - 2 * CORNER) / Math.max(1, endings.length - 1));
    endings.forEach(({ edge, end }, at) => {
      const both = offsets.get(edge) ?? { source: 0, target: 0 };
      both[end] = (at - (endings.length - 1) / 2) * step;
      offsets.set(edge, both);
    });
  }
  const drawn = new Map<EdgeDoc, Course>();
  for (const [edge, { source, target }] of sides) {
    const [a, b] = [boxes.get(edge.source), boxes.get(edge.target)];
    const by = offsets.get(edge);
    if (!a || !b || !by) continue;
    const ports = {
      source: { side: source, offset: by.source },
      target: { side: target, offset: by.target },
    };
    drawn.set(edge, course(a, b, ports));
  }
  return drawn;
}

function course(from: Box, to: Box, { source, target }: Ports): Course {
  const start = at(from, source, 0);
  const end = at(to, target, HEAD);
  const [path, x, y] = getBezierPath({
    sourceX: start.x,
    sourceY: start.y,
    sourcePosition: source.side,
    targetX: end.x,
    targetY: end.y,
    targetPosition: target.side,
    curvature: 0.28,
  });
  return { path, start, end, x, y };
}

function at(box: Box, { side, offset }: Port, gap: number): Spot {
  const { x, y, width, height } = box;
  switch (side) {
    case Position.Left:
      return { x: x - gap, y: y + height / 2 + offset };
    case Position.Right:
      return { x: x + width + gap, y: y + height / 2 + offset };
    case Position.Top:
      return { x: x + width / 2 + offset, y: y - gap };
    case Position.Bottom:
      return { x: x + width / 2 + offset, y: y + height + gap };
  }
}

/** Left to right is how a design reads: the sides win unless the boxes stand above each other. */
function facingSides(a: Box, b: Box): { source: Position; target: Position } {
  const dx = middleX(b) - middleX(a);
  const dy = middleY(b) - middleY(a);
  const gapX = Math.abs(dx) - (a.width + b.width) / 2;
  const gapY = Math.abs(dy) - (a.height + b.height) / 2;
  if (gapX >= 24 || gapX >= gapY) {
    return dx >= 0
      ? { source: Position.Right, target: Position.Left }
      : { source: Position.Left, target: Position.Right };
  }
  return dy >= 0
    ? { source: Position.Bottom, target: Position.Top }
    : { source: Position.Top, target: Position.Bottom };
}

function isUpright(side: Position): boolean {
  return side === Position.Left || side === Position.Right;
}

function middleX(box: Box): number {
  return box.x + box.width / 2;
}

function middleY(box: Box): number {
  return box.y + box.height / 2;
}
