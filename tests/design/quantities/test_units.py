"""The unit table agrees with pint's own definitions, and the fast path with the grammar."""

from __future__ import annotations

import pint
import pytest

from design.quantities import measures, units
from design.quantities.grammar import PhraseReader
from design.quantities.quantity import Dimension
from design.quantities.reading import read
from design.quantities.slot import Slot
from design.quantities.tokens import tokenise

# Month and year are the billing convention (730 h, 8760 h); pint's are the Julian year's.
OURS = {"month", "months", "yr", "yrs", "year", "years"}
ELSEWHERE = {"m", "quarter", "quarters"}  # metres and quarts to pint


def test_the_table_agrees_with_pint() -> None:
    registry = pint.UnitRegistry()
    agreed = 0
    for base, table in (("second", units.TIME), ("byte", units.BYTES)):
        for word, factor in table.items():
            if word in OURS | ELSEWHERE or word not in registry:
                continue
            assert pytest.approx(factor) == registry.Quantity(1.0, word).to(base).magnitude, word
            agreed += 1
    assert agreed > 60


@pytest.mark.parametrize("text", ["200 ms", "p95 200 ms", "1.2s", "90d", "5m", "P99 3 h", "2 w"])
def test_plain_durations_agree_with_the_grammar(text: str) -> None:
    slot = Slot(Dimension.DURATION)

    expected = measures.duration(text, slot, PhraseReader(tokenise(text), {}).read())
    assert expected == read(text, slot)


@pytest.mark.parametrize(
    "text", ["2k QPS", "300 rps", "5 RPM", "12/s", "40k users/day", "7 req/min"]
)
def test_plain_rates_agree_with_the_grammar(text: str) -> None:
    slot = Slot(Dimension.RATE, default_unit="requests/s")

    expected = measures.rate(text, slot, PhraseReader(tokenise(text), units.SCALES).read())
    assert expected == read(text, slot)
