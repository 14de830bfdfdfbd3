"""Complexity: what it is for, and who keeps it up."""

from __future__ import annotations

import pytest

BASELINE = """
nodes:
  model: {kind: model, type: nn}
  offline: {kind: evaluation, metric: recall, quality_target: recall >= 0.85, baseline: recall %s}
edges: ["offline -> model: evaluates"]
"""


@pytest.mark.parametrize(("baseline", "findings"), [("0.87", 1), ("0.60", 0)])
def test_a_target_the_baseline_meets_needs_no_network(found_by, baseline, findings):
    assert findings == len(found_by("OVER954", BASELINE % baseline))
