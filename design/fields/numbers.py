"""Numbers in a person's own words: kept as typed, and understood as far as their unit goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design import limits
from design.fields import single
from design.fields.error import FieldError
from design.model import FreeNumber
from design.quantities.reading import read_free

if TYPE_CHECKING:
    from design.fields.raw import Json


def free_number(label: str, value: Json) -> FreeNumber:
    """The number *value* under *label*; any text is accepted. Raises FieldError when too long."""
    name = single.line(label, length=limits.NAME_LENGTH)
    text = single.line(value)
    if not name:
        raise FieldError("a number needs a label")
    return FreeNumber(name, text, read_free(text).quantity)
