"""Chance: power, sample sizes, exact tails, the PSI when nothing drifts, and burn rates.

Tails are summed here rather than taken from scipy, whose import costs more than a whole check; a
test compares the two.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

ALPHA = 0.05  # one-sided, of a rollback; the usual test design [KTX 17]
POWER = 0.80  # [KTX 17]
PSI_BINS = 10  # deciles

_NORMAL = NormalDist()
_SMALLEST = 1e-17  # a term this small next to the sum no longer changes a float


def normal_quantile(probability: float) -> float:
    """The z below which a standard normal falls with *probability*, strictly between 0 and 1.

    Example: ``normal_quantile(0.95)`` is 1.645.
    """
    return _NORMAL.inv_cdf(probability)


def normal_above(value: float) -> float:
    """The chance that a standard normal exceeds *value*. Example: 1.645 gives 0.05."""
    return math.erfc(value / math.sqrt(2)) / 2


def null_error(rate: float, treated: float, control: float) -> float:
    """Standard error of the difference of two rates when both groups have the same *rate*.

    ``sqrt(p (1 - p) (1/n1 + 1/n2))`` with independent units. *control* may be infinite: then the
    rate is known and only the treated group wobbles. Source: Kohavi, Tang, Xu 2020, ch. 17.
    Example: ``null_error(0.01, 90, 8910)`` is 0.0105.
    """
    return math.sqrt(rate * (1 - rate) * (1 / treated + 1 / control))


def two_proportion_power(
    before: float, after: float, *, control: float, treated: float, alpha: float = ALPHA
) -> float:
    """The chance that a one-sided test at *alpha* notices that a rate went from one to the other.

    *before* is the rate of the control group, *after* that of the treated one, each strictly
    between 0 and 1; *control* and *treated* are numbers of independent units. Normal
    approximation, pooled variance under no difference. Source: Kohavi, Tang, Xu 2020, ch. 17.
    Example: 3.0 % to 2.7 % with 684 000 against 36 000 units is noticed with chance 0.955.
    """
    total = control + treated
    pooled = (control * before + treated * after) / total
    wobble = null_error(pooled, treated, control)
    spread = math.sqrt(before * (1 - before) / control + after * (1 - after) / treated)
    noticed = (abs(before - after) - normal_quantile(1 - alpha) * wobble) / spread
    return _NORMAL.cdf(noticed)


def required_treated(
    before: float, after: float, *, ratio: float, alpha: float = ALPHA, power: float = POWER
) -> float:
    """How many treated units notice that change with *power* in a one-sided test at *alpha*.

    *ratio* is how many control units there are for each treated one. The inverse of
    ``two_proportion_power``; infinite where the rates are equal.
    Source: Kohavi, Tang, Xu 2020, ch. 17.
    Example: 3.0 % to 2.7 % at ratio 19 (a 5 % canary) takes 20 308 units; 1 % to 2 % at 99
    takes 803.
    """
    if before == after:
        return math.inf
    pooled = (after + ratio * before) / (1 + ratio)
    certain = normal_quantile(1 - alpha) * math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    caught = normal_quantile(power) * math.sqrt(after * (1 - after) + before * (1 - before) / ratio)
    errors = (certain + caught) / abs(after - before)
    return errors * errors  # a power would raise where a product is infinite


def binomial_at_least(successes: int, trials: int, rate: float) -> float:
    """The chance of *successes* or more in *trials* independent trials of chance *rate*. Exact.

    Sums from the bound away from the mean, where terms only shrink.
    Example: ``binomial_at_least(2, 90, 0.01)`` is 0.227.
    """
    if successes <= 0:
        return 1.0
    if successes > trials or rate <= 0:
        return 0.0
    if rate >= 1:
        return 1.0
    if successes > trials * rate:
        return _tail(successes, trials, rate)
    return 1 - _tail(trials - successes + 1, trials, 1 - rate)


def binomial_at_most(successes: int, trials: int, rate: float) -> float:
    """The chance of *successes* or fewer in *trials* independent trials of chance *rate*. Exact.

    Example: ``binomial_at_most(0, 90, 0.01)`` is 0.405.
    """
    return binomial_at_least(trials - successes, trials, 1 - rate)


def repeated(chance: float, looks: float) -> float:
    """The chance that something of *chance* happens at least once in *looks* independent looks.

    Example: 0.05 over 200 looks is 0.99996.
    """
    if chance >= 1:
        return 1.0
    return -math.expm1(looks * math.log1p(-chance))


_MANY_DEGREES = 300


def chi_square_above(value: float, freedom: int) -> float:
    """The chance that a chi-square variable with *freedom* (a whole number >= 1) exceeds *value*.

    The closed form for whole degrees of freedom: a finite sum for even ones, the same with the
    error function for odd ones. Source: Abramowitz and Stegun 1964, 26.4.4 and 26.4.5. Beyond
    300 degrees the cube root of the mean is normal to four digits (Wilson and Hilferty 1931), and
    the sum would only take longer.
    Example: ``chi_square_above(10, 9)`` is 0.350.
    """
    if value <= 0:
        return 1.0
    if freedom > _MANY_DEGREES:
        spread = 2 / (9 * freedom)
        standard = ((value / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
        return normal_above(standard)
    half = value / 2
    if freedom % 2 == 0:
        above, term, power = 0.0, math.exp(-half), 1.0
    else:
        above = math.erfc(math.sqrt(half))
        term, power = math.exp(-half) * math.sqrt(half) / math.gamma(1.5), 1.5
    for _ in range(freedom // 2):
        above += term
        term *= half / power
        power += 1
    return min(above, 1.0)


@lru_cache(maxsize=256)
def chi_square_quantile(probability: float, freedom: int) -> float:
    """The value a chi-square variable with *freedom* stays below with *probability*, by bisection.

    Example: ``chi_square_quantile(0.99, 9)`` is 21.67.
    """
    low, high = 0.0, 1.0
    while chi_square_above(high, freedom) > 1 - probability:
        high *= 2
    for _ in range(60):  # halves the width past the last digit of a float
        middle = (low + high) / 2
        if chi_square_above(middle, freedom) > 1 - probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def psi_mean_without_drift(bins: int, reference: float, current: float) -> float:
    """The average PSI over *bins* of two samples of the same distribution, in rows.

    ``(B - 1)(1/n_ref + 1/n_cur)``; *reference* may be infinite. Needs about five expected rows a
    bin. Source: Yurdakul 2018; checked by simulation.
    Example: 10 bins, 200 against 200 rows: 0.09.
    """
    return (bins - 1) * (1 / reference + 1 / current)


def psi_false_alarm(threshold: float, bins: int, *, reference: float, current: float) -> float:
    """The chance that the PSI of two samples of the same distribution exceeds *threshold*.

    Without drift the PSI is ``(1/n_ref + 1/n_cur)`` times a chi-square variable with B - 1
    degrees of freedom. Source: Yurdakul 2018; simulated rates are a little higher below 100 rows.
    Example: threshold 0.1, 10 bins, 200 against 200 rows: 0.35.
    """
    return chi_square_above(threshold / (1 / reference + 1 / current), bins - 1)


def psi_quantile_without_drift(
    probability: float, bins: int, *, reference: float, current: float
) -> float:
    """The PSI that two samples of the same distribution stay below with *probability*.

    Example: 0.99, 10 bins, 434 against 434 rows: 0.1.
    """
    return (1 / reference + 1 / current) * chi_square_quantile(probability, bins - 1)


def psi_rows_needed(
    threshold: float, bins: int, *, alpha: float = 0.01, reference: float | None = None
) -> float:
    """Rows a check needs for the PSI to exceed *threshold* with chance *alpha* when nothing drifts.

    On both sides, or in the current window only where the *reference* has a fixed size; infinite
    where that reference is itself too small. Source: Yurdakul 2018.
    Example: threshold 0.1, 10 bins: 434 rows on each side.
    """
    width = threshold / chi_square_quantile(1 - alpha, bins - 1)  # the largest 1/n_ref + 1/n_cur
    if reference is None:
        return 2 / width
    left = width - 1 / reference
    return 1 / left if left > 0 else math.inf


def burn_error_rate(burn_rate: float, slo: float) -> float:
    """The error rate at which an error budget burns *burn_rate* times too fast.

    *slo* is a fraction; a result of 1 or more cannot happen. Source: SRE Workbook, ch. 5.
    Example: 14.4x on 99.9 % is 1.44 %; on 90 % it would be 144 %.
    """
    return burn_rate * (1 - slo)


def budget_spent(burn_rate: float, window: float, period: float) -> float:
    """The share of the error budget of *period* gone after *window* at *burn_rate*; both seconds.

    Source: SRE Workbook, ch. 5. Example: 14.4x for 1 h of 30 d is 2 %.
    """
    return burn_rate * window / period


def budget_minutes(slo: float, period: float) -> float:
    """The minutes of full outage that *slo* allows in *period* seconds.

    Source: SRE ch. 3. Example: 99.9 % of 30 d is 43.2 min.
    """
    return (1 - slo) * period / 60


def _tail(successes: int, trials: int, rate: float) -> float:
    log_term = (
        math.lgamma(trials + 1)
        - math.lgamma(successes + 1)
        - math.lgamma(trials - successes + 1)
        + successes * math.log(rate)
        + (trials - successes) * math.log1p(-rate)
    )
    term = math.exp(log_term)
    total, odds, k = 0.0, rate / (1 - rate), successes
    while k <= trials and term > _SMALLEST * total:
        total += term
        term *= (trials - k) / (k + 1) * odds
        k += 1
    return total


def half_width(rate: float, items: float, confidence: float = 0.95) -> float:
    """Half of the confidence interval of a *rate* measured on so many *items*.

    Normal approximation. Source: Miller 2024, Adding Error Bars to Evals.
    Example: 80 % on 200 items is +-5.5 points.
    """
    return normal_quantile(0.5 + confidence / 2) * math.sqrt(rate * (1 - rate) / items)


def detectable(
    rate: float,
    items: float,
    *,
    correlation: float = 0.0,
    alpha: float = 0.05,
    power: float = POWER,
) -> float:
    """The smallest difference of two rates that so many *items* each resolve, two-sided.

    ``(z_a/2 + z_power) sqrt(2 p (1 - p) (1 - rho) / n)``; *correlation* is that of the two answers
    to the same item, 0 where the items differ. Source: Miller 2024; Kohavi, Tang, Xu 2020, ch. 17.
    Example: 80 % on 200 items: 11.2 points unpaired, 7.9 points at correlation 0.5.
    """
    z = normal_quantile(1 - alpha / 2) + normal_quantile(power)
    return z * math.sqrt(2 * rate * (1 - rate) * (1 - correlation) / items)


def items_for(
    rate: float, gain: float, *, correlation: float = 0.0, alpha: float = 0.05, power: float = POWER
) -> float:
    """How many items resolve a *gain* of a *rate*: the inverse of ``detectable``.

    Example: 3 points at 80 % take 2 791 items unpaired, 1 396 at correlation 0.5.
    """
    z = normal_quantile(1 - alpha / 2) + normal_quantile(power)
    errors = z / gain
    return 2 * rate * (1 - rate) * (1 - correlation) * errors * errors


def per_arm(
    base: float, effect: float, *, ratio: float = 1.0, alpha: float = 0.05, power: float = POWER
) -> float:
    """How many units an arm needs to notice that *base* moved by *effect*, two-sided.

    *ratio* is how many units the other arm has for each of this one: with ``n`` and ``ratio * n``
    the variance of the difference is ``p (1 - p) (1 + 1 / ratio) / n``, so an arm that is small
    next to the other needs little more than half of what each of two equal arms does.
    Pooled variance under no difference; about ``16 p (1 - p) / effect^2`` at ratio 1.
    Source: Kohavi, Tang, Xu 2020, ch. 17. Example: 4 % by 0.2 points takes 154 304 in each of two
    equal arms, and 77 210 in an arm of 1 % (ratio 99).
    """
    return required_treated(base, base + effect, ratio=ratio, alpha=alpha / 2, power=power)
