/** The lines a dragged box is in line with. */

import { ViewportPortal } from "@xyflow/react";

import type { Guide } from "../model/snapping";

export function SnapGuides({ guides }: { guides: readonly Guide[] }) {
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      {guides.map(({ upright, at, from, to }) => (
        <div
          key={`${upright} ${at}`}
          className="snap-guide"
          data-guide={upright ? "upright" : "level"}
          style={
            upright
              ? { transform: `translate(${at}px, ${from}px)`, width: 1, height: to - from }
              : { transform: `translate(${from}px, ${at}px)`, width: to - from, height: 1 }
          }
        />
      ))}
    </ViewportPortal>
  );
}
