"""Cron lines as a cadence: the mean time between runs, and the shortest and longest gap."""

from __future__ import annotations

import re
from itertools import pairwise

from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import fail
from design.quantities.slot import Slot
from design.quantities.units import DAY, MINUTE, MONTH, WEEK, YEAR

_LINE = re.compile(r"[\d*/,\-?A-Za-z]+(?: +[\d*/,\-?A-Za-z]+){4}")
_SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of month", 1, 31),
    ("month", 1, 12),
    ("day of week", 0, 7),
)
_DAYS = {name: index for index, name in enumerate("sun mon tue wed thu fri sat".split())}
_MONTHS = {
    name: index
    for index, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}


def is_cron(text: str) -> bool:
    """Whether *text* has the shape of a cron line: five fields with a star or digits in each."""
    if text.lower() in _SHORT:
        return True
    return _LINE.fullmatch(text) is not None and text[0] in "0123456789*"


def read_cron(text: str, slot: Slot, line: str) -> Quantity:
    """The cadence of a five-field cron line; QuantityError names the field that is wrong."""
    fields = _SHORT.get(line.lower(), line).split()
    sets = [_values(slot, field, *spec) for field, spec in zip(fields, _FIELDS, strict=True)]
    minutes, hours, month_days, months, week_days = sets
    if fields[4] not in {"*", "?"}:
        week_days = {day % 7 for day in week_days}
    runs = sorted(60 * hour + minute for hour in hours for minute in minutes)
    starts_at = runs[0] * MINUTE if len(runs) == 1 else None
    if fields[2] in {"*", "?"} and fields[3] == "*":
        days = sorted(week_days) if fields[4] not in {"*", "?"} else [0]
        cycle = WEEK if fields[4] not in {"*", "?"} else DAY
        moments = [day * DAY + run * MINUTE for day in days for run in runs]
        return _from_gaps(text, moments, cycle, starts_at)
    if fields[4] not in {"*", "?"}:
        raise fail(slot, "a cron line with both a day of month and a day of week is not read")
    year_runs = len(runs) * (len(month_days) if fields[2] not in {"*", "?"} else 30)
    cycle = YEAR if len(months) < 12 else MONTH
    year_runs *= len(months) if len(months) < 12 else 1
    mean = cycle / year_runs
    return Quantity(text, Dimension.PERIOD, mean, mean, mean, starts_at=starts_at)


def _from_gaps(text: str, moments: list[float], cycle: float, starts_at: float | None) -> Quantity:
    mean = cycle / len(moments)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    gaps.append(moments[0] + cycle - moments[-1])
    low, high = min(*gaps, mean), max(*gaps, mean)
    return Quantity(text, Dimension.PERIOD, mean, low, high, starts_at=starts_at)


def _values(slot: Slot, field: str, name: str, least: int, most: int) -> set[int]:
    values: set[int] = set()
    for part in field.split(","):
        spec, _, step = part.partition("/")
        if step and not (step.isdigit() and 0 < int(step) <= most):
            raise fail(slot, f"`{part}` cannot be the {name} of a cron line")
        if spec in {"*", "?"}:
            first, last = least, min(most, 6 if name == "day of week" else most)
        else:
            head, _, tail = spec.partition("-")
            first = _one(slot, head, name)
            last = _one(slot, tail, name) if tail else (most if step else first)
        if not least <= first <= last <= most:
            raise fail(slot, f"`{part}` cannot be the {name} of a cron line: {least} to {most}")
        values.update(range(first, last + 1, int(step) if step else 1))
    return values


def _one(slot: Slot, text: str, name: str) -> int:
    lower = text.lower()[:3]
    if name == "day of week" and lower in _DAYS:
        return _DAYS[lower]
    if name == "month" and lower in _MONTHS:
        return _MONTHS[lower]
    if not text.isdigit() or len(text) > 2:
        raise fail(slot, f"`{text[:12]}` cannot be the {name} of a cron line")
    return int(text)
