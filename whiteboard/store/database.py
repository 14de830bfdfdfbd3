"""One SQLite file and the connection to it: opened safely, its tables up to date."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import apsw

from whiteboard.rounds.ports import RevisionTakenError, StoreError
from whiteboard.store.schema import MIGRATIONS

# 3.7.0 to 3.51.2 can corrupt a database in WAL mode when a checkpoint and a write meet.
OLDEST_SQLITE: Final = (3, 51, 3)
OTHERS: Final = 0o077
SECONDS_TO_WAIT: Final = 10


class Database:
    """The file *path*; its folder must exist.

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

    def close(self) -> None:
        """Release the file."""
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
        with self.writing():
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
    def reading(self) -> Iterator[apsw.Connection]:
        """The connection to read with. What goes wrong is a ``StoreError``."""
        with self._lock:
            try:
                yield self._connection
            except apsw.Error as error:
                raise StoreError(f"The boards cannot be read: {error}.") from error

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """The connection inside a transaction, kept whole or not at all.

        Raises ``RevisionTakenError`` where a row is there already, else ``StoreError``.
        """
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
