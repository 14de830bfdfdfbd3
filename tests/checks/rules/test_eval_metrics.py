"""What a metric is worth: against nothing, the others and chance. Over 400 lines: three rules."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


def measured(fields, more="", edges="", metric="metric: recall"):
    return f"""
nodes:
  model: {{kind: model, type: gbdt}}
  offline: {{kind: evaluation{metric and ", "}{metric}, {fields}}}
{more}
edges: ["offline -> model: evaluates"{edges}]
"""


LABEL = "  outcome: {kind: label, base_rate: 1%}"
TRAINS = ', "outcome -> model: trains"'


# EVAL702


def target(wanted, rate="base_rate: 1%", metric=""):
    return measured(f'quality_target: "{wanted}", {rate}', metric=metric)


@pytest.mark.parametrize(
    ("wanted", "rate", "findings"),
    [
        ("accuracy >= 98%", "1%", [SURE]),
        ("accuracy >= 99%", "1%", [SURE]),  # what saying no to everything scores
        ("accuracy >= 99.1%", "1%", []),
        ("accuracy >= 93%", "7%", [SURE]),
        ("accuracy >= 69%", "70%", [SURE]),  # the larger class may be the positive one
        ("accuracy >= 71%", "70%", []),
        ("accuracy >= 98%", "1-3%", [MAYBE]),
        ("accuracy >= 98%", "2-3%", [MAYBE]),
        ("accuracy >= 96%", "1-3%", [SURE]),
        ("balanced accuracy >= 40%", "1%", []),
        ("PR-AUC >= 0.02", "2%", [SURE]),
        ("PR-AUC >= 0.021", "2%", []),
        ("AUC-PR >= 0.2", "2%", []),
        ("AUC-PR >= 0.02", "2%", [SURE]),
        ("precision-recall AUC >= 0.2", "2%", []),
        ("average precision >= 0.02", "2%", [SURE]),
        ("AUPRC >= 0.02", "2%", [SURE]),
        ("ROC-AUC >= 0.5", "2%", [SURE]),
        ("ROC-AUC >= 0.51", "2%", []),
        ("AUROC >= 0.5", "2%", [SURE]),
        ("ROC_AUC >= 0.5", "2%", [SURE]),
        ("NDCG@10 >= 0.02", "2%", []),
    ],
)
def test_a_target_is_above_what_something_that_learnt_nothing_scores(
    found_by, wanted, rate, findings
):
    found = found_by("EVAL702", target(wanted, f"base_rate: {rate}"))
    assert findings == [one.certainty for one in found]


@pytest.mark.parametrize(
    ("wanted", "findings"),
    [("accuracy >= 60%", 0), ("PR-AUC >= 0.001", 0), ("ROC-AUC >= 0.5", 1)],
)
def test_without_a_base_rate_only_ranks_have_a_trivial_score(found_by, wanted, findings):
    assert findings == len(found_by("EVAL702", target(wanted, "n: 900")))


@pytest.mark.parametrize(
    ("wanted", "baseline", "findings"),
    [
        ("MAPE <= 12%", "naive MAPE 10%", 1),
        ("MAPE <= 10%", "naive MAPE 10%", 1),
        ("MAPE <= 9%", "naive MAPE 10%", 0),
        ("MAPE <= 12%", "MAPE 10%", 0),
        ("RMSE <= 12", "seasonal naive 10", 1),
        ("MAE <= 12", "naive 10", 1),
        ("WAPE <= 12%", "naive 10%", 1),
        ("forecast error <= 12%", "naive 10%", 1),
        ("fill rate >= 12%", "naive 10%", 0),
    ],
)
def test_an_error_is_below_that_of_the_naive_forecast(found_by, wanted, baseline, findings):
    found = found_by("EVAL702", target(wanted, f"baseline: {baseline}"))
    assert findings == len(found)
    assert all("the naive baseline" in one.message for one in found)


def test_an_error_without_a_baseline_has_nothing_to_be_held_against(found_by):
    assert [] == found_by("EVAL702", target("MAPE <= 90%", "n: 900"))


@pytest.mark.parametrize(
    ("wanted", "metric", "findings"),
    [
        (">= 98%", "metric: accuracy", 1),
        (">= 98%", "metric: recall", 0),
        (">= 98%", "name: Accuracy", 1),
        ("accuracy >= 98%", "metric: recall", 1),
        ("recall >= 98%", "metric: accuracy", 0),
    ],
)
def test_the_metric_is_that_of_the_target_then_of_the_evaluation(
    found_by, wanted, metric, findings
):
    assert findings == len(found_by("EVAL702", target(wanted, metric=metric)))


def test_the_base_rate_may_be_that_of_the_label(found_by):
    text = measured("quality_target: accuracy >= 98%", LABEL, TRAINS)
    assert 1 == len(found_by("EVAL702", text))


def test_a_constant_and_its_score_are_named(found_by):
    (found,) = found_by("EVAL702", target("accuracy >= 98%"))

    assert "accuracy target 0.98 is met by a constant predictor, which scores 0.99." == (
        found.message
    )
    assert ("a constant predictor: 0.99",) == found.working
    assert "A target above 0.99 (accuracy > 0.99), or another metric." == found.remedy
    assert (("offline",), ("quality_target",)) == (found.at.nodes, found.at.fields)


def test_of_an_error_less_is_asked_for(found_by):
    (found,) = found_by("EVAL702", target("MAPE <= 12%", "baseline: naive MAPE 10%"))
    assert "A target below 0.1 (MAPE < 0.1), or another metric." == found.remedy


def test_a_trivial_target_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "EVAL702", target("accuracy >= 98%"))


# EVAL703


@pytest.mark.parametrize(
    ("rates", "what"),
    [
        ("recall: 80%, precision: 50%, fpr: 0.16%", ""),
        ("recall: 80%, precision: 50%, fpr: 0.176%", ""),
        ("recall: 80%, precision: 50%, fpr: 0.178%", "false positive rate of 0.16 %"),
        ("recall: 80%, precision: 50%, fpr: 0.1466%", ""),
        ("recall: 80%, precision: 50%, fpr: 0.145%", "false positive rate of 0.16 %"),
        ("recall: 80%, precision: 50%, flag_rate: 0.32%", ""),
        ("recall: 80%, precision: 50%, flag_rate: 0.351%", ""),
        ("recall: 80%, precision: 50%, flag_rate: 0.354%", "flag rate of 0.32 %"),
        ("recall: 80%, precision: 50%, flag_rate: 0.289%", "flag rate of 0.32 %"),
        ("recall: 80%, precision: 50%", ""),
        ("recall: 80%, fpr: 1%, flag_rate: 1.158%", ""),
        ("recall: 80%, fpr: 1%, flag_rate: 1.28%", "flag rate of 1.16 %"),
        ("recall: 80%, fpr: 1%, flag_rate: 1.04%", "flag rate of 1.16 %"),
        ("recall: 80%, fpr: 1%", ""),
        ("recall: 80%, flag_rate: 0.16%", ""),
        ("recall: 80%, flag_rate: 0.159%", "precision of 101 %"),
        ("recall: 80%, flag_rate: 0%", ""),
        ("precision: 50%, flag_rate: 0.4%", ""),
        ("precision: 50%, flag_rate: 0.5%", "recall of 125 %"),
        ("precision: 50%, fpr: 90%", ""),
        ("recall: 80%, precision: 0%, fpr: 0.2%", ""),
        ("fpr: 90%, flag_rate: 1%", ""),
    ],
)
def test_two_rates_beside_the_base_rate_fix_the_others_to_a_tenth(found_by, rates, what):
    found = found_by("EVAL703", measured(f"base_rate: 0.2%, {rates}"))
    assert bool(what) == bool(found)
    assert all(f"imply a {what}" in one.message for one in found)


def test_the_false_positive_rate_goes_before_the_flag_rate_and_is_enough(found_by):
    rates = "base_rate: 0.2%, recall: 80%, precision: 50%, fpr: 1%, flag_rate: 2%"
    (found,) = found_by("EVAL703", measured(rates))

    assert (("offline",), ("fpr",)) == (found.at.nodes, found.at.fields)
    assert (
        "offline: base rate 0.2 %, recall 80 %, precision 50 % imply a false positive rate of "
        "0.16 %; 1 % is stated."
    ) == found.message
    assert ("false positive rate = 0.16 %",) == found.working
    assert (
        "A false positive rate of 0.16 %, or another of base rate, recall, precision."
    ) == found.remedy


def test_more_flags_than_there_are_rows_cannot_be(found_by):
    (found,) = found_by("EVAL703", measured("base_rate: 40%, recall: 90%, precision: 30%"))

    assert "imply a flag rate of 120 %, which cannot be." in found.message or (
        "imply a false positive rate of 140 %, which cannot be." in found.message
    )
    assert "Another of base rate, recall, precision." == found.remedy


@pytest.mark.parametrize(
    ("base", "certainties"),
    [("40%", [SURE]), ("30-40%", [SURE]), ("5-40%", []), ("0%", []), ("100%", [])],
)
def test_a_rate_above_one_is_certain_or_nothing(found_by, base, certainties):
    text = measured(f"base_rate: {base}, recall: 90%, precision: 25%")
    assert certainties == [one.certainty for one in found_by("EVAL703", text)]


@pytest.mark.parametrize(
    ("fpr", "certainties"), [("0.12-0.2%", []), ("0.17-0.3%", []), ("0.2-0.3%", [SURE])]
)
def test_a_range_that_holds_what_is_implied_is_no_contradiction(found_by, fpr, certainties):
    text = measured(f"base_rate: 0.2%, recall: 78-82%, precision: 50%, fpr: {fpr}")
    assert certainties == [one.certainty for one in found_by("EVAL703", text)]


def test_the_rates_of_a_model_are_held_against_the_base_rate_of_its_label(found_by):
    text = """
