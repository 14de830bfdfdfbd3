"""XML as a tree, read without anything that can reach outside it or grow: no document types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from design.exchange.refusal import refused

_DEEPEST: Final = 40
_MOST_ELEMENTS: Final = 200_000


@dataclass(slots=True)
class Element:
    """One element; ``text`` is what stands in it and in none of its children."""

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(self.texts).strip()

    def get(self, name: str) -> str:
        """An attribute, empty when absent."""
        return self.attributes.get(name, "")

    def child(self, name: str) -> Element | None:
        """The first child called *name*."""
        return next((one for one in self.children if one.name == name), None)


def read_xml(text: str, file: str, *, line: int = 1) -> Element:
    """The element that *text* is; *line* is where it starts in the file.

    Document types are refused, and with them every entity but the five of XML.
    """
    return _Builder(file, line).build(text)


class _Builder:
    def __init__(self, file: str, line: int) -> None:
        self._file = file
        self._first = line - 1
        self._open: list[Element] = []
        self._root: Element | None = None
        self._left = _MOST_ELEMENTS
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.EntityDeclHandler = self._document_type

    def build(self, text: str) -> Element:
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code) or "not well-formed"
            raise refused(
                self._file,
                f"not XML: {what}",
                line=self._first + error.lineno,
                column=error.offset + 1,
            ) from error
        if self._root is None:
            raise refused(self._file, "not XML: no element")
        return self._root

    @property
    def _line(self) -> int:
        return self._first + self._parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise refused(self._file, f"more than {_MOST_ELEMENTS} elements", line=self._line)
        if len(self._open) >= _DEEPEST:
            raise refused(
                self._file, f"elements are nested deeper than {_DEEPEST} levels", line=self._line
            )
        element = Element(name, attributes, self._line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _data(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _document_type(self, *_: object) -> None:
        raise refused(
            self._file,
            "a document type, which may hide anything; expected plain XML",
            line=self._line,
        )
