"""The rooms of this server: made from a design, found by their unguessable name, kept open."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import OrderedDict
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from design.changes import difference
from whiteboard.rounds.autosave import Autosave
from whiteboard.rounds.documents import changes_json, text_to_keep
from whiteboard.rounds.ports import RevisionTakenError, RoomRecord, StoredDesign, StoreError
from whiteboard.rounds.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from design.fields import Json
    from design.model import Design
    from whiteboard.rounds.attempts import Attempt
    from whiteboard.rounds.gestures import Judge, Settled, Update
    from whiteboard.rounds.ports import Clock, DesignFiles, DesignStore, Dice

OPEN_ROOMS: Final = 200
ATTEMPTS: Final = 20
_FILE_LENGTH: Final = 60
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class RoomUnknownError(Exception):
    """There is no such room."""


class RoomRefusedError(Exception):
    """The page asked for something a room does not do; the text says why."""


def _nobody_practises(_room: str) -> None:
    return None


class Rooms:
    """Every room of one store. Every method may be called from any thread.

    A room is opened once and stays open while somebody watches it, so that everybody talks to
    the same one.
    """

    def __init__(
        self,
        *,
        store: DesignStore,
        files: DesignFiles,
        clock: Clock,
        dice: Dice,
        judge: Judge,
        attempt_of: Callable[[str], Attempt | None] = _nobody_practises,
    ) -> None:
        self._attempt_of = attempt_of
        self._store = store
        self._files = files
        self._clock = clock
        self._dice = dice
        self._judge = judge
        self._autosave = Autosave(files)
        self._lock = threading.RLock()
        self._open: OrderedDict[str, Room] = OrderedDict()

    def create(self, design: Design) -> Room:
        """A new room that starts from *design*. Raises ``StoreError``."""
        for _ in range(ATTEMPTS):
            now = self._clock.now()
            name = self._dice.room_id()
            record = RoomRecord(
                name, self._dice.room_id(), self._free_file(design.title), design.title, now, now
            )
            try:
                self._store.create(record, StoredDesign(name, 0, text_to_keep(design)))
            except RevisionTakenError:
                continue  # another process took the file name
            return self.open(name)
        raise StoreError("No file name is free for a new board.")

    def open(self, room: str) -> Room:
        """The room of that name. Raises ``RoomUnknownError`` and ``StoreError``."""
        with self._lock:
            found = self._open.get(room)
            if found is None:
                found = self._open[room] = self._opened(room)
                self._autosave.save(found.state.record.file, found.state.design)
                self._close_idle()
            self._open.move_to_end(room)
            return found

    def opened(self, room: str) -> Room | None:
        """The room of that name if it is open."""
        with self._lock:
            return self._open.get(room)

    def recent(self) -> tuple[RoomRecord, ...]:
        """Every room, the one changed last first. Raises ``StoreError``."""
        return self._store.rooms()

    def delete(self, room: str) -> None:
        """Forget a room and everything in it; its design file stays. Raises ``StoreError``.

        Boards that are open on it can save nothing any more.
        """
        with self._lock:
            self._autosave.flush()
            self._store.delete(room)
            self._open.pop(room, None)

    def act(self, room: Room, changes: Json) -> Settled:
        """Carry out *changes* as one gesture of the page around the board.

        Raises ``RoomRefusedError`` when they are refused and ``StoreError`` when nothing could
        be stored.
        """
        return self._act(room, lambda _: changes)

    def _act(self, room: Room, make: Callable[[Design], Json]) -> Settled:
        # A client of its own for each act: a page has no count that outlives a rerun.
        settled = room.act(self._dice.room_id(), make)
        for refusal in settled.refusals:
            raise RoomRefusedError(refusal.message)
        return settled

    def replace(self, room: Room, design: Design) -> Settled:
        """Put *design* in place of what is on the board, as one gesture that can be undone.

        Raises as ``act`` does.
        """
        return self._act(room, lambda old: changes_json(difference(old, design)))

    def undo(self, room: Room, settled: Settled) -> Settled:
        """Take back what *settled* did. Raises as ``act`` does."""
        return self.act(room, changes_json(settled.inverse))

    def saved_to(self, record: RoomRecord) -> str:
        """Where the design file of a room is, as a person would look for it."""
        return self._files.shown(record.file)

    def flush(self) -> None:
        """Write every design file that waits to be written."""
        self._autosave.flush()

    def close(self) -> None:
        """Write what waits and release the store."""
        self.flush()
        self._store.close()

    def _opened(self, room: str) -> Room:
        record = self._store.room(room) if _NAME.fullmatch(room) else None
        if record is None:
            raise RoomUnknownError
        return Room(
            record,
            store=self._store,
            clock=self._clock,
            judge=self._judge,
            on_stored=self._save,
            attempt=self._attempt_of(room),
        )

    def _save(self, update: Update) -> None:
        self._autosave.save(update.after.record.file, update.after.design)

    def _close_idle(self) -> None:
        for name in [name for name, room in self._open.items() if not room.is_watched]:
            if len(self._open) <= OPEN_ROOMS:
                return
            del self._open[name]

    def _free_file(self, title: str) -> str:
        stem = slug(title) or "board"
        taken = self._files.names() | {one.file for one in self._store.rooms()}
        names = chain([f"{stem}.yaml"], (f"{stem}-{number}.yaml" for number in count(2)))
        return next(name for name in names if name not in taken)


def slug(title: str) -> str:
    """*title* as a file name of ``[a-z0-9-]``, at most 60 characters; may be empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_FILE_LENGTH].strip("-")
