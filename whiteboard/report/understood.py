"""A number as it was understood, with its unit spelt out."""

from __future__ import annotations

from collections.abc import Mapping
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
_UNIT: Final[Mapping[Dimension, str]] = MappingProxyType(
    {
        _D.RATE: "per second",
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
    parts: list[str] = []
    if quantity.on_demand:
        return "on demand"
    if quantity.metric:
        parts.append(quantity.metric)
    if quantity.is_mean:
        parts.append("mean")
    if quantity.percentile is not None:
        parts.append(f"p{quantity.percentile:g}")
    if quantity.comparator is not None:
        parts.append(str(quantity.comparator))
    parts.append(_span(quantity))
    if quantity.basis is not None:
        parts.append(str(quantity.basis))
    if quantity.window is not None:
        parts.append(f"over {_scaled(quantity.window, _TIME)}")
    if quantity.samples is not None:
        parts.append(f"on {number(quantity.samples)} samples")
    if not quantity.unit_stated:
        parts.append("(unit not stated)")
    return " ".join(parts)


def _span(quantity: Quantity) -> str:
    if quantity.is_exact:
        return _measure(quantity.value, quantity)
    return f"{_measure(quantity.low, quantity)} to {_measure(quantity.high, quantity)}"


def _measure(value: float, quantity: Quantity) -> str:
    match quantity.dimension:
        case _D.DURATION | _D.TIME_PER_TOKEN:
            return _scaled(value, _TIME)
        case _D.PERIOD:
            return f"every {_scaled(value, _TIME)}"
        case _D.TIME_OF_DAY:
            clock = f"{int(value // 3600):02d}:{int(value % 3600 // 60):02d}"
            return f"{clock} {quantity.zone}" if quantity.zone else clock
        case _D.BYTES:
            return _scaled(value, _BYTES)
        case _D.BYTE_RATE:
            return f"{_scaled(value, _BYTES)} per second"
        case _D.FRACTION | _D.AVAILABILITY:
            return f"{number(value * 100)} %"
        case _D.CHANGE | _D.TARGET if quantity.in_percent:
            return f"{number(value * 100)} %"
        case _:
            unit = _UNIT.get(quantity.dimension, "")
            currency = quantity.currency or ""
            return " ".join(part for part in (currency, number(value), unit) if part)


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    for factor, name in units:
        if abs(value) >= factor:
            return f"{number(value / factor)} {name}"
    return f"{number(value)} {'s' if units is _TIME else 'B'}"


def number(value: float) -> str:
    """*value* with up to six significant digits and thousands set apart."""
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.4g}"
    digits = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return digits.replace(",", "\u202f")
