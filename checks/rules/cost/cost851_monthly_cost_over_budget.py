"""COST851: the numbers on the board add up to more than the budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.cost import bill, budgets, currency_of
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.cost import Line
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The lines of the bill, the largest first, and what they are compared with; money a month."""

    title: str
    lines: tuple[tuple[str, str, float, str], ...]  # title, what for, amount, working
    total: float
    bound: float
    currency: str
    what: str  # the variant


class MonthlyCostOverBudget(Rule["tuple[str, ...]", Facts]):
    """The numbers on the board add up to more than the budget.

    ## What it does
    Adds up machines, training, storage, labels, reviewers and tokens from their counts and prices,
    and compares the sum with the monthly budget. Where a part states its own monthly cost beside
    counts and prices, the two are compared as well. A budget that is drawn to nothing is one for
    the whole.

    ## Why it matters
    A design that cannot be paid for is not built, or is switched off in its third month.

    ## How to fix it
    Cut the largest line, say what that costs in quality, or argue for a larger budget.

    ## When it does not apply
    What cannot be worked out is left out, so the sum is a lower bound. A discount that is stated
    counts. Other currencies are not added.

    ## References
    - PB: explicit cost trade-offs.
    - AWSML: cost pillar.
    - HUYEN 7, 10.
    """

    code = "COST851"
    name = "monthly-cost-over-budget"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "over_budget": ByLevel.of("-/W/E/E"),
        "tokens_first": ByLevel.of("-/W/E/E"),
        "does_not_add_up": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Which line do you cut first, and what does it cost in quality?"
    sources = ("PB", "AWSML cost", "HUYEN 7, 10")
    checks_what = "the monthly bill"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "machines, tokens and logs for more than the budget",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day,
                    monthly_budget: $20k/month,
                    replicas: 15, unit_cost: $1.20/h}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out,
                    price_in: $0.50 / 1M tokens,
                       price_out: $1.50 / 1M tokens}
            edges: ["api -> writer: calls"]
            """,
            at=("api",),
            variant="over_budget",
        ),
        Bad(
            "the tokens alone are most of it",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day,
                    monthly_budget: $3k/month}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out,
                    price_in: $0.50 / 1M tokens,
                       price_out: $1.50 / 1M tokens}
            edges: ["api -> writer: calls"]
            """,
            at=("api",),
            variant="tokens_first",
        ),
        Bad(
            "the cost that is stated is not what the numbers give",
            """
            nodes:
              api: {kind: endpoint, mode: online, replicas: 15, unit_cost: $1.20/h,
                    monthly_cost: $5k/month}
            """,
            at=("api",),
            variant="does_not_add_up",
        ),
        Good(
            "reserved machines fit",
            """
            nodes:
              api: {kind: endpoint, mode: online, monthly_budget: $10k/month, replicas: 15,
                    unit_cost: $1.20/h, discount: 40%}
            """,
        ),
        Good(
            "euros are not added to dollars",
            """
            nodes:
              api: {kind: endpoint, mode: online, monthly_budget: $10k/month, replicas: 10,
                    unit_cost: $1.20/h}
              trainer: {kind: training_job, period: daily, duration: 4 h, unit_cost: EUR 30/h}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[str, ...]]:
        """Each budget with the parts that share it, and each part that states what it costs."""
        shared = budgets(board)
        yield from shared
        for node in board.nodes:
            if (node.id,) in shared or not board.cost.computed(node.id):
                continue
            if board.number(node, a.MONTHLY_COST) is not None:
                yield (node.id,)

    def judge(
        self, board: Board, subject: tuple[str, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare the sum with the budget, or a part with what it says of itself."""
        first = board.node(subject[0])
        budget, stated = (board.number(first, one) for one in (a.MONTHLY_BUDGET, a.MONTHLY_COST))
        if budget is not None and subject in budgets(board):
            yield from _over(board, first, budget, bill(board, subject))
        if stated is not None and len(subject) == 1:
            yield from _different(board, first, stated, board.cost.computed(first.id))

    def explain(self, facts: Facts) -> Explanation:
        """Say the sum and its lines."""
        total, bound = (_money(one, facts) for one in (facts.total, facts.bound))
        terms = ", ".join(
            f"{title} {_money(amount, facts)} ({what})"
            for title, what, amount, _ in facts.lines[:_NAMED]
        )
        more = f" and {len(facts.lines) - _NAMED} more" if len(facts.lines) > _NAMED else ""
        working = tuple(
            f"{title}: {words} = {_money(amount, facts)}" for title, _, amount, words in facts.lines
        )
        if facts.what == "does_not_add_up":
            return Explanation(
                message=f"{facts.title} is said to cost {bound}, and its own numbers give {total}.",
                working=working,
                remedy=f"A cost of {total}, or the count or price that is meant.",
                question="Which of the three numbers is wrong: the count, the price or the bill?",
            )
        title, _, amount, _ = facts.lines[0]
        left = amount - (facts.total - facts.bound)
        cut = f"{title} down to {_money(left, facts)}" if left > 0 else f"more than {title} cut"
        return Explanation(
            message=f"The numbers add up to {total}: {terms}{more}; the budget of {facts.title} "
            f"is {bound}.",
            working=(*working, f"sum = {total}"),
            remedy=f"{cut[0].upper()}{cut[1:]}, or a budget of {total}.",
        )


_NAMED = 3
_IDENTITY = 0.25


def _over(
    board: Board, owner: Node, budget: Number, lines: tuple[Line, ...]
) -> Iterator[Observation[Facts]]:
    currency = currency_of(budget)
    own = [line for line in lines if line.currency == currency]
    if not own:
        return
    total = total_of(line.amount for line in own)
    verdict = exceeds(total, budget)
    if verdict is Verdict.HOLDS:
        return
    ordered = sorted(own, key=lambda line: (-line.amount.value, line.node))
    variant = "tokens_first" if ordered[0].what == "tokens" else "over_budget"
    yield _seen(board, owner, ordered, total, budget, variant=variant, verdict=verdict)


def _different(
    board: Board, node: Node, stated: Number, lines: tuple[Line, ...]
) -> Iterator[Observation[Facts]]:
    own = [line for line in lines if line.currency == currency_of(stated)]
    if not own:
        return
    total = total_of(line.amount for line in own)
    verdicts = (
        exceeds(total, stated, tolerance=_IDENTITY),
        exceeds(stated, total, tolerance=_IDENTITY),
    )
    if Verdict.CERTAIN in verdicts:  # a range that holds what is stated contradicts nothing
        yield _seen(
            board, node, own, total, stated, variant="does_not_add_up", verdict=Verdict.CERTAIN
        )


def _seen(
    board: Board,
    owner: Node,
    lines: list[Line],
    total: Number,
    bound: Number,
    *,
    variant: str,
    verdict: Verdict,
) -> Observation[Facts]:
    nodes = dict.fromkeys((owner.id, *(line.node for line in lines)))
    field = a.MONTHLY_COST if variant == "does_not_add_up" else a.MONTHLY_BUDGET
    return Observation(
        at=Place(tuple(nodes), fields=(field.name,)),
        facts=Facts(
            title=owner.title,
            lines=tuple(
                (board.title(line.node), line.what, line.amount.value, line.working)
                for line in lines
            ),
            total=total.value,
            bound=bound.value,
            currency=lines[0].currency,
            what=variant,
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=(total, bound),
    )


def _money(amount: float, facts: Facts) -> str:
    return show_value(round(amount), Dimension.MONEY_PER_MONTH, currency=facts.currency)
