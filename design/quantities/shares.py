"""What a text means in a field of shares: "2%", "1 in 500", "99.95% monthly", "three nines"."""

from __future__ import annotations

import re
from dataclasses import replace

from design.quantities import units
from design.quantities.grammar import PhraseReader
from design.quantities.phrase import Phrase
from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import fail, kind_of, only_noise, settle
from design.quantities.slot import Slot
from design.quantities.tokens import NUMBER_WORDS, Token

_WORDS = {
    "a third": 1 / 3,
    "one third": 1 / 3,
    "two thirds": 2 / 3,
    "a quarter": 0.25,
    "one quarter": 0.25,
    "three quarters": 0.75,
    "all": 1.0,
    "none": 0.0,
}
_NINES = re.compile(r"(\w{1,6})( and a half)?[ -](?:nines?|9s)\b(.*)", re.IGNORECASE)
# Service levels are counted over calendar-like windows, not over billing months of 730 h.
_WINDOWS = {
    units.MONTH: 30 * units.DAY,
    3 * units.MONTH: 90 * units.DAY,
    units.YEAR: 365 * units.DAY,
}


def fraction(text: str, slot: Slot, tokens: list[Token]) -> Quantity:
    """A share of a whole, 0 to 1; a sample size behind it ("on 120 items") is kept."""
    words = " ".join(token.text.lower() for token in tokens)
    if words in _WORDS:
        value = _WORDS[words]
        return Quantity(text, Dimension.FRACTION, value, value, value)
    split = _one_in_many(tokens)
    if split is not None:
        return _out_of(text, slot, tokens, split)
    phrase = PhraseReader(tokens, units.SCALES).read()
    quantity = _share(text, slot, phrase)
    if phrase.tail is None:
        return quantity
    return replace(quantity, samples=samples(slot, phrase.tail[1]))


def _one_in_many(tokens: list[Token]) -> tuple[int, int] | None:
    for index in range(1, len(tokens) - 1):
        if tokens[index - 1].kind != "number" and tokens[index - 1].text not in units.SCALES:
            continue
        text = tokens[index].text
        width = 2 if text == "out" and tokens[index + 1].text == "of" else 1
        after = index + width
        is_bridge = text in {"in", "of", "/"} or width == 2
        if is_bridge and after < len(tokens) and tokens[after].kind == "number":
            return index, after
    return None


def _out_of(text: str, slot: Slot, tokens: list[Token], split: tuple[int, int]) -> Quantity:
    part = PhraseReader(tokens[: split[0]], units.SCALES).read()
    whole = PhraseReader(tokens[split[1] :], units.SCALES).read()
    if not whole.high or whole.low != whole.high or whole.share or whole.per or whole.tail:
        raise fail(slot, "the whole after `in` is not a plain number above zero")
    for word in [*part.words, *whole.words]:
        if kind_of(word) is not None:
            raise fail(slot, f"`{word}` is a unit: a share has none")
    part.words = []
    return _within_one(slot, settle(text, slot, part, 1 / whole.high))


