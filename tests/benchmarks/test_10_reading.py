"""How long it takes to open and check a design file of fifty nodes."""

from __future__ import annotations

import pytest
import yaml

from design.formats import design_hash, read_design, write_json, write_yaml
from tests.benchmarks.sized_designs import design_text

FIFTY = write_yaml(read_design(design_text(50)).design)


@pytest.mark.benchmark(group="open")
def test_fifty_nodes_as_yaml(benchmark):
    assert 50 == len(benchmark(read_design, FIFTY).design.nodes)


@pytest.mark.benchmark(group="open")
def test_fifty_nodes_as_json(benchmark):
    text = write_json(read_design(FIFTY).design)
    assert 50 == len(benchmark(read_design, text).design.nodes)


@pytest.mark.benchmark(group="open")
def test_the_floor_loading_the_same_yaml_unchecked(benchmark):
    assert benchmark(yaml.load, FIFTY, Loader=yaml.CSafeLoader)


@pytest.mark.benchmark(group="open")
def test_the_hash(benchmark):
    design = read_design(FIFTY).design
    assert benchmark(design_hash, design).startswith("sha256:")
