/** A line typed on the board: asked of the server while it is typed, drawn as one gesture. */

import type { Change } from "../model/changes";
import type { Point } from "../model/document";
import type { Answers } from "../wire/messages";
import type { Session } from "./session";
import type { BoardStore } from "./board";

export type Line = Answers["phrase"] & { readonly of: string };

// What no search for a kind contains: an arrow, a number, a list, a quoted name, a command.
const IS_LINE = /->|→|=>|<-|--|[\d;,"“]|^(delete|rename)\s/;

/** Whether the words are more than the name of a kind. */
export function isLine(text: string): boolean {
  return IS_LINE.test(text);
}

/**
 * What a line means. Typed beside a selected box it goes on from there: as the next part of the
 * chain, or, where that says nothing, as something about the box itself.
 */
export async function readLine(
  session: Session,
  text: string,
  cursor: number,
  { from, at }: { from: string | null; at: Point | null },
): Promise<Line | undefined> {
  if (from === null) return ask(session, "", text, cursor, at);
  const next = await ask(session, `${from} -> `, text, cursor, at);
  if (!next || next.errors.length === 0) return next;
  const about = await ask(session, `${from} `, text, cursor, at);
  return about?.errors.length === 0 ? about : next;
}

async function ask(
  session: Session,
  before: string,
  text: string,
  cursor: number,
  at: Point | null,
): Promise<Line | undefined> {
  const skip = before.length;
  const found = await session.wire.ask({ type: "phrase", text: before + text, cursor: cursor + skip, at });
  if (!found) return undefined;
  const here = <T extends { start: number; end: number }>(spans: readonly T[]): T[] =>
    spans
      .filter(({ end }) => end > skip)
      .map((one) => ({ ...one, start: Math.max(0, one.start - skip), end: one.end - skip }));
  return {
    of: text,
    changes: found.changes,
    understood: here(found.understood),
    errors: here(found.errors),
    completions: found.completions
      .filter(({ start }) => start >= skip)
      .map((one) => ({ ...one, start: one.start - skip, end: one.end - skip })),
  };
}

/** Draws what a line says and shows it. */
export function drawLine(store: BoardStore, changes: readonly Change[]): boolean {
  if (!store.edit(changes)) return false;
  const made = changes.flatMap((one) => (one.type === "add_node" ? [one.id] : []));
  const touched = changes.flatMap((one) => (one.type === "set_field" && one.id ? [one.id] : []));
  const last = made.at(-1) ?? touched.at(-1);
  if (last !== undefined) {
    store.select([last]);
    store.canvas?.reveal(made.length > 0 ? made : [last]);
  }
  return true;
}
