"""What a run gains, how old a lesson is, what a loop makes. Over 400 lines: four rules."""

from __future__ import annotations

import textwrap

import pytest

from checks.board import Board
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.formats import read_design
from tests.checks.judging import asked_by
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def certainties(found):
    return [one.certainty.value for one in found]


@pytest.mark.parametrize(
    ("lane", "counts"), [("tabular", (1, 1)), ("deep_learning", (1, 1)), ("llm", (0, 0))]
)
def test_cadence_and_staleness_are_of_fitted_models(found_by, lane, counts):
    texts = (learning("arrival_period: weekly"), stale())
    codes = ("RETR751", "RETR752")

    assert counts == tuple(
        len(found_by(code, f"lane: {lane}\n{textwrap.dedent(text)}"))
        for code, text in zip(codes, texts, strict=True)
    )


ACCEPTED = """
nodes:
  why: {kind: decision, choice: slow learning, because: a faster release costs 2k a month, risk: it}
  quality: {kind: monitor, signal: quality, metric_delay: 20 d, threshold: 5% absolute}
  churned: {kind: label, label_delay: 30 d}
  training: {kind: training_job, period: monthly}
  model: {kind: model, type: gbdt, staleness_tolerance: 14 d, max_degraded_time: 14 d}
edges:
  - "churned -> training: feeds"
  - "training -> model: trains"
  - "quality -> model: monitors"
  - "quality -> training: triggers"
  - "why -> model: supports"
"""


@pytest.mark.parametrize("code", ["RETR752", "RETR753"])
def test_no_decision_excuses_the_arithmetic_of_delays(found_by, code):
    (found,) = found_by(code, ACCEPTED, level=Level.SENIOR)
    assert (E, True) == (found.severity, found.contradiction)


# RETR751


def learning(label, job="period: daily", *, second="", edges=""):
    return f"""
    nodes:
      fraud: {{kind: label, {label}}}
      training: {{kind: training_job, {job}}}
      model: {{kind: model, type: gbdt}}
      {second}
    edges: ["fraud -> training: feeds", "training -> model: trains"{edges}]
    """


@pytest.mark.parametrize(
    ("label", "job", "certainty"),
    [
        ("arrival_period: weekly", "period: daily", "certain"),
        ("arrival_period: daily", "period: daily", None),
        ("arrival_period: every 24.4 h", "period: daily", None),  # within two percent
        ("arrival_period: every 24.6 h", "period: daily", "certain"),
        ("arrival_period: weekly", "period: weekly", None),
        ("arrival_period: weekly", "trigger: on_change", None),
        ("arrival_period: daily, label_delay: 30 d", "period: daily", None),
        ("label_delay: 30 d", "period: daily", None),
    ],
)
def test_a_run_between_two_arrivals_learns_from_the_same_labels(found_by, label, job, certainty):
    found = found_by("RETR751", learning(label, job))

    assert certainties(found) == ([certainty] if certainty else [])
    assert {"same_labels"} >= {one.variant for one in found}


