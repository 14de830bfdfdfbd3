"""Monthly bills from counts and prices; money in the stated currency, a month of 730 hours.

Sources: a month is 365 x 24 / 12 hours; AWS, Well-Architected Machine Learning Lens, cost pillar.
"""

from __future__ import annotations

HOURS_A_MONTH = 730.0
DAYS_A_MONTH = HOURS_A_MONTH / 24
SECONDS_A_MONTH = HOURS_A_MONTH * 3600


def machines(count: float, per_hour: float, discount: float = 0.0) -> float:
    """The bill of *count* machines that run all month.

    Example: 15 at $1.20/h cost $13 140.
    """
    return count * per_hour * HOURS_A_MONTH * (1 - discount)


def tokens(
    read: float,
    written: float,
    *,
    price_in: float,
    price_out: float,
    cached: float = 0.0,
    cached_price: float | None = None,
) -> float:
    """The price of one call that reads and writes so many tokens, *cached* of the input by share.

    Cached input costs what any input does where *cached_price* is not given.
    Example: 3 000 in at $0.50/M and 400 out at $1.50/M cost $0.0021; with 60 % of the input cached
    at a tenth of the price $0.00129.
    """
    cheap = price_in if cached_price is None else cached_price
    return read * (cached * cheap + (1 - cached) * price_in) + written * price_out


def month_of(per_day: float, each: float) -> float:
    """The bill of what happens so often a day and costs *each*.

    Example: 200 000 a day at $0.0021 cost $12 775.
    """
    return per_day * each * DAYS_A_MONTH


def break_even_share(cost: float, value: float) -> float:
    """The share of decisions that must turn out well for *value* to pay for *cost*; both money.

    Example: $0.0021 against $0.05 is 4.2 %.
    """
    return cost / value
