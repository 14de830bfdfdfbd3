"""The vocabulary of a design as the board reads it: one JSON file, named by its own hash."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from design.vocabulary.attribute import (
    Attribute,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
    RowsAttribute,
    TextAttribute,
    WordsAttribute,
)
from design.vocabulary.kinds import KINDS, Kind, KindSpec
from design.vocabulary.relations import RELATIONS, infer, legal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from design.fields.raw import Json

_TYPES: tuple[tuple[type[Attribute[object]], str], ...] = (
    (QuantityAttribute, "quantity"),
    (ChoiceAttribute, "choice"),
    (FlagAttribute, "flag"),
    (WordsAttribute, "words"),
    (RowsAttribute, "rows"),
    (TextAttribute, "text"),
)


@cache
def vocabulary_text() -> str:
    """The vocabulary as JSON, in vocabulary order."""
    document: Json = {
        "kinds": [_kind(spec) for spec in KINDS.values()],
        "fields": {
            **{kind.value: _fields(spec.fields.values()) for kind, spec in KINDS.items()},
            **{name.value: _fields(spec.fields.values()) for name, spec in RELATIONS.items()},
        },
        "relations": [
            {
                "relation": spec.relation.value,
                "label": spec.label,
                "help": spec.help,
                "fields": _names(spec.attributes),
            }
            for spec in RELATIONS.values()
        ],
        "inferred": {source.value: _inferred(source) for source in KINDS},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@cache
def vocabulary_file() -> str:
    """The name of the vocabulary file; it changes with the vocabulary."""
    return f"vocabulary-{hashlib.sha256(vocabulary_text().encode()).hexdigest()[:12]}.json"


def _kind(spec: KindSpec) -> Json:
    return {
        "kind": spec.kind.value,
        "group": spec.group.value,
        "label": spec.label,
        "help": spec.help,
        "key": spec.key,
        "words": [*spec.words],
        "core": _names(spec.core),
        "more": _names(one for one in spec.fields.values() if one not in spec.core),
        "face": _names(spec.face),
    }


def _names(attributes: Iterable[Attribute[object]]) -> list[Json]:
    return [one.name for one in attributes]


def _fields(attributes: Iterable[Attribute[object]]) -> Json:
    return {one.name: _field(one) for one in attributes}


def _field(attribute: Attribute[object]) -> dict[str, Json]:
    described: dict[str, Json] = {
        "label": attribute.label,
        "help": attribute.help,
        "type": next(word for type_, word in _TYPES if isinstance(attribute, type_)),
        "example": attribute.example if isinstance(attribute, QuantityAttribute) else "",
        "options": [*attribute.options] if isinstance(attribute, ChoiceAttribute) else [],
        "group": attribute.group.value,
        "dimension": attribute.slot.dimension.value
        if isinstance(attribute, QuantityAttribute)
        else "",
    }
    if isinstance(attribute, RowsAttribute):
        described["columns"] = _fields(attribute.columns)
    return described


def _inferred(source: Kind) -> Json:
    found: dict[str, Json] = {}
    for target in KINDS:
        meant = infer(source, target)
        if meant is None:
            continue
        ends = (target, source) if meant.reversed else (source, target)
        found[target.value] = {
            "relation": meant.relation.value,
            "reversed": meant.reversed,
            "legal": [one.value for one in legal(*ends)],
        }
    return found
