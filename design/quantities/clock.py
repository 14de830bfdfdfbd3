"""Times of day: "06:00 UTC", "before 7am", "02:00-04:00", in seconds after midnight."""

from __future__ import annotations

import re

from design.quantities.quantity import Comparator, Dimension, Quantity
from design.quantities.settling import fail
from design.quantities.slot import Slot

_ZONE = (
    r"(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|Z|[A-Z]{2,4}T|[A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,24}"
)
CLOCK = (
    r"(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::(?P<second>\d{2}))?\ ?"
    r"(?P<half>[aApP]\.?[mM]\.?)?|(?P<named>noon|midnight))"
)
_TIME = re.compile(
    rf"{CLOCK}(?:\ ?(?P<zone>{_ZONE}|utc|gmt|local(?:\ time)?))?"
    r"(?:\ (?:daily|every\ day|each\ day))?"
)
_LEAD = re.compile(
    r"(?:(?P<lead>no later than|finish(?:es)? by|done by|ready by|due by|by|before|until|at the "
    r"latest|after|from|at|around|about|starts? at|finish(?:es)? at|available at|not before|"
    r"<=|>=|<|>|~)\ ?)?(?P<rest>.*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:between )?(?P<low>.+?)(?: ?- ?| to | and )(?P<high>.+)")
_BOUNDS = {
    "before": Comparator.BELOW,
    "<": Comparator.BELOW,
    "no later than": Comparator.AT_MOST,
    "by": Comparator.AT_MOST,
    "until": Comparator.AT_MOST,
    "at the latest": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "after": Comparator.ABOVE,
    ">": Comparator.ABOVE,
    "from": Comparator.AT_LEAST,
    "not before": Comparator.AT_LEAST,
    ">=": Comparator.AT_LEAST,
}


def time_of_day(text: str, slot: Slot, cleaned: str) -> Quantity:
    """Seconds after midnight with the zone as stated; 24:00 is the end of the day."""
    lead = _LEAD.fullmatch(cleaned)
    word = ((lead and lead["lead"]) or "").lower()
    rest = lead["rest"] if lead else cleaned
    bound = _BOUNDS.get(word) or (Comparator.AT_MOST if word.endswith(" by") else None)
    single = parse(slot, rest)
    if single is not None:
        seconds, zone = single
        return Quantity(
            text,
            Dimension.TIME_OF_DAY,
            seconds,
            seconds,
            seconds,
            approximate=word in {"~", "around", "about"},
            comparator=bound,
            zone=zone,
        )
    return _range(text, slot, cleaned)


def _range(text: str, slot: Slot, cleaned: str) -> Quantity:
    match = _RANGE.fullmatch(cleaned)
    low = parse(slot, match["low"]) if match else None
    high = parse(slot, match["high"]) if match else None
    if low is None or high is None:
        hour = re.fullmatch(r"\D{0,20}?(\d{1,2})", cleaned)
        hint = f"; did you mean `{int(hour[1]):02d}:00`?" if hour and int(hour[1]) < 24 else ""
        raise fail(slot, f"`{cleaned[:24]}` is not a time of day{hint}")
    if low[0] > high[0]:
        raise fail(slot, "the range runs over midnight: write only its start")
    zone = high[1] or low[1]
    middle = (low[0] + high[0]) / 2
    return Quantity(text, Dimension.TIME_OF_DAY, middle, low[0], high[0], zone=zone)


def parse(slot: Slot, text: str) -> tuple[float, str | None] | None:
    """Seconds after midnight and the zone; None when *text* is no time.

    Raises QuantityError for a time that does not exist ("25:00").
    """
    match = _TIME.fullmatch(text.strip())
    if match is None or not (match["minute"] or match["half"] or match["named"]):
        return None
    zone = match["zone"]
    zone = zone.upper() if zone in {"utc", "gmt"} else zone
    zone = "UTC" if zone == "Z" else zone
    if match["named"]:
        return (43200.0 if match["named"] == "noon" else 0.0), zone
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    second = int(match["second"] or 0)
    half = (match["half"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise fail(
            slot, f"`{text.strip()[:24]}` does not exist; did you mean `{hour % 24:02d}:00`?"
        )
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    seconds = float(hour * 3600 + minute * 60 + second)
    if minute > 59 or second > 59 or seconds > 86400:
        raise fail(slot, f"`{text.strip()[:24]}` does not exist: hours run to 24:00, minutes to 59")
    return seconds, zone
