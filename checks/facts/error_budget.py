"""Over what span an error budget is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from checks.numbers import Number

_USUAL: Final = 30 * 86400.0


def budget_period(slo: Number) -> float:
    """The seconds an availability is counted over: as stated with it, else 30 days."""
    quantity = slo.quantity
    return quantity.window if quantity is not None and quantity.window else _USUAL
