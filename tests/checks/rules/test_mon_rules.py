"""When nobody would notice a fault. Over 400 lines: ten rules share the boards they judge."""

from __future__ import annotations

import textwrap

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Lane, Level

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


@pytest.fixture
def found(found_by):
    def look(code, text, **asked):
        return found_by(code, textwrap.dedent(text), **asked)

    return look


@pytest.fixture
def seen(found):
    def look(code, text, **asked):
        return [(one.variant, one.certainty, one.severity) for one in found(code, text, **asked)]

    return look


SERVED = """
nodes:
  s: {{kind: source, {source}}}
  f: {{kind: feature}}
  k: {{kind: feature_store}}
  y: {{kind: label, label_delay: {delay}}}
  m: {{kind: model, type: {type}, {model}}}
  api: {{kind: endpoint, mode: online, {api}}}
  g: {{kind: log}}
  c: {{kind: consumer, action: shows the page}}
{more}
edges:
  - "s -> f: feeds"
  - "f -> k: feeds"
  - "f -> m: feeds"
  - "y -> m: trains"
  - "api -> m: uses"
  - "api -> k: reads"
  - "api -> g: logs_to"
  - "c -> api: consumes"
{edges}
"""


def served(*monitors, more="", edges="", **given):
    """A served model with *monitors*, each as (target, fields)."""
    nodes = "".join(f"  w{i}: {{kind: monitor, {f}}}\n" for i, (_, f) in enumerate(monitors))
    drawn = "".join(f'  - "w{i} -> {one}: monitors"\n' for i, (one, _) in enumerate(monitors))
    given = {"source": "", "delay": "2 d", "type": "gbdt", "model": "", "api": "", **given}
    return SERVED.format(
        more=nodes + textwrap.indent(textwrap.dedent(more), "  "),
        edges=drawn + textwrap.indent(textwrap.dedent(edges), "  "),
        **given,
    )


# MON601


def test_a_design_without_monitors_is_raised_once(found):
    (one,) = found("MON601", served())

    assert "nowhere" == one.variant
    assert ("api", "m") == one.at.nodes[:2]
    assert "No monitor observes api and m" in one.message


@pytest.mark.parametrize("target", ["api", "m", "g", "c", "y"])
def test_a_monitor_on_what_is_shared_covers_endpoint_and_model(seen, target):
    assert [] == seen("MON601", served((target, "signal: quality")))


@pytest.mark.parametrize("target", ["s", "f", "k"])
def test_a_monitor_of_the_data_does_not_cover_the_endpoint(found, target):
    (one,) = found("MON601", served((target, "signal: input_drift")))

    assert ("unwatched", ("api", "m")) == (one.variant, one.at.nodes)


def test_a_monitor_drawn_to_nothing_observes_nothing(found):
    (one,) = found("MON601", served(more="loose: {kind: monitor, signal: errors}"))

    assert "nowhere" == one.variant


def test_nothing_served_is_nothing_to_watch(seen):
    assert [] == seen("MON601", "nodes:\n  s: {kind: source}")


def test_a_monitor_of_the_score_table_covers_the_batch_that_fills_it(seen):
    text = """
        nodes:
          b: {kind: endpoint, mode: batch}
          t: {kind: source}
          w: {kind: monitor, signal: prediction_drift}
        edges: ["b -> t: feeds", "w -> t: monitors"]
        """

    assert [] == seen("MON601", text)


def test_an_index_is_watched_beside_the_retriever_that_reads_it(found):
    text = """
        nodes:
          api: {kind: endpoint}
          r: {kind: retriever}
          i: {kind: index}
          w: {kind: monitor, signal: errors}
        edges: ["api -> r: calls", "r -> i: reads", "w -> %s: monitors"]
        """

    assert [("i",)] == [one.at.nodes for one in found("MON601", text % "api")]
    assert [] == [one for one in found("MON601", text % "r") if "i" in one.at.nodes[:1]]


# MON602


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        ("s", "api", 0),
        ("f", "m", 0),
        ("k", "g", 0),
        ("g", "g", 0),
        ("k", "k", 1),
    ],
)
def test_both_sides_of_a_model_are_watched_where_they_pass(found, inputs, outputs, expected):
    text = served(
        (inputs, "signal: input_drift"),
        (outputs, "signal: prediction_drift"),
        ("api", "signal: errors"),
    )

    assert expected == len(found("MON602", text))


