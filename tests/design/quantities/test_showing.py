"""What is shown of a quantity: canonical, with its unit, and read back where that is promised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from design.quantities.conversion import convert, show_in
from design.quantities.error import QuantityError
from design.quantities.quantity import Dimension
from design.quantities.reading import read, read_free
from design.quantities.showing import figure, show, show_value, typed
from design.quantities.slot import Slot

D = Dimension
RATE = Slot(D.RATE, default_unit="requests/s")


@pytest.mark.parametrize(
    ("shown", "text", "slot"),
    [
        ("2 000 requests/s", "2k QPS", RATE),
        ("300 requests/s, between 240 and 360", "~300/s", RATE),
        ("50 000 000/day", "50M/day", Slot(D.RATE, default_unit="1/day")),
        ("3 pages/week", "3 pages/week", RATE),
        ("200 ms at p95", "p95 200 ms", Slot(D.DURATION)),
        ("< 500 ms at p99", "p99 < 0.5s", Slot(D.DURATION)),
        ("40 ms mean", "avg 40 ms", Slot(D.DURATION)),
        ("90 min", "1h30m", Slot(D.DURATION)),
        ("750 ms, between 500 ms and 1 s", "500 ms - 1 s", Slot(D.DURATION)),
        ("every 24 h", "daily", Slot(D.PERIOD)),
        ("every 24 h at 02:00", "nightly at 02:00", Slot(D.PERIOD)),
        ("on demand", "manual", Slot(D.PERIOD)),
        ("03:00, between 02:00 and 04:00", "02:00-04:00", Slot(D.TIME_OF_DAY)),
        ("06:00 UTC", "06:00Z", Slot(D.TIME_OF_DAY)),
        ("160 GB", "2x80GB", Slot(D.BYTES)),
        ("1.2 TB/day", "1.2 TB/day", Slot(D.BYTE_RATE)),
        ("99.95 % over 30 d", "99.95% monthly", Slot(D.AVAILABILITY)),
        ("$3 000/month", "$3k/month", Slot(D.MONEY_PER_MONTH)),
        ("€3 333.33/month", "EUR 40k per year", Slot(D.MONEY_PER_MONTH)),
        ("$0.50 / 1M tokens", "$0.0005 per 1k", Slot(D.MONEY_PER_TOKEN)),
        ("20 ms/token", "50 tok/s", Slot(D.TIME_PER_TOKEN)),
        ("1 000 000 tokens/min", "1M TPM", Slot(D.TOKEN_RATE)),
        ("1.3x", "30% headroom", Slot(D.RATIO, excess_ratio=True)),
        ("drops 5 % relative", "drops 5% relative", Slot(D.CHANGE)),
        ("drops 5 %, relative or absolute not stated", "drops 5%", Slot(D.CHANGE)),
        ("rises 2 pp", "+2 pp", Slot(D.CHANGE)),
        ("PR-AUC >= 0.35", "PR-AUC >= 0.35", Slot(D.TARGET)),
        ("beats rules by 5 pp", "beats rules by 5 pp", Slot(D.TARGET)),
    ],
)
def test_understood_form(shown: str, text: str, slot: Slot) -> None:
    assert shown == show(read(text, slot))


@pytest.mark.parametrize(
    ("typed_again", "text", "slot"),
    [
        ("200 ms at p95", "p95 200 ms", Slot(D.DURATION)),
        ("~300 requests/s", "~300/s", RATE),
        ("500 ms - 1 s at p95", "p95 500 ms - 1 s", Slot(D.DURATION)),
        ("40 000 requests/min - 60 000 requests/min", "40k-60k/min", RATE),
        ("100 GB - 200 GB", "100-200 GB", Slot(D.BYTES)),
        ("every 2 d - 3 d", "every 2-3 days", Slot(D.PERIOD)),
        ("€30 000/month - €40 000/month", "€30-40k/month", Slot(D.MONEY_PER_MONTH)),
        (">= 10 to 20 %", ">= 10-20%", Slot(D.TARGET)),
        ("drops 5 %", "drops 5%", Slot(D.CHANGE)),
    ],
)
def test_what_is_typed_again_reads_back_with_its_interval(typed_again, text, slot) -> None:
    quantity = read(text, slot)
    again = read(typed(quantity), slot)

    assert typed_again == typed(quantity)
    assert (quantity.low, quantity.high) == pytest.approx((again.low, again.high), rel=1e-5)
    assert (quantity.percentile, quantity.comparator) == (again.percentile, again.comparator)


@pytest.mark.parametrize(
    ("shown", "value"),
    [("13 333.3", 13_333.3), ("11 666.7", 11_666.7), ("0.1", 0.1), ("0.000015", 1.5e-5)],
)
def test_no_digit_is_shown_that_a_number_does_not_have(shown, value) -> None:
    assert shown == figure(value, 6)


@pytest.mark.parametrize(
    ("shown", "value", "dimension"),
    [
        ("0.4 ms", 0.0004, D.DURATION),
        ("6.4 s", 6.4, D.DURATION),
        ("39 min", 2340.0, D.DURATION),
        ("30 d", 30 * 86400.0, D.DURATION),
        ("0 s", 0.0, D.DURATION),
        ("2 600/s", 2600.0, D.RATE),
        ("183 GB", 183e9, D.BYTES),
        ("$12 775/month", 12775.0, D.MONEY_PER_MONTH),
        ("99.9 %", 0.999, D.AVAILABILITY),
        ("99.999 %", 0.99999, D.AVAILABILITY),
        ("33.33 %", 1 / 3, D.FRACTION),
        ("123 457", 123456.789, D.COUNT),
    ],
)
def test_values_for_messages(shown: str, value: float, dimension: Dimension) -> None:
    assert shown == show_value(value, dimension)


READ_BACK = {
    D.RATE: RATE,
    D.COUNT: Slot(D.COUNT, noun="rows"),
    D.RATIO: Slot(D.RATIO),
    D.DURATION: Slot(D.DURATION),
    D.PERIOD: Slot(D.PERIOD),
    D.BYTES: Slot(D.BYTES),
    D.BYTE_RATE: Slot(D.BYTE_RATE),
    D.MONEY: Slot(D.MONEY),
    D.MONEY_PER_MONTH: Slot(D.MONEY_PER_MONTH),
    D.MONEY_PER_HOUR: Slot(D.MONEY_PER_HOUR),
    D.MONEY_PER_TOKEN: Slot(D.MONEY_PER_TOKEN),
    D.TOKENS: Slot(D.TOKENS),
    D.TOKEN_RATE: Slot(D.TOKEN_RATE),
    D.TIME_PER_TOKEN: Slot(D.TIME_PER_TOKEN),
}


@given(
    dimension=st.sampled_from(sorted(READ_BACK)),
    value=st.floats(min_value=1e-3, max_value=1e12),
)
def test_a_shown_value_reads_back(dimension: Dimension, value: float) -> None:
    shown = show_value(value, dimension, digits=7)

    text = f"every {shown}" if dimension is D.PERIOD else shown
    assert pytest.approx(value, rel=1e-5) == read(text, READ_BACK[dimension]).value


@given(value=st.floats(min_value=1e-4, max_value=1.0))
def test_a_shown_share_reads_back(value: float) -> None:
    for dimension in (D.FRACTION, D.AVAILABILITY):
        shown = show_value(value, dimension, digits=9)

        assert pytest.approx(value, rel=1e-5) == read(shown, Slot(dimension)).value


@pytest.mark.parametrize(
    ("expected", "value", "dimension", "unit"),
    [
        (1.0, 86400.0, D.DURATION, "day"),
        (128.0, 128 * 2.0**30, D.BYTES, "GiB"),
        (86400.0, 1.0, D.RATE, "req/day"),
        (86.4, 1e9, D.BYTE_RATE, "TB/day"),
        (20.0, 0.02, D.TIME_PER_TOKEN, "ms/token"),
        (60.0, 1.0, D.TOKEN_RATE, "tokens/min"),
    ],
)
def test_conversion_to_a_chosen_unit(
    expected: float, value: float, dimension: Dimension, unit: str
) -> None:
    assert pytest.approx(expected) == convert(value, dimension, unit)


@pytest.mark.parametrize("unit", ["9**9**8", "ms", "mss", "s/s/s", "", "__import__('os')"])
def test_conversion_refuses_units_that_do_not_fit(unit: str) -> None:
    with pytest.raises(QuantityError):
        convert(1.0, D.BYTES, unit)


def test_a_quantity_is_shown_in_a_chosen_unit() -> None:
    assert "172 800 000 req/day" == show_in(read("2k QPS", RATE), "req/day")


@pytest.mark.parametrize(
    ("dimension", "text"),
    [
        (D.DURATION, "200 ms"),
        (D.DURATION, "p95 200 ms"),
        (D.RATE, "2k QPS"),
        (D.RATE, "3 req/s per user"),
        (D.RATIO, "3x"),
        (D.MONEY_PER_MONTH, "$3k/month"),
        (D.PERIOD, "daily"),
        (D.PERIOD, "every 6 h"),
        (D.FRACTION, "2%"),
        (D.BYTE_RATE, "1.2 TB/day"),
        (D.TIME_OF_DAY, "06:00 UTC"),
        (D.COUNT, "12 pods"),
        (D.TIME_PER_TOKEN, "20 ms/token"),
        (D.TOKEN_RATE, "50 tok/s"),
        (D.TOKENS, "500 tokens"),
        (D.MONEY_PER_TOKEN, "$0.5/1M tokens"),
        (D.BYTES, "80 GB"),
        (D.MONEY, "$40"),
        (None, "hello"),
        (None, "GPU of the third kind"),
        (None, ""),
    ],
)
def test_free_numbers_say_what_they_measure(dimension: Dimension | None, text: str) -> None:
    assert dimension == read_free(text).dimension
