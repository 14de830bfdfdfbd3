/** A list of small records: one line each, and a sentence for those who would rather type. */

import { useState } from "react";

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import type { Raw, Row } from "../model/document";
import type { FieldSpec } from "../model/vocabulary";
import { draftKey } from "../state/board";
import { setField, type Owner } from "./owner";
import { Words } from "./Words";

const EXAMPLES: { readonly [field: string]: string } = {
  stages: "canary 5% for 2 h",
  criteria: "p95 latency > 250 ms for 10 min",
  alternatives: "logistic regression: too weak on cold start",
};

export function RowsField({
  owner,
  spec,
  value,
  inputId,
}: {
  owner: Owner;
  spec: FieldSpec;
  value: Raw | undefined;
  inputId: string;
}) {
  const store = useStore();
  const key = draftKey(owner.key, spec.name);
  const draft = useBoard((state) => state.drafts[key]);
  const [sentence, setSentence] = useState("");
  const [building, setBuilding] = useState<{ readonly [column: string]: string } | null>(null);
  const held = draft?.value ?? value;
  const rows: readonly Row[] = Array.isArray(held) ? (held as readonly Row[]) : [];
  const save = (next: readonly Row[]) => {
    store.draft(key, null);
    const filled = next.filter((row) => (typeof row === "string" ? row.trim() : Object.keys(row).length > 0));
    store.edit([setField(owner, spec.name, filled.length > 0 ? filled : null)]);
  };
  const replace = (at: number, row: Row) => save(rows.map((one, index) => (index === at ? row : one)));
  const addSentence = () => {
    if (!sentence.trim()) return;
    save([...rows, sentence.trim()]);
    setSentence("");
  };

  return (
    <div className="rows">
      {rows.map((row, at) => (
        <div key={at} className="row" data-row={at}>
          {typeof row === "string" ? (
            <Cell
              label={`${spec.label}, line ${at + 1}`}
              placeholder=""
              options={[]}
              value={row}
              onCommit={(text) => replace(at, text)}
            />
          ) : (
            spec.columns.map((column) => (
              <Cell
                key={column.name}
                label={`${column.label}, line ${at + 1}`}
                placeholder={column.label.toLowerCase()}
                options={column.options}
                value={row[column.name] ?? ""}
                onCommit={(text) => {
                  const { [column.name]: _, ...rest } = row;
                  replace(at, text ? { ...rest, [column.name]: text } : rest);
                }}
              />
            ))
          )}
          <button
            type="button"
            className="tool is-small"
            aria-label={`Remove line ${at + 1}`}
            onClick={() => save(rows.filter((_, index) => index !== at))}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
      ))}
      <div className="row">
        <input
          id={inputId}
          data-field={spec.name}
          value={sentence}
          placeholder={EXAMPLES[spec.name] ?? "a sentence, then Enter"}
          onChange={(event) => setSentence(event.target.value)}
          onBlur={addSentence}
          onKeyDown={(event) => {
            if (event.key === "Enter") addSentence();
            if (event.key === "Escape" && sentence) {
              event.stopPropagation();
              setSentence("");
            }
          }}
        />
        {spec.columns.length > 0 && !building && (
          <button
            type="button"
            className="link"
            title="Fill in a line part by part"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => setBuilding({})}
          >
            by parts…
          </button>
        )}
      </div>
      {building && (
        <div className="row" data-row="new">
          {spec.columns.map((column) => (
            <Cell
              key={column.name}
              label={`New line: ${column.label}`}
              placeholder={column.label.toLowerCase()}
              options={column.options}
              value={building[column.name] ?? ""}
              onCommit={(text) => setBuilding({ ...building, [column.name]: text })}
            />
          ))}
          <div className="buttons">
            <button
              type="button"
              className="button is-main"
              onClick={() => {
                const parts = Object.entries(building).filter(([, text]) => text !== "");
                if (parts.length > 0) save([...rows, Object.fromEntries(parts)]);
                setBuilding(null);
              }}
            >
              Add
            </button>
            <button type="button" className="button" onClick={() => setBuilding(null)}>
              Cancel
            </button>
          </div>
        </div>
      )}
      {draft && (
        <div className="said">
          <span className="is-wrong">
            <b>Not saved. </b>
            <Words text={draft.message} />
          </span>
        </div>
      )}
    </div>
  );
}

function Cell({
  label,
  placeholder,
  options,
  value,
  onCommit,
}: {
  label: string;
  placeholder: string;
  options: readonly string[];
  value: string;
  onCommit: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  if (options.length > 0) {
    return (
      <select aria-label={label} value={value} onChange={(event) => onCommit(event.target.value)}>
        <option value="">{placeholder}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    );
  }
  const commit = (text: string) => {
    setTyped(null);
    if (text.trim() !== value) onCommit(text.trim());
  };
  return (
    <input
      aria-label={label}
      title={label}
      placeholder={placeholder}
      value={typed ?? value}
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
  );
}
