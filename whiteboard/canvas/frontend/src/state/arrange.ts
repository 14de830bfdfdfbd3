/** Lines boxes up and spaces them evenly: one undoable move. */

import type { Point } from "../model/document";
import { around, type Box } from "../model/place";
import { boxOf, moveNodes } from "./actions";
import type { BoardStore } from "./board";

export type Side = "left" | "centre" | "right" | "top" | "middle" | "bottom";

interface Chosen {
  readonly id: string;
  readonly box: Box;
}

/** Brings one side, or the middles, of all selected boxes to one line. */
export function align(store: BoardStore, side: Side): void {
  const chosen = selected(store);
  const frame = around(chosen.map(({ box }) => box));
  if (!frame || chosen.length < 2) return;
  const place = ({ x, y, width, height }: Box): Point => {
    switch (side) {
      case "left":
        return [frame.x, y];
      case "centre":
        return [frame.x + (frame.width - width) / 2, y];
      case "right":
        return [frame.x + frame.width - width, y];
      case "top":
        return [x, frame.y];
      case "middle":
        return [x, frame.y + (frame.height - height) / 2];
      case "bottom":
        return [x, frame.y + frame.height - height];
    }
  };
  moveAll(store, chosen.map(({ id, box }) => [id, place(box)]));
}

/** Makes the gaps between the selected boxes equal; the outermost two stay. */
export function distribute(store: BoardStore, way: "across" | "down"): void {
  const across = way === "across";
  const chosen = selected(store).sort((a, b) => (across ? a.box.x - b.box.x : a.box.y - b.box.y));
  const frame = around(chosen.map(({ box }) => box));
  if (!frame || chosen.length < 3) return;
  const length = (box: Box) => (across ? box.width : box.height);
  const used = chosen.reduce((sum, { box }) => sum + length(box), 0);
  const gap = ((across ? frame.width : frame.height) - used) / (chosen.length - 1);
  let at = across ? frame.x : frame.y;
  const places = chosen.map(({ id, box }): [string, Point] => {
    const place: Point = across ? [at, box.y] : [box.x, at];
    at += length(box) + gap;
    return [id, place];
  });
  moveAll(store, places);
}

function selected(store: BoardStore): Chosen[] {
  return store.get().selection.nodes.flatMap((id) => {
    const box = boxOf(store, id);
    return box ? [{ id, box }] : [];
  });
}

function moveAll(store: BoardStore, places: readonly [string, Point][]): void {
  const whole = places.map(([id, [x, y]]): [string, Point] => [id, [Math.round(x), Math.round(y)]]);
  moveNodes(store, Object.fromEntries(whole));
}
