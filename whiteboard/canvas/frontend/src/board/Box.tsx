/** A node on the board: its kind, its name, the numbers on its face, and what is missing. */

import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo } from "react";

import type { NodeDoc, Raw } from "../model/document";
import { nodeTitle } from "../model/document";
import { SEVERITIES, type Badge } from "../model/evaluation";
import { fieldOf, type KindSpec, type Vocabulary } from "../model/vocabulary";
import { rename } from "../state/actions";
import { state as stateField } from "../state/missing";
import { useBoard, useStore } from "./context";
import { FaceEditor } from "./FaceEditor";
import { Icon } from "./icons";
import { InPlace } from "./InPlace";
import { boxLook, sameBoxLook } from "./look";
import { MarkView } from "./MarkView";
import { PlusHandles } from "./PlusHandles";

export type BoxNode = Node<Record<string, never>, "box" | "sticky">;

const SIDES = [Position.Left, Position.Right, Position.Top, Position.Bottom];

export const BoxView = memo(function BoxView({ id, selected }: NodeProps<BoxNode>) {
  const store = useStore();
  const look = useBoard((state) => boxLook(state, id), sameBoxLook);
  const { node, vocabulary, renaming, stating, hidden, missing, badge, cited, mark } = look;
  if (!node || !vocabulary) return null;

  const spec = vocabulary.kinds.get(node.kind);
  const title = nodeTitle(id, node);
  const marked = mark ? ` is-marked is-${mark.tone}${mark.emphasised ? " is-strong" : ""}` : "";
  const state = `${marked}${selected ? " is-selected" : ""}${cited && !hidden ? " is-cited" : ""}`;
  return (
    <div
      className={`box group-${spec?.group ?? "data"}${state}`}
      data-node={id}
      data-kind-of={node.kind}
      role="group"
      aria-label={describe(spec, node, title, hidden ? undefined : badge)}
    >
      <div className="box-head">
        <span className="box-kind">
          <Icon name={node.kind} size={14} />
          {spec?.label ?? node.kind}
        </span>
        {!hidden && badge && <BadgeView id={id} badge={badge} />}
      </div>
      {renaming ? (
        <InPlace
          value={node.name}
          placeholder={title}
          label="Name"
          className="box-rename nodrag nopan"
          onDone={(name) => {
            if (name !== null) rename(store, id, name);
            store.set({ renaming: null });
            store.canvas?.focus();
          }}
        />
      ) : (
        <div
          className={node.name ? "box-name" : "box-name is-unnamed"}
          title={title}
          onDoubleClick={(event) => {
            event.stopPropagation();
            store.set({ renaming: id });
          }}
        >
          {title}
        </div>
      )}
      <div className="box-far" aria-hidden="true">
        {title}
      </div>
      <Face
        id={id}
        node={node}
        spec={spec}
        vocabulary={vocabulary}
        missing={hidden ? [] : missing}
        stating={stating}
      />
      {/* One handle for the whole box: arrows end anywhere on it and start at its four dots. */}
      <Handle type="source" position={Position.Right} className="whole" tabIndex={-1}>
        {SIDES.map((side) => (
          <span key={side} className={`dot is-${side}`} data-dot={side} />
        ))}
      </Handle>
      {mark && <MarkView mark={mark} />}
      {selected && <PlusHandles id={id} />}
    </div>
  );
});

