"""What the engine promises whatever the rules are."""

from __future__ import annotations

import dataclasses
import random
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine import evaluate
from checks.finding import (
    Certainty,
    Demand,
    Explanation,
    Observation,
    OutcomeState,
    Place,
    Skill,
    Status,
)
from checks.numbers import Number
from checks.registry import all_rules
from checks.rule import ByLevel, Rule, Severity
from design.brief import Lane, Level
from design.model import Answer
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

BOARD = """
nodes:
  api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
        throughput_per_replica: 180 rps per pod}
  other: {kind: endpoint, mode: online, peak_qps: 10/s}
"""


class Seen(Rule):
    """A rule that sees what a test tells it to."""

    code = "ZZ001"
    name = "replica-count"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DECISIONS,)
    question = "Really?"
    sources = ("PB",)
    checks_what = "the test"
    lanes = frozenset({Lane.TABULAR})

    def __init__(self, *results, subjects=("api",), **more):
        self.results, self.over = results, subjects
        for name, value in more.items():
            setattr(self, name, value)

    def subjects(self, board):
        return self.over

    def judge(self, board, subject):
        for result in self.results:
            if isinstance(result, Exception):
                raise result
            yield result

    def explain(self, facts):
        return Explanation(message=f"seen {facts}")


def at(*nodes, **more):
    return Observation(Place(nodes), "it", **more)


def judge(design, *rules, **asked):
    return evaluate(design, rules=rules, strict=True, **asked)


@pytest.fixture(scope="module")
def design(design_from):
    return design_from(BOARD)


def outcome(design, rule, **asked):
    return judge(design, rule, **asked).outcomes[0]


def test_a_rule_with_nothing_to_say_has_passed(design):
    assert OutcomeState.PASSED is outcome(design, Seen()).state


def test_a_rule_with_nothing_to_judge_does_not_apply(design):
    assert OutcomeState.NOT_APPLICABLE is outcome(design, Seen(subjects=())).state


def test_a_rule_without_its_number_is_not_judged_and_says_what_it_needs(design):
    demand = Demand("api", AttributeGroup.LOAD, (a.PEAK_QPS,))
    result = outcome(design, Seen(demand))
    assert OutcomeState.NOT_JUDGED is result.state
    assert "needs Peak QPS of api" == result.reason


def test_a_rule_out_of_its_lane_or_off_at_the_level_is_not_run(design):
    boom = Seen(RuntimeError("must not run"))
    assert "not for the LLM-applied lane" == outcome(design, boom, lane=Lane.LLM).reason
    assert "not asked at junior level" == outcome(design, boom, level=Level.JUNIOR).reason


def test_a_rule_out_of_its_lane_asks_for_nothing(design_from):
    text = BOARD.replace("peak_qps: 2400/s, ", "")
    demand = Demand("api", AttributeGroup.COMPUTE, (a.REPLICAS,))
    rules = (Seen(demand), all_rules()["NUM109"])
    board = design_from(text)
    assert ["NUM109"] == [one.code for one in judge(board, *rules).findings]
    assert () == judge(board, *rules, lane=Lane.LLM).findings


def test_a_variant_that_is_off_at_the_level_is_not_found(design):
    variants = {"mild": ByLevel.of("-/-/-/W")}
    rule = Seen(at("api", variant="mild"), variants=variants)
    assert OutcomeState.PASSED is outcome(design, rule, level=Level.SENIOR).state
    assert OutcomeState.FOUND is outcome(design, rule, level=Level.STAFF).state


def test_a_crash_is_recorded_and_never_a_pass(design):
    rules = (Seen(at("api"), ValueError("no")), Seen(at("other"), code="ZZ002"))
    evaluation = evaluate(design, rules=rules)
    crashed, found = evaluation.outcomes
    assert OutcomeState.CRASHED is crashed.state
    assert "ValueError: no" == crashed.reason
    assert OutcomeState.FOUND is found.state
    assert ["ZZ002"] == [one.code for one in evaluation.findings]


