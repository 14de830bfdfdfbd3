"""Who may open a channel, and with what (B12)."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from whiteboard.canvas.gate import is_same_origin, may_open
from whiteboard.canvas.tokens import Tokens, kept_secret

TOKENS = Tokens(b"one secret")


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://localhost:8501", "localhost:8501", ("localhost",)),
        ("https://Boards.example", "boards.example", ("*.example",)),
        ("http://[::1]:8501", "[::1]:8501", ("::1",)),
        ("http://anything.example", "anything.example", ()),
    ],
)
def test_a_page_of_this_server_is_let_in(origin, host, allowed):
    assert is_same_origin(origin, host, allowed)


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "localhost:8501", ()),
        ("http://localhost:8501", None, ()),
        ("null", "localhost:8501", ()),
        ("http://evil.example", "localhost:8501", ()),
        ("http://localhost:9999", "localhost:8501", ()),
        ("ftp://localhost:8501", "localhost:8501", ()),
        ("http://evil.example", "evil.example", ("localhost",)),
        ("http://notexample", "notexample", ("*.example",)),
        ("http://localhost@evil.example", "localhost", ("localhost",)),
        ("http://[", "[", ("localhost",)),
    ],
)
def test_anybody_else_is_not(origin, host, allowed):
    assert not is_same_origin(origin, host, allowed)


def test_a_token_opens_its_room_and_no_other():
    token = TOKENS.token("one-room")

    assert may_open("one-room", ["whiteboard.v1", f"token.{token}"], TOKENS)
    assert not may_open("another-room", ["whiteboard.v1", f"token.{token}"], TOKENS)
    assert not may_open("one-room", [f"token.{token}"], TOKENS)
    assert not may_open("one-room", ["whiteboard.v1"], TOKENS)
    assert not may_open("one-room", ["whiteboard.v1", f"token.{token}", "token.x"], TOKENS)
    assert not may_open("one-room", ["whiteboard.v1", "token.\u00e9"], TOKENS)


def test_another_server_has_other_tokens():
    assert TOKENS.token("room") != Tokens(b"another secret").token("room")


def test_a_token_can_be_a_subprotocol():
    assert 43 == len(TOKENS.token("room"))
    assert TOKENS.token("room").replace("-", "").replace("_", "").isalnum()


def test_the_secret_is_made_once_and_is_for_the_owner_alone(tmp_path):
    path = tmp_path / ".secret"
    first = kept_secret(path)

    assert 32 == len(first)
    assert first == kept_secret(path)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_secret_that_was_cut_short_is_made_anew(tmp_path):
    path = tmp_path / ".secret"
    path.write_bytes(b"short")

    assert 32 == len(kept_secret(path))


def test_a_secret_that_others_may_read_is_closed_to_them(tmp_path):
    path = tmp_path / ".secret"
    made = kept_secret(path)
    path.chmod(0o644)

    assert made == kept_secret(path)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_two_servers_that_start_at_once_agree_on_one_secret(tmp_path):
    path = tmp_path / ".secret"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: kept_secret(path), range(32)))

    assert 1 == len(made)
    assert [".secret"] == [one.name for one in tmp_path.iterdir()]
