/** The findings of an attempt: hidden until they are asked for, a step at a time, each counted. */

import { useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { hiddenCount, type Attempt, type Card } from "../model/practice";
import type { Vocabulary } from "../model/vocabulary";
import { FindingCard } from "./FindingCard";
import { Words } from "./Words";

const NEXT = { 1: "Give me a hint", 2: "Show the finding" } as const;

export function Practice({ attempt, vocabulary }: { attempt: Attempt; vocabulary: Vocabulary }) {
  const store = useStore();
  const drawn = useBoard((state) => Object.keys(state.ledger.view.nodes).length > 0);
  const hidden = hiddenCount(attempt);
  const { questions, hints, findings, overlays } = attempt.reveals;
  const looked = overlays > 0 ? `, ${counted(overlays, "overlay")}` : "";
  return (
    <div className="findings practice" data-practice={hidden}>
      <p className="practice-say">{says(hidden, drawn)}</p>
      <button
        type="button"
        className="button is-primary"
        disabled={hidden === 0}
        data-reveal="next"
        onClick={() => store.reveal(null)}
      >
        Ask me about one
      </button>
      <p className="quiet">
        Revealed so far: {counted(questions, "question")}, {counted(hints, "hint")},{" "}
        {counted(findings, "finding")}
        {looked}.
      </p>
      {[...attempt.cards].reverse().map((card) => (
        <PracticeCard key={card.number} card={card} vocabulary={vocabulary} />
      ))}
    </div>
  );
}

function PracticeCard({ card, vocabulary }: { card: Card; vocabulary: Vocabulary }) {
  const store = useStore();
  const finding = useBoard((state) =>
    state.ledger.evaluation.findings.find((one) => one.fingerprint === card.fingerprint),
  );
  return (
    <article
      className={`practice-card${card.closed ? " is-closed" : ""}`}
      data-card={card.number}
      data-step={card.step}
      data-closed={card.closed}
      aria-label={`Question ${card.number}${card.closed ? ", settled" : ""}`}
    >
      <p className="practice-question">
        {card.closed && <Icon name="check" size={14} />}
        <Words text={card.question} />
      </p>
      {card.closed && <p className="quiet">Settled.</p>}
      {!card.closed && card.hint && (
        <p className="practice-hint">
          <Words text={card.hint} />
        </p>
      )}
      {!card.closed && card.step !== 3 && (
        <button
          type="button"
          className="button"
          data-reveal={card.number}
          onClick={() => store.reveal(card.number)}
        >
          {NEXT[card.step]}
        </button>
      )}
      {finding && <FindingCard finding={finding} vocabulary={vocabulary} />}
    </article>
  );
}

function says(hidden: number, drawn: boolean): string {
  if (hidden === 0) return drawn ? "Nothing more to raise just now." : "Nothing drawn yet.";
  const things = hidden === 1 ? "thing" : "things";
  return `An interviewer would raise ${hidden} ${things}. Draw on, or be asked about the gravest.`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
