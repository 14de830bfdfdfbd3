"""LEAK408: the test period begins before the labels of the training period are in."""

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
    Lane,
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
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_OVERLAP = "overlap"
_IMMATURE = "immature"
_BY_TIME = frozenset({"time", "time+group"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The gap, and what it must at least be; ``short`` in seconds."""

    dataset: str
    label: str
    gap: str
    horizon: str  # empty where it is not stated
    delay: str  # empty where it is not stated
    overlap: bool
    gap_stated: bool
    short: float
    least: str


class TrainTestGapTooShort(Rule[tuple["Node", "Node"], Facts]):
    """The gap between training and test is shorter than it takes to know the labels.

    ## What it does
    For each dataset split by time, compares the gap between the end of training and the start of
    the test with the horizon of the label (below it, the label windows overlap) and with the label
    delay (below it, training uses labels that production would not have had that day).

    ## Why it matters
    With a 14-day horizon and no gap, the outcome of a training row happens inside the test period.
    The offline number is one no real training run could reach.

    ## How to fix it
    Leave a gap of the label delay, or purge training rows whose label window reaches the test.

    ## When it does not apply
    Labels that are known at once; a rolling-origin evaluation that takes labels as they were known
    on each date; a gap measured on label time (mark the gap as not applicable and say so).

    ## References
    - LDP 7: purging and embargo.
    - KN L3.1: temporal leakage.
    - RoML 33: test on later data.
    """

    code = "LEAK408"
    name = "train-test-gap-too-short"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _OVERLAP: ByLevel.of("-/W/E/E"),
        _IMMATURE: ByLevel.of("-/W/W/W"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING,)
    question = "On the day you would really have trained this model, which of these labels existed?"
    sources = ("LDP 7 purging", "KN L3.1", "RoML 33")
    checks_what = "the train-test gap"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "no gap under a 14-day horizon",
            """
            nodes:
              churn: {kind: label, horizon: 14 d, label_delay: 21 d}
              rows: {kind: dataset, split: time, gap: 0 d}
              model: {kind: model, type: gbdt}
            edges: [churn -> rows, rows -> model]
            """,
            at=("rows",),
            variant="overlap",
        ),
        Bad(
            "the windows are apart, but the labels of the last week are not known",
            """
            nodes:
              churn: {kind: label, horizon: 14 d, label_delay: 21 d}
              rows: {kind: dataset, split: time, gap: 14 d}
              model: {kind: model, type: gbdt}
            edges: [churn -> rows, rows -> model]
            """,
            at=("rows",),
            variant="immature",
        ),
        Bad(
            "no gap is stated",
            """
            nodes:
              churn: {kind: label, horizon: 14 d, label_delay: 21 d}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [churn -> rows, rows -> model]
            """,
            at=("rows",),
            variant="overlap",
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "a gap of the label delay",
            """
            nodes:
              churn: {kind: label, horizon: 14 d, label_delay: 21 d}
              rows: {kind: dataset, split: time, gap: 21 d}
              model: {kind: model, type: gbdt}
            edges: [churn -> rows, rows -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, Node]]:
        """Every dataset split by time, with each label its models predict."""
        return (
            (dataset, board.node(label))
            for dataset in board.of_kind(Kind.DATASET)
            if dataset.get(a.SPLIT) in _BY_TIME and not board.is_na(dataset, a.GAP)
            for label in board.lineage.labels_of(dataset.id)
        )

    def judge(
        self, board: Board, subject: tuple[Node, Node]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare the gap with the horizon first and with the delay next."""
        dataset, label = subject
        horizon = board.number(label, a.HORIZON)
        delay = board.number(label, a.LABEL_DELAY)
        gap = board.number(dataset, a.GAP) or Number.default(0.0, a.GAP.name, "0 d")
        if horizon is not None:
            overlap = exceeds(horizon, gap)
            if overlap is not Verdict.HOLDS:
                yield _observation(subject, gap, horizon, timing=(horizon, delay), verdict=overlap)
                return
        if delay is None:
            if label.get(a.ORIGIN) in (None, "natural") and not board.is_na(label, a.LABEL_DELAY):
                yield Demand(label.id, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
            return
        immature = exceeds(delay, gap)
        if immature is not Verdict.HOLDS:
            yield _observation(subject, gap, delay, timing=(horizon, delay), verdict=immature)

    def explain(self, facts: Facts) -> Explanation:
        """Put the gap beside what it must be."""
        needs = facts.horizon or facts.delay
        known = f" (known after {facts.delay})" if facts.delay and facts.horizon else ""
        gap = facts.gap if facts.gap_stated else f"{facts.gap} (no gap is stated)"
        what = (
            f"labels of {facts.label} need {needs}{known}: the label windows overlap."
            if facts.overlap
            else f"{facts.label} is known only after {facts.delay}: on that day production would "
            "not have had the youngest training labels."
        )
        return Explanation(
            message=f"{facts.dataset}: test starts {gap} after train ends, but {what}",
            working=(
                f"gap = {gap}",
                f"needed = {needs if facts.overlap else facts.delay}",
                f"short by {duration_text(facts.short)}",
            ),
            remedy=f"a gap of at least {facts.least}",
        )


def _observation(
    subject: tuple[Node, Node],
    gap: Number,
    bound: Number,  # the one of the two timings that the gap breaks
    *,
    timing: tuple[Number | None, Number | None],
    verdict: Verdict,
) -> Observation[Facts]:
    dataset, label = subject
    horizon, delay = timing
    overlap = bound is horizon
    enough = bound if delay is None else bound.largest(delay)
    gap_stated = gap.quantity is not None
    return Observation(
        at=Place((dataset.id, label.id), fields=(a.GAP.name,)),
        facts=Facts(
            dataset=dataset.title,
            label=label.title,
            gap=as_stated(gap),
            horizon="" if horizon is None else as_stated(horizon),
            delay="" if delay is None else as_stated(delay),
            overlap=overlap,
            gap_stated=gap_stated,
            short=bound.high - gap.low,
            least=duration_text(enough.high),
        ),
        certainty=Certainty(verdict.value) if gap_stated else Certainty.POSSIBLE,
        variant=_OVERLAP if overlap else _IMMATURE,
        numbers=(gap, bound),
        fix=(SetField(a.GAP.name, duration_text(enough.high), id=dataset.id),),
    )
