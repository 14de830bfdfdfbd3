"""A design store that forgets everything when the process ends."""

from __future__ import annotations

import threading
from dataclasses import replace

from whiteboard.rounds.ports import (
    NewEntries,
    RevisionTakenError,
    RoomRecord,
    StoredDesign,
    StoredEdit,
    StoredRefusal,
    StoreError,
)


class MemoryStore:
    """Keeps the promises of ``DesignStore``, except that nothing outlives it.

    ``failing`` makes the next writes fail, as a full disk would.
    """

    def __init__(self) -> None:
        self.failing = False
        self._lock = threading.RLock()
        self._rooms: dict[str, RoomRecord] = {}
        self._edits: dict[str, list[StoredEdit]] = {}
        self._refusals: dict[str, list[StoredRefusal]] = {}
        self._designs: dict[str, list[StoredDesign]] = {}

    def create(self, room: RoomRecord, design: StoredDesign) -> None:
        with self._lock:
            self._may_write()
            files = {one.file for one in self._rooms.values()}
            if room.id in self._rooms or room.file in files:
                raise RevisionTakenError("Somebody else was first.")
            self._rooms[room.id] = room
            self._edits[room.id] = []
            self._refusals[room.id] = []
            self._designs[room.id] = [design]

    def room(self, room: str) -> RoomRecord | None:
        with self._lock:
            return self._rooms.get(room)

    def rooms(self) -> tuple[RoomRecord, ...]:
        with self._lock:
            by_id = sorted(self._rooms.values(), key=lambda one: one.id)
            return tuple(sorted(by_id, key=lambda one: one.changed, reverse=True))

    def append(self, entries: NewEntries) -> None:
        with self._lock:
            self._may_write()
            revisions = {one.revision for one in self._edits[entries.room]}
            numbers = {(one.client, one.seq) for one in self._edits[entries.room]}
            refused = {(one.client, one.seq) for one in self._refusals[entries.room]}
            for edit in entries.edits:
                if edit.revision in revisions or (edit.client, edit.seq) in numbers:
                    raise RevisionTakenError("Somebody else was first.")
            for refusal in entries.refusals:
                if (refusal.client, refusal.seq) in refused:
                    raise RevisionTakenError("Somebody else was first.")
            self._edits[entries.room] += entries.edits
            self._refusals[entries.room] += entries.refusals
            if entries.edits:
                self._rooms[entries.room] = replace(
                    self._rooms[entries.room], title=entries.title, changed=entries.changed
                )

    def edits(self, room: str, *, after: int) -> tuple[StoredEdit, ...]:
        with self._lock:
            found = [one for one in self._edits.get(room, []) if one.revision > after]
            return tuple(sorted(found, key=lambda one: one.revision))

    def refusals(self, room: str) -> tuple[StoredRefusal, ...]:
        with self._lock:
            return tuple(
                sorted(self._refusals.get(room, []), key=lambda one: (one.client, one.seq))
            )

    def settled(self, room: str) -> dict[str, int]:
        with self._lock:
            highest: dict[str, int] = {}
            for one in (*self._edits.get(room, []), *self._refusals.get(room, [])):
                highest[one.client] = max(one.seq, highest.get(one.client, 0))
            return highest

    def keep_design(self, design: StoredDesign) -> None:
        with self._lock:
            self._may_write()
            kept = [one for one in self._designs[design.room] if one.revision != design.revision]
            kept.append(design)
            kept.sort(key=lambda one: one.revision)
            self._designs[design.room] = [kept[0], *kept[1:][-2:]]

    def newest_design(self, room: str) -> StoredDesign | None:
        with self._lock:
            return max(self._designs.get(room, []), key=lambda one: one.revision, default=None)

    def delete(self, room: str) -> None:
        with self._lock:
            self._may_write()
            for table in (self._rooms, self._edits, self._refusals, self._designs):
                table.pop(room, None)

    def close(self) -> None:
        """Nothing is held open."""

    def _may_write(self) -> None:
        if self.failing:
            raise StoreError("It could not be saved: the disk is full.")
