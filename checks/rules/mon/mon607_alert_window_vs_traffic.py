"""MON607: so little traffic in the window of an alert that one event wakes somebody up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
from checks.facts.durations import duration_text
from checks.facts.wording import count, percent
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
    Severity,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Basis, Comparator, Direction
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_DAY = 86400.0
_FEW = Number.default(5.0, "minimum events", "5 events for a rate alert")
_ONCE_A_DAY = Number.exactly(1.0)
_COUNTED = frozenset({"errors", "safety", "quality", "business", "groundedness", "data_quality"})


@dataclass(frozen=True, slots=True)
class Facts:
    """One alert in the traffic of its window. Rates are per second, ``alarms`` a day."""

    title: str
    window: float
    rate: float
    events: float
    trips_at: int
    bound: float
    alarms: float | None
    base: float | None
    needed_window: float
    burn: tuple[float, float] | None  # burn rate of one failure, and the budget it takes

    @property
    def is_always_on(self) -> bool:
        """Whether the usual rate of bad events is beyond the bound already."""
        return self.base is not None and self.base >= self.bound and self.trips_at > 1


class AlertWindowVsTraffic(Rule["Node", Facts]):
    """A paging alert sees too few events in its window to tell trouble from chance.

    ## What it does
    Multiplies the traffic by the window and asks how many bad events trip the alert. One is a
    certain fault. With a stated base rate it also counts the false alarms a day; without, it asks
    for at least five events at the threshold. Of several windows that must agree the longest
    counts; a burn rate is turned into an error rate first.

    ## Why it matters
    Somebody is woken by one bad minute of one user, learns that the pager lies, and sleeps through
    the real one.

    ## How to fix it
    Lengthen the window, ask for a number of events as well as a rate, or send a ticket.

    ## When it does not apply
    Tickets and dashboards. Probes that bring their own traffic.

    ## References
    - SRE Workbook 5: alerting on SLOs, services with low traffic.
    """

    code = "MON607"
    name = "alert-window-vs-traffic"
    severity = ByLevel.of("-/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "one_event": ByLevel.of("-/W/W/E"),
        "false_alarms": ByLevel.of("-/W/W/E"),
        "few_events": ByLevel.of("-/W/W/E"),
    }
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "One user has a bad minute at 4 a.m.: who wakes up?"
    sources = ("SREW 5 low-traffic services",)
    checks_what = "alert noise"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one failure in a quiet minute pages",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 0.5/s}
              errors: {kind: monitor, signal: errors, threshold: "> 1%", window: 1 min}
              failing: {kind: alert, severity: page}
            edges: ["errors -> api: monitors", "errors -> failing: raises"]
            """,
            at=("errors",),
            variant="one_event",
        ),
        Bad(
            "two failures in five quiet minutes page three times a day",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 0.5/s}
              errors: {kind: monitor, signal: errors, threshold: "> 1%", window: 5 min,
                       base_rate: 0.1%}
              failing: {kind: alert, severity: page}
            edges: ["errors -> api: monitors", "errors -> failing: raises"]
            """,
            at=("errors",),
            variant="false_alarms",
        ),
        Good(
            "the same alert on a busy service",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 50/s}
              errors: {kind: monitor, signal: errors, threshold: "> 1%", window: 5 min,
                       base_rate: 0.1%}
              failing: {kind: alert, severity: page}
            edges: ["errors -> api: monitors", "errors -> failing: raises"]
            """,
        ),
        Good(
            "a ticket may be noisy",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 0.5/s}
              errors: {kind: monitor, signal: errors, threshold: "> 1%", window: 1 min}
              failing: {kind: alert, severity: ticket}
            edges: ["errors -> api: monitors", "errors -> failing: raises"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The monitors that wake somebody up by a rate of bad events."""
        return (
            one
            for one in board.monitoring.monitors
            if board.monitoring.pages(one)
            and board.monitoring.signals_of(one) & _COUNTED
            and not _brings_its_own_traffic(one)
            and _bound(board, one) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Count the events in the window and those that trip the alert."""
        bound, window = _bound(board, subject), _window(board, subject)
        if bound is None or window is None or window.low <= 0:
            return
        rate = _events_rate(board, subject)
        if rate is None:
            yield from board.monitoring.rate_demands(subject)
            return
        if rate.value <= 0:
            return
        events = rate * window
        base = board.number(subject, a.BASE_RATE)
        numbers = (rate, window, bound)
        facts = _facts(board, subject, numbers, base)
        place = Place((subject.id,), fields=(a.WINDOW.name, a.THRESHOLD.name))
        one = _at_most_one(board, subject, events * bound)
        if one is not Verdict.HOLDS:
            yield Observation(place, facts, Certainty(one.value), "one_event", numbers)
            return
        if base is not None:
            alarms = _alarms(board, subject, numbers, base)
            often = exceeds(alarms, _ONCE_A_DAY)
            if often is not Verdict.HOLDS:
                given = (*numbers, base)
                yield Observation(place, facts, Certainty(often.value), "false_alarms", given)
                return
        few = exceeds(_FEW, events * bound)
        if few is not Verdict.HOLDS:
            yield Observation(
                place,
                facts,
                Certainty(few.value),
                "few_events",
                (*numbers, _FEW),
                cap=Severity.WARNING,
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say how many events there are and how many trip the alert."""
        if facts.is_always_on:
            return _always_on(facts)
        events = "event trips" if facts.trips_at == 1 else "events trip"
        rate, seen = figure(facts.rate), figure(facts.events)
        alarms = "" if facts.alarms is None else (
            f"; expect {figure(facts.alarms, 2)} false alarms a day"
        )  # fmt: skip
        working = [
            f"n = {rate}/s x {duration_text(facts.window)} = {seen}",
            (
                f"k = first whole number past {seen} x {percent(facts.bound)} = "
                f"{count(facts.trips_at)}"
            ),
        ]
        if facts.alarms is not None and facts.base is not None:
            working.append(
                f"P(X >= {count(facts.trips_at)} | n, {percent(facts.base)}) x windows a day = "
                f"{figure(facts.alarms, 3)}"
            )
        if facts.burn is not None:
            working.append(
                f"one failure burns {figure(facts.burn[0], 3)}x in its window and takes "
                f"{percent(facts.burn[1])} of the month's budget"
            )
        return Explanation(
            message=(
                f"{facts.title}: {duration_text(facts.window)} at {figure(facts.rate, 3)}/s is "
                f"{figure(facts.events, 3)} events: {count(facts.trips_at)} bad {events} the "
                f"alert{alarms}."
            ),
            working=tuple(working),
            remedy=(
                f"A window of {duration_text(facts.needed_window)}, or at least "
                f"{count(_FEW.value)} bad events as well as the rate, or a ticket."
            ),
        )


def _always_on(facts: Facts) -> Explanation:
    base, bound = percent(facts.base or 0.0), percent(facts.bound)
    return Explanation(
        message=(
            f"{facts.title}: it alerts at {bound}, and {base} are bad on an ordinary day: the "
            "alert is always on."
        ),
        working=(f"base rate {base} >= bound {bound}",),
        remedy=f"A bound above {base}, or one stated as a rise from it.",
    )


def _brings_its_own_traffic(monitor: Node) -> bool:
    words = f"{monitor.get(a.METRIC) or ''} {monitor.title}".casefold()
    return "probe" in words or "synthetic" in words


def _bound(board: Board, monitor: Node) -> Number | None:
    """The share of bad events at which it trips, or None where it bounds something else."""
    for owner in (*board.monitoring.alerts(monitor), monitor):
        burn, slo = board.number(owner, a.BURN_RATE), _slo(board, monitor)
        if burn is not None and slo is not None:
            needed = burn * (Number.exactly(1.0) - slo)
            return needed if 0 < needed.low <= needed.high < 1 else None
    for owner in (monitor, *board.monitoring.alerts(monitor)):
        stated = owner.get(a.THRESHOLD)
        bound = board.number(owner, a.THRESHOLD)
        if stated is None or bound is None:
            continue
        if stated.measured_in is not None or not 0 < bound.low <= bound.high < 1:
            return None
        if stated.comparator in (Comparator.BELOW, Comparator.AT_MOST):
            return None
        if stated.direction is None and stated.basis is not Basis.RELATIVE:
            return bound
        return _level(board.number(monitor, a.BASE_RATE), bound, stated.direction, stated.basis)
    return None


def _level(
    base: Number | None, step: Number, direction: Direction | None, basis: Basis | None
) -> Number | None:
    """The level a rise from the base rate leads to."""
    if base is None or basis is None or direction is Direction.DROP:
        return None
    level = base + (base * step if basis is Basis.RELATIVE else step)
    return level if level.high < 1 else None


def _slo(board: Board, monitor: Node) -> Number | None:
    observed = (board.node(one) for one in sorted(board.monitoring.observed(monitor)))
    endpoints = (node for node in observed if node.kind is Kind.ENDPOINT)
    for owner in (monitor, *board.monitoring.alerts(monitor), *endpoints):
        stated = board.number(owner, a.AVAILABILITY_SLO)
        if stated is not None:
            return stated
    return None


def _window(board: Board, monitor: Node) -> Number | None:
    """The longest window: of several that must agree it is the one that counts."""
    owners = (monitor, *board.monitoring.alerts(monitor))
    stated = [number for one in owners if (number := board.number(one, a.WINDOW)) is not None]
    return max(stated, key=lambda number: number.value) if stated else None


def _events_rate(board: Board, monitor: Node) -> Number | None:
    rate = board.monitoring.rate(monitor)
    words = f"{monitor.get(a.METRIC) or ''} {monitor.title}".casefold()
    if rate is None or "precision" not in words:
        return rate
    # Precision is counted on what was predicted positive.
    for one in sorted(board.monitoring.observed(monitor)):
        flagged = board.number(board.node(one), a.FLAG_RATE)
        if flagged is not None:
            return rate * flagged
    return rate


def _strictly(board: Board, monitor: Node) -> bool:
    for owner in (monitor, *board.monitoring.alerts(monitor)):
        stated = owner.get(a.THRESHOLD)
        if stated is not None:
            return stated.comparator is not Comparator.AT_LEAST
    return True


def _trips_at(expected: float, *, strictly: bool) -> int:
    bound = round(expected, 9)  # 200 x 1 % must not become 2.0000000000000004
    return max(1, math.floor(bound) + 1 if strictly else math.ceil(bound))


def _at_most_one(board: Board, monitor: Node, expected: Number) -> Verdict:
    strictly = _strictly(board, monitor)
    if _trips_at(expected.high, strictly=strictly) == 1:
        return Verdict.CERTAIN
    return Verdict.POSSIBLE if _trips_at(expected.low, strictly=strictly) == 1 else Verdict.HOLDS


def _false_alarms(
    rate: float, window: float, bound: float, base: float, *, strictly: bool
) -> float:
    events = rate * window
    trips_at = _trips_at(events * bound, strictly=strictly)
    chance = statistics.binomial_at_least(trips_at, math.floor(round(events, 9)), base)
    return _DAY / window * chance


def _alarms(
    board: Board, monitor: Node, numbers: tuple[Number, Number, Number], base: Number
) -> Number:
    """False alarms a day at the middle of each number, and at its ends."""
    rate, window, bound = numbers
    strictly = _strictly(board, monitor)
    middle = _false_alarms(rate.value, window.value, bound.value, base.value, strictly=strictly)
    if all(one.low == one.high for one in (rate, bound, base)):
        return Number(middle, middle, middle, (rate * bound * base).state)
    found = [
        _false_alarms(r, window.value, b, p, strictly=strictly)
        for r in (rate.low, rate.value, rate.high)
        for b in (bound.low, bound.value, bound.high)
        for p in (base.low, base.value, base.high)
    ]
    return Number(min(found), middle, max(found), (rate * bound * base).state)


def _facts(
    board: Board, monitor: Node, numbers: tuple[Number, Number, Number], base: Number | None
) -> Facts:
    rate, window, bound = numbers
    events = rate.value * window.value
    slo = _slo(board, monitor)
    burn = None
    if slo is not None and slo.value < 1 and "errors" in board.monitoring.signals_of(monitor):
        allowed = 1 - slo.value
        in_month = rate.value * 30 * _DAY * allowed
        burn = (1 / events / allowed, 1 / in_month)
    return Facts(
        title=monitor.title,
        window=window.value,
        rate=rate.value,
        events=events,
        trips_at=_trips_at(events * bound.value, strictly=_strictly(board, monitor)),
        bound=bound.value,
        alarms=None if base is None else _alarms(board, monitor, numbers, base).value,
        base=None if base is None else base.value,
        needed_window=_FEW.value / rate.value / bound.value,
        burn=burn,
    )
