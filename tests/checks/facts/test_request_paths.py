"""A request waits for what is called in turn, once, and for nothing else."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.facts.call_cycles import sync_cycles

STAGES = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
  a: {kind: model, type: nn, latency_p50: 20 ms, latency_p95: 60 ms}
  b: {kind: model, type: nn, latency_p50: 30 ms, latency_p95: 90 ms}
  c: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
"""


@pytest.fixture
def path(design_from):
    return lambda text: Board(design_from(text)).paths.of("api")


def names(path):
    return [stage.node for stage in path.stages]


def test_series_is_estimated_twice(path):
    found = path(STAGES + 'edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]')
    assert 0.270 == pytest.approx(found.estimate.total)
    assert 0.1977 == pytest.approx(found.estimate.quad, abs=5e-5)
    assert found.estimate.least == pytest.approx(found.estimate.quad)


def test_side_by_side_counts_the_slowest(path):
    found = path(
        STAGES
        + """
edges:
  - {edge: "api -> a: calls", parallel_group: both}
  - {edge: "api -> c: calls", parallel_group: both}
  - "api -> b: calls"
"""
    )
    assert 0.210 == pytest.approx(found.estimate.total)


def test_a_part_is_a_stage_only_where_its_user_states_no_latency(path):
    text = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
  retriever: {kind: retriever%s}
  index: {kind: index, latency_p95: 30 ms}
edges: ["api -> retriever: calls", "retriever -> index: uses"]
"""
    assert ["retriever"] == names(path(text % ", latency_p95: 40 ms"))
    bound = path(text % "")
    assert ["index"] == names(bound)
    assert () == bound.missing


def test_a_binder_and_its_parts_without_latency_are_asked_once(path):
    found = path(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          retriever: {kind: retriever}
          index: {kind: index}
        edges: ["api -> retriever: calls", "retriever -> index: uses"]
        """
    )
    assert ("retriever",) == found.missing


def test_async_calls_rare_branches_and_in_process_steps_are_not_waited_for(path):
    found = path(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          log: {kind: tool}
          rare: {kind: model, type: nn}
          scale: {kind: transform, in_process: true}
        edges:
          - {edge: "api -> log: calls", mode: async}
          - {edge: "api -> rare: calls", fraction: 5%}
          - "api -> scale: calls"
        """
    )
    assert [] == names(found)


def test_a_p99_budget_lets_a_rare_branch_in(path):
    found = path(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p99 200 ms}
          rare: {kind: model, type: nn, latency_p99: 50 ms}
        edges: [{edge: "api -> rare: calls", fraction: 5%}]
        """
    )
    assert 0.99 == found.q
    assert ["rare"] == names(found)


def test_a_waited_for_guardrail_stands_on_the_path_of_what_it_guards(path):
    text = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 2 s}
  writer: {kind: llm, latency_p95: 900 ms}
  gate: {kind: guardrail, latency_p95: 50 ms}
edges: ["api -> writer: calls", {edge: "gate -> writer: guards", stage: output%s}]
"""
    assert ["writer", "gate"] == names(path(text % ""))
    assert ["writer"] == names(path(text % ", mode: async"))


def test_behind_a_cache_less_is_certain_than_the_sum(path):
    found = path(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 250 ms}
          cache: {kind: cache, cache_hit: 60%, latency_p50: 5 ms, latency_p95: 5 ms}
          model: {kind: model, type: nn, latency_p50: 150 ms, latency_p95: 400 ms}
        edges: ["api -> cache: reads", "cache -> model: calls"]
        """
    )
    assert 0.405 == pytest.approx(found.estimate.total)
    assert 0.303 == pytest.approx(found.estimate.quad, abs=1e-3)


def test_a_cycle_ends_the_path(path, design_from):
    text = """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 2 s}
          agent: {kind: llm, latency_p95: 500 ms}
          tool: {kind: tool, latency_p95: 100 ms}
        edges: ["api -> agent: calls", "agent -> tool: calls", "tool -> agent: calls"]
        """
    found = path(text)
    assert ["agent", "tool"] == names(found)
    assert 0.6 == pytest.approx(found.estimate.total)
    (cycle,) = sync_cycles(Board(design_from(text)))
    assert ["agent -> tool: calls", "tool -> agent: calls"] == [str(edge) for edge in cycle]


def test_what_the_caller_measured_holds_the_rest(path):
    found = path(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          retriever: {kind: retriever, latency_p95: 80 ms, measured_at: caller}
          embedder: {kind: model, type: embedder, latency_p95: 30 ms}
        edges: ["api -> retriever: calls", "retriever -> embedder: calls"]
        """
    )
    assert ["retriever"] == names(found)
    assert 0.080 == pytest.approx(found.estimate.total)


def test_calls_one_after_the_other_add_up(path):
    found = path(STAGES + 'edges: [{edge: "api -> a: calls", calls_per_request: 3}]')
    assert 0.180 == pytest.approx(found.estimate.total)


def test_a_consumer_that_waits_may_state_the_budget(path):
    found = path(
        """
        nodes:
          shop: {kind: consumer, latency_budget: p95 300 ms}
          api: {kind: endpoint, mode: online}
        edges: ["shop -> api: consumes"]
        """
    )
    assert 0.3 == found.budget.value
