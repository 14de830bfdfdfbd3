"""NUM103: somebody waits for an answer and nobody says how long they may."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from checks.facts.request_paths import budget_of
from checks.facts.serving import answering_endpoints, entry_endpoints, waiting_consumers
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Phase,
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import Missing, asked, blocked_by, cannot_check, excused, observed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIRST_TOKEN = ("ttft", "first token", "time to first")


class LatencyBudgetMissing(Rule[str, Missing]):
    """Somebody waits for an answer and nobody says how long they may.

    ## What it does
    Asks every endpoint that is waited for to state a latency budget: on itself, on a requirement
    that constrains it, or on a consumer that waits.

    ## Why it matters
    A stage is only slow against a budget. Without one, neither the model nor the retrieval nor the
    hardware can be chosen.

    ## How to fix it
    State the time at which the caller gives up, at a percentile: "p95 200 ms".

    ## When it does not apply
    Batch and asynchronous consumers; a streamed answer with a budget to its first token.

    ## References
    - PB: "no latency budget".
    - SRE 4: indicators as percentiles.
    - HUYEN 7: online prediction.
    - MLTS Monitor 6: computational performance.
    """

    code = "NUM103"
    name = "latency-budget-missing"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END)
    question = (
        "At what latency does the caller give up or the user leave, and at which percentile do you "
        "promise it?"
    )
    sources = ("PB", "SRE 4", "HUYEN 7", "MLTS Monitor 6")
    checks_what = "the latency budget"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the shop waits for as long as it takes",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
            edges: ["shop -> api: consumes"]
            """,
            at=("api",),
        ),
        Good(
            "a requirement states it",
            """
            nodes:
              fast: {kind: requirement, about: latency, value: p95 < 200 ms}
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
            edges: ["fast -> api: constrains"]
            """,
        ),
        Good(
            "nobody waits for a scheduled consumer",
            """
            nodes:
              crm: {kind: consumer, action: calls the riskiest}
              api: {kind: endpoint, mode: online, peak_qps: 20/s}
            edges: [{edge: "crm -> api: consumes", mode: scheduled}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """The endpoints where somebody waits, and wherever a rule asked for a budget."""
        entries = {node.id for node in entry_endpoints(board)}
        waited = {
            node.id
            for node in answering_endpoints(board)
            if waiting_consumers(board, node) or not board.into(node.id, Relation.CONSUMES)
        }
        return sorted((entries & waited) | set(asked(board, AttributeGroup.LATENCY_BUDGET)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """Look for a budget, wherever it is stated."""
        node = board.node(subject)
        if excused(board, subject, (a.LATENCY_BUDGET,)) or budget_of(board, node) is not None:
            return
        for requirement in board.sources_of(subject, Relation.CONSTRAINS):
            metric = (requirement.get(a.METRIC) or "").lower()
            if any(word in metric for word in _FIRST_TOKEN):
                return
        waiting = waiting_consumers(board, node)
        facts = Missing(
            node.title,
            ("latency budget",),
            blocked_by(asked(board, AttributeGroup.LATENCY_BUDGET).get(subject, ())),
            detail=waiting[0].title if waiting else "",
        )
        yield observed(board, subject, (a.LATENCY_BUDGET,), facts)

    def explain(self, facts: Missing) -> Explanation:
        """Say who waits."""
        waits = f"{facts.detail} waits for {facts.title}, which" if facts.detail else facts.title
        rest = cannot_check(facts.blocked)
        return Explanation(
            message=f"{waits} has no latency budget{rest}.",
            remedy=f'State the budget of {facts.title} with its percentile, as in "p95 200 ms".',
        )
