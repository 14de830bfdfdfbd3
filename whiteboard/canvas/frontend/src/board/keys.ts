/** Every key of the board: what it does, and how the sheet of keys says it. */

import type { BoardStore } from "../state/board";
import * as actions from "../state/actions";
import { duplicate } from "../state/clipboard";
import { OVERLAYS } from "../model/overlay";
import { align, distribute, type Side } from "../state/arrange";
import { blanks, state as stateField, stateNext } from "../state/missing";
import { addSticky } from "../state/stickies";
import { edgeText } from "../model/document";

export const SHEET: readonly (readonly [title: string, keys: readonly (readonly [string, string])[]])[] = [
  [
    "Add and connect",
    [
      ["/ or Tab", "Search a kind and add it, joined to the selected box"],
      ["double click", "The same, where you clicked"],
      ["letter", "Add that kind; the letters are in the palette"],
      [";", "Write a sticky note"],
      ["Shift C", "Connect the selected box to another"],
      ["drag from a dot", "Draw an arrow; on empty space it adds the next box"],
      ["drag an arrow’s end", "Join it to another box"],
    ],
  ],
  [
    "Edit",
    [
      ["F2, Enter", "Rename in place, or write on a note"],
      [".", "State the next missing number; Tab goes on to the one after"],
      ["double click a number", "Change it on the box"],
      ["Delete, Backspace", "Delete what is selected"],
      ["Ctrl Z", "Undo"],
      ["Ctrl Shift Z, Ctrl Y", "Redo"],
      ["Ctrl C, Ctrl X, Ctrl V", "Copy, cut, paste"],
      ["Ctrl D", "Duplicate"],
      ["Ctrl G", "Group; Ctrl Shift G ungroups"],
      ["Ctrl Shift arrows", "Align what is selected to that side"],
      ["Alt H, Alt V", "Space it evenly across, down"],
    ],
  ],
  [
    "Move about",
    [
      ["arrows", "Move the selection; with Shift further"],
      ["Alt arrows", "Walk to the next box"],
      ["Shift drag", "Select everything in a frame"],
      ["Ctrl A", "Select all"],
      ["wheel, Ctrl wheel", "Pan, zoom"],
      ["Space drag", "Pan"],
      ["Ctrl F", "Find a box"],
      ["1, 2, 0", "Fit all, fit the selection, 100 %"],
      ["+, -", "Zoom in, zoom out"],
      ["Shift L", "Tidy: lay out from left to right"],
    ],
  ],
  [
    "Findings and panels",
    [
      ["Alt 1 to 6", "Overlay: latency, load, freshness, leakage, monitoring, cost"],
      ["Shift N", "Go to the next finding"],
      ["Shift H", "Hide or show every finding"],
      ["Shift D", "Details panel"],
      ["Shift P", "Palette"],
      ["Shift F", "Full screen"],
      ["F6", "Palette, canvas, panel in turn"],
      ["Esc", "Close, or clear the selection"],
      ["?", "This sheet"],
    ],
  ],
];

const ARROWS: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const SIDES: { readonly [key: string]: Side } = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "top",
  ArrowDown: "bottom",
};

export interface Stroke {
  key: string;
  command: boolean; // Ctrl, or Cmd on a Mac
  shift: boolean;
  alt: boolean;
  onCanvas: boolean; // the canvas has the focus, not a button or a panel
}

/** Does what the key means; false when it means nothing here. */
export function press(store: BoardStore, stroke: Stroke): boolean {
  const { key, command, shift, onCanvas } = stroke;
  if (command) return withCommand(store, key, shift, onCanvas);
  if (key === "Escape") return escape(store);
  if (key === "?") {
    store.set({ sheet: !store.get().sheet });
    return true;
  }
  if (shift && !stroke.alt && anywhere(store, key)) return true;
  return onCanvas && onTheCanvas(store, stroke);
}

function withCommand(store: BoardStore, typed: string, shift: boolean, onCanvas: boolean): boolean {
  const key = typed.toLowerCase();
  if (key === "z") {
    if (shift) store.redo();
    else store.undo();
    return true;
  }
  if (key === "y") {
    store.redo();
    return true;
  }
  if (key === "f") {
    openFind(store);
    return true;
  }
  if (!onCanvas) return false;
  const side = shift ? SIDES[typed] : undefined;
  if (side) {
    align(store, side);
    return true;
  }
  if (key === "a") actions.selectAll(store);
  else if (key === "d") duplicate(store);
  else if (key === "g" && shift) actions.ungroup(store);
  else if (key === "g") actions.group(store);
  else return false;
  return true;
}

function escape(store: BoardStore): boolean {
  const { sheet, quickAdd, full, selection, opened, overlaid } = store.get();
  if (sheet) store.set({ sheet: false });
  else if (quickAdd) store.set({ quickAdd: null });
  else if (selection.nodes.length + selection.edges.length > 0) store.select([]);
  else if (opened) store.set({ opened: null });
  else if (overlaid) store.look(null);
  else if (full) store.set({ full: false });
  store.canvas?.focus();
  return true;
}

/** Keys with Shift work wherever the focus is, except while typing. */
function anywhere(store: BoardStore, key: string): boolean {
  const { settings, full } = store.get();
  switch (key.toUpperCase()) {
    case "H":
      store.settings({ hidden: !settings.hidden });
      return true;
    case "D":
      store.settings({ panel: !settings.panel });
      return true;
    case "P":
      store.settings({ palette: !settings.palette });
      return true;
    case "F":
      store.set({ full: !full });
      return true;
    case "L":
      actions.tidyUp(store);
      return true;
    case "N":
      nextFinding(store);
      return true;
    case "C":
      openConnect(store);
      return true;
    default:
      return false;
  }
}

