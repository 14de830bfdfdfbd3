/** Tells the Streamlit page when it shows something else than the server holds, or too much. */

import type { Doc } from "./model/document";
import type { Session } from "./state/session";

const EVERY_MS = 150;

export class Nudge {
  private told = "";
  private last = -Infinity;
  private timer = 0;
  private tell: (revision: number, hidden: boolean) => void = () => undefined;
  private readonly leave: () => void;

  constructor(private readonly session: Session) {
    this.leave = session.store.subscribe(() => this.look());
  }

  to(tell: (revision: number, hidden: boolean) => void): void {
    this.tell = tell;
    this.look();
  }

  stop(): void {
    this.leave();
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  private look(): void {
    const { ledger, settings } = this.session.store.get();
    const { revision, base } = ledger;
    const shown = shownByPage(base, settings.hidden);
    if (revision === null || this.timer || shown === this.told) return;
    const wait = Math.max(0, this.last + EVERY_MS - performance.now());
    if (wait === 0 && !this.session.dragging) {
      this.told = shown;
      this.last = performance.now();
      this.tell(revision, settings.hidden);
      return;
    }
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.look();
    }, Math.max(wait, 30));
  }
}

/** What stands beside the board. A run of the page for anything else would only cost time. */
function shownByPage({ title, lane, level, prompt }: Doc, hidden: boolean): string {
  return JSON.stringify([title, lane, level, prompt, hidden]);
}
