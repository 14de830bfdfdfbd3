"""Numbers as rules see them: an interval in base units that knows where it came from."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.quantities.quantity import Quantity


class State(StrEnum):
    """How a number came to be known, the surest first."""

    GIVEN = "given"
    DERIVED = "derived"
    ASSUMED = "assumed"
    DEFAULTED = "defaulted"


_STATES = tuple(State)


@dataclass(frozen=True, slots=True)
class Binding:
    """One stated number that went into a judgement."""

    owner: str  # node id, or the edge as text
    attribute: str
    text: str  # as typed, or the default as shown
    state: State


@dataclass(frozen=True, slots=True)
class Number:
    """``low <= value <= high`` in the base unit of the dimension.

    Arithmetic takes the interval through and keeps every binding; the state of a result is the
    least sure state of its parts (derived at best).
    """

    low: float
    value: float
    high: float
    state: State
    bindings: tuple[Binding, ...] = ()
    quantity: Quantity | None = None  # of a number that was stated: its percentile, basis ...

    @classmethod
    def exactly(cls, value: float) -> Number:
        """A constant of the arithmetic itself."""
        return cls(value, value, value, State.GIVEN)

    @classmethod
    def default(cls, value: float, name: str, text: str) -> Number:
        """A number nobody stated: any finding that rests on it is a warning at most."""
        binding = Binding("", name, text, State.DEFAULTED)
        return cls(value, value, value, State.DEFAULTED, (binding,))

    def __add__(self, other: Number) -> Number:
        """The sum."""
        return self._with(
            other, self.low + other.low, self.value + other.value, self.high + other.high
        )

    def __sub__(self, other: Number) -> Number:
        """The difference."""
        return self._with(
            other, self.low - other.high, self.value - other.value, self.high - other.low
        )

    def __mul__(self, other: Number) -> Number:
        """The product."""
        ends = [x * y for x in (self.low, self.high) for y in (other.low, other.high)]
        return self._with(other, min(ends), self.value * other.value, max(ends))

    def __truediv__(self, other: Number) -> Number:
        """The quotient; *other* must not span zero."""
        ends = [x / y for x in (self.low, self.high) for y in (other.low, other.high)]
        return self._with(other, min(ends), self.value / other.value, max(ends))

    def largest(self, other: Number) -> Number:
        """The larger of the two, end by end."""
        return self._with(
            other,
            max(self.low, other.low),
            max(self.value, other.value),
            max(self.high, other.high),
        )

    def _with(self, other: Number, low: float, value: float, high: float) -> Number:
        state = _STATES[
            max(_STATES.index(self.state), _STATES.index(other.state), int(bool(other.bindings)))
        ]
        merged = tuple(dict.fromkeys((*self.bindings, *other.bindings)))
        return Number(low, value, high, state, merged)


def total_of(numbers: Iterable[Number]) -> Number:
    """The sum of one number or more, from left to right."""
    return reduce(add, numbers)


class Verdict(StrEnum):
    """Whether a bound is broken: over the whole interval, over a part of it, or not at all."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    HOLDS = "holds"


TOLERANCE = 0.02  # of the smaller side: absorbs rounding and 30 against 30.4 days


_USUAL: ContextVar[float] = ContextVar("usual tolerance", default=TOLERANCE)


@contextmanager
def exactly() -> Iterator[None]:
    """Within this, ``exceeds`` leaves nothing to rounding where a rule names no tolerance.

    For the value at which a bound is reached: 2 700/s where 2 754/s is the first to be raised.
    """
    token = _USUAL.set(0.0)
    try:
        yield
    finally:
        _USUAL.reset(token)


def exceeds(left: Number, right: Number, *, tolerance: float | None = None) -> Verdict:
    """Whether *left* is above *right* by more than *tolerance* of the smaller of the two.

    The usual tolerance is two percent.
    """
    tolerance = _USUAL.get() if tolerance is None else tolerance
    if _above(left.low, right.high, tolerance):
        return Verdict.CERTAIN
    if _above(left.high, right.low, tolerance):
        return Verdict.POSSIBLE
    return Verdict.HOLDS


def _above(left: float, right: float, tolerance: float) -> bool:
    return left - right > tolerance * min(abs(left), abs(right))
