/** Where a practice attempt stands: what is hidden, what was revealed, how the time goes. */

import type { Severity } from "./evaluation";

export interface Card {
  readonly number: number;
  readonly step: 1 | 2 | 3; // the question, the hint, the finding
  readonly question: string;
  readonly hint: string; // "" before it was revealed
  readonly fingerprint: string; // "" before the finding was revealed
  readonly closed: boolean;
}

export interface Attempt {
  readonly began: string; // ISO 8601
  readonly minutes: number; // 0: no clock
  readonly phases: readonly { readonly name: string; readonly minutes: number }[];
  readonly ended: boolean;
  readonly hidden: { readonly [severity in Severity]?: number };
  readonly reveals: {
    readonly questions: number;
    readonly hints: number;
    readonly findings: number;
    readonly overlays: number;
  };
  readonly cards: readonly Card[];
}

/** How many open findings nothing was revealed of. */
export function hiddenCount(attempt: Attempt): number {
  return Object.values(attempt.hidden).reduce((sum, count) => sum + count, 0);
}

/** The attempt, while it goes on. */
export function goingOn(attempt: Attempt | null): Attempt | null {
  return attempt === null || attempt.ended ? null : attempt;
}

/** The phase that *elapsed* minutes fall into, and when it ends; undefined without a clock. */
export function phaseAt(
  attempt: Attempt,
  elapsed: number,
): { name: string; until: number } | undefined {
  let until = 0;
  for (const phase of attempt.phases) {
    until += phase.minutes;
    if (elapsed < until) return { name: phase.name, until };
  }
  return undefined;
}
