"""A quantity in a unit the person chooses ("in req/day", "in GiB"), converted by pint.

Reading never needs this: it multiplies by the factor of one table, in microseconds. Pint's
registry is built from the same table when the first conversion is asked for (its import alone
costs more than opening a board), so the two cannot disagree; a test holds the table against
pint's own definitions. Only words of the table reach pint, never typed text: its parser
evaluates expressions.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from design.quantities import units
from design.quantities.error import QuantityError
from design.quantities.quantity import Dimension, Quantity
from design.quantities.showing import figure

if TYPE_CHECKING:
    from pint import UnitRegistry

_BUILDING = threading.Lock()
_TABLES = (("second", units.TIME), ("byte", units.BYTES), ("token", units.TOKENS))
_BASES: Mapping[Dimension, str] = MappingProxyType(
    {
        Dimension.RATE: "1/second",
        Dimension.DURATION: "second",
        Dimension.PERIOD: "second",
        Dimension.BYTES: "byte",
        Dimension.BYTE_RATE: "byte/second",
        Dimension.TOKENS: "token",
        Dimension.TOKEN_RATE: "token/second",
        Dimension.TIME_PER_TOKEN: "second/token",
    }
)


def convert(value: float, dimension: Dimension, unit: str) -> float:
    """*value* (in the base unit of *dimension*) in *unit*, e.g. "min", "GiB", "req/day".

    Raises QuantityError for a unit that is not known or measures something else.
    """
    base = _BASES.get(dimension)
    if base is None:
        raise QuantityError(f"a {dimension.value} is shown in one unit only")
    wanted = _expression(unit, dimension)
    with _BUILDING:
        registry = _registry()
        given = registry.Quantity(value, registry.Unit(base))
        if not given.check(registry.Unit(wanted).dimensionality):
            raise QuantityError(f"`{unit[:24]}` does not measure a {dimension.value}")
        return float(given.to(registry.Unit(wanted)).magnitude)


def show_in(quantity: Quantity, unit: str) -> str:
    """The quantity's value in *unit*: "50 000 000 req/day"."""
    return f"{figure(convert(quantity.value, quantity.dimension, unit), 6)} {unit}"


def _expression(unit: str, dimension: Dimension) -> str:
    """*unit* as words of our own registry only."""
    head, slash, per = unit.strip().partition("/")
    if dimension is Dimension.RATE and slash and head.isalnum() and len(head) <= 24:
        head = "1"
    parts = [head, per] if slash else [head]
    for part in parts:
        if part != "1" and not any(part in table for _, table in _TABLES):
            near = units.nearest(part, [table for _, table in _TABLES])
            hint = f"; did you mean `{near}`?" if near else ""
            raise QuantityError(f"`{part[:24]}` is not a unit known here{hint}")
    return "/".join(parts)


@cache
def _registry() -> UnitRegistry[float]:
    """An empty registry with our words alone; callers hold the lock, so one is ever built."""
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(None)
    registry.define("second = [time]")
    registry.define("byte = [information]")
    registry.define("token = [token]")
    for base, table in _TABLES:
        for word, factor in table.items():
            if word != base:
                registry.define(f"{word} = {factor!r} {base}")
    return registry
