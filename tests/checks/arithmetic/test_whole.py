import math

from checks.arithmetic import whole


def test_what_is_left_of_a_thing_takes_one_more():
    assert 15 == whole.at_least(14.4)
    assert 18 == whole.at_most(18.9)


def test_a_rounding_error_takes_none_more():
    assert 2 == whole.at_least(2.0000000000000004)
    assert 2 == whole.at_most(1.9999999999999998)


def test_infinitely_many_are_as_many_as_a_field_reads():
    assert 10**21 == whole.at_least(math.inf) == whole.at_most(math.inf)
