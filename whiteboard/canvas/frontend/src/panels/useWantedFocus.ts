/** Puts the cursor into a field that a chip or a finding asked for. */

import { useEffect, type RefObject } from "react";

import { useBoard, useStore } from "../board/context";

const ANSWERED = 0;

/** The wanted field of this owner, which must be drawn so that it can take the focus. */
export function useWantedFocus(holder: RefObject<HTMLElement | null>, owner: string): string | null {
  const store = useStore();
  const wanted = useBoard((state) => (state.wanted?.owner === owner ? state.wanted : null));
  useEffect(() => {
    if (!wanted || wanted.stamp === ANSWERED) return;
    focusIn(holder.current, wanted.field);
    // The field stays shown, but coming back to this owner later must not take the focus again.
    store.set({ wanted: { ...wanted, stamp: ANSWERED } });
  }, [holder, store, wanted]);
  return wanted?.field ?? null;
}

export function focusIn(holder: HTMLElement | null, field: string): void {
  const input = holder?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
  input?.focus();
  input?.scrollIntoView({ block: "nearest" });
}
