"""What counts as a message, and how large one may be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.canvas.protocol import (
    MOST_GESTURES,
    Edit,
    Hello,
    MalformedError,
    Ping,
    Read,
    Reveal,
    parse,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"type": "ping"}, Ping),
        ({"type": "hello", "client": "client-1", "epoch": None, "seen": None}, Hello),
        ({"type": "edit", "client": "client-1", "seen": 3, "pending": []}, Edit),
        ({"type": "read", "id": 1, "owner": "model", "field": "n", "value": [1, {}]}, Read),
        ({"type": "reveal", "card": None}, Reveal),
        ({"type": "reveal", "card": 3}, Reveal),
        ({"type": "reveal"}, Reveal),
    ],
)
def test_the_messages_of_the_protocol_are_understood(message, kind):
    assert isinstance(parse(json.dumps(message)), kind)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "edit", "client": "short", "seen": 0, "pending": []},
        {"type": "edit", "client": "x" * 65, "seen": 0, "pending": []},
        {"type": "edit", "client": "client-1", "seen": -1, "pending": []},
        {"type": "edit", "client": "client-1", "seen": 0},
        {"type": "edit", "client": "client-1", "pending": [{"seq": 1, "changes": []}]},
        {"type": "edit", "client": "client-1", "pending": [{"seq": "1", "changes": [1]}]},
        {"type": "edit", "client": "client-1", "pending": [{"seq": True, "changes": [1]}]},
        {"type": "edit", "client": "client-1", "pending": [{"seq": 2**60, "changes": [1]}]},
    ],
)
def test_anything_else_is_malformed_and_says_where(message):
    with pytest.raises(MalformedError, match="did not understand a message"):
        parse(json.dumps(message))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\uDE00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
    ],
)
def test_half_a_character_is_replaced_and_everything_else_is_left(sent, read):
    question = parse(f'{{"type":"read","id":1,"owner":"a","field":"b","value":"{sent}"}}')

    assert isinstance(question, Read)
    assert read == question.value


def test_a_batch_has_a_longest_length():
    gestures = [{"seq": n, "changes": [1]} for n in range(1, MOST_GESTURES + 2)]
    message = {"type": "edit", "client": "client-1", "seen": 0, "pending": gestures}

    with pytest.raises(MalformedError, match="pending"):
        parse(json.dumps(message))


@given(JSON)
def test_no_json_makes_the_server_stumble(value):
    for text in (json.dumps(value), json.dumps({"type": "edit", "client": "c" * 9, "x": value})):
        with pytest.raises(MalformedError):
            parse(text)