def test_both_sides_missing_are_one_finding(found):
    (one,) = found("MON602", served(("api", "signal: errors")))

    assert "m has no monitor on its inputs and predictions" in one.message


def test_without_monitors_drift_is_not_the_point(seen):
    assert [] == seen("MON602", served())


def test_a_heuristic_does_not_drift(seen):
    assert [] == seen("MON602", served(("api", "signal: errors"), type="heuristic"))


@pytest.mark.parametrize(("delay", "severity"), [("1 d", INFO), ("25 h", E)])
def test_quality_with_labels_of_a_day_is_faster_than_drift(seen, delay, severity):
    text = served(("api", "signal: quality, needs_labels: yes, window: 1 d"), delay=delay)

    assert [("", SURE, severity)] == seen("MON602", text)


def test_quality_looked_at_weekly_is_not_faster(seen):
    text = served(("api", "signal: quality, window: 7 d"), delay="1 d")

    assert [("", SURE, E)] == seen("MON602", text)


def test_a_name_says_which_drift_is_meant(seen):
    text = served(("k", "metric: PSI of features"), ("api", "metric: score distribution"))

    assert [] == seen("MON602", text)


def test_a_language_model_is_watched_by_what_people_ask_and_what_it_refuses(seen):
    text = """
        lane: llm
        nodes:
          api: {kind: endpoint}
          l: {kind: llm}
          topics: {kind: monitor, metric: query topics}
          refusals: {kind: monitor, signal: safety, metric: refusal rate}
        edges: ["api -> l: calls", "topics -> api: monitors", "refusals -> l: monitors"]
        """

    assert [] == seen("MON602", text)


# MON603


@pytest.mark.parametrize(
    ("target", "signal"),
    [("api", "quality"), ("m", "business"), ("c", "business"), ("y", "quality"), ("g", "quality")],
)
def test_the_outcome_may_be_measured_anywhere_around_the_endpoint(seen, target, signal):
    text = served((target, f"signal: {signal}"), ("api", "signal: errors"))

    assert [] == seen("MON603", text)


@pytest.mark.parametrize("signal", ["errors", "latency", "input_drift", "prediction_drift"])
def test_operation_and_drift_are_no_outcome(seen, signal):
    assert [("", SURE, E)] == seen("MON603", served(("api", f"signal: {signal}")))


def test_drift_stands_in_for_labels_that_take_long(seen):
    drift = ("api", "signal: prediction_drift")

    assert [("", SURE, INFO)] == seen("MON603", served(drift, delay="30 d"))
    assert [("", SURE, E)] == seen("MON603", served(drift, delay="7 d"))


def test_a_permanent_holdback_measures_the_outcome(seen):
    text = served(
        ("api", "signal: errors"),
        more="holdback: {kind: experiment}",
        edges='- "holdback -> m: evaluates"',
    )

    assert [] == seen("MON603", text)


def test_a_language_model_is_asked_for_a_graded_sample(found):
    text = """
        lane: llm
        nodes: {api: {kind: endpoint}, l: {kind: llm}, w: {kind: monitor, signal: latency}}
        edges: ["api -> l: calls", "w -> api: monitors"]
        """

    assert "groundedness" in found("MON603", text)[0].message
    assert [] == found("MON603", text.replace("latency", "groundedness"))


# MON604


def test_a_source_nobody_checks_is_raised_with_the_features_it_feeds(found):
    (one,) = found("MON604", served(("api", "signal: errors")))

    assert ("nothing", ("s", "f")) == (one.variant, one.at.nodes)
    assert "not watched: nulls, ranges, age and schema" in one.message


@pytest.mark.parametrize("target", ["s", "f", "k"])
def test_a_check_further_down_counts_for_the_source(found, target):
    text = served((target, "signal: data_quality"), (target, "signal: freshness"), source="")

    (one,) = found("MON604", text)

    assert "partly" == one.variant
    assert "not watched: schema" in one.message


@pytest.mark.parametrize("excuse", ["static: yes", "schema_contract: avro"])
def test_static_data_and_contracts_are_excused(seen, excuse):
    text = served(("k", "signal: data_quality"), ("k", "signal: freshness"), source=excuse)

    assert [] == seen("MON604", text)


