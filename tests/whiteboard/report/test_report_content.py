"""What a report says before it is printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks.severity import Severity
from design.quantities.quantity import Basis, Comparator, Dimension, Direction, Quantity
from whiteboard.report.content import ReportContent
from whiteboard.report.diagram import picture_of
from whiteboard.report.understood import number, understood

Make = Callable[..., ReportContent]
D = Dimension


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


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity("p95 200 ms", D.DURATION, 0.2, 0.2, 0.2, percentile=95.0), "p95 200 ms"),
        (Quantity("2k", D.RATE, 2000, 2000, 2000), "2\u202f000 per second"),
        (
            Quantity("50M/day", D.RATE, 5e7 / 86400, 5e7 / 86400, 5e7 / 86400),
            "50\u202f000\u202f000 per day",
        ),
        (Quantity("10-20 ms", D.DURATION, 0.015, 0.01, 0.02), "10 ms to 20 ms"),
        (Quantity("daily", D.PERIOD, 86400, 86400, 86400), "every 1 d"),
        (Quantity("06:30", D.TIME_OF_DAY, 23400, 23400, 23400, zone="UTC"), "06:30 UTC"),
        (Quantity("1.2 TB", D.BYTES, 1.2e12, 1.2e12, 1.2e12), "1.2 TB"),
        (
            Quantity("99.9%", D.AVAILABILITY, 0.999, 0.999, 0.999, window=2_592_000),
            "99.9 % over 30 d",
        ),
        (
            Quantity(
                "drops 5% relative",
                D.CHANGE,
                0.05,
                0.05,
                0.05,
                basis=Basis.RELATIVE,
                in_percent=True,
                direction=Direction.DROP,
            ),
            "drop 5 % relative",
        ),
        (
            Quantity(
                "PR-AUC >= 0.35",
                D.TARGET,
                0.35,
                0.35,
                0.35,
                metric="PR-AUC",
                comparator=Comparator.AT_LEAST,
            ),
            "PR-AUC >= 0.35",
        ),
        (
            Quantity("$3k/month", D.MONEY_PER_MONTH, 3000, 3000, 3000, currency="USD"),
            "USD 3\u202f000 per month",
        ),
        (
            Quantity("2k", D.COUNT, 2000, 2000, 2000, unit_stated=False),
            "2\u202f000 (unit not stated)",
        ),
        (Quantity("on demand", D.PERIOD, 0, 0, 0, on_demand=True), "on demand"),
        (Quantity("0 s", D.DURATION, 0, 0, 0), "0 s"),
        (Quantity("-1 h", D.DURATION, -3600, -3600, -3600), "-1 h"),
    ],
)
def test_a_number_is_told_with_its_unit(quantity: Quantity, expected: str) -> None:
    assert expected == understood(quantity)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0"), (1e-7, "1e-07"), (1234567.0, "1\u202f234\u202f567"), (0.5, "0.5")],
)
def test_a_number_is_readable_at_any_size(value: float, expected: str) -> None:
    assert expected == number(value)
