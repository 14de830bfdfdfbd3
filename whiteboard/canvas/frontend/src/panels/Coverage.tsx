/** What is said of each topic and each skill: stated, missing, at odds. It is no score. */

import { useEffect } from "react";

import { useBoard, useStore } from "../board/context";
import { nodeTitle } from "../model/document";
import type { Covered, SkillCovered, Stated, TopicCovered } from "../model/coverage";
import type { Finding } from "../model/evaluation";
import { fieldOf, type Vocabulary } from "../model/vocabulary";
import { HiddenFindings } from "./HiddenFindings";

const SETTLES_MS = 200;
const LABELS = 4;

export function Coverage({ vocabulary }: { vocabulary: Vocabulary }) {
  const store = useStore();
  const covered = useBoard((state) => state.coverage);
  const hidden = useBoard((state) => state.settings.hidden);
  const evaluation = useBoard((state) => state.ledger.evaluation);
  const connection = useBoard((state) => state.connection);
  useEffect(() => {
    const timer = window.setTimeout(() => store.cover(), SETTLES_MS);
    return () => window.clearTimeout(timer);
  }, [store, evaluation, connection]);
  if (hidden) return <HiddenFindings />;
  if (!covered) return <p className="quiet pad">Asking the server…</p>;
  return (
    <div className="coverage">
      <h3>Topics</h3>
      {covered.topics.map((topic) => (
        <Topic key={topic.title} topic={topic} vocabulary={vocabulary} />
      ))}
      <h3>Skills</h3>
      {covered.skills.map((skill) => (
        <Skill key={skill.title} skill={skill} />
      ))}
      <p className="quiet">The evidence is for people to weigh. There is no score.</p>
    </div>
  );
}

function Topic({ topic, vocabulary }: { topic: TopicCovered; vocabulary: Vocabulary }) {
  const nodes = useBoard((state) => state.ledger.view.nodes);
  const silent = topic.stated.length === 0;
  return (
    <section className={`covered${silent ? " is-silent" : ""}`} data-topic={topic.title}>
      <h4>{topic.title}</h4>
      <p className="stated">
        {silent ? "Nothing stated" : labelled(topic.stated, vocabulary, (id) => nodes[id]?.kind ?? "")}
      </p>
      <Evidence of={topic} />
    </section>
  );
}

function Skill({ skill }: { skill: SkillCovered }) {
  return (
    <section className="covered" data-skill={skill.title}>
      <h4>{skill.title.charAt(0).toUpperCase() + skill.title.slice(1)}</h4>
      <p className="stated">
        {skill.passed} rule{skill.passed === 1 ? "" : "s"} passed
        {skill.not_judged > 0 && `, ${skill.not_judged} could not be judged yet`}
      </p>
      <Evidence of={skill} />
    </section>
  );
}

function Evidence({ of: one }: { of: Covered }) {
  return (
    <>
      <Places word="Missing" prints={one.missing} />
      <Places word="At odds" prints={one.at_odds} />
      <Places word="Answered" prints={one.answered} />
    </>
  );
}

/** The findings of one kind, each a way to the finding itself. */
function Places({ word, prints }: { word: string; prints: readonly string[] }) {
  const store = useStore();
  const findings = useBoard((state) => state.ledger.evaluation.findings);
  const nodes = useBoard((state) => state.ledger.view.nodes);
  const found = prints
    .map((print) => findings.find((one) => one.fingerprint === print))
    .filter((one): one is Finding => one !== undefined);
  if (found.length === 0) return null;
  return (
    <div className="places">
      <b>
        {word} <span>{found.length}</span>
      </b>
      {found.map((one) => (
        <button
          key={one.fingerprint}
          type="button"
          className={`place is-${one.severity}`}
          title={one.message}
          onClick={() => {
            store.settings({ tab: "findings" });
            store.set({ opened: one.fingerprint });
            const [first] = one.nodes;
            if (first === undefined || !(first in nodes)) return;
            store.select([first]);
            store.canvas?.reveal([first]);
          }}
        >
          {one.code}
          {one.nodes[0] !== undefined && ` ${nodeTitle(one.nodes[0], nodes[one.nodes[0]])}`}
        </button>
      ))}
    </div>
  );
}

function labelled(
  stated: readonly Stated[],
  vocabulary: Vocabulary,
  kindOf: (id: string) => string,
): string {
  const counts = new Map<string, number>();
  for (const [id, field] of stated) {
    const { label } = fieldOf(vocabulary, kindOf(id), field);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]);
  const named = often.slice(0, LABELS).map(([label, count]) => (count > 1 ? `${label} ×${count}` : label));
  const more = often.length > LABELS ? ` and ${often.length - LABELS} more` : "";
  return `${stated.length} stated: ${named.join(", ")}${more}`;
}
