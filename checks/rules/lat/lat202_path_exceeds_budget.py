"""LAT202: the stages together take longer than the whole may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.durations import as_stated, duration_text
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
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup, QuantityAttribute
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath, Stage

_BIMODAL = 5.0  # p99 over p95
_LONG_TERMS = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """Both estimates and the budget, in seconds; the terms as (title, seconds)."""

    endpoint: str
    percentile: float
    quad: float
    total: float
    terms: tuple[tuple[str, float], ...]
    budget: float
    budget_text: str
    certain: bool
    unmeasured: tuple[str, ...]
    bimodal: tuple[str, ...]
    cyclic: bool
    largest: str
    largest_takes: float


class PathExceedsBudget(Rule["RequestPath", Facts]):
    """The stages together take longer than the whole may.

    ## What it does
    Estimates the percentile of a request path twice. QUAD adds the medians and the root of the
    summed squares above them, as for independent stages; SUM adds the percentiles, as if every
    stage were slow at once. Over the budget by QUAD is certain; by SUM alone, possible. Parallel
    legs count once, as the slowest; a stage that states its p95 only gets a median of a third.

    ## Why it matters
    Percentiles do not add, and every hop that looks cheap alone takes its share of the budget.

    ## How to fix it
    Run stages side by side, cut one, cache, or agree on a larger budget.

    ## When it does not apply
    One stage that breaks the budget alone is said by LAT201; calls nobody waits for; stages
    measured by their caller, which hold what is behind them.

    ## References
    - TAS: the tail at scale.
    - SRE 4: percentiles.
    - HUYEN 7: latency.
    """

    code = "LAT202"
    name = "path-exceeds-budget"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "You summed p95s: is that an upper bound, a guess, or too pessimistic, and why?"
    sources = ("TAS", "SRE 4", "HUYEN 7")
    checks_what = "the path against the budget"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three stages under 190 ms",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 190 ms}
              features: {kind: feature_store, latency_p50: 20 ms, latency_p95: 60 ms}
              retriever: {kind: retriever, latency_p50: 30 ms, latency_p95: 90 ms}
              ranker: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: ["api -> features: reads", "api -> retriever: calls", "api -> ranker: calls"]
            """,
            at=("api",),
        ),
        Bad(
            "the same under 200 ms holds only if slow moments do not meet",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              features: {kind: feature_store, latency_p50: 20 ms, latency_p95: 60 ms}
              retriever: {kind: retriever, latency_p50: 30 ms, latency_p95: 90 ms}
              ranker: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: ["api -> features: reads", "api -> retriever: calls", "api -> ranker: calls"]
            """,
            at=("api",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "the same under 280 ms",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 280 ms}
              features: {kind: feature_store, latency_p50: 20 ms, latency_p95: 60 ms}
              retriever: {kind: retriever, latency_p50: 30 ms, latency_p95: 90 ms}
              ranker: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
            edges: ["api -> features: reads", "api -> retriever: calls", "api -> ranker: calls"]
            """,
        ),
        Good(
            "side by side only the slowest counts",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 130 ms}
              features: {kind: feature_store, latency_p50: 20 ms, latency_p95: 60 ms}
              retriever: {kind: retriever, latency_p50: 30 ms, latency_p95: 90 ms}
              ranker: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
            edges:
              - {edge: "api -> features: reads", parallel_group: all}
              - {edge: "api -> retriever: calls", parallel_group: all}
              - {edge: "api -> ranker: calls", parallel_group: all}
            """,
        ),
        Good(
            "a rare branch and a log write are not on the path",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 150 ms}
              ranker: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
              appeal: {kind: model, type: nn, latency_p95: 140 ms}
              audit: {kind: tool, latency_p95: 140 ms}
            edges:
              - "api -> ranker: calls"
              - {edge: "api -> appeal: calls", fraction: 3%}
              - {edge: "api -> audit: calls", mode: async}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[RequestPath]:
        """Every request path with more than one part to add up."""
        return (
            path
            for path in board.paths.all
            if len(path.stages) + (path.own is not None) > 1
            or any(stage.calls > 1 for stage in path.stages)
        )

    def judge(self, board: Board, subject: RequestPath) -> Iterator[Observation[Facts] | Demand]:
        """What is known against the budget; what is not known can only add."""
        budget = subject.budget
        if budget is None:
            yield Demand(subject.endpoint, AttributeGroup.LATENCY_BUDGET, (a.LATENCY_BUDGET,))
            return
        estimate = subject.estimate
        sure = exceeds(Number.exactly(estimate.least), budget) is Verdict.CERTAIN
        most = Number(0.0, estimate.total, estimate.most, budget.state)
        if exceeds(most, budget) is Verdict.HOLDS and not sure:
            # An endpoint that states its own total is checked by it.
            if not subject.own_is_total:
                for stage in subject.missing:
                    yield Demand(stage, AttributeGroup.STAGE_LATENCY, (_field(board, stage),))
            return
        certain = sure and subject.percentile_stated
        nodes = dict.fromkeys((subject.endpoint, *(stage.node for stage in subject.stages)))
        yield Observation(
            at=Place(
                tuple(nodes),
                tuple(stage.edge for stage in subject.stages if stage.edge is not None),
            ),
            facts=_facts(board, subject, budget, certain=certain),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(budget, *subject.numbers),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Both estimates, their terms, and what would fit."""
        quad, total = duration_text(facts.quad), duration_text(facts.total)
        budget = duration_text(facts.budget)
        terms = " + ".join(f"{title} {duration_text(takes)}" for title, takes in facts.terms)
        short = terms if len(facts.terms) <= _LONG_TERMS else f"{len(facts.terms)} stages"
        needs = total if quad == total else f"{quad} to {total}"
        working = [
            f"SUM of p{facts.percentile:g} = {terms} = {total}: if every stage is slow at once",
            f"QUAD = medians + root of squares above them = {quad}: if they are independent",
            f"budget {facts.budget_text}",
        ]
        if facts.unmeasured:
            working.append(f"not counted, no latency: {', '.join(facts.unmeasured)}")
        if facts.bimodal:
            working.append(
                f"{', '.join(facts.bimodal)}: slow now and then, so SUM is no upper bound either"
            )
        if facts.cyclic:
            working.append("calls that go round are counted once")
        flips = "" if facts.certain else " It holds only while slow moments do not meet."
        return Explanation(
            message=(
                f"{facts.endpoint} needs {needs} at p{facts.percentile:g} ({short}); the budget is "
                f"{budget}.{flips}"
            ),
            working=tuple(working),
            remedy=_remedy(facts),
        )


