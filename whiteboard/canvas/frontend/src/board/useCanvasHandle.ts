/** Lets the rest of the board ask the drawing where things are, and move the view on request. */

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, type RefObject } from "react";

import { around } from "../model/place";
import { boxOf } from "../state/actions";
import type { Canvas } from "../state/board";
import { useSession, useStore } from "./context";
import type { Scene } from "./scene";

const MARGIN = 48;
export const FAR = 0.55; // below this zoom only names can be read

export function useCanvasHandle(holder: RefObject<HTMLDivElement | null>, scene: Scene): void {
  const store = useStore();
  const session = useSession();
  const flow = useReactFlow();
  const drawing = useStoreApi();
  useEffect(() => {
    // As React Flow has measured it: asking the browser would style and lay out the whole board
    // first, and a gesture would be sent only after that.
    const size = () => {
      const { width, height } = drawing.getState();
      return [width, height] as const;
    };
    const go = (x: number, y: number, zoom: number) => {
      void flow.setViewport({ x, y, zoom });
      session.look({ x, y, zoom });
    };
    const handle: Canvas = {
      boxOf: (id) => scene.boxOf(id),
      centre: () => {
        const { x, y, zoom } = flow.getViewport();
        const [width, height] = size();
        return [(width / 2 - x) / zoom, (height / 2 - y) / zoom];
      },
      reveal: (ids) => {
        const boxes = ids.flatMap((id) => boxOf(store, id) ?? []); // it may not be drawn yet
        const box = around(boxes);
        if (!box) return;
        const { x, y, zoom } = flow.getViewport();
        const [width, height] = size();
        const tooWide = box.width * zoom > width - 2 * MARGIN || box.height * zoom > height - 2 * MARGIN;
        if (ids.length > 1 && tooWide) {
          handle.fit(ids);
          return;
        }
        const dx = leastShift(box.x * zoom + x, (box.x + box.width) * zoom + x, width);
        const dy = leastShift(box.y * zoom + y, (box.y + box.height) * zoom + y, height);
        if (dx !== 0 || dy !== 0) go(x + dx, y + dy, zoom);
      },
      fit: (ids) => {
        const nodes = ids?.map((id) => ({ id }));
        void flow.fitView({ maxZoom: 1.1, padding: 0.12, ...(nodes ? { nodes } : {}) }).then(() => {
          session.look(flow.getViewport());
        });
      },
      zoom: (step) => {
        if (step === "in") void flow.zoomIn();
        else if (step === "out") void flow.zoomOut();
        else void flow.zoomTo(1);
      },
      isFar: () => flow.getZoom() < FAR,
      focus: () => holder.current?.focus({ preventScroll: true }),
      screenOf: ([fx, fy]) => {
        const { x, y, zoom } = flow.getViewport();
        return [fx * zoom + x, fy * zoom + y];
      },
    };
    // Keys work at once, unless the person is already busy elsewhere on the page.
    if (document.activeElement === document.body) handle.focus();
    return store.attach(handle);
  }, [drawing, flow, holder, scene, session, store]);
}

/** The smallest move that brings a stretch inside the view, 0 when it is there already. */
function leastShift(from: number, to: number, length: number): number {
  if (from < MARGIN) return MARGIN - from;
  if (to > length - MARGIN) return Math.max(length - MARGIN - to, MARGIN - from);
  return 0;
}

