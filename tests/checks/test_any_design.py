"""Any design can be judged: no crash, whatever it says, and the same words in whatever order."""

from __future__ import annotations

import random

import pytest

from checks.engine import evaluate
from checks.finding import OutcomeState
from design.changes import apply
from tests.design.random_designs import random_change, random_design, shuffled

SIZES = (1, 4, 12, 30, 60)
AT_ONCE = 25  # designs in one test


@pytest.fixture(name="designs", params=range(8))
def designs_fixture(request):
    """The seeds and sizes of a share of the designs: 25 of 200, or of as many as are asked for."""
    wanted = request.config.getoption("designs") or 8 * AT_ONCE
    seeds = range(request.param, wanted, 8)
    return [(seed, SIZES[seed // 8 % len(SIZES)]) for seed in seeds]


def test_any_design_can_be_judged_and_order_changes_nothing(designs):
    for seed, size in designs:
        design = random_design(seed, size)

        assert evaluate(design, strict=True) == evaluate(shuffled(design, seed), strict=True), seed


def test_an_edit_and_its_undoing_leave_every_finding_as_it_was(designs):
    for seed, size in designs:
        design = random_design(seed, size)
        edited = apply(design, (random_change(design, random.Random(seed)),))
        evaluate(edited.design, strict=True)
        undone = apply(edited.design, edited.inverse).design

        assert evaluate(design, strict=True) == evaluate(undone, strict=True), seed


@pytest.mark.parametrize(
    "stated",
    [
        "peak_qps: 0, requests_per_day: 0",
        "peak_qps: 9/s, replicas: 3, throughput_per_replica: 0",
        "peak_qps: 9/s, replicas: 3, workers_per_replica: 0, latency_mean: 1 s",
        "avg_qps: 0, peak_qps: 5/s",
        "peak_qps: 0, max_qps: 5/s, batch_size: 0",
    ],
)
def test_zeros_are_numbers_too(judged, stated):
    evaluation = judged(f"nodes:\n  api: {{kind: endpoint, mode: online, {stated}}}")

    assert 0 == evaluation.count(OutcomeState.CRASHED)


@pytest.mark.parametrize(
    "watch",
    [
        "stat: psi, signal: input_drift, threshold: 0.2, n_cur: 500, n_ref: 0",
        "signal: errors, threshold: 1%, window: 5 min, severity: page",
        "signal: errors, burn_rate: 14.4x, availability_slo: 100%, window: 1 h, severity: page",
    ],
)
def test_monitors_of_nothing_are_judged_too(judged, watch):
    evaluation = judged(
        f"""
        nodes:
          api: {{kind: endpoint, mode: online, avg_qps: 0}}
          w: {{kind: monitor, {watch}}}
        edges: [w -> api]
        """
    )
    assert 0 == evaluation.count(OutcomeState.CRASHED)


def test_a_desk_without_hours_is_no_division_by_zero(judged):
    evaluation = judged("""
    nodes:
      api: {kind: endpoint, mode: online, requests_per_day: 2M/day, flag_rate: 0.5%}
      desk: {kind: human_review, reviewers: 0, minutes_per_case: 4 min, hours_per_day: 6 h}
    edges: ["api -> desk: calls"]
    """)

    assert 0 == evaluation.count(OutcomeState.CRASHED)
