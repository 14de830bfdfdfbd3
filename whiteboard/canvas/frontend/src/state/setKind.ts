/** Makes a node another kind of thing, and keeps whatever of it still means something. */

import type { Change } from "../model/changes";
import { edgeRef, freshName } from "../model/document";
import { kindLabel, legalForward, orient } from "../model/vocabulary";
import type { BoardStore } from "./board";

/** One gesture: fields and arrows the new kind cannot have are left out, and it says how many. */
export function setKind(store: BoardStore, id: string, kind: string): void {
  const { vocabulary } = store.get();
  const { doc } = store;
  const node = doc.nodes[id];
  if (!vocabulary || !node || node.kind === kind) return;

  const known = vocabulary.fields.get(kind);
  const before: Change[] = [];
  const after: Change[] = [];
  let lost = 0;
  for (const field of Object.keys(node.fields)) {
    if (known?.has(field)) continue;
    before.push({ type: "set_field", id, field, value: null });
    lost += 1;
  }
  for (const field of Object.keys(node.na)) {
    if (!known?.has(field)) before.push({ type: "set_na", id, field, reason: null });
  }
  const kindOf = (one: string) => (one === id ? kind : (doc.nodes[one]?.kind ?? ""));
  for (const edge of doc.edges) {
    if (edge.source !== id && edge.target !== id) continue;
    const legal = legalForward(vocabulary, kindOf(edge.source), kindOf(edge.target));
    if (legal.includes(edge.relation)) continue;
    const [source, target, relation] = edgeRef(edge);
    before.push({ type: "disconnect", source, target, relation });
    const meant = orient(
      vocabulary,
      { id: source, kind: kindOf(source) },
      { id: target, kind: kindOf(target) },
    );
    if (meant) after.push({ type: "connect", ...meant, note: edge.note });
    else lost += 1;
  }
  if (node.name === freshName(kindLabel(vocabulary, node.kind), id)) {
    after.push({ type: "rename_node", id, name: freshName(kindLabel(vocabulary, kind), id) });
  }
  const done = store.edit([...before, { type: "set_kind", id, kind }, ...after]);
  if (done && lost > 0) {
    const parts = lost === 1 ? "1 field or arrow" : `${lost} fields or arrows`;
    store.notify(`${parts} did not fit the new kind. Ctrl Z brings everything back.`);
  }
}