def test_tests_see_the_crash(design):
    with pytest.raises(ValueError, match="no"):
        judge(design, Seen(ValueError("no")))


@pytest.mark.parametrize(
    ("observation", "severity"),
    [
        (at("api"), Severity.ERROR),
        (at("api", certainty=Certainty.POSSIBLE), Severity.WARNING),
        (at("api", numbers=(Number.default(3, "peak_factor", "3x"),)), Severity.WARNING),
        (at("api", cap=Severity.INFO), Severity.INFO),
    ],
)
def test_what_lowers_the_weight(design, observation, severity):
    (finding,) = judge(design, Seen(observation)).findings
    assert severity is finding.severity


def test_fingerprints_are_made_of_ids_and_differ(design):
    variants = {"one": ByLevel.of("E/E/E/E"), "two": ByLevel.of("E/E/E/E")}
    rule = Seen(
        at("api", variant="one"), at("api", variant="two"), at("other"), at(), variants=variants
    )
    shown = [one.fingerprint for one in judge(design, rule).findings]
    assert ["ZZ001@", "ZZ001@api/one", "ZZ001@api/two", "ZZ001@other"] == shown


def test_findings_are_sorted_by_severity_certainty_family_and_code(design):
    rules = (
        Seen(at("api"), code="CAP001"),
        Seen(at("api"), code="MON001"),
        Seen(at("api"), code="FRAME009", severity=ByLevel.of("W/W/W/W")),
        Seen(at("api"), code="NUM001"),
        Seen(at("api", certainty=Certainty.POSSIBLE), code="LEAK001"),
    )
    codes = [one.code for one in judge(design, *rules).findings]
    assert ["NUM001", "MON001", "CAP001", "FRAME009", "LEAK001"] == codes


def answered(design, fingerprint, status):
    answer = Answer(fingerprint, status, "we sell to three people")
    return dataclasses.replace(design, answers={fingerprint: answer})


@pytest.mark.parametrize("status", ["accepted", "not_applicable"])
def test_an_answer_sets_the_status_and_stays_visible(design, status):
    (finding,) = judge(answered(design, "ZZ001@api", status), Seen(at("api"))).findings
    assert Status(status) is finding.status
    assert "we sell to three people" == finding.because


def test_no_answer_hides_numbers_that_cannot_all_hold(design):
    rule = Seen(at("api"), waivable=False)
    (finding,) = judge(answered(design, "ZZ001@api", "not_applicable"), rule).findings
    assert Status.OPEN is finding.status
    assert Severity.ERROR is finding.severity
    assert "we sell to three people" == finding.because


WAIVER = """
nodes:
  api: {kind: endpoint, mode: online}
  why: {kind: decision, choice: fewer replicas, because: the budget ends in March}
edges: ["why -> api: supports"]
"""


def test_a_decision_that_names_the_trade_off_lowers_a_judgement_by_a_step(design_from):
    (finding,) = judge(design_from(WAIVER), Seen(at("api"))).findings
    assert Status.WAIVED is finding.status
    assert Severity.WARNING is finding.severity
    assert "accepted risk: seen it" == finding.message
    assert "the budget ends in March" == finding.because


def test_a_decision_about_something_else_excuses_nothing(design_from):
    board = design_from(WAIVER.replace("fewer replicas", "gradient boosting"))
    assert Status.OPEN is judge(board, Seen(at("api"))).findings[0].status


def test_a_decision_without_a_reason_excuses_nothing(design_from):
    board = design_from(WAIVER.replace(", because: the budget ends in March", ""))
    assert Status.OPEN is judge(board, Seen(at("api"))).findings[0].status


def test_a_decision_stands_beside_a_contradiction_without_lowering_it(design_from):
    (finding,) = judge(design_from(WAIVER), Seen(at("api"), waivable=False)).findings
    assert (Status.OPEN, Severity.ERROR) == (finding.status, finding.severity)
    assert "the budget ends in March" == finding.because


