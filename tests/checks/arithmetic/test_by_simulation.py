"""The formulas against a dice: what they claim comes out, within the error of the sample."""

from __future__ import annotations

import heapq
import math
import random
from collections import Counter
from statistics import NormalDist, fmean

import pytest

from checks.arithmetic import latency, queueing, statistics

pytestmark = pytest.mark.slow

SEED = 20_261_120
Z95 = NormalDist().inv_cdf(0.95)
BINS = 10


@pytest.fixture
def dice():
    """The same throws in every run, whatever runs before."""
    return random.Random(SEED)


def log_normal(dice, median, tail):
    """One draw of the log-normal with that median and p95."""
    return median * math.exp(math.log(tail / median) / Z95 * dice.gauss(0, 1))


def quantile(values, q):
    ordered = sorted(values)
    return ordered[math.ceil(q * len(ordered)) - 1]


def share(events):
    found = [*events]
    return sum(found) / len(found)


def within(chance, throws, sigmas=4.0):
    """How far the share of *throws* may be from *chance* by luck."""
    return sigmas * math.sqrt(chance * (1 - chance) / throws)


def successes(dice, trials, rate):
    """A binomial draw, by jumping from one success to the next."""
    found, at, scale = 0, 0.0, math.log1p(-rate)
    while True:
        at += math.floor(math.log(1 - dice.random()) / scale) + 1
        if at > trials:
            return found
        found += 1


def test_independent_stages_lie_between_quad_and_sum(dice):
    stages = [(20, 60), (30, 90), (40, 120)]
    draws = [math.fsum(log_normal(dice, *stage) for stage in stages) for _ in range(200_000)]
    p95 = quantile(draws, 0.95)

    assert 206.5 == pytest.approx(p95, abs=2.5)
    assert latency.series_quad(stages) < p95 < latency.series_sum([tail for _, tail in stages])


@pytest.mark.parametrize("ratio", [1.5, 3, 5])
@pytest.mark.parametrize("count", [2, 8])
def test_the_bracket_holds_for_few_and_many_stages_of_any_spread(dice, count, ratio):
    stages = [(100 / ratio, 100.0)] * count
    draws = [math.fsum(log_normal(dice, *stage) for stage in stages) for _ in range(40_000)]
    p95 = quantile(draws, 0.95)

    assert latency.series_quad(stages) < 1.02 * p95
    assert p95 < 1.02 * latency.series_sum([tail for _, tail in stages])


def test_stages_that_are_slow_together_reach_the_sum(dice):
    stages = [(20, 60), (30, 90), (40, 120)]
    draws = []
    for _ in range(100_000):
        moment = dice.gauss(0, 1)
        draws.append(
            math.fsum(
                median * math.exp(math.log(tail / median) / Z95 * moment) for median, tail in stages
            )
        )

    assert 270 == pytest.approx(quantile(draws, 0.95), rel=0.02)


def test_two_bimodal_stages_are_slow_where_each_alone_is_not(dice):
    one = [1000 if dice.random() < 0.04 else 1 for _ in range(100_000)]
    other = [1000 if dice.random() < 0.04 else 1 for _ in range(100_000)]
    both = [first + second for first, second in zip(one, other, strict=True)]
    slow = share(total > 2 for total in both)
    expected = latency.slow_on_any(0.04, 2)

    assert (1, 1, 1001) == (quantile(one, 0.95), quantile(other, 0.95), quantile(both, 0.95))
    assert expected == pytest.approx(slow, abs=within(expected, 100_000))


def test_the_slowest_of_twenty_legs_is_their_p99_744(dice):
    slowest = [max(log_normal(dice, 40, 120) for _ in range(20)) for _ in range(40_000)]
    needed = latency.log_normal_quantile(40, 120, 0.95, 0.95 ** (1 / 20))

    assert needed == pytest.approx(quantile(slowest, 0.95), rel=0.03)


@pytest.mark.parametrize("legs", [5, 20, 100])
def test_a_request_meets_a_slow_leg_as_often_as_computed(dice, legs):
    met = share(any(dice.random() < 0.01 for _ in range(legs)) for _ in range(30_000))
    expected = latency.slow_on_any(0.01, legs)

    assert expected == pytest.approx(met, abs=within(expected, 30_000))


@pytest.mark.parametrize("hit", [0.6, 0.9])
def test_behind_a_cache_the_misses_decide_the_p95(dice, hit):
    draws = [5.0 if dice.random() < hit else log_normal(dice, 150, 400) for _ in range(200_000)]
    of_misses = latency.quantile_behind(0.95, 1 - hit)
    expected = latency.log_normal_quantile(150, 400, 0.95, of_misses)

    assert expected == pytest.approx(quantile(draws, 0.95), rel=0.02)


def test_a_cache_moves_the_mean_from_179_to_75_ms(dice):
    misses = [log_normal(dice, 150, 400) for _ in range(200_000)]
    draws = [5.0 if dice.random() < 0.6 else one for one in misses]

    assert 179 == pytest.approx(fmean(misses), rel=0.01)
    assert 75 == pytest.approx(fmean(draws), rel=0.015)


