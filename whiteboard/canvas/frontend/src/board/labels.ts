/** Where the words of an arrow stand: on the arrow, clear of boxes and of other words. */

import type { EdgeDoc } from "../model/document";
import type { Box } from "../model/place";
import type { Course } from "./ends";

const ALONG = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85, 0.1, 0.9];
const LETTER = 6.2;
const PADDING = 12;
const HEIGHT = 18;
const MOST_CHECKED = 60_000; // pairs of words and boxes; beyond that the middle has to do

/** Moves each label to the first free spot of its arrow; above the boxes when none is free. */
export function settleLabels(
  courses: Map<EdgeDoc, Course>,
  boxes: readonly Box[],
): Map<EdgeDoc, Course> {
  if (courses.size * boxes.length > MOST_CHECKED) return courses;
  const taken = [...boxes];
  const settled = new Map<EdgeDoc, Course>();
  for (const [edge, course] of courses) {
    const width = edge.relation.length * LETTER + PADDING;
    const spots = ALONG.map((part) => label(course.path, part, width));
    const free = spots.find((one) => !taken.some((box) => touches(one, box)));
    if (!free) {
      settled.set(edge, { ...course, raised: true });
      continue;
    }
    taken.push(free);
    settled.set(edge, { ...course, x: free.x + width / 2, y: free.y + HEIGHT / 2 });
  }
  return settled;
}

/** The rectangle of words centred on a part of a cubic curve, which is written "M… C…". */
function label(path: string, part: number, width: number): Box {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = (
    path.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []
  ).map(Number);
  const x = cubic(part, x0, x1, x2, x3);
  const y = cubic(part, y0, y1, y2, y3);
  return { x: x - width / 2, y: y - HEIGHT / 2, width, height: HEIGHT };
}

function cubic(t: number, a: number, b: number, c: number, d: number): number {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

function touches(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  );
}
