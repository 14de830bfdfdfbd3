"""Whether the problem is stated: target, options, costs, time. Over 400 lines: four rules."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
LEVELS = list(Level)


# FRAME003


def alone(more="", edges="", model="type: gbdt"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  m: {{kind: model, name: Ranker, {model}}}
{more}
edges: ["api -> m: uses"{edges}]
"""


def test_a_model_weighed_against_nothing_is_named(found_by):
    (found,) = found_by("FRAME003", alone())

    assert "No rule-based, manual or 'no ML' option was considered before Ranker." == found.message
    assert ("not_considered", ("m",)) == (found.variant, found.at.nodes)


@pytest.mark.parametrize(
    ("kind", "count"), [("heuristic", 0), ("manual", 0), ("buy", 0), ("no-ml", 0), ("ml", 1)]
)
def test_any_option_without_training_counts(found_by, kind, count):
    why = f'  why: {{kind: decision, choice: trees, alternatives: ["other ({kind}): weaker"]}}'

    assert count == len(found_by("FRAME003", alone(why)))


def test_a_decision_without_alternatives_weighs_nothing(found_by):
    assert 1 == len(found_by("FRAME003", alone("  why: {kind: decision, choice: trees}")))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("", 0), (", type: heuristic", 0), (", type: gbdt", 1), (", type: llm", 1)],
)
def test_a_fallback_counts_unless_it_is_another_model(found_by, kind, count):
    spare = f"  spare: {{kind: fallback{kind}}}"

    assert count == len(found_by("FRAME003", alone(spare, ', "m -> spare: falls_back_to"')))


def test_a_heuristic_model_is_the_baseline(found_by):
    assert [] == found_by("FRAME003", alone("  rule: {kind: model, type: heuristic}"))


def test_a_design_of_rules_only_has_nothing_to_weigh(found_by):
    assert [] == found_by("FRAME003", alone(model="type: heuristic"))


@pytest.mark.parametrize(
    ("baseline", "count"),
    [("rules 0.61", 0), ("popularity 0.12", 0), ("last week 0.2", 0), ("recall 0.61", 1)],
)
def test_a_baseline_named_after_a_rule_counts(found_by, baseline, count):
    test = f"  offline: {{kind: evaluation, metric: recall, baseline: {baseline}}}"

    assert count == len(found_by("FRAME003", alone(test, ', "offline -> m: evaluates"')))


def test_a_method_that_is_asked_for_is_mentioned_only(found_by):
    asked = "  asked: {kind: requirement, about: method, text: use a network}"

    assert ["method_given"] == [one.variant for one in found_by("FRAME003", alone(asked))]
    assert [INFO, INFO, INFO, INFO] == weights(found_by, "FRAME003", alone(asked))
    assert [INFO, W, W, W] == weights(found_by, "FRAME003", alone())


def test_several_models_are_one_finding_at_what_answers(found_by):
    parts = "  a: {kind: model, type: embedder}\n  b: {kind: model, type: reranker}"
    (found,) = found_by("FRAME003", alone(parts, ', "api -> a: calls", "api -> b: calls"'))

    assert ("m",) == found.at.nodes


# FRAME004

WHOLE = "unit: customer, definition: no paid order, horizon: 30 d, label_delay: 31 d"


def labelled(label=WHOLE, more="", edges="", role=""):
    return f"""
nodes:
  y: {{kind: label, name: Churned, {label}}}
  m: {{kind: model, type: gbdt}}
{more}
edges: [{{edge: "y -> m: trains"{role}}}{edges}]
"""


