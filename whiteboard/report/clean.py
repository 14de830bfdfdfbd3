"""Makes text typed by people safe to print: no hidden controls, no endless fields, no traps."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import Final

MOST_CHARACTERS: Final = 20_000
REPLACEMENT: Final = "\ufffd"
_REORDERING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
# `::name::` at the start of a line and `##[name]` anywhere tell a build server to do something.
_COMMAND: Final = re.compile(r"^\s*:(?=:)|##(?=\[)")
_LINK: Final = re.compile(r"(?:https://|mailto:)[^\s<>\"'`\\]+")


def clean(text: str, *, limit: int = MOST_CHARACTERS) -> str:
    """*text* in NFC without controls; what was cut off beyond *limit* is counted at its end.

    Characters that reorder their surroundings are dropped; other controls, lone surrogates,
    private and unassigned code points become U+FFFD. Line breaks stay.
    """
    shown = text[:limit]
    kept = (_kept(char) for char in shown.replace("\r\n", "\n").replace("\r", "\n"))
    # Surrogates must be gone before normalising; normalising must not bring controls back.
    safe = unicodedata.normalize("NFC", "".join(kept))
    if len(text) > limit:
        safe += f" … {len(text) - limit:,} more characters"
    return safe


def _kept(char: str) -> str:
    if char == "\n":
        return char
    if char == "\t":
        return " "
    if char in _REORDERING:
        return ""
    return REPLACEMENT if unicodedata.category(char) in _UNPRINTABLE else char


def one_line(text: str, *, limit: int = MOST_CHARACTERS) -> str:
    """Like ``clean``, with every run of white space a single space."""
    return " ".join(clean(text, limit=limit).split())


def no_command(line: str) -> str:
    """*line* so that a build server which prints it finds no command in it."""
    return _COMMAND.sub(r"\g<0> ", line)


def safe_link(text: str) -> str | None:
    """*text* when it is a https or mailto address that may become a link, otherwise None."""
    return text if _LINK.fullmatch(text) else None


@cache
def _covered() -> tuple[list[int], list[int]]:
    source = files(__package__) / "fonts" / "coverage.json"
    ranges = json.loads(source.read_text("utf-8"))["ranges"]
    return [first for first, _ in ranges], [last for _, last in ranges]


def has_glyph(char: str) -> bool:
    """Whether one of the report's fonts can print *char*."""
    if char == "\n":
        return True
    firsts, lasts = _covered()
    at = bisect_right(firsts, ord(char)) - 1
    return at >= 0 and ord(char) <= lasts[at]


def printable(text: str) -> str:
    """*text* with U+FFFD for every character no font of the report has."""
    if text.isascii():
        return text
    return "".join(char if has_glyph(char) else REPLACEMENT for char in text)
