"""What each missing number is called and whom it is asked of. Over 400 lines: eleven rules."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from design.brief import Level
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def messages(found):
    return [one.message for one in found]


API = "nodes: {api: {kind: endpoint, mode: %s}}"
INDEX = """
nodes:
  api: {kind: endpoint, mode: online}
  passages: {kind: index%s}
edges: ["api -> passages: reads"]
"""
MODEL = """
nodes:
  api: {kind: endpoint, mode: online}
  ranker: {kind: model%s}
  %s
edges: ["api -> ranker: uses"%s]
"""
LABEL = """
nodes:
  y: {kind: label%s}
  m: {kind: model, type: gbdt}
edges: [%s]
"""


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("NUM101", API % "online", [W, E, E, E]),
        ("NUM101", API % "online, avg_qps: 20/s", [INFO, INFO, INFO, INFO]),
        ("NUM102", API % "batch", [W, E, E, E]),
        ("NUM103", API % "online", [W, E, E, E]),
        ("NUM105", INDEX % "", [W, E, E, E]),
        ("NUM106", LABEL % ("", '"y -> m: trains"'), [W, E, E, E]),
        ("NUM107", API % "online", [INFO, W, E, E]),
        ("NUM108", "nodes: {offline: {kind: evaluation, metric: PR-AUC}}", [W, E, E, E]),
        ("NUM110", API % "online, latency_budget: 200 ms", [INFO, W, W, E]),
    ],
)
def test_each_weighs_as_the_level_says(found_by, code, text, expected):
    assert expected == weights(found_by, code, text)


# NUM101


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("online", "api has no QPS: nothing that depends on load can be checked."),
        ("online, peak_qps: 20/s", None),
        ("online, requests_per_day: 864k/day, peak_factor: 2", None),
        (
            "online, avg_qps: 20/s",
            "api states an average only: its peak is taken as 3x that, 60/s.",
        ),
        ("batch", None),
        ("device", None),
        ("async", None),
        ("online, na: {avg_qps: three people}", None),
    ],
)
def test_a_peak_is_asked_for_however_it_may_be_stated(found_by, fields, message):
    assert ([message] if message else []) == messages(found_by("NUM101", API % fields))


def test_a_part_behind_the_entry_is_not_asked_for_its_load(found_by):
    text = """
    nodes: {api: {kind: endpoint, mode: online}, inner: {kind: endpoint, mode: online}}
    edges: ["api -> inner: calls"]
    """
    assert [("api",)] == [one.at.nodes for one in found_by("NUM101", text)]


# NUM102


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ("", "rows per run and no window or deadline"),
        (", rows_per_run: 2M rows", "window or deadline"),
        (', finish_by: "06:00"', "rows per run"),
        (", batch_window: 2 h", "rows per run"),
        (', rows_per_run: 2M rows, finish_by: "06:00"', ""),
        (", rows_per_run: 2M rows, na: {finish_by: whenever}", ""),
        (", rows_per_run: 2M rows, na: {batch_window: whenever}", ""),
        (", batch_window: 2 h, na: {rows_per_run: unknown}", ""),
    ],
)
def test_a_batch_has_rows_and_an_end(found_by, fields, lacks):
    expected = [f"api runs in batches but has no {lacks}."] if lacks else []
    assert expected == messages(found_by("NUM102", API % f"batch{fields}"))


@pytest.mark.parametrize(("deadline", "count"), [("finish_by: '06:00'", 0), ("owner: us", 1)])
def test_who_waits_for_the_batch_may_state_the_deadline(found_by, deadline, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: batch, rows_per_run: 2M rows}}
      desk: {{kind: consumer, {deadline}}}
    edges: ["desk -> api: consumes"]
    """
    assert count == len(found_by("NUM102", text))


# NUM103

ASKED = """
nodes:
  shop: {kind: consumer}
  api: {kind: endpoint, mode: %s}
  fast: {kind: requirement, about: latency, metric: %s}
edges: [{edge: "shop -> api: consumes", mode: %s}, "fast -> api: constrains"]
"""


