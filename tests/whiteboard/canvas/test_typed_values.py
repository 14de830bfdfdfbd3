"""How a value would be understood is answered before it is an edit."""

from __future__ import annotations

import json

import pytest

from whiteboard.canvas.protocol import Read
from whiteboard.canvas.reading import read_typed


@pytest.mark.parametrize(
    ("owner", "field", "value", "expected"),
    [
        ("endpoint", "peak_qps", "2k QPS", {"ok": True, "shown": "2 000 requests/s"}),
        ("model", "latency", "p95 120 ms", {"ok": True, "shown": "p95 latency: 120 ms at p95"}),
        ("endpoint", "peak_qps", "fast", {"ok": False}),
        ("endpoint", "speed", "1", {"ok": False}),
        ("spaceship", "speed", "1", {"ok": False}),
        ("calls", "timeout", "150 ms", {"ok": True, "shown": "150 ms"}),
        ("endpoint", "peak_qps", {"a": [1]}, {"ok": False}),
    ],
)
def test_a_value_is_understood_or_refused_in_words(owner, field, value, expected):
    question = Read(type="read", id=7, owner=owner, field=field, value=value)

    answer = json.loads(read_typed(question))

    assert ("reading", 7) == (answer["type"], answer["id"])
    assert expected == {key: answer[key] for key in expected}
    assert answer["ok"] or answer["message"]
