/** The calm clock of an attempt: whole minutes and the phase; it can be put away. */

import { useEffect, useState } from "react";

import { sameJson, useBoard } from "../board/context";
import { goingOn, phaseAt } from "../model/practice";

const OFTEN_MS = 10_000;

export function Clock() {
  const attempt = useBoard((state) => goingOn(state.practice), sameJson);
  const [now, setNow] = useState(Date.now);
  const [away, setAway] = useState(false);
  const runs = attempt !== null && attempt.minutes > 0;
  useEffect(() => {
    if (!runs) return;
    const timer = window.setInterval(() => setNow(Date.now()), OFTEN_MS);
    return () => window.clearInterval(timer);
  }, [runs]);
  if (!attempt || !runs) return null;
  const elapsed = Math.max(0, Math.floor((now - Date.parse(attempt.began)) / 60_000));
  const phase = phaseAt(attempt, elapsed);
  const say = phase ? `${phase.name}, until ${phase.until} min` : "Time is up; finish in peace";
  const plan = attempt.phases.map((one) => `${one.name}: ${one.minutes} min`).join("\n");
  return (
    <button
      type="button"
      className="clock"
      data-clock={elapsed}
      aria-label={away ? "Show the clock" : undefined}
      title={`${plan}\n\nClick to ${away ? "show" : "hide"} the time`}
      onClick={() => setAway(!away)}
    >
      {away ? (
        "Clock"
      ) : (
        <>
          <b>
            {elapsed}/{attempt.minutes} min
          </b>
          <span>{say}</span>
        </>
      )}
    </button>
  );
}
