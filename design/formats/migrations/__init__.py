"""How files of older format versions become files of this one.

A migration is a step from one version to the next, on the tree of texts before anything in it is
judged. Versions are contiguous, so a file of any age takes the same road.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from design.formats.tree import Broken, Entries, Scalar

VERSION_KEY: Final = "whiteboard"
FIRST_VERSION: Final = 1  # of a file that does not say


@dataclass(frozen=True, slots=True)
class Migration:
    """A step to *version* from the one before; ``up`` edits the tree in place."""

    version: int
    name: str
    up: Callable[[Entries], None]


MIGRATIONS: Final[tuple[Migration, ...]] = ()


def newest(migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """The version files are written in."""
    return FIRST_VERSION + len(migrations)


def version_of(tree: Entries) -> int | None:
    """The format version a file states, 1 when it states none, None when it is not a version."""
    stated = tree.entries.get(VERSION_KEY)
    if stated is None:
        return FIRST_VERSION
    value = stated[1]
    if not isinstance(value, Scalar) or not value.text.isascii() or not value.text.isdigit():
        return None
    return int(value.text) if len(value.text) < 9 else None


def migrate(tree: Entries, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring *tree* to the newest version, in place. Raises Broken.

    The first migration leads to version 2; each has the version after the one before it.
    """
    latest = newest(migrations)
    version = version_of(tree)
    if version is None or version < FIRST_VERSION:
        key, value = tree.entries[VERSION_KEY]
        raise Broken(
            f"expected the format version, `{VERSION_KEY}: {latest}`", value.line, key.column
        )
    if version > latest:
        key, value = tree.entries[VERSION_KEY]
        raise Broken(
            f"this file has format version {version}, and this program reads up to {latest}: "
            "a newer program wrote it",
            value.line,
            key.column,
        )
    for migration in migrations[version - FIRST_VERSION :]:
        migration.up(tree)
        if VERSION_KEY in tree.entries:
            key, value = tree.entries[VERSION_KEY]
            moved = Scalar(str(migration.version), value.line, value.column)
            tree.entries[VERSION_KEY] = (key, moved)
