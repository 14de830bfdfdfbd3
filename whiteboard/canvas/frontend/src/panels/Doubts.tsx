/** What was guessed of a drawing from elsewhere: one line each, until the person has confirmed it. */

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { nodeTitle } from "../model/document";
import type { Doubt } from "../wire/messages";
import { Words } from "./Words";

export function Doubts() {
  const store = useStore();
  const doubts = useBoard((state) => state.doubts);
  const nodes = useBoard((state) => state.ledger.view.nodes);
  if (doubts.length === 0) return null;
  const confirm = (gone: Doubt) => store.set({ doubts: doubts.filter((one) => one !== gone) });
  return (
    <section className="doubts" aria-label="To confirm after the import" data-doubts={doubts.length}>
      <header>
        <b>
          {doubts.length} {doubts.length === 1 ? "thing" : "things"} to confirm
        </b>
        <button type="button" className="link" onClick={() => store.set({ doubts: [] })}>
          Confirm all
        </button>
      </header>
      <ul>
        {doubts.map((one, at) => (
          <li key={at}>
            <button
              type="button"
              className="listed"
              disabled={!(one.place in nodes)}
              onClick={() => {
                store.select([one.place]);
                store.settings({ panel: true, tab: "details" });
                store.canvas?.reveal([one.place]);
              }}
            >
              <b>{one.place in nodes ? nodeTitle(one.place, nodes[one.place]) : one.place}</b>{" "}
              <Words text={`“${one.read}”: ${one.text}`} />
            </button>
            <button
              type="button"
              className="tool is-small"
              aria-label="Confirm"
              title="That is right"
              onClick={() => confirm(one)}
            >
              <Icon name="check" size={13} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
