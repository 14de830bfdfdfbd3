/** What can be done with several selected boxes at once; it stands still at the foot of the board. */

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import * as actions from "../state/actions";
import { duplicate } from "../state/clipboard";
import { align, distribute, type Side } from "../state/arrange";

const SIDES: readonly (readonly [Side, string, string])[] = [
  ["left", "Align left", "Ctrl Shift ←"],
  ["centre", "Centre on one upright line", "Alt Shift V"],
  ["right", "Align right", "Ctrl Shift →"],
  ["top", "Align top", "Ctrl Shift ↑"],
  ["middle", "Centre on one level line", "Alt Shift H"],
  ["bottom", "Align bottom", "Ctrl Shift ↓"],
];

export function SelectionBar() {
  const store = useStore();
  const count = useBoard((state) => state.selection.nodes.length);
  if (count < 2) return null;
  const tool = (icon: string, label: string, key: string, run: () => void, off = false) => (
    <button
      key={icon}
      type="button"
      className="tool"
      title={`${label} (${key})`}
      aria-label={label}
      disabled={off}
      onClick={() => {
        run();
        store.canvas?.focus();
      }}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="selection-bar" role="toolbar" aria-label={`${count} boxes selected`}>
      <span className="quiet">{count} boxes</span>
      <span className="rule" />
      {SIDES.map(([side, label, key]) => tool(`align-${side}`, label, key, () => align(store, side)))}
      <span className="rule" />
      {tool("across", "Space evenly across", "Alt H", () => distribute(store, "across"), count < 3)}
      {tool("down", "Space evenly down", "Alt V", () => distribute(store, "down"), count < 3)}
      <span className="rule" />
      {tool("group", "Group", "Ctrl G", () => actions.group(store))}
      {tool("copy", "Duplicate", "Ctrl D", () => duplicate(store))}
      {tool("trash", "Delete", "Del", () => actions.removeSelected(store))}
    </div>
  );
}
