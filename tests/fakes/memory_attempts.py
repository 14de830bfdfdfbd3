"""A store of practice attempts that forgets everything when the process ends."""

from __future__ import annotations

import threading

from whiteboard.rounds.attempts import Attempt, AttemptRecord, Event
from whiteboard.rounds.ports import RevisionTakenError, StoreError


class MemoryAttempts:
    """Keeps the promises of ``AttemptStore``, except that nothing outlives it.

    ``failing`` makes the next writes fail, as a full disk would.
    """

    def __init__(self) -> None:
        self.failing = False
        self._lock = threading.RLock()
        self._attempts: dict[str, Attempt] = {}

    def begin(self, record: AttemptRecord) -> None:
        with self._lock:
            self._may_write()
            if record.room in self._attempts:
                raise RevisionTakenError("Somebody else was first.")
            self._attempts[record.room] = Attempt(record)

    def add(self, room: str, number: int, event: Event) -> None:
        with self._lock:
            self._may_write()
            known = self._attempts.get(room)
            if known is None or number != len(known.events) + 1:
                raise RevisionTakenError("Somebody else was first.")
            self._attempts[room] = known.after(event)

    def attempt(self, room: str) -> Attempt | None:
        with self._lock:
            return self._attempts.get(room)

    def attempts(self) -> tuple[Attempt, ...]:
        with self._lock:
            by_room = sorted(self._attempts.values(), key=lambda one: one.record.room)
            return tuple(sorted(by_room, key=lambda one: one.record.began, reverse=True))

    def forget(self, room: str) -> None:
        with self._lock:
            self._may_write()
            self._attempts.pop(room, None)

    def _may_write(self) -> None:
        if self.failing:
            raise StoreError("It could not be saved: the disk is full.")
