/** Whose fields are being edited, and how a value is committed without ever losing it. */

import type { Change } from "../model/changes";
import type { EdgeRef, Raw } from "../model/document";
import { draftKey } from "../state/board";
import type { Session } from "../state/session";
import type { Reading } from "../wire/messages";

export interface Owner {
  readonly key: string; // node id or edge text
  readonly speaks: string; // the kind or relation that defines the fields
  readonly id?: string;
  readonly edge?: EdgeRef;
}

export function setField(owner: Owner, field: string, value: Raw | null): Change {
  const at = owner.edge ? { edge: owner.edge } : { id: owner.id ?? owner.key };
  return { type: "set_field", ...at, field, value };
}

/**
 * Commits what was typed. A number the server cannot read stays as a draft beside the field; when
 * the server cannot be asked, the edit waits with the others and is judged when it arrives.
 * `known` is how it reads this very text, when it has said so already: then it is not asked again.
 */
export async function commitText(
  session: Session,
  owner: Owner,
  field: string,
  text: string,
  before: Raw | undefined,
  known?: Reading,
): Promise<void> {
  const { store } = session;
  const key = draftKey(owner.key, field);
  const clean = text.trim();
  if (clean === "") {
    store.draft(key, null);
    if (before !== undefined) store.edit([setField(owner, field, null)]);
    return;
  }
  if (clean === before) {
    store.draft(key, null);
    return;
  }
  const reading = known ?? (await session.wire.read(owner.speaks, field, clean));
  if (reading && !reading.ok) {
    const { message, suggestion } = reading;
    store.draft(key, { value: clean, message, suggestion });
    return;
  }
  store.draft(key, null);
  store.edit([setField(owner, field, clean)]);
}
