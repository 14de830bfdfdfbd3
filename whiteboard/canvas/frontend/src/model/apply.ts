/** Applies changes to a document without touching it: unchanged parts keep their identity. */

import { ImpossibleChange, type Change } from "./changes";
import {
  completeNode,
  findEdge,
  stands,
  type Doc,
  type EdgeDoc,
  type EdgeRef,
  type FreeNumber,
  type GroupDoc,
  type NodeDoc,
} from "./document";

/** Returns the document after `change`; throws `ImpossibleChange` where it makes no sense. */
export function apply(doc: Doc, change: Change): Doc {
  switch (change.type) {
    case "add_node":
      return addNode(doc, change);
    case "remove_node":
      return removeNode(doc, change.id);
    case "rename_node":
      return withNode(doc, change.id, (node) => ({ ...node, name: change.name }));
    case "set_kind":
      return withNode(doc, change.id, (node) => ({ ...node, kind: change.kind }));
    case "set_field":
      return withOwner(doc, change, (owner) => ({
        ...owner,
        fields: put(owner.fields, change.field, change.value),
      }));
    case "set_na":
      return withNode(doc, change.id, (node) => ({
        ...node,
        na: put(node.na, change.field, change.reason),
      }));
    case "set_number":
      return withNode(doc, change.id, (node) => ({
        ...node,
        numbers: putNumber(node.numbers, change.label, change.value),
      }));
    case "set_note":
      if (change.id === undefined && change.edge === undefined) {
        return { ...doc, note: change.note };
      }
      return withOwner(doc, change, (owner) => ({ ...owner, note: change.note }));
    case "connect":
      return connect(doc, change);
    case "disconnect": {
      const edge = needEdge(doc, [change.source, change.target, change.relation]);
      return { ...doc, edges: doc.edges.filter((one) => one !== edge) };
    }
    case "set_relation": {
      if (findEdge(doc, [change.source, change.target, change.to])) {
        throw new ImpossibleChange(`There is already such an arrow: ${change.to}.`);
      }
      const ref: EdgeRef = [change.source, change.target, change.relation];
      return withEdge(doc, ref, (edge) => ({ ...edge, relation: change.to }));
    }
    case "move": {
      let layout = doc.layout;
      for (const [id, at] of Object.entries(change.positions)) {
        if (stands(doc, id)) layout = put(layout, id, at);
      }
      return { ...doc, layout };
    }
    case "set_group":
      return {
        ...doc,
        groups: put(doc.groups, change.id, { title: change.title, members: change.members }),
      };
    case "remove_group":
      return { ...doc, groups: put(doc.groups, change.id, null) };
    case "set_sticky":
      return setSticky(doc, change);
    case "remove_sticky":
      if (!(change.id in doc.stickies)) throw new ImpossibleChange("This note is no longer there.");
      return {
        ...doc,
        stickies: put(doc.stickies, change.id, null),
        layout: put(doc.layout, change.id, null),
      };
    case "set_design": {
      const { type: _, prompt_version: __, ...rest } = change;
      return { ...doc, ...rest };
    }
    case "answer": {
      const { status, because } = change;
      return { ...doc, answers: put(doc.answers, change.fingerprint, { status, because }) };
    }
    case "withdraw_answer":
      return { ...doc, answers: put(doc.answers, change.fingerprint, null) };
  }
}

/** Applies a whole gesture, all of it or (by throwing) none of it. */
export function applyAll(doc: Doc, changes: readonly Change[]): Doc {
  return changes.reduce(apply, doc);
}

function addNode(doc: Doc, change: Extract<Change, { type: "add_node" }>): Doc {
  if (stands(doc, change.id)) throw new ImpossibleChange(`There is already a node ${change.id}.`);
  const { type: _, id, at, ...rest } = change;
  const layout = at ? { ...doc.layout, [id]: at } : doc.layout;
  return { ...doc, nodes: { ...doc.nodes, [id]: completeNode(rest) }, layout };
}

function removeNode(doc: Doc, id: string): Doc {
  if (!(id in doc.nodes)) throw new ImpossibleChange(`There is no node ${id}.`);
  const groups: { [id: string]: GroupDoc } = {};
  for (const [key, group] of Object.entries(doc.groups)) {
    const members = group.members.filter((member) => member !== id);
    if (members.length === group.members.length) groups[key] = group;
    else if (members.length > 0) groups[key] = { ...group, members };
  }
  return {
    ...doc,
    nodes: put(doc.nodes, id, null),
    edges: doc.edges.filter((edge) => edge.source !== id && edge.target !== id),
    layout: put(doc.layout, id, null),
    groups,
  };
}

function setSticky(doc: Doc, change: Extract<Change, { type: "set_sticky" }>): Doc {
  const { id, text, at } = change;
  if (id in doc.nodes) throw new ImpossibleChange(`There is already a node ${id}.`);
  const layout = at ? { ...doc.layout, [id]: at } : doc.layout;
  return { ...doc, stickies: { ...doc.stickies, [id]: { text } }, layout };
}

function connect(doc: Doc, change: Extract<Change, { type: "connect" }>): Doc {
  const { source, target, relation } = change;
  if (!(source in doc.nodes) || !(target in doc.nodes)) {
    throw new ImpossibleChange("One end of this arrow is no longer there.");
  }
  if (relation === undefined) throw new ImpossibleChange("The arrow has no relation.");
  if (findEdge(doc, [source, target, relation])) {
    throw new ImpossibleChange("There is already such an arrow.");
  }
  const edge: EdgeDoc = {
    source,
    target,
    relation,
    fields: change.fields ?? {},
    note: change.note ?? "",
  };
  return { ...doc, edges: [...doc.edges, edge] };
}

type Owner = { id?: string; edge?: EdgeRef };
type Common = Pick<NodeDoc, "fields" | "note">;

function withOwner(doc: Doc, at: Owner, update: <T extends Common>(owner: T) => T): Doc {
  if (at.edge) return withEdge(doc, at.edge, update);
  return withNode(doc, at.id ?? "", update);
}

function withNode(doc: Doc, id: string, update: (node: NodeDoc) => NodeDoc): Doc {
  const node = doc.nodes[id];
  if (!node) throw new ImpossibleChange(`There is no node ${id}.`);
  return { ...doc, nodes: { ...doc.nodes, [id]: update(node) } };
}

function withEdge(doc: Doc, ref: EdgeRef, update: (edge: EdgeDoc) => EdgeDoc): Doc {
  const edge = needEdge(doc, ref);
  return { ...doc, edges: doc.edges.map((one) => (one === edge ? update(one) : one)) };
}

function needEdge(doc: Doc, ref: EdgeRef): EdgeDoc {
  const edge = findEdge(doc, ref);
  if (!edge) throw new ImpossibleChange(`There is no arrow ${ref[0]} -> ${ref[1]}: ${ref[2]}.`);
  return edge;
}

/** A copy with `key` set, or removed when `value` is null. */
export function put<T>(
  map: { readonly [key: string]: T },
  key: string,
  value: T | null,
): { readonly [key: string]: T } {
  if (value !== null) return { ...map, [key]: value };
  if (!(key in map)) return map;
  const { [key]: _, ...rest } = map;
  return rest;
}

function putNumber(
  numbers: readonly FreeNumber[],
  label: string,
  value: string | null,
): readonly FreeNumber[] {
  if (value === null) return numbers.filter((one) => one.label !== label);
  if (!numbers.some((one) => one.label === label)) return [...numbers, { label, value }];
  return numbers.map((one) => (one.label === label ? { label, value } : one));
}
