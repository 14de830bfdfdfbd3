/** Keeps one socket to the room: greets, sends the whole batch, sends again, comes back. */

import type { OverlayName } from "../model/overlay";
import type { Answers, FromServer, Question, Reading, ToServer } from "./messages";

export type Connection = "connecting" | "open" | "offline";

/** The part of a WebSocket the wire needs. */
export interface SocketLike {
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What the wire asks of whoever holds the document. */
export interface Desk {
  hello(): ToServer;
  /** The batch to send, as much of it as one message holds, or undefined when nothing waits. */
  batch(): { message: ToServer; cut: boolean } | undefined;
  /** The number of the first gesture that waits, or undefined. */
  first(): number | undefined;
  receive(message: FromServer): void;
  connection(state: Connection): void;
}

export interface Timers {
  set(run: () => void, ms: number): number;
  clear(id: number): void;
}

const AGAIN_MS = 2000;
const PATIENCE = 3; // resends without any answer before the socket counts as dead
const PING_MS = 20_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const OPEN = 1;
const FLOODED = 1008; // the server was asked too much: wait longer before coming back
const FLOOD_PENALTY = 3;

export class Wire {
  private socket: SocketLike | undefined;
  private greeted = false;
  private stopped = true;
  private failures = 0;
  private silent = 0;
  private cut = false;
  private retry = 0;
  private again = 0;
  private ping = 0;
  private nextId = 1;
  private readonly asked = new Map<number, (answer: unknown) => void>();

  constructor(
    private readonly desk: Desk,
    private readonly open: () => SocketLike,
    private readonly timers: Timers,
    private readonly dice: () => number = Math.random,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    this.timers.clear(this.retry);
  }

  /** Tries at once instead of waiting, for example because the network came back. */
  hurry(): void {
    if (this.stopped || this.socket?.readyState === OPEN) return;
    this.failures = 0;
    this.connect();
  }

  /** Sends what waits; called after every gesture. Harmless at any time (B2). */
  flush(): void {
    if (!this.greeted) return;
    const batch = this.desk.batch();
    this.timers.clear(this.again);
    if (!batch) return;
    this.cut = batch.cut;
    this.send(batch.message);
    this.again = this.timers.set(() => this.sendAgain(), AGAIN_MS);
  }

  /** Asks for a snapshot, because an update did not fit what is known (B9). */
  resync(): void {
    if (this.socket?.readyState === OPEN) this.send(this.desk.hello());
  }

  /** How the server would understand a value; undefined when it cannot be asked now. */
  read(
    owner: string,
    field: string,
    value: string,
    patienceMs = 1500,
  ): Promise<Reading | undefined> {
    return this.await<Reading>((id) => ({ type: "read", id, owner, field, value }), patienceMs);
  }

  /** The answer to a question about the design; undefined when it cannot be asked now. */
  ask<Q extends Question>(question: Q, patienceMs = 5000): Promise<Answers[Q["type"]] | undefined> {
    return this.await<Answers[Q["type"]]>((id) => ({ id, ...question }), patienceMs);
  }

  private await<T>(message: (id: number) => ToServer, patienceMs: number): Promise<T | undefined> {
    if (this.socket?.readyState !== OPEN) return Promise.resolve(undefined);
    const id = this.nextId++;
    return new Promise((resolve) => {
      const timer = this.timers.set(() => {
        this.asked.delete(id);
        resolve(undefined);
      }, patienceMs);
      this.asked.set(id, (answer) => {
        this.timers.clear(timer);
        resolve(answer as T);
      });
      this.send(message(id));
    });
  }

  /** Asks what is said of each topic and skill; the answer comes like any message. */
  cover(): void {
    if (this.greeted) this.send({ type: "cover" });
  }

  /** Says which overlay is looked at; it comes now and after every edit, until another is named. */
  look(name: OverlayName | null): void {
    if (this.greeted) this.send({ type: "overlay", name });
  }

  /** Asks to see more of a finding in practice: of that card, or the question of another one. */
  reveal(card: number | null): void {
    if (this.greeted) this.send({ type: "reveal", card });
  }

  private connect(): void {
    this.drop();
    this.timers.clear(this.retry);
    if (this.failures === 0) this.desk.connection("connecting");
    let socket: SocketLike;
    try {
      socket = this.open();
    } catch {
      this.lost();
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      this.send(this.desk.hello());
      this.greeted = true;
      this.cut = this.desk.batch()?.cut ?? false;
      this.silent = 0;
      this.again = this.timers.set(() => this.sendAgain(), AGAIN_MS);
      this.beat();
    };
    socket.onmessage = (event) => this.heard(event.data);
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      if (code === FLOODED) this.failures += FLOOD_PENALTY;
      this.lost();
    };
  }

  private heard(data: unknown): void {
    this.silent = 0;
    const message = parse(data);
    if (!message || message.type === "pong") return;
    if ("id" in message) {
      const answer = this.asked.get(message.id);
      this.asked.delete(message.id);
      answer?.(message);
      return;
    }
    if (message.type === "snapshot") {
      this.failures = 0;
      this.desk.connection("open");
    }
    const before = this.desk.first();
    this.desk.receive(message);
    const after = this.desk.first();
    if (after === undefined) this.timers.clear(this.again);
    else if (before !== after && this.cut) this.flush(); // the rest of a batch that was too long
  }

  private sendAgain(): void {
    const batch = this.desk.batch();
    if (!batch || !this.greeted) return;
    this.silent += 1;
    if (this.silent > PATIENCE) {
      this.lost();
      return;
    }
    this.cut = batch.cut;
    this.send(batch.message);
    this.again = this.timers.set(() => this.sendAgain(), AGAIN_MS);
  }

  private beat(): void {
    this.timers.clear(this.ping);
    this.ping = this.timers.set(() => {
      this.silent += 1;
      if (this.silent > PATIENCE) {
        this.lost();
        return;
      }
      this.send({ type: "ping" });
      this.beat();
    }, PING_MS);
  }

  private lost(): void {
    this.drop();
    if (this.stopped) return;
    this.failures += 1;
    this.desk.connection("offline");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1));
    this.retry = this.timers.set(() => this.connect(), wait * (0.75 + this.dice() / 2));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.greeted = false;
    this.timers.clear(this.again);
    this.timers.clear(this.ping);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private send(message: ToServer): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parse(data: unknown): FromServer | undefined {
  try {
    const message = JSON.parse(String(data)) as FromServer;
    return typeof message.type === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
