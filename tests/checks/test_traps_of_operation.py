"""Traps of whole families: freshness, retraining, availability, capacity, cost, complexity."""

from __future__ import annotations

import textwrap

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level

W, INFO = Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


@pytest.fixture
def times(found_by):
    """`times(code, yaml)`: how often the rule speaks."""
    return lambda code, text, **asked: len(found_by(code, textwrap.dedent(text), **asked))


# 4. Daily retraining with late labels


@pytest.mark.parametrize(
    ("arrival", "tolerance", "codes"),
    [
        ("daily", "60 d", set()),
        ("weekly", "60 d", {"RETR751"}),
        ("daily", "14 d", {"RETR752"}),
    ],
)
def test_4_daily_training_learns_from_late_labels_that_arrive_daily_and_may_still_be_stale(
    times, arrival, tolerance, codes
):
    text = f"""
    nodes:
      paid: {{kind: label, label_delay: 30 d, arrival_period: {arrival}, labels_per_day: 2M/day,
             base_rate: 1%}}
      training: {{kind: training_job, period: daily, duration: 2 h}}
      model: {{kind: model, type: gbdt, staleness_tolerance: {tolerance}}}
    edges: ["paid -> training: feeds", "training -> model: trains"]
    """

    assert codes == {one for one in ("RETR751", "RETR752") if times(one, text)}


# 7. Retries


def retried(attempts, deadline, limit="5k QPS"):
    return f"""
    nodes:
      app: {{kind: endpoint, mode: online, peak_qps: 600/s, latency_budget: p95 400 ms}}
      api: {{kind: endpoint, mode: online}}
      scorer: {{kind: model, type: nn, latency_p50: 40 ms, latency_p95: 80 ms,
               latency_p99: 140 ms, max_qps: {limit}}}
    edges:
      - {{edge: "app -> api: calls", timeout: {deadline}}}
      - {{edge: "api -> scorer: calls", timeout: 150 ms, attempts: {attempts}, backoff: 50 ms}}
    """


def test_7_rare_retries_break_a_deadline_and_a_capacity_and_no_percentile(times):
    assert 0 == times("LAT202", retried("3 tries", "500 ms"))
    assert 1 == times("LAT204", retried("3 tries", "500 ms"))
    assert 0 == times("LAT204", retried("3 tries", "700 ms"))
    assert 1 == times("REL904", retried("2 tries", "700 ms", "1000/s"))
    assert 0 == times("REL904", retried("2 tries", "700 ms", "5k QPS"))


# 9. Batches run at full load by design


def test_9_a_batch_may_run_at_full_load(times):
    text = """
    nodes:
      job: {kind: endpoint, %s, replicas: 10, throughput_per_replica: 100 rps,
            latency_p95: 20 ms}
    """

    assert 0 == times("CAP303", text % "mode: batch, rows_per_run: 3.5M, batch_window: 1 h")
    assert 1 == times("CAP303", text % "mode: online, peak_qps: 970/s")


# 10. Grouped-query attention


@pytest.mark.parametrize(("heads", "count"), [("8", 0), ("32", 1)])
def test_10_the_cache_of_a_grouped_query_model_counts_its_kv_heads(times, heads, count):
    # 131 072 B a token with 8 heads: 16.06 + 19.29 GB of 43.2 usable; four times that with 32.
    text = f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: 4/s}}
      writer: {{kind: llm, params: 8.03B, bytes_per_param: fp16, n_layers: "32",
               n_kv_heads: "{heads}", head_dim: "128", tokens_in: "2000", tokens_out: "300",
               concurrency: "64", gpu_count: "1", gpu_memory: 48 GB}}
    edges: ["api -> writer: calls"]
    """

    assert count == times("CAP308", text)


# 11. What counts how often in a product of availabilities


def hard(edges, store="99.95%", slo="99.9%", more=""):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, availability_slo: {slo}}}
      ranker: {{kind: model, type: nn, availability: 99.99%, in_process: true}}
      store: {{kind: feature_store, availability: {store}}}
{more}
    edges: [{edges}]
    """


def test_11_a_part_reached_twice_counts_once(times):
    # Once: 99.92 % x 99.99 % > 99.9 %; twice it would be below.
    once = '"api -> store: reads", "api -> ranker: calls"'
    twice = once + ', "ranker -> store: reads"'

    assert times("REL901", hard(once, "99.92%")) == times("REL901", hard(twice, "99.92%")) == 0
    assert 1 == times("REL901", hard(twice, "99.8%"))


