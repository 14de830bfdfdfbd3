"""The latency formulas against worked numbers and against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.arithmetic.latency import (
    first_token,
    full_answer,
    leg_quantile,
    log_normal_quantile,
    most_tokens,
    quantile_behind,
    series_quad,
    series_sum,
    slow_on_any,
    slower_than,
)

STAGES = [(0.020, 0.060), (0.030, 0.090), (0.040, 0.120)]
stage = st.tuples(st.floats(0.001, 1), st.floats(1, 10)).map(lambda s: (s[0], s[0] * s[1]))


def test_three_stages_sum_to_270_ms_and_are_197_7_ms_if_independent():
    assert 0.270 == pytest.approx(series_sum([tail for _, tail in STAGES]))
    assert 0.1977 == pytest.approx(series_quad(STAGES), abs=5e-5)


def test_two_stages_slow_on_four_percent_are_slow_on_7_84_percent():
    assert 0.0784 == pytest.approx(slow_on_any(0.04, 2))


def test_behind_a_cache_of_60_percent_the_p87_5_of_the_misses_decides_the_p95():
    assert 0.875 == pytest.approx(quantile_behind(0.95, 0.4))
    assert 0.298 == pytest.approx(log_normal_quantile(0.150, 0.400, 0.95, 0.875), abs=1e-3)


def test_three_requests_in_a_hundred_decide_no_p95():
    assert quantile_behind(0.95, 0.03) is None
    assert quantile_behind(0.95, 0.05) is None


def test_rag_has_its_first_token_at_455_ms_and_its_answer_at_6_435_s():
    first = first_token(0.015 + 0.030 + 0.060, 0.350)
    assert 0.455 == pytest.approx(first)
    assert 6.435 == pytest.approx(full_answer(first, 0.020, 300))
    assert 78 == most_tokens(2.0, first, 0.020)
    assert 0 == most_tokens(0.2, first, 0.020)


@given(st.lists(stage, min_size=1, max_size=8))
def test_the_slowest_stage_is_at_most_quad_and_quad_at_most_the_sum(stages):
    quad = series_quad(stages)
    assert max(tail for _, tail in stages) <= quad * (1 + 1e-9)
    assert quad <= series_sum([tail for _, tail in stages]) * (1 + 1e-9)


@given(st.floats(0.001, 1), st.floats(1.1, 10), st.floats(0.5, 0.99))
def test_a_log_normal_keeps_its_two_stated_quantiles(median, ratio, q):
    tail = median * ratio
    assert tail == pytest.approx(log_normal_quantile(median, tail, 0.95, 0.95))
    assert median == pytest.approx(log_normal_quantile(median, tail, 0.95, 0.5))
    below = log_normal_quantile(median, tail, 0.95, q)
    assert (below <= tail * (1 + 1e-9)) == (q <= 0.95)


@given(st.floats(0.1, 100), st.floats(0, 1), st.floats(0.001, 0.1))
def test_the_longest_answer_is_in_time_and_one_more_token_is_not(budget, first, tpot):
    tokens = most_tokens(budget, first, tpot)
    if tokens:
        assert full_answer(first, tpot, tokens) <= budget * (1 + 1e-6)
        assert full_answer(first, tpot, tokens + 1) > budget * (1 - 1e-6)
    else:
        assert first > budget


@pytest.mark.parametrize(
    ("legs", "spare", "q"),
    [(20, 0, 0.99744), (20, 1, 0.98193), (20, 2, 0.95783), (2, 1, 0.77639), (20_000, 1_000, 0.95)],
)
def test_the_more_legs_may_be_missing_the_lower_the_quantile_of_one(legs, spare, q):
    assert q == pytest.approx(leg_quantile(0.95, legs, spare), abs=5e-6)


def test_two_slow_legs_of_twenty_are_rarer_than_one():
    assert 0.182 == pytest.approx(slow_on_any(0.01, 20), abs=5e-4)
    assert 0.0169 == pytest.approx(slow_on_any(0.01, 20, 1), abs=5e-5)


@pytest.mark.parametrize(("bound", "share"), [(0.0, 1.0), (0.04, 0.5), (0.12, 0.05)])
def test_every_answer_is_slower_than_nothing(bound, share):
    assert share == pytest.approx(slower_than(bound, 0.04, 0.12, 0.95))
