/** An edge on the board: drawn from border to border, styled by family, with its meaning on it. */

import {
  BaseEdge,
  EdgeLabelRenderer,
  getBezierPath,
  useInternalNode,
  type Edge,
  type EdgeProps,
} from "@xyflow/react";
import { memo } from "react";

import { edgeText, nodeTitle, type EdgeDoc } from "../model/document";
import { relationLabel } from "../model/vocabulary";
import { sayRaw } from "./Box";
import { useBoard, useStore } from "./context";
import { line, type Ports } from "./ends";
import { familyOf } from "./families";

export type ArrowEdge = Edge<{ edge: EdgeDoc; ports: Ports }, "arrow">;

const ON_LABEL = ["join", "lag", "mode", "fraction", "sampling"];

export const ArrowView = memo(function ArrowView({
  id,
  source,
  target,
  data,
  selected,
}: EdgeProps<ArrowEdge>) {
  const store = useStore();
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  const vocabulary = useBoard((state) => state.vocabulary);
  const cited = useBoard((state) => !state.settings.hidden && citesEdge(state.opened, state, id));
  const names = useBoard((state) => {
    const { nodes } = state.ledger.view;
    return `${nodeTitle(source, nodes[source])} to ${nodeTitle(target, nodes[target])}`;
  });
  if (!from || !to || !data || !vocabulary) return null;

  const { edge, ports } = data;
  const family = familyOf(edge.relation);
  const [path, labelX, labelY] = getBezierPath({ ...line(from, to, ports), curvature: 0.28 });
  const label = relationLabel(vocabulary, edge.relation);
  const details = ON_LABEL.flatMap((name) => {
    const value = edge.fields[name];
    if (value === undefined || value === "sync") return [];
    return [name === "mode" || name === "join" ? sayRaw(value) : `${name} ${sayRaw(value)}`];
  });
  const state = `${selected ? " is-selected" : ""}${cited ? " is-cited" : ""}`;
  return (
    <g className={`arrow family-${family}${state}`} data-edge={edgeText(edge)}>
      <BaseEdge path={path} interactionWidth={18} markerEnd={`url(#head-${selected ? "selected" : family})`} />
      <EdgeLabelRenderer>
        <button
          type="button"
          tabIndex={-1}
          className={`arrow-label nopan family-${family}${state}`}
          style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          aria-label={`${names}: ${label}`}
          data-edge-label={id}
          onClick={(event) => {
            event.stopPropagation();
            store.select([], [id]);
            store.canvas?.focus();
          }}
          onDoubleClick={(event) => {
            event.stopPropagation();
            store.settings({ panel: true, tab: "details" });
          }}
        >
          {label}
          {details.length > 0 && <em>{details.join(" · ")}</em>}
        </button>
      </EdgeLabelRenderer>
    </g>
  );
});

type State = Parameters<Parameters<typeof useBoard>[0]>[0];

function citesEdge(opened: string | null, state: State, id: string): boolean {
  if (opened === null) return false;
  const found = state.ledger.evaluation.findings.find((one) => one.fingerprint === opened);
  return found?.edges.includes(id) ?? false;
}

const FAMILIES = ["data", "request", "control", "monitoring", "selected"];

/** The arrow heads; markers are found by id inside the same shadow root. */
export function ArrowHeads() {
  return (
    <svg className="heads" aria-hidden="true">
      <defs>
        {FAMILIES.map((name) => (
          <marker
            key={name}
            id={`head-${name}`}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path className={`head head-${name}`} d="M1 1L9 5L1 9" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
