from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from checks.arithmetic import statistics as s

DAY = 86400.0


def near(expected: float, tolerance: float = 0.01):
    return pytest.approx(expected, rel=tolerance)


def test_a_canary_of_an_hour_notices_a_tenth_less_conversion():
    assert near(0.955) == s.two_proportion_power(0.030, 0.027, control=684_000, treated=36_000)


def test_a_canary_of_five_percent_needs_20_308_samples_which_take_34_minutes():
    needed = s.required_treated(0.030, 0.027, ratio=19)

    assert near(20_308, 0.001) == needed
    assert near(34) == needed / (0.05 * 200) / 60


def test_one_percent_of_five_requests_a_second_needs_803_samples_which_take_four_and_a_half_hours():
    needed = s.required_treated(0.01, 0.02, ratio=99)

    assert near(803, 0.002) == needed
    assert near(4.46) == needed / 0.05 / 3600


def test_no_sample_is_large_enough_to_notice_no_change():
    assert math.inf == s.required_treated(0.02, 0.02, ratio=9)


def test_ninety_samples_wobble_by_as_much_as_the_threshold():
    wobble = s.null_error(0.01, 90, 8910)

    assert near(0.95) == (0.02 - 0.01) / wobble
    assert near(2.83) == (0.02 - 0.01) / s.null_error(0.01, 803, 803 * 99)


def test_the_w8_canary_stands_three_errors_from_noise():
    assert near(3.25) == (0.030 - 0.027) / s.null_error(0.03, 36_000, 684_000)


def test_two_failures_in_ninety_healthy_requests_are_not_rare():
    assert near(0.227) == s.binomial_at_least(2, 90, 0.01)
    assert near(1 - 0.227) == s.binomial_at_most(1, 90, 0.01)


def test_an_alert_on_one_percent_of_150_requests_fires_three_times_a_day():
    assert near(0.0102) == s.binomial_at_least(2, 150, 0.001)
    assert near(2.9, 0.02) == 288 * s.binomial_at_least(2, 150, 0.001)


@pytest.mark.parametrize(
    ("successes", "trials", "rate", "expected"),
    [(0, 10, 0.1, 1.0), (-1, 10, 0.1, 1.0), (11, 10, 0.1, 0.0), (1, 10, 0.0, 0.0), (10, 10, 1, 1)],
)
def test_the_ends_of_the_binomial_are_certain(successes, trials, rate, expected):
    assert expected == s.binomial_at_least(successes, trials, rate)


@given(
    trials=st.integers(1, 100_000),
    share=st.floats(0, 1),
    rate=st.floats(1e-6, 1 - 1e-6),
)
def test_the_binomial_tail_is_the_one_scipy_has(trials, share, rate):
    successes = round(share * trials)

    expected = float(stats.binom.sf(successes - 1, trials, rate))

    assert pytest.approx(expected, rel=1e-6, abs=1e-9) == s.binomial_at_least(
        successes, trials, rate
    )


def test_a_tail_over_a_billion_trials_is_summed_in_no_time():
    above = s.binomial_at_least(10_000_001, 1_000_000_000, 0.01)

    assert pytest.approx(0.5, abs=1e-3) == above


@given(value=st.floats(0, 500), freedom=st.integers(1, 60))
def test_the_chi_square_tail_is_the_one_scipy_has(value, freedom):
    expected = float(stats.chi2.sf(value, freedom))

    assert pytest.approx(expected, rel=1e-8, abs=1e-12) == s.chi_square_above(value, freedom)


@given(probability=st.floats(0.01, 0.999), freedom=st.integers(1, 60))
def test_the_chi_square_quantile_inverts_the_tail(probability, freedom):
    value = s.chi_square_quantile(probability, freedom)

    assert pytest.approx(1 - probability, abs=1e-9) == s.chi_square_above(value, freedom)


