"""Where a rule begins to speak, at the very number."""

from __future__ import annotations

import pytest

from design.brief import Level

KNEE = """
nodes:
  api: {{kind: endpoint, mode: online, peak_qps: {peak}/s, replicas: {replicas},
        throughput_per_replica: 100/s}}
"""


@pytest.mark.parametrize(("base", "count"), [("0%", 0), ("0.1%", 1), ("100%", 0)])
def test_without_positives_or_negatives_no_rate_contradicts_another(found_by, base, count):
    rates = f"base_rate: {base}, recall: 80%, precision: 50%, flag_rate: 40%"
    text = f"nodes:\n  m: {{kind: evaluation, {rates}}}"

    assert count == len(found_by("EVAL703", text))


@pytest.mark.parametrize(
    ("base", "effect", "count"),
    [
        ("100%", "drops 1 pp", 0),
        ("99%", "drops 1 pp", 1),
        ("99%", "+1 pp", 0),
        ("1%", "drops 1 pp", 0),
        ("0%", "+1 pp", 0),
    ],
)
def test_a_test_from_or_to_nothing_and_everything_is_not_judged(found_by, base, effect, count):
    units = "duration: 7 d, entrants_per_day: 100/day"
    text = f"nodes:\n  t: {{kind: experiment, base_rate: {base}, mde: {effect}, {units}}}"

    assert count == len(found_by("EVAL707", text))


@pytest.mark.parametrize(
    ("replicas", "peak", "count"), [(4, 320, 1), (4, 319, 0), (5, 450, 1), (5, 449, 0), (5, 400, 0)]
)
def test_the_knee_itself_is_beyond_what_is_bearable(found_by, replicas, peak, count):
    text = KNEE.format(replicas=replicas, peak=peak)

    assert count == len(found_by("CAP303", text, level=Level.SENIOR))


@pytest.mark.parametrize(("delay", "count"), [("98 h", 0), ("97.9 h", 1)])
def test_a_delay_within_two_percent_of_its_horizon_is_rounding(found_by, delay, count):
    text = f"nodes:\n  y: {{kind: label, horizon: 100 h, label_delay: {delay}}}"

    assert count == len(found_by("NUM110", text))
