/** The whole board: bar, palette, canvas, panel, and the keys that work in all of them. */

import { ReactFlowProvider } from "@xyflow/react";
import { useRef } from "react";

import { Announcer } from "../panels/Announcer";
import { Doubts } from "../panels/Doubts";
import { EmptyBoard, KeySheet, Notices } from "../panels/Overlays";
import { OverlayBar } from "../panels/OverlayBar";
import { Palette } from "../panels/Palette";
import { QuickAdd } from "../panels/QuickAdd";
import { SelectionBar } from "../panels/SelectionBar";
import { SidePanel } from "../panels/SidePanel";
import { TopBar } from "../panels/TopBar";
import * as actions from "../state/actions";
import { copyText, pasteText } from "../state/clipboard";
import type { Session } from "../state/session";
import { Canvas } from "./Canvas";
import { SessionContext, useBoard, useSession } from "./context";
import { press } from "./keys";

const MODIFIERS = new Set(["Shift", "Control", "Meta", "Alt", " "]); // Space pans
const REGIONS = [".palette-search", ".canvas", ".side [role=tab][aria-selected=true]"];

export function App({ session, dark }: { session: Session; dark: boolean }) {
  return (
    <SessionContext.Provider value={session}>
      <ReactFlowProvider>
        <Board dark={dark} />
      </ReactFlowProvider>
    </SessionContext.Provider>
  );
}

function Board({ dark }: { dark: boolean }) {
  const session = useSession();
  const { store } = session;
  const root = useRef<HTMLDivElement>(null);
  const vocabulary = useBoard((state) => state.vocabulary);
  const known = useBoard((state) => state.ledger.revision !== null);
  const { palette, panel, hidden } = useBoard((state) => state.settings);
  const full = useBoard((state) => state.full);
  const overlaid = useBoard((state) => state.overlaid !== null);

  const onKeyDown = (event: React.KeyboardEvent) => {
    // Streamlit listens on the whole document: bare letters must not reach it. The modifiers must,
    // because React Flow listens there too.
    if (!MODIFIERS.has(event.key)) event.nativeEvent.stopPropagation();
    const target = event.target as HTMLElement;
    if (event.key === "F6") {
      event.preventDefault();
      nextRegion(root.current, event.shiftKey ? -1 : 1);
      return;
    }
    if (isEditable(target)) {
      if (event.key === "Escape") store.canvas?.focus();
      return;
    }
    const done = press(store, {
      key: event.key,
      command: event.ctrlKey || event.metaKey,
      shift: event.shiftKey,
      alt: event.altKey,
      onCanvas: target.classList.contains("canvas"),
    });
    // Space on the canvas would scroll the page.
    if (done || (event.key === " " && target.classList.contains("canvas"))) event.preventDefault();
  };
  const onCopy = (event: React.ClipboardEvent) => {
    if (isEditable(event.target as HTMLElement)) return;
    const text = copyText(store);
    if (!text) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    if (event.type === "cut") actions.removeSelected(store);
  };
  const onPaste = (event: React.ClipboardEvent) => {
    if (isEditable(event.target as HTMLElement)) return;
    event.preventDefault();
    void pasteText(session, event.clipboardData.getData("text/plain"));
  };

  return (
    <div
      ref={root}
      className={`board ${dark ? "is-dark" : "is-light"}${full ? " is-full" : ""}${hidden ? " is-private" : ""}${overlaid && !hidden ? " is-overlaid" : ""}`}
      data-board
      onKeyDown={onKeyDown}
      onCopy={onCopy}
      onCut={onCopy}
      onPaste={onPaste}
    >
      <TopBar />
      {vocabulary && known ? (
        <div className="bench">
          {palette && <Palette vocabulary={vocabulary} />}
          <main className="stage">
            <Canvas dark={dark} vocabulary={vocabulary} />
            <EmptyBoard />
            <QuickAdd vocabulary={vocabulary} />
            <OverlayBar vocabulary={vocabulary} />
            <SelectionBar />
            <Doubts />
            <Notices />
          </main>
          {panel && <SidePanel vocabulary={vocabulary} />}
          <KeySheet />
          <Announcer vocabulary={vocabulary} />
        </div>
      ) : (
        <div className="bench is-waiting" aria-busy="true">
          <p className="quiet">Opening the board…</p>
          <Notices />
        </div>
      )}
    </div>
  );
}

function isEditable(target: HTMLElement): boolean {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function nextRegion(root: HTMLElement | null, step: number): void {
  const regions = REGIONS.flatMap((name) => root?.querySelector<HTMLElement>(name) ?? []);
  const focused = (root?.getRootNode() as ShadowRoot | Document | undefined)?.activeElement;
  const shells = regions.map((one) => one.closest(".palette, .canvas, .side"));
  const at = shells.findIndex((one) => focused && one?.contains(focused));
  regions[(at + step + regions.length) % regions.length]?.focus();
}
