"""Whole systems as an engineer would draw them, from excellent to weak, with planted defects.

Beside each design stands what is found: `planted` (what has to be found at senior, and where),
`missed` (what was planted and
is not found; the comments of the design say why) and the findings of every level.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from checks.engine import evaluate
from checks.finding import Finding
from checks.severity import Severity
from design.brief import Level
from design.formats import read_design

FOLDER = Path(__file__).parent / "whole"
BOARDS = sorted(FOLDER.glob("*.yaml"))
QUALITIES = {"excellent", "middling", "weak"}

EXCELLENT = [path for path in BOARDS if "# Quality: excellent" in path.read_text(encoding="utf-8")]

on_every_board = pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)


def expected_of(path: Path) -> dict:
    text = path.with_suffix(".expected.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def found_at(path: Path, level: Level) -> tuple[Finding, ...]:
    return evaluate(read_design(path).design, level=level, strict=True).findings


def in_words(findings: tuple[Finding, ...]) -> list[str]:
    """The findings as the file beside the design writes them: `LEAK405 error at bookings`."""
    return sorted(
        f"{one.code} {one.severity.value} at {','.join(one.at.nodes)}" for one in findings
    )


@on_every_board
@pytest.mark.parametrize("level", list(Level), ids=lambda level: level.value)
def test_a_whole_design_has_exactly_the_findings_beside_it(path, level):
    assert in_words(found_at(path, level)) == sorted(expected_of(path)[level.value])


@on_every_board
def test_every_planted_defect_is_found_where_it_was_planted(path):
    found = {(one.code, place) for one in found_at(path, Level.SENIOR) for place in one.at.nodes}

    for planted in expected_of(path)["planted"]:
        assert tuple(planted.split(" at ")) in found, planted


@on_every_board
def test_what_is_said_to_be_missed_is_missed(path):
    found = {(one.code, place) for one in found_at(path, Level.SENIOR) for place in one.at.nodes}

    assert not {tuple(one.split(" at ")) for one in expected_of(path)["missed"]} & found


@on_every_board
def test_the_comments_of_a_design_name_its_quality_and_what_was_planted(path):
    expected = expected_of(path)
    comments = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")
    ]

    assert expected["quality"] in QUALITIES
    assert any(line.startswith(f"# Quality: {expected['quality']}") for line in comments)
    for planted in (*expected["planted"], *expected["missed"]):
        assert any(line.startswith(f"#   {planted}:") for line in comments), planted


@pytest.mark.parametrize("path", EXCELLENT, ids=lambda path: path.stem)
def test_an_excellent_design_has_no_error_and_at_most_two_warnings(path):
    severities = [one.severity for one in found_at(path, Level.SENIOR)]

    assert severities.count(Severity.ERROR) == 0
    assert severities.count(Severity.WARNING) <= 2
