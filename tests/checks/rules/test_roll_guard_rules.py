"""What excuses a release, and what does not. Over 400 lines: ten rules with their exceptions."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


def drawn(nodes, *edges):
    lines = "".join(f"  {one}\n" for one in textwrap.dedent(nodes).strip().splitlines())
    arrows = ", ".join(f'"{one}"' for one in edges)
    return f"nodes:\n{lines}edges: [{arrows}]"


# ROLL501

SERVED = """
b: {{kind: endpoint, mode: {mode}}}
old: {{kind: fallback}}
m: {{kind: model, type: gbdt}}
t: {{kind: evaluation, gate: {gate}}}
{more}
"""


def kept(mode="batch", gate="yes", *edges, more=""):
    drawing = SERVED.format(mode=mode, gate=gate, more=more)
    return drawn(drawing, "b -> m: uses", "t -> m: evaluates", *edges)


BACK = "b -> old: falls_back_to"


@pytest.mark.parametrize(
    ("mode", "gate", "edges", "at"),
    [
        ("batch", "yes", [BACK], []),
        ("batch", "no", [BACK], [("b", "m")]),
        ("batch", "yes", [], [("b", "m")]),
        ("device", "no", [BACK], []),
        ("device", "no", [], [("b", "m")]),
        ("online", "yes", [BACK], [("b", "m")]),
        ("stream", "yes", [BACK], [("b", "m")]),
    ],
)
def test_a_gated_batch_and_a_device_keep_what_answered_last(found_by, mode, gate, edges, at):
    assert at == [one.at.nodes for one in found_by("ROLL501", kept(mode, gate, *edges))]


@pytest.mark.parametrize(("edges", "count"), [([], 1), (["w -> b: monitors"], 0)])
def test_who_watches_a_batch_decides_on_it(found_by, edges, count):
    text = kept("batch", "no", BACK, *edges, more="w: {kind: monitor, signal: errors}")

    assert count == len(found_by("ROLL501", text))


def test_what_keeps_the_last_does_not_speak_for_another_endpoint(found_by):
    (found,) = found_by("ROLL501", kept("batch", "yes", BACK, more="web: {kind: endpoint}"))

    assert ("web", "m") == found.at.nodes


def test_a_model_served_by_itself_needs_a_plan_too(found_by):
    (found,) = found_by("ROLL501", drawn("m: {kind: model, type: gbdt}"))

    assert ("m",) == found.at.nodes


ACTING = """
api: {kind: endpoint}
d: {kind: deployment}
w: {kind: monitor, signal: errors}
z: {kind: alert, severity: page}
book: {kind: runbook}
who: {kind: oncall}
rules: {kind: fallback}
job: {kind: training_job}
"""


@pytest.mark.parametrize(
    ("edges", "count"),
    [
        (["w -> d: triggers"], 0),
        (["z -> d: triggers"], 0),
        (["book -> d: triggers"], 0),
        (["who -> d: triggers"], 0),
        (["job -> d: triggers"], 1),
        (["w -> api: monitors", "w -> z: raises"], 1),
        (["w -> api: monitors", "w -> z: raises", "z -> rules: triggers"], 0),
        (["w -> api: monitors", "w -> z: raises", "z -> job: triggers"], 1),
        (["w -> job: monitors", "w -> z: raises", "z -> rules: triggers"], 1),
    ],
)
def test_what_acts_on_the_deployment_or_falls_back_takes_it_back(found_by, edges, count):
    assert count == len(found_by("ROLL501", drawn(ACTING, "d -> api: rolls_out", *edges)))


def test_a_deployment_may_say_why_it_needs_no_criteria(found_by):
    text = drawn(
        "api: {kind: endpoint}\nd: {kind: deployment, criteria: n/a because it is the first}",
        "d -> api: rolls_out",
    )

    assert [] == found_by("ROLL501", text)


@pytest.mark.parametrize(
    ("modes", "fields", "switch", "count"),
    [
        (["device"], "", True, 1),
        (["device"], ", rollback_target: v1", None, 0),
        (["device", "online"], "", False, 1),
        (["device", "online"], ", rollback_target: v1", False, 1),
        (["online"], ", rollback_target: v1", False, 1),
    ],
)
def test_only_devices_are_switched_instead_of_rolled_back(found_by, modes, fields, switch, count):
    ends = "\n".join(f"e{i}: {{kind: endpoint, mode: {mode}}}" for i, mode in enumerate(modes))
    edges = [f"d -> e{i}: rolls_out" for i in range(len(modes))]
    found = found_by("ROLL501", drawn(f"{ends}\nd: {{kind: deployment{fields}}}", *edges))

    assert count == len(found)
    assert all(switch == ("switch it off" in one.remedy) for one in found)
    bare = found_by("ROLL501", drawn(ends))
    assert ["online" not in modes] == ["switch it off" in one.remedy for one in bare]


@pytest.mark.parametrize(("stages", "unstaged"), [("full", False), ("", True)])
def test_stages_that_are_there_are_not_missed(found_by, stages, unstaged):
    fields = f", stages: {stages}" if stages else ""
    text = drawn(f"api: {{kind: endpoint}}\nd: {{kind: deployment{fields}}}", "d -> api: rolls_out")
    (found,) = found_by("ROLL501", text)

    assert unstaged == ("no staged rollout" in found.message)


# ROLL502 to ROLL506


def release(criterion, stages="canary 5% for 1 h; full", more="", edges=(), **fields):
    """A staged release with one *criterion*, as columns, of an endpoint with traffic."""
    fields = {"api": "avg_qps: 200/s", "rollout": "", **fields}
    nodes = f"""
