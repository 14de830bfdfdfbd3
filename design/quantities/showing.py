"""Quantities as words: what was understood, for the inspector, and values for messages.

Thousands are set apart by a plain space, percentages by one too; nothing depends on locale.
Months of money are 730 h.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from design.quantities.quantity import Basis, Dimension, Direction, Quantity
from design.quantities.units import CURRENCY_SIGNS, DAY, HOUR, MINUTE, WEEK

_SIGN_OF = {code: sign for sign, code in CURRENCY_SIGNS.items()}
_DURATIONS = ((DAY, "d", 2 * DAY), (HOUR, "h", 2 * HOUR), (MINUTE, "min", 2 * MINUTE))
_SMALL = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_RATES = ((1.0, "s"), (MINUTE, "min"), (DAY, "day"), (HOUR, "h"), (WEEK, "week"))
_BYTES = ((1e18, "EB"), (1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (1, "B"))
_READ_DIGITS = 6
_NO_BASIS = ", relative or absolute not stated"


def show(quantity: Quantity) -> str:
    """What was understood, in one canonical form: "200 ms at p95", "2 000 requests/s".

    A point shown this way reads back to the same value within 1e-5 in its own field, except a
    change whose basis is not stated, which says so. An interval is spelled out after its value.
    """
    if quantity.on_demand:
        return "on demand"
    if quantity.dimension is Dimension.CHANGE:
        return _change(quantity)
    if quantity.dimension is Dimension.TARGET:
        return _target(quantity)
    return _told(quantity, _interval(quantity))


def typed(quantity: Quantity) -> str:
    """The same as a person would type it, so that an interval reads back too: "300 ms - 600 ms"."""
    if quantity.is_exact or quantity.dimension in {Dimension.CHANGE, Dimension.TARGET}:
        return show(quantity).replace(_NO_BASIS, "")
    if quantity.approximate and math.isclose(quantity.low, 0.8 * quantity.value):
        return f"~{show(replace(quantity, low=quantity.value, high=quantity.value))}"
    low, high = _in_units(quantity, quantity.low, quantity.high)
    return _told(quantity, f"{low} - {high}")


def _told(quantity: Quantity, number: str) -> str:
    shown = f"{_bound(quantity)}{number}{_at(quantity)}"
    if quantity.dimension is Dimension.PERIOD:
        return f"every {shown}{_start(quantity)}"
    if quantity.zone:
        shown = f"{shown} {quantity.zone}"
    if quantity.window:
        shown = f"{shown} over {_duration(quantity.window, _READ_DIGITS)}"
    if quantity.samples:
        shown = f"{shown} on {figure(quantity.samples)} items"
    return shown


def show_value(
    value: float,
    dimension: Dimension,
    *,
    noun: str = "",
    currency: str = "USD",
    digits: int = 4,
) -> str:
    """*value* (in the base unit of *dimension*) with a readable unit: "6.4 s", "2 600/s", "183 GB".

    ``digits`` significant digits are kept below 1 000; above, whole numbers are written out.
    """
    return _values((value,), dimension, noun=noun, currency=currency, digits=digits)[0]


def figure(value: float, digits: int = 4) -> str:
    """A bare number: "2 600", "0.35", "1.5e+18"; spaces between thousands."""
    if value == 0:
        return "0"
    if abs(value) >= 1e15 or abs(value) < 1e-6:
        return f"{value:.{digits}g}"
    rounded = float(f"{value:.{max(digits, len(str(int(abs(value)))))}g}")
    # Of the digits that make the number; more would show how it is held in binary.
    text = f"{Decimal(repr(rounded)):,f}".rstrip("0").rstrip(".")
    return text.replace(",", " ")


def _bound(quantity: Quantity) -> str:
    return "" if quantity.comparator is None else f"{quantity.comparator.value} "


def _at(quantity: Quantity) -> str:
    if quantity.is_mean:
        return " mean"
    if quantity.percentile is None:
        return ""
    return f" at p{quantity.percentile:g}"


def _start(quantity: Quantity) -> str:
    if quantity.starts_at is None:
        return ""
    zone = f" {quantity.zone}" if quantity.zone else ""
    return f" at {_clock(quantity.starts_at)}{zone}"


def _interval(quantity: Quantity) -> str:
    value, low, high = _in_units(quantity, quantity.value, quantity.low, quantity.high)
    if quantity.is_exact:
        return value
    return f"{value}, between {_without_unit(low, high)} and {_without_unit(high, value)}"


def _in_units(quantity: Quantity, *values: float) -> list[str]:
    """*values* with the unit of *quantity*."""
    return _values(
        values,
        quantity.dimension,
        noun=quantity.noun,
        currency=quantity.currency or "USD",
        digits=_READ_DIGITS,
    )


def _without_unit(text: str, other: str) -> str:
    """The number alone where the unit is the same as in *other*: "between 240 and 360"."""
    number, unit = _split(text)
    return number if unit and unit == _split(other)[1] else text


def _split(text: str) -> tuple[str, str]:
    end = len(text)
    for index, character in enumerate(text):
        if not (character in "0123456789. -:$€£¥₹+" or (character == "e" and index > 0)):
            end = index
            break
    return text[:end].rstrip(), text[end:]


def _values(
    values: tuple[float, ...], dimension: Dimension, *, noun: str, currency: str, digits: int
) -> list[str]:
    """Each value in the unit that fits all of them."""
    if dimension in {Dimension.RATE, Dimension.TOKEN_RATE}:
        counted = noun or ("tokens" if dimension is Dimension.TOKEN_RATE else "")
        size, unit = _nicest(values)
        gap = f" {counted}" if counted else ""
        return [f"{figure(value * size, digits)}{gap}/{unit}" for value in values]
    if dimension is Dimension.BYTE_RATE:
        size, unit = _nicest_bytes(values)
        return [f"{_bytes(value * size, digits)}/{unit}" for value in values]
    return [_one(value, dimension, noun, currency, digits) for value in values]


def _one(value: float, dimension: Dimension, noun: str, currency: str, digits: int) -> str:
    if dimension in {Dimension.DURATION, Dimension.PERIOD}:
        return _duration(value, digits)
    if dimension is Dimension.TIME_PER_TOKEN:
        return f"{_duration(value, digits)}/token"
    if dimension in {Dimension.FRACTION, Dimension.CHANGE}:
        return f"{figure(value * 100, digits)} %"
    if dimension is Dimension.AVAILABILITY:
        # The digits that matter are those of the unavailability: 99.999 is not 100.
        return f"{figure(round(value * 100, 9), max(digits, 9))} %"
    if dimension is Dimension.RATIO:
        return f"{figure(value, digits)}x"
    if dimension in _MONEY:
        factor, suffix = _MONEY[dimension]
        return f"{_money(value * factor, currency, digits)}{suffix}"
    return _thing(value, dimension, noun, digits)


def _thing(value: float, dimension: Dimension, noun: str, digits: int) -> str:
    if dimension is Dimension.BYTES:
        return _bytes(value, digits)
    if dimension is Dimension.TIME_OF_DAY:
        return _clock(value)
    counted = "tokens" if dimension is Dimension.TOKENS else noun
    return f"{figure(value, digits)} {counted}".rstrip()


_MONEY = {
    Dimension.MONEY: (1.0, ""),
    Dimension.MONEY_PER_MONTH: (1.0, "/month"),
    Dimension.MONEY_PER_HOUR: (1.0, "/h"),
    Dimension.MONEY_PER_TOKEN: (1e6, " / 1M tokens"),
}


def _money(value: float, currency: str, digits: int) -> str:
    number = figure(value, digits)
    if "." in number and len(number.partition(".")[2]) == 1:
        number += "0"
    sign = _SIGN_OF.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"


def _duration(value: float, digits: int) -> str:
    size = abs(value)
    if size == 0:
        return "0 s"
    for factor, unit, least in _DURATIONS:
        if size >= least or (unit == "h" and size == HOUR) or (unit == "min" and size == MINUTE):
            return f"{figure(value / factor, digits)} {unit}"
    for factor, unit in _SMALL:
        if size >= factor * 0.0999999 or unit == "ns":
            if unit == "s" and size < 1:
                continue
            return f"{figure(value / factor, digits)} {unit}"
    return f"{value:g} s"


def _bytes(value: float, digits: int) -> str:
    for factor, unit in _BYTES:
        if abs(value) >= factor:
            return f"{figure(value / factor, digits)} {unit}"
    return f"{figure(value, digits)} B"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{shown}:{rest:02d}" if rest else shown


def _nicest(values: Iterable[float]) -> tuple[float, str]:
    """The time unit in which every value is short and not below one; else the first not below."""
    rates = tuple(values)
    for size, unit in _RATES:
        scaled = [abs(rate) * size for rate in rates]
        if min(scaled) >= 1 and all(_is_short(number) for number in scaled):
            return size, unit
    for size, unit in _RATES:
        if min(abs(rate) * size for rate in rates) >= 1:
            return size, unit
    return _RATES[0] if not any(rates) else _RATES[-1]


def _nicest_bytes(values: tuple[float, ...]) -> tuple[float, str]:
    for size, unit in ((1.0, "s"), (DAY, "day"), (HOUR, "h"), (MINUTE, "min")):
        if all(_is_short(value * size) for value in values):
            return size, unit
    return 1.0, "s"


def _is_short(value: float) -> bool:
    """Whether four significant digits say it all."""
    return abs(float(f"{value:.4g}") - value) <= 1e-9 * abs(value)


def _change(quantity: Quantity) -> str:
    verb = {Direction.DROP: "drops ", Direction.RISE: "rises ", None: ""}[quantity.direction]
    metric = f"{quantity.metric} " if quantity.metric else ""
    shown = f"{metric}{verb}{_bound(quantity)}{_level(quantity)}{_basis(quantity)}"
    if quantity.in_percent and quantity.basis is None:
        shown += _NO_BASIS
    if quantity.relative_to:
        shown += f" vs {quantity.relative_to}"
    if quantity.window:
        shown += f" over {_duration(quantity.window, _READ_DIGITS)}"
    return shown


def _target(quantity: Quantity) -> str:
    level = f"{_level(quantity)}{_basis(quantity)}"
    if quantity.direction is Direction.RISE and quantity.relative_to:
        return f"beats {quantity.relative_to} by {level}"
    metric = f"{quantity.metric} " if quantity.metric else ""
    samples = f" on {figure(quantity.samples)} items" if quantity.samples else ""
    return f"{metric}{_bound(quantity)}{level}{samples}"


def _level(quantity: Quantity) -> str:
    numbers = [quantity.value]
    if not quantity.is_exact:
        numbers = [quantity.low, quantity.high]
    if quantity.measured_in is not None:
        shown = [
            show_value(n, quantity.measured_in, currency=quantity.currency or "USD", digits=6)
            for n in numbers
        ]
    elif quantity.in_percent:
        shown = [figure(n * 100, _READ_DIGITS) for n in numbers]
    else:
        shown = [figure(n, _READ_DIGITS) for n in numbers]
    if not quantity.in_percent:
        return " to ".join(shown)
    is_points = quantity.basis is Basis.ABSOLUTE
    return f"{' to '.join(shown)} {'pp' if is_points else '%'}"


def _basis(quantity: Quantity) -> str:
    return " relative" if quantity.basis is Basis.RELATIVE else ""
