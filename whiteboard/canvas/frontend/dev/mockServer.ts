/** A room in the page itself, so that the board can be worked on without Python. */

import { applyAll } from "../src/model/apply";
import type { Doc } from "../src/model/document";
import type { Evaluation, Finding } from "../src/model/evaluation";
import type { Gesture, ToServer } from "../src/wire/messages";
import { EXAMPLE } from "./example";

interface Room {
  doc: Doc;
  revision: number;
  acks: Map<string, number>;
  sockets: Set<MockSocket>;
}

const asked = new URLSearchParams(location.search);
const copies = Number(asked.get("copies") ?? 1);

export const room: Room = {
  doc: asked.has("empty") ? { ...EXAMPLE, nodes: {}, edges: [], layout: {}, groups: {} } : many(copies),
  revision: 1,
  acks: new Map(),
  sockets: new Set(),
};
export const network = { up: true };

function many(count: number): Doc {
  let doc = EXAMPLE;
  for (let n = 1; n < count; n += 1) {
    const to = (id: string) => `${id}_${n}`;
    const entries = Object.entries(EXAMPLE.nodes);
    doc = {
      ...doc,
      nodes: { ...doc.nodes, ...Object.fromEntries(entries.map(([id, node]) => [to(id), node])) },
      edges: [
        ...doc.edges,
        ...EXAMPLE.edges.map((e) => ({ ...e, source: to(e.source), target: to(e.target) })),
      ],
      layout: {
        ...doc.layout,
        ...Object.fromEntries(
          Object.entries(EXAMPLE.layout).map(([id, [x, y]]) => [to(id), [x, y + n * 700] as const]),
        ),
      },
    };
  }
  return doc;
}

export class MockSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string | URL) {
    setTimeout(() => {
      if (!network.up) {
        this.readyState = 3;
        this.onclose?.({ code: 1006 });
        return;
      }
      this.readyState = 1;
      room.sockets.add(this);
      this.onopen?.();
    }, 20);
  }

  send(text: string): void {
    setTimeout(() => this.hear(JSON.parse(text) as ToServer), 8);
  }

  close(): void {
    this.readyState = 3;
    room.sockets.delete(this);
  }

  private tell(message: unknown): void {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(message) }), 8);
  }

  private hear(message: ToServer): void {
    if (!network.up) return;
    if (message.type === "ping") this.tell({ type: "pong" });
    if (message.type === "read") this.tell({ type: "reading", id: message.id, ...read(String(message.value)) });
    if (message.type === "hello") {
      this.store(message.client, message.pending, true);
      const { doc, revision } = room;
      this.tell({
        type: "snapshot",
        epoch: "mock",
        revision,
        ack: room.acks.get(message.client) ?? 0,
        document: doc,
        readings: readings(doc),
        evaluation: evaluate(doc),
        saved_to: "this page only",
      });
    }
    if (message.type === "edit") this.store(message.client, message.pending, false);
  }

  private store(client: string, pending: readonly Gesture[], quiet: boolean): void {
    const since = room.revision;
    const before = evaluate(room.doc);
    const gestures = [];
    for (const gesture of pending) {
      if (gesture.seq <= (room.acks.get(client) ?? 0)) continue;
      room.acks.set(client, gesture.seq);
      try {
        room.doc = applyAll(room.doc, gesture.changes);
        room.revision += 1;
        gestures.push({ revision: room.revision, client, ...gesture });
      } catch (error) {
        this.tell({ type: "refused", seq: gesture.seq, message: String(error), place: {}, options: [] });
      }
    }
    if (quiet) return;
    const after = evaluate(room.doc);
    const had = new Map(before.findings.map((one) => [one.fingerprint, JSON.stringify(one)]));
    const has = new Set(after.findings.map((one) => one.fingerprint));
    for (const socket of room.sockets) {
      socket.tell({
        type: "update",
        since,
        revision: room.revision,
        ack: socket === this ? (room.acks.get(client) ?? 0) : null,
        gestures,
        readings: readings(room.doc),
        evaluation: {
          put: after.findings.filter((one) => had.get(one.fingerprint) !== JSON.stringify(one)),
          closed: [...had.keys()].filter((print) => !has.has(print)),
          order: after.findings.map((one) => one.fingerprint),
          missing: after.missing,
          outcomes: after.outcomes,
          numbers: after.numbers,
        },
      });
    }
  }
}

