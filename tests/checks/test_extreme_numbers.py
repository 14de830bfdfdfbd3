"""No number that can be written down makes a rule fail: nothing, everything, or more than that."""

from __future__ import annotations

import re
import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import OutcomeState
from checks.registry import all_rules
from checks.rule import Phase
from design.brief import Level
from design.formats import FormatError, read_design
from tests.checks.conftest import design_from

EXTREMES = ("0", "~0", "0-1000000", "100", "1e20")

CANARY = """
nodes:
  api: {{kind: endpoint, mode: online, avg_qps: 200/s}}
  errors: {{kind: monitor, signal: errors, base_rate: {base}, segment_by: version}}
  rollout:
    kind: deployment
    stages: [{{kind: canary, share: 5%, duration: 1 h}}, {{kind: full}}]
    criteria:
      - {{metric: error rate, comparator: "{sign}", threshold: {bound}, window: 10 min,
         action: "{action}"}}
edges: ["rollout -> api: rolls_out", "errors -> api: monitors"]
"""


def extremes_of(text):
    """The design with each of its numbers replaced, one at a time, as far as that can be read."""
    for found in re.finditer(r"(?<![\w.+-])\d+(?:\.\d+)?(?![\w.]*:)", text):
        for extreme in EXTREMES:
            changed = f"{text[: found.start()]}{extreme}{text[found.end() :]}"
            try:
                yield changed, read_design(changed).design
            except FormatError:
                continue


@pytest.mark.parametrize("code", [pytest.param(code, id=code) for code in all_rules()])
def test_the_examples_of_a_rule_with_an_extreme_number_in_them_are_judged(code):
    rule = all_rules()[code]
    rules = [rule] if rule.phase is Phase.DESIGN else None
    for example in rule.examples:
        for text, design in extremes_of(textwrap.dedent(example.design)):
            crashed = [
                one.reason
                for one in evaluate(design, rules=rules, level=Level.STAFF).outcomes
                if one.state is OutcomeState.CRASHED
            ]
            assert [] == crashed, text


@pytest.mark.parametrize("action", ["roll back", "roll back after 9 consecutive windows"])
@pytest.mark.parametrize("sign", [">", "<="])
@pytest.mark.parametrize("base", ["0%", "1%", "99%", "100%", "0-100%"])
@pytest.mark.parametrize(
    "bound",
    ["0% absolute", "0% relative", "0%", "100%", "-1% absolute", "100% relative", "1e20", "1%"],
)
def test_any_bound_of_a_rollback_is_judged(base, sign, bound, action):
    design = design_from(CANARY.format(base=base, sign=sign, bound=bound, action=action))

    evaluate(design, level=Level.STAFF, strict=True)


def test_a_bound_at_today_s_rate_is_noise_that_no_sample_is_large_enough_for(found_by):
    text = CANARY.format(base="1%", sign=">", bound="0% absolute", action="roll back")
    (found,) = found_by("ROLL506", text)

    assert "A bound away from today's 1 %: no sample is large enough." == found.remedy
    assert "50 % of the time" in found.message


def test_a_bound_at_today_s_rate_is_never_noticed_by_windows_that_must_agree(found_by):
    action = "roll back after 9 consecutive windows"
    text = CANARY.format(base="1%", sign=">", bound="0% absolute", action=action)
    (found,) = found_by("ROLL505", text)

    assert "A bound away from today's 1 %: no canary is large enough." == found.remedy


def test_more_legs_than_a_float_can_tell_from_one_another_are_no_guess(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
      search: {kind: retriever, latency_p50: 40 ms, latency_p95: 120 ms}
    edges: [{edge: "api -> search: calls", fanout: "1e18"}]
    """
    assert [] == found_by("LAT203", text)


def test_a_label_without_events_is_trained_on_when_there_are_some(found_by):
    text = """
    nodes:
      fraud: {kind: label, role: target, base_rate: 1%, labels_per_day: 0/day}
      scorer: {kind: model, type: gbdt}
      nightly: {kind: training_job, period: daily}
    edges: ["fraud -> scorer: trains", "nightly -> scorer: trains"]
    """
    (found,) = found_by("RETR751", text)

    assert "A run when 100 positives are there." == found.remedy
