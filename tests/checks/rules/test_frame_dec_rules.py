"""The frame: what else was thought of, what is predicted, and whether it comes in time."""

from __future__ import annotations

import pytest

OPTIONS = """
nodes:
  api: {kind: endpoint, mode: online}
  model: {kind: model, type: gbdt}
  offline: {kind: evaluation, metric: WAPE, baseline: %s}
edges: ["api -> model: uses", "offline -> model: evaluates"]
"""


@pytest.mark.parametrize(
    ("baseline", "findings"),
    [("WAPE 29%", 1), ("seasonal naive WAPE 29%", 0), ("last week WAPE 29%", 0)],
)
def test_a_baseline_that_is_a_rule_counts_as_an_option(found_by, baseline, findings):
    assert findings == len(found_by("FRAME003", OPTIONS % baseline))


def test_the_answering_model_is_named_rather_than_its_embedder(found_by):
    text = """
    lane: llm
    nodes:
      api: {kind: endpoint, mode: online}
      encoder: {kind: model, type: embedder}
      writer: {kind: llm}
    edges: ["api -> encoder: calls", "api -> writer: calls"]
    """
    (found,) = found_by("FRAME003", text)
    assert ("writer",) == found.at.nodes


LEAD = """
nodes:
  calls: {kind: consumer, action: calls, action_lead_time: %s}
  scoring: {kind: endpoint, mode: batch, period: daily, duration: 3 h}
  model: {kind: model, type: gbdt}
  churned: {kind: label, unit: customer, definition: cancels, horizon: %s, label_delay: 1 d}
edges: ["calls -> scoring: consumes", "scoring -> model: uses", "churned -> model: trains"]
"""


@pytest.mark.parametrize(
    ("lead", "horizon", "findings"), [("10 d", "7 d", 1), ("10 d", "30 d", 0), ("5 d", "7 d", 0)]
)
def test_the_action_has_to_fit_into_what_the_horizon_leaves(found_by, lead, horizon, findings):
    assert findings == len(found_by("FRAME006", LEAD % (lead, horizon)))


DECISION = """
nodes:
  which: {kind: decision, name: Store, %s}
"""


@pytest.mark.parametrize(
    ("said", "findings"),
    [
        ('alternatives: ["a table (no-ml): cheap", "a store (buy): fast"]', 1),
        ('choice: a table, alternatives: ["a table (no-ml): cheap", "a store (buy): fast"]', 0),
        ("status: open", 1),
        ("status: open, choice: a table until then, revisit_when: a second model needs it", 0),
    ],
)
def test_options_without_a_choice_are_no_decision(found_by, said, findings):
    assert findings == len(found_by("DEC051", DECISION % said))
