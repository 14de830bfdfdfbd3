"""A number as it was understood, with its unit spelt out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from design.quantities.quantity import Dimension, Quantity

_D = Dimension
_TIME: Final = (
    (86_400.0, "d"),
    (3_600.0, "h"),
    (60.0, "min"),
    (1.0, "s"),
    (1e-3, "ms"),
    (1e-6, "µs"),
)
_BYTES: Final = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))
_PER: Final = (
    (1.0, "second"),
    (86_400.0, "day"),
    (60.0, "minute"),
    (3_600.0, "hour"),
    (604_800.0, "week"),
)
_UNIT: Final[Mapping[Dimension, str]] = MappingProxyType(
    {
        _D.RATIO: "×",
        _D.TOKENS: "tokens",
        _D.TOKEN_RATE: "tokens per second",
        _D.MONEY_PER_MONTH: "per month",
        _D.MONEY_PER_HOUR: "per hour",
        _D.MONEY_PER_TOKEN: "per token",
    }
)


def understood(quantity: Quantity) -> str:
    """What the typed text was read as: comparator, percentile, value or range, unit and basis."""
    if quantity.on_demand:
        return "on demand"
    percentile = f"p{quantity.percentile:g}" if quantity.percentile is not None else None
    window = f"over {_scaled(quantity.window, _TIME)}" if quantity.window is not None else None
    samples = f"on {number(quantity.samples)} samples" if quantity.samples is not None else None
    parts = (
        quantity.metric,
        "mean" if quantity.is_mean else None,
        percentile,
        quantity.comparator,
        quantity.direction,
        _span(quantity),
        quantity.basis,
        window,
        samples,
        None if quantity.unit_stated else "(unit not stated)",
    )
    return " ".join(str(part) for part in parts if part)


def _span(quantity: Quantity) -> str:
    if quantity.is_exact:
        return _measure(quantity.value, quantity)
    return f"{_measure(quantity.low, quantity)} to {_measure(quantity.high, quantity)}"


def _measure(value: float, quantity: Quantity) -> str:
    in_words = _SPELT.get(quantity.dimension)
    if in_words is not None:
        return in_words(value)
    if quantity.dimension is _D.TIME_OF_DAY:
        return f"{_clock(value)} {quantity.zone or ''}".rstrip()
    if quantity.in_percent:
        return f"{number(value * 100)} %"
    unit = _UNIT.get(quantity.dimension, "")
    return " ".join(part for part in (quantity.currency or "", number(value), unit) if part)


def _clock(value: float) -> str:
    return f"{int(value // 3600):02d}:{int(value % 3600 // 60):02d}"


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    for factor, name in units:
        if abs(value) >= factor:
            return f"{number(value / factor)} {name}"
    return f"{number(value)} {'s' if units is _TIME else 'B'}"


def _rate(value: float) -> str:
    """A rate per second, or per the time in which it is a round number."""
    for seconds, name in _PER:
        count = value * seconds
        if count >= 1 and math.isclose(count, float(f"{count:.3g}"), rel_tol=1e-9):
            return f"{number(count)} per {name}"
    return f"{number(value)} per second"


def number(value: float) -> str:
    """*value* with up to six significant digits and thousands set apart."""
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.4g}"
    digits = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return digits.replace(",", "\u202f")


_SPELT: Final[Mapping[Dimension, Callable[[float], str]]] = MappingProxyType(
    {
        _D.DURATION: lambda value: _scaled(value, _TIME),
        _D.TIME_PER_TOKEN: lambda value: f"{_scaled(value, _TIME)} per token",
        _D.PERIOD: lambda value: f"every {_scaled(value, _TIME)}",
        _D.BYTES: lambda value: _scaled(value, _BYTES),
        _D.BYTE_RATE: lambda value: f"{_scaled(value, _BYTES)} per second",
        _D.RATE: _rate,
        _D.FRACTION: lambda value: f"{number(value * 100)} %",
        _D.AVAILABILITY: lambda value: f"{number(value * 100)} %",
    }
)
