/** Lays a design out from left to right; only ever on request, as one undoable move. */

import { Graph, layout } from "@dagrejs/dagre";

import type { Doc, Point } from "./document";
import { around, boxAt, grown, NODE_HEIGHT, NODE_WIDTH, snap, type Box, type Size } from "./place";

type Sizes = (id: string) => Box | undefined;

/**
 * Positions for every node: along the data, operations and framing around the main path. What a
 * person has grouped keeps its own order and is placed as one block.
 */
export function tidy(doc: Doc, groupOf: (kind: string) => string, sizes: Sizes) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 104, edgesep: 16, marginx: 0, marginy: 0 });
  const blocks = blocksOf(doc, sizes);
  const blockOf = new Map(blocks.flatMap((one) => one.members.map(({ id }) => [id, one] as const)));
  const ids = Object.keys(doc.nodes).sort(byGroup(doc, groupOf));
  const placeOf = (id: string) => blockOf.get(id)?.key ?? id;
  for (const id of ids) {
    const { width, height } = blockOf.get(id)?.frame ?? grown(sizes(id) ?? boxAt([0, 0], NODE_WIDTH, NODE_HEIGHT));
    graph.setNode(placeOf(id), { width, height });
  }
  for (const edge of doc.edges) {
    const { source, target, relation } = edge;
    const [left, right] = AGAINST.has(relation) ? [target, source] : [source, target];
    const [from, to] = [placeOf(left), placeOf(right)];
    if (from !== to) graph.setEdge(from, to, { weight: weight(relation) }, `${relation} ${source} ${target}`);
  }
  layout(graph);
  const positions: { [id: string]: Point } = {};
  for (const id of ids) {
    const at = graph.node(placeOf(id)) as Box;
    const block = blockOf.get(id);
    const [dx, dy] = block?.members.find((one) => one.id === id)?.offset ?? [0, 0];
    positions[id] = [snap(at.x - at.width / 2) + dx, snap(at.y - at.height / 2) + dy];
  }
  return positions;
}

const GROUP_PAD = 20;
const GROUP_TITLE = 30;

interface Block {
  readonly key: string;
  readonly frame: Size;
  readonly members: readonly { readonly id: string; readonly offset: Point }[];
}

/** The groups whose boxes all have a place already: somebody has put them there by hand. */
function blocksOf(doc: Doc, sizes: Sizes): Block[] {
  return Object.entries(doc.groups).flatMap(([key, { members }]): Block[] => {
    const placed = members.flatMap((id) => {
      const box = id in doc.nodes ? sizes(id) : undefined;
      return box ? [{ id, box }] : [];
    });
    const frame = around(placed.map(({ box }) => box));
    if (!frame || placed.length < 2 || placed.length < members.length) return [];
    return [
      {
        key: `group ${key}`,
        frame: {
          width: frame.width + 2 * GROUP_PAD,
          height: frame.height + 2 * GROUP_PAD + GROUP_TITLE,
        },
        members: placed.map(({ id, box }) => ({
          id,
          offset: [box.x - frame.x + GROUP_PAD, box.y - frame.y + GROUP_PAD + GROUP_TITLE] as const,
        })),
      },
    ];
  });
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
