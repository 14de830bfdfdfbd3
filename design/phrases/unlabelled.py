"""Which field a number without a label means: what it counts and how it is measured say so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from design.fields import FieldError, fields_of, read_field
from design.phrases.labels import Owner, core_of
from design.quantities.error import QuantityError
from design.quantities.quantity import Dimension, Quantity
from design.quantities.reading import read, read_free
from design.quantities.units import PERIOD_ADVERBS
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup, QuantityAttribute

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT: Final = 60.0  # seconds: a shorter time that is not named is a latency
_HIGH: Final = 0.9  # a larger share may be an availability
_PER: Final = re.compile(r"\bper\b|/\s*(?:pod|replica|worker|node|instance)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:top-)?[~<>≤≥±+\-$€£¥₹]*[~=]?\s*[$€£¥₹]?\.?\d", re.ASCII)
_STARTS: Final = frozenset(
    {
        *PERIOD_ADVERBS,
        *"every each about around approx approximately roughly at under over below above within "
        "between up no less more fewer than max maximum min minimum < > <= >= ~ median mean avg "
        "average top drops falls rises half one two three four five six seven eight nine ten "
        "twice".split(),
    }
)
_DIMENSIONS: Final = re.compile(r"\d+-d", re.ASCII)  # "768-d" is no time where vectors are
_TOP: Final = re.compile(r"top[- ]\d+", re.ASCII | re.IGNORECASE)
_PERCENTILE: Final = re.compile(r"p\d{1,2}(?:\.\d+)?|p99+", re.IGNORECASE)
_LATENCY_GROUPS: Final = (AttributeGroup.STAGE_LATENCY, AttributeGroup.LATENCY_BUDGET)


def starts_number(word: str) -> bool:
    """Whether a number may begin with *word*: "2k", "~3", "p95", "every"."""
    return _NUMBER.match(word) is not None or is_percentile(word) or word.casefold() in _STARTS


def is_plain_number(word: str) -> bool:
    """Whether *word* itself is a number, with or without its unit."""
    return _NUMBER.match(word) is not None


def is_bound(word: str) -> bool:
    """Whether *word* compares: ">=", "<"."""
    return word[:1] in {"<", ">", "≤", "≥"}


def is_percentile(word: str) -> bool:
    """Whether *word* is p50, p95 and the like."""
    return _PERCENTILE.fullmatch(word) is not None


@lru_cache(maxsize=4096)
def free(text: str) -> Quantity | None:
    """What *text* measures by itself, or None."""
    return read_free(text).quantity


def meant_by(owner: Owner, text: str) -> tuple[QuantityAttribute, ...]:
    """The fields of *owner* that the number *text* may mean: one where it is clear.

    Every one of them reads it; several are a question to the person who typed it.
    """
    quantity = free(text)
    if quantity is None:
        return ()
    found = tuple(one for one in _candidates(owner, quantity, text) if _reads(owner, one, text))
    words = set(text.casefold().split())
    named = tuple(one for one in found if one.name.rpartition("_")[2] in words)
    return named if len(found) > 1 and len(named) == 1 else found


def without_label(attribute: QuantityAttribute, number: str, whole: str) -> str:
    """*number*, where it says as much as *whole*, which the label of the field follows."""
    try:
        bare, full = read(number, attribute.slot), read(whole, attribute.slot)
    except QuantityError:
        return number if _is_number(attribute, number) else whole
    same = bare.unit_stated and (bare.low, bare.high) == (full.low, full.high)
    return number if same else whole


def _is_number(attribute: QuantityAttribute, text: str) -> bool:
    try:
        read(text, attribute.slot)
    except QuantityError:
        return False
    return True


def _candidates(owner: Owner, quantity: Quantity, text: str) -> list[QuantityAttribute]:
    every = _numbers(fields_of(owner).values())
    core = _numbers(core_of(owner))
    for written, meant in ((_DIMENSIONS, a.DIM), (_TOP, a.K)):
        if meant in every and written.fullmatch(text):
            return [meant]
    if quantity.dimension is Dimension.DURATION:
        return _durations(quantity, core, every)
    if quantity.dimension is Dimension.PERIOD and a.PERIOD in every:
        return [a.PERIOD]
    wanted = {quantity.dimension}
    if quantity.dimension is Dimension.FRACTION and quantity.low >= _HIGH:
        wanted.add(Dimension.AVAILABILITY)
    is_per = _PER.search(text) is not None
    for pool in (core, every):
        fitting = [one for one in pool if one.slot.dimension in wanted]
        if quantity.dimension is Dimension.RATE:
            fitting = [one for one in fitting if (one.slot.per is not None) == is_per]
        same = [one for one in fitting if _counts(one, quantity)]
        if same or (fitting and quantity.dimension is not Dimension.COUNT):
            return same or fitting
    return []


def _counts(attribute: QuantityAttribute, quantity: Quantity) -> bool:
    """Whether *attribute* counts what *quantity* does."""
    nouns = attribute.slot.noun, quantity.noun
    return (
        bool(quantity.noun) and nouns[0].rstrip("s").casefold() == nouns[1].rstrip("s").casefold()
    )


def _durations(
    quantity: Quantity, core: list[QuantityAttribute], every: list[QuantityAttribute]
) -> list[QuantityAttribute]:
    tagged = quantity.percentile is not None or quantity.is_mean
    promised = quantity.percentile is not None and quantity.percentile > 90
    if promised and a.LATENCY_BUDGET in core:
        return [a.LATENCY_BUDGET]
    if (tagged or quantity.high < _SHORT) and a.LATENCY in every:
        return [a.LATENCY]
    if tagged and a.LATENCY_BUDGET in every:
        return [a.LATENCY_BUDGET]
    times = [one for one in every if one.slot.dimension is Dimension.DURATION]
    if quantity.high < _SHORT:
        return [one for one in times if one in core] or times
    slow = [one for one in times if one.group not in _LATENCY_GROUPS]
    return [one for one in slow if one in core] or slow


def _numbers(attributes: Iterable[object]) -> list[QuantityAttribute]:
    return [one for one in attributes if isinstance(one, QuantityAttribute)]


def _reads(owner: Owner, attribute: QuantityAttribute, text: str) -> bool:
    try:
        read_field(owner, attribute.name, text)
    except FieldError:
        return False
    return True
