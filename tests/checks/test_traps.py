"""False alarms an expert would laugh at, each beside the true one. Over 400 lines: there are 27."""

from __future__ import annotations

import textwrap

import pytest

from checks.board import Board
from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

W, INFO = Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


@pytest.fixture
def times(found_by):
    """`times(code, yaml)`: how often the rule speaks."""
    return lambda code, text, **asked: len(found_by(code, textwrap.dedent(text), **asked))


# 1. Label history


def history(lag="", join=""):
    return f"""
    nodes:
      fraud: {{kind: label, label_delay: 30 d}}
      past_fraud: {{kind: feature{lag}}}
      rows: {{kind: dataset, split: time}}
      model: {{kind: model, type: gbdt}}
    edges:
      - fraud -> past_fraud
      - {{edge: past_fraud -> rows{join}}}
      - fraud -> rows
      - rows -> model
    """


@pytest.mark.parametrize(
    ("lag", "join", "codes"),
    [
        (", lag: 30 d", "", set()),
        (", lag: 45 d", "", set()),
        ("", ", join: point_in_time", set()),
        (", lag: 7 d", "", {"LEAK403"}),
        ("", "", {"LEAK401"}),
    ],
)
def test_1_label_history_is_legal_once_the_labels_are_final_or_joined_in_time(
    times, lag, join, codes
):
    found = {one for one in ("LEAK401", "LEAK403") if times(one, history(lag, join))}

    assert codes == found
    assert "point_in_time" not in join or 0 == times("LEAK404", history(lag, join))


# 2. A shared source


@pytest.mark.parametrize(("ends", "count"), [("0 d", 0), ("-1 d", 0), ("7 d", 1)])
def test_2_a_source_shared_with_the_label_is_no_leak_while_windows_do_not_overlap(
    times, ends, count
):
    text = f"""
    nodes:
      payments: {{kind: source}}
      fraud: {{kind: label, label_delay: 30 d, horizon: 30 d}}
      spend: {{kind: feature, window: 30 d, window_end_offset: {ends}}}
      rows: {{kind: dataset, split: time}}
      model: {{kind: model, type: gbdt}}
    edges: [payments -> spend, payments -> fraud, spend -> rows, fraud -> rows, rows -> model]
    """

    assert count == times("LEAK402", text)


# 3. Batch and online ask for different numbers


@pytest.mark.parametrize(("mode", "qps", "window"), [("batch", 0, 1), ("online", 1, 0)])
def test_3_a_batch_is_not_asked_for_qps_nor_a_service_for_a_window(times, mode, qps, window):
    text = f"nodes: {{job: {{kind: endpoint, mode: {mode}}}}}"

    assert qps == times("NUM101", text)
    assert window == times("NUM102", text)


# 5. Sums of percentiles


def three_stages(budget, first="latency_p50: 20 ms, latency_p95: 60 ms"):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, latency_budget: p95 {budget}}}
      a: {{kind: model, type: nn, {first}}}
      b: {{kind: model, type: nn, latency_p50: 30 ms, latency_p95: 90 ms}}
      c: {{kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}}
    edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]
    """


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ("190 ms", [(SURE, Severity.ERROR)]),
        ("200 ms", [(MAYBE, W)]),
        ("260 ms", [(MAYBE, W)]),
        ("280 ms", []),
    ],
)
def test_5_only_slow_moments_that_meet_break_a_budget_between_quad_and_sum(
    found_by, budget, expected
):
    found = found_by("LAT202", three_stages(budget))

    assert expected == [(one.certainty, one.severity) for one in found]


def test_5_a_bimodal_stage_passes_below_the_sum_and_is_noted_above_it(found_by):
    bimodal = "latency_p50: 20 ms, latency_p95: 60 ms, latency_p99: 900 ms"
    (found,) = found_by("LAT202", three_stages("260 ms", bimodal))

    assert [] == found_by("LAT202", three_stages("280 ms", bimodal))
    assert any(step.startswith("a: slow now and then") for step in found.working)


# 6. What is not on the path


@pytest.mark.parametrize(
    ("third", "count"),
    [
        ("", 1),
        (", fraction: 3%", 0),
        (", fraction: 30%", 1),
        (", mode: async", 0),
        (", parallel_group: look", 0),
    ],
)
def test_6_rare_asynchronous_and_parallel_calls_are_not_added_to_the_path(times, third, count):
    beside = ", parallel_group: look" if "parallel" in third else ""
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, latency_budget: p95 220 ms}}
      a: {{kind: model, type: nn, latency_p50: 60 ms, latency_p95: 100 ms}}
      b: {{kind: model, type: nn, latency_p50: 60 ms, latency_p95: 100 ms}}
      c: {{kind: model, type: nn, latency_p50: 90 ms, latency_p95: 100 ms}}
    edges:
      - "api -> a: calls"
      - {{edge: "api -> b: calls"{beside}}}
      - {{edge: "api -> c: calls"{third}}}
    """

    assert count == times("LAT202", text)


