"""Any design has every overlay, whatever it says, and the same one in whatever order."""

from __future__ import annotations

import math

import pytest

from checks.overlays import Overlay, OverlayName, Tone, overlay
from design.brief import Lane
from design.changes import apply
from design.model import Design
from tests.design.random_designs import random_design, shuffled

SIZES = (1, 4, 12, 30, 60)
SHARES = (0.1, 0.3, 0.6, 0.9)  # of the fields that are filled in


def assert_sound(design: Design, found: Overlay) -> None:
    owners = [mark.owner for mark in found.marks]
    edges = {str(key) for key in design.edges}
    nodes = [owner for owner in owners if owner not in edges]
    assert len(set(owners)) == len(owners)
    assert {*owners} <= {*design.nodes, *edges}
    assert sorted(nodes) == nodes == owners[: len(nodes)]
    assert sorted({*found.missing}) == [*found.missing]
    for node, name in found.missing:
        assert name not in design.nodes[node].fields, (node, name)
    for mark in found.marks:
        assert mark.share is None or 0 <= mark.share <= 1
        assert not any(word in f"{mark.label} {mark.working}" for word in ("nan", "None"))


@pytest.mark.parametrize("part", range(8))
def test_any_design_has_every_overlay(part):
    for seed in range(part, 200, 8):
        design = random_design(seed, SIZES[seed // 8 % 5], SHARES[seed % 4])
        for name in OverlayName:
            found = overlay(design, name)

            assert_sound(design, found)
            assert found == overlay(shuffled(design, seed), name), (seed, name)


@pytest.mark.parametrize("name", OverlayName)
def test_an_empty_design_has_nothing_on_it(name):
    found = overlay(Design(), name)

    assert ((), ()) == (found.marks, found.missing)
    assert name.label == found.title


@pytest.mark.parametrize("name", OverlayName)
def test_what_is_out_of_scope_is_not_drawn_on(design_from, name):
    design = design_from(
        """
        nodes:
          api: {kind: endpoint, mode: online, peak_qps: 9/s, replicas: 2, unit_cost: $1/h,
                throughput_per_replica: 9/s, latency_p95: 9 ms, out_of_scope: yes}
        """
    )
    assert () == overlay(design, name).marks


CYCLE = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 1 s, peak_qps: 10/s}
  planner: {kind: llm, latency_p95: 200 ms}
  tool: {kind: tool, latency_p95: 50 ms}
  one: {kind: transform, period: hourly}
  two: {kind: transform, period: daily}
  stock: {kind: source, written_after_outcome: yes}
edges: ["api -> planner: calls", "planner -> tool: calls", "tool -> planner: calls",
        "one -> two: feeds", "two -> one: feeds", "stock -> one: feeds", "two -> api: feeds"]
"""


@pytest.mark.parametrize("name", OverlayName)
def test_calls_and_data_that_go_round_are_drawn_once(design_from, name):
    design = design_from(CYCLE)

    assert_sound(design, overlay(design, name))


@pytest.mark.parametrize("name", OverlayName)
@pytest.mark.parametrize(
    "stated",
    [
        "peak_qps: 0, requests_per_day: 0, latency_budget: 0 ms, latency_p95: 0 ms",
        "peak_qps: 9/s, replicas: 0, throughput_per_replica: 0, unit_cost: $0/h",
        "peak_qps: 9/s, replicas: 3, workers_per_replica: 0, latency_mean: 0 s",
        "peak_qps: 1-2k QPS, replicas: 0-4, throughput_per_replica: 10-90/s, throughput: 0",
        "freshness_req: 0 s, duration: 0 s, lag: 0 s",
        "monthly_budget: $0/month, monthly_cost: $0/month",
        "monthly_budget: $1k-2k/month, replicas: 2-9, unit_cost: ~$3/h",
    ],
)
def test_zeros_and_ranges_are_numbers_too(design_from, name, stated):
    design = design_from(f"nodes:\n  api: {{kind: endpoint, mode: online, {stated}}}")

    for mark in overlay(design, name).marks:
        assert mark.share is None or math.isfinite(mark.share)


def test_a_lane_may_be_asked_for(design_from):
    design = design_from(CYCLE)

    for lane in Lane:
        assert overlay(design, OverlayName.LATENCY) == overlay(
            design, OverlayName.LATENCY, lane=lane
        )


def test_an_edit_that_is_taken_back_leaves_every_overlay_as_it_was(design_from):
    from design.changes import SetField

    design = design_from(CYCLE)
    edited = apply(design, (SetField("latency_p95", "900 ms", id="tool"),))

    for name in OverlayName:
        undone = apply(edited.design, edited.inverse).design
        assert overlay(design, name) == overlay(undone, name)
    assert overlay(design, OverlayName.LATENCY) != overlay(edited.design, OverlayName.LATENCY)


def test_the_gravest_tone_comes_first():
    assert [Tone.BAD, Tone.BUSY] == [*Tone][:2]
    assert Tone.MUTED is [*Tone][-1]
