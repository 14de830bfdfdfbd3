"""Missing and ambiguous numbers: asked once, where they belong, in natural words."""

from __future__ import annotations

import dataclasses

import pytest

from checks.engine import evaluate
from checks.severity import Severity
from design.brief import Level

API = "nodes: {api: {kind: endpoint, mode: online, replicas: 12%s}}"


def codes(evaluation):
    return {one.code for one in evaluation.findings}


def test_a_missing_peak_says_what_it_blocks(found_by):
    (found,) = found_by("NUM101", API % ", throughput_per_replica: 180 rps")
    assert "api has no QPS: cannot check capacity." == found.message
    assert ("peak_qps",) == found.at.fields


@pytest.mark.parametrize("code", ["NUM101", "NUM103", "NUM107"])
def test_not_applicable_with_a_reason_silences(found_by, code):
    fields = ("peak_qps", "latency_budget", "availability_slo", "monthly_budget")
    reasons = ", ".join(f"{one}: three people use it" for one in fields)
    assert [] == found_by(code, API % f", na: {{{reasons}}}")


def test_not_applicable_silences_the_arithmetic_too(judged):
    evaluation = judged(
        API % ", throughput_per_replica: 180 rps, na: {peak_qps: three people use it}"
    )
    assert not {"NUM101", "CAP301"} & codes(evaluation)
    assert "peak_qps" not in evaluation.missing.get("api", ())


def test_a_batch_job_is_asked_for_rows_and_window_and_not_for_qps(found_by):
    text = "nodes: {job: {kind: endpoint, mode: batch}}"
    assert [] == found_by("NUM101", text)
    (found,) = found_by("NUM102", text)
    assert "job runs in batches but has no rows per run and no window or deadline." == found.message
    assert [] == found_by("NUM102", API % "")


def test_an_endpoint_without_a_mode_is_read_from_its_numbers(found_by):
    assert [] == found_by("NUM101", "nodes: {job: {kind: endpoint, rows_per_run: 40M rows}}")
    assert 1 == len(found_by("NUM101", "nodes: {api: {kind: endpoint, replicas: 3}}"))


def test_ttft_as_a_requirement_is_a_latency_budget(found_by):
    assert [] == found_by(
        "NUM103",
        """
        lane: llm
        nodes:
          quick: {kind: requirement, about: latency, metric: TTFT, value: p95 < 500 ms}
          api: {kind: endpoint, mode: online, streaming: true}
        edges: ["quick -> api: constrains"]
        """,
    )


