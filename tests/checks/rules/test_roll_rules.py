"""When a release is called unsafe. Over 400 lines: ten rules share the boards they judge."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.changes import apply

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


def release(
    criteria="error rate > 2% over 30 min -> roll back",
    stages="canary 5% for 1 h; full",
    *,
    api="avg_qps: 200/s",
    deployment="",
    more="",
    edges="",
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, {api}}}
  rollout:
    kind: deployment
    stages: "{stages}"
    criteria: "{criteria}"
{textwrap.indent(textwrap.dedent(deployment), "    ")}
{textwrap.indent(textwrap.dedent(more), "  ")}
edges:
  - "rollout -> api: rolls_out"
{textwrap.indent(textwrap.dedent(edges), "  ")}
"""


def measured(monitor, **given):
    return release(
        more=f"m: {{kind: monitor, segment_by: version, {monitor}}}",
        edges='- "m -> api: monitors"',
        **given,
    )


CONVERSION = "signal: business, metric: conversion, base_rate: 3%"
FALLS = "conversion drops 10% relative over {window} -> roll back"


# ROLL501


def test_a_junior_is_only_warned_of_a_missing_plan(seen):
    text = "nodes:\n  api: {kind: endpoint}"

    assert [("no_plan", SURE, W)] == seen("ROLL501", text, level=Level.JUNIOR)
    assert [("no_plan", SURE, E)] == seen("ROLL501", text, level=Level.MID)


def test_a_missing_deployment_is_raised_once_for_everything_served(found):
    (one,) = found(
        "ROLL501",
        """
        nodes:
          api: {kind: endpoint}
          m: {kind: model, type: gbdt}
          i: {kind: index}
        edges: ["api -> m: uses", "api -> i: reads"]
        """,
    )

    assert ("api", "i", "m") == one.at.nodes
    assert "no deployment" in one.message


def test_a_deployment_of_the_model_plans_for_the_endpoint_it_answers_in(seen):
    text = """
        nodes:
          api: {kind: endpoint}
          m: {kind: model, type: gbdt}
          d: {kind: deployment, criteria: "error rate > 2% over 10 min -> roll back"}
        edges: ["api -> m: uses", "d -> m: rolls_out"]
        """

    assert [] == seen("ROLL501", text)


def test_an_alert_that_triggers_the_deployment_takes_it_back(seen):
    text = """
        nodes:
          api: {kind: endpoint}
          d: {kind: deployment}
          m: {kind: monitor, signal: errors}
          z: {kind: alert, severity: page}
        edges: ["d -> api: rolls_out", "m -> api: monitors", "m -> z: raises", "z -> d: triggers"]
        """

    assert [] == seen("ROLL501", text)


@pytest.mark.parametrize(
    ("action", "expected"), [("roll back to the version before", 0), ("look at the logs", 1)]
)
def test_only_a_runbook_that_rolls_back_is_a_way_back(found, action, expected):
    text = f"""
        nodes:
          api: {{kind: endpoint}}
          d: {{kind: deployment}}
          m: {{kind: monitor, signal: errors}}
          z: {{kind: alert, severity: page}}
          r: {{kind: runbook, first_action: {action}}}
        edges: ["d -> api: rolls_out", "m -> api: monitors", "m -> z: raises", "z -> r: handled_by"]
        """

    assert expected == len(found("ROLL501", text))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("gate: yes, rollback_target: yesterday", 0),
        ("gate: no, rollback_target: yesterday", 1),
        ("gate: yes", 1),
    ],
)
def test_a_batch_needs_both_a_gate_and_yesterdays_table(found, fields, expected):
    text = f"""
        nodes:
          s: {{kind: endpoint, mode: batch}}
          d: {{kind: deployment, {fields}}}
        edges: ["d -> s: rolls_out"]
        """

    assert expected == len(found("ROLL501", text))


