"""Graphviz DOT as a row of tokens with the line of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from design.exchange.refusal import refused

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\n]+|//[^\n]*|^\#[^\n]*|/\*)
  | (?P<word>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*|-?(?:\.\d+|\d+(?:\.\d*)?))
  | (?P<quoted>"[^"\\]*+(?:\\.[^"\\]*+)*+")
  | (?P<html><)
  | (?P<sign>->|--|[{}\[\]=,;:+])
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_ANGLE: Final = re.compile(r"[<>]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word (also a text in quotes or HTML) or a sign; ``end`` has neither text nor kind."""

    kind: str  # "word", "quoted", "html", "sign" or "end"
    text: str
    line: int

    @property
    def is_word(self) -> bool:
        """Whether it can name something."""
        return self.kind in {"word", "quoted", "html"}

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of *signs*."""
        return self.kind == "sign" and self.text in signs

    def is_keyword(self, *words: str) -> bool:
        """Whether it is one of *words*, in any case."""
        return self.kind == "word" and self.text.lower() in words


def tokens_of(text: str, file: str) -> Iterator[Token]:
    """The tokens of *text*, then one of kind ``end``; linear in its length."""
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            found = text[at : at + 20].split("\n", maxsplit=1)[0]
            wanted = "a text that ends" if found.startswith('"') else "a name, a text or a sign"
            raise refused(file, f"expected {wanted}, found `{found}`", line=line)
        kind, end = match.lastgroup or "", match.end()
        if match[0] == "/*":
            end = text.find("*/", end) + 2
            if end < 2:
                raise refused(file, "a comment that starts with `/*` does not end", line=line)
        elif kind == "html":
            end = _html_end(text, at, file, line)
            yield Token(kind, text[at + 1 : end - 1], line)
        elif kind == "quoted":
            yield Token(kind, match[0][1:-1].replace('\\"', '"').replace("\\\n", ""), line)
        elif kind != "space":
            yield Token(kind, match[0], line)
        line += text.count("\n", at, end)
        at = end
    yield Token("end", "", line)


def _html_end(text: str, start: int, file: str, line: int) -> int:
    depth, at = 0, start
    while True:
        match = _ANGLE.search(text, at)
        if match is None:
            raise refused(file, "an HTML label that starts with `<` does not end", line=line)
        depth += 1 if match[0] == "<" else -1
        at = match.end()
        if depth == 0:
            return at
