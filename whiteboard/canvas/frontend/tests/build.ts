/** Small designs for the tests. */

import { applyAll } from "../src/model/apply";
import type { Change } from "../src/model/changes";
import { EMPTY, type Doc } from "../src/model/document";
import { readVocabulary, type RawVocabulary } from "../src/model/vocabulary";
import type { Snapshot, Update } from "../src/wire/messages";
import { NOTHING_FOUND } from "../src/model/evaluation";
import raw from "./vocabulary.json";

export const VOCABULARY = readVocabulary(raw as unknown as RawVocabulary);

export const CHURN: Doc = applyAll(EMPTY, [
  { type: "add_node", id: "clicks", kind: "source", name: "Clicks", at: [0, 0], fields: { lag: "5 min" } },
  { type: "add_node", id: "spend", kind: "feature", at: [300, 0], na: { impute: "never null" } },
  {
    type: "add_node",
    id: "ranker",
    kind: "model",
    at: [600, 0],
    numbers: [{ label: "trees", value: "400" }],
    note: "boosted",
  },
  { type: "connect", source: "clicks", target: "spend", relation: "feeds", fields: { lag: "1 h" } },
  { type: "connect", source: "spend", target: "ranker", relation: "trains", note: "all of them" },
  { type: "set_group", id: "inputs", title: "Inputs", members: ["clicks", "spend"] },
  { type: "set_sticky", id: "doubt", text: "Who owns this?", at: [0, -200] },
  { type: "answer", fingerprint: "CAP1@ranker", status: "accepted", because: "small" },
]);

export function snapshot(part: Partial<Snapshot> = {}): Snapshot {
  return {
    type: "snapshot",
    epoch: "one",
    revision: 1,
    ack: 0,
    document: CHURN,
    readings: {},
    evaluation: NOTHING_FOUND,
    saved_to: "churn.yaml",
    ...part,
  };
}

export function update(
  revision: number,
  changes: readonly Change[],
  part: Partial<Update> = {},
  from: { client: string; seq: number } = { client: "other", seq: 1 },
): Update {
  return {
    type: "update",
    since: revision - 1,
    revision,
    ack: null,
    gestures: [{ revision, ...from, changes }],
    readings: {},
    evaluation: {},
    ...part,
  };
}
