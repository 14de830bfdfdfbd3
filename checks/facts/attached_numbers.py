"""Numbers a node has through a requirement that constrains it or an assumption that supports it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from checks.board import as_number
from checks.numbers import State
from design.fields.recognition import recognise
from design.quantities.error import QuantityError
from design.quantities.quantity import Quantity
from design.quantities.reading import read
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checks.board import Board
    from checks.numbers import Number
    from design.model import Node

# What the value of a requirement about it says of the node it constrains.
_MEANT_BY: Mapping[str, QuantityAttribute] = MappingProxyType(
    {
        "latency": a.LATENCY_BUDGET,
        "load": a.PEAK_QPS,
        "availability": a.AVAILABILITY_SLO,
        "freshness": a.FRESHNESS_REQ,
        "cost": a.MONTHLY_BUDGET,
    }
)


def attached_numbers(board: Board) -> dict[str, dict[str, Number]]:
    """By node id and attribute name: the number a requirement gives or an assumption assumes.

    A requirement that constrains a node gives it every number the node's kind has a field for, and
    its value where what it is about names one: "about: latency, value: p95 < 200 ms".
    An assumption that supports a node and names a field, by its name, label or a synonym, gives
    its value. Either gives the numbers in a person's own words whose label means a field of the
    node. Requirements go before assumptions, then the order of ids decides.
    """
    found: dict[str, dict[str, Number]] = {}
    for requirement in board.of_kind(Kind.REQUIREMENT):
        for edge in board.out_of(requirement.id, Relation.CONSTRAINS):
            _give(found, board, requirement, edge.target)
            _quote(found, board, requirement, edge.target, State.GIVEN)
    for assumption in board.of_kind(Kind.ASSUMPTION):
        for edge in board.out_of(assumption.id, Relation.SUPPORTS):
            _assume(found, board, assumption, edge.target)
            _quote(found, board, assumption, edge.target, State.ASSUMED)
    return found


def _give(
    found: dict[str, dict[str, Number]], board: Board, requirement: Node, target: str
) -> None:
    known = KINDS[board.node(target).kind].fields
    for name, value in requirement.fields.items():
        attribute = known.get(name)
        if isinstance(attribute, QuantityAttribute) and isinstance(value, Quantity):
            given = as_number(requirement.id, attribute, value, State.GIVEN)
            found.setdefault(target, {}).setdefault(name, given)
    meant = _MEANT_BY.get(requirement.get(a.ABOUT) or "")
    if meant is not None and meant.name in known:
        stated = _in_slot_of(meant, requirement.get(a.VALUE))
        if stated is not None:
            given = as_number(requirement.id, meant, stated, State.GIVEN)
            found.setdefault(target, {}).setdefault(meant.name, given)


def _assume(
    found: dict[str, dict[str, Number]], board: Board, assumption: Node, target: str
) -> None:
    attribute = recognise(board.node(target).kind, assumption.get(a.ATTRIBUTE) or "")
    if attribute is None:
        return
    value = _in_slot_of(attribute, assumption.get(a.VALUE))
    if value is not None:
        assumed = as_number(assumption.id, attribute, value, State.ASSUMED)
        found.setdefault(target, {}).setdefault(attribute.name, assumed)


def _quote(
    found: dict[str, dict[str, Number]], board: Board, giver: Node, target: str, state: State
) -> None:
    for number in giver.numbers:
        attribute = recognise(board.node(target).kind, number.label)
        value = _read(attribute, number.value) if attribute is not None else None
        if attribute is not None and value is not None:
            quoted = as_number(giver.id, attribute, value, state)
            found.setdefault(target, {}).setdefault(attribute.name, quoted)


def _in_slot_of(attribute: QuantityAttribute, value: Quantity | None) -> Quantity | None:
    """What a value that may be of any metric means as *attribute*, if it can mean it."""
    return None if value is None else _read(attribute, value.text)


def _read(attribute: QuantityAttribute, text: str) -> Quantity | None:
    try:
        return read(text, attribute.slot)
    except QuantityError:
        return None
