"""How rules write spans of time: as the person typed them, else in a readable unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.quantities.units import DAY, MONTH

if TYPE_CHECKING:
    from checks.numbers import Number


def duration_text(seconds: float) -> str:
    """*seconds* with a readable unit: "30 d", "90 min"; a month of 730 h is "30.4 d"."""
    if abs(seconds - MONTH) < 1:
        return f"{figure(seconds / DAY, 3)} d"
    return show_value(seconds, Dimension.DURATION)


def as_stated(number: Number) -> str:
    """The number as the person typed it, or written out where it was worked out."""
    return duration_text(number.value) if number.quantity is None else number.quantity.text


def clock_text(seconds: float) -> str:
    """The time of day so many *seconds* after some midnight: "02:30"."""
    return show_value(seconds % DAY, Dimension.TIME_OF_DAY)
