/** What a person can do with sticky notes beyond what holds for everything on the board. */

import { standing } from "../model/document";
import { makeId } from "../model/ids";
import { freePlace, STICKY_HEIGHT, STICKY_WIDTH } from "../model/place";
import { allBoxes } from "./actions";
import { WRITES, type BoardStore } from "./board";

/** Puts a note in a free place at the middle of the view and opens it for typing. */
export function addSticky(store: BoardStore): string | undefined {
  if (!store.ready()) return undefined;
  const id = makeId("note", new Set(standing(store.doc)));
  const [x, y] = store.canvas?.centre() ?? [0, 0];
  const at = freePlace([x - STICKY_WIDTH / 2, y - STICKY_HEIGHT / 2], allBoxes(store));
  if (!store.edit([{ type: "set_sticky", id, text: "", at }], WRITES + id)) return undefined;
  store.select([id]);
  store.set({ renaming: id });
  store.canvas?.reveal([id]);
  return id;
}

/** Keeps what was typed: its first words are one step with the note, and without any it goes. */
export function editSticky(store: BoardStore, id: string, text: string): void {
  const before = store.doc.stickies[id]?.text;
  const clean = text.trim();
  if (before === undefined) return;
  const merge = before === "" ? WRITES + id : undefined;
  if (clean !== "") {
    if (clean !== before) store.edit([{ type: "set_sticky", id, text: clean }], merge);
  } else if (merge !== undefined && store.get().undo.at(-1)?.merge === merge) {
    store.undo();
  } else {
    store.edit([{ type: "remove_sticky", id }]);
  }
}
