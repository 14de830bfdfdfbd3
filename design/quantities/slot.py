"""Where a number is written: what it must measure and how a bare number there is understood."""

from __future__ import annotations

from dataclasses import dataclass

from design.quantities.quantity import Basis, Dimension


@dataclass(frozen=True, slots=True)
class Slot:
    """What one field accepts; the same text may mean different things in different slots.

    ``noun`` is what a count or a rate counts ("replicas", "rows"), used in messages and shown
    after the number. ``default_unit`` is the unit of a bare number ("request/s", "rows/day",
    "ms"); such a quantity has ``unit_stated=False``, unless the slot is naturally unitless
    (count, ratio, fraction, tokens, availability, target, time of day). Without a default unit a
    bare number is refused where a unit is needed. ``per`` is what the number is for when that is
    part of the field ("replica", "case", "GPU"): "180 rps per pod" and "180 rps" both read.
    """

    dimension: Dimension
    noun: str = ""
    default_unit: str | None = None
    per: str | None = None
    retries_are_attempts: bool = False  # "3 retries" is 4 attempts, "3 tries" is 3
    excess_ratio: bool = False  # "30% headroom" is 1.3; "1.3x" is 1.3 as well
    percent_when_over_one: bool = False  # a bare 99.9 is 99.9 %, not 99.9
    signed: bool = False  # "-7 d" is legal
    assumed_basis: Basis | None = None  # the basis of a change in % that states none
