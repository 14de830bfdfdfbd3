"""What is stated on a node or an arrow, in one text a field, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from design.comparison.result import Differing
from design.drawing.wording import words
from design.quantities.quantity import Quantity
from design.quantities.showing import show

if TYPE_CHECKING:
    from design.model import FreeNumber, Value


def shown(fields: Mapping[str, Value], numbers: Iterable[FreeNumber] = ()) -> Mapping[str, str]:
    """Every field as it was understood, and every number in a person's own words as typed."""
    typed = {one.label: one.value for one in numbers}
    return typed | {name: _text(value) for name, value in fields.items()}


def differing(left: Mapping[str, str], right: Mapping[str, str]) -> tuple[Differing, ...]:
    """The fields that are not stated alike, in the order of their names."""
    return tuple(
        Differing(name, left.get(name, ""), right.get(name, ""))
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    )


def _text(value: Value) -> str:
    return show(value) if isinstance(value, Quantity) else words(value)