def _remedy(facts: Facts) -> str:
    over = facts.total - facts.budget
    left = facts.largest_takes - over
    larger = f"a budget of {duration_text(whole.at_least(facts.total * 1000) / 1000)}"
    if left <= 0:
        return f"Take {duration_text(over)} off the path, or {larger}."
    return (
        f"{facts.largest} in {duration_text(left)} instead of "
        f"{duration_text(facts.largest_takes)}, or {larger}."
    )


def _facts(board: Board, path: RequestPath, budget: Number, *, certain: bool) -> Facts:
    terms = [
        (board.title(stage.node), stage.calls * stage.latency.about.value)
        for stage in path.stages
        if stage.latency is not None
    ]
    if path.own is not None:
        terms.insert(0, (board.title(path.endpoint), path.own.about.value))
    largest = max(terms, key=lambda term: term[1])
    inside = {stage.node for stage in path.stages}
    return Facts(
        endpoint=board.title(path.endpoint),
        percentile=path.q * 100,
        quad=path.estimate.quad,
        total=path.estimate.total,
        terms=tuple(terms),
        budget=budget.value,
        budget_text=as_stated(budget),
        certain=certain,
        unmeasured=tuple(board.title(one) for one in path.missing),
        bimodal=tuple(
            dict.fromkeys(board.title(s.node) for s in path.stages if _is_bimodal(board, s))
        ),
        cyclic=any(
            edge.target in stage.inside
            for stage in path.stages
            for edge in board.out_of(stage.node)
            if edge.target in inside
        ),
        largest=largest[0],
        largest_takes=largest[1],
    )


def _is_bimodal(board: Board, stage: Stage) -> bool:
    node = board.node(stage.node)
    fewest = board.number(node, a.MIN_REPLICAS)
    if node.kind is Kind.CACHE or (fewest is not None and fewest.value == 0):
        return True
    edge = None if stage.edge is None else board.design.edges.get(stage.edge)
    attempts = None if edge is None else board.number(edge, a.ATTEMPTS)
    if attempts is not None and attempts.value > 1:
        return True
    p95, p99 = board.number(node, a.LATENCY_P95), board.number(node, a.LATENCY_P99)
    return p95 is not None and p99 is not None and p99.value > _BIMODAL * p95.value


def _field(board: Board, stage: str) -> QuantityAttribute:
    return a.TTFT if board.node(stage).kind is Kind.LLM else a.LATENCY_P95
