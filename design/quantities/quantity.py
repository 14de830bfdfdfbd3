"""What a number on the board is once it has been read: a value, an interval, a unit and its tags.

Every quantity is held in one base unit per dimension, so rules compute on plain floats. The text
the person typed is kept and is what files and screens show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Dimension(StrEnum):
    """What kind of thing a number measures; the comment names the base unit it is held in."""

    RATE = "rate"  # events per second
    COUNT = "count"  # things
    RATIO = "ratio"  # times, no unit
    FRACTION = "fraction"  # 0 to 1
    DURATION = "duration"  # seconds
    PERIOD = "period"  # seconds between two runs
    TIME_OF_DAY = "time of day"  # seconds after midnight
    BYTES = "bytes"  # bytes
    BYTE_RATE = "bytes per time"  # bytes per second
    MONEY = "money"  # units of the stated currency
    MONEY_PER_MONTH = "money per month"  # currency per month of 730 h
    MONEY_PER_HOUR = "money per hour"  # currency per hour
    MONEY_PER_TOKEN = "money per token"  # currency per token
    TOKENS = "tokens"  # tokens
    TOKEN_RATE = "tokens per time"  # tokens per second
    TIME_PER_TOKEN = "time per token"  # seconds per token
    AVAILABILITY = "availability"  # fraction 0 to 1 over a window
    CHANGE = "change"  # fraction 0 to 1 of a level, read with a basis
    TARGET = "target"  # the number of a metric, read with a comparator


class Comparator(StrEnum):
    """How a stated number bounds the thing it speaks of."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"


class Basis(StrEnum):
    """What a percentage of change is counted against."""

    ABSOLUTE = "absolute"  # percentage points, or the metric's own unit
    RELATIVE = "relative"  # a share of the metric's present level


class Direction(StrEnum):
    """Which way a change goes."""

    DROP = "drop"
    RISE = "rise"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number a person stated.

    ``low <= value <= high`` always holds; all three are finite and in the base unit of
    ``dimension``. A point has ``low == value == high``; ``~x`` spans x - 20 % to x + 20 %; a
    range spans its ends with its midpoint as value.
    """

    text: str
    dimension: Dimension
    value: float
    low: float
    high: float
    approximate: bool = False
    unit_stated: bool = True  # False: "2k" in a slot of requests/s, understood but ambiguous
    comparator: Comparator | None = None
    percentile: float | None = None  # 95.0 for p95
    is_mean: bool = False
    basis: Basis | None = None  # None on a CHANGE in percent: the basis was not stated
    in_percent: bool = False  # the number was written with % (or bps, pp)
    direction: Direction | None = None
    metric: str | None = None  # "PR-AUC" in "PR-AUC >= 0.35"
    relative_to: str | None = None  # "rules" in "beats rules by 5 pp"
    window: float | None = None  # seconds an availability is counted over
    currency: str | None = None  # ISO 4217 code
    starts_at: float | None = None  # seconds after midnight, of "nightly at 02:00"
    zone: str | None = None  # "UTC" in "06:00 UTC"
    samples: float | None = None  # 120 in "kappa 0.71 on 120 items"
    measured_in: Dimension | None = None  # DURATION for the TARGET or CHANGE "p95 < 300 ms"
    noun: str = ""  # what is counted: "rows" in "450 rows/s per worker"
    on_demand: bool = False  # a PERIOD without a period: started by hand or by an event

    @property
    def is_exact(self) -> bool:
        """Whether the number is a point rather than a range."""
        return self.low == self.high

    def with_text(self, text: str) -> Quantity:
        """The same quantity, shown as *text*."""
        return replace(self, text=text)