@pytest.mark.parametrize(
    ("label", "lacks", "fields"),
    [
        ("label_delay: 31 d", "unit, definition and horizon", ("unit", "definition", "horizon")),
        ("unit: row, label_delay: 31 d", "definition and horizon", ("definition", "horizon")),
        ("unit: row, horizon: 30 d", "definition", ("definition",)),
        ("definition: no order, horizon: 30 d", "unit", ("unit",)),
        ('unit: " ", definition: no order, horizon: 30 d', "unit", ("unit",)),
        ("origin: annotated, unit: photo", "definition", ("definition",)),
        ("origin: synthetic", "unit and definition", ("unit", "definition")),
        ("unit: row, na: {horizon: seen at once}", "definition", ("definition",)),
        ("horizon: 30 d, na: {unit: one series}", "definition", ("definition",)),
    ],
)
def test_all_that_a_label_lacks_is_one_finding(found_by, label, lacks, fields):
    (found,) = found_by("FRAME004", labelled(label))

    assert f"Churned lacks {lacks}." == found.message
    assert f"State {lacks} of Churned." == found.remedy
    assert ("undefined", ("y",), fields) == (found.variant, found.at.nodes, found.at.fields)


def test_one_sentence_says_it(found_by):
    assert [] == found_by("FRAME004", labelled())


@pytest.mark.parametrize("role", ["", ", role: target"])
def test_a_target_is_judged(found_by, role):
    assert 1 == len(found_by("FRAME004", labelled("horizon: 30 d", role=role)))


def test_a_label_nobody_predicts_is_not_judged(found_by):
    assert [] == found_by("FRAME004", "nodes: {y: {kind: label}}")
    assert [] == found_by("FRAME004", labelled("horizon: 30 d, role: input", role=", role: input"))


def asked_of(evaluation, node="y"):
    return [
        (one.code, one.at.fields)
        for one in evaluation.findings
        if one.at.nodes == (node,) and one.code in {"FRAME004", "NUM106"}
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_a_horizon_alone_is_asked_for_with_the_delay_once(judged, level):
    words = "unit: row, definition: no order"
    both = judged(labelled(words), level=level)
    horizon = judged(labelled(f"{words}, label_delay: 31 d"), level=level)

    assert [("NUM106", ("label_delay", "horizon"))] == asked_of(both)
    assert [("NUM106", ("horizon",))] == asked_of(horizon)
    (found,) = [one for one in horizon.findings if one.code == "NUM106"]
    assert "Label Churned has no horizon: cannot check the target." == found.message


def test_a_horizon_beside_other_gaps_is_not_asked_for_twice(judged):
    evaluation = judged(labelled("unit: row, label_delay: 31 d"))

    assert [("FRAME004", ("definition", "horizon"))] == asked_of(evaluation)


@pytest.mark.parametrize(
    "label",
    [
        "unit: photo, definition: a scratch, origin: annotated",
        "unit: photo, definition: a scratch, label_delay: 1 h, na: {horizon: it is seen at once}",
    ],
)
def test_what_is_seen_at_once_needs_no_horizon(judged, label):
    assert [] == asked_of(judged(labelled(label)))


@pytest.mark.parametrize("kind", ["evaluation", "experiment", "monitor"])
@pytest.mark.parametrize(("metric", "count"), [("satisfaction score", 0), ("recall", 1)])
def test_a_proxy_needs_a_measure_of_its_goal(found_by, kind, metric, count):
    more = f"  test: {{kind: {kind}, metric: {metric}}}"
    found = found_by("FRAME004", labelled(f"{WHOLE}, proxy_for: satisfaction", more))

    assert ["proxy"] * count == [one.variant for one in found]


def test_a_title_may_name_the_measure(found_by):
    more = "  test: {kind: experiment, name: Satisfaction}"

    assert [] == found_by("FRAME004", labelled(f"{WHOLE}, proxy_for: satisfaction", more))


def test_a_proxy_is_named_with_its_goal(found_by):
    (found,) = found_by("FRAME004", labelled(f"{WHOLE}, proxy_for: satisfaction"))

    assert "Churned is a proxy for satisfaction and nothing measures satisfaction." == found.message
    assert "An evaluation, an experiment or a monitor of satisfaction." == found.remedy
    assert "How do you notice that Churned and satisfaction part ways?" == found.question


def test_an_undefined_proxy_is_two_findings(found_by):
    found = found_by("FRAME004", labelled("horizon: 30 d, proxy_for: joy"))

    assert {"undefined", "proxy"} == {one.variant for one in found}
    assert 2 == len({one.fingerprint for one in found})


def graded(evaluation="judge: judge-9", more="", lane="llm"):
    return f"""
lane: {lane}
nodes:
  writer: {{kind: llm}}
  answers: {{kind: evaluation, name: Answers, metric: quality, {evaluation}}}
{more}
edges: ["answers -> writer: evaluates"]
"""


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (graded(), 1),
        (graded("judge: judge-9, definition: five points of a rubric"), 0),
        (graded("n: 200"), 1),
        (graded(lane="tabular"), 0),
        (graded(more="  y: {kind: label}"), 0),
    ],
)
def test_graded_answers_need_a_rubric(found_by, text, count):
    found = found_by("FRAME004", text)

    assert ["no_rubric"] * count == [one.variant for one in found]
    assert all("Answers lack definition." == one.message for one in found)


