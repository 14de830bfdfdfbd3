"""Whether an experiment can see what it looks for, and whether it means anything."""

from __future__ import annotations

import pytest

from checks.arithmetic import statistics
from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.changes import apply
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


# EVAL707


def trial(duration="3 d", per_day="40k/day", base="base_rate: 4%", mde="+0.2 pp", more=""):
    return f"""
nodes:
  ranker: {{kind: model, type: nn}}
  ab: {{kind: experiment, metric: conversion, {base}, mde: {mde}, duration: {duration},
        entrants_per_day: {per_day}{more}}}
edges: ["ab -> ranker: evaluates"]
"""


def powers(found_by, text, **asked):
    """The certainties of the findings on power."""
    found = found_by("EVAL707", text, **asked)
    return [one.certainty for one in found if one.variant == "underpowered"]


def test_three_days_give_sixty_thousand_and_it_takes_w9(found_by):
    (found,) = found_by("EVAL707", trial())

    assert (
        "ab: 3 d x 40 000/day give 60 000 per arm; detecting 0.2 pp on 4 % needs 154 304 (7.72 d)."
    ) == found.message
    assert (
        "40 000 x 3 x 50 % = 60 000",
        "in 3 d it sees 0.32 pp",
    ) == found.working
    assert "14 d, or an effect of 0.32 pp." == found.remedy
    assert [("ab", "duration", "14 d")] == [(one.id, one.field, one.value) for one in found.fix]
    assert (("ab",), ("duration",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("per_day", "findings"),
    [("43k/day", [SURE]), ("43.2k/day", [SURE]), ("43.3k/day", []), ("44k/day", [])],
)
def test_two_percent_fewer_units_are_close_enough(found_by, per_day, findings):
    assert findings == powers(found_by, trial("7 d", per_day))


@pytest.mark.parametrize(
    ("base", "mde", "findings"),
    [
        ("base_rate: 4%", "+0.4 pp", []),
        ("base_rate: 4%", "0.2 pp", [SURE]),
        ("base_rate: 4%", "5% relative", [SURE]),
        ("base_rate: 4%", "10% relative", []),
        ("base_rate: 4%", "5%", []),  # of what, nobody says
        ("base_rate: 4%", "0.002", [SURE]),
        ("base_rate: 4%", "0 pp", []),
        ("baseline: 4%", "+0.2 pp", [SURE]),
        ("base_rate: 0%, baseline: 4%", "+0.2 pp", [SURE]),
        ("base_rate: 4%, baseline: 0.01%", "+0.2 pp", [SURE]),
        ("base_rate: 0%", "+0.2 pp", []),
        ("base_rate: 100%", "+0.2 pp", []),
        ("base_rate: 99.9%", "+0.2 pp", []),
        ("base_rate: 99.8%", "+0.2 pp", []),
        ("base_rate: 99.9%", "-0.02 pp", [SURE]),
        ("base_rate: 0.2%", "-0.2 pp", []),
    ],
)
def test_the_effect_is_looked_for_at_the_base_rate(found_by, base, mde, findings):
    assert findings == powers(found_by, trial(base=base, mde=mde))


def test_a_drop_needs_fewer_units_than_a_rise(found_by):
    (found,) = found_by("EVAL707", trial(mde="-0.2 pp"))
    assert "needs 147 083" in found.message


@pytest.mark.parametrize(
    ("more", "share", "needed"),
    [
        ("", "60 000 per arm", "154 304"),
        (", share: 50%", "60 000 per arm", "154 304"),
        (", share: 100%", "60 000 per arm", "154 304"),
        (", share: 1%", "1 200 in the smaller arm", "77 210"),
        (", share: 99%", "1 200 in the smaller arm", "77 210"),
        (", share: 20%", "24 000 in the smaller arm", "95 896"),
    ],
)
def test_of_unequal_arms_the_smaller_one_decides(found_by, more, share, needed):
    (found,) = found_by("EVAL707", trial(more=more))
    assert f"give {share}; detecting" in found.message
    assert f"needs {needed} (" in found.message


@pytest.mark.parametrize(("duration", "findings"), [("189 d", [SURE]), ("196 d", [])])
def test_a_holdout_of_one_percent_is_large_enough_when_its_own_number_is(
    found_by, duration, findings
):
    """Two equal arms need 154 304 each; one percent of 40 000 a day is 77 210 after 193 days."""
    assert findings == powers(found_by, trial(duration, more=", share: 1%"))


@pytest.mark.parametrize("ratio", [1, 4, 99])
def test_so_many_units_notice_the_effect_four_times_in_five(ratio):
    """The power of the two-sided test with that arm and the other one, worked out the other way."""
    small = statistics.per_arm(0.04, 0.002, ratio=ratio)
    power = statistics.two_proportion_power(
        0.04, 0.042, control=ratio * small, treated=small, alpha=0.025
    )
    assert power == pytest.approx(0.8)


def test_what_it_sees_is_what_it_would_need_its_own_units_for():
    """The effect at which a share of the entrants is enough, from both formulas."""
    entrants, share = 120_000, 0.2
    both = 2 * entrants * share * (1 - share)
    seen = statistics.detectable(0.04, both)
    needed = statistics.per_arm(0.04, seen, ratio=(1 - share) / share)
    assert needed == pytest.approx(entrants * share, rel=0.1)


def test_an_unequal_arm_sees_less(found_by):
    (found,) = found_by("EVAL707", trial(more=", share: 20%"))
    assert "40 000 x 3 x 20 % = 24 000" == found.working[0]
    assert "in 3 d it sees 0.4 pp" == found.working[1]


@pytest.mark.parametrize(
    ("more", "findings"),
    [
        (", variance_reduction: 40%", [SURE]),
        (", variance_reduction: 70%", []),
    ],
)
def test_less_variance_needs_fewer_units(found_by, more, findings):
    assert findings == powers(found_by, trial(more=more))


def test_less_variance_is_counted_in_what_is_needed_and_in_what_is_seen(found_by):
    (found,) = found_by("EVAL707", trial(more=", variance_reduction: 40%"))
    assert "needs 92 582" in found.message
    assert "in 3 d it sees 0.25 pp" == found.working[1]


@pytest.mark.parametrize(("alpha", "needed"), [("0.05", "154 304"), ("0.01", "229 601")])
def test_a_stated_level_of_significance_counts(found_by, alpha, needed):
    (found,) = found_by("EVAL707", trial(more=f", alpha: {alpha}"))
    assert f"needs {needed}" in found.message


@pytest.mark.parametrize("more", ["alpha: 0", "alpha: 1", "variance_reduction: 100%"])
def test_what_is_always_or_never_significant_is_not_counted(found_by, more):
    assert [] == found_by("EVAL707", trial(more=f", {more}"))


@pytest.mark.parametrize(
    ("duration", "per_day", "findings"),
    [
        ("7 d", "40-50k/day", [MAYBE]),
        ("7-14 d", "40k/day", [MAYBE]),
        ("14-21 d", "40k/day", []),
        ("3 d", "0/day", []),
    ],
)
def test_a_range_of_units_may_be_enough(found_by, duration, per_day, findings):
    assert findings == powers(found_by, trial(duration, per_day))


def test_of_a_range_the_worst_is_told(found_by):
    (found,) = found_by("EVAL707", trial("7 d", "42-50k/day"))

    assert (
        "ab: 7 d x 46 000/day may give 147 000 per arm; detecting 0.2 pp on 4 % may need 154 304 "
        "(7.35 d)."
    ) == found.message
    assert "14 d, or" in found.remedy


@pytest.mark.parametrize(
    ("duration", "remedy"),
    [
        ("7 d", None),
        ("14 d", None),
        ("1 week", None),
        ("10 d", "14 d."),
        ("20 d", "21 d."),
        ("8 d", "14 d."),
        ("10-12 d", None),
        ("10.5 d", "14 d."),
    ],
)
def test_a_test_with_power_lasts_whole_weeks(found_by, duration, remedy):
    found = found_by("EVAL707", trial(duration, "400k/day"))
    assert [remedy] * (remedy is not None) == [one.remedy for one in found]
    assert all("no whole number of weeks" in one.message for one in found)


def test_an_odd_number_of_days_just_short_of_power_is_told_as_that(found_by):
    (found,) = found_by("EVAL707", trial("10 d", "30.6k/day"))
    assert "not_weeks" == found.variant
    assert "ab runs 10 d, no whole number of weeks" in found.message
    assert ("10 / 7 = 1.43",) == found.working


@pytest.mark.parametrize("kind", ["underpowered", "not_weeks"])
def test_the_days_that_are_offered_clear_it(design_from, kind):
    design = design_from(trial() if kind == "underpowered" else trial("10 d", "400k/day"))
    rules = [all_rules()["EVAL707"]]
    (found,) = evaluate(design, rules=rules, strict=True).findings
    assert kind == found.variant

    fixed = apply(design, found.fix).design
    assert () == evaluate(fixed, rules=rules, strict=True).findings


def test_an_interleaving_test_and_one_without_an_effect_are_left_alone(found_by):
    assert [] == found_by("EVAL707", trial(more=", assignment: interleaving"))
    assert [SURE] == powers(found_by, trial(more=", assignment: unit"))
    assert [] == found_by("EVAL707", trial().replace("mde: +0.2 pp, ", ""))


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        ("duration: 3 d,", "needs Duration of ab"),
        ("entrants_per_day: 40k/day", "needs Entrants per day of ab"),
        ("base_rate: 4%,", "needs Base rate of ab"),
        ("metric: conversion,", ""),
    ],
)
def test_what_is_missing_is_asked_for(design_from, left, asked):
    design = design_from(trial().replace(left, "" if left.endswith(",") else "srm_check: yes"))
    (outcome,) = evaluate(design, rules=[all_rules()["EVAL707"]], strict=True).outcomes
    assert asked == outcome.reason


