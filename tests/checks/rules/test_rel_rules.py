"""Availability: what is promised against what is needed, and who can be fast enough."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from design.brief import Level

CHAIN = """
nodes:
  api: {kind: endpoint, mode: online, availability_slo: %s, availability: 99.99%%}
  store: {kind: feature_store, availability: 99.9%%}
  model: {kind: llm, availability: 99.5%%}
edges: ["api -> store: reads", "api -> model: calls"]
"""


@pytest.mark.parametrize(("slo", "findings"), [("99.9%", 1), ("99.3%", 0)])
def test_a_chain_is_as_available_as_its_parts_together(found_by, slo, findings):
    assert findings == len(found_by("REL901", CHAIN % slo))


def test_the_product_is_worked_out(found_by):
    (found,) = found_by("REL901", CHAIN % "99.9%")
    assert "0.99391" in found.working[0]


def test_a_part_that_is_never_up_is_no_division_by_zero(found_by):
    text = CHAIN.replace("99.5%%", "0%%") % "99.9%"
    assert 1 == len(found_by("REL901", text))


FAST = """
nodes:
  api: {kind: endpoint, mode: online, availability_slo: %s}
  errors: {kind: monitor, signal: errors, threshold: 1%%, period: every 1 min, window: 5 min}
  page: {kind: alert, severity: page}
  people: {kind: oncall, ack_time: 5 min, mitigate_time: 20 min}
edges: ["errors -> api: monitors", "errors -> page: raises", "page -> people: pages"]
"""


@pytest.mark.parametrize(("slo", "findings"), [("99.99%", 1), ("99.5%", 0)])
def test_people_are_too_slow_for_four_minutes_a_month(found_by, slo, findings):
    assert findings == len(found_by("REL905", FAST % slo))


HARD = """
nodes:
  api: {kind: endpoint, mode: online, availability_slo: 99.9%%}
  writer: {kind: llm, timeout: 2 s}
  plain: {kind: fallback, type: heuristic}
edges: ["api -> writer: calls"%s]
"""


@pytest.mark.parametrize(("edge", "findings"), [("", 1), (', "writer -> plain: falls_back_to"', 0)])
def test_a_hard_dependency_needs_something_to_fall_back_to(found_by, edge, findings):
    assert findings == len(found_by("REL902", HARD % edge))


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (Level.JUNIOR, Severity.INFO),
        (Level.MID, Severity.WARNING),
        (Level.SENIOR, Severity.ERROR),
    ],
)
def test_a_missing_fallback_weighs_more_with_the_level(found_by, level, severity):
    (found,) = found_by("REL902", HARD % "", level=level)
    assert severity is found.severity
