"""Tails: deadlines, caches, batching, cold starts and stores that are not made for requests."""

from __future__ import annotations

import pytest

from checks.finding import Certainty

DEADLINE = """
nodes:
  api: {kind: endpoint, mode: %s, timeout: 500 ms}
  model: {kind: model, type: nn}
edges: [{edge: "api -> model: calls", timeout: 150 ms, attempts: %d, backoff: 50 ms}]
"""


@pytest.mark.parametrize(
    ("mode", "attempts", "findings"),
    [("online", 3, 1), ("online", 2, 0), ("batch", 3, 0), ("online", 5000, 1)],
)
def test_all_attempts_together_have_to_fit_into_the_deadline(found_by, mode, attempts, findings):
    found = found_by("LAT204", DEADLINE % (mode, attempts))
    assert findings == len(found)


def test_three_attempts_are_600_ms(found_by):
    (found,) = found_by("LAT204", DEADLINE % ("online", 3))
    assert "600 ms" in found.message


CACHE = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: %s}
  cache: {kind: cache, cache_hit: %s, latency_p50: 1 ms, latency_p95: 2 ms, latency_p99: 3 ms}
  model: {kind: llm, latency_p50: 400 ms, latency_p95: 900 ms, latency_p99: 1200 ms}
edges: ["api -> cache: reads", "cache -> model: calls"]
"""


@pytest.mark.parametrize(
    ("budget", "hit", "findings"),
    [("p95 250 ms", "80%", 1), ("p95 250 ms", "99%", 0), ("mean 250 ms", "80%", 0)],
)
def test_a_cache_helps_a_quantile_only_beyond_its_misses(found_by, budget, hit, findings):
    assert findings == len(found_by("LAT206", CACHE % (budget, hit)))


START = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 500 ms}
  model: {kind: %s, min_replicas: 0, startup_time: 40 s%s}
edges: ["api -> model: calls"]
"""


@pytest.mark.parametrize(
    ("kind", "more", "findings"),
    [("model", "", 1), ("model", ", warm_pool: yes", 0), ("llm", ", provider: hosted", 0)],
)
def test_a_cold_start_is_waited_for_unless_something_is_warm(found_by, kind, more, findings):
    assert findings == len(found_by("LAT208", START % (kind, more)))


STORE = """
nodes:
  api: {kind: endpoint, mode: online}
  orders: {kind: %s}
edges: ["api -> orders: reads"]
"""


@pytest.mark.parametrize(
    ("store", "certainty"),
    [
        ("feature_store, store: offline", Certainty.CERTAIN),
        ("source, name: Order warehouse", Certainty.POSSIBLE),
    ],
)
def test_a_store_known_by_its_name_alone_is_a_guess(found_by, store, certainty):
    (found,) = found_by("LAT211", STORE % store)
    assert certainty is found.certainty


def test_an_online_store_is_made_for_it(found_by):
    assert [] == found_by("LAT211", STORE % "feature_store, store: online")
