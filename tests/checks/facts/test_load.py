"""Load is stated where it enters and carried along the calls."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.facts.load import depth_first
from checks.numbers import State


@pytest.fixture
def board(design_from):
    return lambda text: Board(design_from(text))


def test_a_peak_is_taken_as_stated(board):
    drawn = board("nodes: {api: {kind: endpoint, mode: online, peak_qps: 2k QPS}}")
    assert 2000 == drawn.load.peak("api").value
    assert State.GIVEN is drawn.load.peak("api").state


def test_a_day_of_requests_is_an_average_and_three_times_it_a_peak(board):
    drawn = board("nodes: {api: {kind: endpoint, mode: online, requests_per_day: 50M/day}}")
    assert 579 == pytest.approx(drawn.load.average("api").value, rel=0.01)
    assert 1736 == pytest.approx(drawn.load.peak("api").value, rel=0.01)
    assert State.DEFAULTED is drawn.load.peak("api").state
    assert State.GIVEN is drawn.load.average("api").state


def test_a_stated_peak_factor_is_no_default(board):
    drawn = board(
        "nodes: {api: {kind: endpoint, mode: online, avg_qps: 100/s, peak_factor: 5x peak}}"
    )
    assert 500 == drawn.load.peak("api").value
    assert State.DERIVED is drawn.load.peak("api").state


def test_consumers_add_up_and_go_before_a_guess(board):
    drawn = board(
        """
        nodes:
          shop: {kind: consumer, peak_qps: 300/s}
          app: {kind: consumer, peak_qps: 200/s}
          api: {kind: endpoint, mode: online, avg_qps: 10/s}
        edges: ["shop -> api: consumes", {edge: "app -> api: consumes", fraction: 50%}]
        """
    )
    assert 400 == drawn.load.peak("api").value


def test_calls_multiply(board):
    drawn = board(
        """
        nodes:
          api: {kind: endpoint, mode: online, peak_qps: 2000/s}
          cache: {kind: cache, cache_hit: 60%}
          store: {kind: feature_store}
          ranker: {kind: model, type: gbdt}
          rare: {kind: model, type: nn}
          gate: {kind: guardrail}
        edges:
          - "api -> cache: reads"
          - {edge: "cache -> store: reads", fanout: 3, calls_per_request: 2}
          - "api -> ranker: uses"
          - {edge: "api -> rare: calls", fraction: 10%, mode: async}
          - "gate -> ranker: guards"
        """
    )
    peaks = {name: drawn.load.peak(name).value for name in ("cache", "store", "ranker", "gate")}
    assert {"cache": 2000, "ranker": 2000, "gate": 2000} == {
        name: peaks[name] for name in ("cache", "ranker", "gate")
    }
    assert 2000 * 0.4 * 6 == pytest.approx(peaks["store"])
    assert 200 == pytest.approx(drawn.load.peak("rare").value)
    assert ("api",) == drawn.load.entries_of("store")


def test_a_batch_is_rows_over_its_window_and_counts_in_the_volume(board):
    drawn = board(
        """
        nodes:
          job: {kind: endpoint, mode: batch, rows_per_run: 40M rows, batch_window: 2 h,
                period: daily}
          churn: {kind: model, type: gbdt}
        edges: ["job -> churn: uses"]
        """
    )
    assert 40e6 / 7200 == pytest.approx(drawn.load.peak("churn").value)
    assert 40e6 / 86400 == pytest.approx(drawn.load.volume("churn").value)
    assert drawn.load.average("churn") is None


def test_what_is_missing_is_asked_where_it_enters(board):
    drawn = board(
        """
        nodes:
          api: {kind: endpoint, mode: online}
          job: {kind: endpoint, mode: batch}
          ranker: {kind: model, type: gbdt}
        edges: ["api -> ranker: uses", "job -> ranker: uses"]
        """
    )
    assert drawn.load.peak("ranker") is None
    asked = [(one.owner, one.missing[0].name) for one in drawn.load.demands("ranker")]
    assert [("api", "peak_qps"), ("job", "rows_per_run")] == asked


def test_a_cycle_adds_nothing(board):
    drawn = board(
        """
        nodes:
          api: {kind: endpoint, mode: online, peak_qps: 10/s}
          agent: {kind: llm}
          tool: {kind: tool}
        edges: ["api -> agent: calls", "agent -> tool: calls", "tool -> agent: calls"]
        """
    )
    assert 10 == drawn.load.peak("agent").value
    assert 10 == drawn.load.peak("tool").value


def test_an_interval_stays_one(board):
    drawn = board("nodes: {api: {kind: endpoint, mode: online, peak_qps: ~300/s}}")
    peak = drawn.load.peak("api")
    assert (240, 300, 360) == pytest.approx((peak.low, peak.value, peak.high))


def test_a_requirement_gives_and_an_assumption_assumes(board):
    drawn = board(
        """
        nodes:
          load: {kind: requirement, about: load, value: 2k QPS}
          guess: {kind: assumption, attribute: pods, value: 12}
          api: {kind: endpoint, mode: online}
        edges: ["load -> api: constrains", "guess -> api: supports"]
        """
    )
    from design.vocabulary import attributes as a

    assert 2000 == drawn.load.peak("api").value
    replicas = drawn.number(drawn.node("api"), a.REPLICAS)
    assert (12, State.ASSUMED) == (replicas.value, replicas.state)


def test_numbers_in_own_words_beside_a_node_are_recognised_as_its_fields(board):
    drawn = board(
        """
        nodes:
          guess: {kind: assumption, numbers: {peak factor: 4x, moon phase: "3"}}
          must: {kind: requirement, numbers: {pods: "12"}}
          api: {kind: endpoint, mode: online, requests_per_day: 864k/day}
        edges: ["guess -> api: supports", "must -> api: constrains"]
        """
    )
    from design.vocabulary import attributes as a

    assert (40, State.ASSUMED) == (drawn.load.peak("api").value, drawn.load.peak("api").state)
    assert State.GIVEN is drawn.number(drawn.node("api"), a.REPLICAS).state


def test_the_working_says_what_was_assumed_and_what_was_taken_for_granted(found_by):
    (found,) = found_by(
        "CAP301",
        """
        nodes:
          guess: {kind: assumption, numbers: {peak factor: 4x}}
          api: {kind: endpoint, mode: online, requests_per_day: 8.64M/day, replicas: 4,
                throughput_per_replica: 110 rps}
        edges: ["guess -> api: supports"]
        """,
    )
    assert (
        "assumed on the board: 4x",
        "not stated, so taken for granted: 1.3 (30 % headroom)",
    ) == found.working[2:]


def test_parents_come_before_children_and_the_way_back_closes_the_cycle():
    order, closing = depth_first(("a", "b", "c"), (("c", "b"), ("b", "a"), ("a", "b")))
    assert ["c", "b", "a"] == list(order)
    assert {("a", "b")} == set(closing)


def test_every_edge_carries_its_share_and_what_goes_round_carries_nothing(board):
    drawn = board(
        """
        nodes:
          shop: {kind: consumer, peak_qps: 100/s}
          api: {kind: endpoint, mode: online}
          planner: {kind: llm}
          tool: {kind: tool}
          guard: {kind: guardrail}
          watch: {kind: monitor, signal: errors}
        edges:
          - {edge: "shop -> api: consumes", fraction: 50%}
          - {edge: "api -> planner: calls", calls_per_request: 3}
          - "planner -> tool: calls"
          - "tool -> planner: calls"
          - "guard -> api: guards"
          - "watch -> api: monitors"
        """
    )
    rates = {str(edge.key): drawn.load.on(edge) for edge in drawn.edges}
    assert {
        "shop -> api: consumes": 50,
        "api -> planner: calls": 150,
        "planner -> tool: calls": 150,
        "tool -> planner: calls": None,
        "guard -> api: guards": 50,
        "watch -> api: monitors": None,
    } == {edge: None if rate is None else rate.value for edge, rate in rates.items()}
