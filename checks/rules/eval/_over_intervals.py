"""A formula on plain floats, taken over the intervals of the numbers that go into it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from checks.numbers import Number, total_of

if TYPE_CHECKING:
    from collections.abc import Callable


def over(formula: Callable[..., float], *numbers: Number) -> Number:
    """What *formula* gives for *numbers*: at their values, and at every end of their intervals.

    It has to rise or fall with each of them. State and bindings are those of all together.
    """
    middle = formula(*(one.value for one in numbers))
    ends = [formula(*corner) for corner in product(*((one.low, one.high) for one in numbers))]
    bound = total_of(numbers)  # for its bindings and state alone
    return Number(min(*ends, middle), middle, max(*ends, middle), bound.state, bound.bindings)