@pytest.mark.parametrize(
    ("owner", "expected"), [("payments", ["no_contract"]), ("search", ["partly"])]
)
def test_data_of_another_team_needs_a_contract(found, owner, expected):
    text = served(
        ("k", "signal: data_quality"),
        ("k", "signal: freshness"),
        source=f"owner: {owner}",
        api="owner: search",
    )

    assert expected == [one.variant for one in found("MON604", text)]


def test_a_contract_is_only_asked_from_senior_on(seen):
    text = served(
        ("k", "signal: data_quality"), ("k", "signal: freshness"), source="provider: acme"
    )

    assert [] == seen("MON604", text, level=Level.MID)
    assert [("no_contract", SURE, W)] == seen("MON604", text, level=Level.SENIOR)


def test_a_step_that_validates_and_stops_covers_its_source(found):
    text = """
        nodes:
          s: {kind: source}
          v: {kind: transform, op: validate schema and ranges}
          m: {kind: model, type: gbdt}
          w: {kind: monitor, signal: freshness}
        edges: ["s -> v: feeds", "v -> m: feeds", "w -> s: monitors"]
        """

    assert [] == found("MON604", text)


def test_the_planted_gap_that_a_mean_fills_is_named(found):
    text = served(("api", "signal: errors")).replace(
        "f: {kind: feature}", "f: {kind: feature, impute: mean}"
    )

    assert "f would go on with an imputed value" in found("MON604", text)[0].message


# MON605


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("signal: errors, threshold: 1%, window: 5 min", []),
        ("signal: errors, threshold: 1%", ["window"]),
        ("signal: errors, window: 5 min", ["threshold"]),
        ("signal: errors", ["threshold", "window"]),
        ("signal: errors, burn_rate: 14.4x", []),
        ("signal: errors, alpha: 1%, window: 1 d", []),
        ("signal: errors, severity: dashboard", ["threshold", "window"]),
        ("signal: cost, severity: dashboard, owner: a, review_period: weekly", []),
        ("signal: quality, reference: rolling, ref_span: 6 d, window: 1 d", []),
        ("signal: quality, reference: rolling, ref_span: 5 d, window: 1 d", ["threshold"]),
    ],
)
def test_a_monitor_needs_a_bound_and_a_window(found, fields, expected):
    shown = [one.at.fields for one in found("MON605", served(("api", fields)))]

    assert ([tuple(expected)] if expected else []) == shown


def test_the_alert_may_carry_the_threshold(seen):
    text = served(
        ("api", "signal: errors"),
        more="z: {kind: alert, threshold: 1%, window: 5 min}",
        edges='- "w0 -> z: raises"',
    )

    assert [] == seen("MON605", text)


def test_monitors_are_listed_in_one_finding_with_at_most_five_names(found):
    (one,) = found("MON605", served(*[("api", "signal: errors")] * 7))

    assert "2 more monitors lack some of these" in one.message
    assert ("w1", "threshold") in one.at.blanks
    assert ("threshold", "window") == one.at.fields


def test_drift_from_what_is_a_quieter_question(seen):
    text = served(("api", "signal: prediction_drift, threshold: 0.2, window: 1 d"))

    assert [("no_reference", SURE, INFO)] == seen("MON605", text, level=Level.SENIOR)
    assert [("no_reference", SURE, W)] == seen("MON605", text, level=Level.STAFF)


# MON606


def psi(fields, lane="tabular"):
    drift = f"signal: prediction_drift, stat: psi, {fields}"
    return f"lane: {lane}\n" + served(("api", drift), api="avg_qps: 0.01/s")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("threshold: 0.1, n_cur: 200, n_ref: 200", [("mostly_noise", SURE, E)]),
        ("threshold: 0.2, n_cur: 200, n_ref: 200", [("noisy", SURE, W)]),
        ("threshold: 0.1, n_cur: 200, n_ref: 100k", [("noisy", SURE, W)]),
        ("threshold: 0.1, n_cur: 434, n_ref: 434", []),
        ("threshold: 0.1, n_cur: 420, n_ref: 420", [("noisy", SURE, W)]),
        ("threshold: 0.1, n_cur: 200, n_ref: 200, bins: 3", []),
        ("threshold: 0.1, n_cur: 200, n_ref: 200, alpha: 1%", []),
        ("threshold: 0.1, n_cur: 150-400, n_ref: 100k", [("noisy", MAYBE, INFO)]),
        ("threshold: 0.1, n_cur: 100-300, n_ref: 100k", [("mostly_noise", MAYBE, W)]),
    ],
)
def test_a_psi_needs_rows_for_its_threshold(seen, fields, expected):
    assert expected == seen("MON606", psi(fields))


