"""A board that looks at an overlay has it for every revision, and nobody else does."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from checks.engine import evaluate
from checks.overlays import OverlayName, overlay
from design.fields import Json
from design.model import Design
from prompts_library import shipped
from tests.fakes.rooms import Outside, added
from tests.fakes.server import board_socket, serving
from whiteboard.canvas import messages, overlaying
from whiteboard.canvas.channel import Channel
from whiteboard.canvas.protocol import LookAt, MalformedError, parse
from whiteboard.canvas.tokens import Tokens
from whiteboard.rounds.room import Room

TOKENS = Tokens(b"a secret of this server, for tests")


class Live:
    """A served room with one of the worked examples."""

    def __init__(self, design: Design) -> None:
        self.outside = Outside(judge=evaluate)
        self.rooms = self.outside.rooms
        self.room: Room = self.rooms.create(design)
        self.port = 0

    def board(self, client: str = "client-alice"):
        return board_socket(self.port, self.room.id, TOKENS.token(self.room.id), client=client)


@pytest.fixture
def live() -> Iterator[Live]:
    made = Live(shipped().entry("support-rag").reference)
    served = Channel(
        made.rooms,
        TOKENS,
        lambda: ("localhost",),
        practice=made.outside.practice,
        library=shipped(),
    )
    with serving([served.route()]) as port:
        made.port = port
        yield made


def looking_at(name: str | None) -> Json:
    return {"type": "overlay", "name": name}


def gesture(seq: int, *changes: Json) -> Json:
    return {"seq": seq, "changes": [*changes]}


def heard(board, kind: str) -> dict[str, Json]:
    """The next message of that kind, and what came before it is let go."""
    while (message := board.hear())["type"] != kind:
        pass
    return message


@pytest.mark.parametrize("name", OverlayName)
def test_b16_an_overlay_is_sent_when_it_is_asked_for(live, name):
    with live.board() as board:
        revision = board.hello()["revision"]
        board.say(looking_at(name.value))
        answer = board.hear()

    drawn = overlay(live.room.state.design, name)
    assert ("overlay", name.value, revision) == (
        answer["type"],
        answer["name"],
        answer["revision"],
    )
    assert (drawn.title, [*drawn.summary]) == (answer["title"], answer["summary"])
    assert [one.owner for one in drawn.marks] == [one["owner"] for one in answer["marks"]]
    assert [[*one] for one in drawn.missing] == answer["missing"]


def test_b16_a_mark_has_all_that_is_drawn_of_it(live):
    with live.board() as board:
        board.hello()
        board.say(looking_at("latency"))
        marks = {one["owner"]: one for one in board.hear()["marks"]}

    assert {
        "owner": "drafter",
        "label": "350 ms · 43.8 %",
        "tone": "path",
        "share": 0.4375,
        "working": [
            "350 ms (stated: ttft p95 350 ms)",
            "43.8 % of the 800 ms of Draft API",
            "in series; on the critical path of Draft API",
        ],
        "emphasised": True,
    } == marks["drafter"]


def test_b16_it_is_sent_again_after_whatever_anybody_stores_and_to_who_looks_alone(live):
    with live.board() as alice, live.board("client-robert") as bob:
        alice.hello()
        bob.hello()
        alice.say(looking_at("latency"))
        before = alice.hear()
        bob.edit(
            gesture(1, {"type": "set_field", "id": "drafter", "field": "ttft", "value": "700 ms"})
        )
        told, drawn = alice.hear(), alice.hear()

        assert ("update", "overlay") == (told["type"], drawn["type"])
        assert before["revision"] + 1 == drawn["revision"] == told["revision"]
        assert {"700 ms · 87.5 %"} == {
            one["label"] for one in drawn["marks"] if one["owner"] == "drafter"
        }
        assert "update" == bob.hear()["type"]
        with pytest.raises(TimeoutError):
            bob.hear(0.3)


def test_b16_a_board_looks_at_one_overlay_at_a_time_and_at_none_after_null(live):
    with live.board() as board:
        board.hello()
        board.say(looking_at("latency"))
        board.hear()
        board.say(looking_at("cost"))
        assert "cost" == board.hear()["name"]
        board.edit(gesture(1, added("spare")))
        assert "cost" == heard(board, "overlay")["name"]

        board.say(looking_at(None))
        board.edit(gesture(2, added("another")))
        assert "update" == board.hear()["type"]
        with pytest.raises(TimeoutError):
            board.hear(0.3)


def test_b16_a_refused_gesture_draws_nothing_anew(live):
    with live.board() as board:
        board.hello()
        board.say(looking_at("load"))
        board.hear()
        board.edit(gesture(1, {"type": "remove_node", "id": "nobody"}))

        assert ["refused", "update"] == [board.hear()["type"], board.hear()["type"]]
        with pytest.raises(TimeoutError):
            board.hear(0.3)


def test_b16_of_many_gestures_at_least_the_last_is_drawn_and_none_out_of_order(live):
    with live.board() as board:
        revisions = [board.hello()["revision"]]
        last = revisions[0] + 20
        board.say(looking_at("load"))
        for number in range(1, 21):
            board.edit(gesture(number, added(f"spare{number}")))
        while revisions[-1] < last:
            revisions.append(heard(board, "overlay")["revision"])

    assert sorted(revisions[1:]) == revisions[1:]
    assert len(set(revisions[1:])) == len(revisions[1:])


def test_b16_another_socket_looks_at_nothing(live):
    with live.board() as board:
        board.hello()
        board.say(looking_at("load"))
        board.hear()
    with live.board() as board:
        board.hello(gesture(1, added("spare")))
        with pytest.raises(TimeoutError):
            board.hear(0.3)


def test_b16_an_unknown_overlay_gets_a_notice_and_changes_nothing(live):
    with live.board() as board:
        board.hello()
        board.say(looking_at("cost"))
        board.hear()
        board.say(looking_at("beauty"))
        answer = board.hear()
        board.edit(gesture(1, added("spare")))

        assert {
            "type": "notice",
            "message": "There is no overlay called 'beauty'; there is latency, load, freshness, "
            "leakage, monitoring or cost.",
        } == answer
        assert "cost" == heard(board, "overlay")["name"]


def test_b16_an_overlay_that_cannot_be_drawn_is_said_and_closes_nothing(live, monkeypatch):
    def broken(state, name):
        raise ZeroDivisionError

    with live.board() as board:
        board.hello()
        monkeypatch.setattr(overlaying.messages, "overlaid", broken)
        board.say(looking_at("cost"))
        board.say({"type": "ping"})
        answers = [board.hear(), board.hear()]

    assert {"pong", "notice"} == {one["type"] for one in answers}


def test_b16_the_message_names_an_overlay_or_none():
    assert "cost" == parsed("cost").name
    assert parsed(None).name is None
    for wrong in ('{"type": "overlay"}', '{"type": "overlay", "name": 7}'):
        with pytest.raises(MalformedError):
            parse(wrong)


def parsed(name: str | None) -> LookAt:
    message = parse(json.dumps(looking_at(name)))
    assert isinstance(message, LookAt)
    return message


def test_b16_every_overlay_is_plain_json(live):
    for name in OverlayName:
        assert name.value == json.loads(messages.overlaid(live.room.state, name))["name"]
