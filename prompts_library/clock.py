"""How the hours of a simulation are told: by days, by the day of the week, or by the time of day.

The log of a drill and the axis of its charts tell time in the same way, so that one can be held
against the other.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from design.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS_A_DAY: Final = 24
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BY_DAYS: Final = re.compile(r"day (\d{1,3})")
_BY_HOURS: Final = re.compile(r"(?:([A-Z][a-z]{2}) )?([01]?\d|2[0-3]):([0-5]\d)")
_MOST_TIMES: Final = 5
_MOST_DAYS: Final = 9  # their numbers are short
_MINUTES: Final = 60
_CLOSE: Final = 1e-4  # what rounding may have taken from a whole number

# Hours between two labels, and between two lines of the grid.
_HOUR_STEPS: Final = ((0.25, 0.25), (0.5, 0.25), (1, 0.5), (3, 1), (6, 3), (12, 6), (24, 12))
_DAY_STEPS: Final = ((24, 24), (48, 24), (72, 24), (120, 24), (168, 168), (336, 168), (672, 168))


@dataclass(frozen=True, slots=True)
class Clock:
    """When the hour 0 was: ``hour`` counts from midnight of the first day, named ``day`` if any.

    Without a ``day`` the time of day is told; ``by_days`` tells whole days by their number.
    """

    hour: float
    day: int | None = None
    by_days: bool = False


def read_clock(text: str) -> Clock:
    """When ``day 0``, ``Mon 00:00`` or ``18:00`` is. Raises ValueError."""
    days = _BY_DAYS.fullmatch(text)
    if days is not None:
        return Clock(int(days[1]) * HOURS_A_DAY, by_days=True)
    hours = _BY_HOURS.fullmatch(text)
    if hours is None:
        raise ValueError(f"expected `day 0`, `Mon 00:00` or `18:00`; found `{text}`")
    if hours[1] is not None and hours[1] not in DAYS:
        raise ValueError(f"there is no day `{hours[1]}`{did_you_mean(hours[1], DAYS)}")
    day = None if hours[1] is None else DAYS.index(hours[1])
    return Clock(int(hours[2]) + int(hours[3]) / _MINUTES, day)


def told(clock: Clock, hour: float) -> str:
    """*hour* as a person says it: "day 7", "day 7, 12:00", "Tue 13:30", "20:05"."""
    days, time = _split(clock, hour)
    if clock.by_days:
        return f"day {days}" if time == "00:00" else f"day {days}, {time}"
    return time if clock.day is None else f"{DAYS[(clock.day + days) % len(DAYS)]} {time}"


def labelled_hours(clock: Clock, hours: float) -> dict[float, str]:
    """The hours at which an axis of *hours* has a label, and the label."""
    step, _ = _steps(clock, hours)
    return {one: _short(clock, one) for one in _every(step, clock, hours)}


def grid_hours(clock: Clock, hours: float) -> Sequence[float]:
    """The hours at which an axis of *hours* has a line; those with a label are among them."""
    _, step = _steps(clock, hours)
    return _every(step, clock, hours)


def _steps(clock: Clock, hours: float) -> tuple[float, float]:
    steps, most = (_DAY_STEPS, _MOST_DAYS) if clock.by_days else (_HOUR_STEPS, _MOST_TIMES)
    fitting = (one for one in steps if len(_every(one[0], clock, hours)) <= most)
    return next(fitting, steps[-1])


def _every(step: float, clock: Clock, hours: float) -> list[float]:
    """Each multiple of *step* on the clock, as an hour of the simulation."""
    first = -clock.hour % step
    count = int((hours - first) / step + _CLOSE) + 1
    return [round(first + number * step, 6) for number in range(count)]


def _short(clock: Clock, hour: float) -> str:
    """Its label on an axis: the number of a day, the name of a midnight's day, else the time."""
    days, time = _split(clock, hour)
    if clock.by_days:
        return str(days)
    if clock.day is None or time != "00:00":
        return time
    return DAYS[(clock.day + days) % len(DAYS)]


def _split(clock: Clock, hour: float) -> tuple[int, str]:
    minutes = math.floor((clock.hour + hour) * _MINUTES + _CLOSE)
    days, left = divmod(minutes, HOURS_A_DAY * _MINUTES)
    return days, f"{left // _MINUTES:02}:{left % _MINUTES:02}"