def test_power_weighs_more_than_weekdays(found_by):
    assert [None, W, E, E] == weights(found_by, "EVAL707", trial())
    assert [None, INFO, INFO, INFO] == weights(found_by, "EVAL707", trial("10 d", "400k/day"))


# EVAL708

FINE = "unit: user, metric_unit: user, guardrails: [latency], srm_check: yes"


def experiment(fields=FINE, metric="conversion", more="", edges=""):
    return f"""
nodes:
  ranker: {{kind: model, type: nn}}
  ab: {{kind: experiment, metric: {metric}, {fields}}}
{more}
edges: ["ab -> ranker: evaluates"{edges}]
"""


@pytest.mark.parametrize(
    ("unit", "counted", "findings"),
    [
        ("user", "user", 0),
        ("request", "user", 1),
        ("user", "request", 0),
        ("impression", "pageview", 1),
        ("pageview", "session", 1),
        ("session", "day", 1),
        ("day", "user", 1),
        ("user", "account", 1),
        ("account", "household", 1),
        ("household", "account", 0),
        ("requests", "users", 1),
        ("request", "customer", 1),
        ("visitor", "person", 0),
        ("user-session", "user", 0),
        ("hour", "user", 0),
        ("request", "basket", 0),
    ],
)
def test_what_is_assigned_is_no_finer_than_what_is_counted(found_by, unit, counted, findings):
    text = experiment(f"unit: {unit}, metric_unit: {counted}, guardrails: [cost], srm_check: yes")
    found = found_by("EVAL708", text)
    assert ["invalid"] * findings == [one.variant for one in found]
    assert all(f"it is assigned by {unit} and counted by {counted}" in f.message for f in found)


