"""A board on which somebody practises is told nothing before it was revealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from checks.engine import evaluate
from design.brief import Level
from design.fields import Json
from prompts_library import read_entry, shipped
from tests.fakes.prompts import TINY
from tests.fakes.rooms import Outside, added
from tests.fakes.server import BoardSocket, board_socket, serving
from whiteboard.canvas import messages
from whiteboard.canvas.channel import Channel
from whiteboard.canvas.tokens import Tokens

TOKENS = Tokens(b"a secret of this server, for tests")
READ = read_entry(TINY, name="tiny.yaml")
WEAK = shipped().entry("churn-daily")
# Candidates who begin with a whole board, so that there is something to find at once.
SMALL = replace(READ, starter=READ.reference)
LARGE = replace(WEAK, starter=WEAK.weak)


class Live:
    """A served room in which somebody practises."""

    def __init__(self) -> None:
        self.outside = Outside(judge=evaluate)
        self.practice = self.outside.practice
        self.room = self.practice.begin(SMALL, level=Level.SENIOR, minutes=45)
        self.port = 0

    def board(self, client: str = "client-alice", room: str = ""):
        name = room or self.room.id
        return board_socket(self.port, name, TOKENS.token(name), client=client)


@pytest.fixture
def live() -> Iterator[Live]:
    made = Live()
    served = Channel(
        made.outside.rooms,
        TOKENS,
        lambda: ("localhost",),
        practice=made.practice,
        library=shipped(),
    )
    with serving([served.route()]) as port:
        made.port = port
        yield made


def gesture(seq: int, *changes: Json) -> Json:
    return {"seq": seq, "changes": [*changes]}


def heard(board: BoardSocket, kind: str) -> dict[str, Json]:
    """The next message of that kind, and what came before it is let go."""
    while (message := board.hear())["type"] != kind:
        pass
    return message


def greeted(board: BoardSocket, *gestures: Json) -> tuple[dict[str, Json], dict[str, Json]]:
    """The snapshot and where the attempt stands."""
    snapshot = board.hello(*gestures)
    return snapshot, board.hear()["attempt"]


def reveal(board: BoardSocket, card: Json = None) -> dict[str, Json]:
    """Where the attempt stands after another step."""
    board.say({"type": "reveal", "card": card})
    return heard(board, "practice")["attempt"]


def test_a_greeting_shows_no_finding_and_no_missing_field_and_how_many_there_are(live):
    with live.board() as board:
        snapshot, attempt = greeted(board)

    findings = live.room.state.evaluation.findings
    assert ([], {}) == (snapshot["evaluation"]["findings"], snapshot["evaluation"]["missing"])
    assert {0} == {*snapshot["evaluation"]["outcomes"].values()}
    assert len(findings) == sum(attempt["hidden"].values())
    assert attempt["hidden"]["error"] == sum(one.severity == "error" for one in findings)
    assert ([], False, 45) == (attempt["cards"], attempt["ended"], attempt["minutes"])
    assert live.outside.clock.moment.isoformat() == attempt["began"]
    assert {"name": "Frame", "minutes": 10} == attempt["phases"][0]
    assert {0} == {*attempt["reveals"].values()}


def test_where_nobody_practises_nothing_is_said_of_practice(live):
    room = live.outside.rooms.create(SMALL.reference)
    with live.board(room=room.id) as board:
        snapshot = board.hello()
        board.say({"type": "ping"})

        assert "pong" == board.hear()["type"]
        assert snapshot["evaluation"]["findings"]


def test_a_reveal_brings_the_question_then_the_hint_then_the_finding(live):
    gravest = live.room.state.evaluation.findings[0]
    with live.board() as board:
        greeted(board)
        question = reveal(board)["cards"][0]
        hint = reveal(board, 1)["cards"][0]
        board.say({"type": "reveal", "card": 1})
        update = board.hear()
        whole = board.hear()["attempt"]

    said = gravest.question
    assert (1, 1, said, "", "") == tuple(
        question[name] for name in ("number", "step", "question", "hint", "fingerprint")
    )
    assert (2, "") == (hint["step"], hint["fingerprint"])
    assert hint["hint"]
    assert (3, gravest.fingerprint) == (
        whole["cards"][0]["step"],
        whole["cards"][0]["fingerprint"],
    )
    assert [gravest.fingerprint] == [one["fingerprint"] for one in update["evaluation"]["put"]]
    assert update["since"] == update["revision"]
    assert {"questions": 1, "hints": 1, "findings": 1, "overlays": 0} == whole["reveals"]


def test_what_is_hidden_is_in_no_message_before_it_is_revealed(live):
    room = live.practice.begin(LARGE, level=Level.SENIOR, minutes=0)
    findings = room.state.evaluation.findings
    told: list[str] = []
    with live.board(room=room.id) as board:

        def hear() -> str:
            told.append(json.dumps(message := board.hear(), ensure_ascii=False))
            return message["type"]

        told.append(json.dumps(board.hello(), ensure_ascii=False))
        for message in (
            {"type": "cover"},
            {"type": "reveal", "card": None},
            {"type": "reveal", "card": 1},
            {"type": "text", "id": 1, "whole": True},
            {"type": "edit", "client": board.client, "seen": 0,
             "pending": [gesture(1, added("spare", "decision"))]},
        ):  # fmt: skip
            board.say(message)
        board.say({"type": "ping"})
        while hear() != "pong":
            pass

    everything = "\n".join(told)
    assert '"id": "spare"' in everything
    assert findings
    for finding in findings:
        assert json.dumps(finding.fingerprint, ensure_ascii=False) not in everything
        assert json.dumps(finding.message, ensure_ascii=False)[1:-1] not in everything
        assert json.dumps(finding.remedy, ensure_ascii=False)[1:-1] not in everything
    questions = [one.question for one in findings if one.question in everything]
    assert {findings[0].question} == {*questions}


def test_a_gesture_tells_how_many_are_hidden_now_and_not_which(live):
    with live.board() as board:
        _, before = greeted(board)
        board.edit(gesture(1, added("second", "model")))
        update = board.hear()
        after = board.hear()["attempt"]

    assert ([], [], []) == tuple(update["evaluation"][name] for name in ("put", "closed", "order"))
    assert {} == update["evaluation"]["missing"]
    assert sum(after["hidden"].values()) > sum(before["hidden"].values())


def test_a_card_of_what_was_mended_is_closed(live):
    with live.board() as board:
        greeted(board)
        first = reveal(board)["cards"][0]
        pending = [
            gesture(number, {"type": "remove_node", "id": id_})
            for number, id_ in enumerate(live.room.state.design.nodes, start=1)
        ]
        board.edit(*pending)
        after = heard(board, "practice")["attempt"]["cards"][0]

    assert (False, True) == (first["closed"], after["closed"])


def test_everybody_in_the_room_sees_what_anybody_reveals(live):
    with live.board() as alice, live.board("client-bobby") as bob:
        greeted(alice)
        greeted(bob)
        reveal(alice)

        assert 1 == heard(bob, "practice")["attempt"]["reveals"]["questions"]
    with live.board("client-carol") as carol:
        _, attempt = greeted(carol)
        assert 1 == len(attempt["cards"])


def test_looking_at_an_overlay_is_counted_once(live):
    with live.board() as board:
        greeted(board)
        board.say({"type": "overlay", "name": "latency"})
        first = heard(board, "practice")["attempt"]["reveals"]["overlays"]
        board.say({"type": "overlay", "name": None})
        board.say({"type": "overlay", "name": "latency"})
        board.say({"type": "overlay", "name": "beauty"})
        heard(board, "notice")
        board.say({"type": "overlay", "name": "cost"})
        second = heard(board, "practice")["attempt"]["reveals"]["overlays"]

    assert (1, 2) == (first, second)
    assert ("latency", "cost") == live.room.state.attempt.overlays


def test_the_end_shows_everything(live):
    with live.board() as board:
        greeted(board)
        live.practice.end(live.room)
        update = board.hear()
        attempt = board.hear()["attempt"]
        board.say({"type": "reveal", "card": None})

        assert "This attempt has ended." == board.hear()["message"]
    every = [one.fingerprint for one in live.room.state.evaluation.findings]
    assert attempt["ended"]
    assert every == update["evaluation"]["order"]
    assert every == [one["fingerprint"] for one in update["evaluation"]["put"]]
    with live.board() as again:
        snapshot, _ = greeted(again)
        assert every == [one["fingerprint"] for one in snapshot["evaluation"]["findings"]]


def test_a_curveball_from_the_page_is_drawn_on_the_board(live):
    with live.board() as board:
        greeted(board)
        live.practice.throw(live.room, SMALL.prompt.curveballs)
        update = board.hear()

    (gesture_,) = update["gestures"]
    assert ["traffic", "traffic"] == [one["id"] for one in gesture_["changes"]]
    assert [] == update["evaluation"]["put"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"type": "reveal", "card": 7}, "There is no such card."),
        ({"type": "reveal", "card": 0}, "The server did not understand a message"),
        ({"type": "reveal", "card": -1}, "The server did not understand a message"),
        ({"type": "reveal", "card": 1.5}, "The server did not understand a message"),
        ({"type": "reveal", "card": "1"}, "The server did not understand a message"),
        ({"type": "reveal", "card": True}, "The server did not understand a message"),
        ({"type": "reveal", "card": 10**30}, "The server did not understand a message"),
        ({"type": "reveal", "card": {"number": 1}}, "The server did not understand a message"),
    ],
)
def test_a_reveal_that_makes_no_sense_is_refused_politely(live, message, said):
    with live.board() as board:
        greeted(board)
        board.say(message)
        answer = board.hear()
        board.say({"type": "ping"})

        assert "notice" == answer["type"]
        assert answer["message"].startswith(said)
        assert "pong" == board.hear()["type"]
    assert () == live.room.state.attempt.events


def test_a_reveal_where_nobody_practises_is_refused_politely(live):
    room = live.outside.rooms.create(SMALL.reference)
    with live.board(room=room.id) as board:
        board.hello()
        board.say({"type": "reveal"})

        assert {"type": "notice", "message": "Nobody practises on this board."} == board.hear()


def test_a_reveal_before_a_greeting_closes_the_board(live):
    with live.board() as board:
        board.say({"type": "reveal"})
        with pytest.raises(Exception, match="1008"):
            board.hear()


def test_what_cannot_be_stored_is_said_and_not_revealed(live):
    with live.board() as board:
        greeted(board)
        live.outside.attempts.failing = True
        board.say({"type": "reveal"})
        answer = board.hear()
        live.outside.attempts.failing = False

        assert "It could not be saved: the disk is full." == answer["message"]
        assert 1 == len(reveal(board)["cards"])


def test_an_overlay_is_drawn_even_where_looking_cannot_be_noted(live):
    with live.board() as board:
        greeted(board)
        live.outside.attempts.failing = True
        board.say({"type": "overlay", "name": "latency"})

        assert ["notice", "overlay"] == [board.hear()["type"], board.hear()["type"]]


def test_without_an_attempt_the_message_says_so(live):
    room = live.outside.rooms.create(SMALL.reference)

    assert {"type": "practice", "attempt": None} == json.loads(messages.practice(room.state))