def test_runs_on_one_set_of_labels_are_counted(found_by):
    (found,) = found_by("RETR751", learning("arrival_period: weekly"))

    assert (
        "training runs every 24 h, and labels of fraud arrive every 7 d: most runs learn from the "
        "same labels."
    ) == found.message
    assert ("7 d / 24 h = 7 runs on one set of labels",) == found.working
    assert "A run every 7 d, or when labels arrive." == found.remedy
    assert [("period", "weekly", "training")] == [(o.field, o.value, o.id) for o in found.fix]
    assert (("training", "fraud"), ("period",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("volume", "variant", "certainty"),
    [
        ("labels_per_day: 2k/day, base_rate: 0.2%", "hardly_any", "certain"),  # 4
        ("labels_per_day: 4.9k/day, base_rate: 0.2%", "hardly_any", "certain"),  # 9.8
        ("labels_per_day: 4.95k/day, base_rate: 0.2%", None, None),  # 9.9, within two percent
        ("labels_per_day: 5k/day, base_rate: 0.2%", "few_positives", "certain"),  # 10
        ("labels_per_day: 20k/day, base_rate: 0.2%", "few_positives", "certain"),  # 40
        ("labels_per_day: 49k/day, base_rate: 0.2%", "few_positives", "certain"),  # 98
        ("labels_per_day: 49.5k/day, base_rate: 0.2%", None, None),  # 99, within two percent
        ("labels_per_day: ~50k/day, base_rate: 0.2%", "few_positives", "possible"),
        ("labels_per_day: 50k/day, base_rate: 0.2%, coverage: 50%", "few_positives", "certain"),
        ("labels_per_day: 2M/day, base_rate: 0.2%", None, None),
        ("labels_per_day: 2k/day", None, None),
        ("base_rate: 0.2%", None, None),
        ("labels_per_day: 2k/day, base_rate: 0%", None, None),
    ],
)
def test_a_cycle_brings_a_hundred_positives(found_by, volume, variant, certainty):
    found = found_by("RETR751", learning(volume))
    expected = [(variant, certainty)] if variant else []

    assert expected == [(one.variant, one.certainty.value) for one in found]


def test_the_positives_of_a_cycle_are_shown(found_by):
    label = "labels_per_day: 2k/day, base_rate: 1%, coverage: 50%, arrival_period: daily"
    (found,) = found_by("RETR751", learning(label, "period: weekly"))

    assert "training runs every 7 d, and a cycle brings 70 new positives of fraud." == found.message
    assert ("1 000/day x 1 % x 7 d = 70 positives",) == found.working
    assert "A run every 10 d, which brings 100, or when so many are there." == found.remedy
    assert () == found.fix


def test_the_first_label_that_is_too_slow_is_told(found_by):
    text = learning(
        "arrival_period: daily",
        second="spam: {kind: label, arrival_period: weekly}",
        edges=', "spam -> training: feeds"',
    )
    assert [("training", "spam")] == [one.at.nodes for one in found_by("RETR751", text)]


def test_what_a_run_gains_weighs_as_the_level_says(found_by):
    few = "labels_per_day: 20k/day, base_rate: 0.2%"
    hardly = "labels_per_day: 2k/day, base_rate: 0.2%"

    assert [None, W, W, E] == weights(found_by, "RETR751", learning("arrival_period: weekly"))
    assert [None, W, W, W] == weights(found_by, "RETR751", learning(few))
    assert [None, W, E, E] == weights(found_by, "RETR751", learning(hardly))


@pytest.mark.parametrize("period", ["1 s", "0.5 s"])
def test_a_run_every_second_is_a_cadence_as_well(found_by, period):
    (found,) = found_by("RETR751", learning("arrival_period: daily", f"period: {period}"))
    assert "same_labels" == found.variant


def test_a_label_without_numbers_hides_no_other(found_by):
    text = learning(
        "definition: charged back",
        second="spam: {kind: label, arrival_period: weekly}",
        edges=', "spam -> training: feeds"',
    )
    assert [("training", "spam")] == [one.at.nodes for one in found_by("RETR751", text)]


# RETR752

CANARY = "release: {kind: deployment, stages: [canary 5% for 3 d, full]}"


def stale(
    label="label_delay: 30 d",
    job="period: weekly, duration: 6 h",
    tolerated="staleness_tolerance: 14 d",
    *,
    nodes=CANARY,
    edges=', "release -> model: rolls_out"',
):
    return f"""
    nodes:
      churned: {{kind: label, {label}}}
      training: {{kind: training_job, {job}}}
      model: {{kind: model, type: gbdt{", " if tolerated else ""}{tolerated}}}
      {nodes}
    edges: ["churned -> training: feeds", "training -> model: trains"{edges}]
    """


def test_the_parts_of_the_age_are_added_up(found_by):
    (found,) = found_by("RETR752", stale())

    assert (
        "model: the freshest lesson in production is 40.25 d old (delay 30 d + train 6 h + roll "
        "out 3 d + cadence 7 d); tolerance is 14 d; even continuous training cannot go below "
        "33.25 d."
    ) == found.message
    assert (
        "30 d + 6 h + 3 d + 7 d = 40.25 d",
        "without the cadence: 33.25 d",
    ) == found.working
    assert (
        "Labels, training and rollout within 14 d (33.25 d now), or a tolerance of 40.25 d."
    ) == found.remedy
    assert (("model", "training", "churned"), "floor") == (found.at.nodes, found.variant)
    assert ("staleness_tolerance",) == found.at.fields


def test_where_the_cadence_is_to_blame_it_is_the_remedy(found_by):
    (found,) = found_by("RETR752", stale("label_delay: 1 d", "period: monthly, duration: 6 h"))

    assert "cadence" == found.variant
    assert "even continuous training" not in found.message
    assert "A run every 9.75 d, or a tolerance of 34.67 d." == found.remedy


@pytest.mark.parametrize(
    ("label", "variant", "certainty"),
    [
        ("3 d", None, None),  # 13.25 d in all
        ("3.75 d", None, None),  # 14 d
        ("4 d", None, None),  # 14.25 d, within two percent
        ("4.1 d", "cadence", "certain"),
        ("~4 d", "cadence", "possible"),  # 15.05 d at most
        ("11 d", "cadence", "certain"),  # the floor is 14.25 d, within two percent
        ("11.1 d", "floor", "certain"),
        ("~11 d", "cadence", "certain"),
    ],
)
def test_the_floor_is_what_no_cadence_helps(found_by, label, variant, certainty):
    found = found_by("RETR752", stale(f"label_delay: {label}"))
    expected = [(variant, certainty)] if variant else []

    assert expected == [(one.variant, one.certainty.value) for one in found]


def test_a_remedy_is_never_a_negative_cadence(found_by):
    for delay in ("~14 d", "10.9 d"):  # the floor may be, or hardly is, above the tolerance
        (found,) = found_by("RETR752", stale(f"label_delay: {delay}"))
        assert "A run every" not in found.remedy


@pytest.mark.parametrize(
    ("label", "job", "tolerated", "count"),
    [
        ("label_delay: 30 d", "duration: 6 h", "staleness_tolerance: 14 d", 0),
        ("label_delay: 30 d", "period: weekly", "staleness_tolerance: 14 d", 1),
        ("label_delay: 30 d", "period: weekly", "", 0),
        ("horizon: 30 d", "period: weekly", "staleness_tolerance: 14 d", 0),
    ],
)
def test_what_is_not_stated_is_not_judged(found_by, label, job, tolerated, count):
    assert count == len(found_by("RETR752", stale(label, job, tolerated)))


def test_a_tolerance_asks_for_the_label_delay():
    assert [("churned", "label_delay")] == asked_by("RETR752", stale("definition: left"))
    assert [] == asked_by("RETR752", stale())
    assert [] == asked_by("RETR752", stale("definition: left", tolerated=""))


SECOND = (
    "      bought: {kind: label, label_delay: 40 d}\n      again: {kind: training_job, "
    "period: monthly, duration: 12 h}"
)


def test_the_longest_of_several_labels_and_jobs_counts(found_by):
    text = stale(
        nodes=SECOND.strip(), edges=', "bought -> training: feeds", "again -> model: trains"'
    )
    (found,) = found_by("RETR752", text)

    assert "40 d + 12 h + 0 s + 30.4 d = 70.92 d" == found.working[0]


API = "api: {kind: endpoint, mode: online}"
OTHERS = "prompt: {kind: prompt}\n      other: {kind: model, type: gbdt}"
ROLLED_OUT = '"api -> model: calls", "release -> %s: rolls_out"'


@pytest.mark.parametrize(
    ("artefact", "rollout"),
    [("model", "3 d"), ("api", "3 d"), ("prompt", "0 s"), ("other", "0 s")],
)
def test_a_release_of_the_endpoint_rolls_out_its_models(found_by, artefact, rollout):
    nodes = f"{API}\n      {CANARY}\n      {OTHERS}"
    edges = f', "api -> other: calls", {ROLLED_OUT % artefact}'
    (found,) = found_by("RETR752", stale(nodes=nodes, edges=edges))

    assert f"roll out {rollout}" in found.message


def test_a_release_of_the_model_goes_before_that_of_the_endpoint(found_by):
    quick = "at_once: {kind: deployment, stages: [canary 5% for 1 d, full]}"
    nodes = f"{API}\n      {quick}\n      {CANARY}"
    edges = f', "at_once -> api: rolls_out", {ROLLED_OUT % "model"}'
    (found,) = found_by("RETR752", stale(nodes=nodes, edges=edges))

    assert "roll out 3 d" in found.message


def test_a_release_of_nothing_in_particular_is_of_everything(found_by):
    nodes = f"{API}\n      {CANARY}"
    (found,) = found_by("RETR752", stale(nodes=nodes, edges=', "api -> model: calls"'))

    assert "roll out 3 d" in found.message


def test_staleness_weighs_as_the_level_says(found_by):
    monthly = stale("label_delay: 1 d", "period: monthly")

    assert [None, W, E, E] == weights(found_by, "RETR752", stale())
    assert [None, W, E, E] == weights(found_by, "RETR752", monthly)


# RETR753


def watched(
    tolerated="14 d",
    label="label_delay: 14 d",
    monitor="signal: quality, needs_labels: yes, threshold: 5%, window: 7 d, period: daily",
    *,
    starts="training: triggers",
    nodes="",
    edges="",
):
    return f"""
    nodes:
      churned: {{kind: label, {label}}}
      training: {{kind: training_job, period: weekly, duration: 6 h}}
      model: {{kind: model, type: gbdt, max_degraded_time: {tolerated}}}
      {CANARY}
      watch: {{kind: monitor, {monitor}}}
      {nodes}
    edges:
      - "churned -> training: feeds"
      - "training -> model: trains"
      - "release -> model: rolls_out"
      - "watch -> model: monitors"
      - "watch -> {starts}"
      {edges}
    """


def test_every_delay_from_onset_to_fix_is_shown(found_by):
    (found,) = found_by("RETR753", watched())

    terms = "window 7 d + label wait 14 d + evaluation 24 h + training 6 h + rollout 3 d"
    assert f"model: from onset to fix takes 25.25 d ({terms}); 14 d is tolerated." == found.message
    assert (f"{terms} = 25.25 d",) == found.working
    assert (
        "Label wait down to 2.75 d, or something to fall back to in the meantime." == found.remedy
    )
    assert ("model", "watch", "training") == found.at.nodes


def test_a_delay_that_cannot_be_cut_enough_has_to_go(found_by):
    (found,) = found_by("RETR753", watched("11 d"))
    assert found.remedy.startswith("A way without the label wait")
    (found,) = found_by("RETR753", watched("11.25 d"))
    assert found.remedy.startswith("A way without the label wait")


@pytest.mark.parametrize(
    ("tolerated", "certainty"),
    [
        ("24.7 d", "certain"),
        ("24.8 d", None),  # 25.25 d is within two percent
        ("26 d", None),
        ("~26 d", "possible"),
    ],
)
def test_the_whole_way_is_held_against_what_is_tolerated(found_by, tolerated, certainty):
    found = found_by("RETR753", watched(tolerated))
    assert certainties(found) == ([certainty] if certainty else [])


def test_the_time_to_a_fix_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "RETR753", watched())


