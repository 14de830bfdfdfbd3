/** Which client this tab is, and the queue that must survive a reload, a crash or a closed tab. */

import type { Gesture } from "../wire/messages";

export interface Queue {
  readonly pending: readonly Gesture[];
  readonly next: number;
}

export interface Identity {
  readonly client: string;
  readonly queue: Queue;
}

const EMPTY_QUEUE: Queue = { pending: [], next: 1 };

/**
 * The identity of this tab in `room`: the one it had before a reload; else one whose tab is gone
 * and left unsaved gestures; else a new one. A lock keeps two tabs from being the same client.
 */
export async function claimIdentity(room: string): Promise<Identity> {
  const mine = read(sessionStorageOf(), tabKey(room));
  if (mine && (await lock(room, mine))) return { client: mine, queue: readQueue(room, mine) };
  for (const client of orphans(room)) {
    if (client !== mine && canLock() && (await lock(room, client))) {
      return settle(room, client);
    }
  }
  const fresh = makeClient();
  await lock(room, fresh);
  return settle(room, fresh);
}

export function saveQueue(room: string, client: string, queue: Queue): void {
  write(localStorageOf(), queueKey(room, client), JSON.stringify(queue));
}

function settle(room: string, client: string): Identity {
  write(sessionStorageOf(), tabKey(room), client);
  return { client, queue: readQueue(room, client) };
}

function readQueue(room: string, client: string): Queue {
  try {
    const raw = JSON.parse(read(localStorageOf(), queueKey(room, client)) ?? "") as Queue;
    return Array.isArray(raw.pending) && typeof raw.next === "number" ? raw : EMPTY_QUEUE;
  } catch {
    return EMPTY_QUEUE;
  }
}

/** Clients of this room with gestures nobody has sent. */
function orphans(room: string): string[] {
  const store = localStorageOf();
  const prefix = queueKey(room, "");
  const found: string[] = [];
  for (let at = 0; at < (store?.length ?? 0); at += 1) {
    const key = store?.key(at);
    if (!key?.startsWith(prefix)) continue;
    const client = key.slice(prefix.length);
    if (readQueue(room, client).pending.length > 0) found.push(client);
  }
  return found.sort();
}

function canLock(): boolean {
  return typeof navigator !== "undefined" && "locks" in navigator;
}

/** Takes the lock for the life of this page; true when it is ours or locks do not exist here. */
function lock(room: string, client: string): Promise<boolean> {
  if (!canLock()) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`${queueKey(room, client)}`, { ifAvailable: true }, (held) => {
        resolve(held !== null);
        return held === null ? undefined : new Promise<void>(() => {});
      })
      .catch(() => resolve(true));
  });
}

function makeClient(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const tabKey = (room: string) => `whiteboard:${room}:client`;
const queueKey = (room: string, client: string) => `whiteboard:${room}:queue:${client}`;

// Storage can be forbidden by the browser; the board then works, only without surviving a reload.

function localStorageOf(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function sessionStorageOf(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

export function readSetting(name: string): string | null {
  return read(localStorageOf(), `whiteboard:${name}`);
}

export function writeSetting(name: string, value: string): void {
  write(localStorageOf(), `whiteboard:${name}`, value);
}

function read(store: Storage | undefined, key: string): string | null {
  try {
    return store?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(store: Storage | undefined, key: string, value: string): void {
  try {
    store?.setItem(key, value);
  } catch {
    // A full storage loses the copy that survives a reload, never the edit itself.
  }
}
