"""Reading a design file, YAML or JSON: a design with the places of its parts, or every problem."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from design.formats.build import Build
from design.formats.migrations import migrate
from design.formats.places import Places
from design.formats.problem import MOST_PROBLEMS, FormatError, Problem
from design.formats.tree import LARGEST_FILE, Broken, Entries, Parsed
from design.model import Design

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A design, and where its parts stand in the file it was read from."""

    design: Design
    places: Places


def read_design(source: Path | str | bytes, *, name: str | None = None) -> ReadResult:
    """The design in *source*: a path, or the text itself; raises FormatError with every problem.

    *name* is what messages call the file. A name ending in ``.json`` is read as JSON, ``.yaml``
    or ``.yml`` as YAML; otherwise text that starts with ``{`` is JSON.
    """
    file = name if name is not None else str(source) if isinstance(source, Path) else "design.yaml"
    try:
        text = _text(source)
        parsed = _parsed(text, file if name is not None or isinstance(source, Path) else "")
        tree = _checked(parsed)
    except Broken as fault:
        raise FormatError((_problem(file, fault),)) from fault
    return _built(tree, file, [_problem(file, fault) for fault in parsed.faults])


def design_in(tree: Entries, *, name: str) -> ReadResult:
    """The design that stands in a part of the file *name*. Raises FormatError, as above."""
    return _built(tree, name, [])


def _built(tree: Entries, file: str, faults: list[Problem]) -> ReadResult:
    build = Build(tree, file=file)
    problems = [*faults, *build.problems]
    if problems:
        ordered = sorted(problems, key=lambda one: (one.line, one.column))
        raise FormatError(tuple(ordered[:MOST_PROBLEMS]))
    return ReadResult(build.design, build.places)


def _problem(file: str, fault: Broken) -> Problem:
    return Problem(file, fault.line + 1, fault.column + 1, "", fault.message)


def _checked(parsed: Parsed) -> Entries:
    if not isinstance(parsed.tree, Entries):
        raise Broken("expected a design: a mapping that starts with `whiteboard: 1` and `nodes:`")
    migrate(parsed.tree)
    return parsed.tree


def _text(source: Path | str | bytes) -> str:
    if isinstance(source, str):
        if len(source) > LARGEST_FILE:
            raise _too_large(len(source))
        return _cleared(source)
    data = source if isinstance(source, bytes) else _bytes(source)
    if len(data) > LARGEST_FILE:
        raise _too_large(len(data))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Broken("the file is UTF-16; save it as UTF-8")
    try:
        return _cleared(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        raise Broken("not UTF-8 text; is this a design file?", line) from error


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Broken(f"cannot be read: {error.strerror or 'no such file'}") from error


def _too_large(size: int) -> Broken:
    return Broken(f"larger than {LARGEST_FILE // 1_000_000} MB ({size} bytes or more)")


def _cleared(text: str) -> str:
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start())
        column = control.start() - (text.rfind("\n", 0, control.start()) + 1)
        raise Broken(
            f"a control character (U+{ord(control[0]):04X}); is this a text file?", line, column
        )
    if not text.strip():
        raise Broken("the file is empty; a design starts with `whiteboard: 1` and `nodes:`")
    return text


def _parsed(text: str, file: str) -> Parsed:
    lower = file.lower()
    if lower.endswith(".json") or (
        not lower.endswith((".yaml", ".yml")) and text.lstrip().startswith("{")
    ):
        from design.formats.json_tree import read_json_tree

        return read_json_tree(text)
    from design.formats.yaml_tree import read_yaml_tree

    return read_yaml_tree(text)
