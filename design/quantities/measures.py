"""What a phrase measures: events per second, counts, ratios, durations, bytes or tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from design.quantities import units
from design.quantities.phrase import Phrase
from design.quantities.quantity import Dimension, Quantity
from design.quantities.settling import (
    default_factor,
    fail,
    inverse,
    kind_of,
    only_noise,
    settle,
    split_per,
    unknown_unit,
    without_share,
)
from design.quantities.slot import Slot

_NOUN = re.compile(r"[^\W\d_][\w@]{1,23}|x|X")
_MODEL_NAMES = re.compile(r"[A-Z]{1,3}\d{1,4}[A-Za-z]{0,2}|MI\d{3}X?|v\de?")
_PARTS = frozenset("pod replica worker node gpu instance server core thread shard key user".split())
_NOT_COUNTED = frozenset({"x", "X", "peak", "avg", "time", "times", "sustained", "average"})
_WHOLE = frozenset({"tries", "attempts", "try", "attempt", "times", "time", "calls"})


def nouns(slot: Slot, words: Iterable[str]) -> None:
    """Any words may name what is counted, except units of another kind and single letters."""
    count = 0
    for word in words:
        count += 1
        if _MODEL_NAMES.fullmatch(word) or word in {"and", "of"}:
            continue
        kind = kind_of(word)
        if kind is not None or word in units.AMBIGUOUS or not _NOUN.fullmatch(word) or count > 4:
            raise unknown_unit(slot, word)


def per_thing(slot: Slot, things: list[str]) -> None:
    """Refuses "per pod" in a field that is not per anything: the total would be misread."""
    near = units.nearest(things[0], [units.TIME]) if things else None
    if near is not None and things[0] not in _PARTS:
        raise fail(slot, f"`/{things[0][:24]}` is not a time; did you mean `/{near}`?")
    if things and slot.per is None:
        raise fail(
            slot,
            f"`per {things[0][:24]}` gives only a part: write the whole number for this field",
        )


def rate(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Events per second."""
    without_share(slot, phrase)
    seconds, things = split_per(slot, phrase.per)
    per_thing(slot, things)
    words = list(phrase.words)
    named = units.find(units.RATE, words[0]) if words else None
    if named is not None:
        if seconds is not None:
            raise fail(slot, f"`{words[0]}` is already per time; drop what follows `/`")
        only_noise(slot, words[1:])
        return _of(settle(text, slot, phrase, named), slot, [])
    near = units.nearest(words[0], [units.RATE]) if words and len(words[0]) == 3 else None
    if near is not None and words[0].isupper() and words[0] not in units.AMBIGUOUS and not seconds:
        error = fail(slot, f"`{words[0]}` is not a unit known here; did you mean `{near.upper()}`?")
        error.meant = (words[0], near.upper())
        raise error
    counted = words if "token" not in slot.noun else [w for w in words if w not in units.TOKENS]
    nouns(slot, counted)
    if seconds is not None:
        return _of(settle(text, slot, phrase, 1 / seconds), slot, counted)
    factor = _implied(slot, words)
    return _of(replace(settle(text, slot, phrase, factor), unit_stated=False), slot, counted)


def _of(quantity: Quantity, slot: Slot, words: list[str]) -> Quantity:
    """*quantity* with what it counts: the words written, else what the field counts."""
    kept = " ".join(word for word in words if word not in _NOT_COUNTED)
    noun = kept or noun_of(slot)
    return quantity if not noun else replace(quantity, noun=noun)


def noun_of(slot: Slot) -> str:
    """What the field counts: its noun, else the head of its unit ("requests" of "requests/s")."""
    if slot.noun or slot.dimension is not Dimension.RATE:
        return slot.noun
    head = (slot.default_unit or "").partition("/")[0]
    return head if head.isalpha() else ""


def _implied(slot: Slot, words: list[str]) -> float:
    if slot.default_unit is None:
        what = f"`{words[0]}`" if words else "the number"
        raise fail(slot, f"{what} has no time; per second, per minute or per day?")
    return default_factor(slot)[0]


