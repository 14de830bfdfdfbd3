"""What is noted while a tree becomes a design: problems with their places, and lines of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeAlias, TypeVar

from design import limits
from design.fields import FieldError, Json
from design.fields.raw import is_empty
from design.fields.single import line, prose
from design.formats.problem import MOST_PROBLEMS, Problem
from design.formats.tree import Entries, Scalar, Tree, plain
from design.model import EdgeKey
from design.text import did_you_mean, listed, nearest, shortened
from design.vocabulary.kinds import Kind

E = TypeVar("E", bound=StrEnum)
Parts: TypeAlias = dict[str, tuple[Scalar, Tree]]


class EnoughProblems(Exception):  # noqa: N818 - it ends the reading, nothing more
    """As many problems are noted as anybody reads."""


class Ledger:
    """Reads small parts of a tree; what is wrong is noted and read as nothing."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.kinds: dict[str, Kind | None] = {}  # by node id; None where the node is a problem
        self.node_lines: dict[str, int] = {}
        self.edge_lines: dict[EdgeKey, int] = {}
        self.sticky_lines: dict[str, int] = {}
        self.field_lines: dict[tuple[str | EdgeKey, str], int] = {}

    def problem(self, at: Tree, path: str, message: str, near: str | None = None) -> None:
        """Note that something is wrong at a place; raises EnoughProblems at the fiftieth."""
        self.problems.append(Problem(self.file, at.line + 1, at.column + 1, path, message, near))
        if len(self.problems) >= MOST_PROBLEMS:
            raise EnoughProblems

    def refuse(self, at: Tree, path: str, error: FieldError) -> None:
        """Note that a value cannot be read."""
        self.problem(at, path, error.message, error.nearest)

    def unknown(self, at: Tree, path: str, word: str, known: tuple[str, ...], *, what: str) -> None:
        """Note that *word* is none of the *known* ones: the nearest, or all of them."""
        shown, near = shortened(word), nearest(word, known)
        hint = did_you_mean(word, known) if near else f"; expected {listed(known, most=40)}"
        self.problem(at, path, f"unknown {what} `{shown}`{hint}", near)

    def only(self, parts: Parts, known: tuple[str, ...], path: str) -> None:
        """Note every key that is none of the *known* ones."""
        for name, (key, _) in parts.items():
            if name not in known:
                self.unknown(key, f"{path}{shortened(name)}", name, known, what="key")

    def line(self, parts: Parts, name: str, path: str = "") -> str:
        """One line of text, empty when absent."""
        return self._text(parts, name, path, lambda raw: line(raw, length=limits.NAME_LENGTH))

    def prose(self, parts: Parts, name: str, path: str = "") -> str:
        """Text of several lines, empty when absent."""
        return self._text(parts, name, path, lambda raw: prose(raw, length=limits.NOTE_LENGTH))

    def _text(self, parts: Parts, name: str, path: str, read: Callable[[Json], str]) -> str:
        if name not in parts:
            return ""
        value = parts[name][1]
        raw = plain(value)
        try:
            return "" if raw is None else read(raw)
        except FieldError as error:
            self.refuse(value, f"{path}{name}", error)
            return ""

    def word(self, parts: Parts, name: str, words: type[E], path: str = "") -> E | None:
        """One word of a closed list, None when absent."""
        if name not in parts:
            return None
        value = parts[name][1]
        raw, options = plain(value), tuple(map(str, words))
        if isinstance(raw, str) and raw in options:
            return words(raw)
        shown = raw if isinstance(raw, str) else ""
        self.unknown(value, f"{path}{name}", shown, options, what=name)
        return None

    def section(self, parts: Parts, name: str) -> Iterator[tuple[Scalar, Tree]]:
        """The entries of a part that is a mapping."""
        if name not in parts:
            return
        value = parts[name][1]
        if isinstance(value, Entries):
            yield from value.entries.values()
        elif not is_empty(plain(value)):
            self.problem(value, name, f"expected a mapping: one entry per line, under `{name}:`")

    def mapping(self, value: Tree, path: str, example: str) -> Parts:
        """The entries of a mapping, none when it is empty."""
        if isinstance(value, Entries):
            return value.entries
        if not is_empty(plain(value)):
            self.problem(value, path, f"expected a mapping such as `{example}`")
        return {}

    def node(self, at: Tree, id_: str, path: str) -> str | None:
        """*id_* when a node is called so."""
        if id_ in self.kinds:
            return id_
        self._nobody(at, id_, path, tuple(self.kinds))
        return None

    def stands(self, at: Tree, id_: str, path: str) -> bool:
        """Whether a node that could be read, or a sticky note, is called *id_*."""
        if id_ in self.sticky_lines or id_ in self.kinds:
            return id_ in self.sticky_lines or self.kinds[id_] is not None
        self._nobody(at, id_, path, (*self.kinds, *self.sticky_lines))
        return False

    def _nobody(self, at: Tree, id_: str, path: str, ids: tuple[str, ...]) -> None:
        shown = shortened(id_)
        message = f"there is no node `{shown}`{did_you_mean(id_, ids)}"
        self.problem(at, path, message, nearest(id_, ids))
