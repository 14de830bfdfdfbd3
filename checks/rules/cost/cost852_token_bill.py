"""COST852: the tokens alone cost more than the budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.arithmetic.cost import SECONDS_A_MONTH
from checks.facts.cost import currency_of
from checks.facts.wording import count
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """One call, the calls of a day and the budget; money in the stated currency."""

    title: str
    per_day: float
    read: float
    written: float
    each: float | None  # None where no price is stated
    month: float
    budget: float
    currency: str


class TokenBill(Rule["Node", Facts]):
    """The tokens alone cost more than the budget.

    ## What it does
    Multiplies the calls of a day by what one call reads and writes and by the prices of a token,
    cached input apart, and compares the month with the budget. Where the prices are missing it says
    how many tokens a month there are.

    ## Why it matters
    Tokens are paid for by the request: traffic that doubles doubles the bill, and nobody notices
    before the invoice.

    ## How to fix it
    A shorter prompt, fewer passages, a cached prefix, a smaller model for the easy cases.

    ## When it does not apply
    A model on machines of one's own, which costs by the hour. Where the bill is the largest line of
    a sum that is over budget, the sum says it.

    ## References
    - PB: cost trade-offs.
    - NIM: token metrics.
    - OWASP LLM10: unbounded consumption.
    """

    code = "COST852"
    name = "token-bill"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "over_budget": ByLevel.of("-/W/E/E"),
        "no_price": ByLevel.of("-/-/I/I"),
    }
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Where are the tokens: system prompt, retrieved chunks, or answers?"
    sources = ("PB", "NIM", "OWASP LLM10")
    checks_what = "the token bill"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "two hundred thousand answers a day on three thousand dollars",
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
            at=("writer",),
            variant="over_budget",
        ),
        Bad(
            "tokens without a price",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day,
                    monthly_budget: $3k/month}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out}
            edges: ["api -> writer: calls"]
            """,
            at=("writer",),
            variant="no_price",
        ),
        Good(
            "six tenths of the input are cached at a tenth of the price",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day,
                    monthly_budget: $8k/month}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out,
                    price_in: $0.50 / 1M tokens,
                    price_out: $1.50 / 1M tokens, cache_hit: 60%,
                    cached_price: $0.05 / 1M tokens}
            edges: ["api -> writer: calls"]
            """,
        ),
        Good(
            "a model on machines of its own",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 200k/day,
                    monthly_budget: $3k/month}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out, unit_cost: $2/h,
                    replicas: 2}
            edges: ["api -> writer: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The calls that are paid by the token, as far as is known."""
        return (node for node in board.of_kind(Kind.LLM) if board.number(node, a.UNIT_COST) is None)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the month with the budget of who asks."""
        number = board.number
        read, written = number(subject, a.TOKENS_IN), number(subject, a.TOKENS_OUT)
        rate, budget = board.load.volume(subject.id), _budget(board, subject)
        each = board.cost.tokens_of(subject)
        if budget is None or budget.low <= 0:
            return
        if rate is None:
            yield from board.load.demands(subject.id)
        if read is None:
            yield Demand(subject.id, AttributeGroup.TOKENS, (a.TOKENS_IN,))
        if rate is None or read is None:
            return
        calls = rate * Number.exactly(SECONDS_A_MONTH)
        if each is None:
            tokens = read if written is None else read + written
            if not _is_own(board, subject):
                yield _seen(
                    subject, (rate, read, written, budget), None, calls * tokens, Verdict.CERTAIN
                )
            return
        price = number(subject, a.PRICE_IN)
        verdict = exceeds(calls * each, budget)
        if (
            verdict is not Verdict.HOLDS
            and price is not None
            and currency_of(price) == currency_of(budget)
        ):
            yield _seen(subject, (rate, read, written, budget), each, calls * each, verdict)

    def explain(self, facts: Facts) -> Explanation:
        """Say one call, the month and the budget."""
        calls = f"{count(facts.per_day)}/day"
        if facts.each is None:
            return Explanation(
                message=(
                    f"{facts.title} reads and writes {_tokens(facts.month)} tokens a month "
                    f"({calls}), and no price is stated."
                ),
                working=(
                    (
                        f"{calls} x {count(facts.read + facts.written)} x 30.4 d = "
                        f"{_tokens(facts.month)}"
                    ),
                ),
                remedy=f"State the prices of {facts.title}.",
            )
        each = show_value(facts.each, Dimension.MONEY, currency=facts.currency, digits=3)
        month, budget = (
            show_value(round(one), Dimension.MONEY_PER_MONTH, currency=facts.currency)
            for one in (facts.month, facts.budget)
        )
        fits = facts.budget / facts.month
        fitting = show_value(facts.each * fits, Dimension.MONEY, currency=facts.currency, digits=3)
        return Explanation(
            message=(
                f"{facts.title}: {calls} x {each} are {month}, "
                f"{figure(facts.month / facts.budget, 2)} times the budget of {budget}."
            ),
            working=(
                f"{count(facts.read)} in, {count(facts.written)} out: {each} a call",
                f"{calls} x {each} x 30.4 d = {month}",
            ),
            remedy=(
                f"{each} down to {fitting} a call, or "
                f"{count(whole.at_most(facts.per_day * fits))} calls a day."
            ),
        )


def _budget(board: Board, llm: Node) -> Number | None:
    """The budget of the call itself, else of an endpoint that makes it; the smallest."""
    own = board.number(llm, a.SPEND_CAP)
    stated = [
        one
        for caller in (*board.monitoring.callers_of(llm.id), *board.load.entries_of(llm.id))
        if (one := board.number(board.node(caller), a.MONTHLY_BUDGET)) is not None
    ]
    return own or min(stated, key=lambda number: number.value, default=None)


def _is_own(board: Board, llm: Node) -> bool:
    """Whether it runs on machines of one's own, or its bill is stated: no token has a price."""
    return any(board.number(llm, one) is not None for one in (a.GPU_COUNT, a.MONTHLY_COST))


def _seen(
    node: Node,
    numbers: tuple[Number, Number, Number | None, Number],
    each: Number | None,
    month: Number,
    verdict: Verdict,
) -> Observation[Facts]:
    rate, read, written, budget = numbers
    return Observation(
        at=Place(
            (node.id,),
            fields=(a.TOKENS_IN.name,) if each is not None else (a.PRICE_IN.name, a.PRICE_OUT.name),
        ),
        facts=Facts(
            title=node.title,
            per_day=rate.value * 86400,
            read=read.value,
            written=0.0 if written is None else written.value,
            each=None if each is None else each.value,
            month=month.value,
            budget=budget.value,
            currency=currency_of(budget),
        ),
        certainty=Certainty(verdict.value),
        variant="no_price" if each is None else "over_budget",
        numbers=(month, budget),
    )


def _tokens(tokens: float) -> str:
    """So many tokens in millions or billions."""
    return (
        f"{figure(tokens / 1e9, 3)} billion"
        if tokens >= 1e9
        else f"{figure(tokens / 1e6, 3)} million"
    )
