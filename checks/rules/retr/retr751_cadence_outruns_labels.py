"""RETR751: the model is trained again before there is anything new to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.wording import count, percent
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Cadences in seconds, and the new positives of a cycle."""

    job: str
    label: str
    period: float
    arrival: float
    positives: float
    per_day: float
    rate: float


class CadenceOutrunsLabels(Rule["Node", Facts]):
    """The model is trained again before there is anything new to learn.

    ## What it does
    Compares the cadence of a training job with the cadence at which labels arrive, and counts the
    new positives of one cycle: events a day times coverage, base rate and days.

    ## Why it matters
    Most of those runs give the same model, cost the same, and each is a release that can go wrong.

    ## How to fix it
    Train as often as labels arrive, or when enough new positives have.

    ## When it does not apply
    A label delay longer than the cadence alone: with labels arriving daily each run still gains a
    day. Refreshing statistics, or embeddings of new items.

    ## References
    - HUYEN 9: continual learning.
    - CHAP: delayed feedback.
    - MLTS Model 4: the value of staleness is known.
    """

    code = "RETR751"
    name = "cadence-outruns-labels"
    severity = ByLevel.of("-/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "same_labels": ByLevel.of("-/W/W/E"),
        "few_positives": ByLevel.of("-/W/W/W"),
        "hardly_any": ByLevel.of("-/W/E/E"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "What is different in today's training set compared with yesterday's?"
    sources = ("HUYEN 9", "CHAP", "MLTS Model 4")
    checks_what = "what a new run learns"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "daily runs on labels that come weekly",
            """
            nodes:
              churned: {kind: label, arrival_period: weekly}
              training: {kind: training_job, period: daily}
              model: {kind: model, type: gbdt}
            edges: ["churned -> training: feeds", "training -> model: trains"]
            """,
            at=("training",),
            variant="same_labels",
        ),
        Bad(
            "forty new positives a day",
            """
            nodes:
              fraud: {kind: label, labels_per_day: 20k/day, base_rate: 0.2%}
              training: {kind: training_job, period: daily}
              model: {kind: model, type: gbdt}
            edges: ["fraud -> training: feeds", "training -> model: trains"]
            """,
            at=("training",),
            variant="few_positives",
        ),
        Bad(
            "four new positives a day",
            """
            nodes:
              fraud: {kind: label, labels_per_day: 2k/day, base_rate: 0.2%}
              training: {kind: training_job, period: daily}
              model: {kind: model, type: gbdt}
            edges: ["fraud -> training: feeds", "training -> model: trains"]
            """,
            at=("training",),
            variant="hardly_any",
        ),
        Good(
            "labels of a month ago arrive every day",
            """
            nodes:
              fraud: {kind: label, labels_per_day: 2M/day, base_rate: 0.2%, label_delay: 30 d,
                    arrival_period: daily}
              training: {kind: training_job, period: daily}
              model: {kind: model, type: gbdt}
            edges: ["fraud -> training: feeds", "training -> model: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The jobs that train by the clock."""
        return (
            node
            for node in board.of_kind(Kind.TRAINING_JOB)
            if board.number(node, a.PERIOD) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare its cadence with what arrives in between."""
        period = board.number(subject, a.PERIOD)
        if period is None or period.low <= 0:
            return
        for label in _labels(board, subject):
            arrival = board.number(label, a.ARRIVAL_PERIOD)
            verdict = Verdict.HOLDS if arrival is None else exceeds(arrival, period)
            if arrival is not None and verdict is not Verdict.HOLDS:
                yield _seen(subject, label, period, verdict, "same_labels", arrival=arrival)
                return
            gained = _positives(board, label, period)
            if gained is None:
                continue
            positives, per_day, rate = gained
            variant = "hardly_any" if positives.high < _HARDLY else "few_positives"
            verdict = exceeds(
                Number.exactly(_HARDLY if variant == "hardly_any" else _FEW), positives
            )
            if verdict is not Verdict.HOLDS:
                yield _seen(
                    subject, label, period, verdict, variant, gained=(positives, per_day, rate)
                )
                return

    def explain(self, facts: Facts) -> Explanation:
        """Say what is new in a cycle."""
        period = duration_text(facts.period)
        if facts.arrival:
            arrival = duration_text(facts.arrival)
            return Explanation(
                message=(
                    f"{facts.job} runs every {period}, and labels of {facts.label} arrive every "
                    f"{arrival}: "
                    "most runs learn from the same labels."
                ),
                working=(
                    (
                        f"{arrival} / {period} = {figure(facts.arrival / facts.period, 3)} runs "
                        "on one set of labels"
                    ),
                ),
                remedy=f"A run every {arrival}, or when labels arrive.",
            )
        days = facts.period / 86400
        return Explanation(
            message=(
                f"{facts.job} runs every {period}, and a cycle brings "
                f"{figure(facts.positives, 3)} new "
                f"positives of {facts.label}."
            ),
            working=(
                (
                    f"{count(facts.per_day)}/day x {percent(facts.rate)} x {figure(days, 3)} d = "
                    f"{figure(facts.positives, 3)} positives"
                ),
            ),
            remedy=_often_enough(facts.per_day * facts.rate),
        )


def _often_enough(positives_per_day: float) -> str:
    if not positives_per_day:
        return f"A run when {_FEW:g} positives are there."
    needed = duration_text(_FEW / positives_per_day * 86400)
    return f"A run every {needed}, which brings {_FEW:g}, or when so many are there."


_FEW = 100.0
_HARDLY = 10.0


def _labels(board: Board, job: Node) -> tuple[Node, ...]:
    models = [
        edge.target
        for edge in board.out_of(job.id, Relation.TRAINS)
        if edge.target in board.lineage.models
    ]
    found = {label for model in models for label in board.lineage.targets(model)}
    return tuple(board.node(one) for one in sorted(found))


def _positives(board: Board, label: Node, period: Number) -> tuple[Number, Number, Number] | None:
    """New positives of a cycle, with the events a day and the share of positives."""
    rate = board.number(label, a.BASE_RATE)
    events = board.number(label, a.LABELS_PER_DAY)
    if rate is None or events is None or rate.low <= 0:
        return None
    coverage = board.number(label, a.COVERAGE)
    events = events if coverage is None else events * coverage
    per_day = events * Number.exactly(86400.0)
    return events * rate * period, per_day, rate


def _seen(
    job: Node,
    label: Node,
    period: Number,
    verdict: Verdict,
    variant: str,
    *,
    arrival: Number | None = None,
    gained: tuple[Number, Number, Number] | None = None,
) -> Observation[Facts]:
    positives, per_day, rate = gained or (None, None, None)
    return Observation(
        at=Place((job.id, label.id), fields=(a.PERIOD.name,)),
        facts=Facts(
            job=job.title,
            label=label.title,
            period=period.value,
            arrival=0.0 if arrival is None else arrival.value,
            positives=0.0 if positives is None else positives.value,
            per_day=0.0 if per_day is None else per_day.value,
            rate=0.0 if rate is None else rate.value,
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=tuple(one for one in (period, arrival, positives) if one is not None),
        fix=()
        if arrival is None or arrival.quantity is None
        else (SetField(field=a.PERIOD.name, value=arrival.quantity.text, id=job.id),),
    )
