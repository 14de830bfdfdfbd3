"""What a design costs a month, line by line, from the counts and prices that are stated.

A stated monthly cost stands for a part that has no line of its own. Money of other currencies is
kept apart: nothing here knows a rate of exchange. What cannot be worked out is left out, so a sum
is a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.arithmetic.cost import DAYS_A_MONTH, HOURS_A_MONTH, SECONDS_A_MONTH
from checks.facts.serving import mode_of
from checks.numbers import Number
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_ONE = Number.exactly(1.0)
_TERABYTE = 1e12
_USUAL = "USD"
# What a line takes one of: most parts of a design state none.
_PRICES = frozenset(
    one.name for one in (a.UNIT_COST, a.COST_PER_LABEL, a.PRICE_IN, a.STORAGE_PRICE)
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: whose, for what, and the amount a month in ``currency``."""

    node: str
    what: str  # machines, training, storage, labels, reviewers, tokens, judging, stated
    amount: Number
    currency: str
    working: str  # the factors in words


class Cost:
    """The bill of a board."""

    def __init__(self, board: Board) -> None:
        """Read the bill off *board*."""
        self._board = board

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line that can be worked out, by node id."""
        return tuple(line for node in self._board.nodes for line in self._of(node))

    def lines_of(self, *nodes: str) -> tuple[Line, ...]:
        """The lines of some parts."""
        return tuple(line for line in self.lines if line.node in nodes)

    def computed(self, node: str) -> tuple[Line, ...]:
        """The lines of a part that are worked out rather than stated."""
        return tuple(line for line in self._computed.get(node, ()))

    def tokens_of(self, llm: Node) -> Number | None:
        """The price of one call in money, or None where tokens or prices are not stated."""
        number = self._board.number
        read, written = number(llm, a.TOKENS_IN), number(llm, a.TOKENS_OUT)
        price_in, price_out = number(llm, a.PRICE_IN), number(llm, a.PRICE_OUT)
        if read is None or price_in is None:
            return None
        total = read * self._input_price(llm, price_in)
        if written is not None and price_out is not None:
            total = total + written * price_out
        return total

    def _input_price(self, llm: Node, price: Number) -> Number:
        cached, cheap = (self._board.number(llm, one) for one in (a.CACHE_HIT, a.CACHED_PRICE))
        if cached is None or cheap is None:
            return price
        return cached * cheap + (_ONE - cached) * price

    @cached_property
    def _computed(self) -> dict[str, tuple[Line, ...]]:
        return {node.id: tuple(self._work_out(node)) for node in self._board.nodes}

    def _of(self, node: Node) -> Iterator[Line]:
        computed = self._computed[node.id]
        yield from computed
        stated = self._board.number(node, a.MONTHLY_COST)
        if stated is not None and not computed:
            yield Line(node.id, "stated", stated, currency_of(stated), "as stated")

    def _work_out(self, node: Node) -> Iterator[Line]:
        if not self._board.has_number(node, _PRICES):
            return
        if node.kind is Kind.TRAINING_JOB:
            yield from self._training(node)
        elif node.kind is Kind.HUMAN_REVIEW:
            yield from self._review(node)
        elif node.kind is Kind.LABEL:
            yield from self._labels(node)
        elif node.kind is Kind.EVALUATION:
            yield from self._judging(node)
        else:
            yield from self._machines(node)
            if node.kind is Kind.LLM:
                yield from self._tokens(node)
        yield from self._storage(node)

    def _machines(self, node: Node) -> Iterator[Line]:
        number = self._board.number
        price, replicas = number(node, a.UNIT_COST), number(node, a.REPLICAS)
        if price is None or replicas is None:
            return
        hours = self._hours_on(node)
        if hours is None:
            return
        amount = replicas * price * hours
        discount = number(node, a.DISCOUNT)
        words = f"{replicas.value:g} x {_typed(price)} x {figure(hours.value)} h"
        if discount is not None:
            amount = amount * (_ONE - discount)
            words += f" less {_typed(discount)}"
        yield Line(node.id, "machines", amount, currency_of(price), words)

    def _hours_on(self, node: Node) -> Number | None:
        """The hours a month its machines are paid for: those of its runs where it is a batch."""
        if node.kind is not Kind.ENDPOINT or mode_of(node) != "batch":
            return Number.exactly(HOURS_A_MONTH)
        length, period = (self._board.number(node, one) for one in (a.DURATION, a.PERIOD))
        if length is None or period is None or period.low <= 0:
            return None
        runs = Number.exactly(SECONDS_A_MONTH) / period
        return runs * length / Number.exactly(3600.0)

    def _training(self, node: Node) -> Iterator[Line]:
        number = self._board.number
        price, length = number(node, a.UNIT_COST), number(node, a.DURATION)
        period = number(node, a.PERIOD)
        if price is None or length is None or period is None or period.low <= 0:
            return
        machines = number(node, a.GPU_COUNT) or _ONE
        runs = Number.exactly(SECONDS_A_MONTH) / period
        amount = runs * machines * length / Number.exactly(3600.0) * price
        discount = number(node, a.DISCOUNT)
        if discount is not None:
            amount = amount * (_ONE - discount)
        each = f"{machines.value:g} x {_typed(length)} x {_typed(price)}"
        words = f"{figure(runs.value, 3)} runs x {each}"
        yield Line(node.id, "training", amount, currency_of(price), words)

    def _review(self, node: Node) -> Iterator[Line]:
        number = self._board.number
        wage, people = number(node, a.UNIT_COST), number(node, a.REVIEWERS)
        hours = number(node, a.HOURS_PER_DAY)
        if wage is None or people is None or hours is None:
            return
        days = Number.exactly(DAYS_A_MONTH)
        amount = people * hours / Number.exactly(3600.0) * days * wage
        words = f"{people.value:g} people x {_typed(hours)} x 30.4 d x {_typed(wage)}"
        yield Line(node.id, "reviewers", amount, currency_of(wage), words)

    def _labels(self, node: Node) -> Iterator[Line]:
        number = self._board.number
        price, rate = number(node, a.COST_PER_LABEL), number(node, a.LABELS_PER_DAY)
        if price is None or rate is None:
            return
        times = number(node, a.REDUNDANCY) or _ONE
        amount = rate * Number.exactly(SECONDS_A_MONTH) * times * price
        words = f"{_typed(rate)} x {times.value:g} x 30.4 d x {_typed(price)}"
        yield Line(node.id, "labels", amount, currency_of(price), words)

    def _tokens(self, node: Node) -> Iterator[Line]:
        each, rate = self.tokens_of(node), self._board.load.volume(node.id)
        price = self._board.number(node, a.PRICE_IN)
        if each is None or rate is None or price is None:
            return
        amount = rate * Number.exactly(SECONDS_A_MONTH) * each
        words = f"{rate.value * 86400:,.0f}/day x {figure(each.value, 3)} x 30.4 d".replace(
            ",", " "
        )
        yield Line(node.id, "tokens", amount, currency_of(price), words)

    def _judging(self, node: Node) -> Iterator[Line]:
        share = self._board.number(node, a.SHARE)
        each = self.tokens_of(node)
        price = self._board.number(node, a.PRICE_IN)
        if not node.get(a.JUDGE) or share is None or each is None or price is None:
            return
        for edge in self._board.out_of(node.id, Relation.EVALUATES):
            rate = self._board.load.volume(edge.target)
            if rate is not None:
                amount = rate * share * Number.exactly(SECONDS_A_MONTH) * each
                words = f"{_typed(share)} of the requests x {figure(each.value, 3)}"
                yield Line(node.id, "judging", amount, currency_of(price), words)
                return

    def _storage(self, node: Node) -> Iterator[Line]:
        price, kept = self._board.number(node, a.STORAGE_PRICE), self.kept(node)
        if price is None or kept is None:
            return
        amount = kept / Number.exactly(_TERABYTE) * price
        words = f"{figure(kept.value / _TERABYTE)} TB x {_typed(price)}"
        yield Line(node.id, "storage", amount, currency_of(price), words)

    def kept(self, node: Node) -> Number | None:
        """The bytes a part holds: what arrives over its retention, else its capacity."""
        number = self._board.number
        retention, arriving = number(node, a.RETENTION), self.arriving(node)
        if arriving is not None and retention is not None:
            return arriving * retention
        return number(node, a.STORAGE_CAPACITY)

    def arriving(self, node: Node) -> Number | None:
        """The bytes a second that are kept of what arrives at a part."""
        number = self._board.number
        per_day = number(node, a.BYTES_PER_DAY)
        rows = number(node, a.ROWS_PER_DAY) or self._written(node)
        arriving = per_day if per_day is not None else _product(rows, number(node, a.EVENT_BYTES))
        sampling = number(node, a.SAMPLING)
        return arriving if arriving is None or sampling is None else arriving * sampling

    def _written(self, node: Node) -> Number | None:
        """The rate at which others log to it."""
        total: Number | None = None
        for edge in self._board.into(node.id, Relation.LOGS_TO):
            rate = self._board.load.volume(edge.source)
            if rate is not None:
                total = rate if total is None else total + rate
        return total


def budgets(board: Board) -> tuple[tuple[str, ...], ...]:
    """The nodes of each budget, those a requirement gives one and the same budget together.

    A requirement that is drawn to nothing speaks of the whole where no part has a budget.
    """
    shared: dict[tuple[str, float], list[str]] = {}
    loose: list[tuple[str, ...]] = []
    for node in board.nodes:
        budget = board.number(node, a.MONTHLY_BUDGET)
        if budget is None or not budget.bindings:
            continue
        if node.kind is not Kind.REQUIREMENT:
            shared.setdefault((budget.bindings[0].owner, budget.value), []).append(node.id)
        elif not board.out_of(node.id):
            loose.append((node.id,))
    return tuple(tuple(nodes) for _, nodes in sorted(shared.items())) or tuple(loose[:1])


def bill(board: Board, nodes: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines a budget has to pay.

    All there are, unless other parts have budgets of their own.
    """
    if len(budgets(board)) == 1:
        return board.cost.lines
    parts = {part for node in nodes for part in board.monitoring.part_of(node)}
    return board.cost.lines_of(*sorted(parts))


def _product(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else one * other


def currency_of(number: Number) -> str:
    """The currency *number* is stated in."""
    quantity = number.quantity
    return _USUAL if quantity is None or quantity.currency is None else quantity.currency


def _typed(number: Number) -> str:
    return f"{figure(number.value)}" if number.quantity is None else number.quantity.text