def test_an_online_endpoint_is_not_excused_by_a_gate(found):
    text = """
        nodes:
          s: {kind: endpoint, mode: online}
          d: {kind: deployment, gate: yes, rollback_target: yesterday}
        edges: ["d -> s: rolls_out"]
        """

    assert 1 == len(found("ROLL501", text))


def test_a_device_is_asked_for_a_switch(found):
    (one,) = found("ROLL501", "nodes:\n  app: {kind: endpoint, mode: device}")

    assert "a way to switch it off" in one.remedy


# ROLL502


@pytest.mark.parametrize(
    ("criterion", "missing"),
    [
        ("if metrics degrade", "a metric"),
        ("error rate > 2% over 10 min", "who or what acts"),
        ("error rate > 2% -> roll back", "a window or least samples"),
        ("conversion drops 10% over 1 h -> roll back", "relative or absolute"),
    ],
)
def test_each_part_of_a_criterion_is_asked_for(found, criterion, missing):
    (one,) = found("ROLL502", release(criterion))

    assert "incomplete" == one.variant
    assert missing in one.message


@pytest.mark.parametrize(
    "criterion",
    [
        "error rate > 2% over 10 min -> roll back",
        "error rate > 2% on at least 5000 requests -> roll back",
        "conversion drops 10% relative over 1 h -> roll back",
        "conversion drops 0.3 pp over 1 h -> roll back",
    ],
)
def test_a_whole_criterion_is_left_alone(seen, criterion):
    assert [] == seen("ROLL502", release(criterion))


@pytest.mark.parametrize("decided", ["automatic: yes", "decider: the on-call engineer"])
def test_the_deployment_may_say_who_acts(seen, decided):
    assert [] == seen("ROLL502", release("error rate > 2% over 10 min", deployment=decided))


def test_a_burn_rate_needs_no_window(seen):
    assert [] == seen("ROLL502", release("burn rate > 14.4 -> roll back"))


def test_a_missing_time_to_roll_back_is_listed_with_the_rest(found):
    (one,) = found("ROLL502", release("error rate > 2% -> roll back"))
    (timed,) = found(
        "ROLL502", release("error rate > 2% -> roll back", deployment="time_to_rollback: 10 min")
    )

    assert "how long a rollback takes" in one.message
    assert "the time it takes to roll back" not in timed.message


@pytest.mark.parametrize(
    ("metric", "stages", "expected"),
    [
        ("CTR", "shadow for 2 d; full", 1),
        ("conversion", "shadow for 2 d", 1),
        ("CTR", "shadow for 2 d; canary 5% for 1 d; full", 0),
        ("error rate", "shadow for 2 d; full", 0),
        ("score distribution", "shadow for 2 d; full", 0),
    ],
)
def test_only_reactions_cannot_be_seen_in_a_shadow(found, metric, stages, expected):
    text = release(f"{metric} drops 5% relative over 1 d -> roll back", stages)

    assert expected == len(found("ROLL502", text))


@pytest.mark.parametrize(("control", "expected"), [("none", 1), ("concurrent", 0)])
def test_a_business_metric_needs_a_control(found, control, expected):
    text = release(FALLS.format(window="1 h"), deployment=f"control: {control}")

    assert expected == len(found("ROLL502", text))


# ROLL503


def test_without_any_monitor_the_criterion_is_not_the_point(seen):
    assert [] == seen("ROLL503", release())


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [
        ("metric: HTTP 5xx errors", 0),
        ("signal: errors", 0),
        ("signal: errors, metric: failed requests", 0),
        ("signal: business, metric: conversion", 1),
        ("signal: latency", 1),
    ],
)
def test_metrics_are_matched_by_their_words(found, monitor, expected):
    assert expected == len(found("ROLL503", measured(monitor)))


def test_a_business_metric_of_another_name_is_not_the_one_meant(found):
    text = measured("signal: business, metric: revenue", criteria=FALLS.format(window="1 h"))

    assert 1 == len(found("ROLL503", text))


