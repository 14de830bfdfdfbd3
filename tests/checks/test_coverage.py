"""What is said of each topic and skill, and that nothing is left out."""

from __future__ import annotations

from collections import Counter

import pytest

from checks.coverage import Stated, coverage, topics_of
from checks.engine import evaluate
from checks.finding import Evidence, OutcomeState, Status
from checks.registry import all_families, all_rules
from checks.rule import Phase
from design.brief import Level, Skill, Topic
from design.changes import AnswerFinding, apply
from prompts_library import shipped

BOARD = """
nodes:
  clicks: {kind: source, rows_per_day: 20M/day, lag: 5 min}
  fast: {kind: requirement, about: latency, latency_budget: p95 200 ms}
  guess: {kind: assumption, text: peak of last year, because: measured in May}
  api: {kind: endpoint, mode: online, peak_qps: 400/s, requests_per_day: 50M/day}
  later: {kind: monitor, signal: input_drift, out_of_scope: true}
edges: ["clicks -> api: feeds", "fast -> api: constrains", "guess -> clicks: supports"]
"""


def covered(design_from, text=BOARD, **asked):
    design = design_from(text)
    return coverage(design, evaluate(design, strict=True, **asked))


def by_topic(found):
    return {one.topic: one for one in found.topics}


def test_there_are_the_seven_topics_and_the_five_skills_in_order(design_from):
    found = covered(design_from)

    assert list(Topic) == [one.topic for one in found.topics]
    assert 7 == len(found.topics)
    assert list(Skill) == [one.skill for one in found.skills]


def test_a_stated_field_counts_for_the_topic_of_its_part(design_from):
    found = by_topic(covered(design_from))

    assert (Stated("clicks", "rows_per_day"), Stated("clicks", "lag")) == found[Topic.DATA].stated[
        :2
    ]
    assert Stated("fast", "latency_budget") in found[Topic.MODEL].stated
    assert Stated("guess", "because") in found[Topic.DATA].stated


def test_what_is_out_of_scope_states_nothing(design_from):
    assert () == by_topic(covered(design_from))[Topic.MONITORING].stated


def test_what_contradicts_is_apart_from_what_is_missing(design_from):
    model = by_topic(covered(design_from))[Topic.MODEL]

    assert "CAP305" in {one.code for one in model.at_odds}
    assert {Evidence.AT_ODDS} == {all_rules()[one.code].evidence for one in model.at_odds}
    data = by_topic(covered(design_from))[Topic.DATA]
    assert {"NUM107"} <= {one.code for one in data.missing}
    assert {Evidence.MISSING} == {all_rules()[one.code].evidence for one in data.missing}


def test_an_answered_finding_is_neither_missing_nor_at_odds(design_from):
    design = design_from(BOARD)
    finding = next(one for one in evaluate(design).findings if not one.contradiction)
    answer = AnswerFinding(finding.fingerprint, "accepted", "agreed with the team")
    answered = apply(design, (answer,)).design
    found = coverage(answered, evaluate(answered))

    for skill in found.skills:
        opened = {one.fingerprint for one in (*skill.missing, *skill.at_odds)}
        assert finding.fingerprint not in opened
        assert (skill.skill in finding.skills) == (
            finding.fingerprint in {one.fingerprint for one in skill.answered}
        )


@pytest.mark.parametrize("id_", [*shipped().readable()])
def test_every_finding_shows_once_under_each_of_its_skills_and_topics(id_):
    design = shipped().entry(id_).weak
    evaluation = evaluate(design, level=Level.STAFF, strict=True)
    found = coverage(design, evaluation)

    for finding in evaluation.findings:
        is_open = finding.status is Status.OPEN
        for skill in found.skills:
            shown = Counter(one.fingerprint for one in (*skill.missing, *skill.at_odds))
            expected = 1 if is_open and skill.skill in finding.skills else 0
            assert expected == shown[finding.fingerprint]
        for topic in found.topics:
            shown = Counter(one.fingerprint for one in (*topic.missing, *topic.at_odds))
            expected = 1 if is_open and topic.topic in topics_of(finding, design) else 0
            assert expected == shown[finding.fingerprint]


@pytest.mark.parametrize("id_", [*shipped().readable()])
def test_every_rule_that_passed_is_evidence_for_its_skills(id_):
    design = shipped().entry(id_).weak
    evaluation = evaluate(design, level=Level.STAFF, strict=True)

    for skill in coverage(design, evaluation).skills:
        passed = [
            one.code
            for one in evaluation.outcomes
            if one.state is OutcomeState.PASSED and skill.skill in all_rules()[one.code].skills
        ]
        assert passed == list(skill.passed)


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_a_rule_about_a_missing_number_says_that_something_is_missing(rule):
    if rule.phase is Phase.DEMANDS:
        assert Evidence.MISSING is rule.evidence


def test_only_framing_and_what_can_stand_anywhere_has_no_topic_of_its_own():
    without = {
        code.rstrip("0123456789")
        for code, rule in all_rules().items()
        if not rule.topics and all_families()[code.rstrip("0123456789")].topic is None
    }

    assert without <= {"FRAME", "NUM", "GRAPH", "RAI"}
