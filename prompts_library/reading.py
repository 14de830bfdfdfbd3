"""Reading the file of a prompt: a prompt, or every problem with its line, field and nearest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, get_args

from pydantic import BaseModel, ValidationError

from design.formats import FormatError, Problem
from design.formats.tree import Broken, Entries, Items, Tree, plain
from design.formats.yaml_tree import read_yaml_tree
from design.text import did_you_mean, nearest
from prompts_library.schema import Prompt

Place = tuple[int | str, ...]

_SAYINGS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "string_type": "expected words",
    "string_too_short": "expected words, found nothing",
    "tuple_type": "expected a list",
    "model_type": "expected a mapping of fields",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
}


def read_prompt(text: str, *, name: str = "prompt.yaml") -> Prompt:
    """The prompt in *text*, a file called *name*. Raises FormatError with every problem."""
    try:
        parsed = read_yaml_tree(text)
    except Broken as fault:
        raise FormatError((_broken(name, fault),)) from fault
    if parsed.faults:
        raise FormatError(tuple(_broken(name, fault) for fault in parsed.faults))
    if not isinstance(parsed.tree, Entries):
        message = "expected a prompt: a mapping that starts with `id:`"
        raise FormatError((Problem(name, 1, 1, "", message),))
    try:
        # Through JSON, so that lists are tuples and words are levels, and nothing else bends.
        return Prompt.model_validate_json(json.dumps(plain(parsed.tree)))
    except ValidationError as error:
        problems = tuple(_problems(name, parsed.tree, error))
        raise FormatError(tuple(sorted(problems, key=lambda one: one.line))) from error


def _broken(name: str, fault: Broken) -> Problem:
    return Problem(name, fault.line + 1, fault.column + 1, "", fault.message)


def _problems(name: str, tree: Tree, error: ValidationError) -> Iterator[Problem]:
    for one in error.errors(include_url=False):
        place = one["loc"]
        line, column = _where(tree, place)
        near, message = None, _SAYINGS.get(one["type"], one["msg"].removeprefix("Value error, "))
        if one["type"] == "extra_forbidden":
            known = _fields_at(place[:-1])
            near = nearest(str(place[-1]), known)
            message = f"unknown field{did_you_mean(str(place[-1]), known)}"
        yield Problem(name, line + 1, column + 1, _path(place), message, near)


def _where(tree: Tree, place: Place) -> tuple[int, int]:
    """The line and column of *place*, or of the nearest part around it that stands in the file."""
    line, column = tree.line, tree.column
    for step in place:
        if isinstance(tree, Entries) and step in tree.entries:
            key, tree = tree.entries[str(step)]
            line, column = key.line, key.column
        elif isinstance(tree, Items) and isinstance(step, int) and step < len(tree.items):
            tree = tree.items[step]
            line, column = tree.line, tree.column
        else:
            break
    return line, column


def _path(place: Place) -> str:
    steps = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in place)
    return "".join(steps).removeprefix(".")


def _fields_at(place: Place) -> tuple[str, ...]:
    model: type[BaseModel] = Prompt
    for step in place:
        inner = None if isinstance(step, int) else _model_in(model.model_fields[step].annotation)
        model = inner or model
    return tuple(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)
