"""How long it takes to print the report of a design of forty nodes."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from design.formats import read_design
from tests.benchmarks.sized_designs import design_text
from whiteboard.report.content import build
from whiteboard.report.render import render
from whiteboard.report.source import source_of


@pytest.mark.benchmark(group="report", max_time=5)
@pytest.mark.parametrize("suffix", [".pdf", ".svg", ".md"])
def test_forty_nodes(benchmark, suffix):
    design = read_design(design_text(40)).design
    content = build(design, evaluate(design), source_of(file="forty.yaml"))
    assert len(content.findings) >= 20
    render(content, suffix)  # the first run compiles the layout engine
    assert benchmark(render, content, suffix)
