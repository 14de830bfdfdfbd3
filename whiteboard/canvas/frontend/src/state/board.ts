/** Everything one open board knows: the ledger, the selection, undo, drafts and the panels. */

import type { Change } from "../model/changes";
import { ImpossibleChange } from "../model/changes";
import type { Box } from "../model/place";
import { stands, type Point, type Doc, type Raw } from "../model/document";
import { invertAll } from "../model/invert";
import { apply } from "../model/apply";
import type { Coverage } from "../model/coverage";
import type { Overlay, OverlayName } from "../model/overlay";
import type { Attempt } from "../model/practice";
import type { Vocabulary } from "../model/vocabulary";
import type { Doubt } from "../wire/messages";
import type { Connection } from "../wire/wire";
import type { Copied } from "./clipboard";
import { BLANK, record, type LedgerState } from "../wire/ledger";

export interface Entry {
  readonly changes: readonly Change[];
  readonly seq: number; // of the gesture this entry takes back
  readonly merge?: string; // gestures with the same word, close in time, are one step
  readonly at: number;
}

export interface Draft {
  readonly value: Raw;
  readonly message: string;
  readonly suggestion: string | null;
}

export interface Selection {
  readonly nodes: readonly string[]; // and sticky notes
  readonly edges: readonly string[]; // as edge text
}

export interface Notice {
  readonly id: number;
  readonly tone: "info" | "error";
  readonly text: string;
}

export interface QuickAdd {
  readonly at: Point; // on the screen, in pixels of the board
  readonly flow: Point | null; // where the new node goes; null: beside the source or in the middle
  readonly from: string | null; // the node it will be joined with
  readonly mode: "add" | "connect" | "find";
}

export type Tab = "details" | "findings" | "coverage" | "file";

export interface Settings {
  readonly hidden: boolean;
  readonly palette: boolean;
  readonly panel: boolean;
  readonly tab: Tab;
  readonly map: boolean;
}

export interface Boarding {
  readonly ledger: LedgerState;
  readonly connection: Connection;
  readonly coverage: Coverage | null; // as last asked for
  readonly practice: Attempt | null; // where somebody practises in the room
  readonly vocabulary: Vocabulary | null;
  readonly selection: Selection;
  readonly undo: readonly Entry[];
  readonly redo: readonly Entry[];
  readonly drafts: { readonly [key: string]: Draft };
  readonly notices: readonly Notice[];
  readonly settings: Settings;
  readonly renaming: string | null; // id of a node, a group or a sticky note
  readonly stating: { readonly id: string; readonly field: string } | null; // edited on its box
  readonly quickAdd: QuickAdd | null;
  readonly sheet: boolean;
  readonly full: boolean;
  readonly wanted: { readonly owner: string; readonly field: string; readonly stamp: number } | null;
  readonly overlaid: OverlayName | null; // the overlay that is asked for
  readonly overlay: Overlay | null; // and as it came last
  readonly doubts: readonly Doubt[]; // of what was imported, to be confirmed
  readonly opened: string | null; // fingerprint of the unfolded finding
  readonly settled: { readonly count: number; readonly stamp: number }; // findings just closed
}

/** What only the drawn canvas can tell or do; the store works without it. */
export interface Canvas {
  boxOf(id: string): Box | undefined;
  centre(): Point;
  reveal(ids: readonly string[]): void;
  fit(ids?: readonly string[]): void;
  zoom(step: "in" | "out" | "one"): void;
  focus(): void;
  /** Whether the view is too far away to read what stands on a box. */
  isFar(): boolean;
  screenOf(flow: Point): Point;
}

export const NOTHING_SELECTED: Selection = { nodes: [], edges: [] };
/** How the words that join whatever made their place begin, however long the person thinks. */
export const WRITES = "write ";
const MERGE_MS = 1200;

export class BoardStore {
  private state: Boarding;
  private readonly listeners = new Set<() => void>();
  private noticeId = 0;
  canvas: Canvas | undefined;
  copied: Copied | undefined; // what was copied here last
  attach(canvas: Canvas): () => void {
    this.canvas = canvas;
    return () => {
      if (this.canvas === canvas) this.canvas = undefined;
    };
  }

  /** Called after every gesture of one's own. */
  onRecord: () => void = () => undefined;
  /** Tells the server which overlay is looked at. */
  onLook: (name: OverlayName | null) => void = () => undefined;
  /** Asks to see more of a finding in practice. */
  reveal: (card: number | null) => void = () => undefined;
  /** Asks for the coverage; it comes when the server has it. */
  cover: () => void = () => undefined;

  constructor(
    settings: Settings,
    private readonly now: () => number = Date.now,
  ) {
    this.state = {
      ledger: BLANK,
      connection: "connecting",
      coverage: null,
      practice: null,
      vocabulary: null,
      selection: NOTHING_SELECTED,
      undo: [],
      redo: [],
      drafts: {},
      notices: [],
      settings,
      renaming: null,
      stating: null,
      quickAdd: null,
      sheet: false,
      full: false,
      wanted: null,
      overlaid: null,
      overlay: null,
      doubts: [],
      opened: null,
      settled: { count: 0, stamp: 0 },
    };
  }

  get = (): Boarding => this.state;

