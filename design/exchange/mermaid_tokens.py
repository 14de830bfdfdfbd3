"""The pieces of a Mermaid flowchart: node ids, shapes with their text, links with theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from design.exchange.html_text import decoded, text_of
from design.exchange.refusal import refused
from design.exchange.sketch import Heads, Shape
from design.formats import FormatError

_ID: Final = re.compile(r"(?:\w|[-./](?=\w)|:(?=\w)|#(?=\w))+")
_SPACE: Final = re.compile(r"[ \t]*")
_CLOSED: Final = re.compile(
    r"(?P<head>[<xo]?)(?:(?P<line>--+)(?P<tail>[-xo>])|(?P<thick>==+)(?P<thick_tail>[=xo>])"
    r"|(?P<dots>-\.+-)(?P<dots_tail>[xo>]?)|(?P<hidden>~~~+))"
)
_OPEN: Final = re.compile(r"(?P<head>[<xo]?)(?P<kind>--|==|-\.)")
_ENDS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "--": re.compile(r"--+(?P<tail>[-xo>])"),
        "==": re.compile(r"==+(?P<tail>[=xo>])"),
        "-.": re.compile(r"-?\.+-(?P<tail>[xo>]?)"),
    }
)
_EDGE_ID: Final = re.compile(r"[\w-]+@(?=[<xo]?(?:--|==|-\.|~~~))")
_FAR: Final = 4000  # characters in which a shape or a link must end
_OPENERS: Final[tuple[tuple[str, tuple[str, ...], Shape], ...]] = (
    ("(((", (")))",), Shape.BOX),
    ("((", ("))",), Shape.BOX),
    ("([", ("])",), Shape.BOX),
    ("[[", ("]]",), Shape.BOX),
    ("[(", (")]",), Shape.STORE),
    ("[/", ("/]", "\\]"), Shape.BOX),
    ("[\\", ("\\]", "/]"), Shape.BOX),
    ("{{", ("}}",), Shape.BOX),
    ("{", ("}",), Shape.CHOICE),
    ("(", (")",), Shape.BOX),
    ("[", ("]",), Shape.BOX),
    (">", ("]",), Shape.BOX),
)
_NAMED: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        **dict.fromkeys("cyl cylinder database db disk lin-cyl das h-cyl".split(), Shape.STORE),
        **dict.fromkeys("diam diamond decision question".split(), Shape.CHOICE),
        **dict.fromkeys("doc document docs documents lin-doc tag-doc".split(), Shape.DOCUMENT),
        **dict.fromkeys("notch-rect card paper-tape flag".split(), Shape.DOCUMENT),
        **dict.fromkeys("horizontal-cylinder queue".split(), Shape.QUEUE),
        **dict.fromkeys("cloud".split(), Shape.CLOUD),
        **dict.fromkeys("person actor".split(), Shape.PERSON),
    }
)
_HASH_ENTITY: Final = re.compile(r"#(\d{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_PAIR: Final = re.compile(r'\s*([\w-]+)\s*:\s*("[^"]*"|[^,\n"]*)')


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its text and which ends have heads; ``hidden`` ones only arrange."""

    text: str
    heads: Heads
    hidden: bool = False


