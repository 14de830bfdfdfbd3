"""What a release is measured by before and after it. Over 400 lines: three rules."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# EVAL701


def released(
    test="", promotes="offline -> release", rollout="stages: [full]", model="type: gbdt", more=""
):
    edges = f', "{promotes}: promotes"' if promotes else ""
    return f"""
nodes:
  model: {{kind: model, {model}}}
  offline: {{kind: evaluation, metric: recall{test}}}
  release: {{kind: deployment, {rollout}}}
{more}
edges: ["offline -> model: evaluates", "release -> model: rolls_out"{edges}]
"""


@pytest.mark.parametrize(
    ("test", "promotes", "variants"),
    [
        ("", "", ["ungated"]),
        (", gate: no", "", ["ungated"]),
        (", gate: yes", "", []),
        ("", "offline -> release", ["unsaid"]),
        (", gate: no", "offline -> release", ["unsaid"]),
        (", gate: yes", "offline -> release", []),
    ],
)
def test_an_evaluation_stops_a_release_if_it_says_so(found_by, test, promotes, variants):
    found = found_by("EVAL701", released(test, promotes))
    assert variants == [one.variant for one in found]


@pytest.mark.parametrize(
    ("rollout", "promotes", "variants"),
    [
        ("decider: the risk board", "offline -> release", []),
        ("decider: ' '", "offline -> release", ["unsaid"]),
        ("decider: the risk board", "", ["ungated"]),
        ("approval: yes", "offline -> release", []),
        ("approval: no", "offline -> release", ["unsaid"]),
        ("gate: yes", "offline -> release", []),
        ("gate: yes", "", ["ungated"]),
        ("stages: [shadow for 2 d, full], automatic: yes", "", []),
        ("stages: [shadow for 2 d, full], automatic: no", "", ["ungated"]),
        ("stages: [shadow for 2 d, full]", "", ["ungated"]),
        ("stages: [canary 5% for 1 d, full], automatic: yes", "", ["ungated"]),
    ],
)
def test_a_person_with_an_evaluation_or_a_compared_shadow_stops_it_too(
    found_by, rollout, promotes, variants
):
    found = found_by("EVAL701", released(promotes=promotes, rollout=rollout))
    assert variants == [one.variant for one in found]


@pytest.mark.parametrize(
    ("source", "gate", "variants"),
    [
        ("offline", "yes", []),
        ("offline", "no", ["unsaid"]),
        ("shelf", "yes", ["ungated"]),  # a gate with nothing that measures
    ],
)
def test_the_way_to_the_release_may_be_the_gate(found_by, source, gate, variants):
    text = released(promotes="", more="  shelf: {kind: registry}").replace(
        "]\n", f', {{edge: "{source} -> release: promotes", gate: {gate}}}]\n'
    )
    assert variants == [one.variant for one in found_by("EVAL701", text)]


def test_an_evaluation_may_promote_into_the_registry(found_by):
    text = released(
        ", gate: yes",
        promotes='offline -> shelf: promotes", "shelf -> release',
        more="  shelf: {kind: registry}",
    )
    assert [] == found_by("EVAL701", text)


@pytest.mark.parametrize(
    ("kind", "findings"),
    [
        ("model, type: gbdt", 1),
        ("llm", 1),
        ("prompt", 1),
        ("index", 1),
        ("retriever", 1),
        ("model, type: heuristic", 0),
        ("feature", 0),
    ],
)
def test_only_what_an_offline_measurement_judges_needs_a_gate(found_by, kind, findings):
    text = f"""
nodes: {{part: {{kind: {kind}}}, release: {{kind: deployment}}}}
edges: ["release -> part: rolls_out"]
"""
    assert findings == len(found_by("EVAL701", text))


@pytest.mark.parametrize(
    ("part", "edge", "findings"),
    [
        ("model, type: gbdt", "calls", 1),
        ("llm", "calls", 1),
        ("model, type: heuristic", "calls", 0),
        ("index", "reads", 0),
    ],
)
def test_of_an_endpoint_the_models_within_are_released(found_by, part, edge, findings):
    text = f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  part: {{kind: {part}}}
  release: {{kind: deployment}}
edges: ["release -> api: rolls_out", "api -> part: {edge}"]
"""
    found = found_by("EVAL701", text)
    assert [("release", "part")] * findings == [one.at.nodes for one in found]


@pytest.mark.parametrize(
    ("reader", "part", "edge", "findings"),
    [
        ("retriever", "index", "reads", 0),
        ("retriever", "index", "uses", 0),
        ("endpoint", "model, type: gbdt", "calls", 0),
        ("index", "model, type: embedder", "falls_back_to", 1),
    ],
)
def test_a_gate_on_who_answers_with_it_is_a_gate_on_it(found_by, reader, part, edge, findings):
    text = f"""
nodes:
  reader: {{kind: {reader}}}
  part: {{kind: {part}}}
  offline: {{kind: evaluation, metric: recall, gate: yes}}
  release: {{kind: deployment}}
edges: ["release -> part: rolls_out", "reader -> part: {edge}", "offline -> reader: evaluates"]
"""
    assert findings == len(found_by("EVAL701", text))


