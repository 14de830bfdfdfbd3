"""Prints a report for a terminal: one line per finding, its arithmetic, and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checks.severity import Severity
from whiteboard.report.clean import clean, no_command
from whiteboard.report.content import STATUS_WORDS, FindingLine, ReportContent
from whiteboard.report.sentences import rules_applied, tally

_COLOUR: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def to_text(content: ReportContent, *, colour: bool = False) -> str:
    """The findings and the summary. *colour* adds ANSI colours to the severity words only.

    Texts are clean of control characters, so a design cannot move the cursor; in the log of a
    build server no line of it is a command.
    """
    lines = map(no_command, _lines(content, colour=colour))
    return "\n".join(lines).strip("\n") + "\n"


def _lines(content: ReportContent, *, colour: bool) -> Iterator[str]:
    name = clean(content.source.file) or content.title
    for finding in content.findings:
        yield from _finding(finding, _flat(name), colour=colour)
    if content.more_findings:
        yield f"… {content.more_findings} more findings"
    yield ""
    yield f"{_flat(content.title)} ({content.level}, {content.lane.label}): {tally(content)}"
    numbers = f"{content.numbers_given} numbers given, {content.numbers_missing} missing."
    yield f"{rules_applied(content)} {numbers}"


def _finding(finding: FindingLine, name: str, *, colour: bool) -> Iterator[str]:
    word = finding.severity.value
    if colour:
        word = f"\x1b[{_COLOUR.get(finding.severity, '0')}m{word}\x1b[0m"
    place = f"{name}:{finding.line}" if finding.line is not None else name
    answer = "" if finding.is_open else f" [{STATUS_WORDS[finding.status]}]"
    possible = "" if finding.certainty == "certain" else " (possible)"
    message = _flat(finding.message)
    if finding.where[0] not in message:
        message = f"{', '.join(finding.where)}: {message}"
    yield f"{place}: {word}{answer}{possible} {finding.code} {message}"
    yield from (f"    - {_flat(bullet)}" for bullet in finding.bullets)
    yield from (f"    {_flat(step)}" for step in finding.working)
    if finding.remedy:
        yield f"    Smallest change: {_flat(finding.remedy)}"
    if not finding.is_open:
        yield f"    Because: {_flat(finding.because)}"


def _flat(text: str) -> str:
    return " ".join(text.split())