nodes:
  outcome: {kind: label, base_rate: 0.2%}
  model: {kind: model, type: gbdt, recall: 80%, precision: 50%, flag_rate: 2%}
edges: ["outcome -> model: trains"]
"""
    (found,) = found_by("EVAL703", text)
    assert (("model",), ("flag_rate",)) == (found.at.nodes, found.at.fields)


def test_without_a_base_rate_nothing_is_implied(found_by):
    assert [] == found_by("EVAL703", measured("recall: 80%, precision: 50%, fpr: 9%"))


def test_rates_that_contradict_weigh_as_the_level_says(found_by):
    text = measured("base_rate: 0.2%, recall: 80%, precision: 50%, fpr: 1%")
    assert [W, E, E, E] == weights(found_by, "EVAL703", text)


# EVAL704


def small(fields="n: 200, claimed_gain: +3 pp", more="", edges="", metric="accuracy", base="80%"):
    stated = f"baseline: {metric} {base}, {fields}" if base else fields
    return measured(stated, more, edges, metric=f"metric: {metric}")


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ("n: 200, claimed_gain: +3 pp", 1),
        ("n: 200, claimed_gain: 8 pp", 0),
        ("n: 200, claimed_gain: 7.6 pp", 1),  # 7.92 resolved, less 2 %
        ("n: 200, claimed_gain: 7.8 pp", 0),
        ("n: 1300, claimed_gain: 3 pp", 1),
        ("n: 1396, claimed_gain: 3 pp", 0),
        ("n: 200, claimed_gain: 10 pp, paired_correlation: 0", 1),
        ("n: 200, claimed_gain: 10 pp, paired_correlation: 0.5", 0),
        ("n: 200, claimed_gain: 1 pp, paired_correlation: 1", 0),
        ("n: 1396, claimed_gain: 5% relative", 0),  # 4 points
        ("n: 1000, claimed_gain: 4% relative", 1),  # 3.2 points
        ("n: 1396, claimed_gain: 5%", 0),  # of what, nobody says
        ("n: 20, claimed_gain: 5%", 0),
        ("n: 1396, claimed_gain: 0.03", 0),
        ("n: 200, claimed_gain: 0 pp", 0),
        ("n: 0, claimed_gain: 3 pp", 0),
        ("n: 1, claimed_gain: 3 pp", 1),
    ],
)
def test_a_gain_has_to_be_larger_than_what_the_items_resolve(found_by, fields, findings):
    assert findings == len(found_by("EVAL704", small(fields)))


@pytest.mark.parametrize(
    ("base", "wanted", "findings"),
    [
        ("80%", ">= 83%", 1),
        ("80%", ">= 90%", 0),
        ("80%", ">= 80%", 0),
        ("80%", ">= 75%", 0),  # a floor below today is no gain
        ("80%", "<= 83%", 0),
        ("80%", "<= 77%", 1),  # less is better
        ("80%", "< 77%", 1),
        ("80%", "<= 70%", 0),
        ("97%", ">= 100%", 0),
        ("97%", ">= 99.9%", 1),
        ("", ">= 83%", 0),
        ("79-81%", ">= 80-84%", 0),
    ],
)
def test_without_a_claim_the_gain_lies_between_baseline_and_target(
    found_by, base, wanted, findings
):
    text = small(f'n: 200, quality_target: "accuracy {wanted}"', base=base)
    assert findings == len(found_by("EVAL704", text))


@pytest.mark.parametrize(
    ("fields", "base", "findings"),
    [
        ("quality_target: accuracy >= 80%", "", 1),
        ("quality_target: accuracy >= 80%", "100%", 1),
        ("quality_target: accuracy >= 80%", "0%", 1),
        ("quality_target: accuracy >= 100%", "", 0),
        ("quality_target: accuracy >= 99.9%", "80%", 1),
        ("slices: [a]", "4.2", 0),
        ("slices: [a]", "", 0),
    ],
)
def test_a_claim_is_made_on_the_rate_of_today_or_of_the_target(found_by, fields, base, findings):
    text = small(f"n: 200, claimed_gain: +3 pp, {fields}", base=base)
    assert findings == len(found_by("EVAL704", text))


@pytest.mark.parametrize(
    ("metric", "findings"),
    [("accuracy", 1), ("resolved", 1), ("NDCG@10", 0), ("PR-AUC", 0), ("average precision", 0),
     ("RMSE", 0), ("log loss", 0)],
)  # fmt: skip
def test_only_shares_of_items_are_counted(found_by, metric, findings):
    assert findings == len(found_by("EVAL704", small(metric=metric)))


def test_without_a_metric_the_name_says_what_is_counted(found_by):
    text = measured("name: NDCG, baseline: 0.8, n: 200, claimed_gain: +3 pp", metric="")
    assert [] == found_by("EVAL704", text)
    assert 1 == len(found_by("EVAL704", text.replace("NDCG", "Answers")))


@pytest.mark.parametrize(
    ("metric", "fields", "words"),
    [
        ("recall", "n: 9000, base_rate: 0.6%", "54 positives"),
        ("sensitivity", "n: 9000, base_rate: 0.6%", "54 positives"),
        ("recall", "n: 9000, base_rate: 0.6%, n_positives: 80", "80 positives"),
        ("recall", "n: 90", "90 positives"),
        ("precision", "n: 9000, flag_rate: 1%", "90 flagged items"),
        ("precision", "n: 90, base_rate: 1%", "90 flagged items"),
        ("accuracy", "n: 90, base_rate: 1%, flag_rate: 1%, n_positives: 9000", "90 items"),
    ],
)
def test_recall_is_counted_on_the_positives_and_precision_on_the_flagged(
    found_by, metric, fields, words
):
    (found,) = found_by("EVAL704", small(f"{fields}, claimed_gain: +3 pp", metric=metric))
    assert f"{words} resolve" in found.message


@pytest.mark.parametrize("named", ["n: 9000", "n_positives: 90"])
def test_the_set_may_say_how_many_there_are_and_the_label_how_many_are_positive(found_by, named):
    more = f"  golden: {{kind: dataset, {named}}}\n{LABEL}"
    text = small("claimed_gain: +3 pp", more, f'{TRAINS}, "golden -> offline: feeds"', "recall")
    (found,) = found_by("EVAL704", text)
    assert "90 positives resolve" in found.message


@pytest.mark.parametrize(
    ("grouped", "words"),
    [
        ("items_per_group: 5, icc: 0.5", "667 items"),
        ("items_per_group: 5", "2 000 items"),
        ("icc: 0.5", "2 000 items"),
    ],
)
def test_items_of_one_group_are_worth_fewer(found_by, grouped, words):
    (found,) = found_by("EVAL704", small(f"n: 2000, claimed_gain: 1 pp, {grouped}"))
    assert f"{words} resolve" in found.message


@pytest.mark.parametrize(
    ("fields", "certainties"),
    [
        ("n: 1000-2000, claimed_gain: 3 pp", [MAYBE]),
        ("n: 1000-1200, claimed_gain: 3 pp", [SURE]),
        ("n: 1500-2000, claimed_gain: 3 pp", []),
        ("n: 1396, claimed_gain: 3 pp, paired_correlation: 0.3-0.6", [MAYBE]),
    ],
)
def test_a_range_may_be_enough(found_by, fields, certainties):
    assert certainties == [one.certainty for one in found_by("EVAL704", small(fields))]


def test_the_working_of_two_hundred_questions_is_that_of_miller(found_by):
    (found,) = found_by("EVAL704", small())

    assert "offline: 200 items resolve differences of 7.92 pp; the gain is 3 pp." == found.message
    assert (
        "80 % on 200 items: +-5.54 pp",
        "2.80 x sqrt(2 x 0.8 x 0.2 x 0.5 / 200) = 7.92 pp",
    ) == found.working[:2]
    assert "1 396 items, or a claim of 7.92 pp." == found.remedy
    assert (("offline",), ("n",)) == (found.at.nodes, found.at.fields)


def test_a_correlation_nobody_measured_is_never_an_error(found_by):
    assert [None, W, W, W] == weights(found_by, "EVAL704", small())
    measured_one = small("n: 200, claimed_gain: 3 pp, paired_correlation: 0.5")
    assert [None, W, E, E] == weights(found_by, "EVAL704", measured_one)


def test_the_items_are_asked_for(design_from):
    design = design_from(small("claimed_gain: +3 pp"))
    (outcome,) = evaluate(design, rules=[all_rules()["EVAL704"]], strict=True).outcomes
    assert "needs Sample size of offline" == outcome.reason
