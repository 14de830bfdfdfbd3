/** The part of a design that is copied: as the text of a design file, so that editors take it too. */

import { dump } from "js-yaml";

import type { Change } from "./changes";
import { standing, stands, type Doc, type EdgeDoc, type GroupDoc, type NodeDoc, type Point, type StickyDoc } from "./document";
import { makeId } from "./ids";

export interface Fragment {
  readonly nodes: { readonly [id: string]: NodeDoc };
  readonly edges: readonly EdgeDoc[];
  readonly layout: { readonly [id: string]: Point };
  readonly groups: { readonly [id: string]: GroupDoc };
  readonly stickies: { readonly [id: string]: StickyDoc };
}

/** The named nodes and sticky notes with the edges between them and the groups that are wholly among them. */
export function takeFragment(doc: Doc, ids: readonly string[]): Fragment {
  const chosen = ids.filter((id) => stands(doc, id));
  const has = new Set(chosen);
  const groups = Object.entries(doc.groups).filter(
    ([, one]) => one.members.length > 0 && one.members.every((id) => has.has(id)),
  );
  return {
    nodes: pick(doc.nodes, chosen),
    edges: doc.edges.filter((edge) => has.has(edge.source) && has.has(edge.target)),
    layout: pick(doc.layout, chosen),
    groups: Object.fromEntries(groups),
    stickies: pick(doc.stickies, chosen),
  };
}

/** The fragment as a design file says it. */
export function fragmentText({ nodes, edges, layout, groups, stickies }: Fragment): string {
  const words = Object.entries(stickies).map(([id, one]) => [id, one.text]);
  const file = {
    whiteboard: 1,
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, nodeInFile(node)])),
    edges: edges.map(edgeInFile),
    ...given({ groups, stickies: Object.fromEntries(words) }),
    layout,
  };
  return dump(file, { flowLevel: 2, lineWidth: 120 });
}

function nodeInFile({ kind, name, fields, na, numbers, note }: NodeDoc): object {
  const free = Object.fromEntries(numbers.map((one) => [one.label, one.value]));
  return { kind, ...given({ name }), ...fields, ...given({ na, numbers: free, note }) };
}

function edgeInFile({ source, target, relation, fields, note }: EdgeDoc): object | string {
  const edge = `${source} -> ${target}: ${relation}`;
  return Object.keys(fields).length === 0 && !note ? edge : { edge, ...fields, ...given({ note }) };
}

/** What says something. */
function given(parts: { [name: string]: object | string }): object {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) =>
      typeof part === "string" ? part !== "" : Object.keys(part).length > 0,
    ),
  );
}

/** The changes that put a fragment on the board under new ids, moved by `offset`. */
export function pasteChanges(
  doc: Doc,
  fragment: Fragment,
  offset: Point,
): { changes: Change[]; ids: string[]; renamed: ReadonlyMap<string, string> } {
  const taken = new Set(standing(doc));
  const renamed = new Map<string, string>();
  const changes: Change[] = [];
  const landing = (id: string): { id: string; at: Point } => {
    const fresh = taken.has(id) ? makeId(id.replace(/_\d+$/, ""), taken) : id;
    taken.add(fresh);
    renamed.set(id, fresh);
    const [x, y] = fragment.layout[id] ?? [0, 0];
    return { id: fresh, at: [x + offset[0], y + offset[1]] };
  };
  for (const [id, node] of Object.entries(fragment.nodes)) {
    changes.push({ type: "add_node", ...node, ...landing(id) });
  }
  for (const [id, { text }] of Object.entries(fragment.stickies)) {
    changes.push({ type: "set_sticky", text, ...landing(id) });
  }
  for (const edge of fragment.edges) {
    const source = renamed.get(edge.source);
    const target = renamed.get(edge.target);
    if (source && target) changes.push({ type: "connect", ...edge, source, target });
  }
  const regions = new Set(Object.keys(doc.groups));
  for (const [id, group] of Object.entries(fragment.groups)) {
    const fresh = makeId(id.replace(/_\d+$/, ""), regions);
    regions.add(fresh);
    const members = group.members.flatMap((one) => renamed.get(one) ?? []);
    changes.push({ type: "set_group", id: fresh, title: group.title, members });
  }
  return { changes, ids: [...renamed.values()], renamed };
}

function pick<T>(map: { readonly [id: string]: T }, ids: readonly string[]): { [id: string]: T } {
  const picked: { [id: string]: T } = {};
  for (const id of ids) {
    const value = map[id];
    if (value !== undefined) picked[id] = value;
  }
  return picked;
}
