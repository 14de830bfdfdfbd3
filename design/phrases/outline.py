"""Where a place in a design file is, from its lines alone: the file need not be readable yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

LONGEST_FILE: Final = 2_000_000
_LINE: Final = re.compile(
    r"(?P<indent> *)(?P<dash>(?:- +|-$)*)"
    r"(?:(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#{}\[\],\"'][^:#{}\[\]]*?) *(?P<colon>:(?=\s|$)))?"
    r"(?P<rest>.*)"
)
_ENTRY: Final = re.compile(r"\s*[\"']?(?P<key>[\w -]+?)[\"']?\s*:\s*(?P<value>[^,{}\[\]]*)")
_KINDS: Final = frozenset(map(str, Kind))


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how far in its key or text stands, and what follows the colon of its key.

    ``dash`` is the column of the `-` before it, None where there is none. Columns count from 0.
    """

    number: int
    indent: int
    dash: int | None
    key: str
    value: str
    value_at: int
    is_blank: bool


def line_of(number: int, text: str) -> Line:
    """*text* as a line of a file."""
    match = _LINE.match(text)
    if match is None:
        return Line(number, 0, None, "", text, 0, is_blank=True)
    dash = len(match["indent"]) if match["dash"] else None
    indent = len(match["indent"]) + len(match["dash"])
    key = (match["key"] or "").strip() if match["colon"] else ""
    at = match.start("rest") if match["colon"] else indent
    rest = text[at:]
    at += len(rest) - len(rest.lstrip())
    is_blank = not text.strip() or text.lstrip().startswith("#")
    return Line(number, indent, dash, key.strip("\"'"), rest.strip(), at, is_blank)


class Outline:
    """The keys above every line, and the kinds of the nodes."""

    def __init__(self, text: str) -> None:
        self.texts = text.split("\n")
        self.lines = [line_of(number, one) for number, one in enumerate(self.texts)]
        self.kinds = dict(self._kinds())

    def parents(self, place: Line) -> list[Line]:
        """The lines whose keys *place* stands under, outermost first."""
        found: list[Line] = []
        limit = place.indent if place.dash is None else place.dash
        in_list = place.dash is not None
        for line in reversed(self.lines[: place.number]):
            if line.is_blank or (limit <= 0 and not in_list):
                continue
            if line.dash is None:
                level_list = in_list and line.indent == limit and line.key and not line.value
                if line.indent < limit or level_list:
                    found += [line] if line.key else []
                    limit, in_list = line.indent, False
            elif line.dash < limit:
                if line.key and line.indent < limit:
                    found.append(line)
                limit, in_list = line.dash, True
        return found[::-1]

    def beside(self, place: Line) -> Iterator[Line]:
        """The other lines of the mapping that *place* stands in."""
        above = reversed(self.lines[: place.number]) if place.dash is None else ()
        for line in above:
            if line.is_blank or line.indent > place.indent:
                continue
            if line.indent < place.indent:
                break
            yield line
            if line.dash is not None:
                break
        for line in self.lines[place.number + 1 :]:
            if line.is_blank or (line.indent > place.indent and line.dash is None):
                continue
            if line.indent < place.indent or (
                (line.dash or 0) < place.indent and line.dash is not None
            ):
                break
            if line.indent == place.indent:
                yield line

    def section(self, name: str) -> Iterator[Line]:
        """The lines directly under the key *name* at the left margin."""
        inside, depth = False, 0
        for line in self.lines:
            if line.is_blank:
                continue
            if line.indent == 0:
                inside, depth = line.key == name, 0
            elif inside:
                depth = depth or line.indent
                if line.indent == depth:
                    yield line

    def _kinds(self) -> Iterator[tuple[str, Kind | None]]:
        for line in self.section("nodes"):
            if line.key:
                yield line.key, self._kind_of(line)

    def _kind_of(self, line: Line) -> Kind | None:
        if line.value and not line.value.startswith("{"):
            return _kind(line.value)
        if line.value:
            return _kind(dict(entries(line.value)).get("kind", ""))
        for one in self.lines[line.number + 1 :]:
            if not one.is_blank and one.indent <= line.indent:
                break
            if one.key == "kind":
                return _kind(one.value)
        return None


def entries(text: str) -> Iterator[tuple[str, str]]:
    """The keys and values of a mapping in braces, as far as it is written."""
    for piece in text.lstrip("{ ").split(","):
        match = _ENTRY.match(piece)
        if match is not None:
            yield match["key"], match["value"].strip().strip("\"'")


def _kind(text: str) -> Kind | None:
    word = text.split("#", maxsplit=1)[0].strip().strip("\"'")
    return Kind(word) if word in _KINDS else None


_ARROW: Final = re.compile(
    r"[\"']?\s*(?P<source>[\w-]*?)\s*(?:(?P<arrow>-+>|=+>|→)\s*(?P<target>\w*)"
    r"(?P<colon>\s*:\s*(?P<relation>\w*))?)?"
)


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge as far as it is written."""

    source: str
    target: str | None
    relation: str | None


def arrow_of(text: str) -> Arrow | None:
    """The edge in *text*, or None where it is none."""
    match = _ARROW.fullmatch(text.rstrip("\"'"))
    if match is None:
        return None
    target = match["target"] if match["arrow"] else None
    return Arrow(match["source"], target, match["relation"] if match["colon"] else None)


def relation_of(text: str | None) -> Relation | None:
    """The relation called *text*, or None."""
    return Relation(text) if text in set(map(str, Relation)) else None
