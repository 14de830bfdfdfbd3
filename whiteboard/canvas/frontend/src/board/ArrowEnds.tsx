/** The two ends of the selected arrow: dragged onto another box they join it there. */

import { EdgeLabelRenderer, useReactFlow } from "@xyflow/react";
import { useState } from "react";

import type { EdgeDoc } from "../model/document";
import { reconnect } from "../state/actions";
import { useStore } from "./context";
import type { Course, Spot } from "./ends";

type End = "source" | "target";

export function ArrowEnds({ edge, course }: { edge: EdgeDoc; course: Course }) {
  const store = useStore();
  const flow = useReactFlow();
  const [dragged, setDragged] = useState<{ end: End; to: Spot } | null>(null);

  const follow = (event: React.PointerEvent, end: End) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setDragged({ end, to: flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }) });
  };
  const letGo = (event: React.PointerEvent, end: End) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.currentTarget.releasePointerCapture(event.pointerId);
    setDragged(null);
    const root = event.currentTarget.getRootNode() as Document | ShadowRoot;
    const under = root
      .elementsFromPoint(event.clientX, event.clientY)
      .find((one) => one.closest("[data-node]"));
    const id = under?.closest<HTMLElement>("[data-node]")?.dataset.node;
    if (id) reconnect(store, edge, end, id);
    store.canvas?.focus();
  };
  const end = (which: End, { x, y }: Spot) => (
    <div
      className="arrow-end nodrag nopan"
      data-arrow-end={which}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      title={which === "source" ? "Drag to start at another box" : "Drag to end at another box"}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => follow(event, which)}
      onPointerUp={(event) => letGo(event, which)}
      onPointerCancel={() => setDragged(null)}
    />
  );
  const still = dragged?.end === "source" ? course.end : course.start;
  return (
    <>
      {dragged && (
        <path
          className="arrow-moving"
          d={`M${still.x} ${still.y}L${dragged.to.x} ${dragged.to.y}`}
          pointerEvents="none"
        />
      )}
      {/* Above the boxes, whose own dots are at the same place. */}
      <EdgeLabelRenderer>
        {end("source", course.start)}
        {end("target", course.end)}
      </EdgeLabelRenderer>
    </>
  );
}