@pytest.mark.parametrize(
    ("monitor", "term"),
    [
        ("signal: quality, needs_labels: no, window: 20 d", ""),
        ("signal: quality, window: 20 d", "label wait 14 d"),
        ("signal: quality, window: 20 d, samples_per_day: 200/day", ""),
        ("signal: quality, window: 20 d, metric_delay: 2 d", "label wait 2 d"),
        ("signal: input_drift, window: 20 d", ""),
        ("signal: input_drift, window: 20 d, needs_labels: yes", "label wait 14 d"),
    ],
)
def test_what_needs_labels_waits_for_them(found_by, monitor, term):
    (found,) = found_by("RETR753", watched(monitor=monitor))
    assert term in found.message
    assert bool(term) is ("label wait" in found.message)


@pytest.mark.parametrize(("duration", "part"), [("0 s", ""), ("1 s", "training 1 s + ")])
def test_only_a_part_that_takes_no_time_is_left_out(found_by, duration, part):
    (found,) = found_by("RETR753", watched().replace("duration: 6 h", f"duration: {duration}"))
    assert f"evaluation 24 h + {part}rollout 3 d" in found.message


def test_only_a_fitted_model_that_says_how_long_it_may_be_wrong_is_looked_at():
    def looked_at(text):
        board = Board(read_design(textwrap.dedent(text)).design)
        return [one.id for one in all_rules()["RETR753"].subjects(board)]

    assert ["model"] == looked_at(watched())
    assert [] == looked_at(watched().replace(", max_degraded_time: 14 d", ""))
    assert [] == looked_at(watched().replace("type: gbdt", "type: heuristic"))