def test_6_an_asynchronous_log_write_takes_no_time_of_the_request(times):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
      a: {kind: model, type: nn, latency_p95: 80 ms}
      writer: {kind: transform, op: write the log, latency_p95: 60 ms}
      log: {kind: log}
    edges: ["api -> a: calls", {edge: "api -> writer: calls", mode: %s}, "writer -> log: feeds"]
    """

    assert 0 == times("LAT202", text % "async")
    assert 1 == times("LAT202", text % "sync")


# 7. Retries


def test_7_a_second_attempt_that_is_rare_does_not_move_the_percentile(times):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, latency_budget: p95 %s}
      a: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 80 ms, latency_p99: 140 ms}
    edges: [{edge: "api -> a: calls", timeout: 150 ms, attempts: 3 tries, backoff: 50 ms}]
    """

    assert 0 == times("LAT201", text % "100 ms") + times("LAT202", text % "100 ms")
    assert 1 == times("LAT201", text % "70 ms")


# 8. First token against full answer


def streamed(guard="", edges="", streaming=", streaming: true"):
    return f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online, latency_budget: p95 800 ms{streaming}}}
      writer: {{kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300}}
{guard}
    edges: ["api -> writer: calls"{edges}]
    """


def test_8_a_streamed_answer_is_held_to_its_first_token(times):
    assert 0 == times("LAT209", streamed())
    assert 1 == times("LAT209", streamed(streaming=""))


def test_8_a_guard_that_needs_the_whole_answer_ends_the_streaming(times):
    guard = "      check: {{kind: guardrail, latency_p95: 20 ms{}}}"
    reads = ', {edge: "check -> writer: guards", stage: output}'

    assert 1 == times("LAT209", streamed(guard.format(""), reads))
    assert 0 == times("LAT209", streamed(guard.format(", streaming: true"), reads))


# 9. Capacity of the whole, and without fixed slots


def test_9_throughput_of_the_whole_is_not_multiplied_by_the_replicas(times):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
            throughput_per_replica: 180 rps%s}
    """

    assert 1 == times("CAP301", text % "")
    assert 0 == times("CAP301", text % ", throughput: 3k rps")


def test_9_a_server_without_fixed_slots_is_not_held_to_them(times):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms, replicas: 12%s}
    """

    assert 0 == times("CAP302", text % "")
    assert 1 == times("CAP302", text % ", workers_per_replica: 16")


# 10. What people write


def test_10_three_retries_are_four_attempts_and_three_tries_are_three(design_from):
    text = """
    nodes: {{api: {{kind: endpoint}}, a: {{kind: model, type: nn}}}}
    edges: [{{edge: "api -> a: calls", attempts: {}}}]
    """

    def attempts(typed):
        board = Board(design_from(text.format(typed)))
        (edge,) = board.out_of("api", Relation.CALLS)
        return board.number(edge, a.ATTEMPTS).value

    assert 4 == attempts("3 retries")
    assert 3 == attempts("3 tries")


def test_10_daily_is_a_period_and_per_day_is_a_rate(design_from):
    text = "nodes: {job: {kind: endpoint, period: daily, requests_per_day: 86400/day}}"
    board = Board(design_from(text))

    assert 86400.0 == board.number(board.node("job"), a.PERIOD).value
    assert 1.0 == board.number(board.node("job"), a.REQUESTS_PER_DAY).value


# 13. Shadow


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        ("CTR", 1),
        ("conversion", 1),
        ("error rate", 0),
        ("p95 latency", 0),
        ("score distribution", 0),
    ],
)
def test_13_nobody_reacts_to_a_shadow_but_it_has_errors_latency_and_scores(times, metric, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online}}
      go:
        kind: deployment
        stages: [shadow 100% for 2 d, full]
        automatic: true
        criteria:
          - {{metric: {metric}, comparator: ">", threshold: "10% relative", window: 1 h,
             action: roll back}}
    edges: [go -> api]
    """

    assert count == times("ROLL502", text)


# 14. Late metrics


CHARGEBACKS = "chargeback rate rises 10% relative over 24 h -> roll back"
SCORES = "PSI of the scores > 0.2 over 1 h -> roll back"


