"""The JSON Schema of design files, generated from the vocabulary, for editors to complete from.

It describes the canonical spelling: the reader is kinder ("Point in time" for `point_in_time`),
and stricter about what a schema cannot say (that a number can be read, that two kinds can be
joined).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from design import limits
from design.brief import Lane, Level
from design.changes.whole import STATUSES
from design.fields import Json
from design.formats.migrations import VERSION_KEY, newest
from design.text import RESERVED_ID
from design.vocabulary.attribute import (
    Attribute,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
    RowsAttribute,
    WordsAttribute,
)
from design.vocabulary.kinds import KINDS, Kind, KindSpec
from design.vocabulary.relations import RELATIONS, Relation

_ID: Final = "[a-z][a-z0-9_]{0,63}"
_ARROW: Final = f"^{_ID} *(->|→) *{_ID}"
_WORDS: Final = "|".join(Relation)
_EDGE_TEXT: Final = f"{_ARROW}( *: *({_WORDS}))?$"

Schema = dict[str, Json]


def design_schema() -> Schema:
    """The schema (draft 2020-12) of a design file, as plain data; the same every time."""
    definitions: Schema = {f"kind_{spec.kind}": _node(spec) for spec in KINDS.values()}
    definitions["node"] = _any_node()
    definitions["edge"] = _edge()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Whiteboard design",
        "description": "An ML system design: nodes, edges and the numbers on them.",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(),
        "$defs": definitions,
    }


def _properties() -> Schema:
    line: Schema = {"type": ["string", "number", "null"]}
    return {
        VERSION_KEY: {"const": newest(), "description": "The version of the format."},
        "title": {**line, "description": "What is designed."},
        "prompt": {**line, "description": "The id of the prompt this design answers."},
        "prompt_version": {**line, "description": "The version of that prompt."},
        "lane": {"enum": [str(one) for one in Lane], "description": "The kind of system."},
        "level": {"enum": [str(one) for one in Level], "description": "How deep it is judged."},
        "note": _text("Anything else."),
        "nodes": _keyed({"$ref": "#/$defs/node"}, "The boxes, by id.", limits.NODES),
        "edges": {
            "type": ["array", "null"],
            "items": {"$ref": "#/$defs/edge"},
            "maxItems": limits.EDGES,
            "description": "The arrows.",
        },
        "groups": _keyed(_group(), "Titled regions around nodes, by id.", limits.GROUPS),
        "stickies": _keyed(
            {**_text("The words of one."), "maxLength": limits.STICKY_LENGTH},
            "Sticky notes, by id: words on the board that are not judged.",
            limits.STICKIES,
        ),
        "answers": {
            "type": ["object", "null"],
            "additionalProperties": _answer(),
            "maxProperties": limits.ANSWERS,
            "description": "What people said about findings, by fingerprint.",
        },
        "layout": _keyed(
            {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 2,
                "maxItems": 2,
            },
            "Where the boxes and sticky notes stand: the top left corner, in pixels.",
            limits.NODES + limits.STICKIES,
        ),
    }


def _keyed(item: Schema, description: str, most: int) -> Schema:
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^(?!{RESERVED_ID}$){_ID}$"},
        "additionalProperties": item,
        "maxProperties": most,
        "description": description,
    }


def _group() -> Schema:
    members: Schema = {"type": "array", "items": {"type": "string"}}
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {"title": {"type": ["string", "null"]}, "members": members},
    }


def _answer() -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["status", "because"],
        "properties": {
            "status": {"enum": [*STATUSES]},
            "because": {"type": "string", "minLength": 1},
        },
    }


def _any_node() -> Schema:
    """A node is its kind alone, or a mapping whose kind says which fields it may have."""
    kinds: list[Json] = [str(kind) for kind in Kind]
    branches: list[Json] = [
        {
            "if": {"properties": {"kind": {"const": str(kind)}}},
            "then": {"$ref": f"#/$defs/kind_{kind}"},
        }
        for kind in Kind
    ]
    return {
        "if": {"type": "string"},
        "then": {"enum": kinds},
        "else": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": kinds}},
            "allOf": branches,
        },
    }


def _node(spec: KindSpec) -> Schema:
    names: Schema = {"enum": [*sorted(spec.fields)]}
    own: Schema = {
        "kind": {"const": str(spec.kind)},
        "name": {"type": ["string", "number", "null"]},
        "na": {
            "type": ["object", "null"],
            "propertyNames": names,
            "additionalProperties": {"type": ["string", "null"]},
            "description": "Fields that do not apply, each with the reason.",
        },
        "numbers": {
            "type": ["object", "null"],
            "additionalProperties": {"type": ["string", "number", "null"]},
            "maxProperties": limits.NUMBERS_PER_NODE,
            "description": "Numbers in your own words: kept and shown, not judged.",
        },
        "note": _text("Anything else about it."),
    }
    return {
        "description": f"{spec.label}. {spec.help}",
        "type": "object",
        "additionalProperties": False,
        "properties": {**own, **_fields(spec.fields)},
    }


def _edge() -> Schema:
    fields: dict[str, Attribute[object]] = {}
    allowed: dict[str, list[str]] = {}
    for relation, spec in RELATIONS.items():
        for name, attribute in spec.fields.items():
            fields.setdefault(name, attribute)
            allowed.setdefault(name, []).append(str(relation))
    both: Schema = {"edge": {"type": "string", "pattern": _EDGE_TEXT}, "note": _text("A note.")}
    for name, attribute in fields.items():
        field = _field(attribute)
        options = [spec.fields[name] for spec in RELATIONS.values() if name in spec.fields]
        if isinstance(attribute, ChoiceAttribute):
            words = {
                word for one in options if isinstance(one, ChoiceAttribute) for word in one.options
            }
            field["enum"] = [*sorted(words), None]
        field["description"] = (
            f"{attribute.label}, on an edge that says {', '.join(allowed[name])}."
        )
        both[name] = field
    short: Schema = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "patternProperties": {f"{_ARROW}$": {"enum": [str(one) for one in Relation]}},
        "additionalProperties": False,
    }
    full: Schema = {
        "type": "object",
        "required": ["edge"],
        "properties": both,
        "additionalProperties": False,
    }
    return {
        "if": {"type": "string"},
        "then": {"pattern": _EDGE_TEXT},
        "else": {"if": {"required": ["edge"]}, "then": full, "else": short},
    }


def _fields(attributes: Mapping[str, Attribute[object]]) -> Schema:
    return {name: _field(one) for name, one in attributes.items()}


def _text(description: str) -> Schema:
    return {"type": ["string", "number", "null"], "description": description}


def _field(attribute: Attribute[object]) -> Schema:
    description = f"{attribute.label}. {attribute.help}".strip()
    if isinstance(attribute, QuantityAttribute):
        example: list[Json] = [attribute.example]
        return {**_text(description), "examples": example}
    if isinstance(attribute, ChoiceAttribute):
        return {"enum": [*attribute.options, None], "description": description}
    if isinstance(attribute, FlagAttribute):
        return {"enum": [True, False, "yes", "no", None], "description": description}
    if isinstance(attribute, WordsAttribute):
        words: Schema = {"type": ["string", "number"]}
        return {"type": ["array", "string", "null"], "items": words, "description": description}
    if isinstance(attribute, RowsAttribute):
        return _rows(attribute, description)
    return _text(description)


def _rows(attribute: RowsAttribute[object], description: str) -> Schema:
    columns = _fields({one.name: one for one in attribute.columns})
    row: Schema = {
        "type": ["object", "string"],
        "properties": {**columns, "text": {"type": "string"}},
        "additionalProperties": False,
    }
    return {"type": ["array", "string", "null"], "items": row, "description": description}
