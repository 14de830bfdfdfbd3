/** Lines a dragged box up with the boxes in view, while it is dragged and where it is dropped. */

import { useReactFlow } from "@xyflow/react";
import { useMemo, useState } from "react";

import { standing, type Point } from "../model/document";
import { around, boxAt } from "../model/place";
import { snapTo, type Guide } from "../model/snapping";
import { useStore } from "./context";
import type { Scene } from "./scene";

const REACH = 6; // pixels of the screen
const MOST = 400; // boxes; beyond that lines are everywhere

export interface Snapping {
  readonly guides: readonly Guide[];
  pull(moved: { readonly [id: string]: Point }): { [id: string]: Point };
  end(): void;
}

export function useSnapping(scene: Scene): Snapping {
  const store = useStore();
  const flow = useReactFlow();
  const [guides, setGuides] = useState<readonly Guide[]>([]);
  const calls = useMemo(
    () => ({
      pull: (moved: { readonly [id: string]: Point }) => {
        const ids = Object.keys(moved);
        const boxes = ids.map((id) => {
          const known = scene.boxOf(id);
          return boxAt(moved[id] ?? [0, 0], known?.width, known?.height);
        });
        const frame = around(boxes);
        const others = standing(store.doc)
          .filter((id) => !(id in moved))
          .flatMap((id) => scene.boxOf(id) ?? []);
        if (!frame || others.length > MOST) return { ...moved };
        const { dx, dy, guides: found } = snapTo(frame, others, REACH / flow.getZoom());
        setGuides((before) => (before.length + found.length === 0 ? before : found));
        const pulled = ids.map((id): [string, Point] => {
          const [x, y] = moved[id] ?? [0, 0];
          return [id, [x + dx, y + dy]];
        });
        return Object.fromEntries(pulled);
      },
      end: () => setGuides([]),
    }),
    [scene, store, flow],
  );
  return useMemo(() => ({ guides, ...calls }), [guides, calls]);
}