def test_a_gate_need_not_be_drawn_to_what_it_measures(found_by):
    text = released(", gate: yes").replace('"offline -> model: evaluates", ', "")
    assert [] == found_by("EVAL701", text)


@pytest.mark.parametrize(("gate", "variants"), [("yes", []), ("no", ["unsaid"])])
def test_the_registry_may_hold_back_what_an_evaluation_did_not_pass(found_by, gate, variants):
    text = released(promotes="offline -> shelf", more="  shelf: {kind: registry}").replace(
        "]\n", f', {{edge: "shelf -> release: promotes", gate: {gate}}}]\n'
    )
    assert variants == [one.variant for one in found_by("EVAL701", text)]


def test_what_has_its_own_gate_is_not_named(found_by):
    text = """
nodes:
  model: {kind: model, type: gbdt}
  other: {kind: model, type: gbdt}
  third: {kind: model, type: gbdt}
  offline: {kind: evaluation, metric: recall, gate: yes}
  release: {kind: deployment}
edges: ["offline -> model: evaluates", "release -> model: rolls_out",
        "release -> other: rolls_out", "release -> third: rolls_out"]
"""
    (found,) = found_by("EVAL701", text)

    assert ("release", "other", "third") == found.at.nodes
    assert (
        "other and third reach production through release with no evaluation that can stop them."
    ) == found.message


def test_the_words_name_the_release_and_the_evaluation(found_by):
    (ungated,) = found_by("EVAL701", released(promotes=""))
    (unsaid,) = found_by("EVAL701", released())

    assert (
        "model reaches production through release with no evaluation that can stop it."
    ) == ungated.message
    assert "An evaluation that promotes release and is marked as a gate." == ungated.remedy
    assert (
        "offline stands on the way to release, and nobody says that it can stop it."
    ) == unsaid.message
    assert "Mark offline as a gate." == unsaid.remedy
    assert [("offline", "gate", "yes")] == [(one.id, one.field, one.value) for one in unsaid.fix]


def test_a_missing_gate_weighs_more_than_one_nobody_mentions(found_by):
    assert [W, E, E, E] == weights(found_by, "EVAL701", released(promotes=""))
    assert [INFO, INFO, INFO, INFO] == weights(found_by, "EVAL701", released())


# EVAL705


def sliced(test="gate: yes", more="", edges="", impact=""):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online{impact}}}
  model: {{kind: model, type: gbdt}}
  offline: {{kind: evaluation, metric: PR-AUC, {test}}}
{more}
edges: ["api -> model: calls", "offline -> model: evaluates"{edges}]
"""


GRAVE = ", impact: consequential"


@pytest.mark.parametrize(
    ("test", "findings"),
    [
        ("gate: yes", 1),
        ("gate: no", 0),
        ("n: 900", 0),
        ("gate: yes, slices: [region]", 0),
        ("gate: yes, subgroups: [age band]", 0),
    ],
)
def test_a_gate_is_asked_for_slices(found_by, test, findings):
    found = found_by("EVAL705", sliced(test))
    assert ["plain"] * findings == [one.variant for one in found]


def test_the_slices_of_the_set_count(found_by):
    more = "  golden: {kind: dataset, slices: [region]}"
    assert [] == found_by("EVAL705", sliced(more=more, edges=', "golden -> offline: feeds"'))


@pytest.mark.parametrize(
    ("test", "more", "impact", "variants"),
    [
        ("gate: yes", "", GRAVE, ["consequential"]),
        ("gate: no", "", GRAVE, ["consequential"]),
        ("gate: yes", "", ", impact: safety", ["consequential"]),
        ("gate: yes", "", ", impact: advisory", ["plain"]),
        ("gate: yes, slices: [region]", "", GRAVE, ["consequential"]),
        ("gate: yes, subgroups: [sex]", "", GRAVE, []),
        ("gate: no", "  m: {kind: monitor, subgroups: [sex]}", GRAVE, []),
        ("gate: yes", "  m: {kind: monitor, subgroups: [sex]}", GRAVE, ["plain"]),
        ("gate: yes, slices: [sex]", "  q: {kind: requirement, about: fairness}", GRAVE, []),
        ("gate: no", "  q: {kind: requirement, about: fairness}", GRAVE, ["consequential"]),
        (
            "gate: no, slices: [sex]",
            "  q: {kind: requirement, about: cost}",
            GRAVE,
            ["consequential"],
        ),
    ],
)
def test_where_decisions_weigh_on_people_groups_are_compared(
    found_by, test, more, impact, variants
):
    found = found_by("EVAL705", sliced(test, more, impact=impact))
    assert variants == [one.variant for one in found]


def test_without_an_evaluation_there_is_nothing_to_slice(found_by):
    assert [] == found_by(
        "EVAL705", "nodes: {api: {kind: endpoint, mode: online, impact: consequential}}"
    )


def test_slices_are_asked_of_the_gates_alone(found_by):
    more = """
  second: {kind: evaluation, metric: recall, gate: yes}
  third: {kind: evaluation, metric: recall}
