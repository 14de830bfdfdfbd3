"""Who is in the set, and who grades the answers."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from design.brief import Lane
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# EVAL709


def drawn(
    measured="population: approved loans",
    served="population: all applicants",
    test="metric: PR-AUC",
    *,
    more="",
    edges="",
    lane="tabular",
):
    return f"""
lane: {lane}
nodes:
  loans: {{kind: dataset, split: time{measured and ", "}{measured}}}
  offline: {{kind: evaluation, {test}}}
  model: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online{served and ", "}{served}}}
{more}
edges: ["loans -> offline: feeds", "offline -> model: evaluates", "api -> model: calls"{edges}]
"""


@pytest.mark.parametrize(
    ("measured", "served", "findings"),
    [
        ("approved loans", "all applicants", 1),
        ("all applicants of the last quarter", "all applicants", 0),
        ("applicants", "new applicants", 0),
        ("applicants in Germany", "applicants", 0),
        ("approved applicants", "applicants", 1),  # those the old system let in
        ("logged-in visitors", "visitors", 1),
        ("clicked items", "all items", 1),
        ("approved applicants", "approved applicants", 0),
        ("all", "applicants", 0),
        ("applicants", "everybody", 1),
        ("applicants", "all", 0),
    ],
)
def test_those_who_are_measured_are_those_who_are_served(found_by, measured, served, findings):
    text = drawn(f"population: {measured}", f"population: {served}")
    found = found_by("EVAL709", text)
    assert ["other_population"] * findings == [one.variant for one in found]


@pytest.mark.parametrize(
    ("measured", "served"), [("", "population: all applicants"), ("population: loans", "")]
)
def test_what_one_side_does_not_say_is_not_compared(found_by, measured, served):
    assert [] == found_by("EVAL709", drawn(measured, served))


def test_what_the_evaluation_says_goes_before_its_set(found_by):
    text = drawn(test="metric: PR-AUC, population: last month's applicants")
    assert [] == found_by("EVAL709", text)


@pytest.mark.parametrize(
    ("measured", "served"),
    [
        ("population: approved loans, reweighted: yes", "population: all applicants"),
        ("population: approved loans", "population: all applicants, exploration: 2%"),
    ],
)
def test_chance_and_weights_correct_it(found_by, measured, served):
    assert [] == found_by("EVAL709", drawn(measured, served))


def test_no_weights_correct_nothing(found_by):
    text = drawn("population: approved loans, reweighted: no")
    assert 1 == len(found_by("EVAL709", text))


@pytest.mark.parametrize(("explores", "findings"), [("exploration: 2%", 0), ("replicas: 2", 1)])
def test_who_asks_is_served_as_well_and_the_endpoint_explores_for_them(
    found_by, explores, findings
):
    more = "  desk: {kind: consumer, population: all applicants}"
    found = found_by(
        "EVAL709", drawn(served=explores, more=more, edges=', "desk -> api: consumes"')
    )
    assert [("offline", "desk")] * findings == [one.at.nodes for one in found]


def test_an_endpoint_that_answers_with_something_else_serves_others(found_by):
    more = """
  other: {kind: model, type: gbdt}
  bulk: {kind: endpoint, mode: batch, population: firms}
"""
    text = drawn("population: applicants", more=more, edges=', "bulk -> other: calls"')
    assert [] == found_by("EVAL709", text)


def test_the_endpoint_itself_may_be_measured(found_by):
    text = drawn().replace("offline -> model: evaluates", "offline -> api: evaluates")
    assert 1 == len(found_by("EVAL709", text))


def test_both_populations_are_named_once(found_by):
    more = "  bulk: {kind: endpoint, mode: batch, population: firms}"
    (found,) = found_by("EVAL709", drawn(more=more, edges=', "bulk -> model: calls"'))

    assert ("offline", "api") == found.at.nodes
    assert ("offline is drawn from approved loans, and api serves all applicants.") == found.message
    assert (
        "A set drawn from all applicants, a slice accepted at random, or weights."
    ) == found.remedy


GOLDEN = """
lane: {lane}
nodes:
  golden: {{kind: dataset{first}}}
  more: {{kind: dataset{second}}}
  answers: {{kind: evaluation, metric: groundedness}}
  writer: {{kind: llm}}