def test_the_w11_numbers_are_in_the_words(found):
    (one,) = found("MON606", psi("threshold: 0.1, n_cur: 200, n_ref: 200"))

    assert "averages 0.09 with no drift at all" in one.message
    assert "false-alarms 35 % of the time" in one.message
    assert "434 rows a check on each side, or a threshold of 0.22" in one.remedy


def test_rows_come_from_window_and_traffic(found):
    (one,) = found("MON606", psi("threshold: 0.1, window: 5 h, n_ref: 100k"))

    assert "PSI over 180 rows against 100 000 of reference" in one.message


def test_even_an_endless_reference_does_not_help_small_windows(found):
    (one,) = found("MON606", psi("threshold: 0.1, n_cur: 200"))

    assert "against an endless reference" in one.message


def test_an_unknown_reference_is_asked_for_where_it_decides(judged):
    text = psi("threshold: 0.1, n_cur: 400")

    assert "n_ref" in judged(text).missing.get("w0", ())


def test_language_model_designs_are_not_asked(seen):
    assert [] == seen("MON606", psi("threshold: 0.1, n_cur: 200, n_ref: 200", Lane.LLM.value))


def test_a_threshold_far_above_the_stated_tolerance_is_blind(seen):
    text = psi("threshold: 0.2, n_cur: 1M, n_ref: 1M").replace(
        "\nedges:", "\n  q: {kind: requirement, metric: PSI, value: 0.02}\nedges:"
    )

    assert [] == seen("MON606", text)
    assert [("blind", SURE, INFO)] == seen("MON606", text + '  - "q -> m: constrains"')


@pytest.mark.parametrize(("rows", "expected"), [("100k", 0), ("103k", 1)])
def test_p_values_over_many_rows_are_always_significant(found, rows, expected):
    text = served(("api", f"signal: input_drift, stat: ks, alpha: 1%, n_cur: {rows}"))

    assert expected == len(found("MON606", text))


# MON607


def paging(fields, api="avg_qps: 0.5/s", severity="page"):
    return served(
        ("api", f"signal: errors, {fields}"),
        api=api,
        more=f"z: {{kind: alert, severity: {severity}}}",
        edges='- "w0 -> z: raises"',
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('threshold: "> 1%", window: 1 min', [("one_event", SURE, E)]),
        ('threshold: "> 1%", window: 199 s', [("one_event", SURE, E)]),
        ('threshold: "> 1%", window: 200 s', [("few_events", SURE, W)]),
        ('threshold: ">= 1%", window: 200 s', [("one_event", SURE, E)]),
        ('threshold: "> 1%", window: 5 min, base_rate: 0.1%', [("false_alarms", SURE, E)]),
        ('threshold: "> 1%", window: 5 min', [("few_events", SURE, W)]),
        ('threshold: "> 1%", window: 1000 s', []),
        ('threshold: "> 1%", window: 981 s', []),
        ('threshold: "> 1%", window: 980 s', [("few_events", SURE, W)]),
        ('threshold: "p95 > 300 ms", window: 1 min', []),
    ],
)
def test_how_many_events_trip_an_alert(seen, fields, expected):
    assert expected == seen("MON607", paging(fields), level=Level.STAFF)


def test_the_vector_of_two_in_a_hundred_and_fifty(found):
    (one,) = found("MON607", paging('threshold: "> 1%", window: 5 min, base_rate: 0.1%'))

    assert "5 min at 0.5/s is 150 events: 2 bad events trip the alert" in one.message
    assert "expect 2.9 false alarms a day" in one.message


def test_one_failure_of_ten_an_hour_burns_a_hundredfold(found):
    text = paging(
        "burn_rate: 14.4x, window: 1 h", api="requests_per_day: 240/day, availability_slo: 99.9%"
    )

    (one,) = found("MON607", text)

    assert "one_event" == one.variant
    assert "burns 100x in its window and takes 13.9 % of the month's budget" in one.working[-1]


@pytest.mark.parametrize("severity", ["ticket", "dashboard"])
def test_who_is_not_woken_is_not_disturbed(seen, severity):
    assert [] == seen("MON607", paging('threshold: "> 1%", window: 1 min', severity=severity))


def test_a_probe_brings_its_own_traffic(seen):
    text = paging('metric: synthetic probe failures, threshold: "> 1%", window: 1 min')

    assert [] == seen("MON607", text)


