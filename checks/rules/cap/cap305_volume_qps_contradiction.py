"""CAP305: the volume of a day and the rate of a second cannot both be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.rates import rate_text
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
    Severity,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

IDENTITY_TOLERANCE = 0.25  # two ways to say the same volume
BURST = 20.0  # a peak this many times the average is a burst or a slip of units
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The two statements; rates in requests per second, sizes in bytes per second."""

    title: str
    what: str
    per_day: float  # events a day
    average: float
    stated: float
    event_bytes: float = 0.0


class VolumeQpsContradiction(Rule["Node", Facts]):
    """The volume of a day and the rate of a second cannot both be right.

    ## What it does
    Derives the average rate from the requests of a day and compares it with the stated peak and
    average; compares rows times event size with bytes a day; and asks about a peak over twenty
    times the average.

    ## Why it matters
    Capacity, quotas, cost and canary samples are computed from these numbers, and whichever of two
    contradicting ones is used, the result is in doubt.

    ## How to fix it
    Derive one from the other out loud and correct the wrong one.

    ## When it does not apply
    Consumers that ask several times per request state that on their call.

    ## References
    - XU 1: back-of-the-envelope estimates.
    - PB: numbers that contradict each other.
    """

    code = "CAP305"
    name = "volume-qps-contradiction"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "above_peak": ByLevel.of("W/E/E/E"),
        "two_averages": ByLevel.of("W/E/E/E"),
        "burst": ByLevel.of("I/I/I/I"),
        "bytes": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Can you derive one from the other out loud?"
    sources = ("XU 1", "PB")
    checks_what = "volume against rate"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "fifty million a day are more than 400 a second",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 400/s, requests_per_day: 50M/day}
            """,
            at=("api",),
            variant="above_peak",
        ),
        Bad(
            "two averages",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 200/s, requests_per_day: 50M/day}
            """,
            at=("api",),
            variant="two_averages",
        ),
        Bad(
            "a peak fifty times the average",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 10k QPS, avg_qps: 200/s}
            """,
            at=("api",),
            variant="burst",
        ),
        Bad(
            "20 million events of 4 KB are 80 GB",
            """
            nodes:
              clicks: {kind: source, rows_per_day: 20M/day, event_bytes: 4 KB,
                       bytes_per_day: 1.2 TB/day}
            """,
            at=("clicks",),
            variant="bytes",
        ),
        Good(
            "three times the average at the peak",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 1736/s, requests_per_day: 50M/day}
            """,
        ),
        Good(
            "30 against 30.4 days is rounding",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 570/s, requests_per_day: 50M/day}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every node that states a volume and something to hold it against.

        What a requirement says is judged where it applies, and once.
        """
        return (
            node
            for node in board.nodes
            if board.has_number(node, _NAMES)
            and not board.out_of(node.id, Relation.CONSTRAINS)
            and sum(board.number(node, one) is not None for one in _VOLUMES) > 1
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Each pair of statements, at most one finding of rates."""
        yield from _rates(board, subject)
        rows, size = board.number(subject, a.ROWS_PER_DAY), board.number(subject, a.EVENT_BYTES)
        stated = board.number(subject, a.BYTES_PER_DAY)
        if rows is None or size is None or stated is None or rows.low <= 0:
            return  # no rows make no volume; what it would be a contradiction of is nothing
        if _differ(rows * size, stated):
            facts = Facts(
                subject.title,
                "bytes",
                rows.value * _DAY,
                (rows * size).value,
                stated.value,
                size.value,
            )
            yield _seen(subject, a.BYTES_PER_DAY, facts, Verdict.CERTAIN, (rows, size, stated))

    def explain(self, facts: Facts) -> Explanation:
        """Say what the one makes of the other."""
        if facts.what == "bytes":
            return _of_bytes(facts)
        average, stated = (rate_text(one) for one in (facts.average, facts.stated))
        if facts.what == "burst":
            times = figure(facts.stated / facts.average, 3)
            return Explanation(
                message=(
                    f"{facts.title}: the peak of {stated} is {times} times the average of "
                    f"{average}: a burst, or a slip of units?"
                ),
                working=(f"{stated} / {average} = {times}",),
                remedy="Say what makes the burst, or correct the unit.",
                question="What happens in that minute that does not happen in the rest of the day?",
            )
        per_day = figure(round(facts.per_day))
        said = "the stated peak is" if facts.what == "above_peak" else "the stated average is"
        fits = figure(round(facts.stated * _DAY))
        atleast = "a peak of at least" if facts.what == "above_peak" else "an average of"
        return Explanation(
            message=(
                f"{facts.title}: {per_day} per day is {average} on average, but {said} {stated}."
            ),
            working=(f"{per_day} / 86400 s = {average}", f"{stated} x 86400 s = {fits} a day"),
            remedy=f"{atleast.capitalize()} {average}, or {fits} requests a day.",
        )


