/** The design itself: what it is called, how it is judged, what is drawn. */

import { sameJson, useBoard, useStore } from "../board/context";
import { GROUPS, type Vocabulary } from "../model/vocabulary";
import { Line, Note } from "./Line";

const LANES = [
  ["tabular", "Tabular"],
  ["deep_learning", "Deep learning"],
  ["llm", "LLM-applied"],
] as const;
const LEVELS = [
  ["junior", "Junior"],
  ["mid", "Mid"],
  ["senior", "Senior"],
  ["staff", "Staff"],
] as const;

export function DesignDetails({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const { title, lane, level, note } = useBoard(
    ({ ledger: { view } }) => ({ title: view.title, lane: view.lane, level: view.level, note: view.note }),
    sameJson,
  );
  const counts = useBoard((state) => {
    const nodes = Object.values(state.ledger.view.nodes);
    return GROUPS.map(
      ([group]) => nodes.filter((one) => vocabulary.kinds.get(one.kind)?.group === group).length,
    );
  }, sameJson);
  const arrows = useBoard((state) => state.ledger.view.edges.length);
  const numbers = useBoard((state) => state.ledger.evaluation.numbers);
  const hidden = useBoard((state) => state.settings.hidden);
  const choice = (
    name: "lane" | "level",
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <div className="field">
      <div className="field-head">
        <label htmlFor={`design-${name}`}>{label}</label>
      </div>
      <select
        id={`design-${name}`}
        data-field={name}
        value={value}
        onChange={(event) => store.edit([{ type: "set_design", [name]: event.target.value }])}
      >
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <div className="details" data-details="">
      <div className="details-head">
        <span className="box-kind">Design</span>
      </div>
      <Line
        label="Title"
        name="title"
        value={title}
        placeholder="Untitled design"
        onCommit={(next) => store.edit([{ type: "set_design", title: next }])}
        strong
      />
      <div className="pair">
        {choice("lane", "Lane", lane, LANES)}
        {choice("level", "Level", level, LEVELS)}
      </div>
      <Note note={note} onCommit={(next) => store.edit([{ type: "set_note", note: next }])} />
      <section className="block">
        <h4>On the board</h4>
        <ul className="tally">
          {GROUPS.map(([group, label], at) => (
            <li key={group} className={`group-${group}${counts[at] ? "" : " is-none"}`}>
              <span>{label}</span>
              <b>{counts[at]}</b>
            </li>
          ))}
          <li>
            <span>Arrows</span>
            <b>{arrows}</b>
          </li>
        </ul>
        {!hidden && numbers.given + numbers.missing > 0 && (
          <p className="quiet">
            {numbers.given} numbers given, {numbers.missing} missing.
          </p>
        )}
      </section>
      <p className="quiet">Select a box or an arrow to see and edit its details here.</p>
    </div>
  );
}