def test_targets_weigh_as_the_level_says(found_by):
    for text in (labelled("horizon: 3 d"), labelled(f"{WHOLE}, proxy_for: joy"), graded()):
        assert [W, E, E, E] == weights(found_by, "FRAME004", text)


def test_each_model_has_its_own_target(found_by):
    more = "  z: {kind: label, horizon: 3 d}\n  n: {kind: model, type: nn}"
    text = labelled("horizon: 3 d", more, ', "z -> n: trains"')

    assert [("y",), ("z",)] == [one.at.nodes for one in found_by("FRAME004", text)]


# FRAME005


def acting(
    consumer="action: blocks the payment", model="output: score", *, how="", more="", edges=""
):
    return f"""
nodes:
  desk: {{kind: consumer, name: Desk, {consumer}}}
  api: {{kind: endpoint, name: API, mode: online}}
  m: {{kind: model, type: gbdt, {model}}}
{more}
edges: [{{edge: "desk -> api: consumes"{how}}}, "api -> m: uses"{edges}]
"""


def test_who_acts_without_a_price_is_named(found_by):
    (found,) = found_by("FRAME005", acting())

    assert (
        "Desk acts on the score of API, but neither the costs of both wrong actions nor the "
        "operating threshold is stated."
    ) == found.message
    assert (("desk", "api"), ("fp_cost",)) == (found.at.nodes, found.at.fields)
    assert "The costs of both errors of Desk, or a decision on the threshold." == found.remedy


@pytest.mark.parametrize(
    ("costs", "field", "has"),
    [
        (", fp_cost: $5", "fn_cost", "the cost of a false positive"),
        (", fn_cost: $45", "fp_cost", "the cost of a false negative"),
    ],
)
def test_one_price_is_half_an_answer(found_by, costs, field, has):
    (found,) = found_by("FRAME005", acting(f"action: blocks the payment{costs}"))

    assert (field,) == found.at.fields
    assert found.message.endswith(f"is stated (only {has} is).")


@pytest.mark.parametrize(
    "costs", ["fp_cost: $5, fn_cost: $45", "fp_cost: $5", "fn_cost: $45", "owner: us"]
)
@pytest.mark.parametrize("target", ["desk", "api"])
def test_a_requirement_may_state_both_prices(found_by, costs, target):
    price = f"  price: {{kind: requirement, {costs}}}"
    text = acting(more=price, edges=f', "price -> {target}: constrains"')

    assert (0 if "fp" in costs and "fn" in costs else 1) == len(found_by("FRAME005", text))


