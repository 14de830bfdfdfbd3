"""A file as a tree of texts with the place of each: what both file formats are read into.

Nothing is converted: a scalar is the text as typed, so ``no``, ``012``, ``12:30`` and ``1e3``
mean what the person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from design.fields import Json
from design.text import shortened

LARGEST_FILE: Final = 2_000_000  # bytes
DEEPEST: Final = 32
MOST_ITEMS: Final = 100_000
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Scalar:
    """One text; ``plain`` when it stood without quotes."""

    text: str
    line: int
    column: int
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Whether it says nothing."""
        return self.plain and self.text in _NULLS


@dataclass(slots=True)
class Items:
    """A list."""

    items: list[Tree]
    line: int
    column: int


@dataclass(slots=True)
class Entries:
    """A mapping, in file order; keys are unique."""

    entries: dict[str, tuple[Scalar, Tree]]
    line: int
    column: int


Tree: TypeAlias = Scalar | Items | Entries


class Broken(Exception):  # noqa: N818 - it never leaves the package
    """The text is not in its format; line and column count from 0."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(slots=True)
class Parsed:
    """A tree, and what is wrong with it that did not keep it from being built."""

    tree: Tree | None
    faults: list[Broken]


def add_entry(mapping: Entries, key: Scalar, value: Tree) -> Broken | None:
    """Put an entry into *mapping*; a key that stands there already is a fault."""
    before = mapping.entries.get(key.text)
    if before is None:
        mapping.entries[key.text] = (key, value)
        return None
    return Broken(
        f"`{shortened(key.text, 80)}` is written twice, on lines {before[0].line + 1} and "
        f"{key.line + 1}; keep one",
        key.line,
        key.column,
    )


def plain(tree: Tree) -> Json:
    """*tree* as plain data: texts, lists, mappings, and None where nothing stands."""
    if isinstance(tree, Scalar):
        return None if tree.is_null else tree.text
    if isinstance(tree, Items):
        return [plain(one) for one in tree.items]
    return {key: plain(value) for key, (_, value) in tree.entries.items()}
