"""Sentences that every form of the report says in the same words."""

from __future__ import annotations

from checks.finding import OutcomeState
from checks.severity import Severity
from whiteboard.report.content import ReportContent


def counted(severity: Severity, number: int) -> str:
    """The word for so many findings of a severity: "error", "errors", "info"."""
    if severity is Severity.INFO:
        return "info"
    return severity.value if number == 1 else f"{severity.value}s"


def rules_applied(content: ReportContent) -> str:
    """How many rules had something to say about this design."""
    states = content.states
    applied = states[OutcomeState.PASSED] + states[OutcomeState.FOUND]
    return (
        f"{applied} of {len(content.rules)} rules applied: "
        f"{states[OutcomeState.PASSED]} passed, {states[OutcomeState.FOUND]} found something. "
        f"{states[OutcomeState.NOT_APPLICABLE]} do not apply, "
        f"{states[OutcomeState.NOT_JUDGED]} lack a number, "
        f"{states[OutcomeState.CRASHED]} could not be judged."
    )


def tally(content: ReportContent) -> str:
    """The open findings in one line: "2 errors, 3 warnings, 0 info; 1 answered"."""
    parts = ", ".join(
        f"{number} {counted(severity, number)}" for severity, number in content.severities.items()
    )
    return f"{parts}; {content.answered} answered"
