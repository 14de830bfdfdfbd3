/** What the board and the server say to each other (SPEC.md). */

import type { Change } from "../model/changes";
import type { Coverage } from "../model/coverage";
import type { Doc, Raw } from "../model/document";
import type { Evaluation, EvaluationDelta } from "../model/evaluation";

export interface Gesture {
  readonly seq: number;
  readonly changes: readonly Change[];
}

export type Readings = { readonly [owner: string]: { readonly [field: string]: string } };
export type ReadingsDelta = {
  readonly [owner: string]: { readonly [field: string]: string } | null;
};

export interface Snapshot {
  type: "snapshot";
  epoch: string;
  revision: number;
  ack: number;
  document: Doc;
  readings: Readings;
  evaluation: Evaluation;
  saved_to: string;
}

export interface StoredGesture {
  revision: number;
  client: string;
  seq: number;
  changes: readonly Change[];
}

export interface Update {
  type: "update";
  since: number;
  revision: number;
  ack: number | null;
  gestures: readonly StoredGesture[];
  readings: ReadingsDelta;
  evaluation: EvaluationDelta;
}

export interface Refused {
  type: "refused";
  seq: number;
  message: string;
  place: { readonly [key: string]: unknown };
  options: readonly string[];
}

export interface Reading {
  type: "reading";
  id: number;
  ok: boolean;
  shown: string;
  message: string;
  suggestion: string | null;
}

export type FromServer =
  | Snapshot
  | Update
  | Refused
  | Reading
  | ({ type: "coverage"; revision: number } & Coverage)
  | { type: "notice"; message: string }
  | { type: "pong" };

export type ToServer =
  | {
      type: "hello";
      client: string;
      epoch: string | null;
      seen: number | null;
      pending: readonly Gesture[];
    }
  | { type: "edit"; client: string; seen: number; pending: readonly Gesture[] }
  | { type: "read"; id: number; owner: string; field: string; value: Raw }
  | { type: "cover" }
  | { type: "ping" };
