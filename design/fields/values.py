"""Reading what is typed into a named field, and writing a value back as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, cast

from design import limits
from design.fields import rows, single
from design.fields.error import FieldError
from design.fields.raw import Json
from design.model import Value
from design.quantities.quantity import Quantity
from design.text import nearest, one_line, shortened
from design.vocabulary import attributes as a
from design.vocabulary.attribute import (
    Attribute,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
    WordsAttribute,
)
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.records import Alternative, Criterion, Stage
from design.vocabulary.relations import RELATIONS, Relation

_ROWS: Final[Mapping[str, Callable[[Json], Value]]] = MappingProxyType(
    {
        a.STAGES.name: rows.stages,
        a.CRITERIA.name: rows.criteria,
        a.ALTERNATIVES.name: rows.alternatives,
    }
)
_PERCENTILES: Final = {50.0: a.LATENCY_P50, 95.0: a.LATENCY_P95, 99.0: a.LATENCY_P99}
_BETWEEN: Final = re.compile(r"\s*(?:[,;]\s+|;|\s/\s|\s\|\s|\n)\s*|\s+and\s+")
_TAGGED: Final = re.compile(r"\bp\d|\b(?:median|mean|avg|average)\b", re.IGNORECASE)
_NOT_APPLICABLE: Final = re.compile(
    r"(?:n\s*/\s*a|not applicable)\b[\s:,;.–—-]*(?:because\b|as\b|since\b)?\s*(?P<reason>.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one typed field says: values by canonical name, and fields said not to apply."""

    values: Mapping[str, Value] = field(default_factory=dict)
    na: Mapping[str, str] = field(default_factory=dict)


def read_value(attribute: Attribute[object], raw: Json) -> Value:
    """The value *raw* states for *attribute*; FieldError names what was expected."""
    try:
        return _value(attribute, raw)
    except FieldError as error:
        error.field = error.field or attribute.name
        raise


def _value(attribute: Attribute[object], raw: Json) -> Value:
    if isinstance(attribute, QuantityAttribute):
        return single.quantity_field(attribute, raw)
    if isinstance(attribute, ChoiceAttribute):
        return single.choice(attribute, raw)
    if isinstance(attribute, FlagAttribute):
        return single.flag(raw)
    if isinstance(attribute, WordsAttribute):
        return single.words(raw)
    if attribute.name in _ROWS:
        return _ROWS[attribute.name](raw)
    return single.prose(raw)


def write_value(value: Value) -> Json:
    """*value* as a person would type it; ``read_value`` of it is equal."""
    if isinstance(value, Quantity):
        return value.text
    if isinstance(value, str | bool):
        return value
    return [_item(one) for one in value]


def _item(item: str | Stage | Criterion | Alternative) -> Json:
    if isinstance(item, str):
        return item
    if isinstance(item, Stage):
        return rows.write_stage(item)
    if isinstance(item, Criterion):
        return rows.write_criterion(item)
    return rows.write_alternative(item)


def write_fields(fields: Mapping[str, Value]) -> dict[str, Json]:
    """Every field as a person would type it, by name."""
    return {name: write_value(value) for name, value in fields.items()}


def read_field(owner: Kind | Relation, name: str, raw: Json) -> Reading:
    """What *raw*, typed into the field *name* of *owner*, says.

    A latency that names its percentile goes to ``latency_p50``, ``_p95``, ``_p99`` or ``_mean``;
    one text may state several. "n/a because ..." says that a number does not apply.
    """
    attributes = fields_of(owner)
    attribute = attributes.get(name)
    if attribute is None:
        raise unknown_field(owner, name)
    if isinstance(attribute, QuantityAttribute) and isinstance(raw, str):
        reason = _NOT_APPLICABLE.fullmatch(one_line(raw)) if raw.lstrip()[:1] in "nN" else None
        if reason is not None and isinstance(owner, Kind):
            return Reading(na={name: reason["reason"][: limits.NOTE_LENGTH]})
    if attribute is a.LATENCY:
        return Reading(_latencies(attributes, raw))
    return Reading({name: read_value(attribute, raw)})


def _latencies(attributes: Mapping[str, Attribute[object]], raw: Json) -> dict[str, Value]:
    pieces: list[Json] = [raw]
    if isinstance(raw, str):
        split = [one for one in _BETWEEN.split(raw.strip()) if one]
        if len(split) > 1 and all(_TAGGED.search(one) for one in split):
            pieces = [*split]
    found: dict[str, Value] = {}
    for piece in pieces:
        value = cast("Quantity", read_value(a.LATENCY, piece))
        meant: QuantityAttribute = a.LATENCY
        if value.is_mean:
            meant = a.LATENCY_MEAN
        elif value.percentile is not None:
            meant = _PERCENTILES.get(value.percentile, a.LATENCY)
        if meant.name not in attributes:
            meant = a.LATENCY
        if meant.name in found:
            raise FieldError(f"the {meant.label} is stated twice", field=a.LATENCY.name)
        found[meant.name] = value
    return found


def fields_of(owner: Kind | Relation) -> Mapping[str, Attribute[object]]:
    """The fields a node of that kind, or an edge of that relation, can carry."""
    return KINDS[owner].fields if isinstance(owner, Kind) else RELATIONS[owner].fields


def label_of(owner: Kind | Relation) -> str:
    """The owner in words: "a model", "an edge that calls"."""
    if isinstance(owner, Kind):
        return f"{'an' if str(owner)[0] in 'aeiou' else 'a'} {owner}"
    return f"an edge that says `{owner}`"


def unknown_field(owner: Kind | Relation, name: str) -> FieldError:
    """The error for a field that *owner* does not have: the nearest it has, or who has it."""
    names = tuple(fields_of(owner))
    shown = shortened(name)
    near = nearest(name, names)
    having = [str(kind) for kind, spec in KINDS.items() if name in spec.fields]
    having_edges = [str(one) for one, spec in RELATIONS.items() if name in spec.fields]
    message = f"{label_of(owner)} has no field `{shown}`"
    if isinstance(owner, Kind) and having:
        near = None
        message += f"; it belongs on {_few(having)}"
    elif having_edges:
        near = None
        message += f"; it belongs on an edge that says {_few(having_edges)}"
    elif near:
        message += f"; did you mean `{near}`?"
    if isinstance(owner, Kind):
        message += ". " if not message.endswith("?") else " "
        message += "A number in your own words goes under `numbers:`"
    elif not names:
        message += "; such an edge has no fields"
    return FieldError(message, field=name, nearest=near, options=names if not near else (near,))


def _few(names: list[str]) -> str:
    return " or ".join(names[:4]) + (" and others" if len(names) > 4 else "")