@pytest.mark.parametrize(
    ("criteria", "more", "edges", "severities"),
    [
        ([CHARGEBACKS], "", "", [Severity.ERROR]),
        ([CHARGEBACKS, SCORES], "", "", [INFO]),
        ([CHARGEBACKS], "      kept: {kind: experiment, name: Holdback, metric: chargeback rate}",
         ", kept -> api", []),
    ],
)  # fmt: skip
def test_14_an_early_proxy_makes_a_late_metric_a_remark_and_a_holdback_satisfies_it(
    found_by, criteria, more, edges, severities
):
    text = f"""
    nodes:
      y: {{kind: label, name: Chargeback, label_delay: 30 d}}
      m: {{kind: model, type: gbdt}}
      api: {{kind: endpoint, mode: online, avg_qps: 200/s}}
      go: {{kind: deployment, stages: [canary 5% for 24 h, full], criteria: {criteria}}}
{more}
    edges: [y -> m, api -> m, go -> api{edges}]
    """

    assert severities == [one.severity for one in found_by("ROLL504", text)]


# 15. Vector spaces


@pytest.mark.parametrize(
    ("documents", "queries", "count"),
    [
        ("version: items-4, space_id: towers", "version: users-9, space_id: towers", 0),
        ("version: items-4", "version: users-9", 1),
        ("version: v3, dim: 256", "version: v3, dim: 256", 0),
        ("version: v3, dim: 256", "version: v3, dim: 1024", 1),
    ],
)
def test_15_two_towers_share_a_space_and_cut_vectors_match_when_both_are_cut(
    times, documents, queries, count
):
    sides = {}
    for side, said in (("doc", documents), ("query", queries)):
        fields = [part for part in said.split(", ") if not part.startswith("dim")]
        dim = [part for part in said.split(", ") if part.startswith("dim")]
        sides[side] = (", ".join(fields), ", ".join(["", *dim]))
    text = f"""
    lane: llm
    nodes:
      d: {{kind: model, type: embedder, {sides["doc"][0]}}}
      q: {{kind: model, type: embedder, {sides["query"][0]}}}
      i: {{kind: index}}
      r: {{kind: retriever}}
    edges:
      - {{edge: d -> i, side: doc{sides["doc"][1]}}}
      - {{edge: q -> r, side: query{sides["query"][1]}}}
      - r -> i
    """

    assert count == times("SKEW454", text)


# 16. Fitted before the split


@pytest.mark.parametrize(
    ("op", "worst"),
    [
        ("standard scaler", INFO),
        ("feature selection", Severity.ERROR),
        ("target encoding", Severity.ERROR),
        ("SMOTE", Severity.ERROR),
        ("log of the amount", None),
    ],
)
def test_16_a_scaler_is_a_remark_and_what_carries_labels_is_an_error(found_by, op, worst):
    text = f"""
    nodes:
      raw: {{kind: source}}
      step: {{kind: transform, op: {op}, fit_scope: all}}
      rows: {{kind: dataset, split: random}}
      model: {{kind: model, type: gbdt}}
    edges: [raw -> step, step -> rows, rows -> model]
    """
    found = found_by("LEAK407", text, level=Level.STAFF)

    assert [worst] * bool(worst) == [one.severity for one in found]


# 17. Known users


@pytest.mark.parametrize(
    ("split", "new", "count"),
    [("time", "false", 0), ("random", "true", 1), ("time+group", "true", 0), ("time", "true", 1)],
)
def test_17_known_users_may_be_on_both_sides_of_a_time_split(times, split, new, count):
    text = f"""
    nodes:
      rows: {{kind: dataset, split: {split}, group_key: user, serves_new_entities: {new}}}
      model: {{kind: model, type: gbdt}}
    edges: [rows -> model]
    """

    assert count == times("LEAK406", text)


# 18. Shared monitors, and labels that beat drift


def drifting(target, more="", edges="", label=""):
    return f"""
    nodes:
      spend: {{kind: feature}}
      weather: {{kind: source}}
      store: {{kind: feature_store}}
      rows: {{kind: dataset}}
      paid: {{kind: label{label}}}
      model: {{kind: model, type: gbdt}}
      api: {{kind: endpoint, mode: online}}
      scores: {{kind: monitor, signal: prediction_drift}}
      inputs: {{kind: monitor, signal: input_drift}}
{more}
    edges: [spend -> store, store -> rows, paid -> rows, rows -> model, api -> store, api -> model,
            scores -> api, inputs -> {target}{edges}]
    """


def test_18_a_drift_monitor_on_the_store_covers_its_features(times):
    assert 0 == times("MON602", drifting("store"))
    assert 1 == times("MON602", drifting("weather"))


