/** Tells the Streamlit page when it shows something else of the design than the server holds. */

import type { Doc } from "./model/document";
import type { Session } from "./state/session";

const EVERY_MS = 150;

export class Nudge {
  private told = "";
  private last = -Infinity;
  private timer = 0;
  private tell: (revision: number) => void = () => undefined;
  private readonly leave: () => void;

  constructor(private readonly session: Session) {
    this.leave = session.store.subscribe(() => this.look());
  }

  to(tell: (revision: number) => void): void {
    this.tell = tell;
    this.look();
  }

  stop(): void {
    this.leave();
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  private look(): void {
    const { revision, base } = this.session.store.get().ledger;
    if (revision === null || this.timer || shownByPage(base) === this.told) return;
    const wait = Math.max(0, this.last + EVERY_MS - performance.now());
    if (wait === 0 && !this.session.dragging) {
      this.told = shownByPage(base);
      this.last = performance.now();
      this.tell(revision);
      return;
    }
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.look();
    }, Math.max(wait, 30));
  }
}

/** What stands beside the board. A run of the page for anything else would only cost time. */
function shownByPage({ title, lane, level, prompt }: Doc): string {
  return JSON.stringify([title, lane, level, prompt]);
}
