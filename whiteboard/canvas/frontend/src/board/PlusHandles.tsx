/** A "+" at each side of the selected box: adds the next box there, joined to this one. */

import { Position } from "@xyflow/react";

import type { Point } from "../model/document";
import { NODE_HEIGHT, NODE_WIDTH, type Box } from "../model/place";
import { useBoard, useStore } from "./context";
import { Icon } from "./icons";

const ASIDE = 88;
const BELOW = 64;

const SIDES: readonly (readonly [Position, string])[] = [
  [Position.Right, "right"],
  [Position.Bottom, "below"],
  [Position.Left, "left"],
  [Position.Top, "above"],
];

export function PlusHandles({ id }: { id: string }) {
  const store = useStore();
  const alone = useBoard(({ selection }) => selection.nodes.length === 1);
  if (!alone) return null;
  const open = (side: Position) => {
    const box = store.canvas?.boxOf(id);
    if (!box || !store.canvas) return;
    const flow = placeAt(box, side);
    const [x, y] = store.canvas.screenOf(flow);
    store.set({ quickAdd: { at: [x, y], flow, from: id, mode: "add" } });
  };
  return (
    <>
      {SIDES.map(([side, word]) => (
        <button
          key={side}
          type="button"
          tabIndex={-1}
          className={`plus is-${side} nodrag nopan`}
          data-plus={side}
          title={`Add a box ${word} (/)`}
          aria-label={`Add a box ${word}`}
          onClick={(event) => {
            event.stopPropagation();
            open(side);
          }}
        >
          <Icon name="plus" size={12} />
        </button>
      ))}
    </>
  );
}

function placeAt({ x, y, width, height }: Box, side: Position): Point {
  switch (side) {
    case Position.Right:
      return [x + width + ASIDE, y];
    case Position.Left:
      return [x - ASIDE - NODE_WIDTH, y];
    case Position.Bottom:
      return [x, y + height + BELOW];
    case Position.Top:
      return [x, y - BELOW - NODE_HEIGHT];
  }
}
