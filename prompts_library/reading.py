"""Reading the files of the library: what they say, or every problem with line and nearest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from design.formats import FormatError, Problem
from design.formats.tree import Broken, Entries, Items, Tree, plain
from design.formats.yaml_tree import read_yaml_tree
from design.text import did_you_mean, nearest

M = TypeVar("M", bound=BaseModel)
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


def read_tree(text: str, *, name: str) -> Entries:
    """The mapping in *text*, a file called *name*. Raises FormatError with every problem."""
    try:
        parsed = read_yaml_tree(text)
    except Broken as fault:
        raise FormatError((_broken(name, fault),)) from fault
    if parsed.faults:
        raise FormatError(tuple(_broken(name, fault) for fault in parsed.faults))
    if not isinstance(parsed.tree, Entries):
        message = "expected a mapping that starts with `id:`"
        raise FormatError((Problem(name, 1, 1, "", message),))
    return parsed.tree


def read_part(tree: Entries, model: type[M], *, name: str) -> M:
    """*tree* as a *model*. Raises FormatError with the line, field and nearest of every problem."""
    try:
        # Through JSON, so that lists are tuples and words are levels, and nothing else bends.
        return model.model_validate_json(json.dumps(plain(tree)))
    except ValidationError as error:
        problems = tuple(_problems(name, tree, model, error))
        raise FormatError(tuple(sorted(problems, key=lambda one: one.line))) from error


def line_of(tree: Tree, place: Place) -> tuple[int, int]:
    """The line and column of *place*, or of the nearest part around it that stands in the file.

    Both count from 1.
    """
    line, column = tree.line, tree.column
    for step in place:
        if isinstance(tree, Entries) and str(step) in tree.entries:
            key, tree = tree.entries[str(step)]
            line, column = key.line, key.column
        elif isinstance(tree, Items) and isinstance(step, int) and step < len(tree.items):
            tree = tree.items[step]
            line, column = tree.line, tree.column
        else:
            break
    return line + 1, column + 1


def _broken(name: str, fault: Broken) -> Problem:
    return Problem(name, fault.line + 1, fault.column + 1, "", fault.message)


def _problems(
    name: str, tree: Tree, model: type[BaseModel], error: ValidationError
) -> Iterator[Problem]:
    for one in error.errors(include_url=False):
        place = one["loc"]
        line, column = line_of(tree, place)
        near, message = None, _SAYINGS.get(one["type"], one["msg"].removeprefix("Value error, "))
        if one["type"] == "extra_forbidden":
            known = _fields_at(model, place[:-1])
            near = nearest(str(place[-1]), known)
            message = f"unknown field{did_you_mean(str(place[-1]), known)}"
        yield Problem(name, line, column, _path(place), message, near)


def _path(place: Place) -> str:
    steps = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in place)
    return "".join(steps).removeprefix(".")


def _fields_at(model: type[BaseModel], place: Place) -> tuple[str, ...]:
    for step in place:
        inner = None if isinstance(step, int) else _model_in(_named(model)[step].annotation)
        model = inner or model
    return tuple(_named(model))


def _named(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of *model* by the names a file gives them."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)
