"""What a monitor has to say, and what speaks for it. Over 400 lines: ten rules with exceptions."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.changes import SetNa, apply

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


BOARD = """
lane: {lane}
nodes:
  s: {{kind: source{source}}}
  f: {{kind: feature{feature}}}
  y: {{kind: label, name: Outcome{label}}}
  m: {{kind: {model}}}
  api: {{kind: endpoint, mode: online, {api}}}
  c: {{kind: consumer, action: shows the page}}
{more}
edges: ["s -> f: feeds", "f -> m: feeds", "y -> m: trains", "api -> m: uses",
        "c -> api: consumes"{edges}]
"""


def board(*monitors, more="", edges=(), **given):
    """A served model with *monitors*, each as its fields, or as (what it observes, its fields)."""
    pairs = [one if isinstance(one, tuple) else ("api", one) for one in monitors]
    nodes = [f"w{i}: {{kind: monitor, {fields}}}" for i, (_, fields) in enumerate(pairs)]
    drawn = [f"w{i} -> {target}: monitors" for i, (target, _) in enumerate(pairs)]
    given = {"lane": "tabular", "source": "", "feature": "", "label": "", "api": "", **given}
    given = {"model": "model, type: gbdt", **given}
    nodes += textwrap.dedent(more).strip().splitlines()
    return BOARD.format(
        more="".join(f"  {one}\n" for one in nodes),
        edges="".join(f', "{one}"' for one in (*drawn, *edges)),
        **given,
    )


ERRORS = "signal: errors"


# MON602


@pytest.mark.parametrize(
    ("lane", "model", "count"),
    [
        ("llm", "model, type: embedder", 0),
        ("llm", "model, type: reranker", 0),
        ("llm", "model, type: gbdt", 1),
        ("tabular", "model, type: embedder", 1),
        ("tabular", "model, type: gbdt", 1),
    ],
)
def test_an_encoder_is_watched_through_what_it_finds_for_a_language_model(
    found_by, lane, model, count
):
    assert count == len(found_by("MON602", board(ERRORS, lane=lane, model=model)))


@pytest.mark.parametrize(
    ("lane", "model", "blind"),
    [
        ("llm", "llm", False),
        ("tabular", "llm", False),
        ("llm", "model, type: gbdt", False),
        ("tabular", "model, type: gbdt", True),
    ],
)
def test_words_of_questions_and_answers_are_of_language_models(found_by, lane, model, blind):
    text = board("metric: query length", "metric: refusals", lane=lane, model=model)

    assert blind == bool(found_by("MON602", text.replace('"y -> m: trains", ', "")))


@pytest.mark.parametrize(
    ("monitors", "sides"),
    [
        (("metric: topics",), "its predictions"),
        (("metric: refusals",), "its inputs"),
        (("signal: business, metric: answer length",), "its inputs and predictions"),
        (("metric: topics", "signal: business, metric: thumbs on the answer"), "its predictions"),
        (("metric: topics", "metric: tool calls"), None),
        (("signal: input_drift",), "its predictions"),
        (("signal: prediction_drift",), "its inputs"),
    ],
)
def test_what_people_do_with_an_answer_says_nothing_of_its_kind(found_by, monitors, sides):
    text = """
lane: llm
nodes:
  api: {kind: endpoint}
  m: {kind: llm}
