"""CAP311: what is kept outgrows where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Topic,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Bytes a day, days kept and bytes there are."""

    title: str
    per_day: float
    days: float
    whole: float
    capacity: float
    fits: int = 0  # days


class StorageRetention(Rule["Node", Facts]):
    """What is kept outgrows where it is kept.

    ## What it does
    Multiplies what arrives by its size and how long it is kept, and compares the product with the
    storage. More than 100 GB a day with no retention at all is mentioned.

    ## Why it matters
    Logs are free until the disk is full, on the day an incident is looked into.

    ## How to fix it
    A shorter retention, sampling, smaller events, or more storage.

    ## When it does not apply
    Sampled logs: state the keep rate. A stated hot tier is what is compared.

    ## References
    - XU 1: estimates.
    - AWSML: cost.
    - RoML 29: what to log.
    """

    code = "CAP311"
    name = "storage-retention"
    severity = ByLevel.of("-/I/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "full": ByLevel.of("-/I/W/W"),
        "unbounded": ByLevel.of("-/I/I/I"),
    }
    skills = (Skill.END_TO_END,)
    question = "Which of these logs do you need to train, which to debug, and for how long?"
    sources = ("XU 1", "AWSML cost", "RoML 29")
    checks_what = "storage"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA,)
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ninety days of 173 GB on ten terabytes",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 500/s}
              log: {kind: log, event_bytes: 4 KB, retention: 90 d, storage_capacity: 10 TB}
            edges: ["api -> log: logs_to"]
            """,
            at=("log",),
            variant="full",
        ),
        Bad(
            "173 GB a day for ever",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 500/s}
              log: {kind: log, event_bytes: 4 KB}
            edges: ["api -> log: logs_to"]
            """,
            at=("log",),
            variant="unbounded",
        ),
        Good(
            "one in ten is kept",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 500/s}
              log: {kind: log, event_bytes: 4 KB, retention: 90 d, storage_capacity: 10 TB,
                    sampling: 10%}
            edges: ["api -> log: logs_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The logs, and the sources that say how much they can hold."""
        return (
            node
            for node in board.of_kind(Kind.LOG, Kind.SOURCE)
            if node.kind is Kind.LOG or board.number(node, a.STORAGE_CAPACITY) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare what is kept with the room."""
        arriving = board.cost.arriving(subject)
        retention, capacity = (
            board.number(subject, a.RETENTION),
            board.number(subject, a.STORAGE_CAPACITY),
        )
        if arriving is None:
            return
        if retention is None:
            per_day = arriving * Number.exactly(_DAY)
            if per_day.low > _MUCH:
                yield Observation(
                    at=Place((subject.id,), fields=(a.RETENTION.name,)),
                    facts=Facts(subject.title, per_day.value, 0.0, 0.0, 0.0),
                    variant="unbounded",
                    numbers=(per_day,),
                )
            return
        whole = arriving * retention
        verdict = Verdict.HOLDS if capacity is None else exceeds(whole, capacity)
        if capacity is None or verdict is Verdict.HOLDS:
            return
        fits = int(capacity.low / arriving.high / _DAY)  # whole days
        yield Observation(
            at=Place((subject.id,), fields=(a.RETENTION.name, a.STORAGE_CAPACITY.name)),
            facts=Facts(
                subject.title,
                arriving.value * _DAY,
                retention.value / _DAY,
                whole.value,
                capacity.value,
                fits,
            ),
            certainty=Certainty(verdict.value),
            variant="full",
            numbers=(arriving, retention, capacity),
            fix=(SetField(field=a.RETENTION.name, value=f"{fits} d", id=subject.id),)
            if fits
            else (),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what piles up."""
        per_day, whole, capacity = map(_bytes, (facts.per_day, facts.whole, facts.capacity))
        if not facts.days:
            return Explanation(
                message=f"{facts.title} takes {per_day} a day, and nobody says for how long it is "
                "kept.",
                remedy=f"State the retention of {facts.title}.",
            )
        shorter = f"{facts.fits} d of retention, or " if facts.fits else ""
        return Explanation(
            message=f"{facts.title}: {per_day} a day x {facts.days:g} d = {whole}, above "
            f"{capacity}.",
            working=(f"{per_day} x {facts.days:g} = {whole} > {capacity}",),
            remedy=f"{shorter}{whole} of storage.",
        )


_DAY = 86400.0
_MUCH = 100e9  # bytes a day


def _bytes(value: float) -> str:
    return show_value(value, Dimension.BYTES)
