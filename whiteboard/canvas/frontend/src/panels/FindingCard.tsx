/** One finding: folded it is a line; unfolded it shows its arithmetic and how to answer it. */

import { useRef, useState } from "react";

import { useBoard, useStore } from "../board/context";
import { edgeRef, edgeText, nodeTitle, type Doc, type Fields } from "../model/document";
import { SEVERITIES, type Finding } from "../model/evaluation";
import { fieldOf, type Vocabulary } from "../model/vocabulary";
import { Field } from "./Field";
import type { Owner } from "./owner";
import { Reason } from "./Reason";
import { focusIn } from "./useWantedFocus";
import { Words } from "./Words";

const EDITED_HERE = 3;

type Asking = "accepted" | "not_applicable" | null;

const STATUS: { readonly [status: string]: string } = {
  accepted: "Accepted",
  not_applicable: "Not applicable",
  waived: "Accepted risk",
};

export function FindingCard({ finding, vocabulary }: { finding: Finding; vocabulary: Vocabulary }) {
  const store = useStore();
  const opened = useBoard((state) => state.opened === finding.fingerprint);
  const doc = useBoard((state) => state.ledger.view);
  const [asking, setAsking] = useState<Asking>(null);
  const card = useRef<HTMLElement>(null);
  const [, letter, word] = SEVERITIES.find(([name]) => name === finding.severity) ?? ["", "i", "Info"];
  const [first] = finding.nodes;
  const where = [
    ...finding.nodes.slice(0, 2).map((id) => nodeTitle(id, doc.nodes[id])),
    ...(finding.nodes.length === 0 ? finding.edges.slice(0, 1) : []),
  ].join(", ");
  const isOpen = finding.status === "open";

  const show = () => {
    if (opened) {
      store.set({ opened: null });
      return;
    }
    store.set({ opened: finding.fingerprint });
    // The field that would settle it is drawn by now: typing can begin at once.
    window.setTimeout(() => focusIn(card.current, finding.fields[0] ?? ""));
    const edge = finding.edges.find((text) => doc.edges.some((one) => edgeText(one) === text));
    if (first !== undefined && first in doc.nodes) {
      store.select([first]);
      store.canvas?.reveal([first]);
    } else if (edge) {
      store.select([], [edge]);
      store.canvas?.reveal(edge.split(/ -> |: /).slice(0, 2));
    }
  };
  const answer = (because: string | null) => {
    const status = asking;
    setAsking(null);
    if (because === null || status === null) return;
    store.edit([{ type: "answer", fingerprint: finding.fingerprint, status, because }]);
  };
  const { fingerprint, fields } = finding;
  const settled = settler(doc, finding);

  return (
    <article
      ref={card}
      className={`finding is-${isOpen ? finding.severity : "settled"}${opened ? " is-open" : ""}`}
      data-finding={finding.code}
      data-fingerprint={fingerprint}
      data-status-of={finding.status}
      aria-label={`${word} ${finding.code}: ${finding.message}`}
    >
      <button type="button" className="finding-head" aria-expanded={opened} onClick={show}>
        <i title={word}>{letter}</i>
        <span className="finding-message">
          <Words text={finding.message} />
        </span>
        <span className="finding-code">
          {finding.code}
          {where && ` · ${where}`}
          {finding.certainty === "possible" && " · possibly"}
          {!isOpen && ` · ${STATUS[finding.status] ?? finding.status}`}
        </span>
      </button>
      {!isOpen && finding.because && <p className="because">“{finding.because}”</p>}
      {opened && (
        <div className="finding-body">
          {finding.working.length > 0 && (
            <ol className="working" aria-label="Working">
              {finding.working.map((step, at) => (
                <li key={at}>
                  <Words text={step} />
                </li>
              ))}
            </ol>
          )}
          {finding.remedy && (
            <p>
              <b>Smallest change</b> <Words text={finding.remedy} />
            </p>
          )}
          {finding.question && (
            <p className="question">
              <b>Follow-up</b> <Words text={finding.question} />
            </p>
          )}
          {isOpen && finding.fix.length > 0 && (
            <div className="quick-fix">
              <b>Quick fix</b>
              <ul>
                {finding.fix_words.map((words, at) => (
                  <li key={at}>{words}</li>
                ))}
              </ul>
              <button type="button" className="button" onClick={() => store.edit(finding.fix)}>
                Apply
              </button>
            </div>
          )}
          {isOpen &&
            settled &&
            fields
              .slice(0, EDITED_HERE)
              .map((field) => (
                <Field
                  key={field}
                  owner={settled.owner}
                  spec={fieldOf(vocabulary, settled.owner.speaks, field)}
                  value={settled.fields[field]}
                  na={settled.na[field]}
                  bare
                />
              ))}
          {asking ? (
            <Reason
              label={asking === "accepted" ? "Accepted because" : "Not applicable because"}
              action={asking === "accepted" ? "Accept" : "Not applicable"}
              onDone={answer}
            />
          ) : (
            <div className="buttons">
              {isOpen ? (
                <>
                  <button type="button" className="button" onClick={() => setAsking("accepted")}>
                    Accept…
                  </button>
                  <button type="button" className="button" onClick={() => setAsking("not_applicable")}>
                    Not applicable…
                  </button>
                </>
              ) : (
                finding.status !== "waived" && (
                  <button
                    type="button"
                    className="button"
                    onClick={() => store.edit([{ type: "withdraw_answer", fingerprint }])}
                  >
                    Reopen
                  </button>
                )
              )}
            </div>
          )}
          <p className="sources">
            <a href={finding.rule_page} target="_blank" rel="noopener">
              {finding.code} {finding.name.replaceAll("-", " ")}
            </a>
            {finding.sources.length > 0 && ` · ${finding.sources.join(", ")}`}
          </p>
        </div>
      )}
    </article>
  );
}

/** Whose fields would settle the finding. */
function settler(
  doc: Doc,
  { nodes, edges }: Finding,
): { owner: Owner; fields: Fields; na: { readonly [field: string]: string } } | undefined {
  const [id] = nodes;
  const node = id === undefined ? undefined : doc.nodes[id];
  if (id !== undefined && node) {
    return { owner: { key: id, speaks: node.kind, id }, fields: node.fields, na: node.na };
  }
  const edge = doc.edges.find((one) => edgeText(one) === edges[0]);
  if (!edge) return undefined;
  const owner = { key: edgeText(edge), speaks: edge.relation, edge: edgeRef(edge) };
  return { owner, fields: edge.fields, na: {} };
}
