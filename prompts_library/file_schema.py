"""The JSON Schemas of prompt and drill files, for editors to complete from.

They describe the canonical spelling; `whiteboard prompts check` also judges what a schema cannot
say: that edits can be made, that boards have the findings they list, that numbers can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from design.fields import Json
from design.formats import design_schema
from prompts_library.drill import Drill
from prompts_library.entry import BOARD, REFERENCE, STARTER
from prompts_library.schema import Prompt

Schema = dict[str, Json]

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_BOARD_PARTS: Final = ("nodes", "edges", "layout")
# YAML reads `version: 2` as a number; the reader takes it as the text it is.
_TEXT: Final = ["string", "number"]


def prompt_schema() -> Schema:
    """The schema (draft 2020-12) of a prompt file, as plain data; the same every time."""
    whole = design_schema()
    made = _of(Prompt, "Whiteboard prompt")
    definitions = _mapping(made, "$defs")
    definitions.update(_mapping(whole, "$defs"))
    parts = _mapping(whole, "properties")
    definitions["board"] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["nodes"],
        "properties": {name: parts[name] for name in _BOARD_PARTS},
        "description": "A board, as a design file draws it.",
    }
    _with_board(made, STARTER)
    _with_board(_mapping(definitions, REFERENCE.capitalize()), BOARD)
    return made


def drill_schema() -> Schema:
    """The schema (draft 2020-12) of a drill file, as plain data; the same every time."""
    return _of(Drill, "Whiteboard drill")


def _with_board(owner: Schema, field: str) -> None:
    _mapping(owner, "properties")[field] = {"$ref": "#/$defs/board"}
    required = owner.get("required")
    owner["required"] = [*(required if isinstance(required, list) else ()), field]


def _of(model: type[BaseModel], title: str) -> Schema:
    return {"$schema": _DRAFT, **_kinder(model.model_json_schema(by_alias=True)), "title": title}


def _kinder(schema: Mapping[str, Json]) -> Schema:
    """*schema* without the titles Pydantic invents, and with plain numbers taken for text."""
    made: Schema = {
        key: _kinder_part(one)
        for key, one in schema.items()
        if key != "title" or not isinstance(one, str)
    }
    if made.get("type") == "string" and not {"pattern", "enum", "const"} & made.keys():
        made["type"] = [*_TEXT]
    return made


def _kinder_part(part: Json) -> Json:
    if isinstance(part, Mapping):
        return _kinder(part)
    return [_kinder_part(one) for one in part] if isinstance(part, list) else part


def _mapping(owner: Schema, key: str) -> Schema:
    found = owner[key]
    if not isinstance(found, dict):
        raise TypeError(f"expected a mapping under `{key}` of the schema")
    return found
