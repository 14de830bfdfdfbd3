"""Latency: the worked numbers, the traps, and the words."""

from __future__ import annotations

from checks.finding import Certainty
from design.brief import Lane

RAG = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 %s%s}
  embedder: {kind: model, type: embedder, latency_p95: 15 ms}
  retriever: {kind: retriever, latency_p95: 30 ms}
  reranker: {kind: model, type: reranker, latency_p95: 60 ms}
  writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: %s}
edges:
  - "api -> embedder: calls"
  - "api -> retriever: calls"
  - "api -> reranker: calls"
  - "api -> writer: calls"
"""


def test_rag_under_200_ms_says_both_readings(found_by):
    (found,) = found_by("LAT209", RAG % ("200 ms", "", "300"))
    assert Certainty.CERTAIN is found.certainty
    assert found.message.startswith(
        "writer: first token at 455 ms, full answer at 6.435 s (before 105 ms + TTFT 350 ms + "
        "299 x 20 ms)"
    )
    assert "only what comes before the model (105 ms) would be in time" in found.working


def test_two_seconds_for_the_full_answer_leave_78_tokens(found_by):
    (found,) = found_by("LAT209", RAG % ("2 s", "", "300"))
    assert "at most 78 output tokens" in found.remedy
    assert [] == found_by("LAT209", RAG % ("2 s", "", "78"))


def test_a_streaming_endpoint_is_held_to_the_first_token(found_by):
    assert [] == found_by("LAT209", RAG % ("500 ms", ", streaming: true", "300"))
    (late,) = found_by("LAT209", RAG % ("400 ms", ", streaming: true", "300"))
    assert "to the first token" in late.message


def test_stages_side_by_side_before_the_model_count_once(found_by):
    text = RAG % ("200 ms", "", "300")
    for stage in ("embedder", "retriever"):
        text = text.replace(
            f'"api -> {stage}: calls"', f'{{edge: "api -> {stage}: calls", parallel_group: look}}'
        )
    (found,) = found_by("LAT209", text)
    assert "first token at 440 ms" in found.message


def test_generation_time_speaks_for_stage_and_path(judged):
    evaluation = judged(RAG % ("200 ms", "", "300"))
    codes = {one.code for one in evaluation.findings if one.family == "LAT"}
    assert {"LAT209"} == codes
    assert {"LAT201", "LAT202"} <= {one.finding.code for one in evaluation.suppressed}


def test_missing_tokens_are_asked_at_the_call_site(judged):
    evaluation = judged(RAG.replace(", tokens_out: %s", "") % ("2 s", ""))
    (asked,) = [one for one in evaluation.findings if one.code == "NUM109"]
    assert "writer" == asked.at.nodes[0]
    assert "output tokens" in asked.message
    assert "generation time" in asked.message


def test_an_agent_with_a_step_limit_is_possible_only(found_by):
    (found,) = found_by(
        "LAT209",
        """
        lane: llm
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 5 s}
          agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token, tokens_out: 100, max_steps: 4}
          browser: {kind: tool, latency_p95: 1 s}
        edges: ["api -> agent: calls", "agent -> browser: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty
    assert "up to 4 steps are in the time before" in found.working


def test_the_same_generation_is_judged_as_a_stage_in_other_lanes(found_by):
    text = RAG.replace("lane: llm", "lane: tabular") % ("200 ms", "", "300")
    assert ["writer"] == [one.at.nodes[0] for one in found_by("LAT201", text)]
    assert [] == found_by("LAT209", text, lane=Lane.TABULAR)


def test_a_sum_above_and_a_quad_below_is_a_warning_with_its_reason(found_by):
    (found,) = found_by(
        "LAT202",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          a: {kind: model, type: nn, latency_p50: 20 ms, latency_p95: 60 ms}
          b: {kind: model, type: nn, latency_p50: 30 ms, latency_p95: 90 ms}
          c: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
        edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty
    assert "api needs 197.7 ms to 270 ms at p95" in found.message
    assert "It holds only while slow moments do not meet." in found.message
    assert "c in 50 ms instead of 120 ms, or a budget of 270 ms." == found.remedy


def test_a_bimodal_stage_is_noted(found_by):
    (found,) = found_by(
        "LAT202",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p50: 5 ms, latency_p95: 90 ms, latency_p99: 900 ms}
          b: {kind: model, type: nn, latency_p50: 10 ms, latency_p95: 90 ms}
        edges: ["api -> a: calls", "api -> b: calls"]
        """,
    )
    assert any(step.startswith("a: slow now and then") for step in found.working)


def test_known_stages_over_the_budget_do_not_wait_for_the_unknown_one(judged):
    evaluation = judged(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p95: 90 ms}
          b: {kind: model, type: nn, latency_p95: 90 ms}
          c: {kind: model, type: nn}
        edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]
        """
    )
    codes = {one.code for one in evaluation.findings}
    assert "LAT202" in codes
    assert "NUM104" not in codes


def test_a_mean_against_a_percentile_is_possible_only(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_mean: 150 ms}
        edges: ["api -> a: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty


def test_a_median_over_the_budget_is_certain_at_p95(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms}
        edges: ["api -> a: calls"]
        """,
    )
    assert Certainty.CERTAIN is found.certainty


def test_behind_a_cache_nothing_is_certain(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
          cache: {kind: cache, cache_hit: 60%, latency_p95: 5 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms, latency_p95: 400 ms}
        edges: ["api -> cache: reads", "cache -> a: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty


def test_a_cache_that_hits_96_in_a_hundred_takes_the_model_off_the_p95(found_by):
    assert [] == found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
          cache: {kind: cache, cache_hit: 96%, latency_p95: 5 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms, latency_p95: 400 ms}
        edges: ["api -> cache: reads", "cache -> a: calls"]
        """,
    )
