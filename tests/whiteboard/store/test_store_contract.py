"""What every store promises, held against SQLite and against the store in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.memory_store import MemoryStore
from whiteboard.rounds.ports import (
    DesignStore,
    NewEntries,
    RevisionTakenError,
    RoomRecord,
    StoredDesign,
    StoredEdit,
    StoredRefusal,
)
from whiteboard.store.sqlite import SqliteStore

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DesignStore]:
    made: DesignStore = (
        SqliteStore(tmp_path / "boards.db") if request.param == "sqlite" else MemoryStore()
    )
    yield made
    made.close()


def record(room: str = "r1", file: str = "churn.yaml", minutes: int = 0) -> RoomRecord:
    return RoomRecord(
        room, "epoch", file, "Churn", START, changed=START + timedelta(minutes=minutes)
    )


def edit(revision: int, client: str = "alice", seq: int | None = None) -> StoredEdit:
    number = revision if seq is None else seq
    return StoredEdit("r1", revision, client, number, f'["{revision}"]', START)


def refusal(seq: int, client: str = "alice") -> StoredRefusal:
    return StoredRefusal("r1", client, seq, "No.", '{"id": "x"}', ("feeds", "trains"), START)


def entries(*edits: StoredEdit, refusals: tuple[StoredRefusal, ...] = ()) -> NewEntries:
    return NewEntries("r1", "Churn, again", START + timedelta(hours=1), edits, refusals)


def opened(store: DesignStore) -> DesignStore:
    store.create(record(), StoredDesign("r1", 0, "{}"))
    return store


def test_a_new_room_is_found_with_the_design_it_starts_from(store):
    opened(store)

    assert record() == store.room("r1")
    assert StoredDesign("r1", 0, "{}") == store.newest_design("r1")
    assert () == store.edits("r1", after=0)
    assert {} == store.settled("r1")


def test_a_room_that_was_never_made_is_not_found(store):
    assert store.room("r1") is None
    assert store.newest_design("r1") is None
    assert () == store.edits("r1", after=0)
    assert () == store.refusals("r1")


@pytest.mark.parametrize("second", [record(), record("r2")], ids=["same id", "same file"])
def test_an_id_and_a_file_belong_to_one_room(store, second):
    opened(store)

    with pytest.raises(RevisionTakenError):
        store.create(second, StoredDesign(second.id, 0, "{}"))

    assert (record(),) == store.rooms()


def test_rooms_come_with_the_one_changed_last_first(store):
    for number, minutes in enumerate((5, 9, 1)):
        store.create(
            record(f"r{number}", f"{number}.yaml", minutes), StoredDesign(f"r{number}", 0, "{}")
        )

    assert ["r1", "r0", "r2"] == [one.id for one in store.rooms()]


def test_gestures_come_back_in_revision_order(store):
    opened(store)
    store.append(entries(edit(1), edit(2)))
    store.append(entries(edit(3)))

    assert (edit(2), edit(3)) == store.edits("r1", after=1)


def test_storing_a_gesture_changes_the_title_and_time_of_the_room(store):
    opened(store).append(entries(edit(1)))

    assert replace(record(), title="Churn, again", changed=START + timedelta(hours=1)) == (
        store.room("r1")
    )


@pytest.mark.parametrize(
    "second", [edit(1, "bob"), edit(2, "alice", 1)], ids=["same revision", "same client and number"]
)
def test_a_revision_and_a_number_are_stored_once(store, second):
    opened(store).append(entries(edit(1)))

    with pytest.raises(RevisionTakenError):
        store.append(entries(second))

    assert (edit(1),) == store.edits("r1", after=0)


def test_a_batch_is_stored_wholly_or_not_at_all(store):
    opened(store).append(entries(edit(1)))

    with pytest.raises(RevisionTakenError):
        store.append(entries(edit(2), edit(1, "bob"), refusals=(refusal(9),)))

    assert (edit(1),) == store.edits("r1", after=0)
    assert () == store.refusals("r1")


def test_a_refusal_is_remembered_with_its_reason(store):
    opened(store).append(entries(refusals=(refusal(4), refusal(2))))

    assert (refusal(2), refusal(4)) == store.refusals("r1")


def test_settled_is_the_highest_number_stored_or_refused(store):
    opened(store).append(
        entries(edit(1), edit(2, "bob", 1), refusals=(refusal(2), refusal(3, "carol")))
    )

    assert {"alice": 2, "bob": 1, "carol": 3} == store.settled("r1")


def test_the_newest_kept_design_is_found(store):
    opened(store)
    for revision in (10, 30, 20, 30):
        store.keep_design(StoredDesign("r1", revision, f"at {revision}"))

    assert StoredDesign("r1", 30, "at 30") == store.newest_design("r1")


def test_a_deleted_room_leaves_nothing_behind(store):
    opened(store).append(entries(edit(1), refusals=(refusal(2),)))

    store.delete("r1")

    assert store.room("r1") is None
    assert () == store.edits("r1", after=0)
    assert () == store.refusals("r1")
    assert store.newest_design("r1") is None
    assert () == store.rooms()


def test_of_many_writers_of_one_revision_exactly_one_wins(store):
    opened(store)
    lost = []

    def write(client: str) -> None:
        try:
            store.append(entries(edit(1, client, 1)))
        except RevisionTakenError:
            lost.append(client)

    writers = [threading.Thread(target=write, args=(f"client{n}",)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert 7 == len(lost)
    assert 1 == len(store.edits("r1", after=0))
