"""What one rule, judged alone, asks for and offers."""

from __future__ import annotations

import textwrap

from checks.board import Board
from checks.engine import evaluate
from checks.finding import Demand
from checks.registry import all_rules
from design.brief import Level
from design.changes import apply
from design.formats import read_design


def asked_by(code, text):
    """Whom the rule asks for which number."""
    board, rule = Board(read_design(textwrap.dedent(text)).design), all_rules()[code]
    return [
        (one.owner, *(wanted.name for wanted in one.missing))
        for subject in rule.subjects(board)
        for one in rule.judge(board, subject)
        if isinstance(one, Demand)
    ]


def needs(design, code, level=Level.STAFF):
    """What the rule alone says it cannot do without."""
    (outcome,) = evaluate(design, rules=[all_rules()[code]], level=level).outcomes
    return outcome.reason


def is_cleared(design, code):
    """Whether the quick fix of the only finding clears it."""
    rules = [all_rules()[code]]
    (found,) = evaluate(design, rules=rules, level=Level.STAFF).findings
    fixed = apply(design, found.fix).design
    return () == evaluate(fixed, rules=rules, level=Level.STAFF).findings
