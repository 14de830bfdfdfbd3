"""How wide text is."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from design.drawing.metrics import advance, fit, width, wrap


def test_a_line_is_as_wide_as_its_letters() -> None:
    assert width("ab", size=10) == pytest.approx((advance("a") + advance("b")) / 100)


def test_bold_is_wider() -> None:
    assert width("peak load", size=9, bold=True) > width("peak load", size=9)


def test_ideographs_take_a_whole_em() -> None:
    assert 20 == width("模型", size=10)


def test_a_combining_mark_takes_no_room() -> None:
    assert width("e\u0301\u0489", size=10) == width("e", size=10)


def test_text_that_fits_is_left_alone() -> None:
    assert "short" == fit("short", size=9, room=500)


def test_text_that_does_not_fit_says_so() -> None:
    assert fit("a rather long name of a node", size=9, room=60).endswith("…")


def test_words_are_kept_whole_where_they_can_be() -> None:
    assert ("training", "pipeline") == wrap("training pipeline", size=9, room=50, lines=3)


def test_a_word_without_spaces_is_broken() -> None:
    assert len(wrap("x" * 60, size=9, room=80, lines=3)) == 3


@given(st.text(max_size=80), st.floats(20, 200))
def test_no_line_is_wider_than_its_room(text: str, room: float) -> None:
    for line in wrap(text, size=9, room=room, lines=3):
        assert width(line, size=9) <= max(room, 13) + 1e-6


def test_the_table_knows_latin_greek_and_cyrillic() -> None:
    table = json.loads((files("design.drawing") / "advances.json").read_text("utf-8"))
    known = {first + i for first, run in table["regular"] for i in range(len(run))}

    assert set(map(ord, "Az09éßλЖ–≥→")) <= known