%s
edges: ["api -> m: calls"%s]
"""
    nodes = "".join(f"  w{i}: {{kind: monitor, {one}}}\n" for i, one in enumerate(monitors))
    edges = "".join(f', "w{i} -> m: monitors"' for i, _ in enumerate(monitors))
    found = found_by("MON602", text % (nodes, edges))

    assert bool(sides) == bool(found)
    assert all(f" on {sides} (" in one.message for one in found)


@pytest.mark.parametrize(
    ("source", "feature", "side"),
    [
        ("", "", True),
        (", static: yes", "", True),
        (", static: yes", ", static: yes", False),
        ("", ", static: yes", True),
    ],
)
def test_inputs_that_never_change_cannot_drift(found_by, source, feature, side):
    text = board("signal: prediction_drift", source=source, feature=feature)

    assert side == bool(found_by("MON602", text))


@pytest.mark.parametrize(
    ("monitor", "label", "severity"),
    [
        ("signal: quality", ", label_delay: 1 d", INFO),
        ("signal: quality", "", E),
        ("signal: quality, period: daily, window: 7 d", ", label_delay: 1 d", INFO),
        ("signal: quality, period: weekly, window: 1 d", ", label_delay: 1 d", E),
        ("signal: quality, metric_delay: 1 d", ", label_delay: 30 d", INFO),
        ("signal: quality, metric_delay: 2 d", ", label_delay: 1 d", E),
        ("signal: business, metric: sales", ", label_delay: 1 d", E),
    ],
)
def test_only_quality_that_is_known_and_looked_at_daily_is_faster(
    found_by, monitor, label, severity
):
    (found,) = found_by("MON602", board(monitor, label=label))

    assert severity is found.severity


# MON603


@pytest.mark.parametrize(
    ("delay", "severity"), [("7 d", E), ("7.5 d", INFO), ("8 d", INFO), ("1 d", E)]
)
def test_labels_are_late_beyond_a_week(found_by, delay, severity):
    text = board("signal: prediction_drift", label=f", label_delay: {delay}")
    (found,) = found_by("MON603", text)

    assert severity is found.severity
    assert (severity is INFO) == ("stands in while the labels are late" in found.message)


def test_the_earliest_label_says_whether_labels_are_late(found_by):
    text = board(
        "signal: prediction_drift",
        label=", label_delay: 30 d",
        more="z: {kind: label, label_delay: 1 d}",
        edges=["z -> m: trains"],
    )

    assert [E] == [one.severity for one in found_by("MON603", text)]


def test_late_labels_without_a_proxy_are_no_excuse(found_by):
    (found,) = found_by("MON603", board(ERRORS, label=", label_delay: 30 d"))

    assert E is found.severity


@pytest.mark.parametrize(
    ("review", "edges", "count"),
    [
        ("", ["api -> r: calls"], 1),
        (", samples_per_day: 200/day", ["api -> r: calls"], 0),
        (", samples_per_day: 200/day", ["r -> y: feeds"], 0),
        (", samples_per_day: 200/day", ["api -> g: logs_to", "g -> r: feeds"], 0),
        (", samples_per_day: 200/day", ["g -> r: feeds"], 1),
        (", samples_per_day: 200/day", [], 1),
    ],
)
def test_people_grade_what_is_sampled_for_them(found_by, review, edges, count):
    text = board(ERRORS, more=f"r: {{kind: human_review{review}}}\ng: {{kind: log}}", edges=edges)

    assert count == len(found_by("MON603", text))


def test_a_monitor_of_a_daily_sample_is_graded(found_by):
    assert [] == found_by("MON603", board("signal: errors, samples_per_day: 200/day"))


@pytest.mark.parametrize(
    ("experiment", "edges", "count"),
    [
        ("name: Holdout", ["x -> m: evaluates"], 0),
        ("name: Holdout", ["x -> n: evaluates"], 1),
        ("name: Test of colours", ["x -> m: evaluates"], 1),
    ],
)
def test_only_a_group_held_back_from_it_measures_it(found_by, experiment, edges, count):
    more = f"x: {{kind: experiment, {experiment}}}\nn: {{kind: model, type: nn}}"

    assert count == len(found_by("MON603", board(ERRORS, more=more, edges=edges)))


@pytest.mark.parametrize(
    ("lane", "model", "words"),
    [
        ("tabular", "model, type: gbdt", "quality (labels or a human sample)"),
        ("tabular", "llm", "graded sample of answers"),
        ("llm", "model, type: gbdt", "graded sample of answers"),
    ],
)
def test_answers_in_words_are_graded(found_by, lane, model, words):
    text = board(ERRORS, lane=lane, model=model).replace('"y -> m: trains", ', "")

    assert [True] == [f"no {words}" in one.message for one in found_by("MON603", text)]


def test_the_endpoint_people_reach_is_asked_for_the_outcome(found_by):
    text = """
