"""What is not read, and that the message names what was expected and the nearest valid thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from design.quantities.error import QuantityError
from design.quantities.quantity import Dimension
from design.quantities.reading import read, read_free
from design.quantities.slot import Slot
from design.quantities.tokens import LONGEST_TEXT

D = Dimension
RATE = Slot(D.RATE, default_unit="requests/s")
ROWS = Slot(D.COUNT, noun="rows")
DURATION = Slot(D.DURATION)

REFUSED = [
    ("5% of traffic", RATE, "share of something, not a rate"),
    ("5 TPS", RATE, "ambiguous"),
    ("5 ms", RATE, "`ms` makes it a duration"),
    ("daily", RATE, "did you mean `1/day`?"),
    ("3 req/s per user", RATE, "gives only a part"),
    ("5m/day", RATE, "`m` is ambiguous; did you mean `min` or `M`?"),
    ("-5/s", RATE, "did you mean `5/s`?"),
    ("200 QSP", RATE, "did you mean `QPS`?"),
    ("2k req/sce", RATE, "did you mean `/sec`?"),
    ("2k", Slot(D.RATE), "has no time"),
    ("12 ms", ROWS, "makes it a duration"),
    ("3 GB", ROWS, "makes it a size"),
    ("50%", ROWS, "not a count"),
    ("10/s", ROWS, "per time makes it a rate"),
    ("$5", ROWS, "makes it money"),
    ("5 d", ROWS, "makes it a duration"),
    ("3 per zone", ROWS, "gives only a part"),
    ("130%", Slot(D.RATIO, excess_ratio=True), "ambiguous; did you mean `1.3x` or `2.3x`?"),
    ("0.9x", Slot(D.RATIO, excess_ratio=True), "below one"),
    ("200", DURATION, "the number has no unit"),
    ("5M", DURATION, "ambiguous"),
    ("-5 ms", DURATION, "did you mean `5 ms`?"),
    ("200 mss", DURATION, "did you mean `ms`?"),
    ("20-10 ms", DURATION, "other way round"),
    ("25 degC", DURATION, "`degC` is not a unit known here"),
    ("20 ms/token", DURATION, "per token"),
    ("200 ms 300 ms 5", DURATION, "two numbers"),
    ("not 5 ms", DURATION, "`not` before the number"),
    ("p0 3 ms", DURATION, "percentile"),
    ("", DURATION, "nothing was written"),
    ("soon", DURATION, "no number was found"),
    ("5 min/h", DURATION, "divided by time"),
    ("3 gb", Slot(D.BYTES), "ambiguous; did you mean `GB` or `Gbit`?"),
    ("16 Gb", Slot(D.BYTES), "ambiguous"),
    ("1.2 TB/day", Slot(D.BYTES), "this field holds a size"),
    ("3x", Slot(D.BYTES), "no unit"),
    ("fp17", Slot(D.BYTES), "did you mean `fp16`?"),
    ("16", Slot(D.BYTES), "did you mean `16 B`?"),
    ("100 mbps", Slot(D.BYTE_RATE), "did you mean `Mbps`"),
    ("1.2 TB", Slot(D.BYTE_RATE), "did you mean `TB/day`?"),
    ("50", Slot(D.FRACTION), "did you mean `50%`?"),
    ("150%", Slot(D.FRACTION), "more than the whole"),
    ("2 pp", Slot(D.FRACTION), "did you mean `2%`?"),
    ("-2%", Slot(D.FRACTION), "did you mean `2%`?"),
    ("1 in 0", Slot(D.FRACTION), "above zero"),
    ("2%/day", Slot(D.FRACTION), "not per time"),
    ("101%", Slot(D.AVAILABILITY), "more than the whole"),
    ("many nines", Slot(D.AVAILABILITY), "did you mean `three nines`?"),
    ("3k", Slot(D.MONEY_PER_MONTH), "currency is missing; did you mean `$3000`?"),
    ("$3m/month", Slot(D.MONEY_PER_MONTH), "`m` is ambiguous"),
    ("$2/GPU-hour", Slot(D.MONEY_PER_MONTH), "gives only a part"),
    ("$40/month", Slot(D.MONEY), "running cost"),
    ("-$5", Slot(D.MONEY), "did you mean `$5`?"),
    ("$3", Slot(D.MONEY_PER_TOKEN), "did you mean `per 1M tokens`?"),
    ("$3/0", Slot(D.MONEY_PER_TOKEN), "divided by zero"),
    ("3k tokens/s", Slot(D.TOKENS), "rate of tokens"),
    ("400 words", Slot(D.TOKENS), "`words` is not a unit"),
    ("1M", Slot(D.TOKEN_RATE), "did you mean `tokens/min`?"),
    ("50", Slot(D.TIME_PER_TOKEN), "no unit"),
    ("0 tok/s", Slot(D.TIME_PER_TOKEN), "speed of zero"),
    ("drops 5", Slot(D.CHANGE), "did you mean `5% relative` or `5 pp`?"),
    ("2 pp relative", Slot(D.CHANGE), "did you mean `2% relative`?"),
    ("AUC drops", Slot(D.CHANGE), "no number was found"),
    ("good", Slot(D.TARGET), "no number was found"),
    ("biweekly", Slot(D.PERIOD), "did you mean `every 2 weeks` or `twice a week`?"),
    ("dialy", Slot(D.PERIOD), "did you mean `daily`?"),
    ("daily at 7", Slot(D.PERIOD), "did you mean `daily at 07:00`?"),
    ("0 25 * * *", Slot(D.PERIOD), "`25` cannot be the hour"),
    ("every 0 h", Slot(D.PERIOD), "longer than zero"),
    ("25:00", Slot(D.TIME_OF_DAY), "does not exist"),
    ("7", Slot(D.TIME_OF_DAY), "did you mean `07:00`?"),
    ("13pm", Slot(D.TIME_OF_DAY), "did you mean `13:00`?"),
]
HOSTILE = [
    ("9**9**8 req/s", "`*` cannot stand after the number"),
    ("9" * 10_000_000, "characters long"),
    ("1e400 req/s", "too large"),
    ("9" * 199, "too large"),
    ("2e21 req/s", "too large"),
    ("NaN req/s", "no number was found"),
    ("inf req/s", "no number was found"),
    ("-inf", "no number was found"),
    ("-3 QPS", "below zero"),
    ("2\u200b000 req/s", "U+200B ZERO WIDTH SPACE"),
    ("\u202e2k QPS", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("2k\x00QPS", "U+0000 CONTROL CHARACTER"),
    ("2k\tQPS", "U+0009"),
    ("2\u0663 req/s", "ARABIC-INDIC DIGIT THREE"),
    ("\u0663 req/s", "ARABIC-INDIC DIGIT THREE"),
    ("2\uff10 req/s", "FULLWIDTH DIGIT ZERO"),
    ("10\u00b3 req/s", "SUPERSCRIPT THREE"),
    ("2k r\u0435q/s", "CYRILLIC SMALL LETTER IE"),
    ("5 " + "a" * 10_000, "characters long"),
    ("5 " + "a" * 190, "is not a unit known here"),
    ("(" * 60 + "5" + ")" * 60, "one pair of brackets"),
    ("1.2.3 req/s", "is not one number"),
    ("1,00 req/s", "is not one number"),
    ("1.000,5 req/s", "is not one number"),
    ("__import__('os')", "is not part of a number"),
    ("1; DROP TABLE", "cannot stand"),
    ("<script>1</script>", "`<` cannot stand after the number"),
]


@pytest.mark.parametrize(
    ("text", "slot", "words"),
    REFUSED,
    ids=[f"{text} as {slot.dimension}" for text, slot, _ in REFUSED],
)
def test_refusal_says_what_was_expected_and_what_was_understood(
    text: str, slot: Slot, words: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        read(text, slot)

    assert words in caught.value.message
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize(
    ("text", "words"), HOSTILE, ids=[f"hostile {n}" for n in range(len(HOSTILE))]
)
def test_hostile_text_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(QuantityError) as caught:
        read(text, RATE)

    assert words in caught.value.message
    assert len(caught.value.message) < 2 * LONGEST_TEXT


def test_wide_digits_of_one_kind_are_read() -> None:
    assert 200.0 == read("\uff12\uff10\uff10 req/s", RATE).value


def test_no_break_and_thin_spaces_part_thousands() -> None:
    assert 2000.0 == read("2\u202f000 req/s", RATE).value
    assert 1e6 == read("1\u00a0000\u2009000 req/s", RATE).value


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=40),
        st.text(alphabet="0123456789.,- /%$kMmsdhpx<>=~+()*ato", max_size=24),
        st.lists(
            st.sampled_from(
                "p95 < ~ 2 1.5 0 - 10 k M ms s % / per 1k tokens $ EUR drops pp relative at 02:00 "
                "every a day daily twice in 500 x GB ( ) on over 7 d vs rules >= AUC nines "
                "between and half to + Mbps T max min".split()
            ),
            max_size=9,
        ).map(" ".join),
    ),
    dimension=st.sampled_from(Dimension),
    signed=st.booleans(),
)
def test_any_text_is_read_in_order_or_refused(
    text: str,
    dimension: Dimension,
    signed: bool,  # noqa: FBT001 - hypothesis fills it
) -> None:
    slot = Slot(dimension, default_unit="ms", signed=signed, excess_ratio=True)
    try:
        quantity = read(text, slot)
    except QuantityError:
        return
    assert quantity.low <= quantity.value <= quantity.high
    assert max(abs(quantity.low), abs(quantity.high)) <= 1.2e21


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_free_text_never_raises(text: str) -> None:
    reading = read_free(text)

    assert (reading.quantity is None) == (reading.dimension is None)
