"""What of practising is kept, what is left where it cannot be, and what two at once do."""

from __future__ import annotations

import threading

import pytest

from design.brief import Level
from tests.fakes.rooms import added
from tests.whiteboard.rounds.practising import CURVEBALLS, ENTRY, attempt_of, reopened
from whiteboard.rounds.attempts import Ended, Step, Thrown
from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.practice import PracticeRefusedError


def test_a_room_that_is_opened_again_hides_what_was_hidden(outside, practice, room):
    practice.reveal(room)
    for number in (None, 2, 2):
        practice.reveal(room, number)

    again = reopened(outside, room)

    assert room.state.shown == again.state.shown
    assert 1 == len(again.state.shown.findings)
    assert attempt_of(room) == attempt_of(again)


def test_an_attempt_goes_on_in_a_room_that_was_opened_again(outside, practice, room):
    practice.reveal(room)
    rooms = outside.restarted()
    again = rooms.open(room.id)

    outside.practising(rooms).reveal(again, 1)

    assert [Step.HINT] == [one.step for one in attempt_of(again).cards]
    assert 2 == len(outside.attempts.attempt(room.id).events)


def test_of_two_processes_the_one_that_knows_less_goes_on_from_what_the_other_kept(
    outside, practice, room
):
    rooms = outside.restarted()
    other = rooms.open(room.id)
    practice.reveal(room)

    outside.practising(rooms).reveal(other)

    kept = outside.attempts.attempt(room.id)
    assert kept == attempt_of(other)
    assert [1, 2] == [one.number for one in kept.cards]


def test_what_another_process_ended_or_forgot_goes_on_nowhere(outside, practice, room):
    rooms = outside.restarted()
    other, elsewhere = rooms.open(room.id), outside.practising(rooms)
    practice.end(room)

    with pytest.raises(PracticeRefusedError, match="This attempt has ended"):
        elsewhere.reveal(other)
    practice.forget(room.id)
    with pytest.raises(PracticeRefusedError, match="Nobody practises on this board"):
        elsewhere.reveal(other)


def test_attempts_are_listed_the_last_begun_first_and_can_be_forgotten(outside, practice, room):
    outside.clock.tick(60)
    later = practice.begin(ENTRY, level=Level.STAFF, minutes=60)
    assert [later.id, room.id] == [one.record.room for one in practice.attempts()]

    practice.forget(room.id)

    assert [later.id] == [one.record.room for one in practice.attempts()]
    assert reopened(outside, room).state.attempt is None
    assert room.state.design == reopened(outside, room).state.design


def test_a_board_whose_attempt_is_forgotten_hides_nothing_any_more(practice, room):
    heard = []
    room.join("a-board", (), listener=heard.append)
    assert () == room.state.shown.findings

    practice.forget(room.id)

    assert room.state.attempt is None
    assert room.state.evaluation == room.state.shown
    assert [None] == [one.after.attempt for one in heard]


def test_two_processes_throw_a_curveball_once(outside, practice, room):
    rooms = outside.restarted()
    other = rooms.open(room.id)
    practice.throw(room, CURVEBALLS[:1])

    with pytest.raises(PracticeRefusedError, match="has just been thrown elsewhere"):
        outside.practising(rooms).throw(other, CURVEBALLS[:1])

    assert 1 == len(outside.attempts.attempt(room.id).thrown)


def test_an_attempt_outlives_its_room(outside, practice, room):
    practice.end(room)

    outside.rooms.delete(room.id)

    assert [room.id] == [one.record.room for one in practice.attempts()]


@pytest.mark.parametrize(
    "act",
    [
        lambda practice, room: practice.ask(room, "Why?", ENTRY),
        lambda practice, room: practice.reveal(room),
        lambda practice, room: practice.look(room, "cost"),
        lambda practice, room: practice.end(room),
        lambda practice, room: practice.throw(room, CURVEBALLS),
    ],
    ids=["ask", "reveal", "look", "end", "throw"],
)
def test_what_cannot_be_stored_has_not_happened(outside, practice, room, act):
    before = room.state
    outside.attempts.failing = True

    with pytest.raises(StoreError, match="the disk is full"):
        act(practice, room)
    assert before.attempt is room.state.attempt
    assert before.design == room.state.design


def test_a_round_that_cannot_be_stored_leaves_no_board_behind(outside, practice):
    outside.attempts.failing = True

    with pytest.raises(StoreError, match="the disk is full"):
        practice.begin(ENTRY, level=Level.SENIOR, minutes=45)
    assert () == outside.rooms.recent()


def test_a_curveball_the_board_cannot_store_is_not_thrown(outside, practice, room):
    outside.store.failing = True

    with pytest.raises(StoreError, match="the disk is full"):
        practice.throw(room, CURVEBALLS)
    assert () == attempt_of(room).events


def test_two_who_reveal_at_once_lose_nothing(outside, practice, room):
    count = len(room.state.evaluation.findings)
    failed = []

    def reveal_and_draw(name: str) -> None:
        try:
            for number in range(count // 2):
                practice.reveal(room)
                outside.rooms.act(room, [added(f"{name}{number}", "decision")])
        except Exception as error:  # noqa: BLE001 - said by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=reveal_and_draw, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failed
    assert 2 * (count // 2) == len(attempt_of(room).cards)
    assert attempt_of(room) == outside.attempts.attempt(room.id)


def test_events_are_kept_in_the_order_they_happened(practice, room):
    practice.ask(room, "When do labels arrive?", ENTRY)
    practice.throw(room, CURVEBALLS)
    practice.reveal(room)
    practice.end(room)

    types = [type(one) for one in attempt_of(room).events]
    assert 4 == len(types)
    assert (Thrown, Ended) == (types[1], types[-1])