def count(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Things; attempts where the field counts them ("3 retries" is 4)."""
    without_share(slot, phrase)
    seconds, things = split_per(slot, phrase.per)
    if seconds is not None:
        raise fail(slot, "per time makes it a rate, not a count")
    per_thing(slot, things)
    words = [word for word in phrase.words if word != "d" or not _is_dimension(slot, phrase)]
    nouns(slot, [w for w in words if w.lower() not in _WHOLE])
    quantity = _of(settle(text, slot, phrase, 1.0), slot, words)
    says_retries = any(w.lower() in {"retries", "retry"} for w in [*words, *phrase.labels])
    if slot.retries_are_attempts and says_retries:
        return replace(_plus_one(quantity), noun=slot.noun)
    return quantity


def _is_dimension(slot: Slot, phrase: Phrase) -> bool:
    """Whether "768-d" is 768 dimensions where dimensions are counted; elsewhere d is a day."""
    return phrase.words[0] == "d" and ("dim" in slot.noun or not slot.noun)


def ratio(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Times; a surplus where the field is one ("30% headroom" is 1.3)."""
    if phrase.share not in {None, "%", "percent", "pct", "pc"} or phrase.currency:
        raise fail(slot, "another unit was written")
    _, things = split_per(slot, phrase.per)
    per_thing(slot, things)
    only_noise(slot, phrase.words)
    if phrase.share is None:
        quantity = settle(text, slot, phrase, 1.0)
        if not slot.excess_ratio or quantity.low >= 1:
            return quantity
        if quantity.high >= 1 or "x" in phrase.words:
            raise fail(slot, "below one there is no surplus; did you mean `1.3x` or `30%`?")
        return replace(_plus_one(quantity), unit_stated=False)
    quantity = replace(settle(text, slot, phrase, 0.01), in_percent=True)
    if not slot.excess_ratio:
        return quantity
    if quantity.high > 1:
        raise fail(
            slot,
            f"more than 100% is ambiguous; did you mean `{quantity.high:g}x` or "
            f"`{quantity.high + 1:g}x`?",
        )
    return _plus_one(quantity)


def _plus_one(quantity: Quantity) -> Quantity:
    return replace(quantity, value=1 + quantity.value, low=1 + quantity.low, high=1 + quantity.high)


def duration(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Seconds, with the percentile or mean they were stated at (neither: not stated)."""
    without_share(slot, phrase)
    seconds, things = split_per(slot, phrase.per)
    if seconds is not None:
        raise fail(slot, "it is divided by time")
    if any(thing.split()[0].lower() in units.TOKENS for thing in things) and slot.per != "token":
        raise fail(slot, "per token belongs in the time per output token")
    if not phrase.words:
        return _bare(text, slot, phrase)
    return settle(text, slot, phrase, *_factors(slot, phrase, units.TIME))


def _bare(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    if phrase.low == phrase.high == 0:
        return settle(text, slot, phrase, 1.0)
    if slot.default_unit is None:
        raise fail(slot, "the number has no unit")
    return replace(settle(text, slot, phrase, default_factor(slot)[0]), unit_stated=False)


def _factors(
    slot: Slot, phrase: Phrase, table: Mapping[str, float], *, extra: frozenset[str] = frozenset()
) -> tuple[float, float | None]:
    """The factor of the number, and of the low end of a range when it has its own unit."""
    if not phrase.words:
        raise fail(slot, "the number has no unit")
    word, *rest = phrase.words
    factor = units.find(table, word)
    if factor is None:
        raise unknown_unit(slot, word, tables=(table,))
    only_noise(slot, [w for w in rest if w.lower() not in extra])
    if not phrase.low_words:
        return factor, None
    low = units.find(table, phrase.low_words[0])
    if low is None:
        raise unknown_unit(slot, phrase.low_words[0], tables=(table,))
    return factor, low


def size(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Bytes; GB is 1e9 and GiB 2^30; a number format stands for its own size ("fp16" is 2)."""
    without_share(slot, phrase)
    if phrase.low is None:
        return _number_format(text, slot, phrase)
    if phrase.words[:1] and units.find(units.BYTES_PER_SECOND, phrase.words[0]) is not None:
        raise fail(slot, f"`{phrase.words[0]}` is per second: this field holds a size")
    seconds, _ = split_per(slot, phrase.per)
    if seconds is not None:
        raise fail(slot, "per time makes it a rate: this field holds a size")
    words = [w for w in phrase.words if not _MODEL_NAMES.fullmatch(w)]
    if not words:
        return _bare_size(text, slot, phrase)
    if words[-2:-1] in (["x"], ["X"]) or words[-1:] in (["x"], ["X"]):
        words = [w for w in words if w not in {"x", "X"}]
    if len(words) > 1 and units.find(units.NUMBER_TYPES, words[-1]) is not None:
        raise fail(slot, "a size and a number format stand together")
    phrase.words = words
    return settle(text, slot, phrase, *_factors(slot, phrase, units.BYTES))


def _bare_size(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    if phrase.low == phrase.high == 0:
        return settle(text, slot, phrase, 1.0)
    if slot.default_unit is None and not phrase.high_scaled:
        raise fail(slot, f"the number has no unit; did you mean `{phrase.high:g} B`?")
    # "128G" and "512M" are what container platforms write for bytes.
    factor = 1.0 if phrase.high_scaled else default_factor(slot)[0]
    return replace(settle(text, slot, phrase, factor), unit_stated=False)


def _number_format(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    if len(phrase.labels) != 1:
        raise fail(slot, "no number was found")
    found = units.find(units.NUMBER_TYPES, phrase.labels[0])
    if found is None:
        raise unknown_unit(slot, phrase.labels[0], tables=(units.NUMBER_TYPES,))
    phrase.labels = []
    phrase.low = phrase.high = 1.0
    return settle(text, slot, phrase, found)


def byte_rate(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Bytes per second; `Mbps` is a million bits per second, `mbps` is asked about."""
    without_share(slot, phrase)
    seconds, _ = split_per(slot, phrase.per)
    if not phrase.words:
        return _bare(text, slot, phrase)
    word = phrase.words[0]
    named = units.find(units.BYTES_PER_SECOND, word)
    if named is not None:
        if seconds is not None:
            raise fail(slot, f"`{word}` is already per second")
        only_noise(slot, phrase.words[1:])
        return settle(text, slot, phrase, named)
    table = units.BYTES
    if seconds is not None and word in units.BIT_SHORTHAND and word not in {"kb", "b"}:
        table = units.BIT_SHORTHAND
    factor, low = _factors(slot, phrase, table)
    if seconds is not None:
        return settle(text, slot, phrase, factor / seconds, low and low / seconds)
    per = units.find(units.TIME, (slot.default_unit or "").partition("/")[2])
    if per is None:
        raise fail(slot, f"`{word}` has no time; did you mean `{word}/day`?")
    return replace(settle(text, slot, phrase, factor / per, low and low / per), unit_stated=False)


_TOKEN_WORDS = frozenset(
    "context out in input output prompt completion generated max window system history query "
    "chunk tokens words-of-tokens per-call of".split()
)


def tokens(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Tokens; the word itself may be left out."""
    without_share(slot, phrase)
    seconds, _ = split_per(slot, phrase.per)
    if seconds is not None:
        raise fail(slot, "per time makes it a rate of tokens")
    words = list(phrase.words)
    factor = 1.0
    if words and (found := units.find(units.TOKENS, words[0])) is not None:
        factor = found
        words = words[1:]
    remaining = [w for w in words if w.lower() not in _TOKEN_WORDS and w not in units.TOKENS]
    only_noise(slot, remaining)
    return settle(text, slot, phrase, factor)


def token_rate(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Tokens per second."""
    without_share(slot, phrase)
    seconds, things = split_per(slot, phrase.per)
    per_thing(slot, things)
    words = list(phrase.words)
    if words and (named := units.TOKEN_RATE.get(words[0].lower())) is not None:
        if seconds is not None:
            raise fail(slot, f"`{words[0]}` is already per time")
        only_noise(slot, words[1:])
        return settle(text, slot, phrase, named)
    factor = 1.0
    if words:
        factor = _token_factor(slot, words)
    if seconds is not None:
        return settle(text, slot, phrase, factor / seconds)
    per = units.find(units.TIME, (slot.default_unit or "").partition("/")[2])
    if per is None:
        raise fail(slot, "the number has no time; did you mean `tokens/min`?")
    return replace(settle(text, slot, phrase, factor / per), unit_stated=False)


def _token_factor(slot: Slot, words: list[str]) -> float:
    kept = [word for word in words if word.lower() not in _TOKEN_WORDS - {"tokens"}]
    if not kept:
        return 1.0
    factor = units.find(units.TOKENS, kept[0])
    if factor is None:
        raise unknown_unit(slot, kept[0], tables=(units.TOKENS, units.TOKEN_RATE))
    only_noise(slot, kept[1:])
    return factor


def time_per_token(text: str, slot: Slot, phrase: Phrase) -> Quantity:
    """Seconds per output token of one stream; tokens per second are turned over."""
    without_share(slot, phrase)
    words = phrase.words
    seconds, things = split_per(slot, phrase.per)
    word = words[0] if words else ""
    is_speed = units.find(units.TOKENS, word) is not None or word.lower() == "tps"
    if is_speed:
        per_second = units.TOKEN_RATE.get(word.lower()) or (
            (units.find(units.TOKENS, word) or 1.0) / seconds if seconds else None
        )
        if per_second is None:
            raise fail(slot, "tokens per what? did you mean `50 tok/s`?")
        only_noise(slot, words[1:])
        return inverse(settle(text, slot, phrase, per_second), slot)
    if seconds is not None:
        raise fail(slot, "it is divided by time")
    if any(units.find(units.TOKENS, thing.split()[-1]) is None for thing in things):
        raise fail(slot, f"`per {things[0][:24]}` is not per token")
    if not words:
        return _bare(text, slot, phrase)
    times = 1.0
    for per in phrase.per:
        times *= per.count * (units.find(units.TOKENS, per.words[-1]) or 1.0)
    factor, low = _factors(slot, phrase, units.TIME)
    if times <= 0:
        raise fail(slot, "it is divided by zero")
    return settle(text, slot, phrase, factor / times, low and low / times)