class Scanner:
    """Walks through the text of a flowchart; every step takes time linear in what it passes."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text = text
        self.at = 0
        self._file = file
        self._line = first_line
        self._counted = 0

    @property
    def line(self) -> int:
        """The line of the present place, counted from 1."""
        if self.at < self._counted:
            self._line -= self.text.count("\n", self.at, self._counted)
        else:
            self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def refuse(self, message: str, near: str | None = None) -> FormatError:
        """The error that the present place is wrong."""
        column = self.at - self.text.rfind("\n", 0, self.at)
        return refused(self._file, message, line=self.line, column=column, near=near)

    def skip(self) -> None:
        """Pass spaces on this line."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def peek(self, length: int = 1) -> str:
        """The next characters."""
        return self.text[self.at : self.at + length]

    def rest_of_line(self) -> str:
        """Pass the rest of this line and give it."""
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        found = self.text[self.at : end]
        self.at = end
        return found

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Pass *pattern* where it matches here."""
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match

    def node_id(self) -> str:
        """Pass the id of a node; empty when none stands here."""
        match = self.take(_ID)
        return match[0] if match else ""

    def shape(self) -> tuple[str, Shape] | None:
        """Pass a shape and give its text; None when none stands here."""
        start, sought = self.at, ""
        for opener, closers, shape in _OPENERS:
            if self.text.startswith(opener, start):
                self.at = start + len(opener)
                text = self._until(closers)
                if text is not None:
                    return text, shape
                sought = sought or closers[0]
        self.at = start
        if sought:
            found = self.text[start : start + 20].split("\n")[0]
            raise self.refuse(f"expected `{sought}` after `{found}`", sought)
        return None

    def _until(self, closers: tuple[str, ...]) -> str | None:
        """Pass the text of a shape and what ends it; None when nothing does."""
        self.skip()
        if self.peek() == '"':
            text = self.quoted()
            self.skip()
            for closer in closers:
                if self.text.startswith(closer, self.at):
                    self.at += len(closer)
                    return text
        else:
            ends = [
                (at, closer)
                for closer in closers
                if (at := self.text.find(closer, self.at, self.at + _FAR)) >= 0
            ]
            if ends:
                end, closer = min(ends)
                text = self.text[self.at : end]
                self.at = end + len(closer)
                return shown(text)
        return None

    def quoted(self) -> str:
        """Pass a text in quotes and give it."""
        end = self.text.find('"', self.at + 1)
        if end < 0:
            raise self.refuse('a text that starts with `"` does not end', '"')
        found = self.text[self.at + 1 : end]
        self.at = end + 1
        if found.startswith("`") and found.endswith("`") and len(found) > 1:
            found = found[1:-1].replace("**", "").replace("__", "")
        return shown(found)

    def settings(self) -> tuple[str | None, Shape, frozenset[str]]:
        """Pass `@{ ... }` and give the label, the shape and the other settings in it."""
        start = self.at
        self.at += 2
        end, inside = self.at, False
        while end < len(self.text) and (inside or self.text[end] != "}"):
            inside ^= self.text[end] == '"'
            end += 1
        if end >= len(self.text):
            self.at = start
            raise self.refuse("expected `}` after `@{`", "}")
        pairs = {
            key.lower(): value.strip().strip("'\"")
            for key, value in _PAIR.findall(self.text[self.at : end])
        }
        self.at = end + 1
        label = pairs.get("label")
        shape = _NAMED.get(pairs.get("shape", "").lower(), Shape.BOX)
        others = frozenset(pairs.keys() - {"label", "shape"})
        return shown(label) if label is not None else None, shape, others

    def link(self) -> Link | None:
        """Pass a link with its text; None when none stands here."""
        self.take(_EDGE_ID)
        start = self.at
        match = self.take(_CLOSED)
        if match is not None and self._is_text(match):
            self.at, match = start, None
        if match is None:
            return self._open_link()
        if match["hidden"]:
            self._piped()
            return Link("", Heads.NONE, hidden=True)
        tail = match["tail"] or match["thick_tail"] or match["dots_tail"] or ""
        return Link(self._piped(), _heads(match["head"], tail))

    def _is_text(self, match: re.Match[str]) -> bool:
        """Whether `--x...` begins a text: `A --xgboost--> B`."""
        tail, after = match["tail"] or match["thick_tail"], self.peek()
        if tail not in ("x", "o") or not after.isalpha() or len(match["line"] or "  ") > 2:
            return False
        end = self.text.find("\n", self.at)
        rest = self.text[self.at : min(end if end >= 0 else len(self.text), self.at + _FAR)]
        return "--" in rest or "==" in rest

    def _open_link(self) -> Link | None:
        start = self.at
        match = self.take(_OPEN)
        if match is None:
            return None
        kind = match["kind"]
        self.skip()
        if self.peek() == '"':
            text = self.quoted()
            self.skip()
            end = self.take(_ENDS[kind])
        else:
            end = _ENDS[kind].search(self.text, self.at, self.at + _FAR)
            text = shown(self.text[self.at : end.start()]) if end else ""
        if end is None or "\n" in text.strip("\n"):
            self.at = start
            raise self.refuse("a link does not end; expected an arrow such as `-->`", "-->")
        self.at = end.end()
        return Link(text.strip(), _heads(match["head"], end["tail"]))

    def _piped(self) -> str:
        """Pass `|text|` after a link."""
        self.skip()
        if self.peek() != "|":
            return ""
        self.at += 1
        self.skip()
        if self.peek() == '"':
            text = self.quoted()
            self.skip()
            end = self.at if self.peek() == "|" else -1
        else:
            end = self.text.find("|", self.at, self.at + _FAR)
            text = shown(self.text[self.at : max(end, self.at)])
        if end < 0:
            raise self.refuse("a text that starts with `|` does not end", "|")
        self.at = end + 1
        return text.strip()


def shown(text: str) -> str:
    """*text* as the drawing shows it: tags, entities and line breaks taken as what they mean."""
    plain = text_of(text.replace("\\n", "\n").replace("\n", "<br>") if "<" in text else text)
    if "<" not in text:
        plain = plain.replace("\\n", "\n")
    return _HASH_ENTITY.sub(_entity, plain)


def _entity(match: re.Match[str]) -> str:
    name = f"#{match[1]}" if match[1].isdigit() else match[1]
    return decoded(f"&{name};")


def _heads(head: str, tail: str) -> Heads:
    at_start, at_end = head in ("<", "x", "o") and head, tail in (">", "x", "o") and tail
    if at_start and at_end:
        return Heads.BOTH
    if at_end:
        return Heads.END
    return Heads.START if at_start else Heads.NONE
