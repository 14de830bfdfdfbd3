"""Numbers in the words of a drawing: "p95 30 ms", "2k QPS", "Replicas: 12"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from design.fields import (
    FieldError,
    Reading,
    fields_of,
    free_number,
    read_field,
    read_value,
    recognise,
)
from design.model import FreeNumber, Value
from design.quantities.quantity import Dimension
from design.quantities.reading import read_free
from design.quantities.units import PERIOD_ADVERBS
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

_LABEL_WORDS: Final = 4
_LONGEST: Final = 200
_NO_VALUES: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Number:
    """What one piece of a label states: fields, or a number in the person's own words.

    ``assumed`` says what was taken for granted, empty where the words say it all.
    """

    values: Mapping[str, Value] = field(default_factory=lambda: _NO_VALUES)
    free: FreeNumber | None = None
    assumed: str = ""


def labelled(owner: Kind | Relation, line: str) -> Number | None:
    """The number in "label: value", in a field where the label means one, else as it stands."""
    label, colon, value = line.partition(":")
    label, value = label.strip(), value.strip()
    if not colon or not label or not value or len(line) > 2 * _LONGEST:
        return None
    meant = _named(owner, label, value)
    if meant is not None or isinstance(owner, Relation):
        return meant
    try:
        return Number(free=free_number(label, value))
    except FieldError:
        return None


def number_in(owner: Kind | Relation, piece: str) -> Number | None:
    """The number that *piece* of a foreign label states, or None where it is only words."""
    if len(piece) > _LONGEST or not (_is_cadence(piece) or any(map(str.isdigit, piece))):
        return None
    if piece.lower().startswith(("http:", "https:")):
        return None
    for sign in (":", "="):
        label, found, value = piece.partition(sign)
        if found and label.strip() and value.strip():
            named = _named(owner, label.strip(" <>~"), value.strip())
            if named is not None:
                return named
    if _is_cadence(piece):  # "every" is no label
        return _by_unit(owner, piece)
    return _in_words(owner, piece) or _in_own_words(owner, piece) or _by_unit(owner, piece)


def stated_field(owner: Kind | Relation, line: str) -> Number | None:
    """The field that is no number in "owner: Ana" or "type = gbdt", by its name or its label."""
    label, sign, value = line.partition(":" if ":" in line else "=")
    word = _folded(label)
    if not sign or not value.strip() or len(label) > _LONGEST:
        return None
    for attribute in fields_of(owner).values():
        if word in {_folded(attribute.name), _folded(attribute.label)}:
            if isinstance(attribute, QuantityAttribute):
                return None
            try:
                return Number({attribute.name: read_value(attribute, value.strip())})
            except FieldError:
                return None
    return None


def number_at_end(owner: Kind | Relation, line: str) -> tuple[str, Number] | None:
    """*line* as a name and the number after it, where a field is meant: "Ranker p95 30 ms"."""
    words = line.split()
    for start in range(1, len(words)):
        if _may_begin(owner, words[start]):
            number = number_in(owner, " ".join(words[start:]))
            if number is not None and number.values and len(words[:start]) < _LONGEST:
                return " ".join(words[:start]).rstrip(" -–:,"), number
        if start > 12:
            return None
    return None


def _may_begin(owner: Kind | Relation, word: str) -> bool:
    if _is_number(word) or _is_cadence(word) or word.casefold() == "every":
        return True
    return attribute_of(owner, word) is not None


def _is_cadence(piece: str) -> bool:
    lower = piece.casefold()
    return lower in PERIOD_ADVERBS or lower.startswith("every ")


def _named(owner: Kind | Relation, label: str, value: str) -> Number | None:
    attribute = attribute_of(owner, label)
    return None if attribute is None else _read(owner, attribute, value)


def _read(
    owner: Kind | Relation, attribute: QuantityAttribute, text: str, assumed: str = ""
) -> Number | None:
    try:
        reading: Reading = read_field(owner, attribute.name, text)
    except FieldError:
        return None
    return Number(reading.values, assumed=assumed) if reading.values else None


def _in_words(owner: Kind | Relation, piece: str) -> Number | None:
    """A number by the words before it, as in "lag 5 min", or after it, as in "2k QPS"."""
    words = piece.split()
    most = min(_LABEL_WORDS, len(words) - 1)
    for count in range(most, 0, -1):
        found = _named(owner, " ".join(words[:count]), " ".join(words[count:]))
        if found is not None:
            return found
    for count in range(most, 0, -1):
        attribute = attribute_of(owner, " ".join(words[-count:]))
        if attribute is None:
            continue
        is_count = attribute.slot.dimension is Dimension.COUNT  # "12 pods" are replicas
        assumed = "" if is_count else f"taken as the {attribute.label}"
        found = _read(owner, attribute, piece, assumed)
        if found is not None:
            return found
    return None


def _in_own_words(owner: Kind | Relation, piece: str) -> Number | None:
    """A number under a label that no field means: "beam width: 4 hours"."""
    words = piece.split()
    start = next((at for at, word in enumerate(words) if _is_number(word)), 0)
    if not 0 < start <= _LABEL_WORDS or isinstance(owner, Relation):
        return None
    label, value = " ".join(words[:start]).strip(" :="), " ".join(words[start:])
    quantity = read_free(value).quantity
    if not label or quantity is None or attribute_of(owner, label) is not None:
        return None
    return Number(free=FreeNumber(label, value, quantity))


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word[0] in "~<>$€≤≥"


def _by_unit(owner: Kind | Relation, piece: str) -> Number | None:
    """A number whose unit alone says what it measures: in the one field that can hold it."""
    has_unit = any(sign.isalpha() or sign in "%$€£¥₹" for sign in piece)  # "Cluster 1" is a name
    is_bare = _is_number(piece) or _is_cadence(piece) or piece[:1] in "pP"
    quantity = read_free(piece).quantity if has_unit and is_bare else None
    if quantity is None:
        return None
    for attribute in _candidates(owner, quantity.dimension):
        is_cadence = quantity.dimension is Dimension.PERIOD  # "daily" is how often
        assumed = "" if is_cadence else f"taken as the {attribute.label}"
        found = _read(owner, attribute, piece, assumed)
        if found is not None:
            return found
    if isinstance(owner, Relation):
        return None
    return Number(
        free=FreeNumber(str(quantity.dimension), piece, quantity),
        assumed="kept as a number in your own words",
    )


def _candidates(owner: Kind | Relation, dimension: Dimension) -> tuple[QuantityAttribute, ...]:
    fields = fields_of(owner)
    latency = fields.get("latency")
    if dimension is Dimension.DURATION and isinstance(latency, QuantityAttribute):
        return (latency,)
    shown = (*KINDS[owner].face, *KINDS[owner].core) if isinstance(owner, Kind) else ()
    first = dict.fromkeys(
        one.name
        for one in (shown or fields.values())
        if isinstance(one, QuantityAttribute) and one.slot.dimension is dimension
    )
    found = [one for name in first if isinstance(one := fields.get(name), QuantityAttribute)]
    return tuple(found) if len(found) == 1 else ()


def attribute_of(owner: Kind | Relation, label: str) -> QuantityAttribute | None:
    """The number of *owner* that people mean by *label*, or None."""
    if isinstance(owner, Kind):
        return recognise(owner, label)
    return _of_relation(owner).get(_folded(label))


def _folded(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").replace("-", " ").split())


@cache
def _of_relation(relation: Relation) -> Mapping[str, QuantityAttribute]:
    numbers = [one for one in fields_of(relation).values() if isinstance(one, QuantityAttribute)]
    found: dict[str, QuantityAttribute] = {}
    for one in numbers:
        for word in (one.name, one.label, *one.synonyms):
            found.setdefault(_folded(word), one)
    return MappingProxyType(found)