@pytest.mark.parametrize("signal", ["latency", "errors", "saturation", "freshness"])
def test_what_training_does_not_cure_starts_no_way(found_by, signal):
    assert [] == found_by("RETR753", watched(monitor=f"signal: {signal}, window: 20 d"))


@pytest.mark.parametrize(
    ("starts", "nodes", "edges", "count"),
    [
        ("training: triggers", "", "", 1),
        ("rules: triggers", "rules: {kind: fallback}", "", 0),
        ("training: triggers", "rules: {kind: fallback}", '- "watch -> rules: triggers"', 0),
        ("bad: raises", "bad: {kind: alert}", "", 0),  # nobody is told
        ("bad: raises", "bad: {kind: alert}", '- "bad -> training: triggers"', 1),
    ],
)
def test_a_way_is_judged_where_it_is_drawn(found_by, starts, nodes, edges, count):
    assert count == len(found_by("RETR753", watched(starts=starts, nodes=nodes, edges=edges)))


PAGED = """bad: {kind: alert}
      people: {kind: oncall, ack_time: 2 d%s}
      others: {kind: oncall, ack_time: 1 d}
      book: {kind: runbook%s}"""
TO_PEOPLE = """- "bad -> people: pages"
      - "bad -> others: tickets"
      %s"""


