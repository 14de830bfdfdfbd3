"""Availability of parts in series, with something to fall back to, and in copies.

All availabilities are fractions of time; parts fail independently of each other, which real ones
that share a zone, a provider or a deploy do not. Sources: Treynor, Dahlin, Rau, Beyer, The Calculus
of Service Availability, 2017; AWS, Availability and Beyond.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_MORE_NINE = 10.0  # a critical dependency should fail ten times less than what stands on it


def in_series(parts: Iterable[float]) -> float:
    """The availability of what needs every one of *parts*.

    Example: 0.9999 x 0.999 x 0.995 = 0.99391.
    """
    return math.prod(parts)


def with_fallback(primary: float, fallback: float, coverage: float = 1.0) -> float:
    """The availability of *primary* where *fallback* answers the share *coverage* of what fails.

    Example: 0.995 with a fallback of 0.999 is 0.999995.
    """
    return primary + (1 - primary) * coverage * fallback


def minutes_down(availability: float, days: float = 30.0) -> float:
    """The minutes of full outage in so many *days*. Example: 0.99391 is 263 min in 30 d."""
    return (1 - availability) * days * 1440
