/** A number with a unit, typed as people say it, with how it is understood shown below. */

import { useEffect, useRef, useState } from "react";

import { useBoard, useSession } from "../board/context";
import type { Raw } from "../model/document";
import type { FieldSpec } from "../model/vocabulary";
import { draftKey } from "../state/board";
import { commitText, type Owner } from "./owner";
import { useReading } from "./useReading";
import { Words } from "./Words";

export function QuantityField({
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
  const session = useSession();
  const { store } = session;
  const draft = useBoard((state) => state.drafts[draftKey(owner.key, spec.name)]);
  const understood = useBoard((state) => state.ledger.readings[owner.key]?.[spec.name]);
  const [typed, setTyped] = useState<string | null>(null); // null: nobody is typing
  const preview = useReading(owner.speaks, spec.name);
  const stored = draft ? String(draft.value) : value === undefined ? "" : String(value);
  const text = typed ?? stored;

  const type = (next: string) => {
    setTyped(next);
    preview.ask(next);
  };
  const commit = async (next: string) => {
    const known = preview.of(next);
    preview.forget();
    await commitText(session, owner, spec.name, next, value, known);
    setTyped((now) => (now === next ? null : now));
  };
  const revert = () => {
    preview.forget();
    setTyped(null);
    store.draft(draftKey(owner.key, spec.name), null);
  };

  const live = typed === null ? undefined : preview.of(text);
  const bad = live ? !live.ok : Boolean(draft) && typed === null;
  const message = live ? live.message : (draft?.message ?? "");
  const suggestion = live ? live.suggestion : (draft?.suggestion ?? null);
  const shown = live ? live.shown : typed === null ? understood : undefined;
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (bad) said.current?.scrollIntoView({ block: "nearest" }); // why must be seen beside what
  }, [bad, message]);
  return (
    <>
      <input
        id={inputId}
        data-field={spec.name}
        className={bad ? "is-bad" : ""}
        value={text}
        placeholder={spec.example}
        aria-invalid={bad}
        aria-describedby={`${inputId}-said`}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => type(event.target.value)}
        onBlur={(event) => {
          if (typed !== null) void commit(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") void commit(event.currentTarget.value);
          if (event.key === "Escape" && (typed !== null || draft)) {
            event.stopPropagation(); // the next Escape goes back to the canvas
            revert();
          }
        }}
      />
      <div ref={said} id={`${inputId}-said`} className="said" aria-live="polite">
        {bad ? (
          <span className="is-wrong" data-unreadable={spec.name}>
            {draft && typed === null ? <b>Not saved. </b> : null}
            <Words text={sentence(message || "this cannot be read")} />{" "}
            {suggestion && (
              <button
                type="button"
                className="link"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  setTyped(suggestion);
                  void commit(suggestion);
                }}
              >
                Use “{suggestion}”
              </button>
            )}
          </span>
        ) : (
          shown && shown !== text && <span data-reading={spec.name}>= {shown}</span>
        )}
      </div>
    </>
  );
}

function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? "" : ".";
  return text.charAt(0).toUpperCase() + text.slice(1) + end;
}
