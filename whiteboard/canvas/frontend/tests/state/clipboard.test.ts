import { beforeEach, describe, expect, it } from "vitest";

import { completeNode, EMPTY, type Doc } from "../../src/model/document";
import { BoardStore } from "../../src/state/board";
import { copyText, pasteText } from "../../src/state/clipboard";
import type { Session } from "../../src/state/session";
import { BLANK, takeSnapshot } from "../../src/wire/ledger";
import type { Answers, Question } from "../../src/wire/messages";
import { CHURN, snapshot, VOCABULARY } from "../build";

type Answer = (question: Question) => Partial<Answers["paste"] & Answers["phrase"]> | undefined;

let store: BoardStore;
let asked: Question[];

function session(answer: Answer): Session {
  const ask = (question: Question) => {
    asked.push(question);
    return Promise.resolve(answer(question));
  };
  return { store, wire: { ask } } as unknown as Session;
}

const offline = () => session(() => undefined);

beforeEach(() => {
  asked = [];
  store = new BoardStore({ hidden: false, palette: true, panel: true, tab: "details", map: true });
  store.set({ vocabulary: VOCABULARY, ledger: takeSnapshot(BLANK, snapshot()) });
});

describe("what was copied here", () => {
  it("is pasted with new ids, elsewhere the second time, without asking the server", async () => {
    store.select(["clicks", "spend"]);
    const text = copyText(store) ?? "";
    await pasteText(offline(), text);
    await pasteText(offline(), text);
    expect(store.doc.layout["clicks_2"]).not.toEqual(store.doc.layout["clicks_3"]);
    expect([store.doc.edges.length, asked]).toEqual([4, []]);
  });

  it("is one step back", async () => {
    store.select(["clicks", "spend"]);
    await pasteText(offline(), copyText(store) ?? "");
    store.undo();
    expect(store.doc).toEqual(CHURN);
  });
});

describe("text from elsewhere", () => {
  const other: Doc = { ...EMPTY, nodes: { api: completeNode({ kind: "endpoint" }) } };

  it("is read by the server and put where the person looks", async () => {
    const done = await pasteText(session(() => ({ document: other, message: "", doubts: [] })), "nodes: …");
    expect([done, store.doc.nodes["api"]?.kind, store.get().selection.nodes]).toEqual([
      true,
      "endpoint",
      ["api"],
    ]);
  });

  it("is drawn where it is a typed line", async () => {
    const changes = [{ type: "add_node", id: "m", kind: "model", at: [0, 400] }] as const;
    const here = session(({ type }) =>
      type === "paste" ? { document: null, message: "no", doubts: [] } : { changes, errors: [] },
    );
    expect(await pasteText(here, "a source -> m model")).toBe(true);
    expect(store.doc.nodes["m"]?.kind).toBe("model");
  });

  it("changes nothing and is answered with the reason where it is neither", async () => {
    expect(await pasteText(session(() => ({ document: null, message: "why", doubts: [] })), "words")).toBe(false);
    expect([store.doc, store.get().notices[0]?.text]).toEqual([CHURN, "That is no design: why"]);
  });

  it("waits for nothing when the server is away", async () => {
    expect(await pasteText(offline(), "words")).toBe(false);
    expect(store.get().notices[0]?.tone).toBe("error");
  });
});