api: {{kind: endpoint, mode: online, {fields["api"]}}}
rollout: {{kind: deployment, stages: "{stages}", criteria: [{criterion}], {fields["rollout"]}}}
{textwrap.dedent(more).strip()}
"""
    return drawn(nodes, "rollout -> api: rolls_out", *edges)


WHOLE = {
    "metric": "error rate",
    "comparator": '">"',
    "threshold": "2%",
    "window": "10 min",
    "action": "roll back",
}


def columns(**given):
    said = {**WHOLE, **given}
    return "{" + ", ".join(f"{name}: {value}" for name, value in said.items() if value) + "}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ""),
        ({"metric": ""}, "a metric"),
        ({"comparator": ""}, "a comparator"),
        ({"threshold": "drops 10% relative", "comparator": ""}, ""),
        ({"metric": "significance of errors", "comparator": "", "threshold": ""}, ""),
        ({"metric": "significance of errors"}, ""),
        ({"threshold": ""}, "a number"),
        ({"window": ""}, "a window or least samples"),
        ({"window": "", "min_samples": "5000"}, ""),
        ({"window": "", "metric": "burn rate"}, ""),
        ({"action": ""}, "who or what acts"),
        ({"threshold": "10%"}, ""),
        ({"threshold": "drops 10%"}, "relative or absolute"),
        ({"threshold": "drops 0.3 pp"}, ""),
    ],
)
def test_each_column_of_a_criterion_is_missed_by_itself(found_by, given, missing):
    found = found_by("ROLL502", release(columns(**given)))

    assert ([f" lacks {missing}:"] if missing else []) == [
        f" lacks{one.message.split(' lacks')[1].split(':')[0]}:" for one in found
    ]


@pytest.mark.parametrize(
    ("stages", "rollout", "untimed"),
    [
        ("full", "", True),
        ("full", "time_to_rollback: 10 min", False),
        ("", "", False),
    ],
)
def test_the_way_back_is_timed_where_there_are_stages(found_by, stages, rollout, untimed):
    text = release(columns(action=""), stages, rollout=rollout)
    (found,) = found_by("ROLL502", text if stages else text.replace('stages: "", ', ""))

    assert untimed == ("how long a rollback takes" in found.message)


@pytest.mark.parametrize(
    ("metric", "stages", "control", "why"),
    [
        ("CTR", "full", "concurrent", ""),
        ("CTR", "full", "none", "there is no control group"),
        ("CTR", "shadow for 1 d; full", "none", "nobody reacts to a shadow"),
        ("CTR", "shadow for 1 d; canary 5% for 1 d; full", "none", "there is no control group"),
        ("error rate", "full", "none", ""),
        ("chargebacks", "full", "none", ""),
        ("accuracy", "shadow for 1 d; full", "none", ""),
    ],
)
def test_what_people_do_needs_an_answer_and_a_control(found_by, metric, stages, control, why):
    text = release(columns(metric=metric), stages, rollout=f"control: {control}")
    found = [one for one in found_by("ROLL502", text) if one.variant == "unobservable"]

    assert ([why] if why else []) == [one.message.split("(")[1].split(")")[0] for one in found]


ERRORS = "w: {kind: monitor, signal: errors%s}"
WATCHED = ("w -> api: monitors",)


def test_a_criterion_of_nothing_is_not_missed_by_a_monitor(found_by):
    assert [] == found_by("ROLL503", release(columns(metric=""), more=ERRORS % "", edges=WATCHED))


def test_one_monitor_of_several_that_splits_is_enough(found_by):
    more = f"{ERRORS % ''}\nv: {{kind: monitor, signal: errors, segment_by: version}}"
    edges = (*WATCHED, "v -> api: monitors")

    assert [] == found_by("ROLL503", release(columns(), more=more, edges=edges))


def test_what_nobody_measures_and_what_is_mixed_are_two_findings(found_by):
    text = release(
        f"{columns()}, {columns(metric='CTR')}, {columns(metric='CTR')}",
        more=ERRORS % "",
        edges=WATCHED,
    )
    found = {one.variant: one for one in found_by("ROLL503", text)}

    assert {"unmonitored", "not_split"} == found.keys()
    assert (
        "depends on CTR, but no monitor observes it on the canary" in found["unmonitored"].message
    )
    assert ("rollout", "w") == found["not_split"].at.nodes
    assert (("w", "segment_by"),) == found["not_split"].at.blanks


def test_where_nobody_gets_it_first_there_is_no_canary_to_speak_of(found_by):
    text = release(columns(metric="CTR"), "full", more=ERRORS % "", edges=WATCHED)
    (found,) = found_by("ROLL503", text)

    assert "no monitor observes it." in found.message


LABELLED = """
bad: {{kind: label, {label}}}
m: {{kind: model, type: gbdt}}
rollout: {{kind: deployment, stages: "{stages}", criteria: "{criteria}"}}
{more}
"""
RISES = "chargeback rate rises 10% relative over 24 h -> roll back"
DAY = "canary 5% for 24 h; full"


def late(criteria=RISES, stages=DAY, label="name: Chargeback, label_delay: 30 d", more="", *edges):
    nodes = LABELLED.format(criteria=criteria, stages=stages, label=label, more=more)
    return drawn(nodes, "bad -> m: trains", "rollout -> m: rolls_out", *edges)


@pytest.mark.parametrize(
    ("stages", "count"),
    [
        (DAY, 1),
        ("canary 5% for 15 d; ramp 20% for 15 d; full", 0),
        ("canary 5% for 15 d; ramp 20% for 14 d; full", 1),
        ("canary 5% for 15 d; full for 15 d", 1),
        ("canary 5%; full", 0),
        ("canary 5% for 24 h; ramp 20%; full", 0),
        ("full for 24 h", 0),
    ],
)
def test_careful_time_is_what_every_stage_before_everybody_states(found_by, stages, count):
    assert count == len(found_by("ROLL504", late(stages=stages)))


def test_the_kinds_of_the_careful_stages_are_named(found_by):
    (found,) = found_by("ROLL504", late(stages="canary 5% for 1 d; ramp 20% for 1 d; full for 1 d"))

    assert "but the canary and ramp lasts 2 d." in found.message
    assert ("rollout", "bad") == found.at.nodes


@pytest.mark.parametrize(
    ("experiment", "count"),
    [
        ("name: Holdback, metric: chargeback rate", 0),
        ("name: Holdback", 0),
        ("name: Holdback, metric: revenue", 1),
        ("metric: chargeback rate, duration: 30 d", 0),
        ("metric: chargeback rate, duration: 20 d", 1),
        ("metric: chargeback rate", 1),
        ("metric: revenue, duration: 60 d", 1),
        ("duration: 60 d", 1),
    ],
)
def test_a_group_held_back_or_a_long_experiment_waits_for_it(found_by, experiment, count):
    assert count == len(found_by("ROLL504", late(more=f"x: {{kind: experiment, {experiment}}}")))


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ("score drift > 0.2 over 1 h -> stop", INFO),
        ("groundedness < 90% over 1 h -> stop", INFO),
        ("error rate > 2% over 1 h -> stop", E),
        ("cost > $5 over 1 h -> stop", E),
        ("happiness > 2% over 1 h -> stop", E),
        ("score drift -> stop", E),
    ],
)
def test_only_a_bound_on_what_is_answered_speaks_earlier(seen, other, severity):
    assert [("", SURE, severity)] == seen("ROLL504", late(f"{RISES}; {other}"))


@pytest.mark.parametrize(("delay", "severities"), [("1 d", [INFO]), ("2 d", [E, E])])
def test_a_proxy_is_known_within_the_careful_time(seen, delay, severities):
    text = late(
        f"{RISES}; score drift > 0.2 over 1 h -> stop",
        DAY,
        "name: Chargeback, label_delay: 30 d",
        f"w: {{kind: monitor, metric: score drift, metric_delay: {delay}}}\n"
        "v: {kind: monitor, metric: chargeback rate}",
        "w -> m: monitors",
        "v -> m: monitors",
    )

    assert severities == [one[2] for one in seen("ROLL504", text)]


@pytest.mark.parametrize(("label", "asked"), [("horizon: 1 d", True), ("label_delay: 1 d", False)])
def test_only_an_unknown_delay_is_asked_for(judged, label, asked):
    missing = judged(late(label=f"name: Chargeback, {label}")).missing

    assert asked == ("label_delay" in missing.get("bad", ()))


FALLS = (
    "{metric: conversion, threshold: drops 10% relative, window: 20 min, "
    "action: stop after 2 consecutive checks}"
)
CONVERSION = "w: {kind: monitor, signal: business, metric: conversion, segment_by: version%s}"


def canary(stages, base=", base_rate: 3%", **fields):
    return release(FALLS, stages, more=CONVERSION % base, edges=WATCHED, **fields)


def test_the_power_of_several_stages_is_said_of_their_mean_share(found_by):
    (found,) = found_by("ROLL505", canary("canary 1% for 20 min; ramp 3% for 20 min; full"))

    assert "2 % of 200/s for 40 min gives 9 600 samples" in found.message
    assert "n1 = 2 % x 200/s x 40 min = 9 600" == found.working[0]


def test_one_stage_is_said_as_it_is_stated(found_by):
    (found,) = found_by("ROLL505", canary("canary 1% for 20 min; full"))

    assert "1 % of 200/s for 20 min gives 2 400 samples" in found.message


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ("canary 1% for 20 min; full", [("coin_flip", SURE, W)]),
        ("canary 4% for 20 min; full", [("underpowered", SURE, INFO)]),
        ("canary 10% for 20 min; full", []),
    ],
)
def test_less_than_a_coin_flip_weighs_more_than_less_than_enough(seen, stages, expected):
    found = [one[:2] for one in seen("ROLL505", canary(stages))]

    assert [one[:2] for one in expected] == found


@pytest.mark.parametrize(
    ("criterion", "base", "api", "reason"),
    [
        (FALLS, "", "avg_qps: 200/s", "needs Base rate of w"),
        (FALLS, ", base_rate: 3%", "avg_qps: 200/s", ""),
        (FALLS, ", base_rate: 3%", "", "needs Peak QPS of api"),
        (FALLS, "", "", "needs Peak QPS of api, Base rate of w"),
    ],
)
def test_what_the_power_needs_is_asked_for(design_from, criterion, base, api, reason):
    text = release(
        criterion, "canary 5% for 20 min; full", more=CONVERSION % base, edges=WATCHED, api=api
    )
    evaluation = evaluate(design_from(text), rules=[all_rules()["ROLL505"]], strict=True)

    assert reason == evaluation.outcomes[0].reason


def test_a_limit_on_failures_needs_no_rate_of_today(design_from):
    text = release(
        columns(), "canary 5% for 20 min; full", more=ERRORS % "", edges=WATCHED, api="avg_qps: 9/s"
    )
    evaluation = evaluate(design_from(text), rules=[all_rules()["ROLL505"]], strict=True)

    assert "" == evaluation.outcomes[0].reason


@pytest.mark.parametrize("code", ["ROLL505", "ROLL506"])
@pytest.mark.parametrize("metric", ["minutes until a film is read", "waiting time", "p95 wait"])
def test_twenty_percent_more_minutes_are_no_share_of_anything(found_by, code, metric):
    criterion = columns(metric=metric, threshold="20% relative")
    watch = f"w: {{kind: monitor, segment_by: version, metric: {metric}, base_rate: 4%}}"
    text = release(
        criterion, "canary 5% for 20 min; full", more=watch, edges=WATCHED, api="avg_qps: 9/s"
    )

    assert [] == found_by(code, text)


def test_the_errors_of_a_server_are_not_those_of_its_words(found_by):
    text = release(
        columns(),
        "canary 5% for 20 min; full",
        more="w: {kind: monitor, segment_by: version, metric: word error rate}",
        edges=WATCHED,
        api="avg_qps: 9/s",
    )
    (found,) = found_by("ROLL503", text)

    assert "unmonitored" == found.variant


def test_a_label_that_shares_a_word_with_a_metric_does_not_delay_it(found_by):
    text = """
    nodes:
      returned: {kind: label, name: Order returned, label_delay: 30 d}
      scorer: {kind: model, type: gbdt}
      rollout: {kind: deployment, stages: canary 5%% for 1 d; full,
                criteria: "%s rate drops 5%% relative over 1 d -> roll back"}
    edges: ["returned -> scorer: trains", "rollout -> scorer: rolls_out"]
    """

    assert [] == found_by("ROLL504", text % "order size")
    assert 1 == len(found_by("ROLL504", text % "returned order"))


def test_the_wobble_of_a_small_sample_is_worked_out(found_by):
    text = release(
        columns(window="30 min"),
        "canary 1% for 30 min; full",
        more=ERRORS % ", base_rate: 1%",
        edges=WATCHED,
        api="avg_qps: 5/s",
    )
    (found,) = found_by("ROLL506", text)

    assert "with 90 samples error rate wobbles by +-2.11 %" in found.message
    assert "would roll back a healthy release 22.7 % of the time." in found.message
    assert "803 samples = 4.463 h at 1 %." == found.remedy


# ROLL507

ARTEFACT = """
x: {{kind: {fields}}}
d: {{kind: deployment{kept}}}
{more}
"""


def sent(fields, kept="", more="", *edges):
    return drawn(ARTEFACT.format(fields=fields, kept=kept, more=more), "d -> x: rolls_out", *edges)


@pytest.mark.parametrize(
    ("fields", "kept", "more", "expected"),
    [
        ("model, type: gbdt", "", "", ["no_target"]),
        ("model, type: gbdt, pinned: yes", "", "", []),
        ("model, type: gbdt, version: v7", "", "", ["no_target"]),
        ("model, type: gbdt", "", "r: {kind: registry}", []),
        ("model, type: gbdt", ", rollback_target: n/a because it is the first", "", []),
        ("index, rebuild: blue_green", "", "", []),
        ("index, rebuild: in_place", "", "r: {kind: registry}", ["overwritten"]),
        ("index, version: v7", "", "", ["no_target"]),
        ("index, version: v7", "", "r: {kind: registry}", []),
        ("prompt, pinned: yes", "", "", []),
        ("prompt", "", "r: {kind: registry}", ["unversioned"]),
        ("feature, definition_version: v7", "", "", []),
        ("feature_store", "", "r: {kind: registry}", ["unversioned"]),
        ("transform", "", "r: {kind: registry}", []),
        ("label", "", "r: {kind: registry}", []),
    ],
)
def test_a_way_back_is_named_kept_in_a_registry_or_in_the_part(
    variants, fields, kept, more, expected
):
    assert expected == variants("ROLL507", sent(fields, kept, more))


def test_a_deployment_of_nothing_named_keeps_nothing(variants):
    assert ["no_target"] == variants("ROLL507", drawn("d: {kind: deployment}"))


def test_every_part_has_to_be_kept(found_by):
    text = sent("llm, pinned: yes", "", "y: {kind: feature}", "d -> y: rolls_out")
    (found,) = found_by("ROLL507", text)

    assert ("no_target", ("d", "x", "y")) == (found.variant, found.at.nodes)
    assert ("rollback_target",) == found.at.fields


def test_prompts_and_features_without_a_version_are_two_findings(found_by):
    more = "y: {kind: feature}\nz: {kind: feature, version: v2}"
    text = sent("prompt", ", rollback_target: v6", more, "d -> y: rolls_out", "d -> z: rolls_out")
    prompt, feature = found_by("ROLL507", text)

    assert (("d", "x"), ("d", "y")) == (prompt.at.nodes, feature.at.nodes)
    assert (("x", "version"),) == prompt.at.blanks
    assert () == prompt.at.fields
    assert () == prompt.fix


def test_what_is_overwritten_is_named_beside_what_is_not(found_by):
    more = "y: {kind: index, rebuild: versioned}"
    text = sent("index, rebuild: in_place", ", rollback_target: v6", more, "d -> y: rolls_out")
    (found,) = found_by("ROLL507", text)

    assert ("d", "x") == found.at.nodes
    assert (("x", "rebuild"),) == found.at.blanks


# ROLL508


def bad(stages="full", more="w: {kind: monitor, metric: conversion, window: 24 h}", **given):
    given = {
        "criterion": "conversion drops 10% relative over 24 h -> roll back",
        "api": "availability_slo: 99.9%",
        "rollout": "time_to_rollback: 1 h",
        "edges": (),
        "watches": ("w -> api: monitors",),
        **given,
    }
    nodes = f"""
