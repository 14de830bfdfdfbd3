/** What the board and the server say to each other (SPEC.md). */

import type { Change } from "../model/changes";
import type { Coverage } from "../model/coverage";
import type { Doc, Point, Raw } from "../model/document";
import type { Evaluation, EvaluationDelta } from "../model/evaluation";
import type { Overlay, OverlayName } from "../model/overlay";
import type { Attempt } from "../model/practice";

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

/** One thing that could be typed next, and the piece of the text it takes the place of. */
export interface Completion {
  readonly insert: string;
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly what: string;
}

/** What was guessed of a drawing from elsewhere, for the person to confirm. */
export interface Doubt {
  readonly place: string; // a node id, an edge, or a place in the text
  readonly read: string;
  readonly text: string;
}

export interface FileProblem {
  readonly line: number; // from 1
  readonly column: number; // from 1
  readonly path: string;
  readonly message: string;
  readonly nearest: string | null;
}

/** What the server answers to each question; the id says to which. */
export interface Answers {
  text: { revision: number; text: string };
  file: {
    revision: number;
    changes: readonly Change[];
    problems: readonly FileProblem[];
    completions: readonly Completion[];
  };
  phrase: {
    changes: readonly Change[];
    understood: readonly { start: number; end: number; role: string; text: string }[];
    errors: readonly { start: number; end: number; message: string; nearest: readonly string[] }[];
    completions: readonly Completion[];
  };
  example: { document: Doc; title: string };
  paste: { document: Doc | null; message: string; doubts: readonly Doubt[] };
}

export type Asked = keyof Answers;

export type Question =
  | { type: "text"; whole?: boolean }
  | { type: "file"; text: string; base?: string; cursor?: number }
  | { type: "phrase"; text: string; at?: Point | null; cursor?: number }
  | { type: "paste"; text: string }
  | { type: "example" };

type Answer = { [K in Asked]: { type: K; id: number } & Answers[K] }[Asked];

export type FromServer =
  | Snapshot
  | Update
  | Refused
  | Reading
  | Answer
  | ({ type: "coverage"; revision: number } & Coverage)
  | ({ type: "overlay"; revision: number } & Overlay)
  | { type: "practice"; attempt: Attempt | null }
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
  | ({ id: number } & Question)
  | { type: "cover" }
  | { type: "overlay"; name: OverlayName | null }
  | { type: "reveal"; card: number | null }
  | { type: "ping" };
