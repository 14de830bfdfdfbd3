/** Where an arrow leaves one box and enters another: the sides that face each other. */

import { Position, type InternalNode } from "@xyflow/react";

const SPREAD = 18;
const HEAD = 3;

interface Line {
  sourceX: number;
  sourceY: number;
  sourcePosition: Position;
  targetX: number;
  targetY: number;
  targetPosition: Position;
}

/** The ends of an arrow; `lane` moves arrows that join the same pair apart. */
export function ends(from: InternalNode, to: InternalNode, lane: number): Line {
  const a = rectangle(from);
  const b = rectangle(to);
  const dx = b.cx - a.cx;
  const dy = b.cy - a.cy;
  const gapX = Math.abs(dx) - (a.width + b.width) / 2;
  const gapY = Math.abs(dy) - (a.height + b.height) / 2;
  // Left to right is how a design reads, so the sides win unless the boxes stand above each other.
  if (gapX >= 24 || gapX >= gapY) {
    const right = dx >= 0;
    const shift = spread(lane, Math.min(a.height, b.height));
    return {
      sourceX: a.cx + (right ? a.width / 2 : -a.width / 2),
      sourceY: a.cy + shift,
      sourcePosition: right ? Position.Right : Position.Left,
      targetX: b.cx + (right ? -b.width / 2 - HEAD : b.width / 2 + HEAD),
      targetY: b.cy + shift,
      targetPosition: right ? Position.Left : Position.Right,
    };
  }
  const down = dy >= 0;
  const shift = spread(lane, Math.min(a.width, b.width)) * 3;
  return {
    sourceX: a.cx + shift,
    sourceY: a.cy + (down ? a.height / 2 : -a.height / 2),
    sourcePosition: down ? Position.Bottom : Position.Top,
    targetX: b.cx + shift,
    targetY: b.cy + (down ? -b.height / 2 - HEAD : b.height / 2 + HEAD),
    targetPosition: down ? Position.Top : Position.Bottom,
  };
}

function spread(lane: number, side: number): number {
  const most = side / 2 - 10;
  return Math.max(-most, Math.min(most, lane * SPREAD));
}

function rectangle(node: InternalNode) {
  const { x, y } = node.internals.positionAbsolute;
  const width = node.measured.width ?? 0;
  const height = node.measured.height ?? 0;
  return { cx: x + width / 2, cy: y + height / 2, width, height };
}