def test_numbers_computed_from_a_disputed_one_are_possible_only(judged):
    evaluation = judged(
        """
        nodes:
          api: {kind: endpoint, mode: online, peak_qps: 400/s, requests_per_day: 50M/day,
                replicas: 2, throughput_per_replica: 180 rps per pod}
        """
    )
    found = {one.code: one for one in evaluation.findings}
    assert Certainty.CERTAIN is found["CAP305"].certainty
    assert Certainty.POSSIBLE is found["CAP301"].certainty
    assert Severity.WARNING is found["CAP301"].severity
    assert any("another number contradicts 400/s" in step for step in found["CAP301"].working)


def test_missing_names_the_empty_fields_of_each_node(judged):
    evaluation = judged("nodes: {api: {kind: endpoint, mode: online, replicas: 12}}")
    assert {"api"} == set(evaluation.missing)
    assert {"peak_qps", "latency_budget", "throughput_per_replica"} <= set(
        evaluation.missing["api"]
    )
    assert sum(map(len, evaluation.missing.values())) == evaluation.numbers_missing
    assert 1 == evaluation.numbers_given


def test_every_rule_has_an_outcome_in_code_order(judged):
    evaluation = judged(BOARD)
    assert list(all_rules()) == [one.code for one in evaluation.outcomes]
    assert len(all_rules()) == sum(evaluation.count(state) for state in OutcomeState)


def test_an_empty_design_can_be_judged(judged):
    assert () == judged("nodes: {}").findings


RICH = """
lane: llm
nodes:
  customer: {kind: consumer, action: reads the answer}
  api: {kind: endpoint, mode: online, requests_per_day: 50M/day, peak_qps: 400/s, replicas: 2,
        throughput_per_replica: 180 rps per pod, latency_budget: p95 200 ms}
  gate: {kind: guardrail, latency_p95: 30 ms}
  cache: {kind: cache, cache_hit: 60%, latency_p95: 5 ms}
  retriever: {kind: retriever, latency_p95: 30 ms}
  index: {kind: index, n_vectors: 20M, dim: 768}
  writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300}
  tool: {kind: tool, side_effect: read}
  docs: {kind: source}
  asked: {kind: label, origin: natural}
  judge: {kind: model, type: nn}
  drift: {kind: monitor, signal: input_drift, threshold: drops 5%}
  loose: {kind: runbook}
edges:
  - "customer -> api: consumes"
  - "api -> cache: reads"
  - "cache -> retriever: calls"
  - "retriever -> index: uses"
  - "api -> writer: calls"
  - "writer -> tool: calls"
  - "tool -> writer: calls"
  - {edge: "gate -> writer: guards", stage: output}
  - "docs -> index: feeds"
  - "asked -> judge: trains"
  - "api -> judge: calls"
  - "drift -> docs: monitors"
"""


@given(st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_edges_changes_nothing(design_from, shuffle: random.Random):
    board = design_from(RICH)
    nodes, edges = list(board.nodes.items()), list(board.edges.items())
    shuffle.shuffle(nodes)
    shuffle.shuffle(edges)
    other = dataclasses.replace(
        board, nodes=MappingProxyType(dict(nodes)), edges=MappingProxyType(dict(edges))
    )
    assert evaluate(board, strict=True) == evaluate(other, strict=True)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("lane", Lane)
def test_every_level_and_lane_can_be_judged(design_from, level, lane):
    evaluation = evaluate(design_from(RICH), level=level, lane=lane, strict=True)
    assert (level, lane) == (evaluation.level, evaluation.lane)
    names = [one.fingerprint for one in evaluation.findings]
    assert len(set(names)) == len(names)


def test_the_level_changes_the_weight_and_never_what_is_certain(design_from):
    board = design_from(RICH)
    seen = {
        level: {one.fingerprint: one.certainty for one in evaluate(board, level=level).findings}
        for level in Level
    }
    for fingerprint in set.intersection(*(set(found) for found in seen.values())):
        assert 1 == len({found[fingerprint] for found in seen.values()})
