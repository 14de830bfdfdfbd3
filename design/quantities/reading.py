"""Reads what a person typed into a quantity, or says in words why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from design.quantities import cadence, clock, measures, money, shares, targets, units
from design.quantities.error import QuantityError
from design.quantities.grammar import PhraseReader
from design.quantities.phrase import Phrase
from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import fail
from design.quantities.slot import Slot
from design.quantities.tokens import LARGEST_NUMBER, clean, tokenise

__all__ = ["FreeReading", "QuantityError", "Slot", "read", "read_free"]

D = Dimension
_COUNT_SCALES = MappingProxyType({**units.SCALES, "m": 1e6})
_TIME_SCALES = MappingProxyType({w: f for w, f in units.SCALES.items() if len(w) > 2 or w == "k"})
_BYTE_SCALES = MappingProxyType(
    {**{w: f for w, f in units.SCALES.items() if w != "B"}, "G": 1e9, "P": 1e15}
)
_Reader = Callable[[str, Slot, Phrase], Quantity]
_PHRASES: Mapping[Dimension, tuple[_Reader, Mapping[str, float]]] = MappingProxyType(
    {
        D.RATE: (measures.rate, units.SCALES),
        D.COUNT: (measures.count, _COUNT_SCALES),
        D.RATIO: (measures.ratio, units.SCALES),
        D.DURATION: (measures.duration, _TIME_SCALES),
        D.BYTES: (measures.size, _BYTE_SCALES),
        D.BYTE_RATE: (measures.byte_rate, _BYTE_SCALES),
        D.MONEY: (money.money, units.SCALES),
        D.MONEY_PER_MONTH: (money.money, units.SCALES),
        D.MONEY_PER_HOUR: (money.money, units.SCALES),
        D.MONEY_PER_TOKEN: (money.money, units.SCALES),
        D.TOKENS: (measures.tokens, _COUNT_SCALES),
        D.TOKEN_RATE: (measures.token_rate, units.SCALES),
        D.TIME_PER_TOKEN: (measures.time_per_token, units.SCALES),
    }
)
# The plainest texts ("200 ms", "p95 200 ms", "2k QPS", "12", "2%") are most of any file and are
# read here in a few microseconds; everything else takes the grammar, which agrees (tested).
_PLAIN = re.compile(
    r"(?:[pP](50|90|95|99|99\.9) )?(\d{1,15}(?:\.\d{1,9})?)([kKMB]?) ?"
    r"([A-Za-z%]{0,7}(?:/[a-z]{1,4})?)",
    re.ASCII,  # other digits must meet the refusal in `clean`
)
_PLAIN_RATE = MappingProxyType(
    {
        **{unit: units.RATE[unit.lower()] for unit in ("qps", "QPS", "rps", "RPS", "rpm", "RPM")},
        **{
            f"{noun}/{time}": 1 / units.TIME[time]
            for noun in ("", "req", "request", "requests", "rows", "events", "users", "calls")
            for time in ("s", "sec", "min", "h", "day")
        },
    }
)
_PLAIN_UNITS: Mapping[Dimension, Mapping[str, float]] = MappingProxyType(
    {
        D.RATE: _PLAIN_RATE,
        D.COUNT: MappingProxyType(
            {"": 1.0, "rows": 1.0, "pods": 1.0, "replicas": 1.0, "vectors": 1.0, "items": 1.0}
        ),
        D.DURATION: MappingProxyType({u: f for u, f in units.TIME.items() if u.isascii()}),
        D.FRACTION: MappingProxyType({"%": 1e-2, "": 1.0}),
        D.TOKENS: MappingProxyType({"": 1.0, "tokens": 1.0}),
        D.BYTES: MappingProxyType({u: f for u, f in units.BYTES.items() if u != "B"}),
    }
)
_WITH_PERCENTILE = frozenset({D.DURATION, D.RATE, D.COUNT, D.TOKENS, D.BYTES})


@dataclass(frozen=True, slots=True)
class FreeReading:
    """What a free number was understood as; all None for words that are no number."""

    quantity: Quantity | None = None
    dimension: Dimension | None = None
    message: str = ""  # why it was not understood, for a hint beside the text


def read(text: str, slot: Slot) -> Quantity:
    """The quantity *text* means in *slot*, in the dimension's base unit.

    Raises QuantityError, and nothing else, whatever the text; the work is bounded by the length
    limit of 200 characters and linear in it.
    """
    plain = _plain(text, slot)
    if plain is not None:
        return plain
    cleaned = clean(text)
    if not cleaned:
        raise fail(slot, "nothing was written")
    if slot.dimension in _PHRASES:
        reader, scales = _PHRASES[slot.dimension]
        return reader(text, slot, _phrase(slot, cleaned, scales))
    if slot.dimension is D.PERIOD:
        return cadence.period(text, slot, cleaned)
    if slot.dimension is D.TIME_OF_DAY:
        return clock.time_of_day(text, slot, cleaned)
    if slot.dimension is D.AVAILABILITY:
        return shares.availability(text, slot, tokenise(cleaned), cleaned)
    return _sentence(text, slot, cleaned)


def _sentence(text: str, slot: Slot, cleaned: str) -> Quantity:
    if slot.dimension is D.FRACTION:
        return shares.fraction(text, slot, tokenise(cleaned))
    if slot.dimension is D.CHANGE:
        return targets.change(text, slot, tokenise(cleaned))
    return targets.target(text, slot, tokenise(cleaned))


def _phrase(slot: Slot, cleaned: str, scales: Mapping[str, float]) -> Phrase:
    tokens = tokenise(cleaned)
    words = {token.text.lower() for token in tokens if token.kind == "word"}
    may_lack_digits = slot.dimension is D.BYTES or words & {"a", "an"}  # "fp16", "an hour"
    if not may_lack_digits and not any(token.kind == "number" for token in tokens):
        raise _no_number(slot, words)
    phrase = PhraseReader(tokens, scales).read()
    if phrase.low is None and not (slot.dimension is D.BYTES and phrase.labels):
        raise _no_number(slot, words)
    return phrase


def _no_number(slot: Slot, words: set[str]) -> QuantityError:
    if slot.dimension is D.RATE and words & set(units.PERIOD_ADVERBS):
        return fail(slot, "a cadence is a period, not a rate; did you mean `1/day`?")
    return fail(slot, "no number was found")


def _plain(text: str, slot: Slot) -> Quantity | None:
    table = _PLAIN_UNITS.get(slot.dimension)
    if table is None or len(text) > 40:
        return None
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    percentile, digits, scale, unit = match.groups()
    if scale and (slot.dimension is D.BYTES or slot.dimension is D.DURATION):
        return None
    factor = table.get(unit)
    if factor is None:
        return None
    value = float(digits) * units.SCALES.get(scale, 1.0) * factor
    is_share = slot.dimension is D.FRACTION
    if value > (1.0 if is_share else LARGEST_NUMBER) or (is_share and (percentile or scale)):
        return None
    return Quantity(
        text,
        slot.dimension,
        value,
        value,
        value,
        percentile=float(percentile) if percentile else None,
        in_percent=unit == "%",
        noun=_plain_noun(slot, unit),
    )


def _plain_noun(slot: Slot, unit: str) -> str:
    if slot.dimension is D.COUNT:
        return unit or slot.noun
    if slot.dimension is D.RATE:
        return unit.partition("/")[0] if "/" in unit and unit[0] != "/" else measures.noun_of(slot)
    return ""


_FREE_ORDER: tuple[Slot, ...] = (
    Slot(D.TOKEN_RATE),
    Slot(D.TIME_PER_TOKEN),
    Slot(D.MONEY_PER_TOKEN),
    Slot(D.BYTE_RATE),
    Slot(D.RATE, per="thing"),
    Slot(D.PERIOD),
    Slot(D.DURATION),
    Slot(D.BYTES),
    Slot(D.TOKENS),
    Slot(D.MONEY_PER_HOUR),
    Slot(D.MONEY_PER_MONTH),
    Slot(D.MONEY),
    Slot(D.FRACTION),
    Slot(D.TIME_OF_DAY),
    Slot(D.RATIO),
    Slot(D.COUNT, per="thing"),
)


def read_free(text: str) -> FreeReading:
    """A number written without a field: its quantity when exactly its unit says what it is.

    Never raises. A bare number is a count; words without a number, and numbers whose unit is not
    known, come back with no quantity and, where it helps, a message.
    """
    try:
        cleaned = clean(text)
        tokens = tokenise(cleaned)
    except QuantityError as error:
        return FreeReading(message=error.message)
    has_number = any(token.kind == "number" for token in tokens)
    for slot in _FREE_ORDER:
        if not has_number and slot.dimension is not D.PERIOD:
            continue
        try:
            quantity = read(text, slot)
        except QuantityError:
            continue
        if _is_telling(quantity, [token.text for token in tokens]):
            return FreeReading(quantity, quantity.dimension)
    if not has_number:
        return FreeReading()
    return FreeReading(message=f"`{cleaned[:24]}` has no unit known here; it is kept as written")


def _is_telling(quantity: Quantity, words: list[str]) -> bool:
    """Whether the text itself, not a field, says what the number measures."""
    if not quantity.unit_stated:
        return False
    lower = {word.lower() for word in words}
    dimension = quantity.dimension
    if dimension is D.PERIOD:
        return quantity.on_demand or bool(lower & _CADENCE_WORDS)
    if dimension is D.DURATION or dimension is D.BYTES:
        return len(words) > 1 or quantity.value > 0  # a bare 0 is anything
    needed = _TELLING_WORDS.get(dimension)
    return needed is None or bool(lower & needed) or quantity.in_percent


_CADENCE_WORDS = frozenset({"every", "each", "*", *units.PERIOD_ADVERBS})
_TELLING_WORDS: Mapping[Dimension, frozenset[str]] = MappingProxyType(
    {
        D.TOKENS: frozenset(units.TOKENS),
        D.TIME_PER_TOKEN: frozenset(units.TOKENS),
        D.TOKEN_RATE: frozenset(units.TOKENS) | frozenset(units.TOKEN_RATE),
        D.MONEY_PER_HOUR: frozenset({"h", "hr", "hour", "hours", "hourly"}),
        D.FRACTION: frozenset({"in", "of"}),
        D.RATIO: frozenset({"x"}),
    }
)