nodes:
  web: {kind: endpoint}
  api: {kind: endpoint}
  dark: {kind: endpoint}
  w: {kind: monitor, signal: errors}
edges: ["web -> api: calls", "w -> web: monitors", "w -> api: monitors"]
"""

    assert [("web",)] == [one.at.nodes for one in found_by("MON603", text)]


def test_without_endpoints_the_model_is_asked_and_the_index_is_not(found_by):
    text = """
nodes:
  m: {kind: model, type: gbdt}
  i: {kind: index}
  w: {kind: monitor, signal: errors}
edges: ["w -> m: monitors", "w -> i: monitors"]
"""

    assert [("m",)] == [one.at.nodes for one in found_by("MON603", text)]


# MON604


@pytest.mark.parametrize(
    ("impute", "named"),
    [("", False), (", impute: none", False), (", impute: mean", True), (", impute: zero", True)],
)
def test_only_a_feature_that_is_filled_goes_on(found_by, impute, named):
    (found,) = found_by("MON604", board(ERRORS, feature=impute))

    assert ("nothing", ("s", "f")) == (found.variant, found.at.nodes)
    assert ("schema_contract",) == found.at.fields
    assert named == ("f would go on with an imputed value" in found.message)


@pytest.mark.parametrize(
    ("step", "edges", "expected"),
    [
        ("transform, op: validate ranges", ["s -> t: feeds", "t -> m: feeds"], []),
        ("transform, name: Expectations", ["s -> t: feeds", "t -> m: feeds"], []),
        ("transform, op: quarantine", ["s -> t: feeds", "t -> m: feeds"], []),
        ("transform, op: contract test", ["s -> t: feeds", "t -> m: feeds"], []),
        ("transform, op: join", ["s -> t: feeds", "t -> m: feeds"], ["partly"]),
        ("dataset, name: Validated", ["s -> t: feeds"], ["partly"]),
        ("transform, op: validate ranges", ["t -> m: feeds"], ["partly"]),
    ],
)
def test_only_a_step_right_behind_the_source_validates_it(variants, step, edges, expected):
    text = board(("s", "signal: freshness"), more=f"t: {{kind: {step}}}", edges=edges)

    assert expected == variants("MON604", text)


CHECKED = (("s", "signal: data_quality"), ("s", "signal: freshness"))


@pytest.mark.parametrize(
    ("source", "api", "expected"),
    [
        ("", "owner: search", ["partly"]),
        (", owner: payments", "", ["no_contract"]),
        (", owner: payments", "owner: search", ["no_contract"]),
        (", owner: payments", "owner: Payments", ["partly"]),
        (", owner: payments, schema_contract: avro", "owner: search", []),
        (", provider: acme", "owner: search", ["no_contract"]),
        (", owner: night watch", "owner: search", ["partly"]),
    ],
)
def test_whose_data_it_is_decides_what_is_asked(variants, source, api, expected):
    text = board(*CHECKED, source=source, api=api, more="o: {kind: oncall, owner: night watch}")

    assert expected == variants("MON604", text)


def test_what_else_is_missing_of_foreign_data_is_said_beside_the_contract(found_by):
    text = board(("s", "signal: data_quality"), source=", owner: payments", api="owner: search")
    found = {one.variant: one for one in found_by("MON604", text)}

    assert {"partly", "no_contract"} == found.keys()
    assert "(not watched: age)" in found["partly"].message
    assert () == found["partly"].at.fields


def test_bare_and_partly_watched_sources_are_two_findings(found_by):
    text = board(("s", "signal: data_quality"), more="z: {kind: source}", edges=["z -> m: feeds"])
    found = {one.variant: one for one in found_by("MON604", text)}

    assert {"nothing", "partly"} == found.keys()
    assert ("z",) == found["nothing"].at.nodes
    assert "(not watched: age and schema)" in found["partly"].message


# MON605


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("reference: rolling, ref_span: 6 d, window: 1 d", ()),
        ("ref_span: 6 d, window: 1 d", ("threshold",)),
        ("reference: rolling, window: 1 d", ("threshold",)),
        ("reference: rolling, ref_span: 6 d", ("threshold", "window")),
        ("reference: rolling, ref_span: 6 d, window: 0 d", ("threshold",)),
        ("reference: rolling, ref_span: 6 s, window: 1 s", ()),
        ("threshold: 1%, n_cur: 1000", ()),
        ("threshold: n/a because it is a count, window: 1 d", ()),
        ("threshold: 1%, window: n/a because it is a gauge", ()),
        ("severity: dashboard, owner: a", ("threshold", "window")),
        ("severity: dashboard, review_period: weekly", ("threshold", "window")),
        ("owner: a, review_period: weekly", ("threshold", "window")),
    ],
)
def test_what_a_monitor_knows_of_its_noise_and_who_looks(found_by, fields, expected):
    found = found_by("MON605", board(f"signal: quality, {fields}"))

    assert ([expected] if expected else []) == [one.at.fields for one in found]


@pytest.mark.parametrize(
    ("alert", "expected"),
    [
        ("burn_rate: 14.4x", None),
        ("threshold: 1%", "window"),
        ("window: 5 min", "threshold"),
        ("severity: page", "threshold or window"),
    ],
)
def test_the_alert_speaks_for_its_monitor(found_by, alert, expected):
    text = board(ERRORS, more=f"z: {{kind: alert, {alert}}}", edges=["w0 -> z: raises"])

    assert ([f"w0 (errors) has no {expected}: nobody will act."] if expected else []) == [
        one.message for one in found_by("MON605", text)
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("threshold: 1%", "w0 (errors) has no window or alert: nobody will act."),
        ("severity: dashboard, threshold: 1%", "w0 (errors) has no window: nobody will act."),
        ("severity: page, window: 1 h", "w0 (errors) has no threshold or alert: nobody will act."),
        ("severity: ticket", "w0 (errors) has no threshold, window or alert: nobody will act."),
    ],
)
def test_what_is_lacking_is_listed_with_the_alert(found_by, fields, message):
    (found,) = found_by("MON605", board(f"{ERRORS}, {fields}"))

    assert message == found.message


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("signal: input_drift", ["no_reference"]),
        ("signal: quality", []),
        ("signal: input_drift, reference: rolling", []),
        ("signal: input_drift, severity: dashboard, owner: a, review_period: weekly", []),
    ],
)
def test_only_drift_is_drift_from_something(variants, fields, expected):
    assert expected == variants("MON605", board(f"{fields}, threshold: 0.2, window: 1 d"))


def test_drift_may_be_said_to_need_no_reference(design_from):
    design = design_from(board("signal: input_drift, threshold: 0.2, window: 1 d"))
    said = SetNa(id="w0", field="reference", reason="it is tested against a rule")
    rules = [all_rules()["MON605"]]

    assert 1 == len(evaluate(design, rules=rules, strict=True).findings)
    assert () == evaluate(apply(design, (said,)).design, rules=rules, strict=True).findings


def test_a_missing_reference_is_listed_last_and_by_itself(found_by):
    (found,) = found_by("MON605", board("signal: input_drift, threshold: 0.2"))
    assert ("window", "reference") == found.at.fields
    dashboard = "signal: input_drift, threshold: 0.2, window: 1 d, severity: dashboard"
    (found,) = found_by("MON605", board(dashboard, dashboard))
    assert found.message.endswith("has no reference: nobody can say what moved.")
    assert (("w1", "reference"),) == found.at.blanks


# MON607


def page(fields, api="avg_qps: 0.5/s", alert="severity: page", **given):
    more = f"z: {{kind: alert, {alert}}}"
    return board(
        f"signal: errors, {fields}", api=api, more=more, edges=["w0 -> z: raises"], **given
    )


@pytest.mark.parametrize(
    ("base", "variant"),
    [
        ("0%", "few_events"),
        ("0.05%", "few_events"),
        ("0.07%", "false_alarms"),  # one and a half a day
        ("0.1%", "false_alarms"),
    ],
)
def test_more_than_one_false_alarm_a_day_is_too_many(variants, base, variant):
    text = page(f'threshold: "> 1%", window: 5 min, base_rate: {base}')

    assert [variant] == variants("MON607", text)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('threshold: "> 1%", window: 0 s', []),
        ('threshold: "> 1%", window: 1 s', ["one_event"]),
        ('threshold: "< 1%", window: 1 min', []),
        ('threshold: "<= 1%", window: 1 min', []),
        ('threshold: ">= 1%", window: 1 min', ["one_event"]),
        ('threshold: "> 0%", window: 1 min', []),
        ('threshold: "> 100%", window: 1 min', []),
        ('threshold: "> 1%"', []),
        ("threshold: rises 90% relative, window: 1 min, base_rate: 0.5%", ["one_event"]),
        ("threshold: rises 90% relative, window: 1 min", []),
        ("threshold: rises 0.5 pp, window: 1 min, base_rate: 0.5%", ["one_event"]),
        ("threshold: rises 0.5 pp, window: 1000 s, base_rate: 0.5%", ["false_alarms"]),
        ("threshold: rises 0.5 pp, window: 1 min", []),
        ("threshold: rises 60 pp, window: 1 min, base_rate: 50%", []),
        ("threshold: drops 50% relative, window: 1 min, base_rate: 0.5%", []),
        ("burn_rate: 10x, availability_slo: 99.9%, window: 1 min", ["one_event"]),
        ("burn_rate: 10x, window: 1 min", []),
        ("burn_rate: 10x, availability_slo: 90%, window: 1 min", []),
        ("burn_rate: 9x, availability_slo: 90%, window: 2 s", ["one_event"]),
    ],
)
def test_only_a_bound_on_a_share_of_bad_events_is_counted(variants, fields, expected):
    assert expected == variants("MON607", page(fields))


@pytest.mark.parametrize(
    ("api", "expected"), [("avg_qps: 0/s", []), ("avg_qps: 1/s", ["one_event"])]
)
def test_no_traffic_trips_nothing(variants, api, expected):
    assert expected == variants("MON607", page('threshold: "> 1%", window: 1 min', api=api))


@pytest.mark.parametrize(
    ("fields", "alert", "expected"),
    [
        ("window: 1 min", 'threshold: "> 1%"', ["one_event"]),
        ("window: 1 min", 'threshold: ">= 1%", window: 200 s', ["one_event"]),
        ("window: 1 min", 'threshold: "> 1%", window: 200 s', ["few_events"]),
        ("window: 1 min", 'threshold: "> 1%", window: 1000 s', []),
        ("window: 1000 s", 'threshold: "> 1%", window: 1 min', []),
        ("window: 1 min", "burn_rate: 10x, availability_slo: 99.9%", ["one_event"]),
        ("window: 1000 s", "burn_rate: 10x, availability_slo: 99.9%", []),
        (
            'threshold: "> 1%", window: 1000 s',
            "burn_rate: 2x, availability_slo: 99.9%",
            ["few_events"],
        ),
    ],
)
def test_an_alert_brings_its_own_bound_and_window(variants, fields, alert, expected):
    assert expected == variants("MON607", page(fields, alert=f"severity: page, {alert}"))


@pytest.mark.parametrize(
    ("metric", "model", "expected"),
    [
        ("precision errors", ", flag_rate: 10%", ["one_event"]),
        ("precision errors", "", []),
        ("errors", ", flag_rate: 10%", []),
    ],
)
def test_precision_is_counted_on_what_was_flagged(variants, metric, model, expected):
    text = page(
        f'metric: {metric}, threshold: "> 1%", window: 1000 s', model=f"model, type: gbdt{model}"
    )

    assert expected == variants("MON607", text)


@pytest.mark.parametrize(
    ("fields", "always"),
    [
        ("window: 1000 s, base_rate: 1%", True),
        ("window: 1000 s, base_rate: 2%", True),
        ("window: 1000 s, base_rate: 0.9%", False),
        ("window: 1 min, base_rate: 2%", False),
    ],
)
def test_a_bound_below_every_day_is_always_on(found_by, fields, always):
    (found,) = found_by("MON607", page(f'threshold: "> 1%", {fields}'))

    assert always == ("the alert is always on" in found.message)


@pytest.mark.parametrize(
    ("signal", "slo", "burns"),
    [("errors", "99.9%", True), ("errors", "100%", False), ("safety", "99.9%", False)],
)
def test_one_failure_burns_only_the_budget_of_errors(found_by, signal, slo, burns):
    text = page('threshold: "> 1%", window: 1 min', api=f"avg_qps: 0.5/s, availability_slo: {slo}")
    (found,) = found_by("MON607", text.replace("signal: errors", f"signal: {signal}"))

    assert burns == any("one failure burns" in line for line in found.working)
    assert found.remedy.startswith("A window of 16.67 min, or at least 5 bad events")


@pytest.mark.parametrize(
    ("fields", "variant"),
    [
        ("window: 5 min, base_rate: 0.1-0.2%", ("false_alarms", SURE)),
        ("window: 5 min, base_rate: 0.01-0.2%", ("false_alarms", MAYBE)),
        ("window: 5 min, base_rate: 0.01-0.02%", ("few_events", SURE)),
    ],
)
def test_alarms_that_depend_on_the_base_rate_are_possible(seen, fields, variant):
    (found,) = seen("MON607", page(f'threshold: "> 1%", {fields}'))

    assert variant == found[:2]


# MON608

LATE = "signal: quality, needs_labels: yes"


@pytest.mark.parametrize(
    ("review", "edges", "count"),
    [
        ("", ["api -> r: calls"], 1),
        (", samples_per_day: 200/day", [], 1),
        (", samples_per_day: 200/day", ["api -> r: calls"], 0),
        (", samples_per_day: 200/day", ["api -> g: logs_to", "g -> r: feeds"], 0),
        (", samples_per_day: 200/day", ["g -> r: feeds"], 1),
    ],
)
def test_a_graded_sample_needs_no_label(found_by, review, edges, count):
    more = f"r: {{kind: human_review{review}}}\ng: {{kind: log}}"

    assert count == len(
        found_by("MON608", board(LATE, label=", label_delay: 30 d", more=more, edges=edges))
    )


@pytest.mark.parametrize(
    ("monitors", "count"),
    [
        (["signal: quality"], 1),
        (["signal: quality, needs_labels: no"], 0),
        (["signal: business, metric: sales"], 0),
        (["signal: business, metric: sales, needs_labels: yes"], 1),
        (["signal: business, metric: sales, metric_delay: 30 d"], 1),
        (["signal: business, metric: sales, metric_delay: 6 d"], 0),
        (["signal: quality, metric_delay: 30 d, samples_per_day: 200/day"], 0),
        ([LATE, f"{LATE}, metric_delay: 6 d"], 0),
        ([f"{LATE}, metric_delay: 6 d", LATE], 0),
        ([LATE, f"{LATE}, metric_delay: 20 d"], 1),
    ],
)
def test_the_earliest_news_of_the_outcome_counts(found_by, monitors, count):
    found = found_by("MON608", board(*monitors, label=", label_delay: 30 d"))

    assert count == len(found)


def test_a_business_metric_of_who_asks_is_news_too(found_by):
    text = board(("c", "signal: business, metric: sales, metric_delay: 30 d"))
    (found,) = found_by("MON608", text)

    assert ("m", "y", "w0") == found.at.nodes


@pytest.mark.parametrize(
    ("model", "api", "count"),
    [
        ("", "", 1),
        (", max_degraded_time: 30 d", "", 0),
        ("", "max_degraded_time: 30 d", 0),
        (", max_degraded_time: 30 d", "max_degraded_time: 10 d", 1),
        (", max_degraded_time: 10 d", "max_degraded_time: 30 d", 1),
    ],
)
def test_the_shortest_tolerated_time_around_the_model_counts(found_by, model, api, count):
    text = board(LATE, label=", label_delay: 20 d", model=f"model, type: gbdt{model}", api=api)

    assert count == len(found_by("MON608", text))


def test_the_earliest_label_is_the_news(found_by):
    more = "z: {kind: label, label_delay: 6 d}"
    text = board(LATE, label=", label_delay: 30 d", more=more, edges=["z -> m: trains"])

    assert [] == found_by("MON608", text)


# MON609


@pytest.mark.parametrize(
    ("window", "versions"), [("8 d", 3), ("14 d", 3), ("15 d", 4), ("21 d", 4)]
)
def test_a_window_sees_one_version_more_than_it_is_long(found_by, window, versions):
    text = board(
        f"signal: quality, window: {window}",
        more="j: {kind: training_job, period: weekly}",
        edges=["j -> m: trains"],
    )
    (found,) = found_by("MON609", text)

    assert f"in which up to {versions} versions of m answer" in found.message
    assert (f"window {window} > a new version every 7 d",) == found.working
    assert ("segment_by",) == found.at.fields


@pytest.mark.parametrize(
    ("monitor", "nodes", "edges", "count"),
    [
        ("signal: quality", "period: 7 d", [], 1),
        ("signal: groundedness", "period: 7 d", [], 1),
        ("signal: input_drift", "period: 7 d", [], 0),
        ("signal: quality", "period: on demand", [], 0),
        ("signal: quality", "period: 60 d", [], 0),
        ("signal: quality", "period: 60 d", ["k -> m: trains"], 1),
        ("signal: quality, segment_by: country", "period: 7 d", [], 1),
        ("signal: quality, segment_by: release", "period: 7 d", [], 0),
    ],
)
def test_versions_mix_where_the_fastest_new_one_comes_within_the_window(
    found_by, monitor, nodes, edges, count
):
    more = f"j: {{kind: training_job, {nodes}}}\nk: {{kind: training_job, period: 7 d}}"
    text = board(f"{monitor}, window: 30 d", more=more, edges=["j -> m: trains", *edges])

    assert count == len(found_by("MON609", text))


@pytest.mark.parametrize("split", ["", ", segment_by: country"])
def test_the_fix_of_mixed_versions_adds_to_the_split(design_from, split):
    text = board(
        f"signal: quality, window: 30 d{split}",
        more="j: {kind: training_job, period: 7 d}",
        edges=["j -> m: trains"],
    )
    design = design_from(text)
    rules = [all_rules()["MON609"]]
    (found,) = evaluate(design, rules=rules, strict=True).findings
    fixed = apply(design, found.fix).design

    assert ("country" in str(fixed)) == bool(split)
    assert () == evaluate(fixed, rules=rules, strict=True).findings


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (("api", "signal: quality, reference: fixed_prod, ref_span: 28 d"), 0),
        (("m", "signal: quality, reference: fixed_train, ref_span: 28 d"), 0),
        (("api", "signal: quality, reference: seasonal"), 0),
        (("api", "signal: quality"), 1),
        (("api", "signal: business, metric: sales, reference: fixed_prod, ref_span: 28 d"), 1),
        (("n", "signal: quality, reference: fixed_prod, ref_span: 28 d"), 1),
    ],
)
def test_only_a_fixed_reference_of_the_same_stands_beside_a_rolling_one(found_by, other, count):
    text = board(
        "signal: quality, reference: rolling, window: 7 d",
        other,
        more="n: {kind: model, type: nn}",
    )

    assert count == len(found_by("MON609", text))


@pytest.mark.parametrize(
    ("fields", "unseen"),
    [
        ("window: 7 d, threshold: drops 2% relative", "adds up to 104 % a year"),
        ("window: 73 d, threshold: 2%", "adds up to 10 % a year"),
        ("window: 1 s, threshold: 2%", "a year"),
        ("window: 0 s, threshold: 2%", ""),
        ("window: 7 d, threshold: 0.2", ""),
        ("window: 7 d", ""),
        ("threshold: 2%", ""),
    ],
)
def test_what_a_year_hides_is_said_where_it_is_known(found_by, fields, unseen):
    (found,) = found_by("MON609", board(f"signal: quality, reference: rolling, {fields}"))

    assert bool(unseen) == ("a year" in found.message)
    assert unseen in found.message
    assert ("reference",) == found.at.fields


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("ref_span: 1 d", []),
        ("reference: fixed_prod", []),
        ("reference: fixed_prod, ref_span: 1 d", ["short"]),
        ("reference: fixed_train, ref_span: 1 d", ["short"]),
        ("reference: rolling, ref_span: 1 d", ["short", "slides"]),
    ],
)
def test_a_span_is_too_short_where_something_is_compared_with_it(variants, fields, expected):
    assert expected == variants("MON609", board(f"signal: quality, {fields}"))


@pytest.mark.parametrize(
    ("monitor", "data", "count"),
    [
        ("signal: prediction_drift, reference: fixed_train", "sampling: 10%", 1),
        ("signal: prediction_drift, reference: fixed_train", "sampling: 100%", 0),
        ("signal: prediction_drift, reference: fixed_train", "sampling: 10%, reweighted: yes", 0),
        ("signal: prediction_drift, reference: fixed_train", "sampling: 10%, reweighted: no", 1),
        ("signal: prediction_drift, reference: fixed_prod", "sampling: 10%", 0),
        ("signal: quality, reference: fixed_train", "sampling: 10%", 0),
    ],
)
def test_only_scores_are_misled_by_resampled_training(found_by, monitor, data, count):
    text = board(monitor, more=f"d: {{kind: dataset, {data}}}", edges=["d -> m: trains"])

    assert count == len(found_by("MON609", text))


# MON610


@pytest.mark.parametrize(
    ("monitor", "alert", "api", "expected"),
    [
        ("", "", "availability_slo: 90%", ["impossible"]),
        ("availability_slo: 90%", "", "availability_slo: 99.9%", ["impossible"]),
        ("availability_slo: 99.9%", "", "availability_slo: 90%", []),
        ("availability_slo: 99.9%", "availability_slo: 90%", "", ["impossible"]),
        ("availability_slo: 90%", "availability_slo: 99.9%", "", []),
        ("", "", "availability_slo: 100%", []),
        ("", "", "", []),
    ],
)
def test_the_nearest_objective_is_the_one_of_the_burn_rate(variants, monitor, alert, api, expected):
    burn = "burn_rate: 14.4x, window: 1 h"
    text = board(
        f"signal: errors{monitor and f', {monitor}'}{'' if alert else f', {burn}'}",
        more=f"z: {{kind: alert, {alert}, {burn}}}" if alert else "",
        edges=["w0 -> z: raises"] if alert else [],
        api=api,
    )

    assert expected == variants("MON610", text)


@pytest.mark.parametrize(
    ("monitor", "alert", "expected"),
    [
        ("signal: errors, window: 6.2 d", "", ["late"]),
        ("signal: errors, window: 6.2 d", ", window: 1 d", []),
        ("signal: errors, window: 1 d", ", window: 6.2 d", ["late"]),
        ("signal: errors", "", []),
        ("signal: latency, window: 6.2 d", "", []),
        ("signal: freshness, window: 6.2 d", "", []),
    ],
)
def test_the_window_of_the_alert_goes_before_that_of_its_monitor(
    variants, monitor, alert, expected
):
    text = board(
        monitor,
        more=f"z: {{kind: alert, burn_rate: 1x{alert}}}",
        edges=["w0 -> z: raises"],
        api="availability_slo: 99.9%",
    )

    assert expected == variants("MON610", text)


def test_what_cannot_happen_cannot_be_accepted():
    assert not all_rules()["MON610"].waivable


def test_a_late_page_says_how_much_is_gone(found_by):
    text = board("signal: errors, burn_rate: 2x, window: 5 d", api="availability_slo: 99.9%")
    (found,) = found_by("MON610", text, level=Level.STAFF)

    assert ("late", W) == (found.variant, found.severity)
    assert "33.3 %" in found.message
