"""What SQLite promises beyond the contract: its file, its settings, its version."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import apsw
import pytest

from whiteboard.rounds.ports import NewEntries, RoomRecord, StoredDesign, StoredEdit, StoreError
from whiteboard.store.database import refuse_unsafe_sqlite
from whiteboard.store.schema import MIGRATIONS
from whiteboard.store.sqlite import SqliteStore

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_another_connection_reads_what_was_acknowledged(tmp_path):
    path = tmp_path / "boards.db"
    first = SqliteStore(path)
    first.create(RoomRecord("r", "e", "a.yaml", "", NOW, NOW), StoredDesign("r", 0, "{}"))
    edit = StoredEdit("r", 1, "alice", 1, "[]", NOW)

    first.append(NewEntries("r", "", NOW, (edit,)))

    second = SqliteStore(path)
    assert (edit,) == second.edits("r", after=0)
    second.close()
    first.close()


def test_a_commit_waits_for_the_disk(tmp_path):
    store = SqliteStore(tmp_path / "boards.db")

    assert "wal" == store._database._connection.execute("PRAGMA journal_mode").get
    assert 2 == store._database._connection.execute("PRAGMA synchronous").get
    store.close()


def test_a_store_of_a_newer_version_is_refused_in_words(tmp_path):
    path = tmp_path / "boards.db"
    SqliteStore(path).close()
    connection = apsw.Connection(str(path))
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()

    with pytest.raises(StoreError, match="newer whiteboard"):
        SqliteStore(path)


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path):
    path = tmp_path / "boards.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)

    with pytest.raises(StoreError, match=r"boards\.db cannot be opened"):
        SqliteStore(path)


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.51.2"])
def test_a_sqlite_that_corrupts_is_refused(version):
    with pytest.raises(StoreError, match=version):
        refuse_unsafe_sqlite(version)


def test_the_linked_sqlite_is_a_fixed_one():
    refuse_unsafe_sqlite(apsw.sqlitelibversion())


def test_the_names_of_rooms_are_for_the_owner_alone(tmp_path):
    path = tmp_path / "boards.db"
    SqliteStore(path).close()
    path.chmod(0o644)
    store = SqliteStore(path)
    store.create(RoomRecord("r", "e", "a.yaml", "", NOW, NOW), StoredDesign("r", 0, "{}"))

    assert {0o600} == {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    assert 3 == len(list(tmp_path.iterdir()))
    store.close()


def test_a_file_that_cannot_be_made_is_said_in_words(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path / "nowhere" / "boards.db")


def test_a_full_disk_is_said_in_words_and_loses_nothing_that_was_acknowledged(tmp_path):
    store = SqliteStore(tmp_path / "boards.db")
    store.create(RoomRecord("r", "e", "a.yaml", "", NOW, NOW), StoredDesign("r", 0, "{}"))
    pages = int(store._database._connection.execute("PRAGMA page_count").get)
    store._database._connection.execute(f"PRAGMA max_page_count = {pages + 30}").fetchall()
    edits = [StoredEdit("r", n, "alice", n, "x" * 20_000, NOW) for n in range(1, 51)]
    kept = 0

    def append_all() -> None:
        nonlocal kept
        for edit in edits:
            store.append(NewEntries("r", "", NOW, (edit,)))
            kept = edit.revision

    with pytest.raises(StoreError, match="could not be saved"):
        append_all()

    assert 0 < kept < 50
    assert list(range(1, kept + 1)) == [one.revision for one in store.edits("r", after=0)]
    store._database._connection.execute("PRAGMA max_page_count = 100000").fetchall()
    store.append(NewEntries("r", "", NOW, (edits[kept],)))
    assert kept + 1 == store.settled("r")["alice"]
    store.close()
