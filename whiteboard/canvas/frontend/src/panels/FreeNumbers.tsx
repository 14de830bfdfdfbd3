/** Numbers in the person's own words: kept, shown and exported, never in the way. */

import { useState } from "react";

import { useStore } from "../board/context";
import { Icon } from "../board/icons";
import type { FreeNumber } from "../model/document";

export function FreeNumbers({ id, numbers }: { id: string; numbers: readonly FreeNumber[] }) {
  const store = useStore();
  const [label, setLabel] = useState("");
  const [value, setValue] = useState("");
  const add = () => {
    if (!label.trim() || !value.trim()) return;
    store.edit([{ type: "set_number", id, label: label.trim(), value: value.trim() }]);
    setLabel("");
    setValue("");
  };
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key === "Enter") add();
  };
  return (
    <section className="block">
      <h4>Free numbers</h4>
      {numbers.map((one) => (
        <div key={one.label} className="row is-number">
          <span>{one.label}</span>
          <input
            aria-label={one.label}
            defaultValue={one.value}
            key={one.value}
            onBlur={(event) => {
              const next = event.target.value.trim();
              if (next && next !== one.value) {
                store.edit([{ type: "set_number", id, label: one.label, value: next }]);
              }
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur();
            }}
          />
          <button
            type="button"
            className="tool is-small"
            aria-label={`Remove ${one.label}`}
            onClick={() => store.edit([{ type: "set_number", id, label: one.label, value: null }])}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
      ))}
      <div className="row is-number" onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) add();
      }}>
        <input
          aria-label="Label of a free number"
          placeholder="label"
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          onKeyDown={onEnter}
        />
        <input
          aria-label="Value of a free number"
          placeholder="value"
          value={value}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={onEnter}
        />
        <button type="button" className="tool is-small" aria-label="Add this number" onClick={add}>
          <Icon name="plus" size={12} />
        </button>
      </div>
    </section>
  );
}
