"""Numbers in a person's own words: kept as typed, and understood as far as their unit goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from design import limits
from design.fields import single
from design.fields.error import FieldError
from design.model import FreeNumber
from design.quantities.quantity import Dimension
from design.quantities.slot import Slot

if TYPE_CHECKING:
    from design.fields.raw import Json
    from design.quantities.quantity import Quantity

# No default units: a number without a unit counts something, and nobody knows what.
_TRIED: Final = tuple(
    Slot(dimension)
    for dimension in (
        Dimension.DURATION,
        Dimension.RATE,
        Dimension.BYTES,
        Dimension.MONEY,
        Dimension.MONEY_PER_MONTH,
        Dimension.TOKENS,
        Dimension.COUNT,
    )
)


def free_number(label: str, value: Json) -> FreeNumber:
    """The number *value* under *label*; any text is accepted. Raises FieldError when too long."""
    name = single.line(label, length=limits.NAME_LENGTH)
    text = single.line(value)
    if not name:
        raise FieldError("a number needs a label")
    return FreeNumber(name, text, _understood(text))


def _understood(text: str) -> Quantity | None:
    if not any(character.isdigit() for character in text):
        return None
    for slot in _TRIED:
        try:
            return single.quantity(text, slot)
        except FieldError:
            continue
    return None
