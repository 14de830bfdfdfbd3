"""What every store of attempts promises, held against SQLite and against the one in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from design.brief import Lane, Level
from tests.fakes.memory_attempts import MemoryAttempts
from whiteboard.rounds.attempts import (
    Asked,
    Attempt,
    AttemptRecord,
    Diagnosed,
    Ended,
    Event,
    LeftOpen,
    Looked,
    Revealed,
    Step,
    Task,
    Thrown,
    TimedPhase,
)
from whiteboard.rounds.ports import (
    AttemptStore,
    RevisionTakenError,
    RoomRecord,
    StoredDesign,
    StoreError,
)
from whiteboard.store.attempts import SqliteAttempts
from whiteboard.store.database import Database
from whiteboard.store.schema import MIGRATIONS
from whiteboard.store.sqlite import SqliteStore

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVENTS: tuple[Event, ...] = (
    Asked(at=START, question="Wie oft? 🙂 'quoted'; --", answered=None),
    Revealed(
        at=START, fingerprint="CAP301@api", code="CAP301", severity="error", step=Step.QUESTION,
        question="Why?", hint="Look.",
    ),
    Looked(at=START, overlay="latency"),
    Thrown(at=START, curveball="crowd", opened=("CAP301@api",)),
    Diagnosed(at=START, node="api", cause="capacity", fix="", place_score=1, cause_score=2),
    Ended(
        at=START,
        left=(LeftOpen(fingerprint="CAP301@api", code="CAP301", severity="error"),),
        numbers_given=1,
        numbers_missing=2,
    ),
)  # fmt: skip


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AttemptStore]:
    if request.param == "memory":
        yield MemoryAttempts()
        return
    database = Database(tmp_path / "boards.db")
    yield SqliteAttempts(database)
    database.close()


def record(room: str = "r1", minutes: int = 0) -> AttemptRecord:
    return AttemptRecord(
        room=room,
        task=Task.PROMPT,
        task_id="churn-daily",
        version="1",
        title="Churn",
        lane=Lane.TABULAR,
        level=Level.SENIOR,
        minutes=45,
        phases=(TimedPhase(name="Frame", minutes=45),),
        began=START + timedelta(minutes=minutes),
    )


def filled(store: AttemptStore, room: str = "r1") -> AttemptStore:
    store.begin(record(room))
    for number, event in enumerate(EVENTS, start=1):
        store.add(room, number, event)
    return store


def test_there_is_nothing_at_first(store):
    assert store.attempt("r1") is None
    assert () == store.attempts()


def test_an_attempt_is_given_back_with_its_events_in_order(store):
    filled(store)

    assert Attempt(record(), EVENTS) == store.attempt("r1")
    assert (Attempt(record(), EVENTS),) == store.attempts()


def test_a_room_has_one_attempt(store):
    filled(store)

    with pytest.raises(RevisionTakenError):
        store.begin(record())
    assert EVENTS == store.attempt("r1").events


def test_a_number_is_taken_once(store):
    filled(store)

    with pytest.raises(RevisionTakenError):
        store.add("r1", 1, EVENTS[2])
    assert EVENTS == store.attempt("r1").events


def test_an_event_of_no_attempt_is_refused(store):
    with pytest.raises(StoreError):
        store.add("nobody", 1, EVENTS[0])
    assert store.attempt("nobody") is None


def test_events_of_one_attempt_are_not_those_of_another(store):
    filled(store)
    store.begin(record("r2"))
    store.add("r2", 1, EVENTS[2])

    assert (EVENTS, EVENTS[2:3]) == (store.attempt("r1").events, store.attempt("r2").events)


def test_attempts_are_listed_the_one_begun_last_first(store):
    for room, minutes in (("b", 5), ("c", 9), ("a", 5), ("d", 1)):
        store.begin(record(room, minutes))

    assert ["c", "a", "b", "d"] == [one.record.room for one in store.attempts()]


def test_what_is_forgotten_is_gone_and_the_room_may_begin_anew(store):
    filled(store)
    filled(store, "r2")

    store.forget("r1")
    store.forget("nobody")

    assert store.attempt("r1") is None
    assert ["r2"] == [one.record.room for one in store.attempts()]
    store.begin(record())
    assert () == store.attempt("r1").events


def test_of_many_writers_one_takes_each_number(store):
    store.begin(record())
    lost = []

    def write(name: str) -> None:
        for number in range(1, 21):
            try:
                store.add("r1", number, Looked(at=START, overlay=name))
            except RevisionTakenError:
                lost.append((name, number))

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = len(store.attempt("r1").events)
    assert 1 <= kept <= 20
    assert 60 == kept + len(lost)


def test_an_attempt_outlives_its_room(tmp_path):
    path = tmp_path / "boards.db"
    database = Database(path)
    rooms, attempts = SqliteStore(path, database=database), SqliteAttempts(database)
    rooms.create(RoomRecord("r1", "e", "a.yaml", "", START, START), StoredDesign("r1", 0, "[]"))
    filled(attempts)

    rooms.delete("r1")

    assert rooms.room("r1") is None
    assert EVENTS == attempts.attempt("r1").events
    rooms.close()


def test_attempts_survive_the_process(tmp_path):
    path = tmp_path / "boards.db"
    database = Database(path)
    filled(SqliteAttempts(database))
    database.close()

    again = Database(path)
    assert (Attempt(record(), EVENTS),) == SqliteAttempts(again).attempts()
    again.close()


def test_another_process_reads_what_was_kept(tmp_path):
    path = tmp_path / "boards.db"
    one, other = Database(path), Database(path)
    SqliteAttempts(one).begin(record())

    with pytest.raises(RevisionTakenError):
        SqliteAttempts(other).begin(record())
    assert record() == SqliteAttempts(other).attempt("r1").record
    one.close()
    other.close()


def test_a_file_of_before_there_was_practice_is_brought_up_to_date(tmp_path):
    path = tmp_path / "boards.db"
    connection = apsw.Connection(str(path))
    connection.execute(MIGRATIONS[0]).fetchall()
    connection.execute("PRAGMA user_version = 1").fetchall()
    connection.execute(
        "INSERT INTO room VALUES ('r1', 'e', 'a.yaml', 'Churn', ?1, ?1)", (START.isoformat(),)
    ).fetchall()
    connection.execute("INSERT INTO design VALUES ('r1', 0, '[]')").fetchall()
    connection.close()

    database = Database(path)
    rooms, attempts = SqliteStore(path, database=database), SqliteAttempts(database)

    assert ["Churn"] == [one.title for one in rooms.rooms()]
    assert StoredDesign("r1", 0, "[]") == rooms.newest_design("r1")
    assert () == attempts.attempts()
    filled(attempts)
    rooms.close()
    again = Database(path)
    assert EVENTS == SqliteAttempts(again).attempt("r1").events
    again.close()
