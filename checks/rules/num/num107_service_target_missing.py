"""NUM107: nobody says how available, how fresh or how expensive it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import ANSWERING, entry_endpoints, mode_of
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
from checks.rules.num._asking import (
    Missing,
    asked,
    blocked_by,
    cannot_check,
    excused,
    listed,
    observed,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import Attribute, AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node
    from design.quantities.quantity import Quantity

_WORDS = {
    a.AVAILABILITY_SLO.name: "availability",
    a.FRESHNESS_REQ.name: "freshness",
    a.MONTHLY_BUDGET.name: "cost",
}
_PAID = frozenset(
    one.name
    for one in (
        a.UNIT_COST,
        a.PRICE_IN,
        a.PRICE_OUT,
        a.GPU_COUNT,
        a.REPLICAS,
        a.MONTHLY_COST,
    )
)


class ServiceTargetMissing(Rule[str, Missing]):
    """Nobody says how available, how fresh or how expensive it may be.

    ## What it does
    Lists, for each endpoint where requests enter, the absent ones of three targets: availability
    where somebody asks it, freshness where aggregated features or an index stand behind it, and a
    monthly budget where compute or tokens are paid for.

    ## Why it matters
    Redundancy, refresh jobs and model size are bought against these three. Without them any
    amount is right.

    ## How to fix it
    State the worst month you would accept, as requirements.

    ## When it does not apply
    A target marked as not applicable with a reason; batch jobs are asked by their deadline instead
    of their availability.

    ## References
    - SRE 3, 4: embracing risk, service level objectives.
    - PB: freshness requirements, cost.
    - RoML 8: freshness.
    - AWSML cost pillar.
    """

    code = "NUM107"
    name = "service-target-missing"
    severity = ByLevel.of("I/W/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END)
    question = "What is the worst month you would accept: minutes down, hours stale, dollars spent?"
    sources = ("SRE 3, 4", "PB", "RoML 8", "AWSML cost")
    checks_what = "service targets"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA, Topic.DEPLOYMENT)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "how many minutes may it be down?",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s, latency_budget: p95 200 ms}
            """,
            at=("api",),
        ),
        Good(
            "three targets as requirements",
            """
            nodes:
              up: {kind: requirement, about: availability, value: 99.9%}
              cheap: {kind: requirement, about: cost, value: $3k/month}
              api: {kind: endpoint, mode: online, peak_qps: 200/s, replicas: 4}
            edges: ["up -> api: constrains", "cheap -> api: constrains"]
            """,
        ),
        Good(
            "a batch job is asked for its deadline instead",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows, finish_by: "06:00"}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """The entry endpoints, and wherever another rule asked for a target."""
        entries = {node.id for node in entry_endpoints(board)}
        return sorted(entries | set(asked(board, AttributeGroup.SERVICE_TARGET)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """One finding with the absent ones."""
        demands = asked(board, AttributeGroup.SERVICE_TARGET).get(subject, ())
        wanted: dict[Attribute[object], None] = {}
        node = board.design.nodes.get(subject)
        if node is not None and node.kind is Kind.ENDPOINT:
            wanted.update(dict.fromkeys(_lacks(board, node)))
        wanted.update(dict.fromkeys(one for posted in demands for one in posted.demand.missing))
        missing = tuple(one for one in wanted if not excused(board, subject, (one,)))
        if missing:
            words = tuple(_WORDS.get(one.name, one.label.lower()) for one in missing)
            facts = Missing(board.title(subject), words, blocked_by(demands))
            yield observed(board, subject, missing, facts)

    def explain(self, facts: Missing) -> Explanation:
        """List the absent targets."""
        lacks = listed(facts.lacks, "or")
        return Explanation(
            message=f"{facts.title} has no {lacks} target{cannot_check(facts.blocked)}.",
            remedy=f"State the {listed(facts.lacks)} {_target(facts.lacks)} of {facts.title}.",
        )


def _target(lacks: tuple[str, ...]) -> str:
    return "target" if len(lacks) == 1 else "targets"


def _lacks(board: Board, endpoint: Node) -> Iterator[Attribute[object]]:
    around = [endpoint, *(board.node(one) for one in sorted(board.reach.upstream(endpoint.id)))]
    if mode_of(endpoint) in ANSWERING and board.number(endpoint, a.AVAILABILITY_SLO) is None:
        yield a.AVAILABILITY_SLO
    aged = [node for node in around if _is_aggregated(node)]
    if aged and not _stated(board, a.FRESHNESS_REQ, (endpoint, *aged)):
        yield a.FRESHNESS_REQ
    paid = [node for node in around if _is_paid(board, node)]
    if paid and not _stated(board, a.MONTHLY_BUDGET, (endpoint, *paid)):
        yield a.MONTHLY_BUDGET


def _is_aggregated(node: Node) -> bool:
    if node.kind in {Kind.FEATURE_STORE, Kind.INDEX}:
        return True
    computed = node.get(a.COMPUTED) in {"batch", "stream"}
    return node.kind is Kind.FEATURE and (computed or node.get(a.WINDOW) is not None)


def _is_paid(board: Board, node: Node) -> bool:
    return node.kind is Kind.LLM or board.has_number(node, _PAID)


def _stated(board: Board, attribute: Attribute[Quantity], nodes: Iterable[Node]) -> bool:
    """On one of the nodes, or by a requirement: a budget may stand for the design as a whole."""
    about = _WORDS[attribute.name]
    return any(board.number(node, attribute) is not None for node in nodes) or any(
        node.get(attribute) is not None
        or (node.get(a.ABOUT) == about and node.get(a.VALUE) is not None)
        for node in board.of_kind(Kind.REQUIREMENT)
    )
