"""How rules write spans of time: as the person typed them, else in a readable unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.quantities.quantity import Dimension
from design.quantities.showing import show_value

if TYPE_CHECKING:
    from checks.numbers import Number


_DAY = 86400.0


def duration_text(seconds: float) -> str:
    """*seconds* with a readable unit: "30 d", "90 min"."""
    return show_value(seconds, Dimension.DURATION)


def as_stated(number: Number) -> str:
    """The number as the person typed it, or written out where it was worked out."""
    return duration_text(number.value) if number.quantity is None else number.quantity.text


def clock_text(seconds: float) -> str:
    """The time of day so many *seconds* after some midnight: "02:30"."""
    return show_value(seconds % _DAY, Dimension.TIME_OF_DAY)