@pytest.mark.parametrize(("delay", "severity"), [("1 d", INFO), ("30 d", Severity.ERROR)])
def test_18_quality_with_labels_of_a_day_is_faster_than_drift(found_by, delay, severity):
    more = "      good: {kind: monitor, signal: quality, needs_labels: true, period: daily}"
    text = drifting("weather", more, ", good -> model", f", label_delay: {delay}")
    (found,) = found_by("MON602", text)

    assert severity is found.severity


# 21. Rules instead of models, and models of others


def test_21_rules_are_not_asked_for_training_labels_or_drift(judged):
    text = """
    nodes:
      orders: {kind: source}
      api: {kind: endpoint, mode: online}
      rules: {kind: model, type: %s}
      shop: {kind: consumer, action: holds the order}
      errors: {kind: monitor, signal: errors, threshold: 1%%, window: 5 min}
    edges: ["orders -> api: feeds", "api -> rules: calls", shop -> api, errors -> api]
    """

    def asked(kind):
        evaluation = judged(text % kind)
        found = [*evaluation.findings, *(one.finding for one in evaluation.suppressed)]
        codes = {one.code for one in found}
        learned = {"NUM105", "MON602", "SKEW452"}
        return {one for one in codes if one in learned or one.startswith("LEAK")}

    assert set() == asked("heuristic")
    assert {"NUM105", "MON602", "SKEW452"} == asked("gbdt")


def test_21_a_hosted_model_has_a_cadence_of_review_and_none_of_training(found_by):
    text = """
    lane: llm
    nodes:
      api: {kind: endpoint, mode: online}
      writer: {kind: llm, provider: hosted%s}
    edges: ["api -> writer: calls"]
    """
    (found,) = found_by("NUM105", text % "")

    assert ("review_period",) == found.at.fields
    assert [] == found_by("NUM105", text % ", review_period: weekly")


# 23. Not applicable


def test_23_a_number_that_does_not_apply_silences_check_and_question_and_needs_a_reason(judged):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, replicas: 12, throughput_per_replica: 180 rps%s}
    """

    def codes(said):
        found = judged(text % said).findings
        return {one.code for one in found} & {"NUM101", "CAP301"}

    assert set() == codes(", na: {peak_qps: three people use it}")
    assert {"NUM101"} == codes("")
    assert {"CAP301"} == codes(", peak_qps: 4k QPS")


# 24. Months, gigabytes, hours


@pytest.mark.parametrize(("typed", "count"), [("80 GB/day", 0), ("82 GB/day", 0), ("40 GB/day", 1)])
def test_24_gb_against_gib_is_inside_the_tolerance(times, typed, count):
    text = f"""
    nodes:
      clicks: {{kind: source, rows_per_day: 20M/day, event_bytes: 4 KiB, bytes_per_day: {typed}}}
    """

    assert count == times("CAP305", text)


@pytest.mark.parametrize(("gap", "count"), [("30 d", 0), ("30.4 d", 0), ("29 d", 1)])
def test_24_a_month_is_thirty_days_or_30_4(times, gap, count):
    text = f"""
    nodes:
      y: {{kind: label, horizon: 7 d, label_delay: 30.4 d}}
      rows: {{kind: dataset, split: time, gap: {gap}}}
      model: {{kind: model, type: gbdt}}
    edges: [y -> rows, rows -> model]
    """

    assert count == times("LEAK408", text)


@pytest.mark.parametrize(("kept", "count"), [("30.4 d", 0), ("32 d", 1)])
def test_24_a_log_kept_a_month_keeps_a_promise_of_thirty_days(times, kept, count):
    text = f"""
    nodes:
      privacy: {{kind: requirement, deletion_sla: 30 d}}
      log: {{kind: log, personal_data: true, acl: enforced, retention: {kept}}}
    """

    assert count == times("RAI933", text)


# 26. Retrieval is no contamination


@pytest.mark.parametrize(
    ("edges", "count"),
    [
        ("articles -> passages, articles -> golden", 0),
        ("articles -> passages, golden -> passages", 1),
        ("articles -> passages, golden -> prompt", 1),
    ],
)
def test_26_source_documents_belong_in_the_index_and_golden_answers_do_not(times, edges, count):
    text = f"""
    lane: llm
    nodes:
      articles: {{kind: source}}
      golden: {{kind: dataset, name: Golden answers, origin: annotated}}
      passages: {{kind: index}}
      finder: {{kind: retriever}}
      prompt: {{kind: prompt}}
      writer: {{kind: llm}}
      eval: {{kind: evaluation, metric: groundedness}}
    edges: [{edges}, golden -> eval, eval -> writer, finder -> passages, writer -> prompt]
    """

    assert count == times("LEAK411", text)