@pytest.mark.parametrize(
    ("decision", "count"),
    [
        ('choice: above, threshold: "0.9", because: nine to one', 0),
        ('choice: above, threshold: "0.9"', 1),
        ("choice: the threshold is 0.9, because: nine to one", 0),
        ("name: Cut-off, choice: high, because: nine to one", 0),
        ("choice: trees, because: nine to one", 1),
    ],
)
@pytest.mark.parametrize(("about", "near"), [("desk", True), ("m", True), ("other", False)])
def test_a_reasoned_threshold_is_a_price(found_by, decision, count, about, near):
    more = f"  cut: {{kind: decision, {decision}}}\n  other: {{kind: model, type: nn}}"
    text = acting(more=more, edges=f', "cut -> {about}: supports"')

    assert (count if near else 1) == len(found_by("FRAME005", text))


@pytest.mark.parametrize(
    ("floor", "count"),
    [
        ("metric: precision, value: '>= 90%'", 0),
        ("metric: recall at 1 % FPR, value: '>= 60%'", 0),
        ("name: False positive rate, value: '< 1%'", 0),
        ("quality_target: recall >= 0.85", 0),
        ("metric: precision", 1),
        ("metric: revenue, value: '>= 3%'", 1),
        ("quality_target: AUC >= 0.85", 1),
    ],
)
def test_a_required_precision_or_recall_says_the_same(found_by, floor, count):
    assert count == len(found_by("FRAME005", acting(more=f"  f: {{kind: requirement, {floor}}}")))


@pytest.mark.parametrize(("about", "count"), [("desk", 0), ("api", 0), ("other", 1)])
def test_a_floor_for_something_else_does_not(found_by, about, count):
    more = """
  f: {kind: requirement, metric: precision, value: '>= 90%'}
  other: {kind: consumer, action: hides it, fp_cost: $1, fn_cost: $2}
"""
    text = acting(more=more, edges=f', "f -> {about}: constrains"')

    assert count == len(found_by("FRAME005", text))


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ("blocks the payment", 1),
        ("Declines the loan", 1),
        ("denies it", 1),
        ("removed from the feed", 1),
        ("flagging", 1),
        ("banned for a day", 1),
        ("hiding it", 1),
        ("hidden from view", 1),
        ("denying it", 1),
        ("holds the transfer", 1),
        ("the band plays", 0),
        ("dense rows", 0),
        ("shows the ten best", 0),
        ("orders stock", 0),
        ("holdings are shown", 0),
    ],
)
def test_an_action_with_a_cut_off_is_told_by_its_verb(found_by, action, count):
    assert count == len(found_by("FRAME005", acting(f"action: {action}")))


@pytest.mark.parametrize(
    ("output", "count"),
    [("score", 1), ("class", 1), ("ranking", 0), ("value", 0), ("text", 0), ("embedding", 0)],
)
def test_rankings_and_regressions_have_no_cut_off(found_by, output, count):
    assert count == len(found_by("FRAME005", acting(model=f"output: {output}")))


def test_an_output_nobody_states_is_judged_by_the_action(found_by):
    assert 1 == len(found_by("FRAME005", acting(model="owner: us")))


@pytest.mark.parametrize(("used", "count"), [("rank", 0), ("threshold", 1), ("probability", 1)])
@pytest.mark.parametrize("on_the_arrow", [True, False])
def test_what_it_is_used_as_goes_before_words(found_by, used, count, on_the_arrow):
    said = f", used_as: {used}"
    loud = acting(how=said) if on_the_arrow else acting(f"action: blocks it{said}")
    mild = acting("action: shows it", "output: ranking", how=said)

    assert count == len(found_by("FRAME005", loud))
    assert count == len(found_by("FRAME005", mild))


def test_each_consumer_is_one_finding_whatever_it_asks(found_by):
    more = """
  other: {kind: consumer, name: Other, action: hides it}
  second: {kind: endpoint, mode: online}
"""
    edges = ', "other -> api: consumes", "desk -> second: consumes", "second -> m: uses"'
    found = found_by("FRAME005", acting(more=more, edges=edges))

    assert [("desk", "api"), ("other", "api")] == [one.at.nodes for one in found]