def by_hand(first="", times="", *, arrow='- "bad -> book: handled_by"', **more):
    action = f', first_action: "{first}"' if first else ""
    nodes, edges = PAGED % (times, action), TO_PEOPLE % arrow
    return watched(starts="bad: raises", nodes=nodes, edges=edges, **more)


def test_people_answer_before_they_train(found_by):
    (found,) = found_by("RETR753", by_hand())

    assert "evaluation 24 h + answer 24 h + training 6 h + rollout 3 d" in found.message
    assert {"model", "watch", "people", "others"} == set(found.at.nodes)


def test_a_job_that_is_started_waits_for_nobody(found_by):
    text = by_hand(arrow='- "bad -> training: triggers"')
    (found,) = found_by("RETR753", text)

    assert "answer" not in found.message
    assert ("model", "watch", "training") == found.at.nodes


@pytest.mark.parametrize(
    ("first", "is_switch"),
    [
        ("", False),
        ("look at the features", False),
        ("roll back the last release", False),  # the old model drifts as well
        ("retrain and hope", False),
        ("switch to the rules", True),
        ("Switches the model off", True),
        ("turn it off", True),
        ("turn the model off", True),
        ("disable the model", True),
        ("kill switch", True),
        ("fall back to the rules", True),
        ("fallback to bestsellers", True),
    ],
)
def test_a_runbook_that_takes_the_model_out_is_the_fix(found_by, first, is_switch):
    (found,) = found_by("RETR753", by_hand(first))
    assert is_switch is ("training" not in found.message)
    assert "rollout" in found.message or is_switch


def test_the_switch_takes_the_time_to_mitigate(found_by):
    text = by_hand("switch it off", ", mitigate_time: 2 h", monitor="signal: quality, window: 20 d")
    (found,) = found_by("RETR753", text)

    assert "label wait 14 d + answer 24 h + switch 2 h" in found.message


