"""`whiteboard check`: judge design files and say what an interviewer would flag."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from checks.finding import Status
from checks.severity import Severity
from design.formats import FormatError
from whiteboard.cli.designs import judge, read
from whiteboard.cli.ending import CommandError, Exit, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checks.finding import Evaluation
    from whiteboard.cli.designs import Asked
    from whiteboard.report.content import ReportContent

FORMATS = ("text", "json", "markdown", "sarif", "github")
FAIL_ON = ("error", "warning", "never")


def check(files: Sequence[str], asked: Asked, *, form: str, fail_on: str) -> Exit:
    """Print what the rules say of *files* in *form*.

    Files that cannot be read are named on standard error and the others are still judged; the
    exit code is then 2.
    """
    evaluations: list[Evaluation] = []
    contents: list[ReportContent] = []
    unreadable = False
    for file in files:
        try:
            result = read(file)
        except (FormatError, CommandError) as error:
            say(str(error))
            unreadable = True
            continue
        evaluation, content = judge(result, file, asked)
        evaluations.append(evaluation)
        contents.append(content)
    if contents or form in ("json", "sarif"):
        sys.stdout.write(_printed(contents, form))
    if unreadable:
        return Exit.UNUSABLE
    return Exit.FINDINGS if any(_fails(one, fail_on) for one in evaluations) else Exit.CLEAN


def _fails(evaluation: Evaluation, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    bound = Severity(fail_on)
    return any(
        finding.status is Status.OPEN and finding.severity.rank <= bound.rank
        for finding in evaluation.findings
    )


def _printed(contents: Sequence[ReportContent], form: str) -> str:
    match form:
        case "json":
            from whiteboard.report.data import to_json

            return to_json(contents)
        case "sarif":
            from whiteboard.report.sarif import to_sarif

            return to_sarif(contents)
        case "github":
            from whiteboard.report.github import to_github

            return to_github(contents)
        case "markdown":
            from whiteboard.report.markdown import to_markdown

            return "\n".join(to_markdown(content) for content in contents)
        case _:
            from whiteboard.report.text import to_text

            return "\n".join(to_text(content, colour=_colour()) for content in contents)


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
