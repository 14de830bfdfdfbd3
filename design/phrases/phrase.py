"""What a typed line was understood as, and what could be typed next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from design.changes.change import Change


class Role(StrEnum):
    """What a piece of the text is, for colouring it."""

    NODE = "node"
    FIELD = "field"
    ARROW = "arrow"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Understood:
    """What the text from ``start`` to ``end`` was taken for: "p95 latency = 30 ms on ranker"."""

    start: int
    end: int
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class PhraseError:
    """Why the text from ``start`` to ``end`` says nothing.

    ``expected`` are words that would be legal there, ``nearest`` those spelt most like it.
    """

    start: int
    end: int
    message: str
    expected: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line as it was read. With any error there are no changes."""

    changes: tuple[Change, ...] = ()
    understood: tuple[Understood, ...] = ()
    errors: tuple[PhraseError, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing to type next.

    Putting ``insert`` in place of the text from ``start`` to ``end`` types it; ``label`` is what a
    list shows and ``what`` says what it is.
    """

    insert: str
    start: int
    end: int
    label: str
    what: str