@pytest.mark.parametrize(
    ("split", "expected"), [("version", 0), ("model_version, country", 0), ("country", 1)]
)
def test_only_a_split_by_version_tells_the_canary_apart(found, split, expected):
    text = release(
        more=f"m: {{kind: monitor, signal: errors, segment_by: '{split}'}}",
        edges='- "m -> api: monitors"',
    )

    assert expected == len(found("ROLL503", text))


def test_without_a_canary_there_is_nothing_to_split(seen):
    text = release(
        stages="full",
        more="m: {kind: monitor, signal: errors}",
        edges='- "m -> api: monitors"',
    )

    assert [] == seen("ROLL503", text)


def test_an_experiment_measures_by_arm(seen):
    text = release(
        FALLS.format(window="1 h"),
        more="m: {kind: monitor, signal: errors}\nab: {kind: experiment, metric: conversion}",
        edges='- "m -> api: monitors"\n- "ab -> api: evaluates"',
    )

    assert [] == seen("ROLL503", text)


def test_a_monitor_of_the_deployment_is_the_canary_analysis(seen):
    text = release(more="m: {kind: monitor, signal: errors}", edges='- "m -> rollout: monitors"')

    assert [] == seen("ROLL503", text)


def test_not_split_is_milder_for_juniors(seen):
    text = release(more="m: {kind: monitor, signal: errors}", edges='- "m -> api: monitors"')

    assert [] == seen("ROLL503", text, level=Level.JUNIOR)
    assert [("not_split", SURE, W)] == seen("ROLL503", text, level=Level.SENIOR)


# ROLL504


def late(criteria, delay="30 d", stages="canary 5% for 24 h; full", more="", edges=""):
    return f"""
nodes:
  chargeback: {{kind: label, label_delay: {delay}}}
  m: {{kind: model, type: gbdt}}
  rollout: {{kind: deployment, stages: "{stages}", criteria: "{criteria}"}}
{textwrap.indent(textwrap.dedent(more), "  ")}
edges:
  - "chargeback -> m: trains"
  - "rollout -> m: rolls_out"
{textwrap.indent(textwrap.dedent(edges), "  ")}
"""


RISES = "chargeback rate rises 10% relative over 24 h -> roll back"


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        ("24 h", []),
        ("24.4 h", []),
        ("24.6 h", [("", SURE, E)]),
        ("20 h - 30 h", [("", MAYBE, W)]),
        ("30 d", [("", SURE, E)]),
    ],
)
def test_a_metric_may_be_as_late_as_the_careful_stages_last(seen, delay, expected):
    assert expected == seen("ROLL504", late(RISES, delay))


def test_stages_before_full_traffic_count_together(seen):
    assert [] == seen("ROLL504", late(RISES, "2 d", "canary 5% for 1 d; ramp 20% for 1 d; full"))


def test_an_early_proxy_makes_it_a_remark(seen, found):
    text = late(f"{RISES}; score distribution PSI > 0.2 over 1 h -> roll back")

    assert [("", SURE, INFO)] == seen("ROLL504", text)
    assert "'score distribution PSI' speaks earlier" in found("ROLL504", text)[0].message


def test_latency_is_no_proxy_for_the_outcome(seen):
    text = late(f"{RISES}; p95 latency > 300 ms over 1 h -> roll back")

    assert [("", SURE, E)] == seen("ROLL504", text)


def test_a_holdback_keeps_the_late_metric(seen):
    text = late(RISES, more="holdback: {kind: experiment, metric: chargeback rate}")

    assert [] == seen("ROLL504", text)


def test_a_metric_without_labels_is_not_late(seen):
    assert [] == seen("ROLL504", late("p95 latency > 300 ms over 10 min -> roll back"))


def test_the_delay_of_the_monitor_goes_before_that_of_the_label(seen):
    text = late(
        RISES,
        more="early: {kind: monitor, metric: chargeback rate, metric_delay: 6 h}",
        edges='- "early -> m: monitors"',
    )

    assert [] == seen("ROLL504", text)


