"""What latency and load write beside the parts a request comes by."""

from __future__ import annotations

import pytest

from checks.overlays import Tone

SIDE_BY_SIDE = """
nodes:
  api: {kind: endpoint, name: API, mode: online, latency_budget: p95 200 ms}
  features: {kind: feature_store, latency_p95: 60 ms}
  retriever: {kind: retriever, latency_p95: 90 ms}
  encoder: {kind: model, type: embedder, latency_p95: 10 ms}
  ranker: {kind: model, type: nn, latency_p95: 82 ms}
edges:
  - {edge: "api -> features: reads", parallel_group: fetch}
  - {edge: "api -> retriever: calls", parallel_group: fetch}
  - "retriever -> encoder: calls"
  - "api -> ranker: calls"
"""


def test_the_slower_leg_is_on_the_critical_path_and_hides_the_other(drawn):
    found, marks = drawn("latency", SIDE_BY_SIDE)

    assert ("82 ms · 41 %", Tone.PATH, True) == (
        marks["ranker"].label,
        marks["ranker"].tone,
        marks["ranker"].emphasised,
    )
    assert {"retriever", "encoder", "ranker", "api"} == {
        mark.owner for mark in found.marks if mark.emphasised and "->" not in mark.owner
    }
    hidden = marks["features"]
    assert (Tone.MUTED, 0.3) == (hidden.tone, pytest.approx(hidden.share))
    assert "side by side with the others of fetch; hidden behind retriever, which is slower" in (
        hidden.working
    )
    assert Tone.MUTED is marks["api -> features: reads"].tone
    assert marks["api -> retriever: calls"].emphasised
    assert "side by side: fetch" == marks["api -> retriever: calls"].label


def test_an_endpoint_says_its_sum_against_its_budget(drawn):
    found, marks = drawn("latency", SIDE_BY_SIDE)

    assert ("p95: 182 of 200 ms", Tone.GOOD, 0.91) == (
        marks["api"].label,
        marks["api"].tone,
        pytest.approx(marks["api"].share),
    )
    assert "API: p95: 182 of 200 ms if every stage is slow at once" in found.summary[0]


NESTED = """
nodes:
  api: {kind: endpoint, mode: online}
  binder: {kind: transform, in_process: yes}
  left: {kind: model, type: nn, latency_p95: 30 ms}
  right: {kind: model, type: nn, latency_p95: 20 ms}
  slow: {kind: model, type: nn, latency_p95: 40 ms}
edges:
  - {edge: "api -> binder: calls", parallel_group: outer}
  - {edge: "api -> slow: calls", parallel_group: outer}
  - {edge: "binder -> left: calls", parallel_group: inner}
  - {edge: "binder -> right: calls", parallel_group: inner}
"""


def test_groups_within_groups_hide_what_is_inside_a_hidden_leg(drawn):
    found, marks = drawn("latency", NESTED)

    assert {"api", "slow", "api -> slow: calls"} == {
        mark.owner for mark in found.marks if mark.emphasised
    }
    assert "binder" not in marks
    assert Tone.MUTED is marks["api -> binder: calls"].tone
    assert ("40 ms", None, Tone.NONE) == (
        marks["slow"].label,
        marks["slow"].share,
        marks["api"].tone,
    )
    assert [("api", "latency_budget")] == [*found.missing]


def test_a_stage_that_is_called_more_than_once_says_how_often(drawn):
    _, marks = drawn(
        "latency",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          tool: {kind: tool, latency_p95: 40 ms}
          slow: {kind: model, type: nn}
        edges:
          - {edge: "api -> tool: calls", calls_per_request: 3}
          - "api -> slow: calls"
        """,
    )

    assert ("120 ms · 120 %", Tone.BAD, 1.0) == (
        marks["tool"].label,
        marks["tool"].tone,
        marks["tool"].share,
    )
    assert "3 calls x 40 ms = 120 ms" in marks["tool"].working[0]
    assert ("no latency stated", Tone.NONE) == (marks["slow"].label, marks["slow"].tone)


def test_rates_are_carried_along_every_edge(drawn):
    found, marks = drawn(
        "load",
        """
        nodes:
          shop: {kind: consumer, peak_qps: 1k QPS}
          api: {kind: endpoint, mode: online, replicas: 8, throughput_per_replica: 160 rps}
          cache: {kind: cache, cache_hit: 80%}
          store: {kind: feature_store, replicas: 2}
          guard: {kind: guardrail}
        edges:
          - "shop -> api: consumes"
          - {edge: "api -> cache: reads", calls_per_request: 2}
          - "cache -> store: reads"
          - "guard -> api: guards"
        """,
    )

    assert {
        "shop -> api: consumes": "1 000/s",
        "api -> cache: reads": "2 000/s",
        "cache -> store: reads": "400/s",
        "guard -> api: guards": "1 000/s",
    } == {owner: mark.label for owner, mark in marks.items() if "->" in owner}
    assert ("1 000/s · 78.1 % busy", Tone.GOOD) == (marks["api"].label, marks["api"].tone)
    assert "1 000/s / (8 x 160/s) = 0.781" in marks["api"].working
    assert 0.2 == pytest.approx(marks["cache -> store: reads"].share)
    assert "from cache: 400/s" in marks["store"].working
    assert [("store", "throughput_per_replica")] == [*found.missing]


@pytest.mark.parametrize(("replicas", "tone"), [(10, Tone.BAD), (12, Tone.BUSY), (15, Tone.GOOD)])
def test_servers_are_busy_beyond_the_knee_and_bad_beyond_the_whole(drawn, replicas, tone):
    _, marks = drawn(
        "load",
        f"""
        nodes:
          api: {{kind: endpoint, mode: online, peak_qps: 2000/s, replicas: {replicas},
                throughput_per_replica: 180 rps}}
        """,
    )
    assert tone is marks["api"].tone


def test_a_rate_that_nobody_states_is_asked_for(drawn):
    found, marks = drawn(
        "load",
        """
        nodes:
          api: {kind: endpoint, mode: online}
          model: {kind: model, type: nn}
        edges: ["api -> model: calls"]
        """,
    )
    assert {} == marks
    assert [("api", "peak_qps")] == [*found.missing]
