"""Who exactly is asked for a number, and by which words a finding counts."""

from __future__ import annotations

import textwrap

import pytest

from checks.board import Board
from checks.registry import all_rules
from checks.severity import Severity
from design.formats import read_design

INFO = Severity.INFO


def looked_at(code, text):
    """Whom the rule looks at, whatever it finds."""
    board = Board(read_design(textwrap.dedent(text)).design)
    return list(all_rules()[code].subjects(board))


# NUM105


@pytest.mark.parametrize(
    ("caller", "edge", "count"),
    [
        ("endpoint", "api -> it: uses", 1),
        ("endpoint", "api -> it: calls", 1),
        ("experiment", "api -> it: uses", 0),
        ("transform", "it -> api: feeds", 0),
        ("feature_store", "it -> api: feeds", 1),
        ("cache", "it -> api: feeds", 1),
        ("index", "it -> api: embeds", 1),
    ],
)
def test_a_model_is_in_production_where_it_answers_or_fills_what_answers(
    found_by, caller, edge, count
):
    text = f"""
    nodes:
      api: {{kind: {caller}}}
      other: {{kind: endpoint, mode: online}}
      it: {{kind: model, type: gbdt}}
    edges: ["{edge}"]
    """
    asked = [one.at.nodes[0] for one in found_by("NUM105", text)]
    assert count == asked.count("it")