def test_an_unknown_delay_is_asked_of_the_label(judged):
    text = late(RISES).replace("label_delay: 30 d", "horizon: 30 d")

    assert "chargeback" in judged(text).missing


# ROLL505, ROLL506


def conversion(minutes, **given):
    window = f"{minutes} min"
    given = {"stages": f"canary 5% for {window}; full", **given}
    return measured(CONVERSION, criteria=FALLS.format(window=window), **given)


def test_the_w8_canary_is_silent_in_both(seen):
    text = conversion(60)

    assert [] == seen("ROLL505", text)
    assert [] == seen("ROLL506", text)


@pytest.mark.parametrize(("minutes", "expected"), [(32, 1), (35, 0)])
def test_thirty_four_minutes_are_what_it_takes(found, minutes, expected):
    assert expected == len(found("ROLL505", conversion(minutes)))


def test_the_remedy_says_how_long_the_canary_would_have_to_last(found):
    (one,) = found("ROLL505", conversion(20))

    assert "5 % of 200/s for 20 min gives 12 000 samples" in one.message
    assert "3 % -> 2.7 %" in one.message
    assert "20 308 samples: 33.85 min of canary instead of 20 min" in one.remedy
    assert "8.46 % of traffic" in one.remedy


def test_a_stage_beyond_half_of_the_traffic_is_no_canary(seen):
    assert [] == seen("ROLL505", conversion(20, stages="ramp 60% for 20 min; full"))


def test_later_careful_stages_add_their_power(seen):
    text = conversion(20, stages="canary 5% for 20 min; ramp 25% for 20 min; full")

    assert [] == seen("ROLL505", text)


def test_a_range_of_traffic_that_spans_the_need_is_possible(seen):
    text = conversion(30, api="avg_qps: 170-260/s")

    assert [("underpowered", MAYBE, INFO)] == seen("ROLL505", text)


def test_traffic_that_is_only_known_at_peak_caps_the_weight(seen):
    text = conversion(60, api="peak_qps: 200/s")

    assert {W} == {severity for _, _, severity in seen("ROLL505", text, level=Level.STAFF)}


def test_a_limit_on_failures_asks_for_no_base_rate(judged):
    text = measured("signal: errors")

    assert "m" not in judged(text).missing or "base_rate" not in judged(text).missing["m"]


def errors(minutes, **given):
    return measured(
        "signal: errors, base_rate: 1%",
        criteria=f"error rate > 2% over {minutes} min{given.pop('more_words', '')} -> roll back",
        stages=f"canary 1% for {given.pop('lasts', minutes)} min; full",
        api="avg_qps: 5/s",
    )


def test_ninety_requests_take_back_a_healthy_release_in_one_case_of_four(found):
    (one,) = found("ROLL506", errors(30))

    assert "with 90 samples" in one.message
    assert "22.7 % of the time" in one.message
    assert "803 samples = 4.463 h at 1 %" in one.remedy


def test_noise_speaks_before_power(found):
    assert [] == found("ROLL505", errors(30))


def test_enough_samples_are_outside_the_noise(seen):
    assert [] == seen("ROLL506", errors(268))


def test_repeated_looks_multiply(found):
    (one,) = found("ROLL506", errors(30, lasts=120))

    assert "at each of 4 looks, 64.4 % in all" in one.message


def test_windows_that_must_agree_make_an_alarm_rare(seen):
    assert [] == seen("ROLL506", errors(30, more_words=" for 2 consecutive checks"))


def test_a_metric_nobody_watches_is_only_raised_as_that(seen):
    other = {"more": "m: {kind: monitor, signal: latency}", "edges": '- "m -> api: monitors"'}
    goal = "q: {kind: requirement, metric: conversion, base_rate: 3%}"
    text = release(
        FALLS.format(window="5 min"),
        "canary 5% for 5 min; full",
        more=f"{other['more']}\n{goal}",
        edges=other["edges"],
    )

    assert 1 == len(seen("ROLL503", text))
    assert [] == seen("ROLL504", text)
    assert [] == seen("ROLL505", text)
    assert [] == seen("ROLL506", text)


