"""Words that findings share."""

from __future__ import annotations

import pytest

from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
from checks.facts.wording import count, percent, several


@pytest.mark.parametrize(
    ("expected", "titles"),
    [
        ("", []),
        ("a", ["a"]),
        ("a and b", ["a", "b"]),
        ("a, b and c", ["a", "b", "c"]),
        ("a, b, c, d, e and 2 more", list("abcdefg")),
    ],
)
def test_a_long_list_ends_in_how_many_more(expected, titles):
    assert expected == several(titles)


def test_shares_and_counts_are_readable():
    assert "22.7 %" == percent(0.22727)
    assert "20 308" == count(20307.6).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("expected", "per_second"),
    [("578.7/s", 578.7), ("0.01/s", 0.01), ("432/day", 0.005), ("0/s", 0)],
)
def test_a_rate_is_per_second_until_a_longer_unit_says_more(expected, per_second):
    assert expected == rate_text(per_second)


@pytest.mark.parametrize(
    ("expected", "seconds"), [("30 d", 30 * 86400), ("90 min", 5400), ("200 ms", 0.2)]
)
def test_a_span_of_time_has_a_readable_unit(expected, seconds):
    assert expected == duration_text(seconds)