def test_traffic_that_may_be_larger_makes_it_possible(seen):
    text = paging('threshold: "> 1%", window: 1 min', api="avg_qps: 0.5-5/s")

    assert ("one_event", MAYBE) == seen("MON607", text)[0][:2]


def test_traffic_that_nobody_states_is_asked_of_the_endpoint(judged):
    text = paging('threshold: "> 1%", window: 1 min', api="")

    assert "peak_qps" in judged(text).missing["api"]


# MON608

LATE = ("api", "signal: quality, needs_labels: yes")


@pytest.mark.parametrize(
    ("delay", "model", "expected"),
    [
        ("7 d", "", []),
        ("8 d", "", [("", SURE, W)]),
        ("8 d", "max_degraded_time: 8 d", []),
        ("30 d", "max_degraded_time: 3 d", [("", SURE, E)]),
        ("2-10 d", "max_degraded_time: 3 d", [("", MAYBE, W)]),
    ],
)
def test_quality_may_be_as_late_as_degradation_is_tolerated(seen, delay, model, expected):
    assert expected == seen("MON608", served(LATE, delay=delay, model=model))


@pytest.mark.parametrize(
    "other",
    [
        "signal: prediction_drift",
        "signal: groundedness",
        "signal: quality, samples_per_day: 200/day",
        "signal: quality, metric_delay: 1 d",
        "signal: business, metric: conversion",
    ],
)
def test_anything_that_speaks_earlier_lifts_the_blind_spot(seen, other):
    assert [] == seen("MON608", served(LATE, ("api", other), delay="30 d"))


@pytest.mark.parametrize("other", ["signal: input_drift", "signal: latency", "signal: errors"])
def test_inputs_and_operation_do_not(seen, other):
    assert 1 == len(seen("MON608", served(LATE, ("api", other), delay="30 d")))


def test_no_outcome_at_all_is_another_finding(seen):
    assert [] == seen("MON608", served(("api", "signal: errors"), delay="30 d"))


def test_the_delay_is_asked_of_the_label(judged):
    text = served(LATE).replace("label_delay: 2 d", "horizon: 2 d")

    assert "label_delay" in judged(text).missing["y"]


# MON609


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("signal: quality, reference: rolling, window: 7 d", ["slides"]),
        ("signal: errors, reference: rolling, window: 5 min", []),
        ("signal: quality, reference: seasonal, ref_span: 1 d", []),
        ("signal: quality, reference: fixed_prod, ref_span: 7 d", []),
        ("signal: quality, reference: fixed_prod, ref_span: 6.9 d", []),
        ("signal: quality, reference: fixed_prod, ref_span: 6.8 d", ["short"]),
    ],
)
def test_a_reference_stands_still_and_knows_the_week(found, fields, expected):
    assert expected == [one.variant for one in found("MON609", served(("api", fields)))]


def test_what_a_sliding_reference_never_sees_is_worked_out(found):
    text = served(
        ("api", "signal: quality, reference: rolling, window: 7 d, threshold: drops 2% relative")
    )

    assert "adds up to 104 % a year" in found("MON609", text)[0].message


@pytest.mark.parametrize(
    ("window", "split", "expected"),
    [("7 d", "", 0), ("8 d", "", 1), ("8 d", "segment_by: model version", 0)],
)
def test_a_window_over_several_versions_is_split(found, window, split, expected):
    text = served(
        ("api", f"signal: quality, window: {window}, {split}"),
        more="j: {kind: training_job, period: weekly}",
        edges='- "j -> m: trains"',
    )

    assert expected == len(found("MON609", text))


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [("sampling: 10%", ["resampled"]), ("sampling: 10%, reweighted: yes", []), ("n_rows: 1M", [])],
)
def test_resampled_training_data_are_no_reference_for_scores(found, sampling, expected):
    text = served(
        ("api", "signal: prediction_drift, reference: fixed_train, window: 1 d"),
        more=f"d: {{kind: dataset, {sampling}}}",
        edges='- "d -> m: trains"',
    )

    assert expected == [one.variant for one in found("MON609", text)]


# MON610


