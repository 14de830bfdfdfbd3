"""LEAK403: a feature reads label history that is not final yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
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
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.label_paths import LabelPath
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The lag the path gives and the delay the label needs; ``short`` in seconds."""

    feature: str
    label: str
    path: str
    lag: str
    delay: str
    least: str  # the lag that is surely enough
    short: float
    certain: bool


class LabelLagTooShort(Rule["LabelPath", Facts]):
    """A feature is built from label history more recent than the labels are final.

    ## What it does
    Adds up the lags between a label and a feature of the model that predicts it, and compares the
    sum with the delay after which the label is final, counted from the prediction.

    ## Why it matters
    In training the history is complete, because the chargebacks have come in since. At serving
    the last days of it are still empty. The model learns to trust a number it will never see.

    ## How to fix it
    Move the window of the feature back by at least the label delay, or train on the provisional
    value that was logged at serving.

    ## When it does not apply
    The lag is at least the label delay; the history is joined point-in-time; the feature is
    replayed from what was logged at serving.

    ## References
    - KN L3.1: temporal leakage.
    - CHAP: delayed feedback.
    - FEAST: point-in-time joins.
    """

    code = "LEAK403"
    name = "label-lag-too-short"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.DEBUGGING,)
    question = (
        "With a 30-day chargeback window, what does 'fraud count in the last 7 days' contain at "
        "serving time?"
    )
    sources = ("KN L3.1", "CHAP", "FEAST")
    checks_what = "leakage lag"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "7 days of lag under a 30-day chargeback delay",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud_count: {kind: feature, lag: 7 d}
              model: {kind: model, type: gbdt}
            edges:
              - chargeback -> fraud_count
              - fraud_count -> model
              - {edge: chargeback -> model, role: target}
            """,
            at=("fraud_count",),
        ),
        Bad(
            "a lag between 20 and 40 days may be too short",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud_count: {kind: feature}
              model: {kind: model, type: gbdt}
            edges:
              - {edge: chargeback -> fraud_count, lag: 20-40 d}
              - fraud_count -> model
              - {edge: chargeback -> model, role: target}
            """,
            at=("fraud_count",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "30 days of lag under a 30-day delay is no leak",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud_count: {kind: feature, lag: 30 d}
              model: {kind: model, type: gbdt}
            edges:
              - chargeback -> fraud_count
              - fraud_count -> model
              - {edge: chargeback -> model, role: target}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[LabelPath]:
        """The label paths that state a lag."""
        return (
            path
            for path in board.label_paths.paths
            if path.lag is not None and path.lag.high > 0 and path.label is not None
        )

    def judge(self, board: Board, subject: LabelPath) -> Iterator[Observation[Facts] | Demand]:
        """Compare the lag of the path with the delay of the label."""
        if subject.lag is None or subject.label is None:
            return
        label = board.node(subject.label)
        delay = board.number(label, a.LABEL_DELAY)
        if delay is None:
            if not board.is_na(label, a.LABEL_DELAY):
                yield Demand(label.id, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
            return
        verdict = exceeds(delay, subject.lag)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place(subject.shown_nodes, subject.shown_edges, (a.LAG.name,)),
            facts=Facts(
                feature=board.node(subject.entry).title,
                label=label.title,
                path=board.label_paths.text(subject),
                lag=as_stated(subject.lag),
                delay=as_stated(delay),
                least=duration_text(delay.high),
                short=delay.high - subject.lag.low,
                certain=verdict is Verdict.CERTAIN,
            ),
            certainty=Certainty(verdict.value),
            numbers=(subject.lag, delay),
            fix=_ending_earlier(board.node(subject.entry), delay),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Put the lag beside the delay."""
        flips = "" if facts.certain else f" It is no leak once the lag is {facts.least}."
        return Explanation(
            message=(
                f"{facts.feature} uses label history up to {facts.lag} before the prediction, but "
                f"{facts.label} is final only after {facts.delay} (path {facts.path}).{flips}"
            ),
            working=(
                f"lag on the path = {facts.lag}",
                f"label delay = {facts.delay}",
                f"too short by {duration_text(facts.short)}",
            ),
            remedy=f"a lag of at least {facts.least}, or a point-in-time join",
        )


def _ending_earlier(entry: Node, delay: Number) -> tuple[SetField, ...]:
    """Let the window end before the delay: that is a choice, and makes no data older."""
    text = duration_text(delay.high)
    if a.WINDOW_END_OFFSET.name in KINDS[entry.kind].fields:
        return (SetField(a.WINDOW_END_OFFSET.name, f"-{text}", id=entry.id),)
    return (SetField(a.LAG.name, text, id=entry.id),)