def psi(dice, reference, current):
    """The PSI of two samples of the same uniform distribution over the bins."""
    found = 0.0
    before = Counter(dice.choices(range(BINS), k=reference))
    after = Counter(dice.choices(range(BINS), k=current))
    for one in range(BINS):
        expected = max(before[one], 1e-4) / reference
        actual = max(after[one], 1e-4) / current
        found += (actual - expected) * math.log(actual / expected)
    return found


@pytest.mark.parametrize(
    ("rows", "threshold", "slack"), [(200, 0.1, 0.03), (200, 0.2, 0.008), (434, 0.1, 0.006)]
)
def test_the_psi_alarms_without_drift_as_often_as_computed(dice, rows, threshold, slack):
    found = [psi(dice, rows, rows) for _ in range(4000)]
    expected = statistics.psi_false_alarm(threshold, BINS, reference=rows, current=rows)
    alarms = share(one > threshold for one in found)

    assert expected == pytest.approx(alarms, abs=within(expected, 4000, 3) + slack)
    assert statistics.psi_mean_without_drift(BINS, rows, rows) == pytest.approx(
        fmean(found), rel=0.06
    )


def noticed(dice, before, after, *, control, treated, runs, draw):
    """How often a one-sided test at 5 % takes back a release that moved the rate."""
    alarms = 0
    for _ in range(runs):
        kept, new = draw(dice, control, before), draw(dice, treated, after)
        pooled = (kept + new) / (control + treated)
        error = statistics.null_error(pooled, treated, control)
        alarms += (kept / control - new / treated) / error > Z95
    return alarms / runs


def large_count(dice, trials, rate):
    """A binomial draw of thousands of successes, which is as good as normal."""
    return dice.gauss(trials * rate, math.sqrt(trials * rate * (1 - rate)))


@pytest.mark.parametrize("treated", [36_000, 20_308])
def test_a_canary_notices_a_drop_as_often_as_computed(dice, treated):
    seen = noticed(
        dice, 0.03, 0.027, control=19 * treated, treated=treated, runs=20_000, draw=large_count
    )
    expected = statistics.two_proportion_power(0.03, 0.027, control=19 * treated, treated=treated)

    assert expected == pytest.approx(seen, abs=within(expected, 20_000))


def test_a_small_canary_notices_and_alarms_as_often_as_computed(dice):
    asked = {"control": 9000, "treated": 3000, "runs": 1500, "draw": successes}
    seen = noticed(dice, 0.03, 0.02, **asked)
    alarms = noticed(dice, 0.03, 0.03, **asked)
    expected = statistics.two_proportion_power(0.03, 0.02, control=9000, treated=3000)

    assert expected == pytest.approx(seen, abs=within(expected, 1500) + 0.01)
    assert statistics.ALPHA == pytest.approx(alarms, abs=within(statistics.ALPHA, 1500) + 0.01)


def test_ninety_requests_roll_back_a_healthy_release_as_often_as_computed(dice):
    bad = share(successes(dice, 90, 0.01) >= 2 for _ in range(40_000))
    expected = statistics.binomial_at_least(2, 90, 0.01)

    assert expected == pytest.approx(bad, abs=within(expected, 40_000))


def age(dice):
    """How old data is at a random moment, in minutes, behind a job, a store and a cache.

    A change is captured after 5 min; a job an hour reads it and takes 12; every 30 min its result
    is loaded in 4; a cache keeps what it read for 10.
    """
    now = dice.random() * 1e6
    at = now - dice.random() * 10
    load = dice.random() * 30
    at = math.floor((at - 4 - load) / 30) * 30 + load
    job = dice.random() * 60
    at = math.floor((at - 12 - job) / 60) * 60 + job
    return now - (at - 5)


def test_waiting_for_the_next_run_takes_half_a_period_on_average_and_a_whole_one_at_worst(dice):
    ages = [age(dice) for _ in range(200_000)]

    assert 5 + (60 / 2 + 12) + (30 / 2 + 4) + 10 / 2 == pytest.approx(fmean(ages), abs=0.3)
    assert 115 < max(ages) < 5 + (60 + 12) + (30 + 4) + 10


def waits(dice, servers, rate, each, arrivals):
    """What each request waits for the first free server."""
    free = [0.0] * servers
    now, found = 0.0, []
    for _ in range(arrivals):
        now += dice.expovariate(rate)
        start = max(now, free[0])
        heapq.heapreplace(free, start + dice.expovariate(each))
        found.append(start - now)
    return found


@pytest.mark.parametrize(("servers", "slack"), [(12, 0.12), (15, 0.06)])
def test_requests_wait_in_a_queue_as_long_as_computed(dice, servers, slack):
    found = waits(dice, servers, 2000, 180, 400_000)
    waiting = share(one > 0 for one in found)
    p95 = queueing.wait_quantile(servers, 2000, 180, 0.95)

    assert queueing.erlang_c(servers, 2000 / 180) == pytest.approx(waiting, rel=slack)
    assert queueing.mean_wait(servers, 2000, 180) == pytest.approx(fmean(found), rel=slack)
    assert p95 == pytest.approx(quantile(found, 0.95), rel=slack)
