"""The reference of every prompt beside its weak answer, as a person would compare them."""

from __future__ import annotations

import pytest

from design.comparison import compare
from prompts_library import shipped
from tests.design.comparison.alike import design_of, fresh_ids, renamed, unnamed

MISSING = {
    "card-fraud": {"null_watch"},
    "churn-daily": {"feature_watch", "score_watch"},
    "live-moderation": {"exposure_watch", "sample_watch", "topic_watch"},
    "shop-recs": {"ab_test", "data_watch"},
    "support-rag": {"corpus_watch", "grounded_watch", "query_watch"},
}

CANDIDATE = """
nodes:
  traffic: {kind: requirement, name: Peak traffic, about: load, peak_qps: 2k QPS}
  service: {kind: requirement, about: latency, latency_budget: p99 50 ms}
  gateway: {kind: consumer, name: Authorisation gateway}
  kafka: {kind: source, name: Kafka events}
  flink: {kind: transform, name: Flink counts, computed: stream}
  redis: {kind: cache, name: Redis features, latency_p95: 5 ms}
  nightly: {kind: feature, name: Merchant aggregates, computed: batch}
  labels: {kind: label, name: Disputes, label_delay: 45 d}
  data: {kind: dataset, split: time}
  retrain: {kind: training_job, period: daily}
  xgb: {kind: model, type: gbdt}
  svc: {kind: endpoint, mode: online, replicas: 20}
  offline: {kind: evaluation, metric: ROC-AUC}
  canary: {kind: deployment, stages: [canary 5% for 1 h, full]}
  rules: {kind: model, type: heuristic}
  psi: {kind: monitor, signal: input_drift}
  lat: {kind: monitor, signal: latency}
  pager: {kind: alert}
  team: {kind: oncall}
edges:
  - traffic -> svc
  - service -> svc
  - gateway -> svc
  - kafka -> flink
  - flink -> redis
  - kafka -> nightly
  - nightly -> redis
  - svc -> redis
  - svc -> xgb
  - "svc -> rules: falls_back_to"
  - labels -> data
  - nightly -> data
  - data -> retrain
  - retrain -> xgb
  - offline -> xgb
  - canary -> xgb
  - psi -> redis
  - lat -> svc
  - lat -> pager
  - pager -> team
"""


def weakened(prompt):
    entry = shipped().entry(prompt)
    return compare(entry.reference, entry.weak)


@pytest.mark.parametrize("prompt", MISSING)
@pytest.mark.parametrize("is_renamed", [False, True])
def test_what_was_taken_out_of_the_weak_answer_is_what_it_lacks(prompt, is_renamed):
    entry = shipped().entry(prompt)
    design, other = entry.reference, entry.weak
    new = fresh_ids(other) if is_renamed else {}

    found = compare(design, unnamed(renamed(other, new)) if is_renamed else other)

    assert MISSING[prompt] == set(found.only_left)
    assert () == found.only_right
    assert all(new.get(pair.left, pair.left) == pair.right for pair in found.pairs)


@pytest.mark.parametrize("entry", shipped().readable().values(), ids=lambda one: one.prompt.id)
def test_a_part_that_both_have_is_paired_with_itself(entry):
    found = compare(entry.reference, entry.weak)

    assert entry.reference.nodes.keys() - entry.weak.nodes.keys() == set(found.only_left)
    assert all(pair.left == pair.right for pair in found.pairs)


@pytest.mark.parametrize(
    ("prompt", "part", "expected"),
    [
        ("card-fraud", "training_set", {"gap": ("60 d", ""), "split": ("time", "random")}),
        ("card-fraud", "scoring_api", {"replicas": ("18 replicas", "10 replicas")}),
        ("churn-daily", "morning_table", {"finish_by": ("06:00 UTC", "")}),
        ("live-moderation", "slo_watch", {"availability_slo": ("99.9 %", "90 %")}),
        ("shop-recs", "item_index", {"rebuild": ("blue_green", "in_place")}),
        ("shop-recs", "offline_eval", {}),
        ("support-rag", "retriever", {"space_id": ("text-embed-3", "text-embed-4")}),
    ],
)
def test_what_was_changed_in_the_weak_answer_is_what_differs(prompt, part, expected):
    found = weakened(prompt)

    (pair,) = [one for one in found.pairs if one.left == part]
    assert expected == {one.field: (one.left, one.right) for one in pair.differing}


def test_arrows_that_were_drawn_left_out_or_changed_are_told():
    churn = weakened("churn-daily")
    fraud = weakened("card-fraud")
    moderation = weakened("live-moderation")

    assert ["churned -> billing_state: feeds"] == list(map(str, churn.connections_only_right))
    assert () == churn.connections_only_left
    assert ["flag_watch -> ticket: raises"] == list(map(str, moderation.connections_only_left))
    assert {
        "chargeback -> merchant_risk: feeds": ["join", "lag"],
        "feature_store -> training_set: feeds": ["join"],
    } == {str(one.left): [of.field for of in one.differing] for one in fraud.connections}


def test_a_sketch_of_an_hour_is_read_as_a_person_reads_it():
    found = compare(shipped().entry("card-fraud").reference, design_of(CANDIDATE))

    assert {
        "traffic": "traffic",
        "service": "service",
        "gateway": "gateway",
        "auth_stream": "kafka",
        "card_velocity": "flink",
        "merchant_risk": "nightly",
        "feature_store": "redis",
        "chargeback": "labels",
        "training_set": "data",
        "trainer": "retrain",
        "fraud_model": "xgb",
        "scoring_api": "svc",
        "rules_fallback": "rules",
        "backtest": "offline",
        "rollout": "canary",
        "inputs_drift": "psi",
        "slo_watch": "lat",
        "page": "pager",
        "oncall": "team",
    } == {one.left: one.right for one in found.pairs}
    assert () == found.only_right
    assert {
        "fraud_loss", "model_choice", "decision_log", "holdout", "review_desk", "decline_watch",
        "loss_watch", "null_watch", "ticket", "runbook",
    } == set(found.only_left)  # fmt: skip
