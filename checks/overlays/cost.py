"""The cost overlay: what each part costs a month, and how the sum stands to the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.cost import bill, budgets, currency_of
from checks.facts.durations import as_stated
from checks.numbers import Verdict, exceeds, total_of
from checks.overlays.blanks import blanks
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import against, money, share_of, with_share
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.cost import Line
    from checks.numbers import Number
    from design.model import Node
    from design.vocabulary.attribute import QuantityAttribute

_TONE = {Verdict.CERTAIN: Tone.BAD, Verdict.POSSIBLE: Tone.BUSY, Verdict.HOLDS: Tone.GOOD}
_MACHINES = (a.REPLICAS, a.UNIT_COST)
# What a line of the bill is worked out from, where it is not machines.
_FACTORS: dict[Kind, tuple[QuantityAttribute, ...]] = {
    Kind.TRAINING_JOB: (a.UNIT_COST, a.DURATION, a.PERIOD),
    Kind.HUMAN_REVIEW: (a.UNIT_COST, a.REVIEWERS, a.HOURS_PER_DAY),
    Kind.LABEL: (a.COST_PER_LABEL, a.LABELS_PER_DAY),
    Kind.LLM: (a.TOKENS_IN, a.PRICE_IN, a.TOKENS_OUT, a.PRICE_OUT),
}
_TELLING = {Kind.LABEL: (a.COST_PER_LABEL,), Kind.TRAINING_JOB: (a.UNIT_COST, a.GPU_COUNT)}


def cost(board: Board) -> Overlay:
    """The lines of the bill where they arise; money of other currencies is not added."""
    totals = _totals(board)
    bills: dict[str, list[Line]] = {}
    for line in board.cost.lines:
        bills.setdefault(line.node, []).append(line)
    largest = _largest(bills)
    marks = [
        _of_part(board, node, lines, totals, is_largest=node in largest)
        for node, lines in bills.items()
    ]
    costing = {mark.owner for mark in marks}
    marks += [one for nodes in budgets(board) for one in _of_budget(board, nodes, costing)]
    return laid_out(
        OverlayName.COST,
        summary=_summary(board, totals),
        marks=marks,
        missing=[
            blank for node in board.nodes if node.id not in bills for blank in _missing(board, node)
        ],
    )


def _totals(board: Board) -> dict[str, Number]:
    """The sum of the lines of each currency, the largest first."""
    found: dict[str, list[Number]] = {}
    for line in board.cost.lines:
        found.setdefault(line.currency, []).append(line.amount)
    sums = {currency: total_of(amounts) for currency, amounts in found.items()}
    return dict(sorted(sums.items(), key=lambda one: (-one[1].value, one[0])))


def _summary(board: Board, totals: dict[str, Number]) -> Iterator[str]:
    for currency, total in totals.items():
        yield f"{money(total.value, currency)} in all, of what can be worked out"
    for nodes in budgets(board):
        found = _spent(board, nodes)
        if found is not None:
            spent, budget = found
            yield f"Budget of {board.title(nodes[0])}: {_against_budget(spent, budget)}"


def _spent(board: Board, nodes: tuple[str, ...]) -> tuple[Number | None, Number] | None:
    """What a budget has to pay, as COST851 adds it up, and the budget."""
    budget = board.number(board.node(nodes[0]), a.MONTHLY_BUDGET)
    if budget is None:
        return None
    own = [line.amount for line in bill(board, nodes) if line.currency == currency_of(budget)]
    return (total_of(own) if own else None), budget


def _against_budget(spent: Number | None, budget: Number) -> str:
    currency = currency_of(budget)
    whole = money(budget.value, currency)
    if spent is None:
        return f"nothing known of {whole}"
    return against(money(spent.value, currency), whole).replace("/month of", " of")


def _largest(bills: dict[str, list[Line]]) -> frozenset[str]:
    """For each currency, the first part that costs most."""
    found: dict[str, tuple[float, str]] = {}
    for node, lines in sorted(bills.items()):
        currency, amount = lines[0].currency, _amount(lines).value
        if currency not in found or amount > found[currency][0]:
            found[currency] = (amount, node)
    return frozenset(node for _, node in found.values())


def _amount(lines: list[Line]) -> Number:
    """What a part costs in the currency of its first line."""
    return total_of(line.amount for line in lines if line.currency == lines[0].currency)


def _of_part(
    board: Board, node: str, lines: list[Line], totals: dict[str, Number], *, is_largest: bool
) -> Mark:
    """What one part costs; lines in other currencies are in the working alone."""
    currency, amount = lines[0].currency, _amount(lines).value
    whole = totals[currency].value
    working = [
        f"{line.what}: {line.working} = {money(line.amount.value, line.currency)}" for line in lines
    ]
    stated = board.number(board.node(node), a.MONTHLY_COST)
    if stated is not None and board.cost.computed(node):
        working.append(f"stated beside it: {as_stated(stated)}")
    return Mark(
        node,
        with_share(money(amount, currency), amount, whole),
        Tone.PATH,
        share_of(amount, whole),
        tuple(working),
        emphasised=is_largest,
    )


def _of_budget(board: Board, nodes: tuple[str, ...], costing: set[str]) -> Iterator[Mark]:
    """A mark where the budget is stated; a part that costs something keeps its own."""
    found = _spent(board, nodes)
    if found is None:
        return
    spent, budget = found
    owner = budget.bindings[0].owner if budget.bindings else nodes[0]
    if owner in costing or owner not in board.design.nodes:
        return
    working = [f"budget: {as_stated(budget)}"]
    if spent is not None:
        working.append(f"sum = {money(spent.value, currency_of(budget))}")
    yield Mark(
        owner,
        _against_budget(spent, budget),
        Tone.NONE if spent is None else _TONE[exceeds(spent, budget)],
        None if spent is None else share_of(spent.value, budget.value),
        tuple(working),
        emphasised=True,
    )


def _missing(board: Board, node: Node) -> Iterator[tuple[str, str]]:
    """What keeps a part out of the bill that has begun to state its costs."""
    factors = _FACTORS.get(node.kind, _MACHINES)
    telling = _TELLING.get(node.kind, factors)
    begun = any(board.number(node, one) is not None for one in telling)
    if begun or node.kind is Kind.LLM:
        yield from blanks(board, node, *factors)
