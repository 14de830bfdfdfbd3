"""`whiteboard import` and `export`: drawings of other programs become designs, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from design.exchange import (
    read_foreign,
    write_dot,
    write_drawio,
    write_excalidraw,
    write_mermaid,
)
from design.formats import FormatError, write_json, write_yaml
from design.text import did_you_mean, one_line
from whiteboard.cli.designs import STDIN, file_named, read_one
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.cli.files import replace_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from design.model import Design

_LARGEST: Final = 70_000_000  # bytes; the reader counts characters


def import_drawing(file: str, output: Path | None) -> Exit:
    """Print the design in the drawing *file*, or write it to a new file.

    What is not certain is said on standard error, one doubt on a line.
    """
    if output is not None and output.exists():
        raise CommandError(f"{output} exists; name another file")
    shown = "standard input" if file == STDIN else file
    try:
        imported = read_foreign(_text(file), name=shown)
    except FormatError as error:
        raise CommandError(str(error)) from error
    for doubt in imported.doubts:
        say(one_line(f"{shown}: {doubt}"))
    design = imported.design
    if output is None:
        sys.stdout.write(write_yaml(design))
    else:
        is_json = output.suffix.lower() == ".json"
        replace_text(output, write_json(design) if is_json else write_yaml(design))
    count = len(imported.doubts)
    say(
        f"{'Read' if output is None else f'Wrote {output}:'} {_counted(len(design.nodes), 'node')}"
        f" and {_counted(len(design.edges), 'edge')}; {_counted(count, 'thing')} to confirm."
    )
    return Exit.CLEAN


def export_design(file: str, output: Path) -> Exit:
    """Write the design in *file* in the format that the suffix of *output* names."""
    write = _WRITERS.get(output.suffix.lower())
    if write is None:
        known = tuple(_WRITERS)
        near = did_you_mean(output.suffix.lower(), known)
        suffix = output.suffix or "a file without a suffix"
        raise CommandError(f"cannot write {suffix}: use one of {', '.join(known)}{near}")
    replace_text(output, write(read_one(file).design))
    say(f"Wrote {output}")
    return Exit.CLEAN


def _svg(design: Design) -> str:
    from design.drawing.draw import design_svg

    return design_svg(design)


_WRITERS: Final[Mapping[str, Callable[[Design], str]]] = {
    ".mmd": write_mermaid,
    ".mermaid": write_mermaid,
    ".dot": write_dot,
    ".gv": write_dot,
    ".excalidraw": write_excalidraw,
    ".drawio": write_drawio,
    ".yaml": write_yaml,
    ".yml": write_yaml,
    ".json": write_json,
    ".svg": _svg,
}


def _text(file: str) -> str:
    """The text of *file*. Raises CommandError where there is none."""
    if file == STDIN:
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        path = file_named(file)
        try:
            with path.open("rb") as opened:
                data = opened.read(_LARGEST + 1)
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror or error}") from error
    if len(data) > _LARGEST:
        raise CommandError(f"{file} is larger than {_LARGEST // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "not UTF-8 text; export the source of the drawing, not a picture of it"
        raise CommandError(f"{file}:{line}:1: {message}") from error


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