edges: ["golden -> answers: feeds", "more -> answers: feeds", "answers -> writer: evaluates"]
"""


@pytest.mark.parametrize(
    ("first", "second", "lane", "findings"),
    [
        (", origin: synthetic", ", origin: synthetic", "llm", 1),
        (", origin: synthetic", ", origin: natural", "llm", 0),
        (", origin: synthetic", "", "llm", 0),
        ("", "", "llm", 0),
        (", origin: synthetic", ", origin: synthetic", "tabular", 0),
    ],
)
def test_a_golden_set_is_not_all_made_up(found_by, first, second, lane, findings):
    text = GOLDEN.format(first=first, second=second, lane=lane)
    found = found_by("EVAL709", text)
    assert ["synthetic"] * findings == [one.variant for one in found]
    assert all(
        "answers measures on made-up items alone, with nothing sampled from production."
        == one.message
        for one in found
    )


def test_an_evaluation_without_a_set_is_not_made_up(found_by):
    text = "lane: llm\nnodes: {answers: {kind: evaluation, metric: groundedness}}"
    assert [] == found_by("EVAL709", text)


def test_other_people_are_said_before_made_up_ones(found_by):
    made_up = drawn("population: approved loans, origin: synthetic", lane="llm")
    assert ["other_population"] == [one.variant for one in found_by("EVAL709", made_up)]


def test_the_wrong_people_weigh_as_the_level_says(found_by):
    made_up = GOLDEN.format(first=", origin: synthetic", second=", origin: synthetic", lane="llm")
    assert [None, W, E, E] == weights(found_by, "EVAL709", drawn())
    assert [None, W, W, W] == weights(found_by, "EVAL709", made_up)


# EVAL710

AGREES = "judge_agreement: kappa 0.7 on 120 items"


def judged_by(judge="judge: big model 4", llm=""):
    return f"""
lane: llm
nodes:
  writer: {{kind: llm{llm and ", "}{llm}}}
  answers: {{kind: evaluation, metric: groundedness, {judge}}}
edges: ["answers -> writer: evaluates"]
"""


@pytest.mark.parametrize(
    ("judge", "gaps"),
    [
        (f"judge: big model 4, {AGREES}", ""),
        ("judge: big model 4", "no agreement against humans"),
        (f"judge: big model, {AGREES}", "no pinned version"),
        (f"judge: big model, pinned: yes, {AGREES}", ""),
        (f"judge: big model, pinned: no, {AGREES}", "no pinned version"),
        (f"judge: big model, version: may, {AGREES}", ""),
        ("judge: big model", "no agreement against humans and no pinned version"),
    ],
)
def test_a_judge_is_pinned_and_agrees_with_people(found_by, judge, gaps):
    found = found_by("EVAL710", judged_by(judge))
    messages = [f"answers come from the judge {one}, with {gaps}." for one in _judge(judge)]
    assert messages * bool(gaps) == [one.message for one in found]


def _judge(fields):
    return [fields.split(",")[0].removeprefix("judge: ")]


@pytest.mark.parametrize(
    ("judge", "llm", "findings"),
    [
        ("judge: acme-large-3", "provider: acme", 1),
        ("judge: acme-large-3", "provider: Acme", 1),
        ("judge: large-3, provider: acme", "provider: acme", 1),
        ("judge: acme-large-3, provider: other", "provider: acme", 0),
        ("judge: large-3", "provider: acme", 0),
        ("judge: hosted-large-3", "provider: hosted", 0),
        ("judge: internal-large-3", "provider: internal", 0),
        ("judge: large-3", "", 0),
    ],
)
def test_a_judge_does_not_grade_its_own_family(found_by, judge, llm, findings):
    found = found_by("EVAL710", judged_by(f"{judge}, {AGREES}", llm))
    assert findings == len(found)
    assert all("with the same family as what it grades." in one.message for one in found)


@pytest.mark.parametrize(
    "judge",
    ["schema check", "exact match", "unit tests", "regex", "three experts", "human annotators"],
)
def test_a_checker_and_a_person_need_no_agreement(found_by, judge):
    assert [] == found_by("EVAL710", judged_by(f"judge: {judge}"))


def test_without_a_judge_there_is_nothing_to_check(found_by):
    assert [] == found_by("EVAL710", judged_by("n: 200"))


def test_every_gap_has_its_cure(found_by):
    (found,) = found_by("EVAL710", judged_by("judge: acme-large", "provider: acme"))

    assert (
        "The agreement on items people labelled, a pinned version, a judge of another family."
    ) == found.remedy
    assert (("answers",), ("judge_agreement",)) == (found.at.nodes, found.at.fields)


def test_a_judge_is_one_of_the_llm_lane_and_weighs_as_the_level_says(found_by):
    assert [INFO, W, E, E] == weights(found_by, "EVAL710", judged_by())
    assert [] == found_by("EVAL710", judged_by(), lane=Lane.TABULAR)
