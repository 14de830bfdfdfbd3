/** The last known document and the gestures the server has not stored yet. */

import { applyAll } from "../model/apply";
import type { Change } from "../model/changes";
import { completeDoc, EMPTY, type Doc } from "../model/document";
import { applyDelta, NOTHING_FOUND, type Evaluation } from "../model/evaluation";
import type { Gesture, Readings, Snapshot, ToServer, Update } from "./messages";

export interface LedgerState {
  readonly epoch: string | null;
  readonly revision: number | null; // null until the first snapshot
  readonly base: Doc;
  readonly view: Doc; // base with the pending gestures applied (B6)
  readonly pending: readonly Gesture[];
  readonly next: number; // the seq of the next gesture
  readonly readings: Readings;
  readonly evaluation: Evaluation;
  readonly savedTo: string;
}

export const BLANK: LedgerState = {
  epoch: null,
  revision: null,
  base: EMPTY,
  view: EMPTY,
  pending: [],
  next: 1,
  readings: {},
  evaluation: NOTHING_FOUND,
  savedTo: "",
};

/** A ledger that continues the queue kept from before a reload. */
export function resume(pending: readonly Gesture[], next: number): LedgerState {
  const last = pending.at(-1)?.seq ?? 0;
  return { ...BLANK, pending, next: Math.max(next, last + 1) };
}

/** Adds a gesture of one's own; throws `ImpossibleChange` and changes nothing if it cannot be. */
export function record(state: LedgerState, changes: readonly Change[]): LedgerState {
  const view = applyAll(state.view, changes);
  const gesture = { seq: state.next, changes };
  return { ...state, view, pending: [...state.pending, gesture], next: state.next + 1 };
}

export function takeSnapshot(state: LedgerState, message: Snapshot): LedgerState {
  const base = completeDoc(message.document);
  const pending = state.pending.filter((gesture) => gesture.seq > message.ack);
  return {
    epoch: message.epoch,
    revision: message.revision,
    base,
    view: rebase(base, pending),
    pending,
    next: Math.max(state.next, message.ack + 1),
    readings: message.readings,
    evaluation: { ...NOTHING_FOUND, ...message.evaluation },
    savedTo: message.saved_to,
  };
}

/** The ledger after an update, or "gap" when revisions in between are not known (B9). */
export function takeUpdate(state: LedgerState, message: Update): LedgerState | "gap" {
  if (state.revision === null || message.since > state.revision) return "gap";
  const settled = acknowledge(state, message.ack);
  if (message.revision < state.revision) return settled;
  const news = message.gestures
    .filter((gesture) => gesture.revision > (state.revision ?? 0))
    .sort((a, b) => a.revision - b.revision);
  if (news.length !== message.revision - state.revision) return "gap";
  let base: Doc;
  try {
    base = news.reduce((doc, gesture) => applyAll(doc, gesture.changes), state.base);
  } catch {
    return "gap";
  }
  // One's own gesture coming back alone gives what is shown already: keep that object, so that
  // nothing is drawn again.
  const echo =
    settled.pending.length === 0 &&
    state.pending.length === news.length &&
    news.every((gesture, at) => gesture.seq === state.pending[at]?.seq) &&
    sameText(news.map((one) => one.changes), state.pending.map((one) => one.changes));
  const view = echo ? state.view : rebase(base, settled.pending);
  return {
    ...settled,
    revision: message.revision,
    base: echo ? view : base,
    view,
    readings: mergeReadings(state.readings, message.readings),
    evaluation: applyDelta(state.evaluation, message.evaluation),
  };
}

/** Drops a gesture the server refused; those after it stay (B7). */
export function takeRefusal(state: LedgerState, seq: number): LedgerState {
  const pending = state.pending.filter((gesture) => gesture.seq !== seq);
  if (pending.length === state.pending.length) return state;
  return { ...state, pending, view: rebase(state.base, pending) };
}

export function helloOf(state: LedgerState, client: string): ToServer {
  const { epoch, revision } = state;
  const pending = beginning(state.pending);
  return { type: "hello", client, epoch, seen: revision, pending };
}

/** The unacknowledged batch; `cut` when only its beginning fits into one message. */
export function batchOf(
  state: LedgerState,
  client: string,
): { message: ToServer; cut: boolean } | undefined {
  if (state.pending.length === 0) return undefined;
  const pending = beginning(state.pending);
  const message: ToServer = { type: "edit", client, seen: state.revision ?? 0, pending };
  return { message, cut: pending.length < state.pending.length };
}

const MOST_GESTURES = 1000;
const MOST_CHARACTERS = 300_000; // of which none takes more than three bytes: below 1 MB

/** As many gestures as one message may hold, at least one. */
function beginning(pending: readonly Gesture[]): readonly Gesture[] {
  let characters = 0;
  const end = pending.findIndex((gesture, at) => {
    characters += JSON.stringify(gesture).length;
    return at > 0 && (characters > MOST_CHARACTERS || at >= MOST_GESTURES);
  });
  return end < 0 ? pending : pending.slice(0, end);
}

function acknowledge(state: LedgerState, ack: number | null): LedgerState {
  if (ack === null) return state;
  const pending = state.pending.filter((gesture) => gesture.seq > ack);
  return pending.length === state.pending.length ? state : { ...state, pending };
}

/** The document with the pending gestures on top; one that no longer fits is left out for now. */
function rebase(base: Doc, pending: readonly Gesture[]): Doc {
  return pending.reduce((doc, gesture) => {
    try {
      return applyAll(doc, gesture.changes);
    } catch {
      return doc;
    }
  }, base);
}

type Reading = Readings[string];

function mergeReadings(before: Readings, delta: Update["readings"]): Readings {
  const known = Object.entries(delta);
  if (known.length === 0) return before;
  const entries = Object.entries({ ...before, ...delta });
  return Object.fromEntries(entries.filter((entry): entry is [string, Reading] => entry[1] !== null));
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
