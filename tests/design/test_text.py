"""Text typed by people is cleaned once."""

from __future__ import annotations

import pytest

from design.text import in_sentence, is_node_id, nearest, one_line, paragraphs


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a \t b\r\nc ", "a b c"),
        ("evil\u202etxt\u2066", "eviltxt"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07 nul\x00", "bell nul"),
        ("half \ud83d", "half"),
        ("e\u0301", "\u00e9"),
        (
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
    ],
)
def test_d7_what_cannot_be_seen_is_removed(typed, kept):
    assert kept == one_line(typed)


def test_d7_lines_stay_where_there_may_be_several():
    assert "one\n  two\n\nthree" == paragraphs(" one \r\n  two\t\n\nthree\n\n")


@pytest.mark.parametrize("text", ["a", "a_1", "ranker", "a" * 64])
def test_d8_an_id_is_small_letters_digits_and_underscores(text):
    assert is_node_id(text)


@pytest.mark.parametrize("text", ["", "A", "1a", "_a", "a-b", "a b", "a" * 65, "a\n", "\u00e4"])
def test_d8_nothing_else_is_an_id(text):
    assert not is_node_id(text)


def test_the_nearest_word_is_found_whatever_its_case_and_joints():
    assert "feature_store" == nearest("Feature Stor", ("feature", "feature_store", "model"))
    assert nearest("zzz", ("model",)) is None


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Replicas", "replicas"),
        ("p95 latency", "p95 latency"),
        ("TTL", "TTL"),
        ("Time to rollback", "time to rollback"),
    ],
)
def test_a_label_loses_its_capital_in_a_sentence_unless_it_is_a_name(label, inside):
    assert inside == in_sentence(label)
