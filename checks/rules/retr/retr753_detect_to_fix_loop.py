"""RETR753: from the first bad prediction to the fix takes longer than it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.retraining import tolerated_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.retraining import Way
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts of the loop and the tolerance, in seconds."""

    title: str
    monitor: str
    parts: tuple[tuple[str, float], ...]
    tolerated: float


class DetectToFixLoop(Rule["Node", Facts]):
    """From the first bad prediction to the fix takes longer than it may.

    ## What it does
    Adds, for the fastest way from a monitor to a new model that is drawn, the monitor's window, the
    wait for labels, its cadence, the time until somebody answers, training and rollout, and
    compares the sum with the longest degradation that is tolerated.

    ## Why it matters
    Every one of these delays was chosen alone. Together they are how long users live with a model
    that is known to be wrong.

    ## How to fix it
    Attack the largest delay: a signal that needs no labels, an alert that starts the training, a
    shorter rollout, or a fallback in the meantime.

    ## When it does not apply
    A monitor or an alert that switches to a fallback by itself. Where the first action of the
    runbook takes the model out, that is the fix, and neither training nor rollout is waited for.

    ## References
    - PB stage 3: debugging.
    - HUYEN 8, 9.
    - SREW 5.
    - NIST MANAGE.
    """

    code = "RETR753"
    name = "detect-to-fix-loop"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Production got worse six weeks ago: which of these delays do you attack first?"
    sources = ("PB", "HUYEN 8, 9", "SREW 5", "NIST MANAGE")
    checks_what = "the time to a fix"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a week of window, two of labels and three days of canary",
            """
            nodes:
              churned: {kind: label, label_delay: 14 d}
              training: {kind: training_job, period: weekly, duration: 6 h}
              model: {kind: model, type: gbdt, max_degraded_time: 14 d}
              release: {kind: deployment, stages: [canary 5% for 3 d, full]}
              quality: {kind: monitor, signal: quality, needs_labels: yes,
                    threshold: drops 5% relative, window: 7 d, period: daily}
            edges:
              - "churned -> training: feeds"
              - "training -> model: trains"
              - "release -> model: rolls_out"
              - "quality -> model: monitors"
              - "quality -> training: triggers"
            """,
            at=("model",),
        ),
        Good(
            "drift of the inputs starts it, without labels",
            """
            nodes:
              churned: {kind: label, label_delay: 14 d}
              training: {kind: training_job, period: weekly, duration: 6 h}
              model: {kind: model, type: gbdt, max_degraded_time: 14 d}
              release: {kind: deployment, stages: [canary 5% for 3 d, full]}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d,
                    period: daily}
            edges:
              - "churned -> training: feeds"
              - "training -> model: trains"
              - "release -> model: rolls_out"
              - "drift -> model: monitors"
              - "drift -> training: triggers"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The served models that say how long they may be wrong."""
        return (
            node
            for node in board.monitoring.served_models
            if tolerated_of(board, node) is not None and board.retraining.of(node.id) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Take the fastest way that is drawn."""
        tolerated = tolerated_of(board, subject)
        ways = board.retraining.ways_to_fix(subject)
        if tolerated is None or not ways:
            return
        way = min(ways, key=lambda one: (one.total.value, one.monitor.id))
        verdict = exceeds(way.total, tolerated)
        if verdict is Verdict.HOLDS:
            if not any(_is_known_to_hold(one, tolerated) for one in ways):
                for label in way.waits_for:
                    yield Demand(label, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
            return
        yield Observation(
            at=Place((subject.id, way.monitor.id, *way.through)),
            facts=Facts(
                subject.title,
                way.monitor.title,
                tuple((name, number.value) for name, number in way.parts if number.value > 0),
                tolerated.value,
            ),
            certainty=Certainty(verdict.value),
            numbers=(way.total, tolerated),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say every delay, and the one to attack."""
        total = sum(seconds for _, seconds in facts.parts)
        terms = " + ".join(f"{name} {duration_text(seconds)}" for name, seconds in facts.parts)
        name, seconds = max(facts.parts, key=lambda part: part[1])
        left = seconds - (total - facts.tolerated)
        shorter = (
            f"{name} down to {duration_text(left)}" if left > 0 else f"a way without the {name}"
        )
        return Explanation(
            message=(
                f"{facts.title}: from onset to fix takes {duration_text(total)} ({terms}); "
                f"{duration_text(facts.tolerated)} is tolerated."
            ),
            working=(f"{terms} = {duration_text(total)}",),
            remedy=f"{shorter[0].upper()}{shorter[1:]}, or something to fall back to in the "
            "meantime.",
        )


def _is_known_to_hold(way: Way, tolerated: Number) -> bool:
    """Whether *way* is quick enough, with nothing left to ask."""
    return not way.waits_for and exceeds(way.total, tolerated) is Verdict.HOLDS
