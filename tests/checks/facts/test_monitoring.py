"""Which monitor observes what."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.facts.metric_names import needs_reaction, same_metric, signals_meant

DESIGN = """
nodes:
  clicks: {kind: source, rows_per_day: 8.64M/day}
  step: {kind: transform}
  ctr: {kind: feature}
  store: {kind: feature_store}
  shop: {kind: consumer}
  api: {kind: endpoint, avg_qps: 10/s}
  ranker: {kind: model, type: gbdt}
  embedder: {kind: model, type: embedder}
  lonely: {kind: model, type: gbdt}
  finder: {kind: retriever}
  items: {kind: index}
  predictions: {kind: log}
  table: {kind: source}
  nightly: {kind: endpoint, mode: batch}
  rollout: {kind: deployment}
  goal: {kind: requirement}
  w: {kind: monitor, sampling: 0.5}
edges:
  - "clicks -> step: feeds"
  - "step -> ctr: feeds"
  - "ctr -> store: feeds"
  - "ctr -> ranker: feeds"
  - "api -> ranker: uses"
  - "api -> store: reads"
  - "api -> finder: calls"
  - "finder -> items: reads"
  - "embedder -> finder: embeds"
  - "shop -> api: consumes"
  - "api -> predictions: logs_to"
  - "nightly -> table: feeds"
  - "rollout -> ranker: rolls_out"
  - "w -> %s: monitors"
"""


@pytest.fixture
def monitoring(design_from):
    return lambda target: Board(design_from(DESIGN % target)).monitoring


@pytest.mark.parametrize(
    ("target", "covered"),
    [
        ("ranker", {"ranker", "api"}),
        ("api", {"api", "ranker", "finder", "embedder"}),
        ("predictions", {"predictions", "api", "ranker", "finder", "embedder"}),
        ("shop", {"shop", "api", "ranker", "finder", "embedder"}),
        ("store", {"store", "ctr"}),
        ("step", {"step", "ctr"}),
        ("clicks", {"clicks"}),
        ("finder", {"finder", "items", "embedder"}),
        ("items", {"items"}),
        ("table", {"table", "nightly"}),
        ("rollout", {"rollout", "ranker", "api"}),
    ],
)
def test_a_monitor_on_a_shared_parent_covers_the_children(monitoring, target, covered):
    found = monitoring(target)

    assert covered == set(found.observed(found.monitors[0]))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("signal: data_quality, metric: 'null rate, age and schema violations'",
         {"data_quality", "freshness", "schema"}),
        ("metric: 'null rate, age and schema violations'", {"data_quality", "freshness", "schema"}),
        ("signal: input_drift, metric: null rate", {"input_drift", "data_quality"}),
        ("signal: prediction_drift, metric: conversion score", {"prediction_drift"}),
    ],
)  # fmt: skip
def test_a_check_of_data_is_of_every_kind_its_metric_names(design_from, said, expected):
    text = f"nodes: {{s: {{kind: source}}, w: {{kind: monitor, {said}}}}}\nedges: [w -> s]"
    board = Board(design_from(text))

    assert expected == board.monitoring.signals_of(board.node("w"))


def test_a_requirement_that_constrains_nothing_is_about_everything_served(monitoring):
    found = monitoring("goal")

    assert {"api", "nightly", "ranker", "items"} <= set(found.observed(found.monitors[0]))


def test_served_is_what_answers_somebody(monitoring):
    assert ("api", "nightly", "embedder", "items", "ranker") == tuple(
        node.id for node in monitoring("api").served
    )


def test_a_score_table_is_no_root_of_the_data(monitoring):
    roots = monitoring("ctr").roots

    assert ["clicks"] == [root.node.id for root in roots]
    assert ["ctr"] == [feature.id for feature in roots[0].fed]


def test_a_model_gets_values_from_what_its_endpoint_reads(monitoring):
    assert {"ctr", "store", "step", "clicks"} <= monitoring("api").inputs_of("ranker")


@pytest.mark.parametrize(("target", "rate"), [("api", 5), ("predictions", 5), ("clicks", 50)])
def test_a_monitor_sees_its_sample_of_the_traffic(monitoring, target, rate):
    found = monitoring(target)

    assert rate == pytest.approx(found.rate(found.monitors[0]).value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("error rate", "HTTP 5xx errors", True),
        ("CTR", "click-through rate", True),
        ("p95 latency", "response time", True),
        ("conversion", "checkout conversion", True),
        ("conversion", "revenue", False),
        ("rate", "rate", False),
        ("", "error rate", False),
        ("precision", "recall", False),
    ],
)
def test_names_of_metrics_are_compared_by_their_words(one, other, expected):
    assert expected is same_metric(one, other)
    assert expected is same_metric(other, one)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PSI of features", {"input_drift"}),
        ("score distribution", {"prediction_drift"}),
        ("feature and prediction drift", {"input_drift", "prediction_drift"}),
        ("p95 latency", {"latency"}),
        ("5xx", {"errors"}),
        ("recall", {"quality"}),
        ("null rate", {"data_quality"}),
        ("weather", set()),
    ],
)
def test_a_name_tells_which_signal_is_meant(name, expected):
    assert expected == signals_meant(name)


def test_a_bare_drift_is_of_what_is_watched():
    assert {"prediction_drift"} == signals_meant("drift")
    assert {"input_drift"} == signals_meant("drift", on_data=True)


@pytest.mark.parametrize(("name", "expected"), [("CTR", True), ("retention", True), ("p99", False)])
def test_only_people_who_see_an_answer_react(name, expected):
    assert expected is needs_reaction(name)
