"""Keeps rooms in one SQLite file, each acknowledged gesture on disk."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from whiteboard.rounds.ports import (
    NewEntries,
    RoomRecord,
    StoredDesign,
    StoredEdit,
    StoredRefusal,
)
from whiteboard.store.database import Database

KEPT_DESIGNS: Final = 2  # the newest, and one older in case the newest cannot be read


class SqliteStore:
    """A ``DesignStore`` in the file *path*; its folder must exist.

    One connection serves every thread of the process, one call at a time. Other processes may
    use the same file.
    """

    def __init__(self, path: Path, *, database: Database | None = None) -> None:
        """Open the file, or use *database*, which is open on it. Raises ``StoreError``."""
        self._database = Database(path) if database is None else database

    def create(self, room: RoomRecord, design: StoredDesign) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO room VALUES (?, ?, ?, ?, ?, ?)",
                (
                    room.id,
                    room.epoch,
                    room.file,
                    room.title,
                    room.created.isoformat(),
                    room.changed.isoformat(),
                ),
            )
            connection.execute(
                "INSERT INTO design VALUES (?, ?, ?)", (design.room, design.revision, design.design)
            )

    def room(self, room: str) -> RoomRecord | None:
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM room WHERE id = ?", (room,)).fetchone()
        return None if row is None else _record(cast("_Row", row))

    def rooms(self) -> tuple[RoomRecord, ...]:
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM room ORDER BY changed DESC, id").fetchall()
        return tuple(_record(row) for row in cast("list[_Row]", rows))

    def append(self, entries: NewEntries) -> None:
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO edit VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (one.room, one.revision, one.client, one.seq, one.changes, one.at.isoformat())
                    for one in entries.edits
                ],
            )
            connection.executemany(
                "INSERT INTO refusal VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        one.room,
                        one.client,
                        one.seq,
                        one.message,
                        one.place,
                        json.dumps(one.options),
                        one.at.isoformat(),
                    )
                    for one in entries.refusals
                ],
            )
            if entries.edits:
                connection.execute(
                    "UPDATE room SET title = ?, changed = ? WHERE id = ?",
                    (entries.title, entries.changed.isoformat(), entries.room),
                )

    def edits(self, room: str, *, after: int) -> tuple[StoredEdit, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT room, revision, client, seq, changes, at FROM edit"
                " WHERE room = ? AND revision > ? ORDER BY revision",
                (room, after),
            ).fetchall()
        found = cast("list[tuple[str, int, str, int, str, str]]", rows)
        return tuple(StoredEdit(*row[:5], datetime.fromisoformat(row[5])) for row in found)

    def refusals(self, room: str) -> tuple[StoredRefusal, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT room, client, seq, message, place, options, at FROM refusal"
                " WHERE room = ? ORDER BY client, seq",
                (room,),
            ).fetchall()
        found = cast("list[tuple[str, str, int, str, str, str, str]]", rows)
        return tuple(
            StoredRefusal(*row[:5], tuple(json.loads(row[5])), datetime.fromisoformat(row[6]))
            for row in found
        )

    def settled(self, room: str) -> dict[str, int]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT client, max(seq) FROM (SELECT client, seq FROM edit WHERE room = ?1"
                " UNION ALL SELECT client, seq FROM refusal WHERE room = ?1) GROUP BY client",
                (room,),
            ).fetchall()
        return dict(cast("list[tuple[str, int]]", rows))

    def keep_design(self, design: StoredDesign) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO design VALUES (?, ?, ?)",
                (design.room, design.revision, design.design),
            )
            # Revision 0 stays: from it and the log everything can be made again.
            connection.execute(
                "DELETE FROM design WHERE room = ?1 AND revision > 0 AND revision NOT IN"
                " (SELECT revision FROM design WHERE room = ?1 ORDER BY revision DESC LIMIT ?2)",
                (design.room, KEPT_DESIGNS),
            )

    def newest_design(self, room: str) -> StoredDesign | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT room, revision, design FROM design WHERE room = ?"
                " ORDER BY revision DESC LIMIT 1",
                (room,),
            ).fetchone()
        return None if row is None else StoredDesign(*cast("tuple[str, int, str]", row))

    def delete(self, room: str) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM room WHERE id = ?", (room,))

    def close(self) -> None:
        self._database.close()


_Row = tuple[str, str, str, str, str, str]


def _record(row: _Row) -> RoomRecord:
    room, epoch, file, title, created, changed = row
    return RoomRecord(
        room,
        epoch,
        file,
        title,
        datetime.fromisoformat(created),
        datetime.fromisoformat(changed),
    )