@pytest.mark.parametrize(
    ("slo", "burn", "window", "expected"),
    [
        ("90%", "14.4x", "1 h", [("impossible", SURE, W)]),
        ("90%", "10x", "1 h", [("impossible", SURE, W)]),
        ("90%", "9.9x", "1 h", [("near_total", SURE, W)]),
        ("95%", "14.4x", "1 h", [("near_total", SURE, W)]),
        ("90%", "5x", "1 h", []),
        ("90%", "5.2x", "1 h", [("near_total", SURE, W)]),
        ("99.9%", "14.4x", "1 h", []),
        ("99.9%", "6x", "6 h", []),
        ("99.9%", "1x", "3 d", []),
        ("99.9%", "1x", "6 d", []),
        ("99.9%", "1x", "6.2 d", [("late", SURE, W)]),
        ("90%", "8-12x", "1 h", [("impossible", MAYBE, INFO)]),
    ],
)
def test_a_burn_rate_fits_its_objective(seen, slo, burn, window, expected):
    text = served(
        ("api", f"signal: errors, burn_rate: {burn}, window: {window}"),
        api=f"availability_slo: {slo}",
    )

    assert expected == seen("MON610", text)


def test_every_request_can_be_slow_at_once(seen):
    text = served(("api", "signal: latency, burn_rate: 9x"), api="availability_slo: 90%")

    assert [] == seen("MON610", text)
    assert 1 == len(seen("MON610", text.replace("9x", "11x")))


def test_the_alert_may_carry_the_burn_rate(found):
    text = served(
        ("api", "signal: errors"),
        api="availability_slo: 90%",
        more="z: {kind: alert, burn_rate: 14.4x, window: 1 h}",
        edges='- "w0 -> z: raises"',
    )

    (one,) = found("MON610", text, level=Level.STAFF)

    assert ("z", E) == (one.at.nodes[0], one.severity)
    assert "needs an error rate of 144 %, which is impossible" in one.message
    assert "10x" in one.remedy


def test_an_unknown_objective_is_left_alone(seen):
    assert [] == seen("MON610", served(("api", "signal: errors, burn_rate: 14.4x")))


# What the drift word hid, and whose outcome is watched


def test_drift_in_a_list_hides_no_check_of_data(found_by):
    text = """
    nodes:
      orders: {kind: source}
      api: {kind: endpoint, mode: online}
      ranker: {kind: model, type: gbdt}
      w: {kind: monitor, metric: "%s"}
    edges: ["orders -> ranker", "api -> ranker", "w -> orders"]
    """

    assert [] == found_by("MON604", text % "null rate, staleness, schema and PSI of the features")
    (found,) = found_by("MON604", text % "null rate, schema and PSI of the features")
    assert "not watched: age" in found.message


SERVED_TABLE = """
nodes:
  nightly: {{kind: endpoint, mode: batch}}
  churn: {{kind: model, type: gbdt}}
  scores: {{kind: source}}
  api: {{kind: endpoint, mode: online}}
  {more}
  q: {{kind: monitor, signal: quality}}
  up: {{kind: monitor, signal: latency}}
edges: [nightly -> churn, "nightly -> scores: feeds", "api -> scores: reads", q -> churn,
        up -> api {edges}]
"""


@pytest.mark.parametrize(
    ("more", "edges", "at"),
    [
        ("", "", []),
        ("own: {kind: model, type: gbdt}", ", api -> own", [("api",)]),
    ],
)
def test_who_looks_a_score_up_is_as_right_as_who_made_it(found_by, more, edges, at):
    text = SERVED_TABLE.format(more=more, edges=edges)

    assert at == [one.at.nodes for one in found_by("MON603", text)]


FED = """
nodes:
  api: {{kind: endpoint, mode: online}}
  tower: {{kind: model, type: nn}}
  ranker: {{kind: model, type: gbdt}}
  kept: {{kind: label, label_delay: 1 h}}
  q: {{kind: monitor, signal: quality, period: daily}}
  up: {{kind: monitor, signal: latency}}
edges: [api -> tower, kept -> ranker, q -> ranker, up -> api {edges}]
"""


@pytest.mark.parametrize(
    ("edges", "outcome", "drift"),
    [(', "tower -> ranker: feeds"', 0, Severity.INFO), ("", 1, Severity.ERROR)],
)
def test_the_outcome_of_the_next_model_is_that_of_the_one_before(found_by, edges, outcome, drift):
    text = FED.format(edges=edges)
    found = {one.at.nodes[0]: one.severity for one in found_by("MON602", text)}

    assert outcome == len(found_by("MON603", text))
    assert drift is found["tower"]
