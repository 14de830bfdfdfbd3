"""Keeps rooms in one SQLite file, each acknowledged gesture on disk."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, cast

import apsw

from whiteboard.rounds.ports import (
    NewEntries,
    RevisionTakenError,
    RoomRecord,
    StoredDesign,
    StoredEdit,
    StoredRefusal,
    StoreError,
)
from whiteboard.store.schema import MIGRATIONS

# 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint and a write meet.
OLDEST_SQLITE: Final = (3, 51, 3)
OTHERS: Final = 0o077
SECONDS_TO_WAIT: Final = 10
KEPT_DESIGNS: Final = 2  # the newest, and one older in case the newest cannot be read


class SqliteStore:
    """A ``DesignStore`` in the file *path*; its folder must exist.

    One connection serves every thread of the process, one call at a time. Other processes may
    use the same file.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, make it when it is new, and bring its tables up to date.

        Raises ``StoreError`` when it cannot be opened or was written by a newer version.
        """
        refuse_unsafe_sqlite(apsw.sqlitelibversion())
        self._path = path
        self._lock = threading.RLock()
        try:
            # The names of rooms are the keys to them; what SQLite adds takes these permissions.
            path.touch(0o600)
            if path.stat().st_mode & OTHERS:
                path.chmod(0o600)
        except OSError as error:
            raise StoreError(f"The boards in {path} cannot be opened: {error.strerror}.") from error
        try:
            self._connection = apsw.Connection(str(path))
            self._prepare()
        except apsw.Error as error:
            raise StoreError(f"The boards in {path} cannot be opened: {error}.") from error

    def create(self, room: RoomRecord, design: StoredDesign) -> None:
        with self._writing() as connection:
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
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM room WHERE id = ?", (room,)).fetchone()
        return None if row is None else _record(cast("_Row", row))

    def rooms(self) -> tuple[RoomRecord, ...]:
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM room ORDER BY changed DESC, id").fetchall()
        return tuple(_record(row) for row in cast("list[_Row]", rows))

    def append(self, entries: NewEntries) -> None:
        with self._writing() as connection:
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
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT room, revision, client, seq, changes, at FROM edit"
                " WHERE room = ? AND revision > ? ORDER BY revision",
                (room, after),
            ).fetchall()
        found = cast("list[tuple[str, int, str, int, str, str]]", rows)
        return tuple(StoredEdit(*row[:5], datetime.fromisoformat(row[5])) for row in found)

    def refusals(self, room: str) -> tuple[StoredRefusal, ...]:
        with self._reading() as connection:
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
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT client, max(seq) FROM (SELECT client, seq FROM edit WHERE room = ?1"
                " UNION ALL SELECT client, seq FROM refusal WHERE room = ?1) GROUP BY client",
                (room,),
            ).fetchall()
        return dict(cast("list[tuple[str, int]]", rows))

    def keep_design(self, design: StoredDesign) -> None:
        with self._writing() as connection:
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
        with self._reading() as connection:
            row = connection.execute(
                "SELECT room, revision, design FROM design WHERE room = ?"
                " ORDER BY revision DESC LIMIT 1",
                (room,),
            ).fetchone()
        return None if row is None else StoredDesign(*cast("tuple[str, int, str]", row))

    def delete(self, room: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM room WHERE id = ?", (room,))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        connection = self._connection
        connection.set_busy_timeout(SECONDS_TO_WAIT * 1000)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        # FULL: an acknowledged gesture survives a loss of power, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        with self._writing():
            self._migrate()

    def _migrate(self) -> None:
        taken = int(self._connection.execute("PRAGMA user_version").get)
        if taken > len(MIGRATIONS):
            raise StoreError(
                f"{self._path} was written by a newer whiteboard (its tables are version {taken},"
                f" this one knows {len(MIGRATIONS)}). Update the whiteboard to open it."
            )
        for step in MIGRATIONS[taken:]:
            self._connection.execute(step).fetchall()
        self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        with self._lock:
            try:
                yield self._connection
            except apsw.Error as error:
                raise StoreError(f"The boards cannot be read: {error}.") from error

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        with self._lock:
            connection = self._connection
            try:
                # IMMEDIATE: wait for the lock here, where nothing has been read yet.
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except apsw.ConstraintError as error:
                raise RevisionTakenError(f"Somebody else was first: {error}.") from error
            except apsw.Error as error:
                raise StoreError(f"It could not be saved: {error}.") from error


def refuse_unsafe_sqlite(version: str) -> None:
    """Raise ``StoreError`` for a SQLite that can corrupt a database in WAL mode."""
    if tuple(int(part) for part in version.split(".")[:3]) < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(
            f"SQLite {version} can corrupt a database under load; the whiteboard needs {needed}"
            " or newer. Reinstall the package apsw from a wheel, which carries its own."
        )


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
