"""Being called: one finding a cause, one sum a team."""

from __future__ import annotations

import pytest

LOAD = """
nodes:
  errors: {kind: alert, severity: page, expected_per_week: 20/week}
  slow: {kind: alert, severity: page, expected_per_week: 20/week}
  one: {kind: oncall}
  two: {kind: oncall}
edges: ["errors -> one: pages", "slow -> %s: pages"]
"""


@pytest.mark.parametrize(("team", "findings"), [("one", 1), ("two", 0)])
def test_each_team_is_woken_by_its_own_pages(found_by, team, findings):
    assert findings == len(found_by("CALL973", LOAD % team))


DRIFT = """
nodes:
  ranker: {kind: model, type: gbdt}
  drift: {kind: monitor, signal: input_drift, n_features: 200, alpha: 0.05, window: 24 h,
          period: %s}
  odd: {kind: alert, severity: page%s}
edges: ["drift -> ranker: monitors", "drift -> odd: raises"]
"""


def test_two_hundred_tests_a_day_are_five_pages_a_shift(found_by):
    (found,) = found_by("CALL973", DRIFT % ("daily", ""))
    assert "1 alert gives about 5 pages per 12 h shift" in found.message


def test_grouped_tests_page_when_any_of_them_cries(found_by):
    assert [] == found_by("CALL973", DRIFT % ("daily", ", grouped: yes"))
    (found,) = found_by("CALL973", DRIFT % ("hourly", ", grouped: yes"))
    assert "about 12 pages" in found.message


PAGE = """
nodes:
  ranker: {kind: model, type: gbdt}
  drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
  errors: {kind: monitor, signal: errors, threshold: 1%%, window: 5 min}
  odd: {kind: alert, severity: page}
  book: {kind: runbook, first_action: look at the inputs}
edges: ["drift -> ranker: monitors", "errors -> ranker: monitors", "drift -> odd: raises"%s]
"""
BOOK = ', "odd -> book: handled_by"'


@pytest.mark.parametrize(
    ("more", "variants"),
    [
        (BOOK, ["slow_signal"]),
        ("", ["no_runbook"]),
        (BOOK + ', "errors -> odd: raises"', []),
    ],
)
def test_a_page_is_slow_when_all_that_raises_it_is(found_by, more, variants):
    assert variants == [one.variant for one in found_by("CALL972", PAGE % more)]


def test_no_route_is_one_finding(found_by):
    text = """
    nodes:
      shop: {kind: consumer, action: shows it}
      api: {kind: endpoint, mode: online}
      errors: {kind: monitor, signal: errors, threshold: 1%, window: 5 min}
    edges: ["shop -> api: consumes", "errors -> api: monitors"]
    """
    assert ["no_route"] == [one.variant for one in found_by("CALL971", text)]