@pytest.mark.parametrize(
    ("metric", "findings"),
    [("p95 latency", 0), ("latency of errors", 0), ("latency and conversion", 1), ("points", 1)],
)
def test_latency_and_errors_may_be_assigned_by_request(found_by, metric, findings):
    fields = "unit: request, metric_unit: user, guardrails: [cost], srm_check: yes"
    assert findings == len(found_by("EVAL708", experiment(fields, metric)))


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ("shared_resource: yes", 1),
        ("shared_resource: yes, assignment: unit", 1),
        ("shared_resource: yes, assignment: cluster", 0),
        ("shared_resource: yes, assignment: switchback", 0),
        ("shared_resource: no, assignment: unit", 0),
    ],
)
def test_arms_that_share_a_resource_are_not_assigned_by_unit(found_by, fields, findings):
    found = found_by("EVAL708", experiment(f"{FINE}, {fields}"))
    assert ["invalid"] * findings == [one.variant for one in found]
    assert all("assignment by cluster or switchback" in one.remedy.lower() for one in found)


@pytest.mark.parametrize(
    ("delay", "findings"),
    [("14 d", 0), ("14.2 d", 0), ("14.4 d", 1), ("10-20 d", 1), ("1 d", 0)],
)
def test_the_metric_is_known_before_the_end(found_by, delay, findings):
    found = found_by("EVAL708", experiment(f"{FINE}, duration: 14 d, metric_delay: {delay}"))
    assert findings == len(found)
    assert all(f"known after {delay}, and it lasts 14 d" in one.message for one in found)


