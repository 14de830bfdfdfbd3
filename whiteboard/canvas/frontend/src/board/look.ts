/**
 * What one box or one arrow shows, as a single look at the state. There are hundreds of them, and
 * each is asked after every gesture: a question for every part would be thousands.
 */

import type { NodeDoc } from "../model/document";
import { badges, type Badge } from "../model/evaluation";
import { markOf, type Mark } from "../model/overlay";
import type { Vocabulary } from "../model/vocabulary";
import { draftKey, type Boarding } from "../state/board";
import { sameList } from "./context";

export interface BoxLook {
  readonly node: NodeDoc | undefined;
  readonly vocabulary: Vocabulary | null;
  readonly renaming: boolean;
  readonly stating: string | null; // the field that is edited on the box
  readonly hidden: boolean;
  readonly missing: readonly string[];
  readonly badge: Badge | undefined;
  readonly cited: boolean; // by the finding that is unfolded
  readonly mark: Mark | undefined;
}

export function boxLook(state: Boarding, id: string): BoxLook {
  const { hidden } = state.settings;
  return {
    node: state.ledger.view.nodes[id],
    vocabulary: state.vocabulary,
    renaming: state.renaming === id,
    stating: state.stating?.id === id ? state.stating.field : null,
    hidden,
    missing: missingOf(state, id),
    badge: badgeOf(state, id),
    cited: opened(state)?.nodes.includes(id) ?? false,
    mark: hidden ? undefined : markOf(state.overlay, id),
  };
}

export function sameBoxLook(a: BoxLook, b: BoxLook): boolean {
  return (
    a.node === b.node &&
    a.vocabulary === b.vocabulary &&
    a.renaming === b.renaming &&
    a.stating === b.stating &&
    a.hidden === b.hidden &&
    a.cited === b.cited &&
    a.mark === b.mark &&
    sameBadge(a.badge, b.badge) &&
    sameList(a.missing, b.missing)
  );
}

export interface ArrowLook {
  readonly vocabulary: Vocabulary | null;
  readonly cited: boolean;
  readonly mark: Mark | undefined;
}

/** `id` is the arrow as text. */
export function arrowLook(state: Boarding, id: string): ArrowLook {
  const { hidden } = state.settings;
  return {
    vocabulary: state.vocabulary,
    cited: !hidden && (opened(state)?.edges.includes(id) ?? false),
    mark: hidden ? undefined : markOf(state.overlay, id),
  };
}

export function sameArrowLook(a: ArrowLook, b: ArrowLook): boolean {
  return a.vocabulary === b.vocabulary && a.cited === b.cited && a.mark === b.mark;
}

function sameBadge(a: Badge | undefined, b: Badge | undefined): boolean {
  if (!a || !b) return a === b;
  return a.severity === b.severity && a.open === b.open && a.settled === b.settled;
}

const NOTHING: readonly string[] = [];

/** A number that is being typed and cannot be read yet is not missing: it is a draft. */
function missingOf(state: Boarding, id: string): readonly string[] {
  const missing = state.ledger.evaluation.missing[id];
  if (!missing) return NOTHING;
  const node = state.ledger.view.nodes[id];
  return missing.filter(
    (name) => node?.fields[name] === undefined && !(draftKey(id, name) in state.drafts),
  );
}

let lastFindings: unknown;
let lastBadges: ReturnType<typeof badges> = {};

/** Badges are worked out once per evaluation, not once per node. */
function badgeOf(state: Boarding, id: string): Badge | undefined {
  const { findings } = state.ledger.evaluation;
  if (findings !== lastFindings) [lastFindings, lastBadges] = [findings, badges(findings)];
  return lastBadges[id];
}

/** The finding that is unfolded. */
function opened(state: Boarding) {
  if (state.opened === null) return undefined;
  return state.ledger.evaluation.findings.find((one) => one.fingerprint === state.opened);
}
