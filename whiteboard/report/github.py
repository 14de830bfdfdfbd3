"""Prints findings as workflow commands, so that a code host shows them beside the lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checks.severity import Severity
from whiteboard.report.clean import clean
from whiteboard.report.content import FindingLine, ReportContent

_COMMAND: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def to_github(contents: Sequence[ReportContent]) -> str:
    """One command a line for every open finding of *contents*; empty when there are none."""
    return "".join(
        f"{_command(finding, content)}\n"
        for content in contents
        for finding in content.open_findings
    )


def _command(finding: FindingLine, content: ReportContent) -> str:
    message = finding.message
    if finding.where[0] not in message:
        message = f"{', '.join(finding.where)}: {message}"
    text = "\n".join((message, *finding.bullets, *finding.working))
    return f"::{_COMMAND[finding.severity]} {','.join(_place(finding, content))}::{_data(text)}"


def _place(finding: FindingLine, content: ReportContent) -> Iterator[str]:
    if content.source.file:
        yield f"file={_property(clean(content.source.file))}"
    if finding.line is not None:
        yield f"line={finding.line}"
    yield f"title={_property(f'{finding.code} {finding.name}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
