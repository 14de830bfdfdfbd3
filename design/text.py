"""Text typed by people, cleaned once where it comes in."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Control characters, marks that reorder what is read, invisible spaces, half characters. Joiners
# (U+200C, U+200D) stay: Persian, Hindi and emoji are written with them.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS: Final = re.compile("\r\n?|\x85|\u2028|\u2029")
_SPACES: Final = re.compile(r"\s+")
_COMPARED: Final = 600  # comparing takes time, and no legal list of words is longer
_NODE_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
RESERVED_ID: Final = "constructor"  # the one such word that every JavaScript object already has
ID_EXPECTED: Final = (
    "expected a small letter, then up to 63 small letters, digits and underscores, and not "
    f"`{RESERVED_ID}`"
)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines))


def one_line(text: str) -> str:
    """*text* in NFC on one line, without invisible characters and without outer spaces.

    Characters that cannot be seen or that reorder what is read are removed, not refused: they
    come with pasted text, and nobody means them.
    """
    return _SPACES.sub(" ", _visible(text)).strip()


def paragraphs(text: str) -> str:
    """The same, keeping line ends; no line ends in a space."""
    return "\n".join(line.rstrip() for line in _visible(text).split("\n")).strip()


def is_node_id(text: str) -> bool:
    """Whether *text* can be the id of a node or a group: ``[a-z][a-z0-9_]{0,63}``, not reserved."""
    return _NODE_ID.fullmatch(text) is not None and text != RESERVED_ID


def nearest(word: str, words: tuple[str, ...]) -> str | None:
    """The word of *words* that *word* is probably meant to be, or None."""
    from difflib import get_close_matches

    few = words[:_COMPARED]
    folded = {one.casefold().replace("-", "_").replace(" ", "_"): one for one in reversed(few)}
    sought = word[:80].casefold().replace("-", "_").replace(" ", "_")
    found = get_close_matches(sought, list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, words: tuple[str, ...]) -> str:
    """``; did you mean `x`?`` or nothing."""
    near = nearest(word, words)
    return f"; did you mean `{near}`?" if near else ""


def shortened(text: str, length: int = 40) -> str:
    """*text* on one line, cut to *length* characters, for use inside a message."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "replicas", "p95 latency", "TTL"."""
    first = label.split(" ", 1)[0]
    is_name = len(first) > 1 and not (first[0].isupper() and first[1:].islower())
    return label if is_name else label[0].lower() + label[1:]


def listed(words: tuple[str, ...], *, most: int = 12) -> str:
    """``a, b or c``, cut after *most* words."""
    if len(words) > most:
        return ", ".join(words[:most]) + ", …"
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
