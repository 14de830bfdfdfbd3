/** Lays a design out from left to right; only ever on request, as one undoable move. */

import { Graph, layout } from "@dagrejs/dagre";

import type { Doc, Point } from "./document";
import { boxAt, NODE_HEIGHT, NODE_WIDTH, snap, type Box } from "./place";

type Sizes = (id: string) => Box | undefined;

/** Positions for every node: along the arrows, operations and framing around the main path. */
export function tidy(doc: Doc, groupOf: (kind: string) => string, sizes: Sizes) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 104, edgesep: 16, marginx: 0, marginy: 0 });
  const ids = Object.keys(doc.nodes).sort(byGroup(doc, groupOf));
  for (const id of ids) {
    const { width, height } = sizes(id) ?? boxAt([0, 0], NODE_WIDTH, NODE_HEIGHT);
    graph.setNode(id, { width, height });
  }
  for (const edge of doc.edges) {
    graph.setEdge(edge.source, edge.target, { weight: weight(edge.relation) }, edge.relation);
  }
  layout(graph);
  const positions: { [id: string]: Point } = {};
  for (const id of ids) {
    const at = graph.node(id) as Box;
    positions[id] = [snap(at.x - at.width / 2), snap(at.y - at.height / 2)];
  }
  return positions;
}

// Arrows that carry data or requests shape the drawing; those about it follow.
const CARRIES = new Set(["feeds", "trains", "calls", "reads", "uses", "consumes", "embeds"]);

function weight(relation: string): number {
  return CARRIES.has(relation) ? 4 : 1;
}

const ORDER = ["framing", "data", "model", "llm", "serving", "operations"];

function byGroup(doc: Doc, groupOf: (kind: string) => string) {
  const rank = (id: string) => ORDER.indexOf(groupOf(doc.nodes[id]?.kind ?? ""));
  return (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1);
}
