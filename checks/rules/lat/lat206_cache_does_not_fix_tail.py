"""LAT206: the cache lifts the mean, and the promise is about the misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import log_normal_quantile, quantile_behind
from checks.facts.durations import duration_text
from checks.facts.serving import is_sync
from checks.facts.stage_latency import is_mean, log_normal_through, percentiles_of_call
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
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath
    from design.model import Edge


@dataclass(frozen=True, slots=True)
class Facts:
    """The hit rate and what the misses take, in seconds."""

    cache: str
    behind: str
    hit: float
    q: float
    miss_q: float
    takes: float
    budget: float


class CacheDoesNotFixTail(Rule["tuple[RequestPath, Edge]", Facts]):
    """The cache lifts the mean, and the promise is about the misses.

    ## What it does
    For a cache that answers fewer requests than the percentile of the budget, works out at which
    quantile the misses decide it, (q - hit) / (1 - hit), and compares the misses there with the
    budget.

    ## Why it matters
    At sixty percent hits the p95 is the p87.5 of the misses. After a deploy that flushes the cache
    it is all of them.

    ## How to fix it
    A faster miss, a budget on the mean if that is what is meant, or a hit rate above the percentile
    with a warm-up.

    ## When it does not apply
    A hit rate above the percentile; budgets on the mean; prefix caches, which shorten every
    request.

    ## References
    - TAS.
    - SRE 22: cold caches.
    """

    code = "LAT206"
    name = "cache-does-not-fix-tail"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = (
        "What is the latency of the requests that miss, and how many is that per minute after "
        "a deploy flushes the cache?"
    )
    sources = ("TAS", "SRE 22")
    checks_what = "the tail behind a cache"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "sixty percent hits in front of a slow store",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 250 ms}
              cache: {kind: cache, cache_hit: 60%, latency_p50: 2 ms, latency_p95: 5 ms}
              store: {kind: feature_store, latency_p50: 150 ms, latency_p95: 400 ms}
            edges: ["api -> cache: reads", "cache -> store: reads"]
            """,
            at=("cache",),
            certainty=Certainty.POSSIBLE,
        ),
        Bad(
            "the median of the misses is too slow already",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 120 ms}
              cache: {kind: cache, cache_hit: 60%, latency_p50: 2 ms, latency_p95: 5 ms}
              store: {kind: feature_store, latency_p50: 150 ms, latency_p95: 400 ms}
            edges: ["api -> cache: reads", "cache -> store: reads"]
            """,
            at=("cache",),
        ),
        Good(
            "ninety-six percent hits",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 250 ms}
              cache: {kind: cache, cache_hit: 96%, latency_p50: 2 ms, latency_p95: 5 ms}
              store: {kind: feature_store, latency_p50: 150 ms, latency_p95: 400 ms}
            edges: ["api -> cache: reads", "cache -> store: reads"]
            """,
        ),
        Good(
            "the misses fit",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 320 ms}
              cache: {kind: cache, cache_hit: 60%, latency_p50: 2 ms, latency_p95: 5 ms}
              store: {kind: feature_store, latency_p50: 150 ms, latency_p95: 400 ms}
            edges: ["api -> cache: reads", "cache -> store: reads"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[RequestPath, Edge]]:
        """The ways from a cache to what answers the misses, on paths with a budget."""
        return (
            (path, edge)
            for cache in board.of_kind(Kind.CACHE)
            for path in board.paths.through(cache.id)
            if path.budget is not None and not is_mean(path.budget)
            for edge in board.out_of(cache.id, Relation.CALLS, Relation.READS)
            if is_sync(edge)
        )

    def judge(
        self, board: Board, subject: tuple[RequestPath, Edge]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare the misses with the budget."""
        path, edge = subject
        cache, behind = board.node(edge.source), board.node(edge.target)
        hit = board.number(cache, a.CACHE_HIT)
        if hit is None:
            yield Demand(cache.id, AttributeGroup.WORKLOAD, (a.CACHE_HIT,))
            return
        misses = quantile_behind(path.q, 1 - hit.value)
        if path.budget is None or not misses or hit.value <= 0:
            return
        known = percentiles_of_call(board, edge)
        least = [number for level, number in known.items() if level <= misses + _SAME]
        through = log_normal_through(known, misses)
        guess = 0.0 if through is None else log_normal_quantile(*through, misses)
        takes = max(guess, *(number.value for number in least), 0.0)
        sure = any(exceeds(number, path.budget) is Verdict.CERTAIN for number in least)
        if not sure and exceeds(Number.exactly(takes), path.budget) is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((cache.id, behind.id, path.endpoint), (edge.key,)),
            facts=Facts(
                cache.title,
                behind.title,
                hit.value,
                path.q,
                misses,
                takes,
                path.budget.value,
            ),
            certainty=Certainty.CERTAIN if sure and path.percentile_stated else Certainty.POSSIBLE,
            numbers=(path.budget, hit, *known.values()),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say which misses decide."""
        hit, q = percent(facts.hit), f"p{facts.q * 100:g}"
        misses, takes = f"p{facts.miss_q * 100:.4g}", duration_text(facts.takes)
        budget = duration_text(facts.budget)
        return Explanation(
            message=(
                f"With a {hit} hit rate of {facts.cache} the {q} is still the misses' {misses}, "
                f"{takes} at "
                f"{facts.behind}; the budget is {budget}: the cache improves the mean, not the "
                "promise."
            ),
            working=(
                f"({facts.q:g} - {facts.hit:.3g}) / (1 - {facts.hit:.3g}) = {facts.miss_q:.4g}",
                f"{misses} of {facts.behind} = {takes} > {budget}",
            ),
            remedy=f"A hit rate above {percent(facts.q)}, or {misses} of {facts.behind} within "
            f"{budget}.",
        )


_SAME = 1e-9
