"""MON609: a monitor compares with something that hides what it is meant to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.durations import as_stated, duration_text
from checks.facts.releases import words_in
from checks.facts.wording import percent
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
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.changes import Change
    from design.model import Node

_DAY = 86400.0
_WEEK = Number.exactly(7 * _DAY)
_YEAR = 365 * _DAY
_SLOW = frozenset({"input_drift", "prediction_drift", "quality", "business", "groundedness"})
_OF_A_MODEL = frozenset({"prediction_drift", "quality", "business", "groundedness"})
_FIXED = frozenset({"fixed_train", "fixed_prod", "seasonal"})
_VERSIONS = frozenset("arm build model release variant version".split())


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared with what; spans in seconds."""

    title: str
    variant: str
    window: str
    span: str
    versions: int
    unseen: float | None  # what a year may lose without an alarm, as a share
    target: str = ""


class ReferenceWindow(Rule["Node", Facts]):
    """The reference of a monitor slides, is too short, mixes versions or is of another population.

    ## What it does
    Raises a rolling reference with no fixed one beside it; a reference shorter than the weekly
    cycle; a window over several model versions that are not told apart; and a training reference
    for predictions when the training set was resampled.

    ## Why it matters
    A reference that slides with the drift never shows a slow one: each week differs a little from
    the last, and the sum of a year is never compared with anything.

    ## How to fix it
    Keep one fixed reference per model version beside the rolling one, at least a week long.

    ## When it does not apply
    A seasonal reference; short windows for errors and latency.

    ## References
    - EVID, NML: reference windows.
    - Huyen 2022, ch. 8; HTD 7: fixed thresholds in a changing world.
    """

    code = "MON609"
    name = "reference-window"
    severity = ByLevel.of("-/I/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "slides": ByLevel.of("-/I/W/W"),
        "short": ByLevel.of("-/I/W/W"),
        "mixes_versions": ByLevel.of("-/I/W/W"),
        "resampled": ByLevel.of("-/I/W/W"),
    }
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "Quality falls 0.2% a week for a year: does your detector ever fire?"
    sources = ("EVID reference windows", "NML", "HUYEN 8", "HTD 7")
    checks_what = "reference windows"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "each week is compared with the week before",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              quality: {kind: monitor, signal: quality, reference: rolling, window: 7 d,
                        threshold: drops 2% relative}
            edges: ["quality -> ranker: monitors"]
            """,
            at=("quality",),
            variant="slides",
        ),
        Bad(
            "two days do not know the weekend",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: prediction_drift, reference: fixed_prod, ref_span: 2 d,
                      window: 1 d, threshold: 0.2}
            edges: ["drift -> ranker: monitors"]
            """,
            at=("drift",),
            variant="short",
        ),
        Good(
            "four fixed weeks",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: prediction_drift, reference: fixed_prod,
                      ref_span: 28 d, window: 1 d, threshold: 0.2}
            edges: ["drift -> ranker: monitors"]
            """,
        ),
        Good(
            "a rolling monitor with a fixed one beside it",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              sudden: {kind: monitor, signal: quality, reference: rolling, window: 7 d,
                       threshold: drops 2% relative}
              slow: {kind: monitor, signal: quality, reference: fixed_prod, ref_span: 28 d,
                     window: 7 d, threshold: drops 2% relative}
            edges: ["sudden -> ranker: monitors", "slow -> ranker: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The monitors of something that moves slowly."""
        return (
            one for one in board.monitoring.monitors if board.monitoring.signals_of(one) & _SLOW
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look for each way in which the comparison hides the change."""
        reference, window = subject.get(a.REFERENCE), board.number(subject, a.WINDOW)
        span = board.number(subject, a.REF_SPAN)
        if reference == "rolling" and not _has_fixed_beside(board, subject):
            yield _observation(board, subject, "slides", (window,))
        if span is not None and reference not in (None, "seasonal"):
            short = exceeds(_WEEK, span)
            if short is not Verdict.HOLDS:
                yield _observation(board, subject, "short", (span,), short)
        period = _release_period(board, subject)
        if period is not None and window is not None and _mixes(board, subject):
            mixed = exceeds(window, period)
            if mixed is not Verdict.HOLDS:
                yield _observation(board, subject, "mixes_versions", (window, period), mixed)
        if reference == "fixed_train" and _is_resampled(board, subject):
            yield _observation(board, subject, "resampled", ())

    def explain(self, facts: Facts) -> Explanation:
        """Say what the comparison hides."""
        if facts.variant == "slides":
            year = (
                ""
                if facts.unseen is None
                else f" A change just below the threshold adds up to {percent(facts.unseen)} a year"
                " without an alarm."
            )
            return Explanation(
                message=(
                    f"{facts.title} compares {facts.window} with the time before: the reference "
                    f"slides with the drift.{year}"
                ),
                remedy="A second monitor of the same signal with a fixed reference.",
            )
        if facts.variant == "short":
            return Explanation(
                message=(
                    f"{facts.title} compares with a reference of {facts.span}, which is shorter "
                    "than the weekly cycle."
                ),
                remedy="A reference of at least 7 d, or the same days of the week before.",
            )
        if facts.variant == "mixes_versions":
            return Explanation(
                message=(
                    f"{facts.title} looks at {facts.window}, in which up to {facts.versions} "
                    f"versions of {facts.target} answer, and does not tell them apart."
                ),
                working=(f"window {facts.window} > a new version every {facts.span}",),
                remedy="Split it by version.",
            )
        return Explanation(
            message=(
                f"{facts.title} compares predictions with training data, which were resampled: "
                "they differ with no drift at all."
            ),
            remedy="A reference of production predictions, or the training scores reweighted.",
        )


def _observation(
    board: Board,
    monitor: Node,
    variant: str,
    numbers: tuple[Number | None, ...],
    verdict: Verdict = Verdict.CERTAIN,
) -> Observation[Facts]:
    given = tuple(number for number in numbers if number is not None)
    window, period = board.number(monitor, a.WINDOW), _release_period(board, monitor)
    versions = 0
    if window is not None and period is not None and period.value > 0:
        versions = whole.at_least(window.value / period.value) + 1
    span = period if variant == "mixes_versions" else board.number(monitor, a.REF_SPAN)
    field = {"mixes_versions": a.SEGMENT_BY.name, "short": a.REF_SPAN.name}
    models = board.monitoring.models_of(monitor)
    return Observation(
        at=Place((monitor.id,), fields=(field.get(variant, a.REFERENCE.name),)),
        facts=Facts(
            title=monitor.title,
            variant=variant,
            window="its window" if window is None else as_stated(window),
            span="" if span is None else duration_text(span.value),
            versions=versions,
            unseen=_unseen(board, monitor, window),
            target=models[0].title if models else "the model",
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=given,
        fix=_fix(monitor, variant),
    )


def _fix(monitor: Node, variant: str) -> tuple[Change, ...]:
    if variant != "mixes_versions":
        return ()
    split = monitor.get(a.SEGMENT_BY)
    return (
        SetField(a.SEGMENT_BY.name, f"{split}, version" if split else "version", id=monitor.id),
    )


def _unseen(board: Board, monitor: Node, window: Number | None) -> float | None:
    threshold = board.number(monitor, a.THRESHOLD)
    stated = monitor.get(a.THRESHOLD)
    if stated is None or threshold is None or window is None or window.value <= 0:
        return None
    return threshold.value * _YEAR / window.value if stated.in_percent else None


def _has_fixed_beside(board: Board, monitor: Node) -> bool:
    signals = board.monitoring.signals_of(monitor)
    observed = board.monitoring.observed(monitor)
    return any(
        other.get(a.REFERENCE) in _FIXED
        and board.monitoring.signals_of(other) & signals
        and board.monitoring.observed(other) & observed
        for other in board.monitoring.monitors
    )


def _mixes(board: Board, monitor: Node) -> bool:
    split = words_in(monitor.get(a.SEGMENT_BY) or "")
    return bool(board.monitoring.signals_of(monitor) & _OF_A_MODEL) and not split & _VERSIONS


def _release_period(board: Board, monitor: Node) -> Number | None:
    """How often a new version of what it observes comes; the shortest where there are several."""
    periods = []
    for model in board.monitoring.models_of(monitor):
        jobs = board.sources_of(model.id, Relation.TRAINS)
        rolled = board.sources_of(model.id, Relation.ROLLS_OUT)
        for owner in (*jobs, *rolled):
            period = board.number(owner, a.PERIOD)
            if period is not None and period.low > 0:
                periods.append(period)
    return min(periods, key=lambda period: period.value) if periods else None


def _is_resampled(board: Board, monitor: Node) -> bool:
    if "prediction_drift" not in board.monitoring.signals_of(monitor):
        return False
    for model in board.monitoring.models_of(monitor):
        for one in board.sources_of(model.id, Relation.TRAINS):
            kept = board.number(one, a.SAMPLING)
            if kept is not None and kept.high < 1 and one.get(a.REWEIGHTED) is not True:
                return True
    return False
