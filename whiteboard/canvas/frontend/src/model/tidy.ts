/** Lays a design out from left to right; only ever on request, as one undoable move. */

import { Graph, layout } from "@dagrejs/dagre";

import type { Doc, Point } from "./document";
import { boxAt, grown, NODE_HEIGHT, NODE_WIDTH, snap, type Box } from "./place";

type Sizes = (id: string) => Box | undefined;

/** Positions for every node: along the data, operations and framing around the main path. */
export function tidy(doc: Doc, groupOf: (kind: string) => string, sizes: Sizes) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 104, edgesep: 16, marginx: 0, marginy: 0 });
  const ids = Object.keys(doc.nodes).sort(byGroup(doc, groupOf));
  for (const id of ids) {
    const { width, height } = grown(sizes(id) ?? boxAt([0, 0], NODE_WIDTH, NODE_HEIGHT));
    graph.setNode(id, { width, height });
  }
  for (const edge of doc.edges) {
    const { source, target, relation } = edge;
    const [left, right] = AGAINST.has(relation) ? [target, source] : [source, target];
    graph.setEdge(left, right, { weight: weight(relation) }, `${relation} ${source}`);
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

// What is asked, watched or released stands left of whatever asks, watches or releases it, and what
// feeds back (logs, actions) stands where it is read again, so that the data flow from left to right:
// sources, features, models, endpoints, consumers, monitors.
const AGAINST = new Set([
  "reads", "uses", "calls", "consumes", "monitors", "evaluates", "rolls_out",
  "acts_on", "logs_to", "triggers",
]);

function weight(relation: string): number {
  return CARRIES.has(relation) ? 4 : 1;
}

const ORDER = ["framing", "data", "model", "llm", "serving", "operations"];

function byGroup(doc: Doc, groupOf: (kind: string) => string) {
  const rank = (id: string) => ORDER.indexOf(groupOf(doc.nodes[id]?.kind ?? ""));
  return (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1);
}
