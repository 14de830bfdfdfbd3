/** The fields that are not shown at once, found by name. */

import { useState } from "react";

import { fit } from "../model/search";
import type { FieldSpec } from "../model/vocabulary";

export function MoreFields({
  fields,
  onPick,
}: {
  fields: readonly FieldSpec[];
  onPick: (name: string) => void;
}) {
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  if (fields.length === 0) return null;
  const found = fields.filter((one) => fit(query, one.label, [one.name, one.group, one.help]) > 0);
  const pick = (name: string) => {
    setQuery("");
    setOpen(false);
    onPick(name);
  };
  return (
    <div
      className="more"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <input
        aria-label="Search more fields"
        data-more-fields
        placeholder={`${fields.length} more fields: search`}
        value={query}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setQuery(event.target.value);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === "Enter" && first) pick(first.name);
          if (event.key === "Escape") {
            event.stopPropagation();
            setOpen(false);
            setQuery("");
          }
        }}
      />
      {open && (
        <div className="more-list">
          {found.map((one) => (
            <button key={one.name} type="button" data-add-field={one.name} onClick={() => pick(one.name)}>
              <span>{one.label}</span>
              <small>{one.example}</small>
            </button>
          ))}
          {found.length === 0 && <p className="quiet">No such field. A free number below takes anything.</p>}
        </div>
      )}
    </div>
  );
}
