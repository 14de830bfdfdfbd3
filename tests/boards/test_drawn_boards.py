"""Designs as people draw them: what is said about each was read line by line by a person.

A text beside each board lists its findings: the severity for junior, mid, senior and staff, where
it is, the message, the arithmetic (=) and the smallest change that clears it (->).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.engine import evaluate
from checks.severity import Severity
from design.brief import Level
from design.formats import read_design

BOARDS = sorted((Path(__file__).parent / "drawn").glob("*.yaml"), key=lambda path: path.name)
LETTERS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "I", None: "-"}


def findings_in_words(path: Path) -> str:
    """The findings at all levels, in code order, as the texts beside the boards write them."""
    design = read_design(path).design
    levels = [
        {one.fingerprint: one for one in evaluate(design, level=level, strict=True).findings}
        for level in Level
    ]
    lines = []
    for name in sorted({name for found in levels for name in found}):
        seen = [found.get(name) for found in levels]
        severities = "/".join(LETTERS[one.severity if one else None] for one in seen)
        last = next(one for one in reversed(seen) if one)
        lines += [f"{severities} {name}", f"  {last.message}"]
        lines += [f"  = {step}" for step in last.working]
        lines += [f"  -> {last.remedy}"]
    return "\n".join([*lines, ""]) if lines else ""


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_a_drawn_board_has_the_findings_a_person_agreed_with(path):
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")

    assert expected == findings_in_words(path)
