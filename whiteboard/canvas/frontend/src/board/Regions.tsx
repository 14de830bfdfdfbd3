/** Titled regions around groups of nodes, drawn behind everything. */

import { ViewportPortal } from "@xyflow/react";

import { around } from "../model/place";
import { ungroup } from "../state/actions";
import type { BoxNode } from "./Box";
import { useBoard, useStore } from "./context";
import { Icon } from "./icons";
import { InPlace } from "./InPlace";
import type { Scene } from "./scene";

const PAD = 20;
const TITLE = 30;

/** `nodes` is what is drawn now: a region follows its members while they are dragged. */
export function Regions({ scene, nodes }: { scene: Scene; nodes: readonly BoxNode[] }) {
  const store = useStore();
  const groups = useBoard((state) => state.ledger.view.groups);
  const renaming = useBoard((state) => state.renaming);
  const there = new Set(nodes.map((node) => node.id));
  return (
    <ViewportPortal>
      {Object.entries(groups).map(([id, group]) => {
        const members = group.members.filter((member) => there.has(member));
        const box = around(members.flatMap((member) => scene.boxOf(member) ?? []));
        if (!box) return null;
        const key = `group:${id}`;
        const style = {
          transform: `translate(${box.x - PAD}px, ${box.y - PAD - TITLE}px)`,
          width: box.width + 2 * PAD,
          height: box.height + 2 * PAD + TITLE,
        };
        return (
          <div key={id} className="region" style={style} data-group={id} role="group" aria-label={group.title}>
            {renaming === key ? (
              <InPlace
                value={group.title}
                placeholder="Group"
                label="Title of the group"
                className="region-rename nodrag nopan"
                onDone={(title) => {
                  if (title !== null && title.trim() !== group.title) {
                    store.edit([
                      { type: "set_group", id, title: title.trim() || "Group", members: group.members },
                    ]);
                  }
                  store.set({ renaming: null });
                  store.canvas?.focus();
                }}
              />
            ) : (
              <div className="region-title nopan">
                <button
                  type="button"
                  tabIndex={-1}
                  title="Click to select its boxes, double click to rename"
                  onClick={() => {
                    store.select(members);
                    store.canvas?.focus();
                  }}
                  onDoubleClick={() => store.set({ renaming: key })}
                >
                  {group.title}
                </button>
                <button
                  type="button"
                  tabIndex={-1}
                  className="region-close"
                  title="Ungroup (Ctrl Shift G)"
                  aria-label={`Ungroup ${group.title}`}
                  onClick={() => ungroup(store, id)}
                >
                  <Icon name="close" size={12} />
                </button>
              </div>
            )}
          </div>
        );
      })}
    </ViewportPortal>
  );
}
