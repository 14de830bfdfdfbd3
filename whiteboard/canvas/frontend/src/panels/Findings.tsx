/** Everything found, by severity and family: what, why, what to do, what to ask. */

import { useState } from "react";

import { useBoard } from "../board/context";
import { Icon } from "../board/icons";
import { SEVERITIES, type Finding } from "../model/evaluation";
import { goingOn } from "../model/practice";
import type { Vocabulary } from "../model/vocabulary";
import { FindingCard } from "./FindingCard";
import { HiddenFindings } from "./HiddenFindings";
import { Practice } from "./Practice";

const SHOWN_AT_ONCE = 6;

export function Findings({ vocabulary }: { vocabulary: Vocabulary }) {
  const { findings, outcomes } = useBoard((state) => state.ledger.evaluation);
  const hidden = useBoard((state) => state.settings.hidden);
  const attempt = useBoard((state) => goingOn(state.practice));
  const drawn = useBoard((state) => Object.keys(state.ledger.view.nodes).length > 0);
  if (hidden) return <HiddenFindings />;
  if (attempt) return <Practice attempt={attempt} vocabulary={vocabulary} />;
  const open = findings.filter((one) => one.status === "open");
  const answered = findings.filter((one) => one.status !== "open");
  const { passed, found, not_applicable, not_judged, crashed } = outcomes;
  const rules = passed + found + not_applicable + not_judged + crashed;
  return (
    <div className="findings">
      {open.length === 0 && (
        <p className="all-clear">
          <Icon name="check" /> {drawn ? "Nothing to settle." : "Nothing drawn yet."}
        </p>
      )}
      {SEVERITIES.map(([severity, letter, word]) => {
        const these = open.filter((one) => one.severity === severity);
        if (these.length === 0) return null;
        return (
          <section key={severity} aria-label={`${word}s`}>
            <h3 className={`severity is-${severity}`}>
              <i>{letter}</i>
              {word}
              <span>{these.length}</span>
            </h3>
            {byFamily(these).map(([family, members]) => (
              <Family key={family} name={family} members={members} vocabulary={vocabulary} />
            ))}
          </section>
        );
      })}
      {answered.length > 0 && (
        <details className="answered">
          <summary>{answered.length} accepted or not applicable</summary>
          {answered.map((one) => (
            <FindingCard key={one.fingerprint} finding={one} vocabulary={vocabulary} />
          ))}
        </details>
      )}
      {rules > 0 && (
        <p className="quiet outcomes">
          {passed + found} of {rules} rules applied
          {not_judged > 0 && `, ${not_judged} could not be judged yet`}
          {crashed > 0 && `, ${crashed} failed`}.
        </p>
      )}
    </div>
  );
}

function Family({
  name,
  members,
  vocabulary,
}: {
  name: string;
  members: readonly Finding[];
  vocabulary: Vocabulary;
}) {
  const [all, setAll] = useState(false);
  const opened = useBoard((state) => state.opened);
  const cut = !all && members.length > SHOWN_AT_ONCE;
  // The unfolded finding stays in sight even when it is not among the first.
  const shown = cut
    ? members.filter((one, at) => at < SHOWN_AT_ONCE || one.fingerprint === opened)
    : members;
  return (
    <div className="family" data-family={name}>
      {shown.map((one) => (
        <FindingCard key={one.fingerprint} finding={one} vocabulary={vocabulary} />
      ))}
      {cut && shown.length < members.length && (
        <button type="button" className="link more-findings" onClick={() => setAll(true)}>
          {members.length - shown.length} more of {name}
        </button>
      )}
    </div>
  );
}

function byFamily(findings: readonly Finding[]): [string, Finding[]][] {
  const families = new Map<string, Finding[]>();
  for (const one of findings) {
    const members = families.get(one.family);
    if (members) members.push(one);
    else families.set(one.family, [one]);
  }
  return [...families];
}
