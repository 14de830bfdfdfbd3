"""The span an error budget is counted over."""

from __future__ import annotations

import pytest

from checks.board import as_number
from checks.facts.error_budget import budget_period
from checks.numbers import Number, State
from design.fields import read_value
from design.vocabulary import attributes as a

DAY = 86400


@pytest.mark.parametrize(
    ("days", "text"), [(30, "99.9%"), (30, "99.9% monthly"), (7, "99.9% weekly")]
)
def test_a_budget_is_counted_over_what_is_stated_with_it_else_thirty_days(days, text):
    stated = read_value(a.AVAILABILITY_SLO, text)

    slo = as_number("api", a.AVAILABILITY_SLO, stated, State.GIVEN)
    assert days * DAY == budget_period(slo)


def test_a_number_that_was_worked_out_has_the_usual_period():
    assert 30 * DAY == budget_period(Number.exactly(0.999))
