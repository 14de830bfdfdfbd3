"""How wide a line of text is in Noto Sans, so that boxes fit their words without any font."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_WIDE: Final = 1000  # thousandths of an em: CJK ideographs, kana, Hangul
_EMOJI: Final = 1270
_UNKNOWN: Final = 700
_ELLIPSIS: Final = "…"


@cache
def _advances(weight: str) -> dict[int, int]:
    table = json.loads((files(__package__) / "advances.json").read_text("utf-8"))
    return {
        first + offset: advance
        for first, run in table[weight]
        for offset, advance in enumerate(run)
    }


def advance(char: str, *, bold: bool = False) -> int:
    """The advance width of one character in thousandths of an em.

    Exact for Latin, Greek, Cyrillic and common symbols; an upper estimate for other scripts.
    """
    known = _advances("bold" if bold else "regular").get(ord(char))
    if known is not None:
        return known
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return 0
    if ord(char) >= 0x1F000:
        return _EMOJI
    return _WIDE if unicodedata.east_asian_width(char) in {"W", "F"} else _UNKNOWN


def width(text: str, *, size: float, bold: bool = False) -> float:
    """The width of *text* in points when set at *size* points."""
    return sum(advance(char, bold=bold) for char in text) * size / 1000


def fit(text: str, *, size: float, room: float, bold: bool = False) -> str:
    """*text*, or its longest beginning followed by an ellipsis that is at most *room* wide."""
    if width(text, size=size, bold=bold) <= room:
        return text
    left = room - width(_ELLIPSIS, size=size, bold=bold)
    kept = 0
    for char in text:
        left -= advance(char, bold=bold) * size / 1000
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + _ELLIPSIS


def wrap(text: str, *, size: float, room: float, lines: int, bold: bool = False) -> tuple[str, ...]:
    """*text* broken at spaces, then anywhere, into at most *lines* lines no wider than *room*.

    What does not fit ends in an ellipsis.
    """
    rest = " ".join(text.split())
    broken: list[str] = []
    while rest and len(broken) < lines - 1:
        if width(rest, size=size, bold=bold) <= room:
            break
        cut = _cut(rest, size=size, room=room, bold=bold)
        broken.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        broken.append(fit(rest, size=size, room=room, bold=bold))
    return tuple(broken)


def _cut(text: str, *, size: float, room: float, bold: bool) -> int:
    """Where to break the first line of *text*: after the last separator that fits."""
    left = room
    last = 0
    for index, char in enumerate(text):
        left -= advance(char, bold=bold) * size / 1000
        if left < 0:
            return last or max(index, 1)
        if char in " -_/":
            last = index + 1
    return len(text)
