"""Design files named on the command line: read, judged, and made into report content."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.engine import evaluate
from checks.registry import all_families, all_rules
from design.formats import FormatError, read_design
from design.text import did_you_mean
from whiteboard.cli.ending import CommandError
from whiteboard.report.content import build
from whiteboard.report.source import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checks.finding import Evaluation
    from checks.rule import Rule
    from design.brief import Lane, Level
    from design.formats import ReadResult
    from whiteboard.report.content import ReportContent

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """How designs are to be judged; None means what the file says."""

    level: Level | None = None
    lane: Lane | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def read(file: str) -> ReadResult:
    """The design in *file* (``-`` for standard input).

    Raises ``FormatError`` and, where there is no file to read, ``CommandError``.
    """
    if file == STDIN:
        return read_design(sys.stdin.buffer.read(), name="standard input")
    return read_design(file_named(file), name=file)


def file_named(file: str) -> Path:
    """The path *file* names. Raises ``CommandError`` where there is no file."""
    path = Path(file)
    if path.is_dir():
        raise CommandError(f"{file} is a folder; name the design files in it")
    if not path.exists():
        raise CommandError(f"there is no file {file}{_nearest(path)}")
    return path


def _nearest(path: Path) -> str:
    if not path.parent.is_dir():
        return f"; there is no folder {path.parent} either"
    return did_you_mean(path.name, tuple(one.name for one in path.parent.iterdir()))


def read_one(file: str) -> ReadResult:
    """The same for a command that works on one file: problems end it with their places."""
    try:
        return read(file)
    except FormatError as error:
        raise CommandError(str(error)) from error


def judge(result: ReadResult, file: str, asked: Asked) -> tuple[Evaluation, ReportContent]:
    """What the rules say of a design that was read from *file*, ready to be printed."""
    evaluation = _selected(
        evaluate(result.design, level=asked.level, lane=asked.lane, rules=_used(asked)), asked
    )
    shown = "standard input" if file == STDIN else file
    source = source_of(file=shown, places=result.places)
    return evaluation, build(result.design, evaluation, source)


def known_codes(words: Sequence[str]) -> tuple[str, ...]:
    """The codes of the rules and the prefixes of the families that *words* name, in any case.

    Raises ``CommandError``.
    """
    known = {word: word for word in (*all_rules(), *all_families())}
    known |= {rule.name: code for code, rule in all_rules().items()}
    return tuple(_known(word, known) for word in words)


def _known(word: str, known: Mapping[str, str]) -> str:
    code = known.get(word.upper()) or known.get(word.lower())
    if code is None:
        near = did_you_mean(word, tuple(known)) or did_you_mean(word.upper(), tuple(known))
        raise CommandError(f"no rule or family {word}{near}")
    return code


def _used(asked: Asked) -> tuple[Rule[object, object], ...]:
    ignored = known_codes(asked.ignore)
    return tuple(rule for code, rule in all_rules().items() if not _named(code, ignored))


def _selected(evaluation: Evaluation, asked: Asked) -> Evaluation:
    """Only what the selected rules said. All were run: one rule asks for what another lacks."""
    selected = known_codes(asked.select)
    if not selected:
        return evaluation
    return replace(
        evaluation,
        findings=tuple(one for one in evaluation.findings if _named(one.code, selected)),
        suppressed=tuple(
            one for one in evaluation.suppressed if _named(one.finding.code, selected)
        ),
        outcomes=tuple(one for one in evaluation.outcomes if _named(one.code, selected)),
    )


def _named(code: str, words: Sequence[str]) -> bool:
    return any(word == code or word == code.rstrip("0123456789") for word in words)
