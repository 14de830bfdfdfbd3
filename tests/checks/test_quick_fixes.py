"""A quick fix does what it says: it clears its finding and opens no new error."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from checks.engine import evaluate
from checks.registry import all_rules
from checks.rule import Bad
from checks.severity import Severity
from design.brief import Level
from design.changes import Disconnect, apply
from design.formats import read_design
from prompts_library import shipped

BOARDS = Path(__file__).parents[1] / "boards"


def of_examples():
    """Every example of what is found, as (name, design, lane)."""
    for rule in all_rules().values():
        for example in rule.examples:
            if isinstance(example, Bad):
                design = read_design(textwrap.dedent(example.design)).design
                own = len(rule.lanes) == 3 or "lane:" in example.design
                yield f"{rule.code} {example.title}", design, None if own else min(rule.lanes)


def of_boards():
    for id_, entry in shipped().readable().items():
        yield id_, entry.weak, None
    for path in sorted(BOARDS.rglob("*.yaml")):
        yield path.stem, read_design(path).design, None


def every_fix():
    for name, design, lane in (*of_examples(), *of_boards()):
        for finding in evaluate(design, level=Level.STAFF, lane=lane, strict=True).findings:
            if finding.fix:
                yield pytest.param(design, lane, finding, id=f"{name} {finding.fingerprint}")


def ways_behind(design, before, lane):
    """What LLM802 names once the tool it names is out of reach: it was open all along."""
    named = [one.at.edges[-1] for one in before.findings if one.code == "LLM802"]
    rest = apply(design, [Disconnect(*edge) for edge in named]).design
    behind = evaluate(rest, rules=[all_rules()["LLM802"]], level=Level.STAFF, lane=lane)
    return {one.fingerprint for one in behind.findings}


def storms_behind(before):
    """REL904 speaks of what carries its own peak: it was silent where CAP301 spoke."""
    return {f"REL904@{one.at.nodes[0]}" for one in before.findings if one.code == "CAP301"}


FIXES = tuple(every_fix())


@pytest.mark.parametrize(("design", "lane", "finding"), FIXES)
def test_a_quick_fix_clears_its_finding_and_opens_no_error(design, lane, finding):
    before = evaluate(design, level=Level.STAFF, lane=lane, strict=True)
    fixed = apply(design, finding.fix).design
    after = evaluate(fixed, level=Level.STAFF, lane=lane, strict=True)
    known = {one.fingerprint for one in before.findings}
    known |= {one.finding.fingerprint for one in before.suppressed}
    known |= ways_behind(design, before, lane) | storms_behind(before)

    assert finding.fingerprint not in {one.fingerprint for one in after.findings}
    assert [] == [
        one.message
        for one in after.findings
        if one.severity is Severity.ERROR and one.fingerprint not in known
    ]


def test_there_are_quick_fixes():
    assert FIXES
