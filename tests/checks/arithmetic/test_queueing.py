"""Capacity and waiting against worked numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.arithmetic.queueing import (
    erlang_c,
    in_flight,
    mean_wait,
    replicas_needed,
    servers_waiting,
    wait_quantile,
)


def test_2_000_a_second_with_30_percent_to_spare_need_fifteen_pods_of_180():
    assert 15 == replicas_needed(2000, 180, 1.3)
    assert 12 == replicas_needed(2160, 180)


def test_240_requests_are_in_flight():
    assert 240 == in_flight(2000, 0.120)


def test_waiting_at_the_knee():
    assert 0.725 == pytest.approx(erlang_c(12, 2000 / 180), abs=1e-3)
    assert 0.00453 == pytest.approx(mean_wait(12, 2000, 180), abs=1e-5)
    assert 0.0167 == pytest.approx(wait_quantile(12, 2000, 180, 0.95), abs=1e-4)
    assert 0.202 == pytest.approx(erlang_c(15, 2000 / 180), abs=1e-3)
    assert 0.00029 == pytest.approx(mean_wait(15, 2000, 180), abs=1e-5)
    assert 0.0020 == pytest.approx(wait_quantile(15, 2000, 180, 0.95), abs=1e-4)


def test_beyond_saturation_everybody_waits():
    assert 1.0 == erlang_c(4, 4)


@given(st.integers(1, 40), st.floats(0.05, 0.98))
def test_erlang_c_agrees_with_its_definition(servers, share):
    load = servers * share
    head = math.fsum(load**k / math.factorial(k) for k in range(servers))
    tail = load**servers / math.factorial(servers) / (1 - share)
    assert tail / (head + tail) == pytest.approx(erlang_c(servers, load), rel=1e-6)


@given(st.floats(1, 1e5), st.floats(1, 1e4))
def test_the_replicas_needed_suffice_and_one_fewer_does_not(rate, each):
    needed = replicas_needed(rate, each)
    assert needed * each >= rate * (1 - 1e-6)
    assert (needed - 1) * each < rate * (1 + 1e-6)


@pytest.mark.parametrize("spare", [0.2, 1.0, 2.0])
def test_many_servers_are_near_what_the_exact_sum_gives(spare):
    """The two ways of computing meet where one takes over from the other."""
    load = 10_000 - spare * 100

    assert erlang_c(10_000, load) == pytest.approx(erlang_c(10_001, load + 1), rel=0.03)


def test_nobody_waits_among_many_idle_servers():
    assert erlang_c(10**9, 1.0) == 0
    assert erlang_c(10**9, 0.0) == 0


@pytest.mark.parametrize(("rate", "each", "most"), [(16, 25, 0.015), (2000, 180, 0.004)])
def test_the_servers_for_a_wait_are_the_fewest_that_keep_it(rate, each, most):
    servers = servers_waiting(rate, each, most, 0.95, least=1)

    assert wait_quantile(servers, rate, each, 0.95) <= most
    assert wait_quantile(servers - 1, rate, each, 0.95) > most
    assert servers + 4 == servers_waiting(rate, each, most, 0.95, least=servers + 4)
