"""A room settles gestures in order, once, and tells nobody before they are stored (B1-B4, B7)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from checks.engine import evaluate
from design.brief import Level
from design.changes import apply
from design.model import Design
from tests.fakes.rooms import Outside, added, gesture, gestures, unjudged
from whiteboard.rounds import room as room_module
from whiteboard.rounds.gestures import Settled, Update
from whiteboard.rounds.ports import NewEntries, StoredDesign, StoredEdit, StoreError
from whiteboard.rounds.room import KEEP_EVERY, Room, RoomDamagedError

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def room(outside: Outside) -> Room:
    return outside.rooms.create(Design(title="Churn"))


class Ear:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[Update] = []

    def __call__(self, update: Update) -> None:
        self.heard.append(update)


def test_a_gesture_is_applied_stored_and_acknowledged(outside, room):
    settled = room.edit("alice", [gesture(1, added("ranker"), added("clicks", "source"))])

    assert ["ranker", "clicks"] == list(room.state.design.nodes)
    assert (1, 1, ()) == (settled.ack, settled.stored, settled.refusals)
    assert [(1, "alice", 1)] == [
        (one.revision, one.client, one.seq) for one in outside.store.edits(room.id, after=0)
    ]


def test_b2_a_gesture_sent_again_is_not_applied_twice(room):
    batch = gestures(added("a"), added("b"))
    room.edit("alice", batch)

    settled = room.edit("alice", [*batch, *gestures(added("c"), first=3)])

    assert ["a", "b", "c"] == list(room.state.design.nodes)
    assert (3, 1, ()) == (settled.ack, settled.stored, settled.refusals)


def test_b2_a_gesture_sent_again_after_a_restart_is_not_applied_twice(outside, room):
    batch = gestures(added("a"), added("a"), added("b"))
    first = room.edit("alice", batch)

    again = outside.restarted().open(room.id)
    second = again.edit("alice", batch)

    assert room.state.design == again.state.design
    assert (3, 0) == (second.ack, second.stored)
    assert first.refusals == second.refusals


def test_b3_nobody_is_told_of_what_could_not_be_stored(outside, room):
    ear, replies = Ear(), []
    room.join("bob", (), listener=ear)
    outside.store.failing = True

    with pytest.raises(StoreError, match="disk is full"):
        room.edit("alice", gestures(added("a")), then=replies.append)

    assert ([], []) == (ear.heard, replies)
    assert {} == room.state.design.nodes
    outside.store.failing = False
    assert 1 == room.edit("alice", gestures(added("a"))).ack


def test_b4_gestures_are_settled_by_number_whatever_their_order_in_the_batch(room):
    first, second = gestures(added("a"), {"type": "rename_node", "id": "a", "name": "Ranker"})

    room.edit("alice", [second, first])

    assert "Ranker" == room.state.design.nodes["a"].name


def test_b4_a_gesture_waits_for_the_one_before_it(room):
    settled = room.edit("alice", gestures(added("b"), first=2))

    assert (0, 0, 1) == (settled.ack, settled.stored, settled.missing)
    assert {} == room.state.design.nodes
    assert 2 == room.edit("alice", gestures(added("a"), added("b"))).ack


def test_b7_a_refused_gesture_changes_nothing_and_the_next_is_judged_on_its_own(room):
    settled = room.edit(
        "alice",
        [
            gesture(1, added("a")),
            gesture(2, added("b"), added("a")),
            gesture(3, added("c")),
        ],
    )

    assert ["a", "c"] == list(room.state.design.nodes)
    assert 3 == settled.ack
    assert [2] == [one.seq for one in settled.refusals]
    assert "there is a node `a` already" in settled.refusals[0].message


def test_b7_a_refusal_says_what_would_be_legal(room):
    room.edit("alice", gestures(added("a", "alert"), added("b", "dataset")))

    settled = room.edit(
        "alice",
        gestures({"type": "connect", "source": "a", "target": "b", "relation": "trains"}, first=3),
    )

    assert [3] == [one.seq for one in settled.refusals]
    assert settled.refusals[0].message


@pytest.mark.parametrize(
    "changes",
    [None, "add", [], [1], [{"type": "explode"}], [{"type": "add_node"}], [[[[]]]], {"a": 1}],
    ids=str,
)
def test_plain_data_that_is_no_change_is_refused_or_does_nothing(room, changes):
    before = room.state.design

    room.edit("alice", [gesture(1).__class__(1, changes)])

    assert before == room.state.design


def test_a_refused_gesture_stays_refused_when_it_would_be_legal_later(room):
    connect = {"type": "connect", "source": "x", "target": "y"}
    room.edit("alice", gestures(connect))
    room.edit("bob", gestures(added("x", "dataset"), added("y", "model")))

    settled = room.edit("alice", gestures(connect))

    assert [1] == [one.seq for one in settled.refusals]
    assert {} == room.state.design.edges


def test_a_room_remembers_the_newest_refusals_and_no_flood_of_them(room, monkeypatch):
    monkeypatch.setattr(room_module, "REFUSALS", 3)
    refused = gestures(*[{"type": "remove_node", "id": "nobody"}] * 10)

    room.edit("alice", refused)

    assert [8, 9, 10] == [one.seq for one in room.edit("alice", refused).refusals]
    assert 10 == room.edit("alice", refused).ack


def test_everyone_is_told_in_revision_order(room):
    ear = Ear()
    room.join("bob", (), listener=ear)

    room.edit("alice", gestures(added("a")))
    room.edit("carol", gestures(added("b"), added("c")))

    assert [[1], [2, 3]] == [[one.revision for one in heard.gestures] for heard in ear.heard]
    assert ["alice", "carol"] == [heard.client for heard in ear.heard]
    assert [0, 1] == [heard.before.revision for heard in ear.heard]


def test_who_has_left_is_told_nothing(room):
    ear = Ear()
    room.join("bob", (), listener=ear)
    room.leave(ear)

    room.edit("alice", gestures(added("a")))

    assert [] == ear.heard
    assert not room.is_watched


def test_b1_joining_settles_what_is_pending_and_hears_only_what_comes_after(room):
    ear = Ear()
    settled: list[Settled] = []

    room.join("bob", gestures(added("a")), listener=ear, then=settled.append)

    assert [1] == [one.state.revision for one in settled]
    assert [] == ear.heard


def test_a_batch_is_judged_once_and_a_move_not_at_all(outside):
    judged: list[Design] = []

    def judge(design: Design):
        judged.append(design)
        return unjudged(design)

    outside.judge = judge
    room = outside.restarted().create(Design())
    judged.clear()

    room.edit("alice", gestures(added("a"), added("b"), added("c")))
    room.edit("alice", gestures({"type": "move", "positions": {"a": [5, 5]}}, first=4))

    assert [["a", "b", "c"]] == [list(one.nodes) for one in judged]


def test_the_evaluation_is_the_one_of_the_design(outside):
    outside.judge = evaluate
    room = outside.restarted().create(Design())

    room.edit(
        "alice",
        gestures(
            added("api", "endpoint", fields={"peak_qps": "2k QPS"}),
            {"type": "set_design", "level": "staff"},
        ),
    )

    assert evaluate(room.state.design) == room.state.evaluation
    assert Level.STAFF is room.state.evaluation.level


def test_the_inverse_of_a_settled_batch_undoes_it(room):
    room.edit("alice", gestures(added("a")))
    before = room.state.design

    settled = room.edit(
        "bob", gestures(added("b"), {"type": "set_design", "title": "New"}, added("a"), added("c"))
    )

    assert before == apply(room.state.design, settled.inverse).design


def test_a_room_is_the_same_after_a_restart_however_long_its_log(outside, room):
    for number in range(KEEP_EVERY + 30):
        room.edit(
            "alice",
            [gesture(number + 1, {"type": "set_design", "title": f"Number {number}"})],
        )
    room.edit("bob", gestures(added("a", at=[4, 5], fields={"latency_p95": "120 ms"})))

    again = outside.restarted().open(room.id)

    assert room.state == again.state
    assert outside.store.newest_design(room.id).revision >= KEEP_EVERY


def test_a_log_that_no_longer_applies_is_said_in_words(outside, room):
    broken = StoredEdit(room.id, 1, "alice", 1, '[{"type":"remove_node","id":"x"}]', START)
    outside.store.append(NewEntries(room.id, "", START, (broken,)))

    with pytest.raises(RoomDamagedError, match="its change 1 no longer applies"):
        outside.restarted().open(room.id)


def test_a_kept_design_that_cannot_be_stored_costs_nothing(outside, room, monkeypatch):
    monkeypatch.setattr(outside.store, "keep_design", failing)
    for number in range(1, KEEP_EVERY + 2):
        room.edit("alice", [gesture(number, {"type": "set_design", "title": str(number)})])

    assert room.state == outside.restarted().open(room.id).state


def failing(design: StoredDesign) -> None:
    raise StoreError("The disk is full.")


def test_another_process_on_the_same_store_loses_nothing(outside, room):
    other = outside.restarted().open(room.id)
    ear = Ear()
    room.join("carol", (), listener=ear)

    other.edit("bob", gestures(added("a")))
    room.edit("alice", gestures(added("b")))

    assert ["a", "b"] == list(room.state.design.nodes)
    assert [["bob"], ["alice"]] == [[one.client for one in heard.gestures] for heard in ear.heard]
    other.join("dora", (), listener=Ear())
    assert room.state.design == other.state.design


def test_edits_from_many_threads_are_all_there_once(room):
    def draw(client: str) -> None:
        for number in range(1, 21):
            batch = [gesture(seq, added(f"{client}_{seq}")) for seq in range(1, number + 1)]
            room.edit(client, batch)

    threads = [threading.Thread(target=draw, args=(f"client{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 80 == len(room.state.design.nodes)
    assert 80 == room.state.revision
