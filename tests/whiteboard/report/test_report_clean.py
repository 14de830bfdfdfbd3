"""Making text typed by people safe to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.report.clean import clean, has_glyph, one_line, printable, safe_link


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\ue000", "\uffff"])
def test_a_control_or_unassigned_character_is_replaced(char: str) -> None:
    assert "a\ufffdb" == clean(f"a{char}b")


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200f", "\ufeff"])
def test_a_character_that_reorders_its_surroundings_is_dropped(char: str) -> None:
    assert "ab" == clean(f"a{char}b")


def test_text_is_composed() -> None:
    assert "é" == clean("e\u0301")


def test_line_breaks_stay_and_tabs_become_spaces() -> None:
    assert "a\nb c" == clean("a\r\nb\tc")


def test_what_is_cut_off_is_counted() -> None:
    assert clean("x" * 21_234).endswith("x … 1,234 more characters")


def test_one_line_has_no_line_break() -> None:
    assert "a b" == one_line(" a\n\n b ")


@given(st.text(max_size=200))
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == clean(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\x00\x1b\u202e\ufeff")


@pytest.mark.parametrize("text", ["https://sre.google/books", "mailto:a@example.org"])
def test_a_web_or_mail_address_may_become_a_link(text: str) -> None:
    assert text == safe_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "http://plain.example",
        'https://x" onclick="y',
        "https://a b",
        "//x",
        "",
        "see https://x",
    ],
)
def test_anything_else_stays_text(text: str) -> None:
    assert safe_link(text) is None


def test_the_fonts_cover_the_scripts_people_write_in() -> None:
    for text in (
        "Grüße",
        "модель",
        "λ ≥ 3 → ∑",
        "欺诈检测",
        "モデル",
        "사기",
        "نموذج",
        "מודל",
        "🚀",
    ):
        assert all(map(has_glyph, text)), text


def test_a_character_without_a_glyph_is_shown_as_replaced() -> None:
    assert "a\ufffdb" == printable("a\U00012000b")
