/** Everything about one node: few fields first, the rest by search. */

import { useEffect, useRef, useState } from "react";

import { sameJson, useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { edgeText, nodeTitle, type NodeDoc } from "../model/document";
import { fieldOf, GROUPS, relationLabel, type Vocabulary } from "../model/vocabulary";
import * as actions from "../state/actions";
import { setKind } from "../state/setKind";
import { Field } from "./Field";
import { FreeNumbers } from "./FreeNumbers";
import { Line, Note } from "./Line";
import { MoreFields } from "./MoreFields";
import { focusIn, useWantedFocus } from "./useWantedFocus";

export function NodeDetails({ id, vocabulary }: { id: string; vocabulary: Vocabulary }) {
  const store = useStore();
  const holder = useRef<HTMLDivElement>(null);
  const node = useBoard((state) => state.ledger.view.nodes[id]);
  const missing = useBoard((state) => state.ledger.evaluation.missing[id] ?? [], sameJson);
  const hidden = useBoard((state) => state.settings.hidden);
  const wanted = useWantedFocus(holder, id);
  const [extra, setExtra] = useState<readonly string[]>([]);
  const fresh = useRef<string | null>(null);
  useEffect(() => {
    if (fresh.current === null) return;
    focusIn(holder.current, fresh.current);
    fresh.current = null;
  }, [extra]);
  if (!node) return null;

  const spec = vocabulary.kinds.get(node.kind);
  const core = spec?.core ?? [];
  const asked = [...(hidden ? [] : missing), ...extra, ...(wanted ? [wanted] : [])];
  const others = unique([...Object.keys(node.fields), ...Object.keys(node.na), ...asked]).filter(
    (name) => !core.includes(name),
  );
  const rest = (spec?.more ?? []).filter((name) => !others.includes(name));
  const owner = { key: id, speaks: node.kind, id };
  const field = (name: string) => (
    <Field
      key={name}
      owner={owner}
      spec={fieldOf(vocabulary, node.kind, name)}
      value={node.fields[name]}
      na={node.na[name]}
    />
  );
  return (
    <div ref={holder} className={`details group-${spec?.group ?? "data"}`} data-details={id}>
      <div className="details-head">
        <span className="box-kind">
          <Icon name={node.kind} size={15} />
          <KindPicker id={id} node={node} vocabulary={vocabulary} />
        </span>
        <button
          type="button"
          className="tool is-small"
          title="Delete (Del)"
          aria-label={`Delete ${nodeTitle(id, node)}`}
          onClick={() => actions.removeSelected(store)}
        >
          <Icon name="trash" size={14} />
        </button>
      </div>
      <Line
        label="Name"
        name="name"
        value={node.name}
        placeholder={nodeTitle(id, node)}
        onCommit={(name) => actions.rename(store, id, name)}
        strong
      />
      {core.map(field)}
      {others.map(field)}
      <MoreFields
        fields={rest.map((name) => fieldOf(vocabulary, node.kind, name))}
        onPick={(name) => {
          fresh.current = name;
          setExtra((before) => [...before, name]);
        }}
      />
      <FreeNumbers id={id} numbers={node.numbers} />
      <Note note={node.note} onCommit={(note) => store.edit([{ type: "set_note", id, note }])} />
      <Arrows id={id} vocabulary={vocabulary} />
    </div>
  );
}

function KindPicker({ id, node, vocabulary }: { id: string; node: NodeDoc; vocabulary: Vocabulary }) {
  const store = useStore();
  return (
    <select
      className="kind-picker"
      aria-label="Kind"
      data-field="kind"
      value={node.kind}
      onChange={(event) => setKind(store, id, event.target.value)}
    >
      {GROUPS.map(([group, label]) => (
        <optgroup key={group} label={label}>
          {[...vocabulary.kinds.values()]
            .filter((one) => one.group === group)
            .map((one) => (
              <option key={one.kind} value={one.kind}>
                {one.label}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

/** The arrows of this node, as a way to them without the mouse. */
function Arrows({ id, vocabulary }: { id: string; vocabulary: Vocabulary }) {
  const store = useStore();
  const doc = useBoard((state) => state.ledger.view);
  const mine = doc.edges.filter((edge) => edge.source === id || edge.target === id);
  if (mine.length === 0) return null;
  const title = (key: string) => nodeTitle(key, doc.nodes[key]);
  return (
    <section className="block">
      <h4>Arrows</h4>
      {mine.map((edge) => (
        <button
          key={edgeText(edge)}
          type="button"
          className="listed"
          onClick={() => store.select([], [edgeText(edge)])}
        >
          {edge.source === id ? "" : `${title(edge.source)} `}
          <em>{relationLabel(vocabulary, edge.relation)}</em>
          {edge.source === id ? ` ${title(edge.target)}` : " this"}
        </button>
      ))}
    </section>
  );
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
