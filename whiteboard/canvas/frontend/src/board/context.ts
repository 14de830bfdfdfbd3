/** Gives every part of the board its session, and redraws it only for what it looks at. */

import { createContext, useContext, useRef, useSyncExternalStore } from "react";

import type { Boarding, BoardStore } from "../state/board";
import type { Session } from "../state/session";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("This part of the board is drawn outside a session.");
  return session;
}

export function useStore(): BoardStore {
  return useSession().store;
}

/** The selected part of the state; a new object that says the same counts as unchanged. */
export function useBoard<T>(select: (state: Boarding) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const { store } = useSession();
  const last = useRef<{ value: T } | null>(null);
  const read = () => {
    const value = select(store.get());
    if (last.current && same(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(store.subscribe, read);
}

export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