_RATES = (a.PEAK_QPS, a.AVG_QPS, a.REQUESTS_PER_DAY)
_VOLUMES = (*_RATES, a.ROWS_PER_DAY, a.BYTES_PER_DAY)
_NAMES = frozenset(one.name for one in _VOLUMES)


def _rates(board: Board, node: Node) -> Iterator[Observation[Facts]]:
    peak, average, per_day = (board.number(node, one) for one in _RATES)

    def facts(what: str, left: Number, right: Number) -> Facts:
        return Facts(node.title, what, left.value * _DAY, left.value, right.value)

    # A day's requests are held in requests per second like every rate.
    for mean in (per_day, average):
        verdict = Verdict.HOLDS if mean is None or peak is None else exceeds(mean, peak)
        if mean is not None and peak is not None and verdict is not Verdict.HOLDS:
            yield _seen(node, a.PEAK_QPS, facts("above_peak", mean, peak), verdict, (mean, peak))
            return
    if per_day is not None and average is not None and _differ(per_day, average):
        said = facts("two_averages", per_day, average)
        yield _seen(node, a.AVG_QPS, said, Verdict.CERTAIN, (per_day, average))
        return
    mean = average if average is not None else per_day
    if mean is None or peak is None or mean.value <= 0:
        return
    if exceeds(peak, mean * Number.exactly(BURST)) is Verdict.CERTAIN:
        yield _seen(node, a.PEAK_QPS, facts("burst", mean, peak), Verdict.CERTAIN, (mean, peak))


def _differ(one: Number, other: Number) -> bool:
    """Whether two statements of the same volume are further apart than rounding explains.

    Two ranges that overlap can be the same volume.
    """
    above = exceeds(one, other, tolerance=IDENTITY_TOLERANCE)
    below = exceeds(other, one, tolerance=IDENTITY_TOLERANCE)
    return Verdict.CERTAIN in {above, below}


def _seen(
    node: Node,
    field: Attribute[Quantity],
    facts: Facts,
    verdict: Verdict,
    numbers: tuple[Number, ...],
) -> Observation[Facts]:
    return Observation(
        at=Place((node.id,), fields=(field.name,)),
        facts=facts,
        certainty=Certainty(verdict.value),
        variant=facts.what,
        numbers=numbers,
        cap=Severity.INFO if facts.what == "burst" else Severity.ERROR,
    )


def _of_bytes(facts: Facts) -> Explanation:
    derived, stated = (
        show_value(one * _DAY, Dimension.BYTES) for one in (facts.average, facts.stated)
    )
    rows, size = figure(round(facts.per_day)), show_value(facts.event_bytes, Dimension.BYTES)
    return Explanation(
        message=f"{facts.title}: {rows} rows x {size} are {derived} per day, but {stated} per day "
        "is stated.",
        working=(f"{rows} x {size} = {derived}",),
        remedy=f"{derived} per day, or events of "
        f"{show_value(facts.stated * _DAY / facts.per_day, Dimension.BYTES)}.",
    )