@pytest.mark.parametrize(("must", "count"), [("no", 0), ("yes", 1)])
def test_11_a_soft_part_does_not_count(times, must, count):
    text = hard(f'{{edge: "api -> store: reads", hard: {must}}}', "99.5%")

    assert count == times("REL901", text)


@pytest.mark.parametrize(("provider", "count"), [("other", 0), ("acme", 1)])
def test_11_a_fallback_of_the_same_provider_gives_no_credit(times, provider, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, availability_slo: 99.9%}}
      writer: {{kind: llm, provider: acme, availability: 99.5%}}
      small: {{kind: llm, provider: {provider}, availability: 99.9%}}
    edges: ["api -> writer: calls", "writer -> small: falls_back_to"]
    """

    assert count == times("REL901", text)
    assert count == times("REL903", text)


# 12. Products are rough


@pytest.mark.parametrize(
    ("store", "severity"), [("99.93%", W), ("99.9%", W), ("99.89%", Severity.ERROR)]
)
def test_12_a_product_short_by_up_to_twice_the_budget_is_a_warning(found_by, store, severity):
    # slo 99.9 %: the budget is 0.1 %; 0.05 % + 0.07 % is 1.2 times that, 0.05 % + 0.11 % an
    # `extra_nine` (a part below the SLO by itself).
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, availability_slo: 99.9%}}
      ranker: {{kind: model, type: nn, availability: 99.95%}}
      store: {{kind: feature_store, availability: {store}}}
    edges: ["api -> ranker: calls", "api -> store: reads"]
    """
    (found,) = found_by("REL901", text)

    assert severity is found.severity


def test_12_a_product_short_by_more_than_twice_the_budget_is_an_error(found_by):
    parts = "".join(f"      m{n}: {{kind: model, type: nn, availability: 99.9%}}\n" for n in "abc")
    edges = ", ".join(f'"api -> m{n}: calls"' for n in "abc")
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, availability_slo: 99.9%}}
{parts}
    edges: [{edges}]
    """
    (found,) = found_by("REL901", text)

    assert ("product", Severity.ERROR) == (found.variant, found.severity)


# 19. Drift is a ticket


def alarmed(severity, more="", edges=""):
    return f"""
    nodes:
      shop: {{kind: consumer, action: shows the ranking}}
      api: {{kind: endpoint, mode: online}}
      ranker: {{kind: model, type: gbdt}}
      errors: {{kind: monitor, signal: errors, threshold: 1% absolute, window: 5 min}}
      drift: {{kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}}
      down: {{kind: alert, severity: page}}
      odd: {{kind: alert, severity: {severity}}}
      people: {{kind: oncall}}
      book: {{kind: runbook, first_action: look at what moved}}
{more}
    edges: [shop -> api, api -> ranker, errors -> api, drift -> ranker, errors -> down,
            drift -> odd, down -> people, down -> book, odd -> book,
            {"odd -> people" if severity == "page" else "'odd -> people: tickets'"}{edges}]
    """


def test_19_a_ticket_is_right_for_drift_and_a_page_needs_something_to_do_tonight(times):
    assert 0 == times("CALL971", alarmed("ticket"))
    assert 0 == times("CALL972", alarmed("ticket"))
    assert 1 == times("CALL972", alarmed("page"))
    assert 0 == times(
        "CALL972",
        alarmed("page", "      rules: {kind: fallback, type: heuristic}", ", odd -> rules"),
    )


def test_19_an_endpoint_that_pages_for_nothing_is_still_found(times):
    text = alarmed("ticket").replace("severity: page", "severity: ticket").replace(
        "down -> people,", "'down -> people: tickets',"
    )  # fmt: skip

    assert 1 == times("CALL971", text)


# 20. Daily actives are not uniques


def test_20_requests_of_known_users_are_not_new_people_every_day(found_by):
    text = """
    nodes:
      api: {{kind: endpoint, mode: online, requests_per_day: 40k/day}}
      ranker: {{kind: model, type: nn}}
      test: {{kind: experiment, metric: conversion, base_rate: 4%, mde: +0.2 pp, duration: {},
             unit: user{}}}
    edges: [api -> ranker, test -> ranker]
    """
    entrants = ", entrants_per_day: 40k/day"
    (short,) = found_by("EVAL707", text.format("3 d", entrants))

    assert SURE is short.certainty
    assert [] == found_by("EVAL707", text.format("14 d", entrants))
    assert all(MAYBE is one.certainty for one in found_by("EVAL707", text.format("3 d", "")))


# 22. What a trivial predictor scores


@pytest.mark.parametrize(
    ("metric", "target", "base", "count"),
    [
        ("accuracy", "80%", "50%", 0),
        ("accuracy", "98%", "1%", 1),
        ("PR-AUC", "0.35", "2%", 0),
        ("PR-AUC", "0.02", "2%", 1),
        ("ROC-AUC", "0.7", "2%", 0),
        ("ROC-AUC", "0.5", "2%", 1),
    ],
)
def test_22_each_metric_has_its_own_trivial_score(times, metric, target, base, count):
    text = f"""
    nodes:
      model: {{kind: model, type: gbdt}}
      offline: {{kind: evaluation, metric: {metric}, quality_target: {metric} >= {target},
                base_rate: {base}, baseline: {metric} 0.3}}
    edges: [offline -> model]
    """

    assert count == times("EVAL702", text)


# 24. 720 and 730 hours


@pytest.mark.parametrize(
    ("budget", "count"), [("$13,140/month", 0), ("$12,960/month", 0), ("$12,000/month", 1)]
)
def test_24_a_month_of_720_hours_is_inside_the_tolerance(times, budget, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, replicas: 15, unit_cost: $1.20/h,
            monthly_budget: "{budget}"}}
    """

    assert count == times("COST851", text)


