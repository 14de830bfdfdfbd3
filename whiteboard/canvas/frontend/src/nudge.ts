/** Tells the Streamlit page which revision is known, at once and then not more than it can bear. */

import type { Session } from "./state/session";

const EVERY_MS = 150;

export class Nudge {
  private told: number | null = null;
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
    const { revision } = this.session.store.get().ledger;
    if (revision === null || revision === this.told || this.timer) return;
    const wait = Math.max(0, this.last + EVERY_MS - performance.now());
    if (wait === 0 && !this.session.dragging) {
      this.say(revision);
      return;
    }
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.look();
    }, Math.max(wait, 30));
  }

  private say(revision: number): void {
    this.told = revision;
    this.last = performance.now();
    this.tell(revision);
  }
}