function Face({
  id,
  node,
  spec,
  vocabulary,
  missing,
  stating,
}: {
  id: string;
  node: NodeDoc;
  spec: KindSpec | undefined;
  vocabulary: Vocabulary;
  missing: readonly string[];
  stating: string | null;
}) {
  const store = useStore();
  const label = (name: string) => fieldOf(vocabulary, node.kind, name).label;
  const shown = faceFields(vocabulary, spec, node);
  const numbers = shown.length < 3 ? node.numbers.slice(0, 3 - shown.length) : [];
  const open = missing.filter((name) => name !== stating).slice(0, 3);
  const more = missing.filter((name) => name !== stating).length - open.length;
  const editor = stating !== null && (
    <FaceEditor key={stating} id={id} node={node} spec={fieldOf(vocabulary, node.kind, stating)} />
  );
  if (shown.length + numbers.length + open.length === 0 && !editor) return null;
  return (
    <div className="box-face">
      {shown.map((name) =>
        name === stating ? (
          <div key={name}>{editor}</div>
        ) : (
          <div
            key={name}
            className={fieldOf(vocabulary, node.kind, name).type === "text" ? "fact is-words" : "fact"}
            data-fact={name}
            title={`${label(name)}: ${sayRaw(node.fields[name])}\nDouble click to change it`}
            onDoubleClick={(event) => {
              event.stopPropagation();
              stateField(store, { id, field: name });
            }}
          >
            <span>{label(name)}</span>
            <b>{sayRaw(node.fields[name])}</b>
          </div>
        ),
      )}
      {numbers.map((one) => (
        <div key={`n-${one.label}`} className="fact">
          <span>{one.label}</span>
          <b>{one.value}</b>
        </div>
      ))}
      {stating !== null && !shown.includes(stating) && editor}
      {open.length > 0 && (
        <div className="chips">
          {open.map((name) => (
            <button
              key={name}
              type="button"
              className="chip nodrag nopan"
              data-missing={name}
              tabIndex={-1}
              title={`${label(name)} is missing: click to state it`}
              onClick={(event) => {
                event.stopPropagation();
                stateField(store, { id, field: name });
              }}
            >
              {label(name)}?
            </button>
          ))}
          {more > 0 && <span className="chip-more">+{more}</span>}
        </div>
      )}
    </div>
  );
}

const NUMBERS_SHOWN = 2;

/** The fields its kind shows; where none of them holds a number, the first numbers there are. */
function faceFields(vocabulary: Vocabulary, spec: KindSpec | undefined, node: NodeDoc): string[] {
  if (!spec) return [];
  const stated = (name: string) => node.fields[name] !== undefined;
  const isNumber = (name: string) => fieldOf(vocabulary, node.kind, name).type === "quantity";
  const shown = spec.face.filter(stated);
  if (shown.some(isNumber) || shown.length >= NUMBERS_SHOWN) return shown;
  const others = [...spec.core, ...spec.more].filter((name) => stated(name) && isNumber(name));
  return [...shown, ...others.slice(0, NUMBERS_SHOWN)];
}

function BadgeView({ id, badge }: { id: string; badge: Badge }) {
  const store = useStore();
  const [, letter, word] = SEVERITIES.find(([name]) => name === badge.severity) ?? ["", "i", "Info"];
  const open = badge.open > 0;
  const settled = badge.settled > 0 ? `, ${badge.settled} answered` : "";
  const say = open ? `${badge.open} open, worst: ${word}${settled}` : `${badge.settled} answered`;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`badge nodrag nopan ${open ? `is-${badge.severity}` : "is-settled"}`}
      data-badge={open ? `${letter}${badge.open}` : ""}
      data-severity={open ? badge.severity : "settled"}
      title={say}
      aria-label={open ? `${letter}${say}` : say} // begins as the badge reads: “E4”
      onClick={(event) => {
        event.stopPropagation();
        store.select([id]);
        store.settings({ panel: true, tab: "findings" });
      }}
    >
      {open ? (
        <>
          <i>{letter}</i>
          {badge.open}
        </>
      ) : (
        "✓"
      )}
    </button>
  );
}

/** A raw value in a few words. */
export function sayRaw(value: Raw | undefined): string {
  if (value === undefined) return "";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (!Array.isArray(value)) return String(value).replaceAll("_", " ");
  if (value.every((one) => typeof one === "string") && value.length <= 2) return value.join(", ");
  return `${value.length} listed`;
}

function describe(
  spec: KindSpec | undefined,
  node: NodeDoc,
  title: string,
  badge: Badge | undefined,
): string {
  const findings = badge && badge.open > 0 ? `, ${badge.open} open (${badge.severity})` : "";
  return `${spec?.label ?? node.kind}: ${title}${findings}`;
}