def test_prices_weigh_as_the_level_says(found_by):
    assert [W, W, E, E] == weights(found_by, "FRAME005", acting())


# FRAME006


def batch(lead="10 d", horizon="7 d", *, scoring="period: daily, duration: 3 h", how="",
          mode="batch", consumer="action: calls them", model="", edges=""):  # fmt: skip
    act = f", action_lead_time: {lead}" if lead else ""
    known = f", horizon: {horizon}" if horizon else ""
    return f"""
nodes:
  crm: {{kind: consumer, name: CRM, {consumer}{act}}}
  scoring: {{kind: endpoint, name: Scoring, mode: {mode}, {scoring}}}
  m: {{kind: model, type: gbdt}}
  y: {{kind: label, label_delay: 40 d{known}}}
{model}
edges: [{{edge: "crm -> scoring: consumes"{how}}}, "scoring -> m: uses", "y -> m: trains"{edges}]
"""


def test_the_worked_example_leaves_less_than_six_days(found_by):
    (found,) = found_by("FRAME006", batch())

    assert (
        "The action of CRM needs 10 d but the prediction leaves only 5.875 d: horizon 7 d minus "
        "score age 27 h."
    ) == found.message
    assert "7 d - 27 h = 5.875 d < 10 d" == found.working[0]
    assert "A horizon of 11.12 d, or an action within 5.875 d." == found.remedy
    assert (("crm", "scoring"), ("action_lead_time",)) == (found.at.nodes, found.at.fields)
    assert Certainty.CERTAIN is found.certainty


@pytest.mark.parametrize(
    ("lead", "horizon", "count"),
    [
        ("10 d", "30 d", 0),
        ("10 d", "11.12 d", 0),  # what the remedy says
        ("5.875 d", "7 d", 0),  # what the remedy says
        ("6.01 d", "7 d", 0),  # 7.135 d against 7 x 1.02 = 7.14 d
        ("6.02 d", "7 d", 1),
        ("144.5 h", "7 d", 1),
    ],
)
def test_what_is_left_is_compared_with_the_lead_time(found_by, lead, horizon, count):
    assert count == len(found_by("FRAME006", batch(lead, horizon)))


@pytest.mark.parametrize(
    ("scoring", "how", "count"),
    [
        ("period: daily", "", 0),  # 6 + 1 = 7
        ("period: daily, duration: 5 h", "", 1),  # 7.208 > 7.14
        ("period: daily", ", lag: 5 h", 1),
        ("period: every 2 d", "", 1),
        ("duration: 3 h", "", 0),  # nobody says how often
    ],
)
def test_the_age_is_cadence_run_and_delivery(found_by, scoring, how, count):
    assert count == len(found_by("FRAME006", batch("6 d", scoring=scoring, how=how)))


def test_a_horizon_as_long_as_the_age_leaves_nothing(found_by):
    (found,) = found_by("FRAME006", batch("2 d", scoring="period: every 7 d"))

    assert "leaves nothing: the score may be 7 d old and the horizon is 7 d" in found.message


def test_where_nothing_is_left_it_says_so(found_by):
    (found,) = found_by("FRAME006", batch(scoring="period: every 14 d"))

    assert (
        "The action of CRM needs 10 d but the prediction leaves nothing: the score may be 14 d old "
        "and the horizon is 7 d."
    ) == found.message
    assert "7 d <= 14 d" == found.working[0]
    assert "A horizon of 24 d, or fresher scores." == found.remedy


@pytest.mark.parametrize(
    ("lead", "certainty"),
    [("4-5 d", None), ("5-7 d", Certainty.POSSIBLE), ("7-9 d", Certainty.CERTAIN)],
)
def test_a_range_that_may_be_too_long_is_possible(found_by, lead, certainty):
    found = found_by("FRAME006", batch(lead))

    assert ([certainty] if certainty else []) == [one.certainty for one in found]