# 25. Over-engineering needs a known need and no reason


def weekly(more="", edges="", period=", period: weekly"):
    return f"""
    nodes:
      people: {{kind: source, n_rows: 3M}}
      model: {{kind: model, type: gbdt}}
      api: {{kind: endpoint, mode: online, rows_per_run: 3M}}
      campaign: {{kind: consumer, action: sends the offer{period}}}
{more}
    edges: [people -> model, api -> model, {{edge: campaign -> api, mode: scheduled}}{edges}]
    """


def test_25_a_service_for_a_weekly_campaign_is_too_much_unless_a_reason_is_given(times):
    reason = (
        "      why: {kind: decision, status: chosen, choice: online serving, "
        "because: the shop moves to live offers in spring on the same service}"
    )

    assert 1 == times("OVER951", weekly())
    assert 0 == times("OVER951", weekly(reason, ", why -> api"))


def test_25_without_a_known_need_nothing_is_too_fast(times):
    assert 0 == times("OVER951", weekly(period=""))


TENANTS = (
    "      why: {kind: decision, status: chosen, choice: vector service, "
    "because: filters and tenancy are needed per customer}"
)


@pytest.mark.parametrize(
    ("reason", "edges", "count"),
    [
        ("", "", 1),
        (TENANTS, ", why -> i", 0),
    ],
)  # fmt: skip
def test_25_a_small_corpus_needs_no_index_unless_a_reason_is_given(times, reason, edges, count):
    text = f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: 20/s}}
      r: {{kind: retriever}}
      i: {{kind: index, n_vectors: 50k, dim: 768-d, index_type: hnsw}}
{reason}
    edges: [api -> r, r -> i{edges}]
    """

    assert count == times("OVER953", text)


@pytest.mark.parametrize(("target", "count"), [("PR-AUC >= 0.85", 1), ("PR-AUC >= 0.88", 0)])
def test_25_a_network_is_too_much_only_where_the_simple_model_is_good_enough(times, target, count):
    text = f"""
    nodes:
      simple: {{kind: model, type: linear}}
      net: {{kind: model, type: nn}}
      api: {{kind: endpoint, mode: online}}
      e: {{kind: evaluation, metric: PR-AUC, quality_target: "{target}", baseline: PR-AUC 0.87}}
    edges: [api -> net, e -> net]
    """

    assert count == times("OVER954", text)


# 27. Failing closed by design


def test_27_failing_closed_with_a_reason_is_no_missing_fallback(times):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      scorer: {kind: model, type: gbdt}
%s
    edges: [{edge: "api -> scorer: calls", timeout: 50 ms}%s]
    """
    reason = (
        "      closed: {kind: decision, status: chosen, choice: fail closed, "
        "because: an unscored payment costs more than a declined one}"
    )

    assert 1 == times("REL902", text % ("", ""), level=Level.SENIOR)
    assert 0 == times("REL902", text % (reason, ", closed -> api"), level=Level.SENIOR)
