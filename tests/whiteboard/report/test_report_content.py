"""What a report says before it is printed."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from checks.engine import evaluate
from checks.severity import Severity
from design.model import Design
from whiteboard.report.content import ReportContent, build
from whiteboard.report.diagram import picture_of
from whiteboard.report.source import source_of

Make = Callable[..., ReportContent]


def test_findings_are_counted_by_severity_and_answers_apart(forty: Make) -> None:
    content = forty()

    assert {Severity.ERROR: 8, Severity.WARNING: 8, Severity.INFO: 11} == content.severities
    assert 3 == content.answered
    assert 30 == len(content.open_findings) + len(content.answered_findings)


def test_evidence_is_sorted_by_the_five_skills(forty: Make) -> None:
    assert ["PF", "DU", "E2E", "DF", "CO"] == [row.skill.value for row in forty().skills]


def test_a_finding_names_its_places_in_words(forty: Make) -> None:
    assert ("Scoring endpoint", "Online feature store") == forty().findings[0].where


def test_numbers_are_given_assumed_missing_or_not_applicable(forty: Make) -> None:
    states = {row.state for row in forty().numbers}

    assert {
        "given",
        "assumed",
        "missing",
        "defaulted",
        "not applicable",
        "not judged",
    } == states


def test_numbers_inside_stages_and_criteria_are_listed(forty: Make) -> None:
    labels = {row.label for row in forty().numbers if row.owner == "Canary rollout"}

    assert any("shadow duration" in label for label in labels)
    assert any("precision threshold" in label for label in labels)


def test_decisions_are_quoted_with_what_was_rejected(forty: Make) -> None:
    decision = next(one for one in forty().statements if one.kind == "Decision")

    assert "two-tower network (rejected: needs GPUs" in dict(decision.fields)["Alternatives"]


def test_badges_and_missing_numbers_reach_the_picture(forty: Make) -> None:
    texts = {label.text for label in picture_of(forty()).labels}

    assert "E" in texts
    assert any(text.endswith("?") and len(text) > 1 for text in texts)


def test_the_command_quotes_a_file_name_with_spaces(forty: Make) -> None:
    assert "whiteboard report designs/fraud.yaml " in forty().command


def test_a_number_is_shown_as_typed_and_as_understood(forty: Make) -> None:
    peak = next(row for row in forty().numbers if row.typed == "2.4k QPS")

    assert "2 400" in peak.meaning


def test_the_command_runs_nothing_a_file_name_holds() -> None:
    for file in ("$(touch x).yaml", "a b.yaml", "-o.yaml", "it's;`id`.yaml"):
        content = build(Design(), evaluate(Design(), rules=()), source_of(file=file))
        words = shlex.split(content.command)

        assert file.removeprefix("./") == words[2].removeprefix("./")
        assert not words[2].startswith("-")
        assert "$(touch" not in content.command.replace("'$(touch", "")