def test_an_index_that_an_endpoint_reads_is_in_production_and_one_beside_it_is_not(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      near: {kind: index}
      far: {kind: index}
    edges: ["api -> near: reads"]
    """
    assert ["near"] == [one.at.nodes[0] for one in found_by("NUM105", text)]
    assert [] == found_by("NUM105", "nodes: {near: {kind: index}}")


def test_a_sketch_without_an_endpoint_has_models_in_production_all_the_same(found_by):
    sketch = "nodes: {it: {kind: model, type: gbdt}%s}"

    assert 1 == len(found_by("NUM105", sketch % ""))
    assert [] == found_by("NUM105", sketch % ", api: {kind: endpoint, mode: online}")


@pytest.mark.parametrize(("mode", "count"), [("stream", 0), ("online", 1)])
def test_a_stream_renews_what_it_fills(found_by, mode, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online}}
      writer: {{kind: endpoint, mode: {mode}}}
      near: {{kind: index}}
    edges: ["api -> near: reads", "writer -> near: feeds"]
    """
    assert count == len(found_by("NUM105", text))


@pytest.mark.parametrize(
    ("job", "count"),
    [
        ("training_job, period: weekly", 0),
        ("training_job, trigger: upstream", 0),
        ("training_job, trigger: continuous", 0),
        ("label, definition: clicked", 1),
    ],
)
def test_only_a_job_renews_a_model(found_by, job, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online}}
      it: {{kind: model, type: gbdt}}
      job: {{kind: {job}}}
    edges: ["api -> it: uses", "job -> it: trains"]
    """
    assert count == len(found_by("NUM105", text))


@pytest.mark.parametrize(
    ("fields", "more", "edge", "count"),
    [
        ("", "", "", 1),
        (", params: 7B", "", "", 0),
        (", gpu_count: 2", "", "", 0),
        (", review_period: weekly", "", "", 0),
        (", na: {review_period: a demo}", "", "", 0),
        ("", "e: {kind: evaluation, period: weekly}", '"e -> it: evaluates"', 0),
        ("", "e: {kind: evaluation}", '"e -> it: evaluates"', 1),
    ],
)
def test_a_hosted_model_is_evaluated_again(found_by, fields, more, edge, count):
    text = f"""
    lane: llm
    nodes:
      it: {{kind: llm{fields}}}
      {more}
    edges: [{edge}]
    """
    found = found_by("NUM105", text)

    assert count == len(found)
    assert all("evaluated again" in one.remedy for one in found)


def test_only_the_llm_lane_reviews_what_is_hosted(found_by):
    assert [] == found_by("NUM105", "lane: tabular\nnodes: {it: {kind: llm}}")


@pytest.mark.parametrize("has", ["uses", "reads"])
def test_the_evaluation_of_its_prompt_reviews_a_call_site(found_by, has):
    text = f"""
    lane: llm
    nodes:
      it: {{kind: llm}}
      words: {{kind: prompt}}
      e: {{kind: evaluation, period: weekly}}
    edges: ["it -> words: {has}", "e -> words: evaluates"]
    """
    assert [] == found_by("NUM105", text)
    assert 1 == len(found_by("NUM105", text.replace(", period: weekly", "")))


# NUM102, NUM107, NUM108


@pytest.mark.parametrize(("mode", "ids"), [("batch", ["job"]), ("online", [])])
def test_only_a_batch_endpoint_is_asked_for_rows(mode, ids):
    text = f"nodes: {{job: {{kind: endpoint, mode: {mode}}}, t: {{kind: transform}}}}"
    assert ids == looked_at("NUM102", text)


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ("online", "State the availability target of api."),
        ("online, replicas: 2", "State the availability and cost targets of api."),
    ],
)
def test_one_target_is_asked_for_in_the_singular(found_by, fields, remedy):
    (found,) = found_by("NUM107", f"nodes: {{api: {{kind: endpoint, mode: {fields}}}}}")
    assert remedy == found.remedy


@pytest.mark.parametrize(
    ("node", "ids"),
    [
        ("evaluation, metric: RMSE", ["it"]),
        ("evaluation", []),
        ("evaluation, metric: RMSE, secondary: yes", []),
        ("requirement, about: business, metric: retention", ["it"]),
        ("requirement, about: privacy, metric: retention", []),
        ("requirement, about: business", []),
    ],
)
def test_a_metric_of_quality_is_looked_at(node, ids):
    assert ids == looked_at("NUM108", f"nodes: {{it: {{kind: {node}}}}}")


@pytest.mark.parametrize(
    ("where", "lacks"),
    [
        ("model, type: gbdt, quality_target: '<= 3', baseline: 4", ""),
        ("model, type: gbdt, quality_target: '<= 3'", "baseline value"),
        ("model, type: gbdt", "target or baseline value"),
    ],
)
def test_what_is_evaluated_may_state_target_and_baseline(found_by, where, lacks):
    text = f"""
    nodes:
      it: {{kind: {where}}}
      e: {{kind: evaluation, metric: RMSE}}
    edges: ["e -> it: evaluates"]
    """
    found = found_by("NUM108", text)
    assert ([f"e names RMSE without a {lacks}."] if lacks else []) == [
        one.message.split(":")[0].rstrip(".") + "." for one in found
    ]


@pytest.mark.parametrize(("kind", "count"), [("llm", 1), ("retriever", 0)])
def test_a_call_site_costs_money_whoever_runs_it(found_by, kind, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: batch}}
      it: {{kind: {kind}}}
    edges: ["api -> it: calls"]
    """
    found = found_by("NUM107", text)
    assert ["State the cost target of api."] * count == [one.remedy for one in found]


# NUM110


@pytest.mark.parametrize(
    ("budget", "latency", "readings"),
    [
        ("p95 200 ms", "latency: 20 ms", ["percentile"]),
        ("p95 200 ms", "latency: p95 20 ms", []),
        ("p95 200 ms", "latency: mean 20 ms", ["mean"]),
        ("p95 200 ms", "latency_p95: 20 ms", []),
        ("p95 200 ms", "latency_mean: 20 ms", ["mean"]),
        ("p95 200 ms", "latency_p50: 20 ms", ["mean"]),
        ("p95 200 ms", "latency_p99: 20 ms", []),
        ("p90 200 ms", "latency_p50: 20 ms", ["mean"]),
        ("p50 200 ms", "latency_mean: 20 ms", []),
        ("p95 200 ms", "replicas: 2", []),
    ],
)
def test_a_stage_is_read_by_the_percentile_of_the_budget(found_by, budget, latency, readings):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, latency_budget: {budget}}}
      it: {{kind: model, type: gbdt, {latency}}}
    edges: ["api -> it: calls"]
    """
    found = [one for one in found_by("NUM110", text) if one.at.nodes == ("it",)]
    assert readings == [one.variant for one in found]


@pytest.mark.parametrize(("field", "word"), [("latency_mean", "Mean"), ("latency_p50", "Median")])
def test_a_mean_and_a_median_are_called_so(found_by, field, word):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, latency_budget: p95 200 ms}}
      it: {{kind: model, type: gbdt, {field}: 20 ms}}
    edges: ["api -> it: calls"]
    """
    (found,) = found_by("NUM110", text)
    assert found.message.startswith(f"{word} 20 ms on it is ambiguous")