  get doc(): Doc {
    return this.state.ledger.view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(part: Partial<Boarding>): void {
    this.state = { ...this.state, ...part };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Takes in a gesture of one's own. It is on its way to the server before anything is drawn. */
  private recorded(part: Partial<Boarding>): void {
    this.state = { ...this.state, ...part };
    this.onRecord();
    this.tell();
  }

  /** Makes a gesture: shown at once, undoable, queued. False when it cannot be made. */
  edit(changes: readonly Change[], merge?: string): boolean {
    if (changes.length === 0 || !this.ready()) return false;
    try {
      const inverse = invertAll(this.doc, changes);
      const { next } = this.state.ledger;
      const ledger = record(this.state.ledger, changes);
      const last = this.state.undo.at(-1);
      const now = this.now();
      const soon = last !== undefined && (now - last.at < MERGE_MS || merge?.startsWith(WRITES));
      const joins = merge !== undefined && last?.merge === merge && soon === true;
      const kept = joins ? inverseOf(inverse, last) : inverse;
      const entry: Entry = { changes: kept, seq: next, at: now, ...(merge ? { merge } : {}) };
      const before = joins ? this.state.undo.slice(0, -1) : this.state.undo;
      this.recorded({
        ledger,
        undo: [...before, entry],
        redo: [],
        selection: pruned(this.state.selection, ledger.view),
      });
    } catch (error) {
      if (!(error instanceof ImpossibleChange)) throw error;
      this.notify(error.message, "error");
      return false;
    }
    return true;
  }

  undo(): void {
    this.step("undo", "redo");
  }

  redo(): void {
    this.step("redo", "undo");
  }

  private step(from: "undo" | "redo", to: "undo" | "redo"): void {
    const entry = this.state[from].at(-1);
    if (!entry || !this.ready()) return;
    const rest = this.state[from].slice(0, -1);
    const changes = possible(this.doc, entry.changes);
    if (changes.length === 0) {
      this.set(from === "undo" ? { undo: rest } : { redo: rest });
      this.notify(`Nothing left to ${from}: it was changed meanwhile.`);
      return;
    }
    const inverse = invertAll(this.doc, changes);
    const { next } = this.state.ledger;
    const ledger = record(this.state.ledger, changes);
    const opposite: Entry = { changes: inverse, seq: next, at: this.now() };
    const other = [...this.state[to], opposite];
    this.recorded({
      ledger,
      ...(from === "undo" ? { undo: rest, redo: other } : { redo: rest, undo: other }),
      selection: selectionAfter(changes, ledger.view, this.state.selection),
    });
  }

  select(nodes: readonly string[], edges: readonly string[] = []): void {
    const { selection } = this.state;
    if (sameList(selection.nodes, nodes) && sameList(selection.edges, edges)) return;
    this.set({ selection: { nodes, edges } });
  }

  /** Shows an overlay, or none. */
  look(name: OverlayName | null): void {
    this.set({ overlaid: name, overlay: null });
    this.onLook(name);
  }

  settings(part: Partial<Settings>): void {
    this.set({ settings: { ...this.state.settings, ...part } });
  }

  draft(key: string, draft: Draft | null): void {
    const { [key]: before, ...rest } = this.state.drafts;
    if (draft === null && !before) return;
    this.set({ drafts: draft ? { ...rest, [key]: draft } : rest });
  }

  notify(text: string, tone: Notice["tone"] = "info"): void {
    this.noticeId += 1;
    const notice = { id: this.noticeId, tone, text };
    const others = this.state.notices.filter((one) => one.text !== text);
    this.set({ notices: [...others.slice(-2), notice] });
  }

  dismiss(id: number): void {
    this.set({ notices: this.state.notices.filter((one) => one.id !== id) });
  }

  ready(): boolean {
    return this.state.ledger.revision !== null && this.state.vocabulary !== null;
  }
}

export function draftKey(owner: string, field: string): string {
  return `${owner}|${field}`;
}

/** Undoing merged moves goes back to where the first of them began. */
function inverseOf(fresh: readonly Change[], last: Entry | undefined): readonly Change[] {
  return last ? last.changes : fresh;
}

/** Those of the changes that can still be made, in order. */
function possible(doc: Doc, changes: readonly Change[]): Change[] {
  const kept: Change[] = [];
  let at = doc;
  for (const change of changes) {
    try {
      at = apply(at, change);
      kept.push(change);
    } catch {
      continue;
    }
  }
  return kept;
}

export function pruned(selection: Selection, doc: Doc): Selection {
  const nodes = selection.nodes.filter((id) => stands(doc, id));
  const texts = new Set(doc.edges.map((one) => `${one.source} -> ${one.target}: ${one.relation}`));
  const edges = selection.edges.filter((text) => texts.has(text));
  const same = nodes.length === selection.nodes.length && edges.length === selection.edges.length;
  return same ? selection : { nodes, edges };
}

function selectionAfter(changes: readonly Change[], doc: Doc, before: Selection): Selection {
  const nodes = changes.flatMap((one) =>
    one.type === "add_node" || one.type === "set_sticky" ? [one.id] : one.type === "move" ? Object.keys(one.positions) : [],
  );
  const there = nodes.filter((id) => stands(doc, id));
  return there.length > 0 ? { nodes: there, edges: [] } : pruned(before, doc);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
