"""What a round needs from outside: a place to keep designs, a clock, and dice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from whiteboard.rounds.attempts import Attempt, AttemptRecord, Event


class StoreError(Exception):
    """Nothing was stored; ``message`` says why in words for the person at the board."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RevisionTakenError(StoreError):
    """Another writer stored this revision or gesture first; read again and try again."""


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """What is kept about a room beside its design.

    ``file`` is the name of the design file beside the store, without a folder. ``title`` and
    ``changed`` follow the newest gesture.
    """

    id: str
    epoch: str  # made anew with the room; a board that knows another one starts afresh
    file: str
    title: str
    created: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """One gesture as it was applied. ``changes`` is JSON."""

    room: str
    revision: int
    client: str
    seq: int
    changes: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredRefusal:
    """One gesture that was settled by refusing it. ``place`` is JSON."""

    room: str
    client: str
    seq: int
    message: str
    place: str
    options: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredDesign:
    """A design as a file of format JSON, as it was at *revision*."""

    room: str
    revision: int
    design: str


@dataclass(frozen=True, slots=True)
class NewEntries:
    """What one batch leaves behind; stored together or not at all."""

    room: str
    title: str
    changed: datetime
    edits: Sequence[StoredEdit] = ()
    refusals: Sequence[StoredRefusal] = ()


class DesignStore(Protocol):
    """Where rooms live. Every method may be called from any thread and raises ``StoreError``.

    When a method that writes returns, what it wrote survives a crash and a loss of power.
    """

    def create(self, room: RoomRecord, design: StoredDesign) -> None:
        """Keep a new room with the design it starts from, at revision 0.

        Raises ``RevisionTakenError`` when the id or the file name is taken.
        """

    def room(self, room: str) -> RoomRecord | None:
        """The record of *room*, or None when there is none."""

    def rooms(self) -> tuple[RoomRecord, ...]:
        """Every room, the one changed last first."""

    def append(self, entries: NewEntries) -> None:
        """Store all entries, or none of them.

        Raises ``RevisionTakenError`` when a (room, revision) or (room, client, seq) exists.
        """

    def edits(self, room: str, *, after: int) -> tuple[StoredEdit, ...]:
        """The gestures of *room* with a revision above *after*, in revision order."""

    def refusals(self, room: str) -> tuple[StoredRefusal, ...]:
        """The refused gestures of *room*, in the order of client and number."""

    def settled(self, room: str) -> dict[str, int]:
        """The highest number stored or refused, by client."""

    def keep_design(self, design: StoredDesign) -> None:
        """Keep *design* so that opening its room need not replay what is older; once or twice."""

    def newest_design(self, room: str) -> StoredDesign | None:
        """The kept design of *room* with the highest revision."""

    def delete(self, room: str) -> None:
        """Forget *room* and everything in it; its design file stays."""

    def close(self) -> None:
        """Release the store; no method may be called afterwards."""


class AttemptStore(Protocol):
    """Where practice attempts live. Every method may be called from any thread.

    Each raises ``StoreError``. An attempt outlives its room.
    """

    def begin(self, record: AttemptRecord) -> None:
        """Keep a new attempt. Raises ``RevisionTakenError`` when its room has one."""

    def add(self, room: str, number: int, event: Event) -> None:
        """Keep *event* as the one of that *number*, from 1; ``RevisionTakenError`` when taken."""

    def attempt(self, room: str) -> Attempt | None:
        """The attempt of *room*, or None when it has none."""

    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt, the one begun last first."""

    def forget(self, room: str) -> None:
        """Delete the attempt of *room* and every event of it."""


class DesignFiles(Protocol):
    """The folder in which a person finds their designs."""

    def write(self, name: str, text: str) -> None:
        """Put *text* into the file *name*, wholly or not at all. Raises ``StoreError``."""

    def names(self) -> frozenset[str]:
        """The names that are taken in the folder. Raises ``StoreError``."""

    def shown(self, name: str) -> str:
        """Where the file *name* is, as a person would look for it."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The present moment, with its time zone."""


class Dice(Protocol):
    """Names nobody can guess."""

    def room_id(self) -> str:
        """A new name of at least 128 random bits, of ``[A-Za-z0-9_-]``."""
