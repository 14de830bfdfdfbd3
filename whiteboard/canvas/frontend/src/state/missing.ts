/** The walk through the numbers that are still to be stated, in the order in which a design reads. */

import { fieldOf } from "../model/vocabulary";
import { boxOf, focusField } from "./actions";
import { draftKey, type BoardStore } from "./board";

export interface Blank {
  readonly id: string;
  readonly field: string;
}

/**
 * What is empty and asked for, from left to right. While findings are hidden nothing may tell what
 * the rules miss: then it is every empty number a kind shows first.
 */
export function blanks(store: BoardStore): Blank[] {
  const { ledger, settings, drafts, vocabulary } = store.get();
  if (!vocabulary) return [];
  const { nodes } = ledger.view;
  const places = Object.keys(nodes).map((id) => ({ id, box: boxOf(store, id) }));
  places.sort((a, b) => (a.box?.x ?? 0) - (b.box?.x ?? 0) || (a.box?.y ?? 0) - (b.box?.y ?? 0));
  return places.flatMap(({ id }) => {
    const node = nodes[id];
    if (!node) return [];
    const core = vocabulary.kinds.get(node.kind)?.core ?? [];
    const asked = settings.hidden
      ? core.filter((name) => fieldOf(vocabulary, node.kind, name).type === "quantity")
      : (ledger.evaluation.missing[id] ?? []);
    return asked
      .filter((field) => !(field in node.fields) && !(field in node.na))
      .filter((field) => !(draftKey(id, field) in drafts))
      .map((field) => ({ id, field }));
  });
}

/** Opens the editor of a field on its box; fields that are no single value open in the panel. */
export function state(store: BoardStore, { id, field }: Blank): void {
  const { vocabulary } = store.get();
  const node = store.doc.nodes[id];
  if (!vocabulary || !node) return;
  const { type } = fieldOf(vocabulary, node.kind, field);
  store.select([id]);
  store.canvas?.reveal([id]);
  if (type === "rows" || type === "words" || store.canvas?.isFar()) {
    store.set({ stating: null });
    focusField(store, id, field);
  } else {
    store.set({ stating: { id, field } });
  }
}

/** Goes on to the next blank after `at`, or the one before; says so where there is none. */
export function stateNext(store: BoardStore, at: Blank | null, step: 1 | -1 = 1): void {
  const list = blanks(store);
  const next = at ? after(store, list, at, step) : list[0];
  if (next) {
    state(store, next);
    return;
  }
  store.set({ stating: null });
  store.canvas?.focus();
  store.notify(store.get().settings.hidden ? "Every number is stated." : "No number is missing.");
}

function after(store: BoardStore, list: readonly Blank[], at: Blank, step: 1 | -1): Blank | undefined {
  const others = list.filter((one) => one.id !== at.id || one.field !== at.field);
  const was = list.findIndex((one) => one.id === at.id && one.field === at.field);
  // What has just been stated is a blank no more: go on where it was on the board.
  const from = was >= 0 ? was : placeOf(store, list, at);
  const index = step > 0 ? from : from - 1;
  return others[(index + others.length) % Math.max(1, others.length)];
}

function placeOf(store: BoardStore, list: readonly Blank[], at: Blank): number {
  const own = list.findIndex((one) => one.id === at.id);
  if (own >= 0) return own;
  const x = boxOf(store, at.id)?.x ?? 0;
  const later = list.findIndex((one) => (boxOf(store, one.id)?.x ?? 0) >= x);
  return later < 0 ? list.length : later;
}
