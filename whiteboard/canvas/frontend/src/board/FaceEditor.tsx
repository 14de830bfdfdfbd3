/** A value typed on the box itself: Enter keeps it, Tab goes on to the next one that is missing. */

import { useEffect, useRef, useState } from "react";

import type { NodeDoc } from "../model/document";
import type { FieldSpec } from "../model/vocabulary";
import { commitText, setField } from "../panels/owner";
import { useReading } from "../panels/useReading";
import { Words } from "../panels/Words";
import { draftKey } from "../state/board";
import { stateNext } from "../state/missing";
import { useBoard, useSession } from "./context";

type Then = "leave" | "next" | "before" | "stay";

export function FaceEditor({ id, node, spec }: { id: string; node: NodeDoc; spec: FieldSpec }) {
  return spec.type === "choice" || spec.type === "flag" ? (
    <FaceChoice id={id} node={node} spec={spec} />
  ) : (
    <FaceText id={id} node={node} spec={spec} />
  );
}

function FaceText({ id, node, spec }: { id: string; node: NodeDoc; spec: FieldSpec }) {
  const session = useSession();
  const { store } = session;
  const draft = useBoard((state) => state.drafts[draftKey(id, spec.name)]);
  const value = node.fields[spec.name];
  const [text, setText] = useState(String(draft?.value ?? value ?? ""));
  const preview = useReading(node.kind, spec.name);
  const done = useRef(false);
  const owner = { key: id, speaks: node.kind, id };

  const finish = async (then: Then) => {
    if (done.current) return;
    done.current = true;
    await commitText(session, owner, spec.name, text, value, preview.of(text));
    const isBad = draftKey(id, spec.name) in store.get().drafts;
    if (isBad && then !== "stay") {
      done.current = false; // it says why below, and the cursor stays where it is
      return;
    }
    go(then);
  };
  const go = (then: Then) => {
    const { stating } = store.get();
    const isHere = stating?.id === id && stating.field === spec.name;
    if (then === "next") stateNext(store, { id, field: spec.name });
    else if (then === "before") stateNext(store, { id, field: spec.name }, -1);
    else if (isHere) store.set({ stating: null });
    if (then === "leave") store.canvas?.focus();
  };
  const cancel = () => {
    done.current = true;
    store.draft(draftKey(id, spec.name), null);
    go("leave");
  };

  const live = preview.of(text);
  const isBad = live ? !live.ok : draft?.value === text;
  const why = live ? live.message : (draft?.message ?? "");
  const suggestion = live ? live.suggestion : (draft?.suggestion ?? null);
  return (
    <div className="stating nodrag nopan" data-stating={spec.name}>
      <label>
        <span>{spec.label}</span>
        <input
          ref={useFocus()}
          className={isBad ? "is-bad" : ""}
          value={text}
          placeholder={spec.example}
          aria-invalid={isBad}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => {
            setText(event.target.value);
            if (spec.type === "quantity") preview.ask(event.target.value);
          }}
          onBlur={() => void finish("stay")}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter") void finish("leave");
            else if (event.key === "Escape") cancel();
            else if (event.key === "Tab") {
              event.preventDefault();
              void finish(event.shiftKey ? "before" : "next");
            }
          }}
        />
      </label>
      {(isBad || live?.shown) && (
        <div className={isBad ? "stating-said is-wrong" : "stating-said"} role="status">
          {isBad ? <Words text={why || "This cannot be read"} /> : `= ${live?.shown ?? ""}`}
          {isBad && suggestion && (
            <button
              type="button"
              className="link"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                setText(suggestion);
                preview.ask(suggestion);
              }}
            >
              {" "}
              Use “{suggestion}”
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function FaceChoice({ id, node, spec }: { id: string; node: NodeDoc; spec: FieldSpec }) {
  const { store } = useSession();
  const value = node.fields[spec.name];
  const options = spec.type === "flag" ? ["yes", "no"] : spec.options;
  const shown = value === true ? "yes" : value === false ? "no" : String(value ?? "");
  const choose = (text: string) => {
    const raw = spec.type === "flag" ? text === "yes" : text;
    const owner = { key: id, speaks: node.kind, id };
    store.edit([setField(owner, spec.name, text === "" ? null : raw)]);
  };
  return (
    <div className="stating nodrag nopan" data-stating={spec.name}>
      <label>
        <span>{spec.label}</span>
        <select
          ref={useFocus()}
          value={shown}
          onChange={(event) => choose(event.target.value)}
          onBlur={() => {
            const { stating } = store.get();
            if (stating?.id === id && stating.field === spec.name) store.set({ stating: null });
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter" || event.key === "Escape") {
              store.set({ stating: null });
              store.canvas?.focus();
            }
            if (event.key === "Tab") {
              event.preventDefault();
              stateNext(store, { id, field: spec.name }, event.shiftKey ? -1 : 1);
            }
          }}
        >
          <option value="">–</option>
          {options.map((one) => (
            <option key={one} value={one}>
              {one.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Takes the focus once it is there, without letting the browser scroll the canvas. */
function useFocus<T extends HTMLInputElement | HTMLSelectElement>() {
  const field = useRef<T>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    if (field.current instanceof HTMLInputElement) field.current.select();
  }, []);
  return field;
}
