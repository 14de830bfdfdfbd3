/** The arrow being drawn, and what it will mean if it is let go here. */

import { getBezierPath, type ConnectionLineComponentProps } from "@xyflow/react";

import { kindLabel, orient, relationLabel, whyNot } from "../model/vocabulary";
import { useBoard } from "./context";
import type { BoxNode } from "./Box";

export function WireHint({
  fromX,
  fromY,
  fromPosition,
  fromNode,
  toX,
  toY,
  toPosition,
  toNode,
}: ConnectionLineComponentProps<BoxNode>) {
  const vocabulary = useBoard((state) => state.vocabulary);
  const nodes = useBoard((state) => state.ledger.view.nodes);
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
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
      <foreignObject x={toX + 12} y={toY + 12} width={320} height={60}>
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