def _share(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    if phrase.currency is not None:
        raise fail(slot, f"{phrase.currency} makes it money")
    if any(per.words and units.find(units.TIME, per.words[0]) for per in phrase.per):
        raise fail(slot, "a share is not per time")
    if phrase.share in {"pp", "pps", "ppt", "pts"}:
        raise fail(slot, f"`{phrase.share}` is a change; did you mean `{phrase.high:g}%`?")
    only_noise(slot, phrase.words)
    if phrase.share is not None:
        factor = units.SHARE[phrase.share]
        return _within_one(slot, replace(settle(text, slot, phrase, factor), in_percent=True))
    quantity = settle(text, slot, phrase, 1.0)
    if quantity.high > 1 and slot.percent_when_over_one:
        quantity = settle(text, slot, phrase, 0.01)
    return _within_one(slot, quantity)


def _within_one(slot: Slot, quantity: Quantity) -> Quantity:
    if quantity.value > 1:
        meant = quantity.value * (100 if quantity.in_percent else 1)
        hint = f"; did you mean `{meant:g}%`?" if not quantity.in_percent and meant <= 100 else ""
        raise fail(slot, f"`{quantity.text[:24]}` is more than the whole{hint}")
    if quantity.high > 1:  # "~95%" reaches past the whole and is cut there
        return replace(quantity, high=1.0)
    return quantity


def samples(slot: Slot, tokens: list[Token]) -> float:
    """How many items a share was counted on."""
    phrase = PhraseReader(tokens, units.SCALES).read()
    if phrase.high is None or phrase.low != phrase.high or phrase.share or phrase.currency:
        raise fail(slot, "the sample size is not a plain number")
    for word in phrase.words:
        if kind_of(word) is not None:
            raise fail(slot, f"`{word}` is a unit: expected how many items it was counted on")
    return phrase.high


def availability(text: str, slot: Slot, tokens: list[Token], cleaned: str) -> Quantity:
    """A share of time or requests; the window it is counted over when stated (month = 30 d)."""
    nines = _NINES.fullmatch(cleaned)
    if nines is not None:
        return _nines(text, slot, nines)
    phrase = PhraseReader(tokens, units.SCALES).read()
    window = stated_window(slot, phrase)
    phrase.per = []
    return replace(_share(text, _as_percent(slot), phrase), window=window)


def _as_percent(slot: Slot) -> Slot:
    return replace(slot, percent_when_over_one=True)


def _nines(text: str, slot: Slot, match: re.Match[str]) -> Quantity:
    word = match[1].lower()
    count = NUMBER_WORDS.get(word) or (float(word) if word.isdigit() and len(word) == 1 else 0.0)
    if not 1 <= count <= 9:
        raise fail(slot, f"`{match[1]} nines` is not understood; did you mean `three nines`?")
    value = 1 - 10**-count
    if match[2]:
        value = 1 - 5 * 10 ** -(count + 1)
    rest = match[3].strip()
    quantity = Quantity(text, Dimension.AVAILABILITY, value, value, value)
    if not rest:
        return quantity
    adverb = units.PERIOD_ADVERBS.get(rest.lower())
    if adverb is None:
        raise fail(
            slot, f"`{rest[:24]}` after the nines is not understood; did you mean `monthly`?"
        )
    return replace(quantity, window=_WINDOWS.get(adverb, adverb))


def stated_window(slot: Slot, phrase: Phrase) -> float | None:
    """Seconds of the window in "99.9% monthly", "per 30 d" or "over 7 days"."""
    if phrase.tail is not None:
        return window_of(slot, phrase.tail[1])
    for per in phrase.per:
        word = per.words[0] if per.words else ""
        factor = units.PERIOD_ADVERBS.get(word.lower()) or units.find(units.TIME, word)
        if factor is not None:
            return _WINDOWS.get(factor, factor) * per.count
        raise fail(slot, f"`per {word[:24]}` is not a window of time")
    return None


def window_of(slot: Slot, tokens: list[Token]) -> float:
    """Seconds of a window such as "30 days", "a month", "the last 7 d"."""
    kept = [t for t in tokens if t.text.lower() not in {"a", "the", "last", "rolling", "any"}]
    if kept and kept[0].kind == "word":
        kept = [Token("number", "1", 1.0), *kept]
    phrase = PhraseReader(kept, {}).read()
    word = phrase.words[0] if phrase.words else ""
    factor = units.find(units.TIME, word)
    if factor is None or phrase.high is None or phrase.low != phrase.high or phrase.negative:
        raise fail(slot, "the window is not a duration such as `30 d`")
    only_noise(slot, [w for w in phrase.words[1:] if w.lower() not in {"window", "rolling"}])
    return phrase.high * _WINDOWS.get(factor, factor)
