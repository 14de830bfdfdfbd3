/** Everything about one arrow: its ends, what it means, its fields. */

import { useRef } from "react";

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { edgeRef, edgeText, nodeTitle } from "../model/document";
import { fieldOf, legalForward, relationLabel, type Vocabulary } from "../model/vocabulary";
import * as actions from "../state/actions";
import { Field } from "./Field";
import { Note } from "./Line";
import { useWantedFocus } from "./useWantedFocus";

export function EdgeDetails({ text, vocabulary }: { text: string; vocabulary: Vocabulary }) {
  const store = useStore();
  const holder = useRef<HTMLDivElement>(null);
  const doc = useBoard((state) => state.ledger.view);
  useWantedFocus(holder, text);
  const edge = doc.edges.find((one) => edgeText(one) === text);
  const source = edge && doc.nodes[edge.source];
  const target = edge && doc.nodes[edge.target];
  if (!edge || !source || !target) return null;

  const relation = vocabulary.relations.get(edge.relation);
  const options = [...legalForward(vocabulary, source.kind, target.kind)];
  if (!options.includes(edge.relation)) options.unshift(edge.relation);
  const [turned] = legalForward(vocabulary, target.kind, source.kind);
  const ref = edgeRef(edge);
  const owner = { key: text, speaks: edge.relation, edge: ref };
  const end = (which: "source" | "target") => (
    <div className="end">
      <select
        aria-label={which === "source" ? "From" : "To"}
        data-field={which}
        value={edge[which]}
        onChange={(event) => actions.reconnect(store, edge, which, event.target.value)}
      >
        {Object.entries(doc.nodes).map(([id, node]) => (
          <option key={id} value={id}>
            {nodeTitle(id, node)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="tool is-small"
        title="Go to this box"
        aria-label={`Go to ${nodeTitle(edge[which], doc.nodes[edge[which]])}`}
        onClick={() => {
          store.select([edge[which]]);
          store.canvas?.reveal([edge[which]]);
        }}
      >
        <Icon name="chevron" size={14} />
      </button>
    </div>
  );
  return (
    <div ref={holder} className="details" data-details={text}>
      <div className="details-head">
        <span className="box-kind">Arrow</span>
        <button
          type="button"
          className="tool is-small"
          title="Delete (Del)"
          aria-label="Delete this arrow"
          onClick={() => actions.removeSelected(store)}
        >
          <Icon name="trash" size={14} />
        </button>
      </div>
      <div className="ends">
        {end("source")}
        <select
          aria-label="Relation"
          data-field="relation"
          value={edge.relation}
          onChange={(event) => actions.setRelation(store, edge, event.target.value)}
        >
          {options.map((one) => (
            <option key={one} value={one}>
              {relationLabel(vocabulary, one)}
            </option>
          ))}
        </select>
        {end("target")}
        <button
          type="button"
          className="button"
          disabled={turned === undefined}
          title={turned ? "Turn the arrow round" : "Nothing goes the other way between these kinds"}
          onClick={() => turned && actions.reverse(store, edge, turned)}
        >
          <Icon name="swap" size={14} /> Reverse{turned ? `: ${relationLabel(vocabulary, turned)}` : ""}
        </button>
      </div>
      <p className="help">{relation?.help}</p>
      {(relation?.fields ?? []).map((name) => (
        <Field
          key={name}
          owner={owner}
          spec={fieldOf(vocabulary, edge.relation, name)}
          value={edge.fields[name]}
          na={undefined}
        />
      ))}
      <Note note={edge.note} onCommit={(note) => store.edit([{ type: "set_note", edge: ref, note }])} />
    </div>
  );
}
