"""How long one overlay takes: it is drawn anew after every gesture, so 2 ms for forty nodes."""

from __future__ import annotations

import pytest

from checks.overlays import OverlayName, overlay
from design.formats import read_design
from tests.benchmarks.sized_designs import design_text


@pytest.mark.benchmark(group="overlays")
@pytest.mark.parametrize("nodes", [40, 200])
@pytest.mark.parametrize("name", OverlayName)
def test_one_overlay(benchmark, name, nodes):
    design = read_design(design_text(nodes)).design
    assert nodes == len(design.nodes)
    assert name is benchmark(overlay, design, name).name