def test_noise_in_one_criterion_does_not_speak_for_the_power_of_another(judged):
    text = release(
        "error rate > 1.1% over 20 min -> stop; conversion drops 10% relative over 20 min -> stop",
        "canary 5% for 20 min; full",
        more="""
        e: {kind: monitor, signal: errors, base_rate: 1.05%, segment_by: version}
        m: {kind: monitor, signal: business, metric: conversion, base_rate: 3%, segment_by: version}
        """,
        edges='- "e -> api: monitors"\n- "m -> api: monitors"',
    )

    shown = {(one.code, one.at.about) for one in judged(text, level=Level.STAFF).findings}

    assert ("ROLL506", "error rate") in shown
    assert ("ROLL505", "conversion") in shown


def test_a_duration_is_no_rate(seen):
    text = measured("signal: latency", criteria="p95 latency > 300 ms over 1 min -> roll back")

    assert [] == seen("ROLL505", text)
    assert [] == seen("ROLL506", text)


# ROLL507


@pytest.mark.parametrize(
    ("fields", "kept", "expected"),
    [
        ("kind: index, rebuild: versioned", "", []),
        ("kind: index, rebuild: in_place", "rollback_target: v1", ["overwritten"]),
        ("kind: index, rebuild: in_place", "time_to_rollback: 5 min", ["no_target", "overwritten"]),
        ("kind: prompt, version: v7", "rollback_target: v6", []),
        ("kind: llm, pinned: yes", "", []),
        ("kind: llm, pinned: no", "", ["no_target"]),
        ("kind: feature", "rollback_target: v6", ["unversioned"]),
        ("kind: feature, definition_version: v7", "rollback_target: v6", []),
    ],
)
def test_what_is_kept_of_each_part(found, fields, kept, expected):
    text = f"""
        nodes:
          x: {{{fields}}}
          d: {{kind: deployment, {kept}}}
        edges: ["d -> x: rolls_out"]
        """

    assert expected == sorted(one.variant for one in found("ROLL507", text))


@pytest.mark.parametrize(
    ("fields", "fallback", "count"),
    [
        ("", "", 0),  # nothing says that it is not the first
        (", version: damage-1", "", 0),
        (", version: v1.0", "", 0),
        (", version: 2026-06-03", "", 0),
        (", version: small-2026-06", "", 0),
        (", version: latest", "", 0),
        (", version: damage-8", "", 1),
        (", version: v1.4", "", 1),
        (", version: '2'", "", 1),
        (", version: '12.0'", "", 1),
        (", version: damage-8, pinned: yes", "", 1),  # the eighth is pinned, not the seventh kept
        (", version: damage-8", ", name: The model before", 0),
        (", version: damage-8", ", definition: yesterday's scores", 0),
        (", version: damage-8", ", definition: the older rules", 0),
        (", version: damage-8", ", definition: colder rules", 1),
    ],
)
def test_a_fallback_is_the_way_back_of_a_first_launch_only(seen, fields, fallback, count):
    text = f"""
        nodes:
          api: {{kind: endpoint, mode: online}}
          job: {{kind: training_job}}
          m: {{kind: model, type: gbdt{fields}}}
          rules: {{kind: fallback{fallback}}}
          d: {{kind: deployment}}
        edges:
          - "job -> m: trains"
          - "api -> m: calls"
          - "api -> rules: falls_back_to"
          - "d -> m: rolls_out"
        """

    assert [("no_target", SURE, E)] * count == seen("ROLL507", text)
    bought = text.replace('- "job -> m: trains"', "")
    assert [] == seen("ROLL507", bought)  # the number is its maker's
    named = text.replace("kind: deployment", "kind: deployment, rollback_target: v7")
    assert [] == seen("ROLL507", named)


