/** The part of a design that is copied, as JSON text on the clipboard. */

import type { Change } from "./changes";
import { completeNode, type Doc, type EdgeDoc, type NodeDoc, type Point } from "./document";
import { makeId } from "./ids";

export interface Fragment {
  readonly whiteboard: 1;
  readonly nodes: { readonly [id: string]: NodeDoc };
  readonly edges: readonly EdgeDoc[];
  readonly layout: { readonly [id: string]: Point };
}

/** The named nodes with the edges between them. */
export function takeFragment(doc: Doc, ids: readonly string[]): Fragment {
  const chosen = ids.filter((id) => id in doc.nodes);
  const has = new Set(chosen);
  return {
    whiteboard: 1,
    nodes: pick(doc.nodes, chosen),
    edges: doc.edges.filter((edge) => has.has(edge.source) && has.has(edge.target)),
    layout: pick(doc.layout, chosen),
  };
}

/** Reads clipboard text; undefined when it is not a fragment. The text is untrusted. */
export function readFragment(text: string): Fragment | undefined {
  try {
    const raw = JSON.parse(text) as Partial<Fragment> | null;
    if (raw?.whiteboard !== 1 || typeof raw.nodes !== "object") return undefined;
    const entries = Object.entries(raw.nodes ?? {}).filter(
      ([, node]) => typeof node === "object" && typeof node.kind === "string",
    );
    const nodes = Object.fromEntries(entries.map(([id, node]) => [id, completeNode(node)]));
    const edges = (Array.isArray(raw.edges) ? (raw.edges as EdgeDoc[]) : []).filter(
      (edge) => edge.source in nodes && edge.target in nodes && typeof edge.relation === "string",
    );
    const layout = Object.entries(raw.layout ?? {}).filter(
      ([id, at]) => id in nodes && Array.isArray(at) && at.every(Number.isFinite) && at.length === 2,
    );
    return { whiteboard: 1, nodes, edges, layout: Object.fromEntries(layout) };
  } catch {
    return undefined;
  }
}

/** The changes that put a fragment on the board under new ids, moved by `offset`. */
export function pasteChanges(
  doc: Doc,
  fragment: Fragment,
  offset: Point,
): { changes: Change[]; ids: string[] } {
  const taken = new Set(Object.keys(doc.nodes));
  const renamed = new Map<string, string>();
  const changes: Change[] = [];
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const fresh = makeId(id.replace(/_\d+$/, ""), taken);
    taken.add(fresh);
    renamed.set(id, fresh);
    const [x, y] = fragment.layout[id] ?? [0, 0];
    changes.push({ type: "add_node", id: fresh, ...node, at: [x + offset[0], y + offset[1]] });
  }
  for (const edge of fragment.edges) {
    const source = renamed.get(edge.source);
    const target = renamed.get(edge.target);
    if (source && target) changes.push({ type: "connect", ...edge, source, target });
  }
  return { changes, ids: [...renamed.values()] };
}

function pick<T>(map: { readonly [id: string]: T }, ids: readonly string[]): { [id: string]: T } {
  const picked: { [id: string]: T } = {};
  for (const id of ids) {
    const value = map[id];
    if (value !== undefined) picked[id] = value;
  }
  return picked;
}
