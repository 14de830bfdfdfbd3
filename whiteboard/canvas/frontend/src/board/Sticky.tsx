/** A sticky note on the board: words that belong to no node, typed in place. */

import type { NodeProps } from "@xyflow/react";
import { memo, useRef, useState } from "react";

import { editSticky } from "../state/stickies";
import type { BoxNode } from "./Box";
import { useBoard, useStore } from "./context";

const LONGEST = 2000; // characters; the server refuses more

export const StickyView = memo(function StickyView({ id, selected }: NodeProps<BoxNode>) {
  const store = useStore();
  const text = useBoard((state) => state.ledger.view.stickies[id]?.text);
  const writing = useBoard((state) => state.renaming === id);
  if (text === undefined) return null;
  return (
    <div
      className={selected ? "sticky is-selected" : "sticky"}
      data-sticky={id}
      role="group"
      aria-label={`Note: ${text || "empty"}`}
      onDoubleClick={(event) => {
        event.stopPropagation();
        store.set({ renaming: id });
      }}
    >
      {writing ? <Writing id={id} text={text} /> : <div className="sticky-words">{text}</div>}
    </div>
  );
});

/** A field as high as its words; Esc and leaving it keep them. */
function Writing({ id, text }: { id: string; text: string }) {
  const store = useStore();
  const [words, setWords] = useState(text);
  const done = useRef(false);
  const finish = () => {
    if (done.current) return;
    done.current = true;
    store.set({ renaming: null });
    editSticky(store, id, words);
    store.canvas?.focus();
  };
  return (
    <div className="sticky-words sticky-field" data-words={words}>
      <textarea
        autoFocus
        className="nodrag nopan nowheel"
        aria-label="Words of the note"
        value={words}
        maxLength={LONGEST}
        onFocus={(event) => event.currentTarget.setSelectionRange(words.length, words.length)}
        onChange={(event) => setWords(event.currentTarget.value)}
        onBlur={finish}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) finish();
        }}
      />
    </div>
  );
}
