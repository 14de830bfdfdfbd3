"""The tables of the store, as the steps that made them."""

from __future__ import annotations

from typing import Final

# A step is never edited once released: a store remembers how many it has taken.
MIGRATIONS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE room (
        id TEXT PRIMARY KEY,
        epoch TEXT NOT NULL,
        file TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT;

    CREATE TABLE edit (
        room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
        revision INTEGER NOT NULL CHECK (revision > 0),
        client TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        changes TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (room, revision),
        UNIQUE (room, client, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE refusal (
        room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
        client TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        message TEXT NOT NULL,
        place TEXT NOT NULL,
        options TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (room, client, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE design (
        room TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
        revision INTEGER NOT NULL,
        design TEXT NOT NULL,
        PRIMARY KEY (room, revision)
    ) STRICT;
    """,
    """
    CREATE TABLE attempt (
        room TEXT PRIMARY KEY,
        began TEXT NOT NULL,
        record TEXT NOT NULL
    ) STRICT;

    CREATE TABLE attempt_event (
        room TEXT NOT NULL REFERENCES attempt (room) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0),
        event TEXT NOT NULL,
        PRIMARY KEY (room, number)
    ) STRICT, WITHOUT ROWID;
    """,
)
