/** The choice of an overlay, and what the one that is shown says of the whole design. */

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { nodeTitle } from "../model/document";
import { markOf, OVERLAYS } from "../model/overlay";
import { goingOn } from "../model/practice";
import { fieldOf, type Vocabulary } from "../model/vocabulary";
import { state as stateField } from "../state/missing";
import { Words } from "./Words";

const ASKED = 3;

export function OverlayBar({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const hidden = useBoard((state) => state.settings.hidden);
  const chosen = useBoard((state) => state.overlaid);
  const counts = useBoard((state) => goingOn(state.practice) !== null);
  const empty = useBoard((state) => Object.keys(state.ledger.view.nodes).length === 0);
  if (hidden || empty) return null;
  return (
    <div className="overlays">
      <div className="overlay-bar" role="toolbar" aria-label="Overlays">
        {OVERLAYS.map(([name, label], at) => (
          <button
            key={name}
            type="button"
            className={chosen === name ? "is-on" : ""}
            aria-pressed={chosen === name}
            data-overlay={name}
            title={`${label} on the board (Alt ${at + 1})${counts ? "; in practice a look is counted" : ""}`}
            onClick={() => {
              store.look(chosen === name ? null : name);
              store.canvas?.focus();
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {chosen && <Legend vocabulary={vocabulary} />}
    </div>
  );
}

function Legend({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const overlay = useBoard((state) => state.overlay);
  const nodes = useBoard((state) => state.ledger.view.nodes);
  const selected = useBoard(({ selection }) => selection.nodes[0] ?? selection.edges[0]);
  if (!overlay) return null;
  const mark = selected === undefined ? undefined : markOf(overlay, selected);
  const missing = overlay.missing.filter(([id]) => id in nodes);
  return (
    <section className="overlay-legend" aria-label={overlay.title} data-overlay-legend={overlay.name}>
      <header>
        <b>{overlay.title}</b>
        <button
          type="button"
          className="tool is-small"
          aria-label="Close the overlay"
          title="Close (Esc)"
          onClick={() => store.look(null)}
        >
          <Icon name="close" size={12} />
        </button>
      </header>
      {overlay.summary.length + overlay.marks.length + missing.length === 0 && (
        <p className="quiet">There is nothing of that on this board.</p>
      )}
      {overlay.summary.map((line) => (
        <p key={line}>
          <Words text={line} />
        </p>
      ))}
      {mark && mark.working.length > 0 && (
        <ol className="working">
          {mark.working.map((step, at) => (
            <li key={at}>
              <Words text={step} />
            </li>
          ))}
        </ol>
      )}
      {missing.length > 0 && (
        <p className="overlay-missing">
          Not drawn without:{" "}
          {missing.slice(0, ASKED).map(([id, field]) => (
            <button
              key={`${id} ${field}`}
              type="button"
              className="chip"
              onClick={() => stateField(store, { id, field })}
            >
              {fieldOf(vocabulary, nodes[id]?.kind ?? "", field).label} of {nodeTitle(id, nodes[id])}
            </button>
          ))}
          {missing.length > ASKED && <span className="chip-more">+{missing.length - ASKED}</span>}
        </p>
      )}
    </section>
  );
}
