"""How long it takes to judge a design with every rule, and how that grows with the design."""

from __future__ import annotations

import json

import pytest

from checks.engine import evaluate
from checks.registry import all_rules
from design.formats import read_design, write_json
from tests.benchmarks.sized_designs import design_text


@pytest.mark.benchmark(group="evaluate")
@pytest.mark.parametrize("nodes", [40, 200, 1000])
def test_every_rule(benchmark, nodes):
    design = read_design(design_text(nodes)).design
    assert nodes == len(design.nodes)
    all_rules()
    evaluation = benchmark(evaluate, design)
    assert len(all_rules()) == len(evaluation.outcomes)


@pytest.mark.benchmark(group="evaluate")
def test_the_floor_reading_the_same_forty_nodes_as_plain_json(benchmark):
    text = write_json(read_design(design_text(40)).design)
    assert benchmark(json.loads, text)
