"""LAT201: one stage alone takes longer than the whole may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
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
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath, Stage
    from checks.facts.stage_latency import StageLatency
    from checks.numbers import Number


@dataclass(frozen=True, slots=True)
class Facts:
    """The stage and the budget, in seconds at the percentile of the budget."""

    stage: str
    endpoint: str
    percentile: float
    takes: float
    budget: float
    budget_text: str
    total: bool  # the stage is the endpoint itself


class StageExceedsBudget(Rule["RequestPath", Facts]):
    """One stage alone takes longer than the whole may.

    ## What it does
    Compares each stage a request waits for with the latency budget of its path, at the percentile
    of the budget.

    ## Why it matters
    Latencies are never negative: whatever the rest does, the path is at least as slow as this
    stage.

    ## How to fix it
    A faster stage, a larger budget, or a design that does not wait for it.

    ## When it does not apply
    Stages nobody waits for, or that too few requests reach to move the percentile; a streamed
    answer whose budget is to the first token; latencies without the percentile of the budget are
    possible findings only.

    ## References
    - TAS: the tail at scale.
    - HUYEN 7: latency.
    - PB: the 200 ms RAG prompt.
    """

    code = "LAT201"
    name = "stage-exceeds-budget"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "Which of the two numbers is wrong, the stage or the budget?"
    sources = ("TAS", "HUYEN 7", "PB")
    checks_what = "stages against the budget"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a reranker of 350 ms under 200 ms",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              reranker: {kind: model, type: reranker, latency_p95: 350 ms}
            edges: ["api -> reranker: calls"]
            """,
            at=("reranker",),
        ),
        Bad(
            "somewhere between 150 and 250 ms",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              reranker: {kind: model, type: reranker, latency_p95: 150-250 ms}
            edges: ["api -> reranker: calls"]
            """,
            at=("reranker",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "two requests in a hundred do not move the p95",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              appeal: {kind: model, type: nn, latency_p95: 900 ms}
            edges: [{edge: "api -> appeal: calls", fraction: 2%}]
            """,
        ),
        Good(
            "nobody waits for the audit log",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              audit: {kind: tool, latency_p95: 2 s}
            edges: [{edge: "api -> audit: calls", mode: async}]
            """,
        ),
        Good(
            "2 % over is rounding",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              reranker: {kind: model, type: reranker, latency_p95: 203 ms}
            edges: ["api -> reranker: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[RequestPath]:
        """Every request path with stages or a total of its own."""
        return (path for path in board.paths.all if path.stages or path.own is not None)

    def judge(self, board: Board, subject: RequestPath) -> Iterator[Observation[Facts] | Demand]:
        """Each stage against the budget, the endpoint's own total first."""
        if subject.budget is None:
            yield Demand(subject.endpoint, AttributeGroup.LATENCY_BUDGET, (a.LATENCY_BUDGET,))
            return
        if subject.own is not None:
            yield from _judged(board, subject, subject.endpoint, subject.own)
        met: set[str] = set()
        for stage in subject.stages:
            if stage.node in met or stage.latency is None:
                continue
            met.add(stage.node)
            if not _is_full_completion(board, subject, stage):
                yield from _judged(board, subject, stage.node, stage.latency, stage.share)

    def explain(self, facts: Facts) -> Explanation:
        """Say both numbers."""
        takes = duration_text(facts.takes)
        budget = duration_text(facts.budget)
        alone = "takes" if facts.total else "alone takes"
        return Explanation(
            message=(
                f"{facts.stage} {alone} {takes} at p{facts.percentile:g}, above the {budget} "
                f"end-to-end budget of {facts.endpoint}."
            ),
            working=(f"{takes} > {budget} ({facts.budget_text})",),
            remedy=f"{facts.stage} at {budget} or less, or a budget of {takes} or more.",
        )


def _is_full_completion(board: Board, path: RequestPath, stage: Stage) -> bool:
    """A language model's whole answer, where the budget is to the first token."""
    node = board.node(stage.node)
    return path.streams and node.kind is Kind.LLM and board.number(node, a.TTFT) is None


def _judged(
    board: Board, path: RequestPath, node: str, latency: StageLatency, share: float = 1.0
) -> Iterator[Observation[Facts]]:
    budget = path.budget
    if budget is None:
        return
    # Behind a cache or a branch a quantile of all is a lower one of the stage: LAT206 judges it.
    sure = latency.at_least if share >= 1 else None
    verdict = Verdict.HOLDS if sure is None else exceeds(_tail(latency, sure), budget)
    if verdict is not Verdict.CERTAIN or not path.percentile_stated:
        about = exceeds(latency.about, budget)
        verdict = Verdict.HOLDS if about is Verdict.HOLDS else Verdict.POSSIBLE
    if verdict is Verdict.HOLDS:
        return
    yield Observation(
        at=Place((node, *((path.endpoint,) if node != path.endpoint else ()))),
        facts=Facts(
            stage=board.title(node),
            endpoint=board.title(path.endpoint),
            percentile=path.q * 100,
            takes=latency.about.value,
            budget=budget.value,
            budget_text=as_stated(budget),
            total=node == path.endpoint,
        ),
        certainty=Certainty(verdict.value),
        numbers=(latency.about, budget),
    )


def _tail(latency: StageLatency, at_least: Number) -> Number:
    return latency.about if latency.exact else at_least