def test_a_delay_alone_says_nothing(found_by):
    assert [] == found_by("EVAL708", experiment(f"{FINE}, metric_delay: 90 d"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (FINE, ""),
        ("guardrails: [latency], srm_check: yes", "nobody says what is assigned"),
        ("unit: user, srm_check: yes", "no guardrail metric"),
        ("unit: user, guardrails: [latency]", "no check of the sample ratio"),
        ("unit: user, guardrails: [latency], srm_check: no", "no check of the sample ratio"),
    ],
)
def test_each_part_of_a_sound_experiment_is_asked_for(found_by, fields, said):
    found = found_by("EVAL708", experiment(fields))
    assert [f"ab: {said}."] * bool(said) == [one.message for one in found]
    assert ["unchecked"] * bool(said) == [one.variant for one in found]


@pytest.mark.parametrize(
    ("criteria", "target", "findings"),
    [
        ("error rate > 2% over 1 h -> stop; p95 latency > 1 s over 1 h -> stop", "ranker", 0),
        ("error rate > 2% over 1 h -> stop", "ranker", 1),
        ("error rate > 2% over 1 h -> stop; p95 latency > 1 s over 1 h -> stop", "other", 1),
    ],
)
def test_what_the_release_goes_back_on_guards_the_experiment(found_by, criteria, target, findings):
    more = f"""
  other: {{kind: model, type: nn}}
  out: {{kind: deployment, criteria: "{criteria}"}}
"""
    text = experiment(
        "unit: user, srm_check: yes", more=more, edges=f', "out -> {target}: rolls_out"'
    )
    assert findings == len(found_by("EVAL708", text))


def test_the_gravest_comes_first_and_all_are_cured(found_by):
    text = experiment(
        "unit: request, metric_unit: user, shared_resource: yes, duration: 7 d, metric_delay: 30 d"
    )
    (found,) = found_by("EVAL708", text)

    assert (
        "ab: it is assigned by request and counted by user; the arms share a resource and are "
        "assigned by unit; its metric is known after 30 d, and it lasts 7 d; no guardrail metric; "
        "no check of the sample ratio."
    ) == found.message
    assert (
        "Assignment by user, assignment by cluster or switchback, a test of more than 30 d, or an "
        "earlier metric, name guardrails, check the sample ratio."
    ) == found.remedy
    assert ("unit", "assignment", "duration", "guardrails", "srm_check") == found.at.fields


def test_what_is_wrong_weighs_more_than_what_is_unchecked(found_by):
    wrong = experiment(f"{FINE}, shared_resource: yes")
    assert [None, W, E, E] == weights(found_by, "EVAL708", wrong)
    assert [None, INFO, W, W] == weights(found_by, "EVAL708", experiment("unit: user"))