@pytest.mark.parametrize(
    ("mode", "metric", "call", "message"),
    [
        ("online", "p95", "sync", "shop waits for api, which has no latency budget."),
        ("online", "p95", "async", None),
        ("batch", "p95", "sync", None),
        ("online", "TTFT", "sync", None),
        ("online", "time to first word", "sync", None),
        ("online", "the first token", "sync", None),
        ("online, latency_budget: p95 200 ms", "p95", "sync", None),
    ],
)
def test_where_somebody_waits_there_is_a_budget(found_by, mode, metric, call, message):
    found = found_by("NUM103", ASKED % (mode, metric, call))
    assert ([message] if message else []) == messages(found)


def test_nobody_drawn_may_be_somebody_who_waits(found_by):
    assert ["api has no latency budget."] == messages(found_by("NUM103", API % "online"))


# NUM104


def staged(stages, api="latency_budget: p95 200 ms", lane="tabular"):
    nodes = "\n".join(f"  {name}: {{kind: {kind}}}" for name, kind in stages)
    edges = ", ".join(
        f'"api -> {name}: {"calls" if "store" not in kind else "reads"}"' for name, kind in stages
    )
    return f"""
lane: {lane}
nodes:
  api: {{kind: endpoint, mode: online, {api}}}
{nodes}
edges: [{edges}]
"""


def test_five_stages_are_named_and_the_rest_counted(found_by):
    (five,) = found_by("NUM104", staged([(f"m{i}", "model, type: gbdt") for i in range(5)]))
    (six,) = found_by("NUM104", staged([(f"m{i}", "model, type: gbdt") for i in range(6)]))

    assert "but m0, m1, m2, m3 and m4 have no latency" in five.message
    assert "but m0, m1, m2, m3, m4 and 1 more have no latency" in six.message


def test_one_stage_has_no_latency(found_by):
    (found,) = found_by("NUM104", staged([("ranker", "model, type: gbdt")]))

    assert (
        "The budget of api is p95 200 ms, but ranker has no latency: the budget cannot be checked."
    ) == found.message
    assert "State the p95 latency of ranker." == found.remedy
    assert (("ranker", "api"), ("latency_p95",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(("fields", "field"), [("", "ttft"), (", ttft: 300 ms", "tpot")])
def test_a_call_site_is_asked_for_its_first_token_and_then_the_next(found_by, fields, field):
    (found,) = found_by("NUM104", staged([("writer", f"llm{fields}")], lane="llm"))
    assert (field,) == found.at.fields


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ("", E),
        (", na: {latency_p95: a table in memory}", None),
        (", latency_p95: 12 ms", None),
    ],
)
def test_a_stage_may_be_excused(found_by, fields, severity):
    found = found_by("NUM104", staged([("ranker", f"model, type: gbdt{fields}")]))
    assert [severity] * (severity is not None) == [one.severity for one in found]


def test_no_stage_is_asked_without_a_budget(found_by):
    assert [] == found_by("NUM104", staged([("ranker", "model, type: gbdt")], "replicas: 2"))


def test_a_budget_that_is_gone_needs_no_more_latencies(found_by):
    stages = [("ranker", "model, type: gbdt"), ("store", "feature_store, latency_p95: 12 ms")]
    slow = [stages[0], ("other", "model, type: gbdt, latency_p95: 400 ms")]

    assert 1 == len(found_by("NUM104", staged(stages)))
    assert [] == found_by("NUM104", staged(slow))


# NUM105


