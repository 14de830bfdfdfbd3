"""The parts of a written number, and the words that say how or where it was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from design.quantities.error import QuantityError
from design.quantities.quantity import Comparator
from design.quantities.tokens import Token

APPROXIMATE = frozenset({"about", "around", "approx", "approximately", "roughly", "circa", "ca"})
MEAN = frozenset({"mean", "avg", "average"})
PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,3})?|\d{3,5})", re.IGNORECASE)
ORDINALS = frozenset({"th", "st", "nd", "rd"})
TAILS = frozenset({"on", "over", "for", "across", "n", "within"})


@dataclass(slots=True)
class Per:
    """One "per what": ``count`` 1e6 and ``words`` ("tokens",) in "per 1M tokens"."""

    count: float = 1.0
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Phrase:
    """What stands in the text, before a field says what it may mean."""

    low: float | None = None
    high: float | None = None
    labelled: bool = False  # "=", ":" or a bound stands between the label and the number
    low_scaled: bool = False
    high_scaled: bool = False
    negative: bool = False
    plus: bool = False
    approximate: bool = False
    comparator: Comparator | None = None
    percentile: float | None = None
    is_mean: bool = False
    currency: str | None = None
    share: str | None = None  # the word written for a share: "%", "pp", "bps"
    labels: list[str] = field(default_factory=list)  # words before the number
    low_words: list[str] = field(default_factory=list)  # unit of the low end, if written
    words: list[str] = field(default_factory=list)  # unit and nouns after the number
    per: list[Per] = field(default_factory=list)
    low_per: list[Per] = field(default_factory=list)  # of a range written "300/s - 400/s"
    parts: list[tuple[float, str]] = field(default_factory=list)  # "30 min" of "1 h 30 min"
    times: float = 1.0  # 4 in "4 x H100", 2 in "2x80GB"
    tail: tuple[str, list[Token]] | None = None  # ("on", tokens) of "0.71 on 120 items"


def percentile_of(digits: str) -> float:
    """p95 is 95, p99.9 and p999 are 99.9."""
    if "." in digits or len(digits) <= 2:
        return checked_percentile(float(digits))
    return checked_percentile(float(f"{digits[:2]}.{digits[2:]}"))


def checked_percentile(value: float) -> float:
    """*value* when it is a percentile, else QuantityError."""
    if not 0 < value < 100:
        raise QuantityError(f"a percentile lies between 0 and 100, not {value:g}: p50, p95, p99")
    return value
