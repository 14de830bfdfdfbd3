/** A labelled line of text, and the note: Enter keeps, Esc reverts. */

import { useId, useState } from "react";

export function Line({
  label,
  name,
  value,
  placeholder,
  onCommit,
  strong = false,
}: {
  label: string;
  name: string;
  value: string;
  placeholder: string;
  onCommit: (text: string) => void;
  strong?: boolean;
}) {
  const inputId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (text: string) => {
    setTyped(null);
    if (text.trim() !== value) onCommit(text.trim());
  };
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={inputId}>{label}</label>
      </div>
      <input
        id={inputId}
        data-field={name}
        className={strong ? "is-strong" : ""}
        value={typed ?? value}
        placeholder={placeholder}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={(event) => {
          if (typed !== null) commit(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
          if (event.key === "Escape" && typed !== null) {
            event.stopPropagation();
            setTyped(null);
          }
        }}
      />
    </div>
  );
}

export function Note({ note, onCommit }: { note: string; onCommit: (note: string) => void }) {
  const inputId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={inputId}>Note</label>
      </div>
      <textarea
        id={inputId}
        data-field="note"
        rows={2}
        value={typed ?? note}
        placeholder="Anything worth saying"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={(event) => {
          setTyped(null);
          if (typed !== null && event.target.value !== note) onCommit(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
          if (event.key === "Escape" && typed !== null) {
            event.stopPropagation();
            setTyped(null);
          }
        }}
      />
    </div>
  );
}