function read(text: string) {
  if (/^[\d.,]+\s*[a-z%/$ ]*/i.test(text) && !/banana/.test(text)) {
    const said = text.replace(/(\d)k/i, "$1 000").replace(/qps/i, "requests/s");
    return { ok: true, shown: said, message: "", suggestion: null };
  }
  return { ok: false, shown: "", message: `“${text}” is not a rate: a number is missing.`, suggestion: "2k QPS" };
}

function readings(doc: Doc) {
  const owners = Object.entries(doc.nodes).map(([id, node]) => [
    id,
    Object.fromEntries(
      Object.entries(node.fields).flatMap(([name, value]) =>
        typeof value === "string" && /^\d/.test(value) ? [[name, read(value).shown]] : [],
      ),
    ),
  ]);
  return Object.fromEntries(owners) as Record<string, Record<string, string>>;
}

const WANTED: { readonly [kind: string]: readonly string[] } = {
  endpoint: ["peak_qps", "latency_budget"],
  model: ["latency_p95", "replicas"],
  training_job: ["period"],
  monitor: ["threshold"],
  source: ["lag"],
  feature_store: ["latency_p95"],
};

function evaluate(doc: Doc): Evaluation {
  const findings: Finding[] = [];
  const missing: { [id: string]: string[] } = {};
  const add = (one: Partial<Finding> & Pick<Finding, "code" | "severity" | "nodes" | "message">) => {
    const fingerprint = `${one.code}@${one.nodes.join(",")}${one.fields?.[0] ?? ""}`;
    const answer = doc.answers[fingerprint];
    findings.push({
      fix: [],
      fix_words: [],
      name: "replicas-below-peak",
      family: "CAP",
      certainty: "certain",
      edges: [],
      fields: [],
      working: [],
      remedy: "State the number, or say why it does not matter here.",
      question: "What happens at twice this load?",
      sources: ["SRE 21", "ML Test Score"],
      rule_page: "",
      fingerprint,
      status: (answer?.status as "accepted" | undefined) ?? "open",
      because: answer?.because ?? "",
      ...one,
    });
  };
  for (const [id, node] of Object.entries(doc.nodes)) {
    for (const field of WANTED[node.kind] ?? []) {
      if (node.fields[field] !== undefined || node.na[field] !== undefined) continue;
      (missing[id] ??= []).push(field);
      add({
        code: field === "peak_qps" ? "CAP101" : "NUM201",
        family: field === "peak_qps" ? "CAP" : "NUM",
        severity: field === "peak_qps" ? "error" : "warning",
        nodes: [id],
        fields: [field],
        message: `${node.name || id} states no ${field.replaceAll("_", " ")}, so its load cannot be checked.`,
      });
    }
  }
  if (doc.nodes["ranker"]?.fields["replicas"] === "4") {
    add({
      code: "CAP301",
      severity: "error",
      nodes: ["ranker", "api"],
      fields: ["replicas"],
      message: "Ranker can serve 1 200 requests/s but 2 000 requests/s arrive at peak.",
      working: ["peak at ranker = 2 000 requests/s", "capacity = 4 × 300 = 1 200 requests/s", "2 000 > 1 200"],
      remedy: "7 replicas, or 500 requests/s each.",
    });
  }
  if (doc.nodes["clicks"]) {
    add({
      code: "LEAK210",
      family: "LEAK",
      severity: "warning",
      certainty: "possible",
      nodes: ["spend_90d"],
      edges: ["clicks -> spend_90d: feeds"],
      message: "Spend in 90 days may include the day of the outcome.",
      working: ["window = 90 d", "label horizon = 30 d"],
    });
  }
  add({ code: "FRM001", family: "FRM", severity: "info", nodes: [], message: "No decision records a rejected alternative." });
  const rank = { error: 0, warning: 1, info: 2 };
  findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
  return {
    findings,
    missing,
    outcomes: { passed: 41, found: findings.length, not_applicable: 52, not_judged: 9, crashed: 0 },
    numbers: { given: 21, missing: Object.values(missing).flat().length },
  };
}
