"""What people call their metrics, and what is meant by it."""

from __future__ import annotations

import pytest

from checks.facts.metric_names import concerns, needs_reaction, same_metric, signals_meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("error rate", "HTTP 5xx errors"),
        ("CTR", "click-through rate"),
        ("p95 latency", "response time"),
        ("null rate of age", "missing age"),
        ("PR-AUC", "AUC"),
        ("conversion", "checkout conversion per session"),
        ("satisfaction", "satisfaction score"),
        ("error rate", "p95 latency and error rate"),
        ("null rate", "null rate, age and schema violations"),
        ("word error rate", "WER on transcribed clips"),
        ("time to the first token", "TTFT"),
        ("groundedness", "groundedness of sampled answers"),
        ("recall", "recall@8"),
        ("missing answers", "share of answers that are missing"),
    ],
)
def test_two_names_of_one_metric(one, other):
    assert same_metric(one, other)
    assert same_metric(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("error rate", "latency"),
        ("conversion", "CTR"),
        ("error rate", "word error rate"),
        ("error rate", "word error rate of the worst accent group"),
        ("error rate", "forecast error"),
        ("orders", "order cancellation rate"),
        ("conversion", "conversion errors"),
        ("null rate of age", "null rate of price"),
        ("", "CTR"),
        ("rate", "rate"),
        ("", ""),
    ],
)
def test_names_of_different_metrics_and_names_that_say_nothing(one, other):
    assert not same_metric(one, other)
    assert not same_metric(other, one)


@pytest.mark.parametrize(
    ("signals", "name"),
    [
        ({"latency"}, "p99 latency"),
        ({"errors"}, "error rate"),
        ({"quality"}, "PR-AUC"),
        ({"quality"}, "word error rate"),
        ({"quality"}, "mean absolute percentage error"),
        ({"business"}, "conversion"),
        ({"prediction_drift"}, "score distribution"),
        ({"input_drift"}, "PSI of the features"),
        ({"input_drift", "prediction_drift"}, "drift of features and predictions"),
        ({"data_quality", "freshness"}, "null rate and age"),
        ({"data_quality", "schema", "input_drift"}, "null rate, schema and drift of the features"),
        ({"freshness", "prediction_drift"}, "staleness, PSI of the scores"),
        ({"input_drift"}, "drift of the features income and age"),
        (set(), "the usual"),
    ],
)
def test_a_name_speaks_of_its_signals(signals, name):
    assert signals == signals_meant(name)


def test_a_bare_drift_is_of_what_is_watched():
    assert {"prediction_drift"} == signals_meant("drift")
    assert {"input_drift"} == signals_meant("drift", on_data=True)


def test_only_people_move_clicks_and_nobody_has_to_react_to_an_error_or_a_chargeback():
    assert needs_reaction("CTR")
    assert needs_reaction("7-day retention")
    assert not needs_reaction("error rate")
    assert not needs_reaction("chargeback rate")


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("chargeback rate", "Chargeback"),
        ("returned orders", "Returned"),
        ("add-to-cart rate per session", "Added to cart"),
    ],
)
def test_a_metric_may_count_a_label(metric, label):
    assert concerns(metric, label)


@pytest.mark.parametrize(
    ("metric", "label"),
    [("order size", "Order returned"), ("click latency", "Click"), ("conversion", "")],
)
def test_a_word_in_common_makes_no_metric_of_a_label(metric, label):
    assert not concerns(metric, label)
