"""LAT208: the first requests wait for a machine to start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
from checks.facts.request_paths import budget_of
from checks.facts.serving import ANSWERING, mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Level,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Times in seconds, rates a second."""

    title: str
    starts: float
    budget: float
    burst: float
    takes: float


class ColdStart(Rule["Node", Facts]):
    """The first requests wait for a machine to start.

    ## What it does
    Looks for parts that may scale to nothing and compares their start-up time with the latency
    budget of those who wait; and for bursts that are more than the running replicas take, which
    meet the same wait.

    ## Why it matters
    Scale to zero is cheap until somebody comes. A model of sixteen gigabytes takes that many
    seconds to load.

    ## How to fix it
    One replica that always runs, a warm pool, or a smaller file.

    ## When it does not apply
    Batches; warm pools; hosted models.

    ## References
    - SRE 22: slow start-up.
    - AWSML reliability.
    - HUYEN 7.
    """

    code = "LAT208"
    name = "cold-start"
    severity = ByLevel.of("-/I/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "scale_to_zero": ByLevel.of("-/I/W/E"),
        "burst": ByLevel.of("-/I/W/W"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "The model file is large: how long from zero to the first answer?"
    sources = ("SRE 22", "AWSML reliability", "HUYEN 7")
    checks_what = "cold starts"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "sixteen seconds for somebody who waits 300 ms",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
              ranker: {kind: model, type: nn, min_replicas: 0, startup_time: 16 s}
            edges: ["api -> ranker: calls"]
            """,
            at=("ranker",),
            variant="scale_to_zero",
        ),
        Bad(
            "a push brings three times what runs",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 300 ms, burst_qps: 6k QPS,
                    replicas: 12, throughput_per_replica: 180 rps, startup_time: 90 s}
            """,
            at=("api",),
            variant="burst",
        ),
        Good(
            "one is always warm",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
              ranker: {kind: model, type: nn, min_replicas: 1, startup_time: 16 s}
            edges: ["api -> ranker: calls"]
            """,
        ),
        Good(
            "a warm pool",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
              ranker: {kind: model, type: nn, min_replicas: 0, startup_time: 16 s, warm_pool: yes}
            edges: ["api -> ranker: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The parts that may have to start while somebody waits."""
        return (
            node
            for node in board.nodes
            if node.get(a.WARM_POOL) is not True
            and (node.get(a.PROVIDER) or "").casefold() != "hosted"
            and (_to_zero(board, node) or a.BURST_QPS.name in node.fields)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the start with the budget."""
        starts, budget = board.number(subject, a.STARTUP_TIME), _budget(board, subject)
        if _to_zero(board, subject):
            if starts is None and budget is not None:
                yield Demand(subject.id, AttributeGroup.WORKLOAD, (a.STARTUP_TIME,), _EXPERIENCED)
            if starts is None or budget is None:
                return
            verdict = exceeds(starts, budget)
            if verdict is not Verdict.HOLDS:
                yield Observation(
                    at=Place((subject.id,), fields=(a.MIN_REPLICAS.name,)),
                    facts=Facts(subject.title, starts.value, budget.value, 0.0, 0.0),
                    certainty=Certainty(verdict.value),
                    variant="scale_to_zero",
                    numbers=(starts, budget),
                    fix=(SetField(field=a.MIN_REPLICAS.name, value="1", id=subject.id),),
                )
            return
        burst, replicas = board.number(subject, a.BURST_QPS), board.number(subject, a.REPLICAS)
        each = board.number(subject, a.THROUGHPUT_PER_REPLICA)
        if burst is None or replicas is None or each is None or starts is None or budget is None:
            return
        verdict = exceeds(burst, replicas * each)
        if verdict is not Verdict.HOLDS and exceeds(starts, budget) is Verdict.CERTAIN:
            yield Observation(
                at=Place((subject.id,), fields=(a.BURST_QPS.name, a.REPLICAS.name)),
                facts=Facts(
                    subject.title, starts.value, budget.value, burst.value, (replicas * each).value
                ),
                certainty=Certainty(verdict.value),
                variant="burst",
                numbers=(burst, replicas, each, starts),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say how long one waits."""
        starts, budget = duration_text(facts.starts), duration_text(facts.budget)
        if facts.burst:
            burst, takes = rate_text(facts.burst), rate_text(facts.takes)
            return Explanation(
                message=(
                    f"A burst of {burst} is more than the {takes} that run of {facts.title}, and "
                    "a new replica "
                    f"needs {starts} to start, against a {budget} budget."
                ),
                working=(f"{burst} > {takes}", f"{starts} > {budget}"),
                remedy=f"Replicas for {burst} that run, a warm pool, or load that is shed.",
            )
        return Explanation(
            message=f"{facts.title} can scale to 0 replicas and needs {starts} to start, against "
            f"a {budget} budget.",
            working=(f"{starts} > {budget}",),
            remedy="One replica that always runs, or a warm pool.",
        )


_EXPERIENCED = frozenset({Level.SENIOR, Level.STAFF})


def _to_zero(board: Board, node: Node) -> bool:
    fewest = board.number(node, a.MIN_REPLICAS)
    return fewest is not None and fewest.low <= 0


def _budget(board: Board, node: Node) -> Number | None:
    """The tightest budget of those who wait for the part."""
    if node.kind is Kind.ENDPOINT:
        return budget_of(board, node) if mode_of(node) in ANSWERING else None
    budgets = [path.budget for path in board.paths.through(node.id) if path.budget is not None]
    return min(budgets, key=lambda number: number.value, default=None)