api: {{kind: endpoint, mode: online, {given["api"]}}}
rollout: {{kind: deployment, criteria: "{given["criterion"]}"{", stages: " if stages else ""}{
        f'"{stages}"' if stages else ""
    }, {given["rollout"]}}}
{textwrap.dedent(more).strip()}
"""
    return drawn(nodes, "rollout -> api: rolls_out", *given["watches"], *given["edges"])


@pytest.mark.parametrize(
    ("stages", "working"),
    [
        ("full", "(100 % x 25 h) x 20 % bad (assumed) = 300 min"),
        ("full for 2 d", "(100 % x 25 h) x 20 % bad (assumed) = 300 min"),
        ("canary 50%", "(50 % x 25 h) x 20 % bad (assumed) = 150 min"),
        ("canary 50% for 25 h; full", "(50 % x 25 h) x 20 % bad (assumed) = 150 min"),
        ("canary 50% for 24 h; full", "(50 % x 24 h + 100 % x 1 h) x 20 % bad (assumed) = 156 min"),
        ("canary 50% for 5 h", "(50 % x 5 h + 50 % x 20 h) x 20 % bad (assumed) = 150 min"),
        (
            "canary 10% for 5 h; ramp 50% for 10 h; full",
            "(10 % x 5 h + 50 % x 10 h + 100 % x 10 h) x 20 % bad (assumed) = 186 min",
        ),
        ("canary; ramp 50%", "(50 % x 25 h) x 20 % bad (assumed) = 150 min"),
    ],
)
def test_each_stage_burns_its_share_until_it_is_taken_back(found_by, stages, working):
    (found,) = found_by("ROLL508", bad(stages))

    assert ("noticed after 24 h, back after another 1 h", working) == found.working


def test_what_is_affordable_counts_the_stages_before(found_by):
    (found,) = found_by("ROLL508", bad("canary 50% for 1 h; full"))

    assert "within 84 min, or no more than 3.6 % of the traffic" in found.remedy
    (found,) = found_by("ROLL508", bad("canary 50% for 108 min; full"))
    assert "within 108 min" in found.remedy


def test_an_outage_is_every_request_and_nothing_assumed(found_by):
    criterion = "error rate > 2% over 24 h -> roll back"
    (found,) = found_by(
        "ROLL508", bad(criterion=criterion, more="w: {kind: monitor, metric: errors}")
    )

    assert "(100 % x 25 h) x 100 % bad = 1 500 min" == found.working[1]


def test_a_second_of_a_tiny_budget_counts(seen):
    text = bad(
        more="w: {kind: monitor, metric: conversion, window: 1 s}",
        api="availability_slo: 99.99999%",
        rollout="automatic: yes",
    )

    assert [("quarter_budget", SURE, W)] == seen("ROLL508", text)


@pytest.mark.parametrize(
    ("criterion", "monitor", "noticed"),
    [
        ("conversion drops 10% relative over 24 h -> stop", "", "24 h"),
        ("conversion drops 10% relative over 24 h -> stop", "window: 12 h", "12 h"),
        ("conversion drops 10% relative -> stop", "window: 12 h", "12 h"),
        ("conversion drops 10% relative -> stop", "", None),
        ("conversion drops 10% relative -> stop", "window: 12 h, period: 6 h", "18 h"),
        ("conversion drops 10% relative -> stop", "window: 12 h, metric_delay: 12 h", "24 h"),
        ("revenue drops 10% relative over 24 h -> stop", "window: 12 h", None),
    ],
)
def test_it_is_noticed_after_delay_window_and_cadence(found_by, criterion, monitor, noticed):
    more = f"w: {{kind: monitor, signal: business, metric: conversion, {monitor}}}"
    found = found_by("ROLL508", bad(criterion=criterion, more=more))

    assert ([f"noticed after {noticed}"] if noticed else []) == [
        one.working[0].split(",")[0] for one in found
    ]


PEOPLE = """
w: {kind: monitor, metric: conversion, window: 12 h}
z: {kind: alert, severity: page}
a: {kind: oncall, ack_time: 6 h}
b: {kind: oncall, ack_time: 1 h}
"""
TOLD = ("w -> z: raises", "z -> a: pages")


@pytest.mark.parametrize(
    ("edges", "automatic", "noticed"),
    [
        ((), "no", "12 h"),
        (TOLD, "no", "18 h"),
        ((*TOLD, "z -> b: pages"), "no", "13 h"),
        (TOLD, "yes", "12 h"),
    ],
)
def test_somebody_has_to_look_unless_a_machine_decides(found_by, edges, automatic, noticed):
    rollout = f"time_to_rollback: 1 h, automatic: {automatic}"
    (found,) = found_by("ROLL508", bad(more=PEOPLE, edges=edges, rollout=rollout))

    assert f"noticed after {noticed}, back after another 1 h" == found.working[0]


def test_the_first_criterion_that_is_seen_counts(found_by):
    more = """
