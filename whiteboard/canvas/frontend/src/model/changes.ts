/** Every change a gesture can be made of, as plain data. */

import type { EdgeRef, Fields, FreeNumber, Point, Raw } from "./document";

export interface AddNode {
  type: "add_node";
  id: string;
  kind: string;
  name?: string;
  at?: Point;
  fields?: Fields;
  na?: { readonly [field: string]: string };
  numbers?: readonly FreeNumber[];
  note?: string;
}

export interface Connect {
  type: "connect";
  source: string;
  target: string;
  relation?: string;
  fields?: Fields;
  note?: string;
}

export type Change =
  | AddNode
  | { type: "remove_node"; id: string }
  | { type: "rename_node"; id: string; name: string }
  | { type: "set_kind"; id: string; kind: string }
  | { type: "set_field"; id?: string; edge?: EdgeRef; field: string; value: Raw | null }
  | { type: "set_na"; id: string; field: string; reason: string | null }
  | { type: "set_number"; id: string; label: string; value: string | null }
  | { type: "set_note"; id?: string; edge?: EdgeRef; note: string }
  | Connect
  | { type: "disconnect"; source: string; target: string; relation: string }
  | { type: "set_relation"; source: string; target: string; relation: string; to: string }
  | { type: "move"; positions: { readonly [id: string]: Point | null } }
  | { type: "set_group"; id: string; title: string; members: readonly string[] }
  | { type: "remove_group"; id: string }
  | { type: "set_sticky"; id: string; text: string; at?: Point }
  | { type: "remove_sticky"; id: string }
  | {
      type: "set_design";
      title?: string;
      lane?: string;
      level?: string;
      prompt?: string;
      prompt_version?: string;
    }
  | { type: "answer"; fingerprint: string; status: string; because: string }
  | { type: "withdraw_answer"; fingerprint: string };

/** A change that cannot be made to this document, for example to a node somebody else removed. */
export class ImpossibleChange extends Error {}
