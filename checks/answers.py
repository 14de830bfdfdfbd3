"""What people said about a finding, on the board or in an answer to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.finding import Status
from checks.rule import Phase
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.finding import Finding
    from checks.rule import Rule

ACCEPTED_RISK = "accepted risk: "

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_SAYS_NOTHING = frozenset(
    "because before below above could does every from have into model nobody nothing number only "
    "says some something takes than that them then there they this what when where which while "
    "will with without would your missing unstated late long short small large whole".split()
)


def answered(finding: Finding, rule: Rule[object, object], board: Board) -> Finding:
    """*finding* with the reason people gave for living with it.

    A decision or assumption that supports the flagged node and whose words name what the finding
    is about lowers a judgement by one step; an answer to the finding sets its status. Neither
    excuses numbers that cannot all hold: those stay open, with the reason beside them. A missing
    number is waived by no decision: it can be answered, or marked as not applicable where it
    belongs.
    """
    reason = _reason_on_the_board(finding, rule, board) if rule.phase is Phase.DESIGN else ""
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


def _reason_on_the_board(finding: Finding, rule: Rule[object, object], board: Board) -> str:
    """The reason of the first decision or assumption that names what the finding is about."""
    if not finding.at.nodes:
        return ""
    stake: frozenset[str] | None = None
    for edge in board.into(finding.at.nodes[0], Relation.SUPPORTS):
        giver = board.node(edge.source)
        # An assumption that names a field states a number; it does not name a trade-off.
        if giver.kind is Kind.ASSUMPTION and giver.get(a.ATTRIBUTE) is not None:
            continue
        reason = (edge.get(a.BECAUSE) or giver.get(a.BECAUSE) or "").strip()
        if not reason:
            continue
        stake = _at_stake(finding, rule, board) if stake is None else stake
        said = (giver.title, giver.get(a.CHOICE), giver.get(a.RISK), giver.get(a.TEXT), reason)
        if stake & _stems(" ".join(part for part in said if part)):
            return reason
    return ""


def _at_stake(finding: Finding, rule: Rule[object, object], board: Board) -> frozenset[str]:
    """The words a reason for living with the finding would use."""
    known = KINDS[board.node(finding.at.nodes[0]).kind].fields
    fields = [known[name] for name in finding.at.fields if name in known]
    words = [rule.name, rule.checks_what, rule.__doc__.partition("\n")[0] if rule.__doc__ else ""]
    words.extend(" ".join((one.label, *one.synonyms)) for one in fields)
    # What kind of part it is says nothing of what is wrong with it.
    kind = KINDS[board.node(finding.at.nodes[0]).kind]
    return _stems(" ".join(words)) - _stems(" ".join((kind.label, *kind.words)))


def _stems(words: str) -> frozenset[str]:
    """Words of four letters and more, cut to the five that tell "replicas" from "replay"."""
    found = _WORD.findall(words.lower().replace("_", " ").replace("-", " "))
    return frozenset(one.rstrip("s")[:_STEM] for one in found if one not in _SAYS_NOTHING)
