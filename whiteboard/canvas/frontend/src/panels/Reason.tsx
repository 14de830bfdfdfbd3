/** Asks for the reason that accepting, or calling something not applicable, needs. */

import { useState } from "react";

export function Reason({
  label,
  action,
  onDone,
}: {
  label: string;
  action: string;
  onDone: (reason: string | null) => void;
}) {
  const [text, setText] = useState("");
  const ready = text.trim().length > 0;
  return (
    <form
      className="reason"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onDone(text.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone(null);
      }}
    >
      <input
        autoFocus
        aria-label={label}
        placeholder="because …"
        value={text}
        maxLength={400}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="buttons">
        <button type="submit" className="button is-main" disabled={!ready}>
          {action}
        </button>
        <button type="button" className="button" onClick={() => onDone(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
