/** Puts React Flow's styles and ours into the shadow root, once per root, before anything draws. */

import flow from "@xyflow/react/dist/style.css?inline";

import around from "./around.css?inline";
import arrows from "./arrows.css?inline";
import bench from "./bench.css?inline";
import board from "./board.css?inline";
import canvas from "./canvas.css?inline";
import details from "./details.css?inline";
import findings from "./findings.css?inline";
import overlays from "./overlays.css?inline";
import panels from "./panels.css?inline";
import practice from "./practice.css?inline";
import sticky from "./sticky.css?inline";

const OURS = [board, bench, canvas, arrows, around, panels, practice, details, findings, overlays, sticky];

let sheet: CSSStyleSheet | undefined;

export function adoptStyles(parent: HTMLElement | ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync([flow, ...OURS].join("\n"));
  }
  const root = parent.getRootNode() as ShadowRoot | Document;
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
