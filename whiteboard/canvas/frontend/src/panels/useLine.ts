/** Reads the line in the search while it is typed; the newest answer to the newest text wins. */

import { useEffect, useRef, useState } from "react";

import { useSession } from "../board/context";
import type { QuickAdd } from "../state/board";
import { isLine, readLine, type Line } from "../state/phrases";

const PAUSE_MS = 60;

export function useLine(
  text: string,
  request: QuickAdd,
  forced: boolean,
): { line: Line | undefined; asked: boolean } {
  const session = useSession();
  const [line, setLine] = useState<Line | undefined>();
  const latest = useRef(text);
  const asked = request.mode === "add" && text.trim() !== "" && (forced || isLine(text));
  const { from, flow } = request;
  useEffect(() => {
    latest.current = text;
    if (!asked) return;
    const timer = window.setTimeout(() => {
      void readLine(session, text, text.length, { from, at: flow }).then((found) => {
        if (found && latest.current === text) setLine(found);
      });
    }, PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [session, text, asked, from, flow]);
  return { line: asked && line?.of === text ? line : undefined, asked };
}
