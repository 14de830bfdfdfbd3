"""COST853: a decision costs more than it brings in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.cost import SECONDS_A_MONTH, break_even_share
from checks.facts.cost import currency_of
from checks.facts.wording import count, percent
from checks.numbers import total_of
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
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute


@dataclass(frozen=True, slots=True)
class Facts:
    """Cost and worth of one decision, in money."""

    title: str
    cost: float
    value: float
    effect: float
    month: float
    decisions: float
    currency: str


class UnitEconomics(Rule["Node", Facts]):
    """A decision costs more than it brings in.

    ## What it does
    Divides the monthly cost by the decisions of a month and compares it with what a decision is
    worth times the share that turns out well because of it.

    ## Why it matters
    At any volume a product that loses a little with every decision loses more with more of them.

    ## How to fix it
    A cheaper call, a better share, or a case of more value.

    ## When it does not apply
    A decision that says why it is done at a loss: law, strategy, or a trial with a budget and an
    end.

    ## References
    - HUYEN 2: business objectives.
    - RoML 25: utility over loss.
    - AWSML business goal.
    """

    code = "COST853"
    name = "unit-economics"
    severity = ByLevel.of("-/-/W/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.COMMUNICATION)
    question = "At what volume or precision does it break even?"
    sources = ("HUYEN 2", "RoML 25", "AWSML business goal")
    checks_what = "whether it pays"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "two tenths of a cent for a tenth",
            """
            lane: llm
            nodes:
              shop: {kind: consumer, action: shows the answer, value_per_decision: $0.05,
                    uplift: 2%}
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out,
                    price_in: $0.50 / 1M tokens,
                       price_out: $1.50 / 1M tokens}
            edges: ["shop -> api: consumes", "api -> writer: calls"]
            """,
            at=("api",),
        ),
        Good(
            "one in ten is worth it",
            """
            lane: llm
            nodes:
              shop: {kind: consumer, action: shows the answer, value_per_decision: $0.05,
                    uplift: 10%}
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out,
                    price_in: $0.50 / 1M tokens,
                       price_out: $1.50 / 1M tokens}
            edges: ["shop -> api: consumes", "api -> writer: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The endpoints whose decisions have a value somebody states."""
        return (
            node
            for node in board.of_kind(Kind.ENDPOINT)
            if _stated(board, node, a.VALUE_PER_DECISION) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare what one costs with what one brings."""
        value, effect = _stated(board, subject, a.VALUE_PER_DECISION), _effect(board, subject)
        rate = board.load.volume(subject.id)
        if value is None or effect is None or rate is None or min(value.low, rate.low) <= 0:
            return
        parts = board.monitoring.part_of(subject.id)
        lines = [
            line for line in board.cost.lines_of(*parts) if line.currency == currency_of(value)
        ]
        if not lines:
            return
        month = total_of(line.amount for line in lines)
        decisions = rate * Number.exactly(SECONDS_A_MONTH)
        cost, worth = month / decisions, value * effect
        verdict = exceeds(cost, worth)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place(
                (subject.id, *dict.fromkeys(line.node for line in lines if line.node != subject.id))
            ),
            facts=Facts(
                title=subject.title,
                cost=cost.value,
                value=value.value,
                effect=effect.value,
                month=month.value,
                decisions=decisions.value,
                currency=currency_of(value),
            ),
            certainty=Certainty(verdict.value),
            numbers=(cost, value, effect),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say both, and the share at which they meet."""
        cost, value, worth = (
            show_value(one, Dimension.MONEY, currency=facts.currency, digits=3)
            for one in (facts.cost, facts.value, facts.value * facts.effect)
        )
        month = show_value(round(facts.month), Dimension.MONEY_PER_MONTH, currency=facts.currency)
        even = break_even_share(facts.cost, facts.value)
        share = f"A share of {percent(even)}, or a" if even <= 1 else "A"
        return Explanation(
            message=(
                f"{facts.title}: a decision costs {cost} and is worth {worth} "
                f"({percent(facts.effect)} x "
                f"{value}): it loses money."
            ),
            working=(
                f"{month} / {count(facts.decisions)} decisions = {cost}",
                f"{percent(facts.effect)} x {value} = {worth}",
            ),
            remedy=f"{share} cost of {worth} a decision.",
        )


def _stated(board: Board, endpoint: Node, attribute: Attribute[Quantity]) -> Number | None:
    """What the endpoint states, else the first who asks it."""
    own = board.number(endpoint, attribute)
    if own is not None:
        return own
    asking = board.sources_of(endpoint.id, Relation.CONSUMES)
    return next(
        (one for node in asking if (one := board.number(node, attribute)) is not None), None
    )


def _effect(board: Board, endpoint: Node) -> Number | None:
    """The uplift somebody states or an experiment found, else the precision of the model."""
    asking = board.sources_of(endpoint.id, Relation.CONSUMES)
    parts = [board.node(one) for one in board.monitoring.part_of(endpoint.id)]
    tests = [
        node
        for node in board.of_kind(Kind.EXPERIMENT)
        if any(edge.target in {one.id for one in parts} for edge in board.out_of(node.id))
    ]
    for node in (*asking, *tests):
        uplift = board.number(node, a.UPLIFT)
        if uplift is not None:
            return uplift
    for node in parts:
        precision = board.number(node, a.PRECISION) if node.kind is Kind.MODEL else None
        if precision is not None:
            return precision
    return None
