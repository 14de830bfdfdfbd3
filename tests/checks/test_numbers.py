"""Numbers carry their interval, their state and where they came from through arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.numbers import Binding, Number, State, Verdict, exceeds, total_of

positive = st.floats(0.01, 1e6)


@st.composite
def numbers(draw):
    low, value, high = sorted(draw(st.tuples(positive, positive, positive)))
    state = draw(st.sampled_from(State))
    return Number(low, value, high, state, (Binding("api", "peak_qps", f"{value}", state),))


def holds(number):
    slack = 1e-9 * max(abs(number.low), abs(number.high))
    return number.low <= number.value + slack and number.value <= number.high + slack


@given(numbers(), numbers())
def test_the_value_stays_within_the_interval(one, other):
    for result in (one + other, one - other, one * other, one / other, one.largest(other)):
        assert holds(result)


@given(numbers(), numbers())
def test_sums_and_products_do_not_depend_on_the_order(one, other):
    assert (one + other).value == (other + one).value
    assert (one * other).low == (other * one).low
    assert (one.largest(other)).high == other.largest(one).high


@given(numbers(), numbers())
def test_a_result_is_at_most_as_sure_as_its_least_sure_part_and_derived_at_best(one, other):
    states = list(State)
    result = (one * other).state
    least = max(states.index(one.state), states.index(other.state))
    assert states[max(least, states.index(State.DERIVED))] is result


@given(numbers())
def test_a_constant_leaves_the_state_alone(number):
    assert number.state is (number * Number.exactly(2.0)).state


@given(numbers(), numbers())
def test_bindings_are_kept_once(one, other):
    assert set((one + other + one).bindings) == {*one.bindings, *other.bindings}
    assert len((one + other + one).bindings) == len({*one.bindings, *other.bindings})


@given(numbers(), numbers())
def test_certain_is_over_the_whole_interval_and_possible_over_a_part(left, right):
    verdict = exceeds(left, right)
    if verdict is Verdict.CERTAIN:
        assert left.low > right.high
        assert exceeds(right, left) is Verdict.HOLDS
    elif verdict is Verdict.POSSIBLE:
        assert left.high > right.low


def test_two_percent_is_rounding():
    exactly = Number.exactly
    assert Verdict.HOLDS is exceeds(exactly(102.0), exactly(100.0))
    assert Verdict.CERTAIN is exceeds(exactly(102.1), exactly(100.0))
    assert Verdict.HOLDS is exceeds(exactly(30.4), exactly(30.0))


def test_a_default_names_itself():
    number = Number.default(1.3, "headroom", "1.3 (30 % headroom)") * Number.exactly(2000.0)
    assert State.DEFAULTED is number.state
    assert ["1.3 (30 % headroom)"] == [one.text for one in number.bindings]
    assert 2600 == pytest.approx(number.value)


@given(numbers(), numbers(), numbers())
def test_a_total_is_the_sum_from_left_to_right(one, other, last):
    assert one + other + last == total_of([one, other, last])
    assert one == total_of([one])