def test_an_unversioned_prompt_is_not_asked_of_a_mid(seen):
    text = """
        nodes:
          x: {kind: prompt}
          d: {kind: deployment, rollback_target: v6}
        edges: ["d -> x: rolls_out"]
        """

    assert [] == seen("ROLL507", text, level=Level.MID)
    assert [("unversioned", SURE, E)] == seen("ROLL507", text, level=Level.SENIOR)


# ROLL508


def bad_release(stages, window="30 min", back="10 min", metric="conversion", slo="99.9%"):
    return measured(
        f"metric: {metric}, window: {window}",
        criteria=f"{metric} drops 10% relative over {window} -> roll back",
        stages=stages,
        api=f"availability_slo: {slo}" if slo else "avg_qps: 1/s",
        deployment=f"time_to_rollback: {back}" if back else "",
    )


def test_w10_five_percent_for_forty_minutes_is_under_one_percent_of_the_budget(seen):
    assert [] == seen("ROLL508", bad_release("canary 5% for 6 h; full"))


def test_w10_everybody_for_a_day_burns_seven_budgets(found):
    (one,) = found("ROLL508", bad_release("full", "24 h", "1 h"))

    assert E is one.severity
    assert "300 equivalent minutes of the 43.2" in one.message
    assert "694 %" in one.message
    assert "Noticed and back within 54 min, or no more than 3.6 % of the traffic" in one.remedy


@pytest.mark.parametrize(
    ("stages", "window"), [("canary 1% for 30 min; full", "79 min"), ("canary 3.6%", "24 h")]
)
def test_what_the_remedy_of_a_release_says_clears_it(seen, stages, window):
    assert [] == seen("ROLL508", bad_release(stages, window, "5 min"))


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("54 min", []),
        ("56 min", [("quarter_budget", SURE, W)]),
        ("216 min", [("quarter_budget", SURE, W)]),
        ("222 min", [("whole_budget", SURE, E)]),
    ],
)
def test_a_quarter_and_the_whole_of_the_budget_are_the_bounds(seen, window, expected):
    assert expected == seen("ROLL508", bad_release("full", window, ""))


def test_an_outage_weighs_more_than_worse_answers(seen):
    worse = bad_release("full", "30 min", "5 min", "conversion")
    outage = bad_release("full", "30 min", "5 min", "error rate")

    assert [] == seen("ROLL508", worse)
    assert [("quarter_budget", SURE, W)] == seen("ROLL508", outage)


def test_a_shadow_burns_nothing_and_the_stage_after_it_does(seen):
    assert [] == seen("ROLL508", bad_release("shadow for 2 d", "24 h", "1 h"))
    assert 1 == len(seen("ROLL508", bad_release("shadow for 2 d; full", "24 h", "1 h")))


def test_a_bad_release_outlives_a_short_canary(seen):
    assert 1 == len(seen("ROLL508", bad_release("canary 5% for 10 min; full", "24 h", "1 h")))


def test_an_objective_that_is_not_stated_is_asked_of_the_endpoint(judged):
    text = bad_release("full", "24 h", "1 h", slo="")

    assert "availability_slo" in judged(text).missing["api"]


# ROLL509


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ("peak_qps: 1/s", [("big_bang", SURE, E)]),
        ("peak_qps: 0.9/s", []),
        ("peak_qps: 0.5-2/s", [("big_bang", MAYBE, W)]),
        ("impact: consequential", [("big_bang", SURE, E)]),
        ("impact: advisory", []),
    ],
)
def test_everybody_at_once_matters_where_much_hangs_on_it(seen, api, expected):
    assert expected == seen("ROLL509", release(stages="full", api=api))


@pytest.mark.parametrize("stages", ["canary 5% for 1 h", "canary 5%; full", "ramp 50% for 1 h"])
def test_a_share_that_keeps_the_old_version_is_a_control(seen, stages):
    assert [] == seen("ROLL509", release(stages=stages, api="peak_qps: 100/s"))


