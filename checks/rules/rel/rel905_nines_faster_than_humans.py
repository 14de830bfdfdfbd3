"""REL905: the promise allows less downtime than people need to react."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.error_budget import budget_period
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
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts of an incident and the budget, in seconds."""

    title: str
    slo: float
    days: float
    detect: float
    ack: float
    mitigate: float
    budget: float
    night: bool


class NinesFasterThanHumans(Rule["Node", Facts]):
    """The promise allows less downtime than people need to react.

    ## What it does
    Adds the time until an alert, until somebody answers it and until it is mitigated, and compares
    the sum with the downtime the objective allows. People on call in business hours only leave a
    night of twelve hours unattended.

    ## Why it matters
    One full outage that a person has to end spends the whole budget, however rare it is. Beyond
    three nines recovery has to be automatic.

    ## How to fix it
    Automate the first step (a fallback, a rollback, a restart), shorten it, or promise less.

    ## When it does not apply
    Where something else answers by itself while the part is down; batches, whose objective is
    counted in runs.

    ## References
    - CALC: the calculus of service availability.
    - SRE 3, 11: risk; being on-call.
    - SREW 5: alerting on SLOs.
    """

    code = "REL905"
    name = "nines-faster-than-humans"
    severity = ByLevel.of("-/I/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "incident": ByLevel.of("-/I/W/E"),
        "night": ByLevel.of("-/I/W/E"),
    }
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "Which part of that incident is automated?"
    sources = ("CALC", "SRE 3, 11", "SREW 5")
    checks_what = "the time to recover"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.ON_CALL,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "four nines and a person",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.99%}
              errors: {kind: monitor, signal: errors, window: 5 min, severity: page}
              page: {kind: alert, severity: page}
              people: {kind: oncall, hours: 24x7, ack_time: 5 min, mitigate_time: 20 min}
            edges: ["errors -> api: monitors", "errors -> page: raises", "page -> people: pages"]
            """,
            at=("api",),
            variant="incident",
        ),
        Bad(
            "nobody is there at night",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.5%}
              people: {kind: oncall, hours: business, ack_time: 5 min, mitigate_time: 20 min}
            """,
            at=("api",),
            variant="night",
        ),
        Good(
            "three nines leave 43 minutes",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              errors: {kind: monitor, signal: errors, window: 5 min, severity: page}
              page: {kind: alert, severity: page}
              people: {kind: oncall, hours: 24x7, ack_time: 5 min, mitigate_time: 20 min}
            edges: ["errors -> api: monitors", "errors -> page: raises", "page -> people: pages"]
            """,
        ),
        Good(
            "something else answers by itself",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.99%}
              static: {kind: fallback, type: heuristic}
              people: {kind: oncall, hours: 24x7, ack_time: 5 min, mitigate_time: 20 min}
            edges: ["api -> static: falls_back_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The answering endpoints that promise an availability and cannot help themselves."""
        return (
            node
            for node in board.dependencies.endpoints
            if board.number(node, a.AVAILABILITY_SLO) is not None
            and not board.out_of(node.id, Relation.FALLS_BACK_TO)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare one incident, and one night, with what the promise allows."""
        slo = board.number(subject, a.AVAILABILITY_SLO)
        if slo is None:
            return
        budget = (_ALL - slo) * Number.exactly(budget_period(slo))
        people = _people(board, subject)
        night = [one for one in people if one.get(a.HOURS) == "business"]
        parts = (_detect(board, subject), _ack(board, people), _mitigate(board, subject, people))
        variant, verdict = "incident", exceeds(parts[0] + parts[1] + parts[2], budget)
        numbers: tuple[Number, ...] = (slo, *parts)
        if verdict is not Verdict.CERTAIN and night and len(night) == len(people):
            at_night = exceeds(Number.exactly(_NIGHT), budget)
            if at_night is not Verdict.HOLDS and slo.value >= _PROMISES_NIGHTS:
                variant, verdict, numbers = "night", at_night, (slo,)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id, *(one.id for one in people)), fields=(a.AVAILABILITY_SLO.name,)),
            facts=Facts(
                title=subject.title,
                slo=slo.value,
                days=budget_period(slo) / 86400,
                detect=parts[0].value,
                ack=parts[1].value,
                mitigate=parts[2].value,
                budget=budget.value,
                night=variant == "night",
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=numbers,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how long one incident takes, and how long it may."""
        slo = show_value(facts.slo, Dimension.AVAILABILITY, digits=6)
        may = f"{facts.budget / 60:.3g} min"
        allows = f"{facts.title}: {slo} allows {may} per {facts.days:g} d"
        if facts.night:
            return Explanation(
                message=f"{allows}, and on call is in business hours: a night is {_NIGHT / 60:g} "
                "min.",
                working=(f"12 h = {_NIGHT / 60:g} min > {may}",),
                remedy=f"On call round the clock, or a promise of {_promise(_NIGHT, facts)} at "
                "most.",
            )
        total = facts.detect + facts.ack + facts.mitigate
        shown = [duration_text(one) for one in (facts.detect, facts.ack, facts.mitigate, total)]
        left = facts.budget - facts.detect - facts.ack
        quicker = f"a mitigation within {duration_text(left)}, or " if left > 0 else ""
        return Explanation(
            message=(
                f"{allows}; one incident takes {shown[3]} (detect {shown[0]}, acknowledge "
                f"{shown[1]}, "
                f"fix {shown[2]})."
            ),
            working=(f"{shown[0]} + {shown[1]} + {shown[2]} = {shown[3]} > {may}",),
            remedy=(
                f"A first step that needs nobody, {quicker}a promise of {_promise(total, facts)} "
                "at most."
            ),
        )


_ALL = Number.exactly(1.0)
_NIGHT = 12 * 3600.0
_PROMISES_NIGHTS = 0.995


def _people(board: Board, endpoint: Node) -> tuple[Node, ...]:
    """Who is called about the endpoint; everybody on call where no page leads from it."""
    found = {
        edge.target
        for monitor in board.monitoring.watching(endpoint.id)
        for alert in board.monitoring.alerts(monitor)
        for edge in board.out_of(alert.id, Relation.PAGES)
    }
    drawn = tuple(board.node(one) for one in sorted(found))
    return drawn or board.of_kind(Kind.ONCALL)


def _detect(board: Board, endpoint: Node) -> Number:
    """The shortest window of what wakes somebody about the endpoint."""
    found = []
    for monitor in board.monitoring.watching(endpoint.id):
        if board.monitoring.pages(monitor):
            owners = (monitor, *board.monitoring.alerts(monitor))
            stated = [one for owner in owners if (one := board.number(owner, a.WINDOW)) is not None]
            found.extend(stated[:1])
    best = min(found, key=lambda number: number.value, default=None)
    return best or Number.default(300.0, a.WINDOW.name, "noticed within 5 min")


def _ack(board: Board, people: tuple[Node, ...]) -> Number:
    stated = [one for node in people if (one := board.number(node, a.ACK_TIME)) is not None]
    best = min(stated, key=lambda number: number.value, default=None)
    return best or Number.default(300.0, a.ACK_TIME.name, "acknowledged within 5 min")


def _mitigate(board: Board, endpoint: Node, people: tuple[Node, ...]) -> Number:
    books = [
        board.node(edge.target)
        for monitor in board.monitoring.watching(endpoint.id)
        for alert in board.monitoring.alerts(monitor)
        for edge in board.out_of(alert.id, Relation.HANDLED_BY)
    ]
    stated = [
        one
        for node in (*people, *books)
        if (one := board.number(node, a.MITIGATE_TIME)) is not None
    ]
    best = min(stated, key=lambda number: number.value, default=None)
    return best or Number.default(1200.0, a.MITIGATE_TIME.name, "fixed within 20 min")


def _promise(seconds: float, facts: Facts) -> str:
    """The highest promise one such outage leaves, rounded down to a hundredth of a percent."""
    kept = 1 - seconds / (facts.days * 86400)
    return show_value(int(kept * 1e4) / 1e4, Dimension.AVAILABILITY)
