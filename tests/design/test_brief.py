"""What was asked of a design, in words."""

from __future__ import annotations

from design.brief import Lane


def test_a_lane_is_called_the_same_everywhere():
    assert ["tabular", "deep learning", "LLM-applied"] == [lane.label for lane in Lane]
