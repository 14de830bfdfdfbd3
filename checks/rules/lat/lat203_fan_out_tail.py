"""LAT203: of many parallel calls the slowest decides, and one is always slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import (
    leg_quantile,
    log_normal_quantile,
    quantile_behind,
    slow_on_any,
)
from checks.facts.durations import duration_text
from checks.facts.stage_latency import is_mean, log_normal_through, percentiles
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
from design.quantities.showing import figure
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
    spare: int  # legs whose answers may be missing
    path_q: float
    share: float  # of the requests that fan out
    q: float  # of those requests
    leg_q: float
    known_q: float  # the highest that is known up to it, 0 where there is none
    takes: float
    budget: float
    sure: bool


@dataclass(frozen=True, slots=True)
class FanOut:
    """Calls side by side, on a path with a budget; ``spare`` answers may be missing."""

    path: RequestPath
    stage: Stage
    edge: Edge
    budget: Number
    legs: int
    spare: int


class FanOutTail(Rule[FanOut, Facts]):
    """Of many parallel calls the slowest decides, and one is always slow.

    ## What it does
    For calls that fan out to n legs, works out at which quantile one leg has to be within the
    budget (the n-th root; of k answers that are waited for, by the binomial), and compares the legs
    at that quantile with the budget: certain where a known quantile below it is already too slow,
    possible where a log-normal tail through median and p95 is, the median a third of it where
    nobody states one.

    ## Why it matters
    With twenty legs, a p99 that is slow once in a hundred is slow for one request in five.

    ## How to fix it
    Hedge, take the answers that are there, fewer shards, or legs with a better tail.

    ## When it does not apply
    The first answer wins; partial answers are accepted; the number was measured where the legs
    meet; the budget is on the mean.

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

    def subjects(self, board: Board) -> Iterable[FanOut]:
        """The legs that are waited for together, on paths with a budget."""
        for path in board.paths.all:
            if path.budget is not None and not is_mean(path.budget):
                yield from _fan_outs(board, path, path.budget)

    def judge(self, board: Board, subject: FanOut) -> Iterator[Observation[Facts] | Demand]:
        """Compare one leg, at the quantile that counts, with the budget."""
        path, stage, budget = subject.path, subject.stage, subject.budget
        count, spare = subject.legs, subject.spare
        q = quantile_behind(path.q, stage.share) or path.q
        counts = leg_quantile(q, count, spare)
        known = percentiles(lambda one: board.number(board.node(stage.node), one))
        least = [(level, takes) for level, takes in known.items() if level <= counts + _SAME]
        guess = _guess(known, counts) if count >= _MANY else None
        sure = bool(least) and exceeds(least[-1][1], budget) is Verdict.CERTAIN
        if sure:
            takes = least[-1][1].value
        elif guess is not None and exceeds(guess, budget) is not Verdict.HOLDS:
            takes = guess.value
        else:
            return
        inside = dict.fromkeys((stage.node, *reversed(stage.inside)))
        yield Observation(
            at=Place(tuple(inside), (subject.edge.key,)),
            facts=Facts(
                board.title(stage.inside[-1]),
                board.title(stage.node),
                count,
                spare,
                path.q,
                stage.share,
                q,
                counts,
                least[-1][0] if least else 0.0,
                takes,
                budget.value,
                sure,
            ),
            certainty=Certainty.CERTAIN if sure and path.percentile_stated else Certainty.POSSIBLE,
            numbers=(budget, *known.values()),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how many requests meet a slow leg, and what decides."""
        leg, of_all = f"p{facts.leg_q * 100:.5g}", f"p{facts.path_q * 100:g}"
        budget = duration_text(facts.budget)
        waits = f"{facts.legs}" if not facts.spare else f"{_enough(facts)} of {facts.legs}"
        takes = duration_text(facts.takes)
        if facts.sure:
            decides = f"its p{facts.known_q * 100:g} is {takes} already"
        else:
            decides = f"about {takes} if the tail is log-normal"
        return Explanation(
            message=(
                f"{facts.parent} waits for {waits} parallel calls of {facts.leg}: {_seen(facts)}"
                f"the {of_all} is decided by the legs' {leg}, {decides}, above the "
                f"budget of {budget}."
            ),
            working=tuple(_working(facts)),
            remedy=f"{facts.leg} with {leg} within {budget}, a hedged request, or answers that "
            "may be missing.",
        )


_MANY = 3
_SAME = 1e-9


def _enough(facts: Facts) -> int:
    return facts.legs - facts.spare


def _slow(facts: Facts) -> str:
    return percent(slow_on_any(1 - facts.known_q, facts.legs, facts.spare))


def _seen(facts: Facts) -> str:
    """How many requests meet more slow legs than may be missing."""
    if not facts.known_q:
        return ""
    least = "one" if not facts.spare else f"{facts.spare + 1}"
    return (
        f"{_slow(facts)} of the requests see at least {least} slower than "
        f"p{facts.known_q * 100:g}; "
    )


def _working(facts: Facts) -> Iterator[str]:
    if facts.share < 1:
        of_all, share = f"{facts.path_q:g}", f"{figure(facts.share, 3)}"
        yield f"({of_all} - (1 - {share})) / {share} = {facts.q:.5g} of the requests that fan out"
    if not facts.spare:
        yield f"{facts.q:.5g} ** (1/{facts.legs}) = {facts.leg_q:.5f}"
    else:
        yield (
            f"{_enough(facts)} of {facts.legs} answered with chance {facts.q:.5g}: "
            f"{facts.leg_q:.5f} of each"
        )
    if facts.known_q and not facts.spare:
        yield f"1 - {facts.known_q:g} ** {facts.legs} = {_slow(facts)}"


def _fan_outs(board: Board, path: RequestPath, budget: Number) -> Iterator[FanOut]:
    for stage in path.stages:
        edge = None if stage.edge is None else board.design.edges.get(stage.edge)
        stated = None if edge is None else board.number(edge, a.FANOUT)
        if edge is not None and stated is not None and _waits_for_each(board, edge):
            legs, enough = round(stated.value), board.number(edge, a.WAIT_FOR) or stated
            if legs > 1:
                spare = legs - min(max(round(enough.value), 1), legs)
                yield FanOut(path, stage, edge, budget, legs, spare)


def _waits_for_each(board: Board, edge: Edge) -> bool:
    """Whether every leg is its own call, measured by itself, and has to answer."""
    if edge.get(a.HEDGED) is True or edge.get(a.PARTIAL_OK) is True:
        return False
    by_caller = percentiles(lambda one: board.number(edge, one))
    return not by_caller and board.node(edge.target).get(a.MEASURED_AT) != "caller"


def _guess(known: dict[float, Number], q: float) -> Number | None:
    """Quantile *q* of a leg if its tail is log-normal."""
    through = log_normal_through(known, q)
    if through is None or q >= 1:
        return None  # so many legs that a float cannot tell the quantile from the worst there is
    return Number.exactly(log_normal_quantile(*through, q))
