"""The worked examples of the rules, computed by our own formulas.

W1 to W12 are the examples every rule is measured by; the codes are rules that state a number.
"""

from __future__ import annotations

import pytest

from checks.arithmetic import calibration, latency, queueing, statistics

MONTH = 30 * 86400.0
HOUR = 3600.0


def test_w1_rag_has_its_first_token_at_455_ms_its_answer_at_6_435_s_and_78_tokens_in_two_seconds():
    first = latency.first_token(0.015 + 0.030 + 0.060, 0.350)

    assert 0.455 == pytest.approx(first)
    assert 6.435 == pytest.approx(latency.full_answer(first, 0.020, 300))
    assert 78 == latency.most_tokens(2.0, first, 0.020)


def test_w2_three_stages_sum_to_270_ms_and_meet_at_197_7_ms():
    stages = [(0.020, 0.060), (0.030, 0.090), (0.040, 0.120)]

    assert 0.270 == pytest.approx(latency.series_sum([tail for _, tail in stages]))
    assert 0.1977 == pytest.approx(latency.series_quad(stages), abs=5e-5)
    assert 0.0784 == pytest.approx(latency.slow_on_any(0.04, 2))


@pytest.mark.parametrize(("legs", "share"), [(5, 0.049), (20, 0.182), (100, 0.634)])
def test_w3_one_slow_call_in_a_hundred_is_met_by_many_requests(legs, share):
    assert share == pytest.approx(latency.slow_on_any(0.01, legs), abs=5e-4)


def test_w3_twenty_legs_are_judged_at_their_p99_744():
    needed = 0.95 ** (1 / 20)

    assert 0.99744 == pytest.approx(needed, abs=5e-6)
    assert 0.05 == pytest.approx(latency.slow_on_any(1 - needed, 20))
    assert 0.259 == pytest.approx(latency.log_normal_quantile(0.040, 0.120, 0.95, needed), abs=5e-4)


@pytest.mark.parametrize(
    ("hit", "of_misses"), [(0.60, 0.875), (0.90, 0.50), (0.95, None), (0.96, None)]
)
def test_w4_behind_a_cache_another_quantile_decides(hit, of_misses):
    found = latency.quantile_behind(0.95, 1 - hit)

    assert (of_misses is None) == (found is None)
    assert of_misses is None or of_misses == pytest.approx(found)


def test_w4_the_p87_5_of_the_misses_is_298_ms():
    assert 0.298 == pytest.approx(latency.log_normal_quantile(0.150, 0.400, 0.95, 0.875), abs=5e-4)


def test_w5_twelve_pods_hold_the_peak_and_fifteen_its_headroom():
    assert 12 == queueing.replicas_needed(2160, 180)
    assert 15 == queueing.replicas_needed(2000, 180, 1.3)
    assert 240 == pytest.approx(queueing.in_flight(2000, 0.120))


@pytest.mark.parametrize(
    ("pods", "busy", "waits", "mean_ms", "p95_ms"),
    [(12, 0.926, 0.725, 4.53, 16.7), (15, 0.741, 0.202, 0.289, 2.0)],
)
def test_w5_the_knee_is_in_the_waits(pods, busy, waits, mean_ms, p95_ms):
    assert busy == pytest.approx(2000 / (pods * 180), abs=5e-4)
    assert waits == pytest.approx(queueing.erlang_c(pods, 2000 / 180), abs=5e-4)
    assert mean_ms == pytest.approx(1000 * queueing.mean_wait(pods, 2000, 180), rel=0.01)
    assert p95_ms == pytest.approx(1000 * queueing.wait_quantile(pods, 2000, 180, 0.95), rel=0.03)


def test_w8_a_canary_of_an_hour_notices_a_drop_of_a_tenth():
    noticed = statistics.two_proportion_power(0.03, 0.027, control=684_000, treated=36_000)
    errors = 0.003 / statistics.null_error(0.03, 36_000, 684_000)
    needed = statistics.required_treated(0.03, 0.027, ratio=19)

    assert 0.955 == pytest.approx(noticed, abs=5e-4)
    assert 3.25 == pytest.approx(errors, abs=0.005)
    assert 20_308 == pytest.approx(needed, abs=1)
    assert 34 == pytest.approx(needed / 10 / 60, abs=0.5)