@pytest.mark.parametrize(
    ("arrow", "count"),
    [('- "people -> book: handled_by"', 0), ('- "bad -> book: handled_by"', 0), ("", 1)],
)
def test_whoever_has_the_runbook_may_switch(found_by, arrow, count):
    # 7 + 14 + 1 + 1 = 23 d to switch, 26.25 d to train
    text = by_hand("switch it off", arrow=arrow, tolerated="24 d")
    assert count == len(found_by("RETR753", text))


def test_a_runbook_nobody_is_told_to_open_fixes_nothing(found_by):
    text = watched(
        starts="bad: raises",
        nodes="bad: {kind: alert}\n      book: {kind: runbook, first_action: switch it off}",
        edges='- "bad -> training: triggers"\n      - "bad -> book: handled_by"',
    )
    (found,) = found_by("RETR753", text)
    assert "training" in found.message


DRIFT = "drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: %s}"
SECOND_WAY = '- "drift -> model: monitors"\n      - "drift -> training: triggers"'


def two_ways(window, label="label_delay: 14 d", tolerated="14 d"):
    return watched(tolerated, label, nodes=DRIFT % window, edges=SECOND_WAY)


@pytest.mark.parametrize(("window", "count"), [("7 d", 0), ("12 d", 1)])
def test_the_fastest_way_counts(found_by, window, count):
    found = found_by("RETR753", two_ways(window))
    assert ["drift"] * count == [one.at.nodes[1] for one in found]


@pytest.mark.parametrize(
    ("window", "label", "asked"),
    [
        ("7 d", "label_delay: 14 d", []),
        ("7 d", "definition: left", []),  # drift is quick enough, whatever the delay
        ("13 d", "definition: left", [("churned", "label_delay")]),  # 16.25 d is not
    ],
)
def test_the_label_delay_is_asked_for_where_it_decides(window, label, asked):
    assert asked == asked_by("RETR753", two_ways(window, label))


def test_a_way_too_long_without_the_label_delay_needs_none(found_by):
    text = watched("7 d", "definition: left")

    assert 1 == len(found_by("RETR753", text))
    assert [] == asked_by("RETR753", text)


@pytest.mark.parametrize(
    ("own", "caller", "count"), [("", "14 d", 1), ("", "40 d", 0), ("40 d", "14 d", 0)]
)
def test_who_answers_says_how_long_it_may_be_wrong_where_the_model_does_not(
    found_by, own, caller, count
):
    text = watched(
        own,
        nodes=f"api: {{kind: endpoint, mode: online, max_degraded_time: {caller}}}",
        edges='- "api -> model: calls"',
    )
    text = text if own else text.replace(", max_degraded_time: }", "}")
    assert count == len(found_by("RETR753", text))


# RETR754


def acting(
    *, nodes="", edges="", action=", action: blocks the payment", api="", payments="", way=None
):
    way = way or '- "rules -> api: consumes"\n      - "rules -> payments: acts_on"'
    return f"""
    nodes:
      payments: {{kind: source{payments}}}
      training: {{kind: training_job, period: weekly}}
      scorer: {{kind: model, type: gbdt}}
      api: {{kind: endpoint, mode: online{api}}}
      rules: {{kind: consumer{action}}}
      {nodes}
    edges:
      - "payments -> training: feeds"
      - "training -> scorer: trains"
      - "api -> scorer: calls"
      {way}
      {edges}
    """


def test_the_way_round_is_told(found_by):
    (found,) = found_by("RETR754", acting())

    assert (
        "scorer's own actions create its next labels (scorer → rules → payments → scorer) and "
        "nothing is left untreated."
    ) == found.message
    assert (
        "An exploration share of rules, such as 1 %, or an experiment that holds a control group "
        "back."
    ) == found.remedy
    assert ("scorer", "rules", "payments") == found.at.nodes
    assert [("rules", "payments")] == [(one.source, one.target) for one in found.at.edges]


