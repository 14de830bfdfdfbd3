/** A one line editor: Enter or leaving keeps the text, Esc leaves it as it was. */

import { useRef } from "react";

export function InPlace({
  value,
  placeholder,
  label,
  className,
  onDone,
}: {
  value: string;
  placeholder: string;
  label: string;
  className: string;
  onDone: (text: string | null) => void;
}) {
  const done = useRef(false);
  const finish = (text: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(text);
  };
  return (
    <input
      autoFocus
      className={className}
      aria-label={label}
      defaultValue={value || placeholder}
      maxLength={120}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") finish(event.currentTarget.value);
        if (event.key === "Escape") finish(null);
      }}
    />
  );
}