w: {kind: monitor, metric: conversion, window: 24 h}
v: {kind: monitor, metric: revenue, window: 12 h}
"""
    both = "conversion drops 10% relative -> stop; revenue drops 10% relative -> stop"
    (found,) = found_by("ROLL508", bad(criterion=both, more=more, edges=("v -> api: monitors",)))

    assert found.working[0].startswith("noticed after 12 h,")


SIGNALS = "errors latency prediction_drift input_drift".split()


@pytest.mark.parametrize(
    ("stages", "signals", "expected"),
    [
        ("shadow for 2 d; full", SIGNALS, []),
        ("shadow for 2 d; full", ["errors"], []),
        ("shadow for 2 d; full", ["errors", "business"], ["noticed after 24 h"]),
        ("shadow; full", ["errors"], []),
        ("shadow for 12 h; full", ["errors"], ["noticed 12 h after the shadow"]),
        ("shadow for 6 h; shadow for 6 h; full", ["errors"], ["noticed 12 h after the shadow"]),
        ("shadow for 24 h; full", ["errors"], []),
        ("full; shadow for 2 d", ["errors"], ["noticed after 24 h"]),
        ("full", ["errors"], ["noticed after 24 h"]),
    ],
)
def test_what_a_shadow_shows_is_seen_before_anybody_gets_it(found_by, stages, signals, expected):
    more = "\n".join(
        f"w{i}: {{kind: monitor, metric: canary health, signal: {signal}, window: 24 h}}"
        for i, signal in enumerate(signals)
    )
    text = bad(
        stages,
        more,
        criterion="canary health > 2% -> stop",
        watches=tuple(f"w{i} -> api: monitors" for i in range(len(signals))),
        rollout="automatic: yes, time_to_rollback: 1 h",
    )

    assert expected == [one.working[0].split(",")[0] for one in found_by("ROLL508", text)]


@pytest.mark.parametrize(
    ("stages", "more", "asked"),
    [
        ("full", "w: {kind: monitor, metric: conversion}", True),
        ("", "w: {kind: monitor, metric: conversion}", False),
        ("full", "w: {kind: monitor, metric: revenue}", False),
    ],
)
def test_the_objective_is_asked_for_where_a_staged_release_is_measured(
    design_from, stages, more, asked
):
    evaluation = evaluate(
        design_from(bad(stages, more, api="avg_qps: 1/s")),
        rules=[all_rules()["ROLL508"]],
        strict=True,
    )

    assert asked == ("Availability" in evaluation.outcomes[0].reason)


def test_a_budget_of_nothing_cannot_be_burnt(found_by):
    assert [] == found_by("ROLL508", bad(api="availability_slo: 100%"))


def test_the_strictest_objective_is_the_one_that_is_burnt(found_by):
    more = """
