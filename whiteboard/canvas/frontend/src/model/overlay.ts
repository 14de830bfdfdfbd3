/** What the engine knows of the design, as marks on boxes and arrows; one overlay at a time. */

export const OVERLAYS = [
  ["latency", "Latency"],
  ["load", "Load"],
  ["freshness", "Freshness"],
  ["leakage", "Leakage"],
  ["monitoring", "Monitoring"],
  ["cost", "Cost"],
] as const;

export type OverlayName = (typeof OVERLAYS)[number][0];

export type Tone = "good" | "busy" | "bad" | "none" | "path" | "muted";

export interface Mark {
  readonly owner: string; // node id or edge text
  readonly label: string;
  readonly tone: Tone;
  readonly share: number | null; // 0 to 1, drawn as a bar
  readonly working: readonly string[];
  readonly emphasised: boolean;
}

export interface Overlay {
  readonly name: OverlayName;
  readonly title: string;
  readonly summary: readonly string[];
  readonly marks: readonly Mark[];
  readonly missing: readonly (readonly [node: string, field: string])[];
}

let last: { of: Overlay; byOwner: ReadonlyMap<string, Mark> } | null = null;

/** The mark of a box or an arrow; looked up once per overlay, not once per box. */
export function markOf(overlay: Overlay | null, owner: string): Mark | undefined {
  if (!overlay) return undefined;
  if (last?.of !== overlay) {
    last = { of: overlay, byOwner: new Map(overlay.marks.map((one) => [one.owner, one])) };
  }
  return last.byOwner.get(owner);
}
