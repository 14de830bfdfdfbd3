/** What the checks said about the document, and how an update alters it. */

import type { Change } from "./changes";

export type Severity = "error" | "warning" | "info";

export interface Finding {
  readonly fingerprint: string;
  readonly code: string;
  readonly name: string;
  readonly family: string;
  readonly severity: Severity;
  readonly certainty: string;
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  readonly fields: readonly string[];
  readonly message: string;
  readonly working: readonly string[];
  readonly remedy: string;
  readonly question: string;
  readonly sources: readonly string[];
  readonly status: "open" | "accepted" | "not_applicable" | "waived";
  readonly because: string;
  readonly rule_page: string;
  readonly fix: readonly Change[];
  readonly fix_words: readonly string[];
}

export interface Outcomes {
  readonly passed: number;
  readonly found: number;
  readonly not_applicable: number;
  readonly not_judged: number;
  readonly crashed: number;
}

export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly missing: { readonly [id: string]: readonly string[] };
  readonly outcomes: Outcomes;
  readonly numbers: { readonly given: number; readonly missing: number };
}

export interface EvaluationDelta extends Partial<Omit<Evaluation, "findings">> {
  readonly put?: readonly Finding[];
  readonly closed?: readonly string[];
  readonly order?: readonly string[];
}

export const NOTHING_FOUND: Evaluation = {
  findings: [],
  missing: {},
  outcomes: { passed: 0, found: 0, not_applicable: 0, not_judged: 0, crashed: 0 },
  numbers: { given: 0, missing: 0 },
};

export const SEVERITIES: readonly (readonly [Severity, letter: string, word: string])[] = [
  ["error", "E", "Error"],
  ["warning", "W", "Warning"],
  ["info", "i", "Info"],
];

/** The evaluation after an update; findings that did not change keep their identity. */
export function applyDelta(before: Evaluation, delta: EvaluationDelta): Evaluation {
  const byPrint = new Map(before.findings.map((one) => [one.fingerprint, one]));
  for (const print of delta.closed ?? []) byPrint.delete(print);
  for (const one of delta.put ?? []) byPrint.set(one.fingerprint, one);
  let findings = [...byPrint.values()];
  if (delta.order) {
    const place = new Map(delta.order.map((print, index) => [print, index]));
    const last = delta.order.length;
    const at = (one: Finding) => place.get(one.fingerprint) ?? last;
    findings = findings.sort((a, b) => at(a) - at(b));
  }
  return {
    findings,
    missing: delta.missing ?? before.missing,
    outcomes: delta.outcomes ?? before.outcomes,
    numbers: delta.numbers ?? before.numbers,
  };
}

export interface Badge {
  readonly severity: Severity;
  readonly open: number;
  readonly settled: number;
}

/** What the badge of each node says, by the node a finding belongs to. */
export function badges(findings: readonly Finding[]): { readonly [id: string]: Badge } {
  const made: { [id: string]: { severity: Severity; open: number; settled: number } } = {};
  for (const one of findings) {
    const id = one.nodes[0];
    if (id === undefined) continue;
    const badge = (made[id] ??= { severity: "info", open: 0, settled: 0 });
    if (one.status !== "open") {
      badge.settled += 1;
      continue;
    }
    badge.open += 1;
    if (one.severity === "error") badge.severity = "error";
    else if (one.severity === "warning" && badge.severity === "info") badge.severity = "warning";
  }
  return made;
}