w: {kind: monitor, metric: conversion, window: 24 h}
web: {kind: endpoint, mode: online, availability_slo: 99.5%}
"""
    (found,) = found_by("ROLL508", bad(more=more, edges=("rollout -> web: rolls_out",)))

    assert "of the 43.2 that" in found.message
    assert ("rollout", "api", "web") == found.at.nodes


ADVICE = """
w: {kind: monitor, metric: conversion, window: 24 h}
who: {kind: consumer, action: %s}
review: {kind: human_review}
"""
SLO = "availability_slo: 99.9%"


@pytest.mark.parametrize(
    ("api", "action", "edges", "count"),
    [
        (f"{SLO}, impact: advisory", "shows it", (), 0),
        (f"{SLO}, impact: consequential", "shows it", (), 1),
        (SLO, "shows it", (), 1),
        (SLO, "an analyst decides, impact: advisory", ("who -> api: consumes",), 0),
        (SLO, "an analyst decides, impact: consequential", ("who -> api: consumes",), 1),
        (SLO, "blocks the card, impact: advisory", ("who -> api: consumes",), 1),
        (SLO, "an analyst decides, impact: advisory", (), 1),
    ],
)
def test_advice_that_people_weigh_burns_no_budget(found_by, api, action, edges, count):
    assert count == len(found_by("ROLL508", bad(more=ADVICE % action, api=api, edges=edges)))


def test_advice_nobody_reviews_is_no_advice(found_by):
    more = (ADVICE % "shows it").replace("review: {kind: human_review}", "")

    assert 1 == len(found_by("ROLL508", bad(more=more, api=f"{SLO}, impact: advisory")))


# ROLL509


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ("full", ["big_bang"]),
        ("canary for 1 h; full", []),
        ("ramp for 1 h; full", []),
        ("interleave for 1 h; full", []),
        ("blue_green", ["big_bang"]),
        ("shadow for 1 h; full", ["big_bang"]),
        ("shadow for 1 h; blue_green", []),
        ("canary 100% for 1 h; full", ["big_bang"]),
    ],
)
def test_a_careful_stage_without_a_share_is_no_big_bang(variants, stages, expected):
    assert expected == variants("ROLL509", release(columns(), stages, api="peak_qps: 100/s"))


@pytest.mark.parametrize(
    ("mode", "stages", "beside", "expected"),
    [
        ("batch", "full", ("", ""), ["big_bang"]),
        ("batch", "shadow for 1 d", ("", ""), []),
        ("batch", "full", ("t: {kind: evaluation}", ""), []),
        ("batch", "full", ("t: {kind: experiment}", ""), []),
        ("batch", "full", ("", "gate: yes, rollback_target: yesterday"), []),
        ("batch", "full", ("", "gate: yes"), ["big_bang"]),
        ("online", "full", ("t: {kind: evaluation}", ""), ["big_bang"]),
        ("online", "shadow for 1 d; full", ("", ""), ["big_bang"]),
    ],
)
def test_only_a_batch_compares_the_same_rows(variants, mode, stages, beside, expected):
    more, rollout = beside
    text = release(columns(), stages, more, api="impact: safety", rollout=rollout)

    assert expected == variants("ROLL509", text.replace("mode: online", f"mode: {mode}"))


@pytest.mark.parametrize(
    ("api", "rollout", "expected"),
    [
        ("requests_per_day: 50/day", "", []),
        ("requests_per_day: 50/day", "reversible: yes", []),
        ("requests_per_day: 50/day", "reversible: no", ["before_after"]),
        ("requests_per_day: 50/day, impact: consequential", "", ["before_after"]),
        ("requests_per_day: 50/day, impact: advisory", "", []),
        ("requests_per_day: 50-200/day", "", ["before_after"]),
        ("", "", ["before_after"]),
    ],
)
def test_only_a_mild_and_quiet_release_is_compared_with_yesterday(variants, api, rollout, expected):
    text = release(columns(), api=api, rollout=f"control: before_after, {rollout}")

    assert expected == variants("ROLL509", text)


def test_a_comparison_needs_a_criterion(variants):
    text = release(columns(), "full", api="peak_qps: 100/s", rollout="control: before_after")

    assert ["before_after"] == variants("ROLL509", text)
    assert ["big_bang"] == variants("ROLL509", text.replace(f"[{columns()}]", "[]"))


def test_traffic_nobody_states_is_no_traffic_to_speak_of(variants):
    assert [] == variants("ROLL509", release(columns(), "full", api=""))


def test_the_busiest_endpoint_decides(variants):
    more = "web: {kind: endpoint, mode: online, peak_qps: 100/s}"
    text = release(columns(), "full", more, ("rollout -> web: rolls_out",), api="peak_qps: 0.1/s")

    assert ["big_bang"] == variants("ROLL509", text)


# ROLL510

CHANGED = """
d: {{kind: deployment, reversible: no}}
{parts}
"""


def changed(*parts):
    nodes = "\n".join(f"x{i}: {{kind: {one}}}" for i, one in enumerate(parts))
    return drawn(CHANGED.format(parts=nodes), *(f"d -> x{i}: rolls_out" for i in range(len(parts))))


MODEL = "model, type: gbdt"


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("feature", "feature schema"),
        ("feature_store", "feature schema"),
        ("index", "index space"),
        ("label", "label definition"),
        ("transform", "feature code"),
        ("prompt", "prompt"),
        ("llm", "model"),
        (MODEL, "model"),
    ],
)
def test_what_goes_with_a_model_is_named_by_what_changes(found_by, kind, meaning):
    (found,) = found_by("ROLL510", changed(kind, MODEL))

    first, second = ("x0", "x1") if kind == MODEL else ("x1", "x0")
    assert ("d", first, second) == found.at.nodes
    assert f"rolling back {first} is not enough: the {meaning} ({second}) changed" in found.message


@pytest.mark.parametrize("kind", ["endpoint", "retriever", "guardrail", "tool"])
def test_what_fits_any_model_is_not_coupled_with_it(found_by, kind):
    assert [] == found_by("ROLL510", changed(kind, MODEL))


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("feature, definition_version: v2", 1),
        ("label, definition_version: v2", 1),
        ("label, definition_version: v2, version: v2", 1),
        ("feature", 0),
        ("label", 0),
        ("index, version: v2", 0),
        ("prompt, version: v2", 0),
    ],
)
def test_a_new_definition_alone_is_a_trap(found_by, part, count):
    found = found_by("ROLL510", changed(part))

    assert count == len(found)
    assert all("(x0) changed with it" in one.message for one in found)


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        (("prompt, version: v2", MODEL), 0),
        (("prompt, pinned: yes", MODEL), 0),
        (("prompt, pinned: no", MODEL), 1),
        (("index, rebuild: versioned", MODEL), 0),
        (("index, rebuild: in_place", MODEL), 1),
        (("index, rebuild: blue_green", "prompt", MODEL), 1),
        (("index, rebuild: blue_green", "prompt, version: v2", "llm"), 0),
        (("feature, version: v2", MODEL), 1),
        (("feature, version: v2", f"{MODEL}, version: v2"), 0),
        (("feature, version: v2", f"{MODEL}, version: v3"), 1),
        (("llm, pinned: yes", MODEL), 1),
    ],
)
def test_every_part_but_the_model_is_kept_or_all_are_one_bundle(found_by, parts, count):
    assert count == len(found_by("ROLL510", changed(*parts)))
