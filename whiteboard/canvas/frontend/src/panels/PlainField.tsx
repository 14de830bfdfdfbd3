/** The fields that need no reading: words, choices, yes or no, lists of words. */

import { useState } from "react";

import { useBoard, useStore } from "../board/context";
import type { Raw } from "../model/document";
import type { FieldSpec } from "../model/vocabulary";
import { draftKey } from "../state/board";
import { setField, type Owner } from "./owner";
import { Words } from "./Words";

interface Props {
  owner: Owner;
  spec: FieldSpec;
  value: Raw | undefined;
  inputId: string;
}

export function TextField({ owner, spec, value, inputId }: Props) {
  const store = useStore();
  const key = draftKey(owner.key, spec.name);
  const draft = useBoard((state) => state.drafts[key]);
  const [typed, setTyped] = useState<string | null>(null);
  const isList = spec.type === "words";
  const stored = sayList(draft?.value ?? value);
  const commit = (text: string) => {
    const clean = text.trim();
    setTyped(null);
    store.draft(key, null);
    if (clean === sayList(value)) return;
    const next = isList ? clean.split(",").map((one) => one.trim()).filter(Boolean) : clean;
    store.edit([setField(owner, spec.name, clean === "" ? null : next)]);
  };
  return (
    <>
      <textarea
        id={inputId}
        data-field={spec.name}
        className={draft ? "is-bad" : ""}
        rows={1}
        value={typed ?? stored}
        placeholder={isList ? "one, another" : ""}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={(event) => {
          if (typed !== null) commit(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            commit(event.currentTarget.value);
          }
          if (event.key === "Escape" && (typed !== null || draft)) {
            event.stopPropagation();
            setTyped(null);
            store.draft(key, null);
          }
        }}
      />
      {draft && (
        <div className="said">
          <span className="is-wrong">
            <b>Not saved. </b>
            <Words text={draft.message} />
          </span>
        </div>
      )}
    </>
  );
}

export function ChoiceField({ owner, spec, value, inputId }: Props) {
  const store = useStore();
  const isFlag = spec.type === "flag";
  const options = isFlag ? ["yes", "no"] : [...spec.options];
  const now = value === undefined ? "" : value === true ? "yes" : value === false ? "no" : String(value);
  if (now && !options.includes(now)) options.push(now);
  return (
    <select
      id={inputId}
      data-field={spec.name}
      className={now ? "" : "is-unstated"}
      value={now}
      onChange={(event) => {
        const chosen = event.target.value;
        const next = chosen === "" ? null : isFlag ? chosen === "yes" : chosen;
        store.draft(draftKey(owner.key, spec.name), null);
        store.edit([setField(owner, spec.name, next)]);
      }}
    >
      <option value="">not stated</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option.replaceAll("_", " ")}
        </option>
      ))}
    </select>
  );
}

function sayList(value: Raw | undefined): string {
  if (value === undefined) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
