"""Replicas, requests in flight and waiting, from rates in requests per second.

Sources: Little and Graves, Little's Law; Harchol-Balter, Performance Modeling, ch. 6 and 14.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from statistics import NormalDist

from checks.arithmetic import whole

HEADROOM = 1.3  # of a peak, where none is stated
BEARABLE_WAIT = 0.25  # of a stage's own latency, at the same quantile


def replicas_needed(rate: float, each: float, headroom: float = 1.0) -> int:
    """The fewest replicas that serve *rate* with *headroom* when one serves *each*."""
    return whole.at_least(rate * headroom / each)


def in_flight(rate: float, latency: float) -> float:
    """Little's law: requests in the building, at *rate* with mean *latency* in seconds."""
    return rate * latency


def erlang_c(servers: int, load: float) -> float:
    """The share of requests that wait in M/M/c; *load* is arrival rate over service rate."""
    if load >= servers:
        return 1.0
    if servers > _MANY:
        return _halfin_whitt(servers, load)
    blocking = 1.0
    for count in range(1, servers + 1):
        blocking = load * blocking / (count + load * blocking)
    return blocking / (1 - load / servers * (1 - blocking))


_MANY = 10_000


def _halfin_whitt(servers: int, load: float) -> float:
    """The share that waits among many servers, within a percent of ``erlang_c``.

    Source: Halfin and Whitt, Heavy-traffic limits for queues with many exponential servers (1981).
    """
    if servers > 2 * load:
        return 0.0
    spare = (servers - load) / math.sqrt(load)
    if spare > _SURE:
        return 0.0
    normal = NormalDist()
    return 1 / (1 + spare * normal.cdf(spare) / normal.pdf(spare))


_SURE = 30.0  # standard deviations to spare: nobody waits


def mean_wait(servers: int, rate: float, each: float) -> float:
    """The mean wait in seconds in M/M/c below saturation."""
    waiting = erlang_c(servers, rate / each)
    return waiting / (servers * each - rate) if waiting else 0.0


def wait_quantile(servers: int, rate: float, each: float, q: float) -> float:
    """The *q* quantile of the wait in seconds in M/M/c below saturation."""
    waiting = erlang_c(servers, rate / each)
    if waiting <= 1 - q:
        return 0.0
    return math.log(waiting / (1 - q)) / (servers * each - rate)


def servers_below(rate: float, each: float, most: float) -> int:
    """The fewest servers whose utilisation at *rate* stays below *most*.

    Example: 2 000/s on servers of 180/s below 0.9 take 13.
    """
    return whole.at_most(rate / (each * most)) + 1


def servers_waiting(rate: float, each: float, most: float, q: float, *, least: int) -> int:
    """The fewest servers, *least* or more, whose *q* quantile of the wait is at most *most* s."""
    fewest = max(least, servers_below(rate, each, 1.0))
    more = 1
    while wait_quantile(fewest + more, rate, each, q) > most:
        more *= 2
    return fewest + bisect_left(
        range(more + 1),
        True,
        key=lambda added: wait_quantile(fewest + added, rate, each, q) <= most,
    )


def knee(servers: float) -> float:
    """The utilisation beyond which waiting soars: 0.8 for up to four servers, 0.9 for more.

    At 0.9 the p95 wait of eight servers is 3.3 service times. Source: Harchol-Balter, ch. 14.
    """
    return 0.8 if servers <= 4 else 0.9