"""
    (found,) = found_by("EVAL705", sliced(more=more))

    assert (("offline", "second"), ("slices",)) == (found.at.nodes, found.at.fields)
    assert "offline and second are reported in aggregate only." == found.message
    assert "The slices of offline and second." == found.remedy


def test_one_gate_is_spoken_of_as_one(found_by):
    (found,) = found_by("EVAL705", sliced())
    assert "offline is reported in aggregate only." == found.message


def test_whose_decision_it_is_is_named(found_by):
    (found,) = found_by("EVAL705", sliced(impact=GRAVE))

    assert ("offline", "api") == found.at.nodes
    assert (
        "The decision of api weighs on people, and no protected group is compared in offline."
    ) == found.message


def test_groups_weigh_more_than_slices(found_by):
    assert [None, INFO, W, W] == weights(found_by, "EVAL705", sliced())
    assert [W, E, E, E] == weights(found_by, "EVAL705", sliced(impact=GRAVE))


# EVAL706


def gap(
    goal="kind: requirement, about: business, metric: conversion rate",
    test="metric: ROC-AUC",
    more="",
    edges="",
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  goal: {{{goal}}}
  ranker: {{kind: model, type: nn}}
  offline: {{kind: evaluation, {test}}}
{more}
edges: ["api -> ranker: calls", "offline -> ranker: evaluates"{edges}]
"""


@pytest.mark.parametrize(
    ("goal", "findings"),
    [
        ("kind: requirement, about: business, metric: conversion rate", 1),
        ("kind: requirement, about: quality-online, metric: conversion rate", 1),
        ("kind: requirement, about: quality-offline, metric: conversion rate", 0),
        ("kind: requirement, about: business", 0),
        ("kind: monitor, signal: business", 1),
        ("kind: monitor, signal: latency", 0),
    ],
)
def test_an_online_metric_is_one_of_the_business(found_by, goal, findings):
    assert findings == len(found_by("EVAL706", gap(goal)))


@pytest.mark.parametrize(
    ("test", "findings"), [("metric: ROC-AUC", 1), ("n: 900", 0), ("metric: conversion", 0)]
)
def test_a_backtest_on_the_metric_itself_leaves_no_gap(found_by, test, findings):
    assert findings == len(found_by("EVAL706", gap(test=test)))


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ("choice: trust the experiment when offline and online disagree, because: it is paid", 0),
        ("choice: trust the experiment when offline and online disagree", 1),
        ("choice: trust the experiment when offline and online disagree, because: ' '", 1),
        ("choice: ship, because: AUC and bookings correlate at 0.8 over twelve tests", 0),
        ("name: The offline-online gap, because: tests decide", 0),
        ("name: Which online store, because: 40 features at 20 ms", 1),
        ("name: Which offline store, because: a singapore region", 1),
    ],
)
def test_a_decision_may_say_what_happens_when_they_disagree(found_by, fields, findings):
    assert findings == len(found_by("EVAL706", gap(more=f"  why: {{kind: decision, {fields}}}")))


@pytest.mark.parametrize(
    ("rollout", "findings"),
    [
        ("control: concurrent", 0),
        ("", 0),
        ("control: before_after", 1),
        ("control: none", 1),
    ],
)
def test_a_canary_with_a_control_compares_it(found_by, rollout, findings):
    given = f", {rollout}" if rollout else ""
    more = f"""
  out: {{kind: deployment, stages: [canary 5% for 7 d, full]{given},
         criteria: "conversion drops 5% relative over 7 d -> roll back"}}
"""
    text = gap(more=more, edges=', "out -> ranker: rolls_out"')
    assert findings == len(found_by("EVAL706", text))


@pytest.mark.parametrize(
    ("stages", "criterion"),
    [("full", "conversion drops 5% relative"), ("canary 5% for 7 d", "error rate > 2%")],
)
def test_a_release_that_shows_it_to_nobody_or_looks_at_something_else_does_not(
    found_by, stages, criterion
):
    more = f"""
  out: {{kind: deployment, stages: [{stages}], criteria: "{criterion} over 7 d -> roll back"}}
"""
    assert 1 == len(found_by("EVAL706", gap(more=more, edges=', "out -> ranker: rolls_out"')))


def test_an_experiment_joins_them(found_by):
    assert [] == found_by("EVAL706", gap(more="  ab: {kind: experiment}"))


def test_both_metrics_are_named(found_by):
    (found,) = found_by("EVAL706", gap())

    assert ("offline", "goal") == found.at.nodes
    assert found.message.startswith("ROC-AUC offline and conversion rate online are both named")
    assert (
        "An experiment on conversion rate, or a decision on what happens when the two disagree."
    ) == found.remedy


def test_a_monitor_without_a_metric_is_called_by_its_name(found_by):
    (found,) = found_by("EVAL706", gap("kind: monitor, signal: business, name: Bookings"))
    assert found.message.startswith("ROC-AUC offline and Bookings online")


def test_the_gap_weighs_as_the_level_says(found_by):
    assert [None, W, W, E] == weights(found_by, "EVAL706", gap())
