"""MON608: quality is measured only with labels that come too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
from checks.facts.monitoring import OUTCOMES
from checks.numbers import Number
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_WEEK = Number.default(7 * 86400.0, a.MAX_DEGRADED_TIME.name, "7 d")


@dataclass(frozen=True, slots=True)
class Facts:
    """How late the first news of quality comes, and how late it may come; seconds."""

    title: str
    delay: float
    delay_text: str
    tolerated: float


class LabelDelayBlindSpot(Rule["Node", Facts]):
    """Quality is known only once late labels arrive, and nothing speaks before.

    ## What it does
    Takes every monitor of quality or business on a model, with the delay of its metric or of the
    labels it needs. If the earliest comes later than the longest tolerable degradation (a week
    where none is stated), it looks for a signal that needs no label: prediction drift, a sample
    people grade, groundedness.

    ## Why it matters
    A fault on day 0 is invisible until the labels of day 0 are in. By then it has decided on a
    month of cases.

    ## How to fix it
    Watch the predictions themselves, grade a sample by hand, or find an early outcome that moves
    with the late one.

    ## When it does not apply
    A part of the labels arrives early; the delayed metric is one of several.

    ## References
    - NML: estimating performance without targets (CBPE).
    - Chapelle 2014: delayed feedback.
    """

    code = "MON608"
    name = "label-delay-blind-spot"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "What can you say about yesterday's predictions today, and how wrong can that be?"
    sources = ("NML CBPE", "HUYEN 8", "CHAP")
    checks_what = "the blind spot of late labels"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "chargebacks come after thirty days and nothing speaks before",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud: {kind: model, type: gbdt, max_degraded_time: 3 d}
              recall: {kind: monitor, signal: quality, needs_labels: yes, threshold: 5% relative,
                       window: 7 d}
            edges: ["chargeback -> fraud: trains", "recall -> fraud: monitors"]
            """,
            at=("fraud",),
        ),
        Good(
            "the score distribution speaks the same day",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud: {kind: model, type: gbdt, max_degraded_time: 3 d}
              recall: {kind: monitor, signal: quality, needs_labels: yes}
              scores: {kind: monitor, signal: prediction_drift}
            edges:
              - "chargeback -> fraud: trains"
              - "recall -> fraud: monitors"
              - "scores -> fraud: monitors"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The served models whose outcome somebody measures."""
        return (node for node in board.monitoring.served_models if _outcome_monitors(board, node))

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the earliest news of quality with how long it may be missing."""
        if _speaks_without_labels(board, subject):
            return
        labels = [board.node(one) for one in board.lineage.targets(subject.id)]
        earliest: Number | None = None
        late = _outcome_monitors(board, subject)
        for monitor in late:
            if not _is_late(board, monitor):
                return
            delay = _delay(board, monitor, labels)
            if delay is None:
                for label in labels:
                    yield Demand(label.id, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
                return
            if earliest is None or delay.value < earliest.value:
                earliest = delay
        tolerated = _tolerated(board, subject)
        verdict = Verdict.HOLDS if earliest is None else exceeds(earliest, tolerated)
        if earliest is None or verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id, *(one.id for one in (*labels, *late)))),
            facts=Facts(subject.title, earliest.value, as_stated(earliest), tolerated.value),
            certainty=Certainty(verdict.value),
            numbers=(earliest, tolerated),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how long a fault stays invisible."""
        return Explanation(
            message=(
                f"{facts.title}: quality is only measured with labels {facts.delay_text} old; a "
                f"fault on day 0 is invisible until day {figure(facts.delay / 86400, 3)}."
            ),
            working=(
                (
                    f"first news after {duration_text(facts.delay)} > "
                    f"{duration_text(facts.tolerated)} tolerable"
                ),
            ),
            remedy=(
                "A monitor of prediction drift, or a graded sample, within "
                f"{duration_text(facts.tolerated)}."
            ),
        )


def _outcome_monitors(board: Board, model: Node) -> tuple[Node, ...]:
    asked = [
        edge.source
        for caller in board.monitoring.callers_of(model.id)
        for edge in board.into(caller, Relation.CONSUMES)
    ]
    return tuple(
        monitor
        for monitor in board.monitoring.watching(model.id, *asked)
        if board.monitoring.signals_of(monitor) & OUTCOMES
    )


def _speaks_without_labels(board: Board, model: Node) -> bool:
    around = (model.id, *board.monitoring.callers_of(model.id))
    if board.monitoring.signals(*around) & {"prediction_drift", "groundedness"}:
        return True
    near = {
        *around,
        *(edge.target for one in around for edge in board.out_of(one, Relation.LOGS_TO)),
    }
    return any(
        review.get(a.SAMPLES_PER_DAY) is not None
        and near
        & {
            *(edge.source for edge in board.into(review.id)),
            *(edge.target for edge in board.out_of(review.id)),
        }
        for review in board.of_kind(Kind.HUMAN_REVIEW)
    )


def _is_late(board: Board, monitor: Node) -> bool:
    """Whether it waits for anything: a graded sample and a business metric do not, unless said."""
    if monitor.get(a.SAMPLES_PER_DAY) is not None:
        return False
    if monitor.get(a.METRIC_DELAY) is not None or monitor.get(a.NEEDS_LABELS) is True:
        return True
    is_quality = "quality" in board.monitoring.signals_of(monitor)
    return is_quality and monitor.get(a.NEEDS_LABELS) is None


def _delay(board: Board, monitor: Node, labels: list[Node]) -> Number | None:
    stated = board.number(monitor, a.METRIC_DELAY)
    if stated is not None:
        return stated
    delays = [board.number(label, a.LABEL_DELAY) for label in labels]
    known = [delay for delay in delays if delay is not None]
    return min(known, key=lambda delay: delay.value) if known else None


def _tolerated(board: Board, model: Node) -> Number:
    around = (model.id, *board.monitoring.callers_of(model.id))
    stated = [board.number(board.node(one), a.MAX_DEGRADED_TIME) for one in around]
    known = [number for number in stated if number is not None]
    return min(known, key=lambda number: number.value) if known else _WEEK