def test_a_loop_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "RETR754", acting())


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"action": ", exploration: 1%"}, 0),
        ({"api": ", exploration: 1%"}, 0),
        ({"payments": ", exploration: 1%"}, 0),
        ({"action": ", exploration: 0%"}, 1),
        ({"nodes": "other: {kind: endpoint, mode: online, exploration: 1%}"}, 1),
        ({"payments": ", static: yes"}, 0),
        ({"payments": ", static: no"}, 1),
    ],
)
def test_a_share_left_to_chance_anywhere_on_the_way_breaks_it(found_by, where, count):
    assert count == len(found_by("RETR754", acting(**where)))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("A/B test of two rankers", 1),
        ("Never-blocked control group", 0),
        ("Holdback", 0),
        ("Holdout of customers", 0),
        ("Hold-out", 0),
        ("Customers without rules", 0),
        ("Payments that get no block", 0),
        ("Untreated", 0),
        ("A random slice", 0),
        ("Exploration slots", 0),
        ("Notable customers", 1),
    ],
)
def test_an_experiment_holds_back_where_its_name_says_so(found_by, name, count):
    test = f'test: {{kind: experiment, name: "{name}", share: 5%}}'
    text = acting(nodes=test, edges='- "test -> api: evaluates"')

    assert count == len(found_by("RETR754", text))


@pytest.mark.parametrize(
    ("fields", "edge", "count"),
    [
        ("share: 5%", '- "test -> scorer: evaluates"', 0),
        ("name: Test, share: 5%", '- "test -> scorer: evaluates"', 1),
        ("name: Test, note: two rankers, share: 5%", '- "test -> scorer: evaluates"', 1),
        ("name: Test, note: 5% are held back, share: 5%", '- "test -> scorer: evaluates"', 0),
        ("unit: payment", '- "test -> scorer: evaluates"', 1),
        ("share: 5%", "", 1),
        ("share: 5%", '- "test -> other: evaluates"', 1),
    ],
)
def test_a_holdback_has_a_share_and_is_on_the_way(found_by, fields, edge, count):
    fields = fields if "name:" in fields else f"name: Holdback, {fields}"
    nodes = f"test: {{kind: experiment, {fields}}}\n      other: {{kind: llm}}"
    assert count == len(found_by("RETR754", acting(nodes=nodes, edges=edge)))


def test_an_action_on_what_the_label_is_made_of_is_a_loop(found_by):
    text = """
    nodes:
      orders: {kind: source}
      payments: {kind: source}
      fraud: {kind: label, label_delay: 30 d}
      training: {kind: training_job, period: weekly}
      scorer: {kind: model, type: gbdt}
      api: {kind: endpoint, mode: online}
      rules: {kind: consumer, action: blocks the payment}
    edges:
      - "payments -> fraud: feeds"
      - "orders -> training: feeds"
      - "fraud -> training: feeds"
      - "training -> scorer: trains"
      - "api -> scorer: calls"
      - "rules -> api: consumes"
      - "rules -> payments: acts_on"
    """
    assert 1 == len(found_by("RETR754", text))
    assert 1 == len(found_by("RETR754", text.replace("payments: acts_on", "fraud: acts_on")))
    assert [] == found_by(
        "RETR754", text.replace('"payments -> fraud: feeds"', '"orders -> fraud"')
    )


@pytest.mark.parametrize(("sample", "count"), [(", samples_per_day: 200/day", 0), ("", 1)])
def test_people_who_label_a_random_sample_end_it(found_by, sample, count):
    text = acting(
        nodes=f"fraud: {{kind: label}}\n      desk: {{kind: human_review{sample}}}",
        edges='- "fraud -> training: feeds"\n      - "desk -> fraud: feeds"',
    )
    assert count == len(found_by("RETR754", text))


