"""Retraining: what a run gains, and how old the freshest lesson is."""

from __future__ import annotations

import pytest

from design.brief import Level

POSITIVES = """
nodes:
  fraud: {kind: label, labels_per_day: %s, base_rate: 0.2%%}
  training: {kind: training_job, period: daily}
  model: {kind: model, type: gbdt}
edges: ["fraud -> training: feeds", "training -> model: trains"]
"""


@pytest.mark.parametrize(
    ("volume", "severity"), [("2k/day", "error"), ("20k/day", "warning"), ("2M/day", None)]
)
def test_under_ten_positives_a_cycle_is_an_error(found_by, volume, severity):
    found = found_by("RETR751", POSITIVES % volume, level=Level.SENIOR)
    assert [one.severity.name.lower() for one in found] == ([severity] if severity else [])


def test_a_remedy_is_never_a_negative_cadence(found_by):
    text = """
    nodes:
      churned: {kind: label, label_delay: ~14 d}
      training: {kind: training_job, period: weekly, duration: 3 h}
      model: {kind: model, type: gbdt, staleness_tolerance: 14 d}
    edges: ["churned -> training: feeds", "training -> model: trains"]
    """
    (found,) = found_by("RETR752", text)
    assert "-" not in found.remedy


def test_an_action_on_what_the_label_is_made_of_is_a_loop(found_by):
    text = """
    nodes:
      orders: {kind: source}
      payments: {kind: source}
      fraud: {kind: label, label_delay: 30 d}
      training: {kind: training_job, period: weekly}
      scorer: {kind: model, type: gbdt}
      api: {kind: endpoint, mode: online}
      rules: {kind: consumer, action: blocks the payment}
    edges:
      - "payments -> fraud: feeds"
      - "orders -> training: feeds"
      - "fraud -> training: feeds"
      - "training -> scorer: trains"
      - "api -> scorer: calls"
      - "rules -> api: consumes"
      - "rules -> payments: acts_on"
    """
    assert 1 == len(found_by("RETR754", text))
