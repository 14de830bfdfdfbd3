"""What a phrase means in a field of money: amounts, bills per month, prices per hour and token."""

from __future__ import annotations

from dataclasses import replace

from design.quantities import units
from design.quantities.phrase import Per, Phrase
from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import default_factor, fail, kind_of, settle, split_per
from design.quantities.slot import Slot

_MACHINES = frozenset(
    "gpu cpu tpu instance replica node pod machine vm worker server core vcpu h100 a100 h200 l4 "
    "t4 a10 a10g l40s v100".split()
)
TERABYTE = 1e12
_HARMLESS = frozenset(
    "total budget cost costs spend each for of all in input output cached price tokens token "
    "annual bill max".split()
)


def money(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Money in one of its four forms; the currency must be stated unless the field implies it."""
    if phrase.share is not None:
        raise fail(slot, f"`{phrase.share}` makes it a share")
    if phrase.tail is not None:
        raise fail(slot, f"`{phrase.tail[0]}` after the number is not understood here")
    scale = _cents_and_currency(slot, phrase)
    if slot.dimension is Dimension.MONEY:
        return _amount(text, slot, phrase, scale)
    if slot.dimension is Dimension.MONEY_PER_TOKEN:
        return _per_token(text, slot, phrase, scale)
    return _per_time(text, slot, phrase, scale)


def _cents_and_currency(slot: Slot, phrase: Phrase) -> float:
    scale = 1.0
    rest: list[str] = []
    for word in phrase.words:
        if word.lower() in units.CENTS:
            scale = 0.01
            phrase.currency = phrase.currency or "USD"
        elif word.lower() in units.CURRENCY_WORDS:
            phrase.currency = units.CURRENCY_WORDS[word.lower()]
        else:
            rest.append(word)
    phrase.words = rest
    if phrase.currency is None:
        phrase.currency = default_factor(slot)[1] if slot.default_unit else None
    if phrase.currency is None and phrase.low is not None:
        raise fail(slot, f"the currency is missing; did you mean `${phrase.high:g}`?")
    return scale


def _harmless(slot: Slot, words: list[str]) -> None:
    for word in words:
        if word == "m":
            raise fail(slot, "`m` is ambiguous; did you mean `M` (million)?")
        if word.lower() not in _HARMLESS:
            kind = kind_of(word)
            why = f"`{word[:24]}` makes it {kind}" if kind else f"`{word[:24]}` is not known here"
            raise fail(slot, why)


def _amount(text: str, slot: Slot, phrase: Phrase, scale: float) -> Quantity:
    _harmless(slot, phrase.words)
    seconds, _ = split_per(slot, phrase.per)
    if seconds is not None:
        raise fail(slot, "per time makes it a running cost: this field holds one amount")
    for per in phrase.per:
        if per.count <= 0:
            raise fail(slot, "it is divided by zero")
        scale /= per.count
    return settle(text, slot, phrase, scale)


def _per_time(text: str, slot: Slot, phrase: Phrase, scale: float) -> Quantity:
    base = units.MONTH if slot.dimension is Dimension.MONEY_PER_MONTH else units.HOUR
    _harmless(slot, phrase.words)
    _split_machine_hours(slot, phrase)
    seconds, things = split_per(slot, phrase.per)
    for thing in things:
        machine = thing.lower().split()[0]
        bytes_ = units.find(units.BYTES, thing.split()[0]) if slot.per == "TB" else None
        if bytes_ is not None:
            scale *= TERABYTE / bytes_
            continue
        if machine not in _MACHINES and machine != (slot.per or "").lower():
            raise fail(slot, f"`per {thing[:24]}` is not per time")
        if slot.dimension is Dimension.MONEY_PER_MONTH:
            raise fail(slot, f"`per {thing[:24]}` gives only a part: write the whole bill")
    if seconds is None:
        return replace(settle(text, slot, phrase, scale), unit_stated=False)
    return settle(text, slot, phrase, scale * base / seconds)


def _split_machine_hours(slot: Slot, phrase: Phrase) -> None:
    """Reads "per GPU-hour" as per GPU and per hour, "per TB-month" as per TB and per month."""
    for per in list(phrase.per):
        if len(per.words) == 2 and units.find(units.TIME, per.words[1]) is not None:
            if slot.per == "TB":
                phrase.per.append(Per(words=per.words[1:]))
                per.words = per.words[:1]
                continue
            if slot.dimension is Dimension.MONEY_PER_MONTH:
                raise fail(slot, f"`per {per.words[0]}` gives only a part: write the whole bill")
            per.words = per.words[1:]


def _per_token(text: str, slot: Slot, phrase: Phrase, scale: float) -> Quantity:
    _harmless(slot, phrase.words)
    if len(phrase.per) != 1:
        raise fail(slot, "per how many tokens? did you mean `per 1M tokens`?")
    per = phrase.per[0]
    count = per.count
    for word in per.words:
        tokens = units.find(units.TOKENS, word)
        if tokens is not None:
            count *= tokens
        elif word == "m":
            raise fail(slot, "`m` is ambiguous; did you mean `/ 1M tokens`?")
        elif word.lower() not in _HARMLESS:
            raise fail(slot, f"`per {word[:24]}` is not per token")
    if not per.words and count == 1:
        raise fail(slot, "per how many tokens? did you mean `per 1M tokens`?")
    if count <= 0:
        raise fail(slot, "it is divided by zero")
    return settle(text, slot, phrase, scale / count)
