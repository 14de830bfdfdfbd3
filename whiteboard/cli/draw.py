"""`whiteboard draw`: a phrase as it is typed on the board, drawn into a design file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from design.changes import apply
from design.formats import has_comments, write_json, write_yaml
from design.model import Design
from design.phrases import read_phrase
from whiteboard.cli.designs import STDIN, read_one
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.cli.files import replace_text

if TYPE_CHECKING:
    from design.phrases import PhraseError


def draw(phrase: str, file: str | None, output: Path | None) -> Exit:
    """Draw *phrase* on the design in *file*, or on a blank one, and write the design file.

    Without an *output* it is printed and *file* stays as it was. What cannot be drawn is said with
    its place, and then nothing is written.
    """
    design = Design() if file is None else read_one(file).design
    said = read_phrase(phrase, design)
    if said.errors:
        shown = "\n".join(_pointed(phrase, error) for error in said.errors)
        raise CommandError(f"nothing was drawn:\n{shown}")
    drawn = apply(design, said.changes).design
    if output is None:
        sys.stdout.write(write_yaml(drawn))
        return Exit.CLEAN
    _check_output(file, output)
    as_json = output.suffix.lower() == ".json"
    replace_text(output, write_json(drawn) if as_json else write_yaml(drawn))
    say(f"Wrote {output}")
    return Exit.CLEAN


def _check_output(file: str | None, output: Path) -> None:
    """Refuse to write over another file, or over comments."""
    if not output.exists():
        return
    if file in {None, STDIN} or not output.samefile(Path(str(file))):
        raise CommandError(f"{output} exists; name another file")
    if has_comments(output.read_text(encoding="utf-8")):
        raise CommandError(
            f"{output} has comments, which would be lost: name another file, or move them into "
            "`note:` fields"
        )


def _pointed(phrase: str, error: PhraseError) -> str:
    """The line of *error* with its place marked, and what is wrong there."""
    before, line = phrase[: error.start], phrase[error.start :].partition("\n")[0]
    begun = before.rpartition("\n")[2]
    length = max(1, min(error.end - error.start, len(line)))
    return f"  {begun}{line}\n  {' ' * len(begun)}{'^' * length} {error.message}"
