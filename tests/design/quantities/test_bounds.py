"""A bound means the same wherever it is written: in a number, a column or a sentence."""

from __future__ import annotations

import pytest

from design.fields import read_value
from design.quantities.bounds import BOUNDS, SIGNS, comparator_of
from design.quantities.quantity import Comparator
from design.vocabulary import attributes as a


@pytest.mark.parametrize("said", [*SIGNS, *map(" ".join, BOUNDS)])
def test_what_bounds_a_number_is_a_comparator_in_its_own_column(said):
    (row,) = read_value(a.CRITERIA, [{"metric": "error rate", "comparator": said.upper()}])

    assert comparator_of(said) is not None
    assert comparator_of(said) is row.comparator


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (Comparator.AT_MOST, "≤"),
        (Comparator.AT_LEAST, "≥"),
        (Comparator.ABOVE, "exceeds"),
        (Comparator.EQUAL, "is"),
    ],
)
def test_more_is_understood_where_a_comparator_stands_alone(expected, said):
    assert expected is comparator_of(said)


@pytest.mark.parametrize("said", ["", "about", "drops", "rises", "at", "than"])
def test_other_words_are_no_comparator(said):
    assert comparator_of(said) is None
