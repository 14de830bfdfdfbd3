"""Cadences: "daily", "every 30 min", "twice a day", "nightly at 02:00", cron lines, "on demand"."""

from __future__ import annotations

import re
from dataclasses import replace

from design.quantities import clock, units
from design.quantities.cron import is_cron, read_cron
from design.quantities.grammar import PhraseReader
from design.quantities.phrase import APPROXIMATE, Phrase
from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import (
    bounded,
    fail,
    only_noise,
    settle,
    split_per,
    turned_over,
    unknown_unit,
)
from design.quantities.slot import Slot
from design.quantities.tokens import Token, tokenise

_ON_DEMAND = frozenset(
    {
        "on demand",
        "on-demand",
        "ondemand",
        "manual",
        "manually",
        "by hand",
        "ad hoc",
        "ad-hoc",
        "as needed",
        "when needed",
        "on request",
        "on change",
        "on event",
        "event-driven",
    }
)
_AMBIGUOUS = {
    "biweekly": ("every 2 weeks", "twice a week"),
    "bi-weekly": ("every 2 weeks", "twice a week"),
    "bimonthly": ("every 2 months", "twice a month"),
    "bi-monthly": ("every 2 months", "twice a month"),
    "biannual": ("every 6 months", "every 2 years"),
}
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun")
_AT = re.compile(
    r"(?P<body>.+?),? (?:(?:starting )?(?:at|@|from) )?(?P<time>\d{1,2}(?::\d{2}|[ ]?[aApP][mM]).*"
    r"|noon|midnight)"
)
_BARE_HOUR = re.compile(r"(.* at) (\d{1,2})")
_LABELS = frozenset(
    "runs run retrain retrained retrains refresh refreshed batch job training review reviewed "
    "on updated rebuilt".split()
)


def period(text: str, slot: Slot, cleaned: str) -> Quantity:
    """Seconds between two runs; ``starts_at`` when the time of day was stated."""
    lower = cleaned.lower()
    if lower in _ON_DEMAND:
        return Quantity(text, Dimension.PERIOD, 0.0, 0.0, 0.0, on_demand=True)
    if is_cron(cleaned):
        return read_cron(text, slot, cleaned)
    if lower in _AMBIGUOUS:
        choices = " or ".join(f"`{choice}`" for choice in _AMBIGUOUS[lower])
        raise fail(slot, f"`{cleaned}` is ambiguous; did you mean {choices}?")
    hour = _BARE_HOUR.fullmatch(cleaned)
    if hour is not None:
        raise fail(slot, f"which hour? did you mean `{hour[1]} {int(hour[2]):02d}:00`?")
    at = _AT.fullmatch(cleaned)
    started = clock.parse(slot, at["time"]) if at else None
    if at is None or started is None:
        return _body(text, slot, cleaned)
    quantity = _body(text, slot, at["body"])
    return replace(quantity, starts_at=started[0], zone=started[1])


def _body(text: str, slot: Slot, body: str) -> Quantity:
    tokens = tokenise(body)
    approximate = False
    while tokens and (tokens[0].text == "~" or tokens[0].text.lower() in APPROXIMATE | _LABELS):
        approximate = approximate or tokens[0].text.lower() not in _LABELS
        tokens = tokens[1:]
    if not tokens:
        raise fail(slot, "no cadence was found")
    quantity = _named(text, slot, tokens) or _numbered(text, slot, tokens)
    if not approximate:
        return quantity
    return bounded(replace(quantity, approximate=True), slot)


def _named(text: str, slot: Slot, tokens: list[Token]) -> Quantity | None:
    """Adverbs ("daily", "weekly on Monday") and weekdays ("every Monday")."""
    words = [token.text.lower() for token in tokens]
    adverb = units.PERIOD_ADVERBS.get(words[0])
    if adverb is not None:
        rest = [word for word in words[1:] if word not in _LABELS | {"at", "every"}]
        if rest and not (adverb == units.WEEK and all(map(_WEEKDAY.fullmatch, rest))):
            raise fail(slot, f"`{tokens[1].text}` after `{tokens[0].text}` is not understood")
        return Quantity(text, Dimension.PERIOD, adverb, adverb, adverb)
    kept = [word for word in words if word not in {"every", "each", "on"}]
    if len(kept) == 1 and _WEEKDAY.fullmatch(kept[0]):
        return Quantity(text, Dimension.PERIOD, units.WEEK, units.WEEK, units.WEEK)
    return None


def _numbered(text: str, slot: Slot, tokens: list[Token]) -> Quantity:
    tokens, factor = _without_every(tokens)
    phrase = PhraseReader(tokens, {}).read()
    if phrase.share or phrase.currency or phrase.tail:
        raise fail(slot, "another unit was written")
    seconds, things = split_per(slot, phrase.per)
    if things:
        raise fail(slot, f"`per {things[0][:24]}` is not a cadence")
    if seconds is not None:
        return _often(text, slot, seconds, phrase)
    if phrase.low is None or not phrase.words:
        first = tokens[0].text if tokens else ""
        if phrase.low is None and first:
            raise unknown_unit(slot, first, tables=(units.PERIOD_ADVERBS, units.TIME))
        raise fail(slot, "the number has no unit of time")
    unit = units.find(units.TIME, phrase.words[0])
    if unit is None:
        raise unknown_unit(slot, phrase.words[0], tables=(units.TIME,))
    only_noise(slot, phrase.words[1:])
    low = units.find(units.TIME, phrase.low_words[0]) if phrase.low_words else unit
    quantity = settle(text, slot, phrase, unit * factor, (low or unit) * factor)
    if quantity.low <= 0:
        raise fail(slot, "a cadence is longer than zero; did you mean `on demand`?")
    return quantity


def _without_every(tokens: list[Token]) -> tuple[list[Token], float]:
    """The tokens after "every", with the 1 that "every hour" leaves out; 2 for "every other"."""
    if tokens[0].text.lower() not in {"every", "each"}:
        return tokens, 1.0
    rest, factor = tokens[1:], 1.0
    if len(rest) > 1 and rest[0].text.lower() in {"other", "second"}:
        rest, factor = rest[1:], 2.0
    if rest and rest[0].kind == "word" and units.find(units.TIME, rest[0].text):
        rest = [Token("number", "1", 1.0), *rest]
    return rest, factor


def _often(text: str, slot: Slot, seconds: float, phrase: Phrase) -> Quantity:
    """The period of "twice a day" (12 h)."""
    for word in phrase.words:
        if word.lower() not in {"x", "times", "time", "runs", "run"}:
            raise fail(slot, f"`{word[:24]}` is not a cadence")
    times = settle(text, slot, phrase, 1.0)
    if times.low <= 0:
        raise fail(slot, "never is no cadence; did you mean `on demand`?")
    return bounded(turned_over(times, seconds), slot)
