import { beforeEach, describe, expect, it } from "vitest";

import type { FromServer, Gesture, ToServer } from "../../src/wire/messages";
import { Wire, type Connection, type SocketLike } from "../../src/wire/wire";

class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: ToServer[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ToServer);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(message: FromServer): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  lose(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** A clock that stands still until it is told to go on. */
class FakeClock {
  now = 0;
  private next = 1;
  private readonly waiting = new Map<number, { at: number; run: () => void }>();

  set = (run: () => void, ms: number): number => {
    this.waiting.set(this.next, { at: this.now + ms, run });
    return this.next++;
  };

  clear = (id: number): void => {
    this.waiting.delete(id);
  };

  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.waiting].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.waiting.delete(due[0]);
      this.now = due[1].at;
      due[1].run();
    }
    this.now = end;
  }
}

let sockets: FakeSocket[];
let pending: Gesture[];
let heard: FromServer[];
let states: Connection[];
let cut: boolean;
let clock: FakeClock;
let wire: Wire;

const latest = () => sockets.at(-1) as FakeSocket;
const types = (socket: FakeSocket) => socket.sent.map((one) => one.type);
const SNAPSHOT = { type: "snapshot" } as FromServer;
const UPDATE = { type: "update" } as FromServer;

beforeEach(() => {
  [sockets, pending, heard, states, cut] = [[], [], [], [], false];
  clock = new FakeClock();
  wire = new Wire(
    {
      hello: () => ({ type: "hello", client: "me", epoch: null, seen: null, pending }),
      batch: () =>
        pending.length === 0
          ? undefined
          : { message: { type: "edit", client: "me", seen: 0, pending }, cut },
      first: () => pending[0]?.seq,
      receive: (message) => {
        heard.push(message);
        if (message.type === "update") pending = pending.slice(1);
      },
      connection: (state) => states.push(state),
    },
    () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    clock,
    () => 0.5,
  );
  wire.start();
});

const gesture = (seq: number): Gesture => ({ seq, changes: [] });

describe("the wire", () => {
  it("greets once with its whole batch (B1, B2)", () => {
    pending = [gesture(1), gesture(2)];
    latest().accept();
    expect(latest().sent).toEqual([
      { type: "hello", client: "me", epoch: null, seen: null, pending },
    ]);
  });

  it("sends nothing before the socket is open, and everything with the greeting", () => {
    pending = [gesture(1)];
    wire.flush();
    expect(latest().sent).toEqual([]);
    latest().accept();
    expect(types(latest())).toEqual(["hello"]);
  });

  it("never answers what it receives with an edit (B5)", () => {
    latest().accept();
    latest().say(SNAPSHOT);
    pending = [gesture(1), gesture(2)];
    latest().say(UPDATE);
    expect(types(latest())).toEqual(["hello"]);
  });

  it("sends the rest of a batch that was too long when its beginning is acknowledged", () => {
    latest().accept();
    [pending, cut] = [[gesture(1), gesture(2)], true];
    wire.flush();
    latest().say(UPDATE);
    expect(types(latest())).toEqual(["hello", "edit", "edit"]);
  });

  it("sends again after two seconds without an acknowledgement (B8)", () => {
    latest().accept();
    pending = [gesture(1)];
    wire.flush();
    clock.advance(1999);
    expect(types(latest())).toEqual(["hello", "edit"]);
    clock.advance(1);
    expect(types(latest())).toEqual(["hello", "edit", "edit"]);
    latest().say(UPDATE);
    clock.advance(10_000);
    expect(types(latest())).toEqual(["hello", "edit", "edit"]);
  });

  it("comes back after growing waits with a new greeting (B8)", () => {
    latest().accept();
    latest().lose();
    expect(states.at(-1)).toBe("offline");
    clock.advance(250);
    expect(sockets).toHaveLength(2);
    latest().lose();
    clock.advance(499);
    expect(sockets).toHaveLength(2);
    clock.advance(1);
    expect(sockets).toHaveLength(3);
    latest().accept();
    latest().say(SNAPSHOT);
    expect([types(latest()), states.at(-1)]).toEqual([["hello"], "open"]);
  });

  it("waits longer when it was told that it asks too much", () => {
    latest().accept();
    latest().lose(1008);
    clock.advance(1999);
    expect(sockets).toHaveLength(1);
    clock.advance(1);
    expect(sockets).toHaveLength(2);
  });

  it("gives up a socket that answers nothing", () => {
    latest().accept();
    pending = [gesture(1)];
    wire.flush();
    clock.advance(8000);
    expect(states.at(-1)).toBe("offline");
    expect(sockets[0]?.readyState).toBe(3);
  });

  it("tries at once when the network comes back, and stays with a socket that works", () => {
    latest().lose();
    wire.hurry();
    expect(sockets).toHaveLength(2);
    latest().accept();
    wire.hurry();
    expect(sockets).toHaveLength(2);
  });

  it("keeps quiet about text that is no message", () => {
    latest().accept();
    latest().onmessage?.({ data: "{" });
    latest().onmessage?.({ data: "3" });
    expect(heard).toEqual([]);
  });

  it("asks how a value is understood, and does not wait for ever", async () => {
    expect(await wire.read("model", "lag", "5 min")).toBeUndefined();
    latest().accept();
    const asked = wire.read("model", "lag", "5 min");
    const reading: FromServer = { type: "reading", id: 1, ok: true, shown: "5 min", message: "", suggestion: null };
    latest().say(reading);
    expect(await asked).toEqual(reading);
    const lost = wire.read("model", "lag", "6 min");
    clock.advance(1500);
    expect(await lost).toBeUndefined();
  });
});
