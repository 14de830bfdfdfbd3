/** The pill that always says how much is left to settle, and the switch that hides it all. */

import { sameJson, useBoard, useStore } from "../board/context";
import { Icon } from "../board/icons";
import { nextFinding } from "../board/keys";
import { SEVERITIES } from "../model/evaluation";
import { goingOn, hiddenCount } from "../model/practice";

export function FindingsPill() {
  const store = useStore();
  const hidden = useBoard((state) => state.settings.hidden);
  const settled = useBoard((state) => state.settled);
  const counts = useBoard((state) => {
    const open = state.ledger.evaluation.findings.filter((one) => one.status === "open");
    return SEVERITIES.map(([name]) => open.filter((one) => one.severity === name).length);
  }, sameJson);
  const attempt = useBoard((state) => goingOn(state.practice));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const say = hidden
    ? "Findings hidden"
    : attempt
      ? practising(hiddenCount(attempt), total)
      : total === 0
      ? "Nothing to settle"
      : `${total} ${total === 1 ? "thing" : "things"} to settle`;
  return (
    <>
      <button
        type="button"
        className={`pill${hidden ? " is-hidden" : total === 0 && !attempt ? " is-clear" : ""}`}
        data-pill={hidden ? "hidden" : total}
        disabled={hidden}
        title={hidden ? "Findings are hidden (Shift H shows them)" : "Go to the first of them (Shift N: the next)"}
        onClick={() => {
          store.settings({ panel: true, tab: "findings" });
          store.set({ opened: null });
          if (!attempt) nextFinding(store);
        }}
      >
        {!hidden &&
          SEVERITIES.map(([name, letter, word], at) =>
            counts[at] ? (
              <span key={name} className={`count is-${name}`} title={`${counts[at]} ${word}`}>
                <i>{letter}</i>
                {counts[at]}
              </span>
            ) : null,
          )}
        {!hidden && !attempt && total === 0 && <Icon name="check" size={14} />}
        {say}
        {!hidden && settled.stamp > 0 && (
          <span key={settled.stamp} className="tick" aria-hidden="true">
            <Icon name="check" size={13} />
          </span>
        )}
      </button>
      <button
        type="button"
        className={`tool${hidden ? " is-on" : ""}`}
        role="switch"
        aria-checked={hidden}
        aria-label="Hide findings"
        aria-keyshortcuts="Shift H"
        title={`${hidden ? "Show" : "Hide"} every finding, for a shared screen (Shift H)`}
        data-hide-findings={hidden}
        onClick={() => store.settings({ hidden: !hidden })}
      >
        <Icon name={hidden ? "eyeoff" : "eye"} />
      </button>
    </>
  );
}

/** What the pill says in practice: how much is hidden, and how much of the revealed is open. */
function practising(hidden: number, open: number): string {
  const kept = `${hidden} hidden`;
  return open > 0 ? `${kept}, ${open} to settle` : kept;
}
