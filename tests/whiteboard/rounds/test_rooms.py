"""Rooms are made from a design, found again, and leave a file a person can read."""

from __future__ import annotations

import time

import pytest

from design.brief import Lane, Level
from design.formats import read_design
from design.model import Design
from tests.fakes.rooms import Outside, added, gestures
from whiteboard.rounds.rooms import RoomRefusedError, RoomUnknownError, slug


@pytest.fixture
def outside() -> Outside:
    return Outside()


def test_a_room_starts_from_its_design(outside):
    design = Design(title="Churn", lane=Lane.LLM, level=Level.MID, note="Why?\nBecause.")

    room = outside.rooms.create(design)

    assert design == room.state.design
    assert design == outside.restarted().open(room.id).state.design


def test_everybody_gets_the_same_room(outside):
    room = outside.rooms.create(Design())

    assert room is outside.rooms.open(room.id)


def test_a_room_that_does_not_exist_is_unknown(outside):
    with pytest.raises(RoomUnknownError):
        outside.rooms.open("nowhere")


@pytest.mark.parametrize("name", ["", "../../x", "x" * 65, "a\x00b", "\ud800", "a b"])
def test_what_no_room_can_be_called_is_unknown_and_the_store_is_not_asked(outside, name):
    outside.store.room = None

    with pytest.raises(RoomUnknownError):
        outside.rooms.open(name)


def test_rooms_of_the_same_title_have_files_of_their_own(outside):
    files = [outside.rooms.create(Design(title="Churn?")).state.record.file for _ in range(3)]

    assert ["churn.yaml", "churn-2.yaml", "churn-3.yaml"] == files


def test_a_file_that_is_there_already_is_not_taken_over(outside):
    outside.files.texts["churn.yaml"] = "mine"

    room = outside.rooms.create(Design(title="Churn"))
    outside.rooms.flush()

    assert "churn-2.yaml" == room.state.record.file
    assert "mine" == outside.files.texts["churn.yaml"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Churn prediction", "churn-prediction"),
        ("../../etc/passwd", "etc-passwd"),
        ("Über größe", "uber-groe"),
        ("模型", ""),
        ("a" * 200, "a" * 60),
        ("", ""),
    ],
)
def test_a_title_becomes_a_plain_file_name(title, expected):
    assert expected == slug(title)


def test_the_file_follows_the_board_and_says_the_same(outside):
    room = outside.rooms.create(Design(title="Churn"))
    room.edit("alice", gestures(added("ranker", fields={"latency_p95": "120 ms"}, at=[3, 4])))

    outside.rooms.flush()

    assert room.state.design == read_design(outside.files.texts["churn.yaml"]).design


def test_the_file_is_written_within_a_second_without_being_asked(outside):
    outside.rooms.create(Design(title="Churn"))

    deadline = time.monotonic() + 10
    while not outside.files.texts and time.monotonic() < deadline:
        time.sleep(0.01)

    assert ["churn.yaml"] == list(outside.files.texts)


def test_a_page_can_act_as_one_gesture_and_take_it_back(outside):
    room = outside.rooms.create(Design(level=Level.SENIOR))

    outcome = outside.rooms.act(room, [{"type": "set_design", "level": "staff"}])
    outside.rooms.undo(room, outcome)

    assert Level.STAFF is outcome.state.design.level
    assert Level.SENIOR is room.state.design.level
    assert 2 == room.state.revision


def test_what_a_page_may_not_do_is_said_in_words(outside):
    room = outside.rooms.create(Design())

    with pytest.raises(RoomRefusedError, match="lane"):
        outside.rooms.act(room, [{"type": "set_design", "lane": "fast"}])


def test_opening_a_file_replaces_the_board_in_one_gesture_that_can_be_undone(outside):
    room = outside.rooms.create(Design(title="Old"))
    room.edit("alice", gestures(added("a", "dataset"), added("b", "model")))
    room.edit("alice", gestures({"type": "connect", "source": "a", "target": "b"}, first=3))
    before = room.state.design
    new = outside.rooms.create(Design(title="New", note="n"))
    new.edit("bob", gestures(added("a", "endpoint", at=[1, 2], note="x")))

    outcome = outside.rooms.replace(room, new.state.design)

    assert new.state.design == room.state.design
    assert 4 == room.state.revision
    outside.rooms.undo(room, outcome)
    assert before == room.state.design


def test_recent_rooms_come_with_the_one_changed_last_first(outside):
    first = outside.rooms.create(Design(title="One"))
    outside.clock.tick()
    outside.rooms.create(Design(title="Two"))
    outside.clock.tick()
    first.edit("alice", gestures({"type": "set_design", "title": "One, again"}))

    assert ["One, again", "Two"] == [one.title for one in outside.rooms.recent()]
