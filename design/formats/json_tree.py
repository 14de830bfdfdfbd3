"""JSON as a tree of texts with places, which the standard reader does not give."""

from __future__ import annotations

import json.decoder
import re
from collections.abc import Callable
from json.decoder import JSONDecodeError
from typing import Final

from design.formats.tree import (
    DEEPEST,
    MOST_ITEMS,
    Broken,
    Entries,
    Items,
    Parsed,
    Scalar,
    Tree,
    add_entry,
)
from design.text import shortened

# Written in C; the published types leave it out.
_scan: Final[Callable[[str, int, bool], tuple[str, int]]] = vars(json.decoder)["scanstring"]
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(
    r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b"
)


def read_json_tree(text: str) -> Parsed:
    """The value in *text*, with the keys that stand twice. Raises Broken.

    Refuses NaN and Infinity, nesting deeper than 32 and more than 100 000 items.
    """
    reader = _Reader(text)
    if reader.at_end():
        return Parsed(None, [])
    found = reader.value()
    if not reader.at_end():
        raise reader.broken("expected the end of the file")
    return Parsed(found, reader.faults)


class _Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Broken] = []
        self._text = text
        self._at = 0
        self._depth = 0
        self._left = MOST_ITEMS
        self._line = 0
        self._line_start = 0

    def at_end(self) -> bool:
        self._skip()
        return self._at >= len(self._text)

    def broken(self, message: str) -> Broken:
        return Broken(f"not JSON: {message}", self._line, self._at - self._line_start)

    def value(self) -> Tree:
        self._skip()
        self._left -= 1
        if self._left < 0:
            raise self.broken(f"more than {MOST_ITEMS} items")
        sign = self._text[self._at : self._at + 1]
        if sign == '"':
            return self._string()
        if sign in ("{", "["):
            self._depth += 1
            if self._depth > DEEPEST:
                raise self.broken(f"nested deeper than {DEEPEST} levels")
            found = self._entries() if sign == "{" else self._items()
            self._depth -= 1
            return found
        return self._word()

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        end = match.end() if match else self._at
        lines = self._text.count("\n", self._at, end)
        if lines:
            self._line += lines
            self._line_start = self._text.rfind("\n", self._at, end) + 1
        self._at = end

    def _string(self) -> Scalar:
        line, column = self._line, self._at - self._line_start
        try:
            text, self._at = _scan(self._text, self._at + 1, True)
        except JSONDecodeError as error:
            raise self.broken(error.msg[0].lower() + error.msg[1:]) from error
        return Scalar(text, line, column, plain=False)

    def _word(self) -> Scalar:
        match = _WORD.match(self._text, self._at)
        if match is None:
            shown = shortened(self._text[self._at : self._at + 20].split("\n")[0])
            raise self.broken(
                f"expected a value, found `{shown}`" if shown else "the file ends here"
            )
        found = Scalar(match[0], self._line, self._at - self._line_start)
        self._at = match.end()
        return found

    def _next(self, *expected: str) -> str:
        self._skip()
        sign = self._text[self._at : self._at + 1]
        if sign not in expected or not sign:
            raise self.broken(f"expected {' or '.join(f'`{one}`' for one in expected)}")
        self._at += 1
        return sign

    def _items(self) -> Items:
        found = Items([], self._line, self._at - self._line_start)
        self._at += 1
        self._skip()
        if self._text[self._at : self._at + 1] == "]":
            self._at += 1
            return found
        while True:
            found.items.append(self.value())
            if self._next(",", "]") == "]":
                return found

    def _entries(self) -> Entries:
        found = Entries({}, self._line, self._at - self._line_start)
        self._at += 1
        self._skip()
        if self._text[self._at : self._at + 1] == "}":
            self._at += 1
            return found
        while True:
            self._skip()
            if self._text[self._at : self._at + 1] != '"':
                raise self.broken('expected a key in `"`')
            key = self._string()
            self._next(":")
            fault = add_entry(found, key, self.value())
            if fault is not None:
                self.faults.append(fault)
            if self._next(",", "}") == "}":
                return found