def test_one_finding_names_every_stage_of_the_path(found_by):
    (found,) = found_by(
        "NUM104",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          store: {kind: feature_store}
          writer: {kind: llm}
          ranker: {kind: model, type: gbdt, latency_p95: 20 ms}
        edges: ["api -> store: reads", "api -> writer: calls", "api -> ranker: calls"]
        """,
    )
    assert (
        "The budget of api is p95 200 ms, but store and writer have no latency: the budget cannot "
        "be checked."
    ) == found.message
    assert ("store", "writer", "api") == found.at.nodes
    assert (("writer", "ttft"),) == found.at.blanks


def test_a_hosted_model_has_no_training_cadence(found_by):
    text = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  embedder: {kind: model, type: embedder, provider: hosted}
  writer: {kind: llm, provider: hosted%s}
edges: ["api -> embedder: calls", "api -> writer: calls"]
"""
    (found,) = found_by("NUM105", text % "")
    assert "writer" == found.at.nodes[0]
    assert [] == found_by("NUM105", text % ", review_period: weekly")


def test_a_static_model_with_a_reason_needs_no_cadence(found_by):
    assert [] == found_by(
        "NUM105",
        """
        nodes:
          api: {kind: endpoint, mode: online}
          ranker: {kind: model, type: gbdt}
          why: {kind: decision, choice: static model, because: the physics does not change}
        edges: ["api -> ranker: uses", "why -> ranker: supports"]
        """,
    )


def test_a_monitor_may_start_the_training(found_by):
    assert [] == found_by(
        "NUM105",
        """
        nodes:
          api: {kind: endpoint, mode: online}
          ranker: {kind: model, type: gbdt}
          training: {kind: training_job}
          drift: {kind: monitor, signal: input_drift}
        edges: ["api -> ranker: uses", "training -> ranker: trains", "drift -> training: triggers"]
        """,
    )


def test_a_binary_metric_needs_its_base_rate_and_a_relative_target_has_its_baseline(found_by):
    (found,) = found_by(
        "NUM108",
        """
        nodes:
          offline: {kind: evaluation, metric: PR-AUC, quality_target: beats rules by 5 pp}
        """,
    )
    assert "offline names PR-AUC without a base rate." == found.message


def test_a_mark_without_a_reason_weighs_less(design_from):
    design = design_from(API % "")
    api = dataclasses.replace(design.nodes["api"], na={"peak_qps": " "})
    evaluation = evaluate(dataclasses.replace(design, nodes={"api": api}), strict=True)
    every = [*evaluation.findings, *(one.finding for one in evaluation.suppressed)]
    assert [Severity.INFO] == [one.severity for one in every if one.code == "NUM101"]


def test_a_drop_larger_than_the_rate_can_only_be_relative(found_by):
    (found,) = found_by(
        "NUM110",
        """
        nodes:
          watch: {kind: monitor, metric: conversion, threshold: drops 5%, window: 1 d,
                  base_rate: 3%}
        """,
        level=Level.STAFF,
    )
    assert Severity.INFO is found.severity
    assert "read as relative" in found.message


def test_a_guessed_unit_is_said(found_by):
    found = found_by("NUM110", "nodes: {api: {kind: endpoint, mode: online, peak_qps: 2k}}")
    assert ["unit"] == [one.variant for one in found]


def test_two_numbers_are_too_few_and_three_are_enough_to_be_asked_one_by_one(judged):
    text = """
nodes:
  shop: {kind: consumer, action: shows the ranking%s}
  api: {kind: endpoint, mode: online, replicas: 12, throughput_per_replica: 180 rps}
  ranker: {kind: model, type: gbdt}
  clicked: {kind: label, origin: natural}
  offline: {kind: evaluation, metric: NDCG@10}
edges:
  - "shop -> api: consumes"
  - "api -> ranker: uses"
  - "clicked -> ranker: trains"
  - "offline -> ranker: evaluates"
"""
    assert "NUM199" in codes(judged(text % ""))
    assert "NUM199" not in codes(judged(text % ", peak_qps: 2k QPS"))


@pytest.mark.parametrize(
    ("own", "asked"),
    [("15 ms", ["ranker"]), ("40 ms", [])],
    ids=["a hop of its own", "long enough to be the total"],
)
def test_a_total_that_cannot_hold_the_stages_behind_it_is_a_hop(found_by, own, asked):
    found = found_by(
        "NUM104",
        f"""
        nodes:
          api: {{kind: endpoint, mode: online, latency_budget: p95 100 ms, latency_p95: {own}}}
          store: {{kind: feature_store, latency_p95: 12 ms}}
          index: {{kind: index, latency_p95: 12 ms}}
          encoder: {{kind: model, type: embedder, latency_p95: 8 ms}}
          ranker: {{kind: model, type: gbdt}}
        edges: ["api -> store", "api -> index", "api -> encoder: calls", "api -> ranker: calls"]
        """,
    )
    assert asked == [one.at.nodes[0] for one in found]


@pytest.mark.parametrize(
    ("metric", "lacks"),
    [
        ("accuracy", True),
        ("F1", True),
        ("average precision", True),
        ("recall of fraud", True),
        ("2-class accuracy", True),
        ("precision at the mean threshold", True),
        ("80-class accuracy", False),
        ("3-way accuracy", False),
        ("accuracy over 80 classes", False),
        ("top-5 accuracy", False),
        ("macro F1", False),
        ("mean average precision", False),
        ("mean score for accuracy", False),
        ("average judge rating of recall", False),
        ("NDCG@10", False),
    ],
)
def test_only_a_yes_or_no_answer_has_a_base_rate(found_by, metric, lacks):
    found = found_by(
        "NUM108",
        f"nodes: {{e: {{kind: evaluation, metric: {metric}, quality_target: '>= 0.8', "
        "baseline: 0.7}}",
    )

    assert lacks == any("base rate" in one.message for one in found)
