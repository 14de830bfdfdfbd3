/** Where things go on the board when the person did not say: beside, below, never on top. */

import type { Point } from "./document";

export const NODE_WIDTH = 196;
export const NODE_HEIGHT = 92;
export const STICKY_WIDTH = 180;
export const STICKY_HEIGHT = 84; // the least
// What a box grows to once its numbers and the chips of the missing ones are on it.
export const NODE_ROOM = 140;
const GAP = 28;
const STEP = 12;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export function boxAt([x, y]: Point, width = NODE_WIDTH, height = NODE_HEIGHT): Box {
  return { x, y, width, height };
}

export function snap(value: number): number {
  return Math.round(value / 4) * 4;
}

/** The box with room for what is still to be written on it. */
export function grown<T extends Size>(box: T): T {
  return { ...box, height: Math.max(box.height, NODE_ROOM) };
}

/** The free place nearest to `wanted` (a top left corner), searched in widening rings. */
export function freePlace(wanted: Point, taken: readonly Box[]): Point {
  const size = grown(boxAt([0, 0]));
  const others = taken.map(grown);
  const free = (x: number, y: number) =>
    !others.some((box) => overlaps({ ...size, x, y }, box, GAP));
  const [x0, y0] = [snap(wanted[0]), snap(wanted[1])];
  if (free(x0, y0)) return [x0, y0];
  let best: Point | undefined;
  let bestDistance = Infinity;
  for (let ring = 1; ring < 200; ring += 1) {
    const reach = ring * STEP * 2;
    if (best && reach > bestDistance) break;
    for (const [x, y] of ringPoints(x0, y0, reach)) {
      const distance = Math.hypot(x - x0, (y - y0) * 1.2);
      if (distance < bestDistance && free(x, y)) {
        best = [x, y];
        bestDistance = distance;
      }
    }
  }
  return best ?? [x0, y0];
}

/** The free place right of `from`, or further down the same column. */
export function besidePlace(from: Box, taken: readonly Box[]): Point {
  return freePlace([from.x + from.width + 88, from.y], taken);
}

function* ringPoints(x0: number, y0: number, reach: number): Generator<Point> {
  for (let along = -reach; along <= reach; along += STEP * 2) {
    yield [x0 + along, y0 + reach];
    yield [x0 + along, y0 - reach];
    yield [x0 + reach, y0 + along];
    yield [x0 - reach, y0 + along];
  }
}

/** Whether two boxes come nearer to each other than `gap`. */
export function overlaps(a: Box, b: Box, gap: number): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

/** The rectangle around all boxes, or undefined when there are none. */
export function around(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
