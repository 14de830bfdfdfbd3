"""Freshness: the worked numbers, long chains, and what starts a job."""

from __future__ import annotations

import pytest

CHAIN = """
nodes:
  db: {kind: source, lag: 5 min}
  counts: {kind: transform, period: hourly, duration: 12 min}
  store: {kind: feature_store, period: every 30 min, duration: 4 min}
  cache: {kind: cache, ttl: 10 min}
  api: {kind: endpoint, mode: online, freshness_req: %s}
edges:
  - "db -> counts: feeds"
  - {edge: "counts -> store: feeds"%s}
  - "cache -> store: reads"
  - "api -> cache: reads"
"""


@pytest.mark.parametrize(
    ("required", "certainty"), [("60 min", "certain"), ("90 min", "possible"), ("121 min", None)]
)
def test_the_mean_decides_what_is_certain(found_by, required, certainty):
    found = found_by("FRESH351", CHAIN % (required, ""))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_a_job_that_its_input_starts_does_not_wait(found_by):
    assert found_by("FRESH351", CHAIN % ("95 min", ""))
    assert [] == found_by("FRESH351", CHAIN % ("95 min", ", trigger: upstream"))


def test_the_remedy_brings_down_the_worst_case(found_by):
    (found,) = found_by("FRESH351", CHAIN % ("70 min", ""))
    assert "down to 9 min" in found.remedy


@pytest.mark.parametrize("code", ["FRESH351", "FRESH353"])
def test_a_chain_of_600_jobs_is_followed(found_by, code):
    nodes = "\n".join(f"  t{i}: {{kind: transform, duration: 1 s}}" for i in range(600))
    edges = "\n".join(f'  - "t{i} -> t{i + 1}: feeds"' for i in range(599))
    text = (
        'nodes:\n  db: {kind: source, lag: 1 h, starts_at: "01:00"}\n'
        f"{nodes}\n  api: {{kind: endpoint, mode: online, freshness_req: 1 min}}\n"
        f'edges:\n  - "db -> t0: feeds"\n{edges}\n  - "t599 -> api: feeds"\n'
    )
    assert (1 if code == "FRESH351" else 0) == len(found_by(code, text))


TRAINED_ON_A_LOG = """
nodes:
  served: {kind: log, retention: %s}
  churned: {kind: label, label_delay: 30 d}
  training: {kind: training_job, window: 180 d, period: monthly}
  model: {kind: model, type: gbdt}
edges:
  - "served -> training: feeds"
  - "churned -> training: feeds"
  - "training -> model: trains"
"""


@pytest.mark.parametrize(("kept", "findings"), [("200 d", 1), ("210 d", 0)])
def test_a_log_keeps_the_examples_until_their_labels_are_there(found_by, kept, findings):
    found = found_by("FRESH354", TRAINED_ON_A_LOG % kept)
    assert findings == len(found)
    assert all(one.working == ("180 d + 30 d = 210 d > 200 d",) for one in found)


@pytest.mark.parametrize(("store", "findings"), [("online", 1), ("offline", 0)])
def test_a_ttl_for_training_leaves_no_gap(found_by, store, findings):
    text = (
        "nodes:\n  s: {kind: feature_store, store: %s, ttl: 12 h, period: daily, duration: 2 h}\n"
    )
    assert findings == len(found_by("FRESH352", text % store))


@pytest.mark.parametrize(("starts", "findings"), [("04:00", 1), ("05:00", 0)])
def test_a_batch_endpoint_races_with_what_it_reads(found_by, starts, findings):
    text = """
    nodes:
      store: {kind: feature_store, starts_at: "02:00", duration: 2 h 20 min}
      scores: {kind: endpoint, mode: batch, starts_at: "%s", duration: 1 h}
    edges: ["scores -> store: reads"]
    """
    assert findings == len(found_by("FRESH353", text % starts))
