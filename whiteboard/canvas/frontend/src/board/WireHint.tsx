/** The arrow being drawn, and what it will mean if it is let go here. */

import {
  getBezierPath,
  Position,
  useReactFlow,
  type ConnectionLineComponentProps,
  type InternalNode,
} from "@xyflow/react";

import { kindLabel, orient, relationLabel, whyNot } from "../model/vocabulary";
import { useBoard } from "./context";
import type { BoxNode } from "./Box";

export function WireHint({ fromNode, toX, toY, toNode, pointer }: ConnectionLineComponentProps<BoxNode>) {
  const vocabulary = useBoard((state) => state.vocabulary);
  const nodes = useBoard((state) => state.ledger.view.nodes);
  const flow = useReactFlow();
  const { x, y, zoom } = flow.getViewport();
  // Over a box the end would jump to the middle of it; the pointer says where the person is.
  const end = toNode ? { x: (pointer.x - x) / zoom, y: (pointer.y - y) / zoom } : { x: toX, y: toY };
  const start = border(fromNode, end.x);
  const [path] = getBezierPath({
    sourceX: start.x,
    sourceY: start.y,
    sourcePosition: start.side,
    targetX: end.x,
    targetY: end.y,
    targetPosition: start.side === Position.Right ? Position.Left : Position.Right,
  });
  const from = nodes[fromNode.id];
  const to = toNode ? nodes[toNode.id] : undefined;
  let text = "Let go on a box, or here to add one";
  let bad = false;
  if (vocabulary && from && to && toNode && toNode.id !== fromNode.id) {
    const a = { id: fromNode.id, kind: from.kind };
    const b = { id: toNode.id, kind: to.kind };
    const made = orient(vocabulary, a, b);
    bad = !made;
    text = made ? sentence(vocabulary, made, nodes) : whyNot(vocabulary, from.kind, to.kind);
  }
  return (
    <g className={bad ? "wire is-bad" : "wire"}>
      <path d={path} />
      <foreignObject x={end.x + 12} y={end.y + 12} width={320} height={60}>
        <span className={bad ? "wire-hint is-bad" : "wire-hint"}>{text}</span>
      </foreignObject>
    </g>
  );

  function sentence(
    words: NonNullable<typeof vocabulary>,
    made: { source: string; target: string; relation: string },
    all: typeof nodes,
  ): string {
    const kind = (id: string) => kindLabel(words, all[id]?.kind ?? "").toLowerCase();
    return `${kind(made.source)} → ${kind(made.target)}: ${relationLabel(words, made.relation)}`;
  }
}

/** Where the arrow leaves its box: the side that looks at the pointer. */
function border(node: InternalNode<BoxNode>, x: number): { x: number; y: number; side: Position } {
  const { x: left, y: top } = node.internals.positionAbsolute;
  const { width = 0, height = 0 } = node.measured;
  const right = x >= left + width / 2;
  return {
    x: right ? left + width : left,
    y: top + height / 2,
    side: right ? Position.Right : Position.Left,
  };
}
