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
    from collections.abc import Sequence

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
    """The design in *file* (``-`` for standard input). Raises ``FormatError``."""
    if file == STDIN:
        return read_design(sys.stdin.buffer.read(), name="standard input")
    return read_design(Path(file), name=file)


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
    """*words*, each the code of a rule or the prefix of a family. Raises ``CommandError``."""
    known = (*all_rules(), *all_families())
    for word in words:
        if word not in known:
            raise CommandError(f"no rule or family {word}{did_you_mean(word, known)}")
    return tuple(words)


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
