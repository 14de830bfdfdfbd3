"""LAT205: the timeout turns more slow answers into failures than may fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import slower_than
from checks.facts.durations import duration_text
from checks.facts.stage_latency import log_normal_through, percentiles_of_call
from checks.facts.wording import percent
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
)
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The share that fails, and what may fail; times in seconds."""

    caller: str
    callee: str
    timeout: float
    quantile: str
    value: float
    fails: float
    allowed: float
    slo: float
    attempts: float
    share: float  # of the requests that make the call
    certain: bool


class TimeoutCutsPercentile(Rule["Edge", Facts]):
    """The timeout turns more slow answers into failures than may fail.

    ## What it does
    Reads off the known quantiles which share of calls is slower than the timeout. Attempts are
    independent of each other, so two fail with the square of it. What is left is compared with the
    errors the objective allows, where nothing answers instead. Between the known quantiles a
    log-normal tail through the stated median is assumed, and the result is possible only.

    ## Why it matters
    A timeout at the p95 fails one call in twenty by design. No dependency can be reliable behind
    it.

    ## How to fix it
    A longer timeout, a faster dependency, or something to answer with when it strikes.

    ## When it does not apply
    A fallback or a default answer: then quality is lost, not the request. Calls whose answer may be
    missing.

    ## References
    - ABL: the acceptable rate of false timeouts.
    - SRE 21.
    """

    code = "LAT205"
    name = "timeout-cuts-percentile"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = (
        "What rate of false timeouts did you choose, and which percentile does that correspond to?"
    )
    sources = ("ABL", "SRE 21")
    checks_what = "timeouts"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a timeout at the p95 under three nines",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              scorer: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 150 ms}
            edges: [{edge: "api -> scorer: calls", timeout: 150 ms}]
            """,
            at=("api",),
        ),
        Bad(
            "a timeout just above the p99",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              scorer: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms,
                    latency_p99: 190 ms}
            edges: [{edge: "api -> scorer: calls", timeout: 200 ms}]
            """,
            at=("api",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "something else answers",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              scorer: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 150 ms}
              popular: {kind: fallback, type: heuristic}
            edges: [{edge: "api -> scorer: calls", timeout: 150 ms},
                  "scorer -> popular: falls_back_to"]
            """,
        ),
        Good(
            "far beyond the tail",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              scorer: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms,
                    latency_p99: 190 ms}
            edges: [{edge: "api -> scorer: calls", timeout: 600 ms}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """The calls that must succeed, have a timeout and nothing behind them."""
        needed = {
            one.edge.key
            for endpoint in board.dependencies.endpoints
            for one in board.dependencies.of(endpoint.id)
            if not one.fallbacks
        }
        return (
            edge
            for edge in board.edges
            if edge.key in needed
            and edge.get(a.PARTIAL_OK) is not True
            and board.number(edge, a.TIMEOUT) is not None
        )

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Compare what the timeout fails with what may fail."""
        timeout = board.number(subject, a.TIMEOUT)
        needed = _needed(board, subject)
        if timeout is None or needed is None:
            return
        endpoint, slo = needed
        known = percentiles_of_call(board, subject)
        if not known:
            return
        stated = board.number(subject, a.ATTEMPTS) or _ONE
        attempts = max(stated.value, 1.0)
        share = (board.number(subject, a.FRACTION) or _ONE).value
        surely = _surely(known, timeout) ** attempts * share
        likely = _likely(known, timeout.value) ** attempts * share
        allowed = 1 - slo.value
        bound = allowed * (1 + _TOLERANCE)
        if surely <= bound and likely <= bound:
            return
        certain = surely > bound
        level, value = _nearest(known, timeout.value)
        yield Observation(
            at=Place(
                (subject.source, subject.target, endpoint.id)
                if endpoint.id != subject.source
                else (subject.source, subject.target),
                (subject.key,),
            ),
            facts=Facts(
                board.title(subject.source),
                board.title(subject.target),
                timeout.value,
                f"p{level * 100:g}",
                value.value,
                surely if certain else likely,
                allowed,
                slo.value,
                attempts,
                share,
                certain,
            ),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(timeout, value, slo),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what fails, and what may."""
        fails, allowed = percent(facts.fails), percent(facts.allowed)
        slo = show_value(facts.slo, Dimension.AVAILABILITY, digits=6)
        about = "" if facts.certain else "about "
        of = "the requests" if facts.share < 1 else "its calls"
        retried = f" after {facts.attempts:g} attempts" if facts.attempts > 1 else ""
        return Explanation(
            message=(
                f"A {duration_text(facts.timeout)} timeout of {facts.caller} on {facts.callee} "
                f"fails {about}{fails} "
                f"of {of}{retried} (its {facts.quantile} is {duration_text(facts.value)}), "
                f"above the {allowed} "
                f"that {slo} allows."
            ),
            working=(f"slower than {duration_text(facts.timeout)}{retried}: {fails} > {allowed}",),
            remedy=(
                f"A timeout at the p{_enough(facts) * 100:.5g} of {facts.callee} or beyond, "
                "or something to "
                "answer instead."
            ),
        )


def _enough(facts: Facts) -> float:
    """The quantile of one attempt at which no more fail than may."""
    return float(1 - (facts.allowed / facts.share) ** (1 / facts.attempts))


_ONE = Number.exactly(1.0)
_TOLERANCE = 0.02  # of what may fail, not of the promise


def _needed(board: Board, edge: Edge) -> tuple[Node, Number] | None:
    """The strictest promise of an endpoint that needs this call and has nothing instead."""
    found = [
        (endpoint, slo)
        for endpoint in board.dependencies.endpoints
        for one in board.dependencies.of(endpoint.id)
        if one.edge.key == edge.key
        and not one.fallbacks
        and (slo := board.number(endpoint, a.AVAILABILITY_SLO)) is not None
    ]
    return max(found, key=lambda pair: (pair[1].value, pair[0].id), default=None)


def _surely(known: dict[float, Number], timeout: Number) -> float:
    """The least share that is slower: beyond the first quantile that reaches the timeout."""
    reached = [level for level, number in known.items() if number.low >= timeout.high]
    return 1 - reached[0] if reached else 0.0


def _likely(known: dict[float, Number], timeout: float) -> float:
    """The share that is slower if the tail is log-normal; none where no median is stated."""
    through = log_normal_through(known, 1.0) if 0.5 in known else None
    return 0.0 if through is None else slower_than(timeout, *through)


def _nearest(known: dict[float, Number], timeout: float) -> tuple[float, Number]:
    return min(known.items(), key=lambda one: (abs(one[1].value - timeout), one[0]))