DESK = "desk: {kind: human_review}\n      fraud: {kind: label}"
LABELS = '- "fraud -> training: feeds"\n      - "desk -> fraud: acts_on"\n      '


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ('- "api -> desk: calls"', "desk"),
        ('- "api -> desk: falls_back_to"', "desk"),
        ('- "api -> desk: feeds"', "desk"),
        ('- "rules -> api: consumes"\n      - "rules -> desk: consumes"', "rules → desk"),
        ('- "payments -> desk: feeds"', ""),
    ],
)
def test_people_who_look_at_what_the_model_chose_make_its_labels(found_by, way, told):
    found = found_by("RETR754", acting(nodes=DESK, way=LABELS + way))
    ways = [f"(scorer → {told} → fraud → scorer)"] if told else []

    assert ways == [one.message.split("next labels ")[1].split(" and")[0] for one in found]


def test_who_reads_the_verdict_of_people_acts_on_it(found_by):
    way = """- "api -> desk: calls"
      - "rules -> desk: consumes"
      - "rules -> payments: acts_on" """
    (found,) = found_by("RETR754", acting(nodes="desk: {kind: human_review}", way=way))

    assert "(scorer → desk → rules → payments → scorer)" in found.message


def test_people_who_cannot_explore_are_asked_of_the_endpoint(found_by):
    (found,) = found_by("RETR754", acting(nodes=DESK, way=f'{LABELS}- "api -> desk: calls"'))
    assert found.remedy.startswith("An exploration share of api,")


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ('- "api -> table: feeds"\n      - "rules -> table: consumes"', "table → rules"),
        ('- "scorer -> table: feeds"\n      - "rules -> table: consumes"', "table → rules"),
        (
            """- "api -> table: feeds"
      - "serving -> table: reads"
      - "rules -> serving: consumes\"""",
            "table → rules",
        ),
        ('- "rules -> table: consumes"', ""),
        ('- "payments -> table: feeds"\n      - "rules -> table: consumes"', ""),
    ],
)
@pytest.mark.parametrize("kind", ["source", "feature_store"])
def test_a_table_of_scores_is_acted_on_as_well(found_by, kind, way, told):
    nodes = f"table: {{kind: {kind}}}\n      serving: {{kind: endpoint, mode: online}}"
    way += '\n      - "rules -> payments: acts_on"'
    found = found_by("RETR754", acting(nodes=nodes, way=way))
    ways = [f"(scorer → {told} → payments → scorer)"] if told else []

    assert ways == [one.message.split("next labels ")[1].split(" and")[0] for one in found]


def test_two_models_of_one_loop_are_one_finding(found_by):
    text = acting(
        nodes="finder: {kind: model, type: gbdt}",
        edges='- "training -> finder: trains"\n      - "api -> finder: calls"',
    )
    (found,) = found_by("RETR754", text)

    assert (
        "The actions of finder and scorer create their next labels (finder and scorer → rules → "
        "payments → finder and scorer) and nothing is left untreated."
    ) == found.message
    assert ("finder", "scorer", "rules", "payments") == found.at.nodes


def test_two_loops_are_two_findings(found_by):
    text = acting(
        nodes="""finder: {kind: model, type: gbdt}
      clicks: {kind: source}
      page: {kind: consumer, action: shows it}
      other: {kind: endpoint, mode: online}
      fitting: {kind: training_job, period: weekly}""",
        edges="""- "clicks -> fitting: feeds"
      - "fitting -> finder: trains"
      - "other -> finder: calls"
      - "page -> other: consumes"
      - "page -> clicks: acts_on" """,
    )
    found = found_by("RETR754", text)
    assert [("finder", "page", "clicks"), ("scorer", "rules", "payments")] == sorted(
        one.at.nodes for one in found
    )


def test_a_model_in_two_loops_is_told_once(found_by):
    text = acting(
        nodes="clicks: {kind: source}",
        edges='- "clicks -> training: feeds"\n      - "rules -> clicks: acts_on"',
    )
    assert 1 == len(found_by("RETR754", text))


@pytest.mark.parametrize("kind", ["type: heuristic", "type: gbdt"])
def test_only_what_is_fitted_learns_from_itself(found_by, kind):
    text = acting().replace("type: gbdt", kind)
    assert ("gbdt" in kind) == bool(found_by("RETR754", text))