def test_a_stage_without_a_budget_is_not_read_in_two_ways(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      it: {kind: model, type: gbdt, latency: 20 ms}
      mean: {kind: model, type: gbdt, latency_mean: 20 ms}
    edges: ["api -> it: calls", "api -> mean: calls"]
    """
    assert [] == found_by("NUM110", text)


@pytest.mark.parametrize(
    ("criteria", "count"),
    [
        ("conversion drops 5%", 1),
        ("conversion drops 5% relative", 0),
        ("p95 rises 5%", 0),
    ],
)
def test_a_criterion_says_points_or_percent(found_by, criteria, count):
    text = f"nodes: {{r: {{kind: deployment, criteria: ['{criteria}']}}}}"
    found = found_by("NUM110", text)

    assert ["basis"] * count == [one.variant for one in found]
    assert all(("criteria",) == one.at.fields for one in found)


# NUM199


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("", None),  # three questions can be asked one by one
        (", e: {kind: evaluation, metric: RMSE}", "no numbers and 5"),
        (", e: {kind: evaluation, metric: RMSE, quality_target: '<= 3'}", "1 number and 4"),
        # A count of zones decides nothing here.
        (", s: {kind: cache, zones: 2}, e: {kind: evaluation, metric: RMSE}", "no numbers and 5"),
    ],
)
def test_more_than_three_questions_are_too_many(judged, more, missing):
    text = f"nodes: {{api: {{kind: endpoint, mode: online}}{more}}}"
    found = [one.message for one in judged(text).findings if one.code == "NUM199"]

    expected = f"The design has {missing} load-bearing ones missing: it cannot be checked."
    assert ([expected] if missing else []) == found


def test_every_stage_without_a_latency_counts_as_missing(judged):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
      a: {kind: model, type: heuristic}
      b: {kind: model, type: heuristic}
      e: {kind: evaluation, metric: RMSE, quality_target: '<= 3'}
    edges: ["api -> a: calls", "api -> b: calls"]
    """
    (found,) = [one.message for one in judged(text).findings if one.code == "NUM199"]

    # The load, an availability, a baseline, and the latencies of a and b.
    assert found.startswith("The design has 2 numbers and 5 load-bearing ones missing")


# What else is asked only where it matters

ASKED_BY_A_RELEASE = """
nodes:
  api: {kind: endpoint, mode: online, avg_qps: 200/s}
  conversion: {kind: monitor, signal: business, metric: conversion, segment_by: version}
  rollout:
    kind: deployment
    stages: [{kind: canary, share: 5%, duration: 20 min}, {kind: full}]
    criteria:
      - {metric: conversion, comparator: "<", threshold: drops 10% relative,
         window: 20 min, action: roll back}
edges: ["rollout -> api: rolls_out", "conversion -> api: monitors"]
"""


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("NUM106", "nodes: {y: {kind: label}, d: {kind: dataset}}\nedges: ['y -> d: feeds']", 1),
        ("NUM108", "nodes: {e: {kind: evaluation, metric: RMSE, secondary: no}}", 1),
        ("NUM108", "nodes: {e: {kind: evaluation, metric: RMSE, secondary: yes}}", 0),
        ("NUM108", ASKED_BY_A_RELEASE, 1),
        ("NUM110", "nodes: {w: {kind: monitor, threshold: latency rises 5%}}", 0),
        ("NUM110", "nodes: {w: {kind: monitor, threshold: rises 5%}}", 1),
    ],
)
def test_one_word_decides_whether_it_is_asked(found_by, code, text, count):
    assert count == len(found_by(code, text))