def test_a_possible_one_names_the_value_at_which_it_flips(found_by):
    (found,) = found_by("FRAME006", batch("5-7 d"))

    assert (
        "The action of CRM may need 7 d when the prediction may leave 5.875 d; it is in time up to "
        "a lead of 5.875 d: horizon 7 d minus score age 27 h."
    ) == found.message


def test_a_range_of_horizons_names_the_least_that_is_left(found_by):
    (found,) = found_by("FRAME006", batch("10 d", "1-20 d"))

    assert "may need 10 d when the prediction may leave nothing" in found.message


@pytest.mark.parametrize(
    ("mode", "count"), [("batch", 1), ("online", 0), ("stream", 0), ("device", 0)]
)
def test_only_a_batch_score_has_an_age(found_by, mode, count):
    assert count == len(found_by("FRAME006", batch(mode=mode)))


@pytest.mark.parametrize(("scoring", "count"), [("period: daily", 0), ("period: every 2 d", 1)])
def test_who_acts_on_the_run_of_the_night_acts_on_fresh_scores(found_by, scoring, count):
    text = batch("6.5 d", scoring=scoring, consumer='action: calls, finish_by: "06:00"')

    assert count == len(found_by("FRAME006", text))


def test_the_shortest_horizon_counts(found_by):
    more = "  z: {kind: label, horizon: 5 d, label_delay: 5 d}"
    text = batch("5 d", "30 d", model=more, edges=', "z -> m: trains"')

    assert ["horizon 5 d" in one.message for one in found_by("FRAME006", text)] == [True]


def missing_of(evaluation, node):
    return evaluation.missing.get(node, ())


@pytest.mark.parametrize(
    ("level", "asked"),
    [(Level.JUNIOR, False), (Level.MID, False), (Level.SENIOR, True), (Level.STAFF, True)],
)
def test_the_lead_time_is_asked_of_experienced_people(judged, found_by, level, asked):
    text = batch("")

    assert [] == found_by("FRAME006", text, level=level)
    assert asked is ("action_lead_time" in missing_of(judged(text, level=level), "crm"))


@pytest.mark.parametrize(
    "text",
    [
        batch("", ""),  # without a horizon FRAME004 asks first
        batch("", mode="online"),
        batch("", consumer="owner: us"),
        batch("", consumer="action: pays back, na: {action_lead_time: a refund is never late}"),
    ],
)
def test_the_lead_time_is_not_asked_where_it_decides_nothing(judged, text):
    assert "action_lead_time" not in missing_of(judged(text, level=Level.STAFF), "crm")


def test_lateness_weighs_as_the_level_says_and_no_reason_excuses_it(found_by):
    excused = batch(
        model="  why: {kind: decision, because: the lead time of the action is accepted}",
        edges=', "why -> crm: supports"',
    )

    assert [W, E, E, E] == weights(found_by, "FRAME006", batch())
    assert [W, E, E, E] == weights(found_by, "FRAME006", excused)


def test_each_consumer_has_its_own_time(found_by):
    more = "  slow: {kind: consumer, action: writes, action_lead_time: 20 d}"
    text = batch("1 d", "20 d", model=more, edges=', "slow -> scoring: consumes"')

    assert [("slow", "scoring")] == [one.at.nodes for one in found_by("FRAME006", text)]


def test_without_a_consumer_that_acts_nothing_is_late_or_costly(judged):
    evaluation = judged(batch(consumer="owner: us"), level=Level.STAFF)
    spoken = {(one.finding.code, one.by) for one in evaluation.suppressed}

    assert ("FRAME006", "FRAME001") in spoken
    assert "FRAME006" not in {one.code for one in evaluation.findings}


@pytest.mark.parametrize("code", ["FRAME003", "FRAME004", "FRAME005", "FRAME006"])
def test_an_empty_board_is_not_framed_wrongly(found_by, code):
    assert [] == found_by(code, "nodes: {}")
