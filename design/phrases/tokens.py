"""A typed line cut into statements, columns of items between arrows, and words with places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from design.text import one_line

_BODY: Final = r'[A-Za-z](?:"[^"\n]*"|(?!-+>|=>|<-)[^";\n→←]){0,200}?'
_PIECE: Final = re.compile(
    rf"""
    (?P<quoted>"[^"\n]*"|“[^”\n]*”)
  | (?P<end>[;\n])
  | (?P<forth>(?<![^\s"”])-(?:-\s*)?(?P<said>{_BODY})\s*-+>)
  | (?P<back><-(?:-\s*(?P<aloud>{_BODY})\s*--+|(?P<quietly>{_BODY})(?<!\s)-)(?=[\s"“]|$))
  | (?P<plain>-+>|=+>(?!=)|→)
  | (?P<plain_back><-+(?!\d)|←)
  | (?P<comma>,(?!\d)|(?<!\d),)
  | (?P<space>[^\S\n]+)
  | (?P<word>.)
    """,
    re.VERBOSE,
)
_GAP: Final = r"(?<![<>=~!])=(?:(?=[<>]=)|(?![<>=]))|:(?=\s|$)|(?<=[^\W\d]):"
_WORD: Final = re.compile(rf"(?P<gap>{_GAP})|(?P<rest>(?:(?!{_GAP}).)+)")


class Token(NamedTuple):
    """One word, or a text in quotes, with its place in the line."""

    text: str
    start: int
    end: int
    quoted: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether it is the `=` or `:` between a field and its value."""
        return not self.quoted and self.text in {"=", ":"}


Words = tuple[Token, ...]


@dataclass(slots=True)
class Join:
    """An arrow between two columns, with what is said on it."""

    start: int
    end: int
    forward: bool
    words: Words = ()


@dataclass(slots=True)
class Statement:
    """One chain: columns of items with arrows between them."""

    start: int
    columns: list[list[Words]] = field(default_factory=lambda: [[()]])
    joins: list[Join] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said."""
        return not self.joins and not any(any(items) for items in self.columns)


def statements(text: str) -> list[Statement]:
    """The chains of *text* that say something; every text has some reading."""
    return [one for one in every_statement(text) if not one.is_blank]


def every_statement(text: str) -> list[Statement]:
    """The chains of *text*, blank ones included: the last one is what is being typed."""
    found = [Statement(0)]
    last_word: list[tuple[int, int]] = []  # a word under way

    def close() -> None:
        if last_word:
            (start, end) = last_word.pop()
            _add(found[-1], split_words(text[start:end], start))

    for match in _PIECE.finditer(text):
        kind, start, end = match.lastgroup, *match.span()
        if kind == "word":
            last_word[:] = [(last_word[0][0] if last_word else start, end)]
            continue
        close()
        if kind == "end":
            found.append(Statement(end))
        elif kind == "quoted":
            content = one_line(match["quoted"][1:-1])
            _add(found[-1], [Token(content, start, end, quoted=True)] if content else [])
        elif kind == "comma":
            found[-1].columns[-1].append(())
        elif kind != "space":
            _join(found[-1], match)
    close()
    return found


def _add(statement: Statement, words: Sequence[Token]) -> None:
    items = statement.columns[-1]
    items[-1] = (*items[-1], *words)


def _join(statement: Statement, match: re.Match[str]) -> None:
    name = next(
        (one for one in ("said", "aloud", "quietly") if match[one] is not None),
        None,
    )
    words: Words = ()
    if name is not None:
        words = tuple(words_of(match[name], match.start(name)))
    forward = match["forth"] is not None or match["plain"] is not None
    statement.joins.append(Join(*match.span(), forward, words))
    statement.columns.append([()])


def words_of(text: str, offset: int = 0) -> Iterator[Token]:
    """The words and quoted texts of *text*, none of which is an arrow."""
    for match in re.finditer(r'"(?P<quoted>[^"\n]*)"|[^\s"]+', text):
        start = offset + match.start()
        if match["quoted"] is not None:
            content = one_line(match["quoted"])
            if content:
                yield Token(content, start, offset + match.end(), quoted=True)
        else:
            yield from split_words(match.group(), start)


def split_words(text: str, offset: int) -> list[Token]:
    """A run without spaces as words: `p95=30` is three."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group().rstrip(",")
        content = one_line(word)
        if content:
            start = offset + match.start()
            found.append(Token(content, start, start + len(word)))
    return found


def typed(words: Sequence[Token]) -> str:
    """*words* as one text, spaced as typed; of a quoted text, what stands in the quotes."""
    found = ""
    for at, one in enumerate(words):
        apart = at > 0 and words[at - 1].end < one.start
        found += f" {one.text}" if apart else one.text
    return found


def span(words: Sequence[Token]) -> tuple[int, int]:
    """Where *words* stand."""
    return words[0].start, words[-1].end
