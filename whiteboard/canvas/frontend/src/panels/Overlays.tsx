/** What lies over the canvas: the first move, notices, the sheet of keys. */

import { useEffect } from "react";

import { useBoard, useSession, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { openQuickAdd, SHEET } from "../board/keys";
import { standing } from "../model/document";
import { showExample } from "../state/clipboard";
import { Words } from "./Words";

/** Shown only while the board is empty: one obvious move, and where the work is kept. */
export function EmptyBoard() {
  const session = useSession();
  const { store } = session;
  const empty = useBoard(
    (state) => state.ledger.revision !== null && standing(state.ledger.view).length === 0,
  );
  const savedTo = useBoard((state) => state.ledger.savedTo);
  const searching = useBoard((state) => state.quickAdd !== null);
  if (!empty || searching) return null;
  return (
    <div className="empty">
      <button type="button" className="first" data-first-box onClick={() => openQuickAdd(store)}>
        <Icon name="plus" /> First box <kbd>/</kbd>
      </button>
      <dl className="empty-keys">
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>
            a kind, or a whole line: <code>clicks source 5k/s -&gt; ranker model p95 30 ms</code>
          </dd>
        </div>
        <div>
          <dt>drag</dt>
          <dd>a kind from the palette, or from the edge of a box to draw an arrow</dd>
        </div>
        <div>
          <dt>
            <kbd>.</kbd>
          </dt>
          <dd>
            the next missing number, <kbd>Tab</kbd> the one after
          </dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>every key</dd>
        </div>
      </dl>
      <button type="button" className="link" data-example onClick={() => void showExample(session)}>
        See a worked example
      </button>
      <p className="quiet">
        {savedTo ? `Every edit is saved at once to ${savedTo}.` : "Every edit is saved at once."}
      </p>
    </div>
  );
}

const STAYS_MS = 6000;

export function Notices() {
  const notices = useBoard((state) => state.notices);
  return (
    <div className="notices" role="log" aria-label="Messages">
      {notices.map((notice) => (
        <Shown key={notice.id} id={notice.id} tone={notice.tone} text={notice.text} />
      ))}
    </div>
  );
}

function Shown({ id, tone, text }: { id: number; tone: string; text: string }) {
  const store = useStore();
  useEffect(() => {
    const timer = window.setTimeout(() => store.dismiss(id), STAYS_MS + text.length * 40);
    return () => window.clearTimeout(timer);
  }, [store, id, text]);
  return (
    <div className={`notice is-${tone}`} data-notice={tone}>
      <span>
        <Words text={text} />
      </span>
      <button type="button" aria-label="Close this message" onClick={() => store.dismiss(id)}>
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}

export function KeySheet() {
  const store = useStore();
  const open = useBoard((state) => state.sheet);
  if (!open) return null;
  const close = () => {
    store.set({ sheet: false });
    store.canvas?.focus();
  };
  return (
    <div className="veil is-dim" onClick={(event) => event.target === event.currentTarget && close()}>
      <div className="sheet" role="dialog" aria-modal="true" aria-label="All keys">
        <header>
          <h2>Keys</h2>
          <button type="button" className="tool" aria-label="Close" autoFocus onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <div className="sheet-columns">
          {SHEET.map(([title, keys]) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map(([key, what]) => (
                  <div key={key}>
                    <dt>{key}</dt>
                    <dd>{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </div>
  );
}