@pytest.mark.parametrize(
    ("model", "more", "edge", "lacks"),
    [
        (", type: gbdt", "", "", "training job, cadence or trigger"),
        (", type: heuristic", "", "", ""),
        (", type: gbdt, period: weekly", "", "", ""),
        (", type: gbdt, period: on demand", "", "", ""),
        (", type: embedder", "", "", ""),
        (", type: nn, provider: somebody", "", "", ""),
        (", type: nn, pinned: yes", "", "", ""),
        (", type: gbdt, pinned: yes", "", "", "training job, cadence or trigger"),
        (
            ", type: nn, provider: somebody",
            "job: {kind: training_job}",
            ', "job -> ranker: trains"',
            "training cadence or trigger",
        ),
        (
            ", type: gbdt",
            "job: {kind: training_job, period: weekly}",
            ', "job -> ranker: trains"',
            "",
        ),
        (
            ", type: gbdt",
            "job: {kind: training_job, period: on demand}",
            ', "job -> ranker: trains"',
            "training cadence or trigger",
        ),
        (
            ", type: gbdt",
            "job: {kind: training_job, trigger: on_change}",
            ', "job -> ranker: trains"',
            "",
        ),
        (
            ", type: gbdt",
            "job: {kind: training_job, trigger: manual}",
            ', "job -> ranker: trains"',
            "training cadence or trigger",
        ),
    ],
)
def test_what_is_fitted_here_has_a_cadence(found_by, model, more, edge, lacks):
    found = found_by("NUM105", MODEL % (model, more, edge))
    expected = [f"ranker is in production with no {lacks}."] if lacks else []

    assert expected == messages(found)


def test_the_cadence_belongs_to_the_job(found_by):
    text = MODEL % (", type: gbdt", "job: {kind: training_job}", ', "job -> ranker: trains"')
    (found,) = found_by("NUM105", text)

    assert (("job", "ranker"), ("period",)) == (found.at.nodes, found.at.fields)
    assert "State how often ranker is renewed, or draw what triggers it." == found.remedy


@pytest.mark.parametrize(
    ("why", "count"),
    [
        ("choice: static model, because: the physics does not change", 0),
        ("choice: frozen weights, because: the physics does not change", 0),
        ("choice: static model", 1),
        ("choice: a small model, because: the physics does not change", 1),
    ],
)
def test_a_decision_for_a_static_model_gives_its_reason(found_by, why, count):
    text = MODEL % (
        ", type: gbdt",
        f"why: {{kind: decision, {why}}}",
        ', "why -> ranker: supports"',
    )
    assert count == len(found_by("NUM105", text))


@pytest.mark.parametrize(
    ("index", "more", "edge", "count"),
    [
        ("", "", "", 1),
        (", period: daily", "", "", 0),
        ("", "docs: {kind: source, period: daily}", ', "docs -> passages: feeds"', 0),
        ("", "docs: {kind: source}", ', "docs -> passages: feeds"', 1),
        (
            "",
            "docs: {kind: source}",
            ', {edge: "docs -> passages: feeds", trigger: on_change}',
            0,
        ),
        ("", "watch: {kind: monitor}", ', "watch -> passages: triggers"', 0),
        (", na: {period: it never changes}", "", "", 0),
    ],
)
def test_an_index_has_a_refresh(found_by, index, more, edge, count):
    text = (INDEX % index).replace("edges:", f"  {more}\nedges:").replace('reads"', f'reads"{edge}')
    expected = ["passages is in production with no refresh cadence or trigger."] * count
    assert expected == messages(found_by("NUM105", text))


# NUM106


@pytest.mark.parametrize(
    ("fields", "edges", "count"),
    [
        ("", '"y -> m: trains"', 1),
        (", label_delay: 30 d", '"y -> m: trains"', 0),
        (", horizon: 30 d, lag: 1 d", '"y -> m: trains"', 0),
        (", horizon: 30 d", '"y -> m: trains"', 1),
        (", origin: natural", '"y -> m: trains"', 1),
        (", origin: annotated", '"y -> m: trains"', 0),
        (", origin: natural, cost_per_label: $1", '"y -> m: trains"', 1),
        (", cost_per_label: $1", '"y -> m: trains"', 0),
        (", labels_per_day: 200/day", '"y -> m: trains"', 0),
        (", role: input", '"y -> m: trains"', 0),
        (", na: {label_delay: known at once}", '"y -> m: trains"', 0),
        ("", "", 0),
    ],
)
def test_a_natural_label_says_when_it_is_known(found_by, fields, edges, count):
    text = LABEL % (fields, edges)
    expected = ["Label y has no delay: cannot check "] * count
    assert expected == [
        one.split("check ")[0] + "check " for one in messages(found_by("NUM106", text))
    ]


