"""Whole numbers of things, however large or infinite the sum they come from."""

from __future__ import annotations

import math

_MOST = 1e21  # the largest number a field reads
_DIGITS = 9  # 90 x 2 % must not become 1.8000000000000003


def at_least(amount: float) -> int:
    """The fewest whole things that make *amount*. Example: 14.4 pods are 15."""
    return math.ceil(round(_bounded(amount), _DIGITS))


def at_most(amount: float) -> int:
    """The most whole things within *amount*. Example: room for 18.9 sequences holds 18."""
    return math.floor(round(_bounded(amount), _DIGITS))


def _bounded(amount: float) -> float:
    return max(-_MOST, min(amount, _MOST))
