/** The inverse of a change, made of changes (C4): undo is a new gesture, never a rewind. */

import { apply } from "./apply";
import { ImpossibleChange, type AddNode, type Change, type Connect } from "./changes";
import { findEdge, type Doc, type EdgeDoc, type EdgeRef, type Point } from "./document";

/** The changes that take `apply(doc, change)` back to `doc`. */
export function invert(doc: Doc, change: Change): Change[] {
  switch (change.type) {
    case "add_node":
      return [{ type: "remove_node", id: change.id }];
    case "remove_node":
      return restoreNode(doc, change.id);
    case "rename_node":
      return [{ type: "rename_node", id: change.id, name: node(doc, change.id).name }];
    case "set_kind":
      return [{ type: "set_kind", id: change.id, kind: node(doc, change.id).kind }];
    case "set_field": {
      const owner = change.edge ? edge(doc, change.edge) : node(doc, change.id ?? "");
      return [{ ...change, value: owner.fields[change.field] ?? null }];
    }
    case "set_na":
      return [{ ...change, reason: node(doc, change.id).na[change.field] ?? null }];
    case "set_number": {
      const before = node(doc, change.id).numbers.find((one) => one.label === change.label);
      return [{ ...change, value: before?.value ?? null }];
    }
    case "set_note": {
      if (change.edge) return [{ ...change, note: edge(doc, change.edge).note }];
      if (change.id !== undefined) return [{ ...change, note: node(doc, change.id).note }];
      return [{ ...change, note: doc.note }];
    }
    case "connect": {
      const { source, target, relation } = change;
      if (relation === undefined) throw new ImpossibleChange("The arrow has no relation.");
      return [{ type: "disconnect", source, target, relation }];
    }
    case "disconnect":
      return [reconnect(edge(doc, [change.source, change.target, change.relation]))];
    case "set_relation":
      return [{ ...change, relation: change.to, to: change.relation }];
    case "move": {
      const positions: { [id: string]: Point | null } = {};
      for (const id of Object.keys(change.positions)) positions[id] = doc.layout[id] ?? null;
      return [{ type: "move", positions }];
    }
    case "set_group":
    case "remove_group": {
      const before = doc.groups[change.id];
      if (!before) return [{ type: "remove_group", id: change.id }];
      return [{ type: "set_group", id: change.id, ...before }];
    }
    case "set_sticky": {
      const { id } = change;
      const before = doc.stickies[id];
      if (!before) return [{ type: "remove_sticky", id }];
      const back: Change[] = [{ type: "set_sticky", id, text: before.text }];
      if (change.at) back.push({ type: "move", positions: { [id]: doc.layout[id] ?? null } });
      return back;
    }
    case "remove_sticky": {
      const { id } = change;
      const before = doc.stickies[id];
      if (!before) throw new ImpossibleChange("This note is no longer there.");
      const at = doc.layout[id];
      return [{ type: "set_sticky", id, text: before.text, ...(at ? { at } : {}) }];
    }
    case "set_design": {
      const before: Change = { type: "set_design" };
      if (change.title !== undefined) before.title = doc.title;
      if (change.lane !== undefined) before.lane = doc.lane;
      if (change.level !== undefined) before.level = doc.level;
      if (change.prompt !== undefined) before.prompt = doc.prompt;
      return [before];
    }
    case "answer":
    case "withdraw_answer": {
      const { fingerprint } = change;
      const before = doc.answers[fingerprint];
      if (!before) return [{ type: "withdraw_answer", fingerprint }];
      return [{ type: "answer", fingerprint, ...before }];
    }
  }
}

/** The inverse of a whole gesture: the inverses in the opposite order. */
export function invertAll(doc: Doc, changes: readonly Change[]): Change[] {
  const inverses: Change[] = [];
  let at = doc;
  for (const change of changes) {
    inverses.unshift(...invert(at, change));
    at = apply(at, change);
  }
  return inverses;
}

function restoreNode(doc: Doc, id: string): Change[] {
  const { kind, name, fields, na, numbers, note } = node(doc, id);
  const added: AddNode = { type: "add_node", id, kind, name, fields, na, numbers, note };
  const at = doc.layout[id];
  if (at) added.at = at;
  const edges = doc.edges.filter((one) => one.source === id || one.target === id);
  const groups = Object.entries(doc.groups).filter(([, group]) => group.members.includes(id));
  return [
    added,
    ...edges.map(reconnect),
    ...groups.map(([key, group]): Change => ({ type: "set_group", id: key, ...group })),
  ];
}

function reconnect(one: EdgeDoc): Connect {
  return { type: "connect", ...one };
}

function node(doc: Doc, id: string) {
  const found = doc.nodes[id];
  if (!found) throw new ImpossibleChange(`There is no node ${id}.`);
  return found;
}

function edge(doc: Doc, ref: EdgeRef): EdgeDoc {
  const found = findEdge(doc, ref);
  if (!found) throw new ImpossibleChange(`There is no arrow ${ref.join(" ")}.`);
  return found;
}
