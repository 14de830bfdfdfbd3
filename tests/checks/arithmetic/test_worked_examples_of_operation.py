"""Worked examples of memory, availability, base rates, cost and latency, by hand."""

from __future__ import annotations

import math

import pytest

from checks.arithmetic import availability, base_rates, cost, latency, memory, statistics


def test_w9_a_fifth_of_a_point_takes_154_304_people_an_arm():
    arm = statistics.per_arm(0.04, 0.002)

    assert 154_304 == pytest.approx(arm, abs=1)
    assert 153_600 == pytest.approx(16 * 0.04 * 0.96 / 0.002**2)
    assert 7.7 == pytest.approx(2 * arm / 40_000, abs=0.05)
    assert 0.0032 == pytest.approx(statistics.detectable(0.04, 60_000), abs=5e-5)


def test_w9_two_hundred_questions_do_not_resolve_three_points():
    assert 0.055 == pytest.approx(statistics.half_width(0.80, 200), abs=5e-4)
    assert 0.112 == pytest.approx(statistics.detectable(0.80, 200), abs=5e-4)
    assert 0.079 == pytest.approx(statistics.detectable(0.80, 200, correlation=0.5), abs=5e-4)
    assert 2_791 == math.ceil(statistics.items_for(0.80, 0.03))
    assert 1_396 == math.ceil(statistics.items_for(0.80, 0.03, correlation=0.5))


def test_w10_three_parts_multiply_to_263_minutes_and_fallbacks_bring_them_back():
    plain = availability.in_series((0.9999, 0.999, 0.995))
    one = availability.in_series((0.9999, 0.999, availability.with_fallback(0.995, 0.999)))
    both = availability.in_series(
        (0.9999, availability.with_fallback(0.999, 0.999), availability.with_fallback(0.995, 0.999))
    )

    assert 0.99391 == pytest.approx(plain, abs=5e-6)
    assert 263 == pytest.approx(availability.minutes_down(plain), abs=0.5)
    assert 43.2 == pytest.approx(availability.minutes_down(0.999))
    assert 4.32 == pytest.approx(availability.minutes_down(0.9999))
    assert 216 == pytest.approx(availability.minutes_down(0.995))
    assert 0.99890 == pytest.approx(one, abs=5e-6)
    assert 0.99989 == pytest.approx(both, abs=5e-6)


def test_w12_at_two_positives_in_a_thousand_one_percent_of_false_alarms_is_too_many():
    assert 0.0032 == pytest.approx(base_rates.flag_rate(0.002, 0.8, 0.5))
    assert 0.00160 == pytest.approx(base_rates.false_positive_rate(0.002, 0.8, 0.5), abs=5e-6)
    assert 0.138 == pytest.approx(base_rates.precision(0.002, 0.8, 0.01), abs=5e-4)


def test_w12_tokens_cost_four_times_the_budget():
    each = cost.tokens(3000, 400, price_in=0.5e-6, price_out=1.5e-6)
    cached = cost.tokens(
        3000, 400, price_in=0.5e-6, price_out=1.5e-6, cached=0.6, cached_price=0.05e-6
    )

    assert 0.0021 == pytest.approx(each)
    assert 0.00129 == pytest.approx(cached)
    assert 12_775 == pytest.approx(cost.month_of(200_000, each))
    assert 7_848 == pytest.approx(cost.month_of(200_000, cached), abs=0.6)
    assert 4.26 == pytest.approx(cost.month_of(200_000, each) / 3000, abs=0.005)


def test_cost851_machines_tokens_and_logs_are_26_273_a_month():
    machines = cost.machines(15, 1.20)
    tokens = cost.month_of(200_000, 0.0021)
    logs = 15_552 * 0.023

    assert 13_140 == pytest.approx(machines)
    assert 26_273 == pytest.approx(machines + tokens + logs, abs=0.5)


def test_cost853_a_decision_worth_a_tenth_of_a_cent_costs_a_fifth():
    assert 0.042 == pytest.approx(cost.break_even_share(0.0021, 0.05))
    assert 0.02 < cost.break_even_share(0.0021, 0.05)


def test_w3_a_leg_of_twenty_counts_at_its_p99_744():
    assert 0.99744 == pytest.approx(latency.leg_quantile(0.95, 20), abs=5e-6)
    assert 0.05 == pytest.approx(latency.slow_on_any(1 - latency.leg_quantile(0.95, 20), 20))


def test_w6_fifty_million_vectors_take_166_gb_and_366_in_two_copies():
    graph = memory.vector_bytes(768, 4, 32)

    assert 3328 == pytest.approx(graph)
    assert 166.4e9 == pytest.approx(50e6 * graph)
    assert 366.1e9 == pytest.approx(50e6 * graph * 1.1 * 2, rel=1e-3)
    assert 112.6e9 == pytest.approx(50e6 * memory.vector_bytes(768, 1, 32) * 1.1 * 2, rel=1e-3)


def test_w6_eighteen_conversations_fit_on_24_gb_and_185_on_80():
    token = memory.kv_per_token(32, 8, 128)
    weights = memory.weights(8.03e9, 2)

    assert 131_072 == pytest.approx(token)
    assert 19.29e9 == pytest.approx(token * 2300 * 64, rel=1e-3)
    assert 35.35e9 == pytest.approx(token * 2300 * 64 + weights, rel=1e-3)
    assert 18 == memory.most_sequences(0.9 * 24e9, weights, token * 2300)
    assert 185 == memory.most_sequences(0.9 * 80e9, weights, token * 2300)


def test_lat204_three_attempts_wait_600_ms():
    assert 0.600 == pytest.approx(latency.worst_wait(0.150, 3, 0.050))


def test_lat207_a_batch_of_32_fills_in_320_ms_unless_it_is_sent_sooner():
    assert 0.320 == pytest.approx(latency.filling(32, 100))
    assert 0.010 == pytest.approx(latency.filling(32, 100, 0.010))
