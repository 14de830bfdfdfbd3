/** Pulls a box that is being dragged into line with its neighbours, and says along which lines. */

import type { Box } from "./place";

/** A line to draw, in board units: upright at `at` from `from` to `to`, or level. */
export interface Guide {
  readonly upright: boolean;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Snap {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

const NOTHING: Snap = { dx: 0, dy: 0, guides: [] };

/** The least shift, at most `reach`, that lines an edge or the middle up with another box's. */
export function snapTo(moving: Box, others: readonly Box[], reach: number): Snap {
  if (others.length === 0) return NOTHING;
  const dx = nearest(lines(moving, true), others, true, reach);
  const dy = nearest(lines(moving, false), others, false, reach);
  if (dx === undefined && dy === undefined) return NOTHING;
  const moved = { ...moving, x: moving.x + (dx ?? 0), y: moving.y + (dy ?? 0) };
  return {
    dx: dx ?? 0,
    dy: dy ?? 0,
    guides: [
      ...(dx === undefined ? [] : guides(moved, others, true)),
      ...(dy === undefined ? [] : guides(moved, others, false)),
    ],
  };
}

function lines(box: Box, upright: boolean): readonly number[] {
  const [start, length] = upright ? [box.x, box.width] : [box.y, box.height];
  return [start, start + length / 2, start + length];
}

function nearest(
  own: readonly number[],
  others: readonly Box[],
  upright: boolean,
  reach: number,
): number | undefined {
  let best: number | undefined;
  for (const other of others) {
    for (const line of lines(other, upright)) {
      for (const mine of own) {
        const shift = line - mine;
        if (Math.abs(shift) <= reach && (best === undefined || Math.abs(shift) < Math.abs(best))) {
          best = shift;
        }
      }
    }
  }
  return best;
}

/** One guide for each line the box now shares, as long as all who share it. */
function guides(box: Box, others: readonly Box[], upright: boolean): Guide[] {
  return lines(box, upright).flatMap((at) => {
    const sharing = others.filter((one) => lines(one, upright).some((line) => Math.abs(line - at) < 0.5));
    if (sharing.length === 0) return [];
    const spans = [box, ...sharing].map((one) =>
      upright ? [one.y, one.y + one.height] : [one.x, one.x + one.width],
    );
    const from = Math.min(...spans.map(([start = 0]) => start));
    const to = Math.max(...spans.map(([, end = 0]) => end));
    return [{ upright, at, from, to }];
  });
}
