"""What people said about a finding, on the board or in an answer to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from checks.finding import Status
from checks.rule import Phase
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.finding import Finding
    from checks.rule import Rule

ACCEPTED_RISK = "accepted risk: "


def answered(finding: Finding, rule: Rule[object, object], board: Board) -> Finding:
    """*finding* with the reason people gave for living with it.

    A decision or assumption that supports the flagged node lowers a judgement by one step; an
    answer to the finding sets its status. Neither excuses numbers that cannot all hold: those
    stay open, with the reason beside them. A missing number is waived by no decision: it can be
    answered, or marked as not applicable where it belongs.
    """
    reason = _reason_on_the_board(finding, board) if rule.phase is Phase.DESIGN else ""
    if reason:
        finding = _waived(finding, reason)
    answer = board.design.answers.get(finding.fingerprint)
    if answer is None or not answer.because.strip():
        return finding
    if finding.contradiction:
        return replace(finding, because=answer.because)
    return replace(finding, status=Status(answer.status), because=answer.because)


def _waived(finding: Finding, reason: str) -> Finding:
    if finding.contradiction:
        return replace(finding, because=reason)
    return replace(
        finding,
        severity=finding.severity.lowered(),
        status=Status.WAIVED,
        because=reason,
        message=f"{ACCEPTED_RISK}{finding.message}",
    )


def _reason_on_the_board(finding: Finding, board: Board) -> str:
    if not finding.at.nodes:
        return ""
    for edge in board.into(finding.at.nodes[0], Relation.SUPPORTS):
        giver = board.node(edge.source)
        # An assumption that names a field states a number; it does not name a trade-off.
        if giver.kind is Kind.ASSUMPTION and giver.get(a.ATTRIBUTE) is not None:
            continue
        reason = (edge.get(a.BECAUSE) or giver.get(a.BECAUSE) or "").strip()
        if reason:
            return reason
    return ""
