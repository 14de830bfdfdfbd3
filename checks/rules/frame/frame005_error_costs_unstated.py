"""FRAME005: somebody acts on a score, and nobody says what a wrong action costs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute


@dataclass(frozen=True, slots=True)
class Facts:
    """Who acts on what."""

    consumer: str
    endpoint: str
    has: str


class ErrorCostsUnstated(Rule["tuple[Node, Node]", Facts]):
    """Somebody acts on a score, and nobody says what a wrong action costs.

    ## What it does
    Looks at consumers that act on a class or on a score above a bound, for the costs of both
    errors, for a decision that chooses the threshold, or for a required precision or recall.

    ## Why it matters
    A threshold is a price. Unstated, it is 0.5, which is right when both errors cost the same.

    ## How to fix it
    Write both costs, or choose the threshold and say why.

    ## When it does not apply
    Rankings without a cut-off; regressions; a required precision or recall, which says the same.

    ## References
    - IN 1: failure costs.
    - HUYEN 6.
    - RoML 13.
    - NIST MAP.
    """

    code = "FRAME005"
    name = "error-costs-unstated"
    severity = ByLevel.of("W/W/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.DECISIONS, Skill.COMMUNICATION)
    question = (
        "Which error would get you called into a meeting, and how does that move the threshold?"
    )
    sources = ("IN 1", "HUYEN 6", "RoML 13", "NIST MAP")
    checks_what = "the costs of errors"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = ()
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "payments are blocked",
            """
            nodes:
              rules: {kind: consumer, action: blocks the payment}
              api: {kind: endpoint, mode: online}
              scorer: {kind: model, type: gbdt, output: score}
            edges: ["rules -> api: consumes", "api -> scorer: uses"]
            """,
            at=("rules",),
        ),
        Good(
            "both errors have a price",
            """
            nodes:
              rules: {kind: consumer, action: blocks the payment, fp_cost: $5, fn_cost: $45}
              api: {kind: endpoint, mode: online}
              scorer: {kind: model, type: gbdt, output: score}
            edges: ["rules -> api: consumes", "api -> scorer: uses"]
            """,
        ),
        Good(
            "the threshold was chosen",
            """
            nodes:
              rules: {kind: consumer, action: blocks the payment}
              api: {kind: endpoint, mode: online}
              scorer: {kind: model, type: gbdt, output: score}
              cut: {kind: decision, choice: block above 0.9, threshold: "0.9",
                    because: a blocked customer costs nine missed frauds}
            edges: ["rules -> api: consumes", "api -> scorer: uses", "cut -> rules: supports"]
            """,
        ),
        Good(
            "only the order counts",
            """
            nodes:
              shop: {kind: consumer, action: shows the ten best}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn, output: ranking}
            edges: ["shop -> api: consumes", "api -> ranker: uses"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, Node]]:
        """Each consumer that acts beyond a bound, with the first endpoint it asks."""
        for consumer in board.of_kind(Kind.CONSUMER):
            for edge in board.out_of(consumer.id, Relation.CONSUMES):
                endpoint = board.node(edge.target)
                if endpoint.kind is Kind.ENDPOINT and _cuts(board, consumer, edge, endpoint):
                    yield consumer, endpoint
                    break

    def judge(
        self, board: Board, subject: tuple[Node, Node]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Look for costs, a threshold or a floor."""
        consumer, endpoint = subject
        costs = [_cost(board, consumer, endpoint, one) for one in (a.FP_COST, a.FN_COST)]
        if (
            None not in costs
            or _is_chosen(board, consumer, endpoint)
            or _has_floor(board, consumer, endpoint)
        ):
            return
        blank = a.FP_COST if costs[0] is None else a.FN_COST
        other = (
            "the cost of a false negative" if costs[0] is None else "the cost of a false positive"
        )
        yield Observation(
            at=Place((consumer.id, endpoint.id), fields=(blank.name,)),
            facts=Facts(consumer.title, endpoint.title, other if any(costs) else ""),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say who acts without a price."""
        only = f" (only {facts.has} is)" if facts.has else ""
        return Explanation(
            message=(
                f"{facts.consumer} acts on the score of {facts.endpoint}, but neither the costs "
                "of both wrong "
                f"actions nor the operating threshold is stated{only}."
            ),
            working=(
                "break-even threshold = cost of a false positive / (cost of both errors together)",
            ),
            remedy=f"The costs of both errors of {facts.consumer}, or a decision on the threshold.",
        )


_CUT = re.compile(
    r"\b(?:(?:block|reject|declin|approv|flagg?|bann?|remov|hid|freez|hold|escalat|quarantin|"
    r"suspend|refus|grant)(?:e|s|ed|es|ing)?|den(?:y|ies|ied|ying)|hidden|held|froze|frozen)\b"
)
_CLASSES = frozenset({"class", "score"})
_FLOORS = re.compile(r"precision|recall|false (?:positive|negative)|\bfpr\b|\bfnr\b")


def _cuts(board: Board, consumer: Node, edge: Edge, endpoint: Node) -> bool:
    """Whether something happens above a bound and not below."""
    used = edge.get(a.USED_AS) or consumer.get(a.USED_AS)
    if used is not None:
        return used != "rank"
    parts = [board.node(one) for one in board.monitoring.part_of(endpoint.id)]
    outputs = {one.get(a.OUTPUT) for one in parts} - {None}
    if outputs and not outputs & _CLASSES:
        return False
    return bool(_CUT.search((consumer.get(a.ACTION) or "").casefold()))


def _cost(
    board: Board, consumer: Node, endpoint: Node, attribute: Attribute[Quantity]
) -> Number | None:
    own = board.number(consumer, attribute)
    if own is not None:
        return own
    asked = [
        board.number(board.node(edge.source), attribute)
        for edge in board.into(endpoint.id, Relation.CONSTRAINS)
    ]
    return next((one for one in asked if one is not None), None)


def _is_chosen(board: Board, consumer: Node, endpoint: Node) -> bool:
    around = {consumer.id, *board.monitoring.part_of(endpoint.id)}
    for decision in board.of_kind(Kind.DECISION):
        near = any(edge.target in around for edge in board.out_of(decision.id, Relation.SUPPORTS))
        said = f"{decision.title} {decision.get(a.CHOICE) or ''}".casefold()
        named = decision.get(a.THRESHOLD) is not None or "threshold" in said or "cut-off" in said
        if near and named and (decision.get(a.BECAUSE) or "").strip():
            return True
    return False


def _has_floor(board: Board, consumer: Node, endpoint: Node) -> bool:
    """Whether a required precision or recall, of these or of the whole design, says the same."""
    around = {consumer.id, *board.monitoring.part_of(endpoint.id)}
    for one in board.of_kind(Kind.REQUIREMENT):
        about = {edge.target for edge in board.out_of(one.id, Relation.CONSTRAINS)}
        if (not about or about & around) and _is_floor(board, one):
            return True
    return False


def _is_floor(board: Board, requirement: Node) -> bool:
    for attribute in (a.VALUE, a.QUALITY_TARGET):
        number = board.number(requirement, attribute)
        if number is None:
            continue
        of = number.quantity.metric if number.quantity is not None else None
        if _FLOORS.search((requirement.get(a.METRIC) or of or requirement.title).casefold()):
            return True
    return False
