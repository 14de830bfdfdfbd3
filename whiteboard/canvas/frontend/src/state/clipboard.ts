/** Copying as the text of a design file, and pasting whatever a design can be read from. */

import type { Doubt } from "../wire/messages";
import { fragmentText, pasteChanges, takeFragment, type Fragment } from "../model/fragment";
import { standing, type Doc, type Point } from "../model/document";
import { around, boxAt, overlaps } from "../model/place";
import { allBoxes, boxOf } from "./actions";
import type { BoardStore } from "./board";
import { drawLine, isLine } from "./phrases";
import { Places } from "./places";
import type { Session } from "./session";

const STEP = 40;
const FARTHEST = 4000;

export interface Copied {
  readonly text: string;
  readonly fragment: Fragment;
}

/** The selection as text; the board remembers it, so that pasting it back needs no server. */
export function copyText(store: BoardStore): string | undefined {
  const copied = take(store);
  if (copied) store.copied = copied;
  return copied?.text;
}

function take(store: BoardStore): Copied | undefined {
  const { nodes } = store.get().selection;
  if (nodes.length === 0) return undefined;
  const fragment = takeFragment(store.doc, nodes);
  const places = nodes.map((id): [string, Point] => {
    const { x, y } = boxOf(store, id) ?? boxAt([0, 0]);
    return [id, [x, y]];
  });
  const placed = { ...fragment, layout: Object.fromEntries(places) };
  return { text: fragmentText(placed), fragment: placed };
}

export function duplicate(store: BoardStore): void {
  const copied = take(store);
  if (copied) pasteFragment(store, copied.fragment);
}

/** Pastes a design in any form the server reads, or a typed line; says why where it is neither. */
export async function pasteText(session: Session, text: string): Promise<boolean> {
  const { store, wire } = session;
  if (text.trim() === "" || !store.ready()) return false;
  if (store.copied?.text === text.replaceAll("\r\n", "\n")) {
    return pasteFragment(store, store.copied.fragment);
  }
  const found = await wire.ask({ type: "paste", text });
  if (!found) {
    store.notify("What comes from elsewhere can be pasted when the server is there again.", "error");
    return false;
  }
  if (found.document) {
    return pasteFragment(store, inTheMiddle(store, found.document), found.doubts);
  }
  if (isLine(text)) {
    const line = await wire.ask({ type: "phrase", text });
    if (line && line.errors.length === 0) return drawLine(store, line.changes);
  }
  store.notify(`That is no design: ${found.message}`, "error");
  return false;
}

/** Puts a worked example on the board; one undo takes it away again. */
export async function showExample({ store, wire }: Session): Promise<void> {
  const found = await wire.ask({ type: "example" });
  if (!found) {
    store.notify("The example comes when the server is there again.", "error");
    return;
  }
  if (!pasteFragment(store, inTheMiddle(store, found.document))) return;
  store.select([]);
  store.canvas?.fit(Object.keys(store.doc.nodes));
  store.notify(`A worked example: ${found.title}. Ctrl Z takes it off the board again.`);
}

/** Pastes a fragment a little further down each time, clear of what is there. */
export function pasteFragment(
  store: BoardStore,
  fragment: Fragment,
  doubts: readonly Doubt[] = [],
): boolean {
  if (Object.keys(fragment.nodes).length + Object.keys(fragment.stickies).length === 0) return false;
  const taken = allBoxes(store);
  let offset = 0;
  const lands = () =>
    Object.values(fragment.layout).some(([x, y]) =>
      taken.some((box) => overlaps(boxAt([x + offset, y + offset]), box, 0)),
    );
  while (lands() && offset < FARTHEST) offset += STEP;
  const { changes, ids, renamed } = pasteChanges(store.doc, fragment, [offset, offset]);
  if (!store.edit(changes)) return false;
  if (doubts.length > 0) {
    store.set({ doubts: doubts.map((one) => ({ ...one, place: renamed.get(one.place) ?? one.place })) });
  }
  store.select(ids);
  store.canvas?.reveal(ids);
  return true;
}

/** A whole design from elsewhere, moved to where the person looks; what has no place gets one. */
function inTheMiddle(store: BoardStore, document: Doc): Fragment {
  const { vocabulary } = store.get();
  const { nodes, edges, groups, stickies } = document;
  const group = (kind: string) => vocabulary?.kinds.get(kind)?.group ?? "";
  const isPlaced = standing(document).every((id) => id in document.layout);
  const layout = isPlaced ? document.layout : new Places(group).afresh(document);
  const frame = around(Object.values(layout).map((at) => boxAt(at)));
  const [cx, cy] = store.canvas?.centre() ?? [0, 0];
  const dx = Math.round(cx - ((frame?.x ?? 0) + (frame?.width ?? 0) / 2));
  const dy = Math.round(cy - ((frame?.y ?? 0) + (frame?.height ?? 0) / 2));
  const moved = Object.entries(layout).map(([id, [x, y]]): [string, Point] => [id, [x + dx, y + dy]]);
  return { nodes, edges, groups, stickies, layout: Object.fromEntries(moved) };
}