def test_the_psi_of_two_small_samples_is_large_with_no_drift_at_all():
    assert near(0.09) == s.psi_mean_without_drift(10, 200, 200)
    assert near(0.35) == s.psi_false_alarm(0.1, 10, reference=200, current=200)
    assert near(0.018, 0.02) == s.psi_false_alarm(0.2, 10, reference=200, current=200)


def test_a_large_reference_halves_the_noise_of_the_psi():
    assert near(0.045) == s.psi_mean_without_drift(10, math.inf, 200)
    assert near(0.018, 0.02) == s.psi_false_alarm(0.1, 10, reference=math.inf, current=200)


def test_434_rows_on_each_side_keep_false_alarms_at_one_percent():
    assert 434 == math.ceil(s.psi_rows_needed(0.1, 10))
    assert near(0.01, 0.02) == s.psi_false_alarm(0.1, 10, reference=434, current=434)
    assert near(0.1) == s.psi_quantile_without_drift(0.99, 10, reference=434, current=434)


def test_rows_needed_against_a_fixed_reference_are_more_and_may_be_endless():
    assert near(0.01) == s.psi_false_alarm(
        0.1, 10, reference=1000, current=s.psi_rows_needed(0.1, 10, reference=1000)
    )
    assert math.inf == s.psi_rows_needed(0.1, 10, reference=200)


def test_two_hundred_looks_at_five_percent_are_all_but_sure_to_alarm():
    assert near(0.99996, 1e-5) == s.repeated(0.05, 200)
    assert 1.0 == s.repeated(1.0, 3)
    assert 0.05 == pytest.approx(s.repeated(0.05, 1))


@pytest.mark.parametrize(("slo", "rate"), [(0.90, 1.44), (0.95, 0.72), (0.999, 0.0144)])
def test_a_burn_rate_asks_for_an_error_rate(slo, rate):
    assert near(rate, 1e-9) == s.burn_error_rate(14.4, slo)


@pytest.mark.parametrize(("burn", "hours", "share"), [(14.4, 1, 0.02), (6, 6, 0.05), (1, 72, 0.10)])
def test_the_burn_table_of_the_workbook(burn, hours, share):
    assert near(share, 1e-9) == s.budget_spent(burn, hours * 3600, 30 * DAY)


def test_three_nines_are_43_minutes_a_month():
    assert near(43.2, 1e-9) == s.budget_minutes(0.999, 30 * DAY)


@pytest.mark.slow
def test_simulated_releases_agree_with_the_power_formula():
    rng = np.random.default_rng(7)
    runs, control, treated = 20_000, 684_000, 36_000
    before = rng.binomial(control, 0.030, runs) / control
    after = rng.binomial(treated, 0.027, runs) / treated
    pooled = (before * control + after * treated) / (control + treated)
    error = np.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treated))

    noticed = float(((before - after) / error > s.normal_quantile(0.95)).mean())

    assert noticed == pytest.approx(
        s.two_proportion_power(0.030, 0.027, control=control, treated=treated), abs=0.01
    )


@pytest.mark.parametrize("freedom", [301, 999, 2_000, 10**6, 10**9])
@pytest.mark.parametrize("spreads", [-3, -1, 0, 1, 2.5])
def test_the_tail_of_very_many_degrees_is_known_at_once(freedom, spreads):
    value = freedom + spreads * math.sqrt(2 * freedom)

    assert pytest.approx(stats.chi2.sf(value, freedom), abs=2e-4) == s.chi_square_above(
        value, freedom
    )


@pytest.mark.slow
def test_simulated_psi_agrees_with_the_chi_square():
    rng = np.random.default_rng(7)
    one, other = (rng.multinomial(400, [0.1] * 10, size=20_000) / 400 for _ in range(2))
    one, other = np.clip(one, 1e-6, None), np.clip(other, 1e-6, None)
    psi = ((other - one) * np.log(other / one)).sum(1)

    assert float(psi.mean()) == near(s.psi_mean_without_drift(10, 400, 400), 0.03)
    assert float((psi > 0.1).mean()) == pytest.approx(
        s.psi_false_alarm(0.1, 10, reference=400, current=400), abs=0.01
    )