def test_stages_nobody_wrote_down_are_only_possibly_missing(seen):
    text = release(api="peak_qps: 100/s").replace('    stages: "canary 5% for 1 h; full"\n', "")

    assert [("big_bang", MAYBE, W)] == seen("ROLL509", text)


@pytest.mark.parametrize("control", ["before_after", "none"])
def test_before_and_after_is_no_control(seen, control):
    text = release(deployment=f"control: {control}")

    assert [("before_after", SURE, E)] == seen("ROLL509", text)


@pytest.mark.parametrize(("per_day", "expected"), [("50/day", 0), ("200/day", 1)])
def test_a_handful_of_requests_may_be_compared_with_yesterday(found, per_day, expected):
    text = release(api=f"requests_per_day: {per_day}", deployment="control: before_after")

    assert expected == len(found("ROLL509", text))


def test_a_batch_in_which_the_challenger_scores_the_same_rows_needs_no_canary(seen):
    text = """
        nodes:
          s: {kind: endpoint, mode: batch, impact: consequential}
          d: {kind: deployment, stages: "shadow for 2 d; full",
              criteria: "rows > 2% over 1 d -> stop"}
        edges: ["d -> s: rolls_out"]
        """

    assert [] == seen("ROLL509", text)


# ROLL510


def coupled(first, second, deployment="reversible: no"):
    return f"""
        nodes:
          one: {{{first}}}
          two: {{{second}}}
          d: {{kind: deployment, {deployment}}}
        edges: ["d -> one: rolls_out", "d -> two: rolls_out"]
        """


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        ("reversible: no", [("irreversible", SURE, W)]),
        ("time_to_rollback: 5 min", [("unstated", SURE, INFO)]),
        ("reversible: yes", []),
        ("dual_write: yes", []),
        ("stages: blue_green", []),
    ],
)
def test_coupled_parts_need_a_way_back_together(seen, deployment, expected):
    text = coupled("kind: model, type: gbdt", "kind: feature", deployment)

    assert expected == seen("ROLL510", text, level=Level.SENIOR)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kind: model, type: gbdt", "kind: endpoint"),
        ("kind: model, type: gbdt, version: v7", "kind: feature, version: v7"),
        ("kind: model, type: embedder", "kind: index, rebuild: blue_green"),
    ],
)
def test_parts_that_fit_or_are_kept_go_back_one_by_one(seen, first, second):
    assert [] == seen("ROLL510", coupled(first, second))


def test_a_single_part_with_its_old_definition_is_no_trap(seen):
    text = """
        nodes: {f: {kind: feature}, d: {kind: deployment, reversible: no}}
        edges: ["d -> f: rolls_out"]
        """

    assert [] == seen("ROLL510", text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "ROLL503",
            release(
                more="m: {kind: monitor, signal: errors, segment_by: country}",
                edges='- "m -> api: monitors"',
            ),
        ),
        (
            "ROLL507",
            """
            nodes:
              i: {kind: index, rebuild: in_place}
              d: {kind: deployment, rollback_target: v1}
            edges: ["d -> i: rolls_out"]
            """,
        ),
        ("ROLL509", release(deployment="control: before_after")),
        (
            "MON609",
            """
            nodes:
              m: {kind: model, type: gbdt}
              j: {kind: training_job, period: weekly}
              w: {kind: monitor, signal: quality, window: 14 d}
            edges: ["j -> m: trains", "w -> m: monitors"]
            """,
        ),
    ],
)
def test_what_is_offered_as_a_fix_clears_the_finding(design_from, code, text):
    design = design_from(textwrap.dedent(text))
    rules = [all_rules()[code]]
    (finding,) = evaluate(design, rules=rules, strict=True).findings

    fixed = apply(design, finding.fix).design

    assert () == evaluate(fixed, rules=rules, strict=True).findings
