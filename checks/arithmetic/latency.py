"""Latency of stages in series, of cached stages and of generated text, in seconds.

Quantiles do not add. Of stages in series the p95 lies between ``series_quad`` (exact for
independent normal stages, slightly optimistic for right-skewed ones) and ``series_sum`` (all
stages slow at once); log-normal stages were simulated to lie between the two. Neither is a bound:
two stages that are slow on 4 % of requests each make a path that is slow on 7.8 %.
Sources: Dean and Barroso, The Tail at Scale; NVIDIA NIM, LLM benchmarking metrics.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from checks.arithmetic import whole
from checks.arithmetic.statistics import binomial_at_least

if TYPE_CHECKING:
    from collections.abc import Sequence

ASSUMED_TAIL = 3.0  # p95 over p50 of a stage that states its p95 only


def series_sum(tails: Sequence[float]) -> float:
    """The quantile of the path if every stage is slow at the same time."""
    return math.fsum(tails)


def series_quad(stages: Sequence[tuple[float, float]]) -> float:
    """The quantile of the path from (median, quantile) pairs of independent stages."""
    spread = math.fsum((tail - median) ** 2 for median, tail in stages)
    return math.fsum(median for median, _ in stages) + math.sqrt(spread)


def slow_on_any(share: float, stages: float, spare: float = 0) -> float:
    """The share of requests slow in at least one of so many independent stages.

    With *spare* stages that need not answer: in more than those. Example: with 1 % slow, 18.2 % of
    the requests see a slow one of 20, and 1.69 % see two.
    """
    if not spare:
        return float(1 - (1 - share) ** stages)
    return binomial_at_least(round(spare) + 1, round(stages), share)


def quantile_behind(q: float, share: float) -> float | None:
    """Which quantile of a stage reached by *share* of requests decides quantile *q* of all.

    None where the stage is reached by too few to decide it at all.
    """
    return None if share <= 1 - q else (q - (1 - share)) / share


def log_normal_quantile(median: float, tail: float, tail_q: float, q: float) -> float:
    """Quantile *q* of the log-normal with that *median* and *tail* at quantile *tail_q*."""
    if tail <= median or tail_q <= 0.5 or median <= 0:
        return tail
    from statistics import NormalDist

    z = NormalDist().inv_cdf
    if not 0 < q < 1:
        return math.inf if q >= 1 else 0.0
    return median * math.exp(min(math.log(tail / median) / z(tail_q) * z(q), _LARGEST_EXPONENT))


def first_token(before: float, ttft: float) -> float:
    """When the first token is seen: the stages before the model, then its time to first token."""
    return before + ttft


def full_answer(first: float, tpot: float, tokens: float, after: float = 0.0) -> float:
    """When the answer is complete: one wait per token after the first, then what checks it."""
    return first + max(tokens - 1, 0.0) * tpot + after


def most_tokens(budget: float, first: float, tpot: float, after: float = 0.0) -> int:
    """The longest answer that is complete within *budget*; 0 where the first token is too late."""
    left = budget - first - after
    if left < 0:
        return 0
    return 1 + whole.at_most(left / tpot) if tpot > 0 else 1


def leg_quantile(q: float, legs: float, spare: float = 0) -> float:
    """At which quantile each of so many parallel legs counts for quantile *q* of all of them.

    ``q ** (1/n)`` where all are waited for; with *spare* legs that need not answer, the quantile at
    which the others have answered with chance *q*. Source: Dean and Barroso, The Tail at Scale.
    Example: the p95 over 20 legs is decided by the p99.744 of one, over the first 19 of them by
    the p98.19.
    """
    if not spare:
        return float(q ** (1 / legs))
    if legs > _MOST_LEGS:  # of so many the share that answered hardly varies
        return 1 - spare / legs
    slow, fast = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (slow + fast) / 2
        if slow_on_any(1 - middle, legs, spare) > 1 - q:
            slow = middle
        else:
            fast = middle
    return fast


_HALVINGS = 50  # a float holds no more
_LARGEST_EXPONENT = 700.0  # beyond it a float is infinite, and math.exp raises
_MOST_LEGS = 10_000
_MOST_PAUSES = 1000  # a float holds no more doublings


def worst_wait(timeout: float, attempts: float, backoff: float = 0.0) -> float:
    """The longest a call can take: every attempt timed out, backing off twice as long each time.

    Example: 3 attempts of 150 ms with 50 ms of backoff are 600 ms.
    """
    return attempts * timeout + backoff * doublings(attempts)


def doublings(attempts: float) -> float:
    """How many first pauses all pauses between *attempts* last, each twice the one before it.

    Example: 3 attempts pause once and then twice as long, 3 first pauses together.
    """
    pauses = min(max(0, round(attempts) - 1), _MOST_PAUSES)
    return float(2**pauses - 1)


def slower_than(bound: float, median: float, tail: float, tail_q: float) -> float:
    """The share of a log-normal latency above *bound*, from its median and one tail quantile."""
    if tail <= median or median <= 0 or tail_q <= 0.5:
        return 0.0 if bound >= tail else 1.0
    if bound <= 0:
        return 1.0
    from statistics import NormalDist

    normal = NormalDist()
    sigma = math.log(tail / median) / normal.inv_cdf(tail_q)
    return 1 - normal.cdf(math.log(bound / median) / sigma)


def filling(batch: float, rate: float, longest: float = math.inf) -> float:
    """How long the first request waits for its batch, in seconds, at *rate* a second.

    Example: 32 at 100/s take 320 ms, or 10 ms where the wait is capped at that.
    """
    return min(longest, batch / rate)
