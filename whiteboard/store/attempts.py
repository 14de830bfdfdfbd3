"""Keeps practice attempts in the SQLite file of the boards; an attempt outlives its room."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from whiteboard.rounds.attempts import EVENTS, Attempt, AttemptRecord

if TYPE_CHECKING:
    from whiteboard.rounds.attempts import Event
    from whiteboard.store.database import Database


class SqliteAttempts:
    """An ``AttemptStore`` in *database*."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, record: AttemptRecord) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO attempt VALUES (?, ?, ?)",
                (record.room, record.began.isoformat(), record.model_dump_json()),
            )

    def add(self, room: str, number: int, event: Event) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO attempt_event VALUES (?, ?, ?)",
                (room, number, event.model_dump_json()),
            )

    def attempt(self, room: str) -> Attempt | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT record FROM attempt WHERE room = ?", (room,)
            ).fetchone()
        return None if row is None else self._whole(cast("tuple[str]", row)[0])

    def attempts(self) -> tuple[Attempt, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT record FROM attempt ORDER BY began DESC, room"
            ).fetchall()
        return tuple(self._whole(row[0]) for row in cast("list[tuple[str]]", rows))

    def forget(self, room: str) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempt WHERE room = ?", (room,))

    def _whole(self, text: str) -> Attempt:
        record = AttemptRecord.model_validate_json(text)
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT event FROM attempt_event WHERE room = ? ORDER BY number", (record.room,)
            ).fetchall()
        events = (EVENTS.validate_json(row[0]) for row in cast("list[tuple[str]]", rows))
        return Attempt(record, tuple(events))