# NUM107


@pytest.mark.parametrize(
    ("fields", "more", "lacks"),
    [
        ("online", "", "availability"),
        ("batch", "", ""),
        ("online, availability_slo: 99.9%", "", ""),
        ("batch", "x: {kind: feature_store}", "freshness"),
        ("batch", "x: {kind: index}", "freshness"),
        ("batch", "x: {kind: feature, computed: batch}", "freshness"),
        ("batch", "x: {kind: feature, computed: stream}", "freshness"),
        ("batch", "x: {kind: feature, window: 7 d}", "freshness"),
        ("batch", "x: {kind: feature, computed: request}", ""),
        ("batch", "x: {kind: feature_store, freshness_req: 1 h}", ""),
        ("batch, freshness_req: 1 h", "x: {kind: feature_store}", ""),
        ("batch, unit_cost: $1/h", "", "cost"),
        ("batch, replicas: 2", "", "cost"),
        ("batch, replicas: 2, monthly_budget: $3k/month", "", ""),
        ("online, replicas: 2", "x: {kind: feature_store}", "availability, freshness or cost"),
    ],
)
def test_each_absent_target_is_named(found_by, fields, more, lacks):
    edge = '"api -> x: reads"' if more else ""
    text = f"nodes:\n  api: {{kind: endpoint, mode: {fields}}}\n  {more}\nedges: [{edge}]\n"
    expected = [f"api has no {lacks} target."] if lacks else []
    assert expected == [
        one.split(":")[0].removesuffix(".") + "." for one in messages(found_by("NUM107", text))
    ]


