"""LAT203: of many parallel calls the slowest decides, and one is always slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import leg_quantile, log_normal_quantile, slow_on_any
from checks.facts.durations import duration_text
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
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath, Stage
    from design.model import Edge


@dataclass(frozen=True, slots=True)
class Facts:
    """Legs, their quantile and the budget; times in seconds."""

    parent: str
    leg: str
    legs: int
    q: float
    leg_q: float
    known_q: float
    known: float
    guess: float
    budget: float
    certain: bool


class FanOutTail(Rule["tuple[RequestPath, Stage]", Facts]):
    """Of many parallel calls the slowest decides, and one is always slow.

    ## What it does
    For calls that fan out to n legs, works out at which quantile one leg has to be within the
    budget (the n-th root), and compares the legs at that quantile with the budget: certain where a
    known quantile below it is already too slow, possible where a log-normal tail through median and
    p95 is.

    ## Why it matters
    With twenty legs, a p99 that is slow once in a hundred is slow for one request in five.

    ## How to fix it
    Hedge, take the answers that are there, fewer shards, or legs with a better tail.

    ## When it does not apply
    The first answer wins; fewer answers than legs are waited for; partial answers are accepted; the
    number was measured where the legs meet.

    ## References
    - TAS: the tail at scale.
    """

    code = "LAT203"
    name = "fan-out-tail"
    severity = ByLevel.of("-/W/W/E")
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "What does the user see if one of the shards is slow?"
    sources = ("TAS",)
    checks_what = "the slowest leg"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twenty shards whose p99 is beyond the budget",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms,
                    latency_p99: 240 ms}
            edges: [{edge: "api -> search: calls", fanout: "20"}]
            """,
            at=("search",),
        ),
        Bad(
            "twenty shards, of which only the p95 is known",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: [{edge: "api -> search: calls", fanout: "20"}]
            """,
            at=("search",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "a second request is sent, and the first answer wins",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: [{edge: "api -> search: calls", fanout: "20", hedged: yes}]
            """,
        ),
        Good(
            "eighteen answers of twenty are enough",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: [{edge: "api -> search: calls", fanout: "20", wait_for: "18"}]
            """,
        ),
        Good(
            "a budget the tail fits into",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
              search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: [{edge: "api -> search: calls", fanout: "20"}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[RequestPath, Stage]]:
        """The legs that are waited for together, on paths with a budget."""
        return (
            (path, stage)
            for path in board.paths.all
            if path.budget is not None
            for stage in path.stages
            if stage.edge is not None and _fans_out(board, stage)
        )

    def judge(
        self, board: Board, subject: tuple[RequestPath, Stage]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare one leg, at the quantile that counts, with the budget."""
        path, stage = subject
        legs = _legs(board, stage)
        if path.budget is None or legs is None or stage.latency is None:
            return
        counts = leg_quantile(path.q, legs)
        known = _known(board, stage, counts)
        guess = _guess(board, stage, counts)
        sure = known is not None and exceeds(known[1], path.budget) is Verdict.CERTAIN
        likely = (
            guess is not None and legs >= _MANY and guess > path.budget.value * (1 + _TOLERANCE)
        )
        if not sure and not likely:
            return
        inside = dict.fromkeys((stage.node, *reversed(stage.inside)))
        yield Observation(
            at=Place(tuple(inside), (stage.edge,) if stage.edge is not None else ()),
            facts=Facts(
                board.title(stage.inside[-1]),
                board.title(stage.node),
                round(legs),
                path.q,
                counts,
                0.0 if known is None else known[0],
                0.0 if known is None else known[1].value,
                0.0 if guess is None else guess,
                path.budget.value,
                sure,
            ),
            certainty=Certainty.CERTAIN if sure else Certainty.POSSIBLE,
            numbers=(path.budget, stage.latency.about),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how many requests meet a slow leg, and what decides."""
        leg = f"p{facts.leg_q * 100:.5g}"
        slow = percent(slow_on_any(1 - facts.known_q, facts.legs)) if facts.known_q else ""
        budget = duration_text(facts.budget)
        takes = duration_text(facts.known if facts.certain else facts.guess)
        if facts.certain:
            decides = (
                f"its p{facts.known_q * 100:g} is {takes} already, above the budget of {budget}"
            )
        else:
            decides = f"about {takes} if the tail is log-normal, above the budget of {budget}"
        seen = (
            f"{slow} of the requests see at least one slower than p{facts.known_q * 100:g}; "
            if slow
            else ""
        )
        return Explanation(
            message=(
                f"{facts.parent} waits for {facts.legs} parallel calls of {facts.leg}: {seen}the "
                f"p{facts.q * 100:g} is decided by the legs' {leg}, {decides}."
            ),
            working=(
                f"{facts.q:g} ** (1/{facts.legs}) = {facts.leg_q:.5f}",
                *((f"1 - {facts.known_q:g} ** {facts.legs} = {slow}",) if slow else ()),
            ),
            remedy=f"{facts.leg} with {leg} within {budget}, a hedged request, or answers that "
            "may be missing.",
        )


_MANY = 3
_TOLERANCE = 0.02
_QUANTILES = ((a.LATENCY_P50, 0.5), (a.LATENCY_P95, 0.95), (a.LATENCY_P99, 0.99))


def _edge(board: Board, stage: Stage) -> Edge | None:
    return None if stage.edge is None else board.design.edges.get(stage.edge)


def _fans_out(board: Board, stage: Stage) -> bool:
    edge = _edge(board, stage)
    if edge is None or edge.get(a.HEDGED) is True or edge.get(a.PARTIAL_OK) is True:
        return False
    legs, enough = _legs(board, stage), board.number(edge, a.WAIT_FOR)
    is_whole = enough is None or legs is None or enough.value >= legs
    measured = board.node(stage.node).get(a.MEASURED_AT) == "caller"
    return legs is not None and legs >= 2 and is_whole and not measured


def _legs(board: Board, stage: Stage) -> float | None:
    """How many calls run side by side: the fan-out of the call."""
    edge = _edge(board, stage)
    stated = None if edge is None else board.number(edge, a.FANOUT)
    return None if stated is None else stated.value


def _known(board: Board, stage: Stage, q: float) -> tuple[float, Number] | None:
    """The highest known quantile of a leg up to *q*."""
    node = board.node(stage.node)
    known = [(level, board.number(node, name)) for name, level in _QUANTILES if level <= q]
    found = [(level, number) for level, number in known if number is not None]
    return found[-1] if found else None


def _guess(board: Board, stage: Stage, q: float) -> float | None:
    node = board.node(stage.node)
    median, tail = board.number(node, a.LATENCY_P50), board.number(node, a.LATENCY_P95)
    if median is None or tail is None:
        return None
    return log_normal_quantile(median.value, tail.value, 0.95, q)
