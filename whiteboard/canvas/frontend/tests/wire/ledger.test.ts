import { describe, expect, it } from "vitest";

import type { Change } from "../../src/model/changes";
import {
  batchOf,
  BLANK,
  record,
  resume,
  takeRefusal,
  takeSnapshot,
  takeUpdate,
  type LedgerState,
} from "../../src/wire/ledger";
import { type CHURN, snapshot, update } from "../build";

const named = (name: string): Change[] => [{ type: "rename_node", id: "clicks", name }];
const START = takeSnapshot(BLANK, snapshot());
const nameOf = (state: LedgerState) => state.view.nodes["clicks"]?.name;

function after(state: LedgerState, message: ReturnType<typeof update>): LedgerState {
  const next = takeUpdate(state, message);
  if (next === "gap") throw new Error("an unexpected gap");
  return next;
}

describe("the ledger", () => {
  it("shows the last known document with its own gestures applied (B6)", () => {
    const state = record(START, named("Mine"));
    expect(nameOf(state)).toBe("Mine");
    expect(state.base).toBe(START.base);
    const both = after(state, update(2, [{ type: "set_note", note: "theirs" }]));
    expect(nameOf(both)).toBe("Mine");
    expect(both.view.note).toBe("theirs");
  });

  it("keeps a gesture until it is acknowledged (B3), and sends the whole batch (B2)", () => {
    const state = record(record(START, named("One")), named("Two"));
    expect(batchOf(state, "me")).toMatchObject({
      cut: false,
      message: { type: "edit", client: "me", seen: 1, pending: [{ seq: 1 }, { seq: 2 }] },
    });
    const mine = { client: "me", seq: 1 };
    const acked = after(state, update(2, named("One"), { ack: 1 }, mine));
    expect(acked.pending.map((one) => one.seq)).toEqual([2]);
    expect(nameOf(acked)).toBe("Two");
  });

  it("keeps what is drawn when its own gesture comes back", () => {
    const state = record(START, named("Mine"));
    const echo = after(state, update(2, named("Mine"), { ack: 1 }, { client: "me", seq: 1 }));
    expect(echo.view).toBe(state.view);
    expect(echo.base).toBe(state.view);
    expect(echo.pending).toEqual([]);
  });

  it("ignores revisions it knows and finds gaps (B9)", () => {
    const state = after(START, update(2, named("Theirs")));
    expect(after(state, update(2, named("Again"))).view).toBe(state.view);
    expect(takeUpdate(state, update(4, named("Later")))).toBe("gap");
    expect(takeUpdate(BLANK, update(1, named("Early")))).toBe("gap");
  });

  it("takes from an update only the gestures it does not know", () => {
    const state = after(START, update(2, named("Two")));
    const both = {
      ...update(3, named("Three")),
      since: 1,
      gestures: [
        { revision: 3, client: "o", seq: 2, changes: named("Three") },
        { revision: 2, client: "o", seq: 1, changes: named("Old") },
      ],
    };
    expect(nameOf(after(state, both))).toBe("Three");
  });

  it("asks for a snapshot when an update does not fit what it knows", () => {
    expect(takeUpdate(START, update(2, [{ type: "remove_node", id: "nobody" }]))).toBe("gap");
  });

  it("drops a refused gesture alone (B7)", () => {
    const state = record(record(START, named("Bad")), [{ type: "set_note", note: "good" }]);
    const left = takeRefusal(state, 1);
    expect(nameOf(left)).toBe("Clicks");
    expect(left.view.note).toBe("good");
    expect(left.pending.map((one) => one.seq)).toEqual([2]);
  });

  it("keeps a gesture that no longer fits, out of sight, for the server to judge", () => {
    const state = record(START, named("Mine"));
    const gone = after(state, update(2, [{ type: "remove_node", id: "clicks" }]));
    expect(gone.view.nodes).not.toHaveProperty("clicks");
    expect(gone.pending).toHaveLength(1);
  });

  it("takes a snapshot as the truth and keeps only what it does not hold yet", () => {
    const state = record(record(START, named("One")), named("Two"));
    const fresh = takeSnapshot(state, snapshot({ revision: 9, ack: 1, epoch: "two" }));
    expect(fresh.pending.map((one) => one.seq)).toEqual([2]);
    expect([nameOf(fresh), fresh.revision, fresh.epoch]).toEqual(["Two", 9, "two"]);
  });

  it("goes on counting after a reload and never reuses a number (B4)", () => {
    const kept = resume([{ seq: 7, changes: named("Kept") }], 3);
    expect(kept.next).toBe(8);
    expect(nameOf(takeSnapshot(kept, snapshot()))).toBe("Kept");
    expect(takeSnapshot(BLANK, snapshot({ ack: 12 })).next).toBe(13);
  });

  it("sends the beginning of a batch that is too long for one message", () => {
    let state = START;
    for (let n = 0; n < 40; n += 1) {
      state = record(state, [{ type: "set_note", note: String(n).repeat(9000) }]);
    }
    const batch = batchOf(state, "me");
    expect(batch?.cut).toBe(true);
    expect(JSON.stringify(batch?.message).length).toBeLessThan(1_000_000);
    expect(state.pending).toHaveLength(40);
  });

  it("forgets the readings of what is gone and keeps the others", () => {
    const state = takeSnapshot(BLANK, snapshot({ readings: { clicks: { lag: "5 min" }, x: { a: "1" } } }));
    const next = after(state, update(2, [], { readings: { x: null, spend: { lag: "1 h" } } }));
    expect(next.readings).toEqual({ clicks: { lag: "5 min" }, spend: { lag: "1 h" } });
  });

  it("fills in what a snapshot leaves out", () => {
    const bare = { nodes: { a: { kind: "source" } }, edges: [] } as unknown as typeof CHURN;
    const state = takeSnapshot(BLANK, snapshot({ document: bare }));
    expect(state.view.nodes["a"]).toMatchObject({ name: "", fields: {}, numbers: [] });
  });
});