@pytest.mark.parametrize(
    ("requirement", "count"),
    [
        ("about: cost, value: $3k/month", 0),
        ("about: cost", 1),
        ("about: latency, value: 200 ms", 1),
        ("monthly_budget: $3k/month", 0),
    ],
)
def test_a_budget_may_stand_for_the_design(found_by, requirement, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: batch, replicas: 2}}
      money: {{kind: requirement, {requirement}}}
    """
    assert count == len(found_by("NUM107", text))


# NUM108


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ("metric: PR-AUC", "target, baseline value or base rate"),
        ("metric: PR-AUC, quality_target: PR-AUC >= 0.35", "baseline value or base rate"),
        ("metric: PR-AUC, baseline: PR-AUC 0.28, base_rate: 2%", "target"),
        ("metric: RMSE, quality_target: '<= 3', baseline: 4", ""),
        ("metric: RMSE, quality_target: '<= 3'", "baseline value"),
        ("metric: PR-AUC, secondary: yes", ""),
        ("metric: PR-AUC, na: {quality_target: first look, baseline: none, base_rate: 1}", ""),
    ],
)
def test_a_metric_has_a_target_a_baseline_and_a_base_rate(found_by, fields, lacks):
    found = found_by("NUM108", f"nodes: {{offline: {{kind: evaluation, {fields}}}}}")
    ends = [one.split(" without a ")[1].split(":")[0].rstrip(".") for one in messages(found)]
    assert ([lacks] if lacks else []) == ends


@pytest.mark.parametrize(
    ("about", "value", "count"),
    [
        ("business", "", 1),
        ("quality-online", "", 1),
        ("quality-offline", "", 1),
        ("fairness", "", 1),
        ("privacy", "", 0),
        ("business", ", value: '> 3%'", 0),
        ("business", ", secondary: yes", 0),
    ],
)
def test_a_requirement_on_quality_has_a_value(found_by, about, value, count):
    text = f"nodes: {{goal: {{kind: requirement, about: {about}, metric: retention{value}}}}}"
    assert ["goal names retention without a target value."] * count == messages(
        found_by("NUM108", text)
    )


@pytest.mark.parametrize(
    ("kind", "count"), [("label", 0), ("dataset", 0), ("requirement", 0), ("monitor", 1)]
)
def test_the_base_rate_may_stand_with_the_data(found_by, kind, count):
    text = f"""
    nodes:
      offline: {{kind: evaluation, metric: recall, quality_target: '>= 0.8', baseline: 0.7}}
      other: {{kind: {kind}, base_rate: 2%}}
    """
    assert count == len(found_by("NUM108", text))


def test_language_models_need_no_base_rate(found_by):
    text = (
        "nodes: {e: {kind: evaluation, metric: accuracy, quality_target: '>= 0.8', baseline: 0.7}}"
    )
    assert [] == found_by("NUM108", f"lane: llm\n{text}")
    assert 1 == len(found_by("NUM108", text))


# NUM110


@pytest.mark.parametrize(
    ("node", "reading"),
    [
        ("api: {kind: endpoint, mode: online, latency_budget: 200 ms}", "percentile"),
        ("api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}", None),
        ("api: {kind: endpoint, mode: online, latency_budget: mean 200 ms}", None),
        ("api: {kind: endpoint, mode: batch, latency_budget: 200 ms}", None),
        ("w: {kind: monitor, metric: conversion, threshold: drops 5%}", "basis"),
        ("w: {kind: monitor, metric: conversion, threshold: drops 5% relative}", None),
        ("w: {kind: monitor, metric: conversion, threshold: < 1%}", None),
        ("w: {kind: monitor, metric: p95, threshold: rises 5%}", None),
        ("w: {kind: monitor, signal: latency, threshold: rises 5%}", None),
        ("e: {kind: experiment, metric: conversion, mde: +2%}", "basis"),
        ("api: {kind: endpoint, mode: online, peak_qps: 2k}", "unit"),
        ("api: {kind: endpoint, mode: online, peak_qps: 2k QPS}", None),
        ("y: {kind: label, label_delay: 7 d, horizon: 30 d}", "delay"),
        ("y: {kind: label, label_delay: 29.5 d, horizon: 30 d}", None),
        ("y: {kind: label, label_delay: 29.3 d, horizon: 30 d}", "delay"),
        ("y: {kind: label, label_delay: 30 d, horizon: 30 d}", None),
        ("y: {kind: label, label_delay: 7 d, horizon: 30 d, maturity_rule: wait}", None),
        ("y: {kind: label, label_delay: 7 d, horizon: 30 d, maturity_rule: none}", "delay"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(found_by, node, reading):
    found = found_by("NUM110", f"nodes: {{{node}}}")
    assert ([reading] if reading else []) == [one.variant for one in found]


@pytest.mark.parametrize(
    ("base", "drop", "severity"),
    [
        ("3%", "drops 5%", INFO),
        ("5%", "drops 5%", E),
        ("3%", "rises 5%", E),
    ],
)
def test_a_rate_cannot_lose_points_it_has_not(found_by, base, drop, severity):
    text = (
        f"nodes: {{w: {{kind: monitor, metric: conversion, threshold: {drop}, base_rate: {base}}}}}"
    )
    (found,) = found_by("NUM110", text, level=Level.STAFF)
    assert severity is found.severity


# NUM199


def test_few_numbers_and_many_questions_are_one_finding(judged):
    text = """
    nodes:
      shop: {kind: consumer, action: shows it}
      api: {kind: endpoint, mode: online%s}
      ranker: {kind: model, type: gbdt}
      clicked: {kind: label, origin: natural}
      offline: {kind: evaluation, metric: NDCG@10}
    edges: ["shop -> api: consumes", "api -> ranker: uses", "clicked -> ranker: trains",
            "offline -> ranker: evaluates"]
    """
    found = [
        [one.message for one in judged(text % more).findings if one.code == "NUM199"]
        for more in ("", ", replicas: 3", ", replicas: 3, zones: 2, timeout: 1 s")
    ]
    assert found[0][0].startswith("The design has no numbers and ")
    assert found[1][0].startswith("The design has 1 number and ")
    assert found[0][0].endswith("load-bearing ones missing: it cannot be checked.")
