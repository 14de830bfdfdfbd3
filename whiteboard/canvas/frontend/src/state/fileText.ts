/** Keeps the design file's text and the board in step, both ways, without losing what is typed. */

import type { Change } from "../model/changes";
import type { Point } from "../model/document";
import { besidePlace, boxAt, freePlace, type Box } from "../model/place";
import type { FileProblem } from "../wire/messages";
import { allBoxes, boxOf } from "./actions";
import type { BoardStore } from "./board";
import type { Session } from "./session";

export type Step = "in step" | "typing" | "problems" | "offline";

/** What the pane shows the text in. */
export interface Pane {
  text(): string;
  show(text: string): void;
  mark(problems: readonly FileProblem[]): void;
}

const PAUSE_MS = 250;

export class FileText {
  private base = ""; // the text as it last said the same as the board
  private revision = -1;
  private timer = 0;
  private dirty = false;

  constructor(
    private readonly session: Session,
    private readonly pane: Pane,
    private readonly say: (step: Step, problems: readonly FileProblem[]) => void,
  ) {}

  /** Shows the file as it is on the server. */
  async refresh(): Promise<void> {
    if (this.dirty) return;
    const found = await this.session.wire.ask({ type: "text" });
    if (!found) {
      this.say("offline", []);
      return;
    }
    if (this.dirty || found.revision < this.revision) return;
    this.revision = found.revision;
    if (await this.saysTheSame(found.text)) return;
    this.base = found.text;
    this.pane.show(found.text);
    this.pane.mark([]);
    this.say("in step", []);
  }

  typed(): void {
    this.dirty = true;
    this.say("typing", []);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), PAUSE_MS);
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }

  /** Whether what is shown is only another way to write the same; a person's own way stays. */
  private async saysTheSame(text: string): Promise<boolean> {
    const shown = this.pane.text();
    if (shown === text) {
      this.base = text;
      this.say("in step", []);
      return true;
    }
    if (shown.trim() === "") return false;
    const found = await this.session.wire.ask({ type: "file", text: shown, base: text });
    const same = found !== undefined && found.problems.length === 0 && found.changes.length === 0;
    if (same) {
      this.base = shown;
      this.say("in step", []);
    }
    return same;
  }

  private async send(): Promise<void> {
    const { store, wire } = this.session;
    const text = this.pane.text();
    const found = await wire.ask({ type: "file", text, base: this.base });
    if (text !== this.pane.text()) return; // typed on: the next answer counts
    if (!found) {
      this.say("offline", []);
      this.timer = window.setTimeout(() => void this.send(), PAUSE_MS * 8);
      return;
    }
    this.pane.mark(found.problems);
    if (found.problems.length > 0) {
      this.say("problems", found.problems);
      return;
    }
    this.base = text;
    this.dirty = false;
    if (found.changes.length > 0) store.edit(withPlaces(store, found.changes));
    this.say("in step", []);
  }
}

/** Gives every box that is added without a place one beside what it is joined to. */
export function withPlaces(store: BoardStore, changes: readonly Change[]): Change[] {
  const taken: Box[] = allBoxes(store);
  const placed = new Map<string, Box>();
  const joined = (id: string): Box | undefined => {
    for (const one of changes) {
      if (one.type !== "connect") continue;
      const other = one.source === id ? one.target : one.target === id ? one.source : undefined;
      const box = other === undefined ? undefined : (placed.get(other) ?? boxOf(store, other));
      if (box) return box;
    }
    return undefined;
  };
  return changes.map((change) => {
    if (change.type !== "add_node" || change.at) return change;
    const beside = joined(change.id);
    const [x, y] = store.canvas?.centre() ?? [0, 0];
    const at: Point = beside ? besidePlace(beside, taken) : freePlace([x, y], taken);
    const box = boxAt(at);
    taken.push(box);
    placed.set(change.id, box);
    return { ...change, at };
  });
}
