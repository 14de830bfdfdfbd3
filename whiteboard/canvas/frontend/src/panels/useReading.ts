/** How the server would understand what is being typed, asked while the person types. */

import { useEffect, useRef, useState } from "react";

import { useSession } from "../board/context";
import type { Reading } from "../wire/messages";

const PREVIEW_MS = 120;

export interface Preview {
  /** The reading of exactly this text, once it is known. */
  of(text: string): Reading | undefined;
  ask(text: string): void;
  forget(): void;
}

interface Known {
  readonly of: string;
  readonly speaks: string; // the kind may be another by now
  readonly reading: Reading;
}

export function useReading(speaks: string, field: string): Preview {
  const { wire } = useSession();
  const [known, setKnown] = useState<Known | null>(null);
  const asked = useRef(0);
  useEffect(() => () => window.clearTimeout(asked.current), []);
  return {
    of: (text) =>
      known?.of === text.trim() && known.speaks === speaks ? known.reading : undefined,
    ask: (text) => {
      window.clearTimeout(asked.current);
      const clean = text.trim();
      if (!clean) {
        setKnown(null);
        return;
      }
      asked.current = window.setTimeout(() => {
        void wire.read(speaks, field, clean).then((reading) => {
          if (reading) setKnown({ of: clean, speaks, reading });
        });
      }, PREVIEW_MS);
    },
    forget: () => {
      window.clearTimeout(asked.current);
      setKnown(null);
    },
  };
}