function onTheCanvas(store: BoardStore, { key, shift, alt }: Stroke): boolean {
  const { selection, vocabulary } = store.get();
  const only = selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null;
  const arrow = ARROWS[key];
  if (arrow) {
    const [dx, dy] = arrow;
    if (alt || selection.nodes.length === 0) actions.walk(store, dx, dy);
    else actions.nudge(store, dx * (shift ? 40 : 8), dy * (shift ? 40 : 8));
    return true;
  }
  switch (key) {
    case "/":
    case "Tab":
      if (shift) return false; // Shift Tab leaves the canvas
      openQuickAdd(store);
      return true;
    case "Delete":
    case "Backspace":
      actions.removeSelected(store);
      return true;
    case "F2":
    case "Enter":
      if (only) store.set({ renaming: only });
      else if (selection.edges.length === 1) store.settings({ panel: true, tab: "details" });
      return true;
    case "1":
      if (alt) break;
      store.canvas?.fit();
      return true;
    case "2":
      if (alt) break;
      if (selection.nodes.length > 0) store.canvas?.fit(selection.nodes);
      return true;
    case "0":
      store.canvas?.zoom("one");
      return true;
    case "+":
    case "=":
      store.canvas?.zoom("in");
      return true;
    case "-":
      store.canvas?.zoom("out");
      return true;
    case ";":
      addSticky(store);
      return true;
    case ".":
      stateNext(store, null);
      return true;
    default:
  }
  if (alt && arranged(store, key.toUpperCase(), shift)) return true;
  const overlay = alt ? OVERLAYS[Number(key) - 1]?.[0] : undefined;
  if (overlay) {
    if (!store.get().settings.hidden) store.look(store.get().overlaid === overlay ? null : overlay);
    return true;
  }
  if (alt || shift || !vocabulary || key.length !== 1) return false;
  for (const spec of vocabulary.kinds.values()) {
    if (spec.key !== key) continue;
    actions.addNode(store, spec.kind, {});
    return true;
  }
  return false;
}

function arranged(store: BoardStore, key: string, shift: boolean): boolean {
  if (key === "H" && shift) align(store, "middle");
  else if (key === "V" && shift) align(store, "centre");
  else if (key === "H") distribute(store, "across");
  else if (key === "V") distribute(store, "down");
  else return false;
  return true;
}

/** Opens the search for a box on the board. */
export function openFind(store: BoardStore): void {
  store.set({ quickAdd: { at: anchor(store, null), flow: null, from: null, mode: "find" } });
}

/** Opens the search for a kind: beside the selected box, else in the middle of the view. */
export function openQuickAdd(store: BoardStore): void {
  const nodes = boxes(store);
  const from = nodes.length === 1 ? (nodes[0] ?? null) : null;
  store.set({ quickAdd: { at: anchor(store, from), flow: null, from, mode: "add" } });
}

/** The selection without the sticky notes: nothing is joined with those. */
function boxes(store: BoardStore): string[] {
  return store.get().selection.nodes.filter((id) => id in store.doc.nodes);
}

export function openConnect(store: BoardStore): void {
  const nodes = boxes(store);
  const from = nodes[0];
  if (nodes.length === 2 && nodes[1] && from) {
    actions.connect(store, from, nodes[1]);
    return;
  }
  if (!from || nodes.length !== 1) {
    store.notify("Select one box first, then press Shift C to connect it.");
    return;
  }
  store.set({ quickAdd: { at: anchor(store, from), flow: null, from, mode: "connect" } });
}

function anchor(store: BoardStore, from: string | null): readonly [number, number] {
  const { canvas } = store;
  if (!canvas) return [0, 0];
  const box = from ? canvas.boxOf(from) : undefined;
  if (!box) {
    const [x, y] = canvas.screenOf(canvas.centre());
    return [x - 150, y - 120];
  }
  const [x, y] = canvas.screenOf([box.x + box.width, box.y]);
  return [x + 12, y];
}

function isBlank(store: BoardStore, id: string, field: string): boolean {
  return blanks(store).some((one) => one.id === id && one.field === field);
}

/** Unfolds the next open finding and goes to its node; the cursor goes where a number is missing. */
export function nextFinding(store: BoardStore): void {
  const { ledger, opened, settings } = store.get();
  if (settings.hidden) return;
  const open = ledger.evaluation.findings.filter((one) => one.status === "open");
  const at = open.findIndex((one) => one.fingerprint === opened);
  const next = open[(at + 1) % open.length];
  if (!next) return;
  store.settings({ panel: true, tab: "findings" });
  store.set({ opened: next.fingerprint });
  const nodes = next.nodes.filter((id) => id in store.doc.nodes);
  const edges = next.edges.filter((text) => store.doc.edges.some((edge) => edgeText(edge) === text));
  const [node] = nodes;
  const [field] = next.fields;
  if (node !== undefined && field !== undefined && isBlank(store, node, field)) {
    stateField(store, { id: node, field });
    store.settings({ panel: true, tab: "findings" });
  } else if (node !== undefined) {
    store.select([node]);
    store.canvas?.reveal([node]);
  } else if (edges[0]) {
    store.select([], [edges[0]]);
  }
}
