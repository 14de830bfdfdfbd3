/** An edge on the board: drawn from border to border, styled by family, with its meaning on it. */

import { BaseEdge, EdgeLabelRenderer, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";

import { edgeText, nodeTitle, type EdgeDoc } from "../model/document";
import { relationLabel } from "../model/vocabulary";
import { sayRaw } from "./Box";
import { ArrowEnds } from "./ArrowEnds";
import { useBoard, useStore } from "./context";
import type { Course } from "./ends";
import { familyOf } from "./families";
import { arrowLook, sameArrowLook } from "./look";
import { Working } from "./MarkView";

export type ArrowEdge = Edge<{ edge: EdgeDoc; course: Course }, "arrow">;

const ON_LABEL = ["join", "lag", "mode", "fraction", "sampling"];

export const ArrowView = memo(function ArrowView({ id, data, selected }: EdgeProps<ArrowEdge>) {
  const { cited, mark } = useBoard((state) => arrowLook(state, id), sameArrowLook);
  if (!data) return null;
  const { edge, course } = data;
  const family = familyOf(edge.relation);
  const marked = mark ? ` is-marked is-${mark.tone}${mark.emphasised ? " is-strong" : ""}` : "";
  const state = `${marked}${selected ? " is-selected" : ""}${cited ? " is-cited" : ""}`;
  const head = selected ? "selected" : family;
  return (
    <g className={`arrow family-${family}${state}`} data-edge={edgeText(edge)}>
      <BaseEdge path={course.path} interactionWidth={18} markerEnd={`url(#head-${head})`} />
      {selected && <ArrowEnds edge={edge} course={course} />}
    </g>
  );
});

/** The words of all arrows, above the arrows and below nothing. */
export const ArrowLabels = memo(function ArrowLabels({
  arrows,
}: {
  arrows: readonly ArrowEdge[];
}) {
  return (
    <EdgeLabelRenderer>
      {arrows.map((arrow) => (
        <ArrowLabel key={arrow.id} arrow={arrow} />
      ))}
    </EdgeLabelRenderer>
  );
});

const ArrowLabel = memo(function ArrowLabel({ arrow }: { arrow: ArrowEdge }) {
  const store = useStore();
  const look = useBoard((state) => arrowLook(state, arrow.id), sameArrowLook);
  const { vocabulary, cited, mark } = look;
  if (!vocabulary || !arrow.data) return null;
  const { edge, course } = arrow.data;
  const { nodes } = store.doc;
  const ends = `${nodeTitle(edge.source, nodes[edge.source])} to ${nodeTitle(edge.target, nodes[edge.target])}`;
  const label = relationLabel(vocabulary, edge.relation);
  const details = ON_LABEL.flatMap((name) => {
    const value = edge.fields[name];
    if (value === undefined || value === "sync") return [];
    return [name === "mode" || name === "join" ? sayRaw(value) : `${name} ${sayRaw(value)}`];
  });
  const marked = mark ? ` is-marked is-${mark.tone}` : "";
  const state = `${marked}${course.raised ? " is-raised" : ""}${arrow.selected ? " is-selected" : ""}${cited ? " is-cited" : ""}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`arrow-label nopan family-${familyOf(edge.relation)}${state}`}
      style={{ transform: `translate(-50%, -50%) translate(${course.x}px, ${course.y}px)` }}
      aria-label={`${ends}: ${label}`}
      data-edge-label={arrow.id}
      onClick={(event) => {
        event.stopPropagation();
        store.select([], [arrow.id]);
        store.canvas?.focus();
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        store.settings({ panel: true, tab: "details" });
      }}
    >
      {mark?.label ? (
        <>
          <b className="arrow-mark">{mark.label}</b>
          <Working mark={mark} />
        </>
      ) : (
        label
      )}
      {!mark?.label && details.length > 0 && <em>{details.join(" · ")}</em>}
    </button>
  );
});

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