def test_w8_ninety_requests_show_nothing_and_roll_back_a_fifth_of_healthy_releases():
    needed = statistics.required_treated(0.01, 0.02, ratio=99)

    assert 0.95 == pytest.approx(0.01 / statistics.null_error(0.01, 90, 8910), abs=0.005)
    assert 0.227 == pytest.approx(statistics.binomial_at_least(2, 90, 0.01), abs=5e-4)
    assert 803 == pytest.approx(needed, abs=1)
    assert 4.46 == pytest.approx(needed / 0.05 / HOUR, abs=0.01)
    assert 2.83 == pytest.approx(0.01 / statistics.null_error(0.01, 803, 99 * 803), abs=0.01)


@pytest.mark.parametrize(
    ("slo", "minutes"), [(0.9999, 4.32), (0.9995, 21.6), (0.999, 43.2), (0.995, 216)]
)
def test_w10_a_month_of_30_days_has_a_budget_of_minutes(slo, minutes):
    assert minutes == pytest.approx(statistics.budget_minutes(slo, MONTH))


def test_w10_a_bad_release_burns_less_at_a_share_than_at_once():
    budget = statistics.budget_minutes(0.999, MONTH)

    assert 0.0093 == pytest.approx(0.05 * 0.2 * 40 / budget, abs=5e-5)
    assert 6.94 == pytest.approx(1.0 * 0.2 * 25 * 60 / budget, abs=0.005)


@pytest.mark.parametrize(
    ("burn", "slo", "rate"),
    [(14.4, 0.90, 1.44), (14.4, 0.95, 0.72), (14.4, 0.999, 0.0144), (1000, 0.999, 1.0)],
)
def test_w10_a_burn_rate_means_an_error_rate(burn, slo, rate):
    assert rate == pytest.approx(statistics.burn_error_rate(burn, slo))


@pytest.mark.parametrize(("burn", "hours", "share"), [(14.4, 1, 0.02), (6, 6, 0.05), (1, 72, 0.1)])
def test_w10_the_usual_alerts_spend_two_five_and_ten_percent(burn, hours, share):
    assert share == pytest.approx(statistics.budget_spent(burn, hours * HOUR, MONTH))


def test_w10_one_failure_of_ten_requests_is_a_burn_of_a_hundred():
    assert 100 == pytest.approx((1 / 10) / statistics.burn_error_rate(1.0, 0.999))
    assert 0.139 == pytest.approx(1 / (10 * 720 * 0.001), abs=5e-4)


def test_w11_the_psi_of_two_hundred_rows_moves_by_itself():
    alarm = statistics.psi_false_alarm

    assert 0.09 == pytest.approx(statistics.psi_mean_without_drift(10, 200, 200))
    assert 0.35 == pytest.approx(alarm(0.1, 10, reference=200, current=200), abs=5e-4)
    assert 0.018 == pytest.approx(alarm(0.2, 10, reference=200, current=200), abs=5e-4)
    assert 0.045 == pytest.approx(statistics.psi_mean_without_drift(10, 1e9, 200))
    assert 0.018 == pytest.approx(alarm(0.1, 10, reference=100_000, current=200), abs=5e-4)
    assert 21.67 == pytest.approx(statistics.chi_square_quantile(0.99, 9), abs=0.005)
    assert 434 == pytest.approx(statistics.psi_rows_needed(0.1, 10), abs=0.7)


def test_w11_one_of_two_hundred_features_drifts_every_day():
    assert 0.99996 == pytest.approx(statistics.repeated(0.05, 200), abs=5e-6)


def test_mon607_two_bad_events_in_150_alarm_three_times_a_day():
    alarm = statistics.binomial_at_least(2, 150, 0.001)

    assert 0.0101 == pytest.approx(alarm, abs=5e-5)
    assert 2.9 == pytest.approx(288 * alarm, abs=0.05)


def test_skew455_a_score_of_0_30_means_four_in_a_thousand():
    assert 0.0043 == pytest.approx(calibration.unsampled(0.30, 0.01), abs=5e-5)
    assert 0.30 == pytest.approx(calibration.sampled(calibration.unsampled(0.30, 0.01), 0.01))


def test_frame005_five_against_forty_five_acts_above_a_tenth():
    assert 0.10 == pytest.approx(calibration.break_even(5, 45))
