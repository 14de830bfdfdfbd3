"""The channel over real sockets. Over 400 lines, as it follows SPEC.md behaviour by behaviour."""

from __future__ import annotations

import contextlib
import json
import socket as sockets
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from checks.engine import evaluate
from design.fields import Json
from design.model import Design
from prompts_library import shipped
from tests.fakes.rooms import Outside, added
from tests.fakes.server import BoardSocket, board_socket, serving
from whiteboard.canvas import channel, outbox
from whiteboard.canvas.channel import Channel
from whiteboard.canvas.tokens import Tokens
from whiteboard.rounds.room import Room

TOKENS = Tokens(b"a secret of this server, for tests")
HOSTS = ("localhost", "127.0.0.1")
CUT_OFF = -1
MOST_THREADS = 40  # that one server gives all its rooms


class Live:
    """A served room."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.rooms = outside.rooms
        self.room: Room = self.rooms.create(Design(title="Churn"))
        self.port = 0

    def board(self, client: str = "client-alice"):
        return board_socket(self.port, self.room.id, TOKENS.token(self.room.id), client=client)


@pytest.fixture
def live() -> Iterator[Live]:
    made = Live(Outside(judge=evaluate))
    served = Channel(
        made.rooms, TOKENS, lambda: HOSTS, practice=made.outside.practice, library=shipped()
    )
    with serving([served.route()]) as port:
        made.port = port
        yield made


def gesture(seq: int, *changes: Json) -> Json:
    return {"seq": seq, "changes": [*changes]}


def test_b1_hello_is_answered_with_one_snapshot_after_applying_what_is_pending(live):
    with live.board() as board:
        answer = board.hello(gesture(1, added("a")), gesture(2, added("b")))
        board.say({"type": "ping"})

        assert ("snapshot", 2, 2) == (answer["type"], answer["revision"], answer["ack"])
        assert ["a", "b"] == list(answer["document"]["nodes"])
        assert "boards/churn.yaml" == answer["saved_to"]
        assert {"type": "pong"} == board.hear()


def test_b1_a_second_hello_gets_a_second_snapshot_and_no_update(live):
    with live.board() as board:
        board.hello()
        answer = board.hello(gesture(1, added("a")))
        board.say({"type": "ping"})

        assert ("snapshot", 1) == (answer["type"], answer["revision"])
        assert "pong" == board.hear()["type"]


def test_b2_b3_a_batch_sent_again_is_acknowledged_again_and_applied_once(live):
    with live.board() as board:
        board.hello()
        board.edit(gesture(1, added("a")))
        first = board.hear()
        board.edit(gesture(1, added("a")))
        second = board.hear()

    assert (0, 1, 1, 1) == (
        first["since"],
        first["revision"],
        first["ack"],
        len(first["gestures"]),
    )
    assert (1, 1, 1, []) == (
        second["since"],
        second["revision"],
        second["ack"],
        second["gestures"],
    )
    assert ["a"] == list(live.room.state.design.nodes)


def test_b2_another_socket_of_the_same_board_continues_its_count(live):
    with live.board() as board:
        board.hello(gesture(1, added("a")))
    with live.board() as board:
        answer = board.hello(gesture(1, added("a")), gesture(2, added("b")))

    assert (2, 2) == (answer["ack"], answer["revision"])


def test_b3_what_cannot_be_stored_is_not_acknowledged_but_said(live):
    with live.board() as board:
        board.hello()
        live.outside.store.failing = True
        board.edit(gesture(1, added("a")))
        answer = board.hear()
        live.outside.store.failing = False
        board.edit(gesture(1, added("a")))

        assert {"type": "notice", "message": "It could not be saved: the disk is full."} == answer
        assert 1 == board.hear()["ack"]


def test_b4_a_gesture_whose_predecessor_never_arrived_waits(live):
    with live.board() as board:
        board.hello()
        board.edit(gesture(2, added("b")))

        assert "Change 1" in board.hear()["message"]
        assert (0, []) == ((last := board.hear())["ack"], last["gestures"])
    assert {} == live.room.state.design.nodes


def test_b5_nothing_comes_without_an_edit(live):
    with live.board() as alice, live.board("client-robert") as bob:
        alice.hello()
        bob.hello()

        with pytest.raises(TimeoutError):
            alice.hear(0.2)


def test_b7_a_refusal_comes_before_the_update_that_acknowledges_past_it(live):
    with live.board() as board:
        board.hello()
        board.edit(
            gesture(1, added("a")),
            gesture(2, {"type": "remove_node", "id": "nobody"}),
            gesture(3, added("b")),
        )
        refused, update = board.hear(), board.hear()

    assert ("refused", 2) == (refused["type"], refused["seq"])
    assert "nobody" in refused["message"]
    assert {"node": "nobody", "change": "1"} == refused["place"]
    assert (3, [1, 3]) == (update["ack"], [one["seq"] for one in update["gestures"]])


def test_b7_a_board_whose_only_gesture_is_refused_is_told_alone(live):
    with live.board() as alice, live.board("client-robert") as bob:
        alice.hello()
        bob.hello()
        alice.edit(gesture(1, {"type": "remove_node", "id": "nobody"}))

        assert "refused" == alice.hear()["type"]
        assert (1, []) == ((update := alice.hear())["ack"], update["gestures"])
        with pytest.raises(TimeoutError):
            bob.hear(0.2)


def test_b9_everyone_sees_a_stored_gesture_and_only_its_board_an_ack(live):
    with live.board() as alice, live.board("client-robert") as bob:
        alice.hello()
        bob.hello()
        alice.edit(gesture(1, added("a", name="Ranker")))
        mine, theirs = alice.hear(), bob.hear()

    assert (1, None) == (mine.pop("ack"), theirs.pop("ack"))
    assert mine == theirs
    assert ["client-alice"] == [one["client"] for one in theirs["gestures"]]


def test_b9_updates_leave_no_gap_when_many_edit_at_once(live):
    with live.board() as alice, live.board("client-robert") as bob:
        revisions = [bob.hello()["revision"]]
        alice.hello()
        for number in range(1, 31):
            alice.edit(gesture(number, added(f"a{number}")))
            live.rooms.act(live.room, [added(f"page{number}")])
        while revisions[-1] < 60:
            update = bob.hear()
            assert revisions[-1] == update["since"]
            revisions.append(update["revision"])

    assert 60 == len(live.room.state.design.nodes)


def test_b9_an_update_holds_what_changed_and_nothing_else(live):
    with live.board() as board:
        board.hello(gesture(1, added("api", "endpoint"), added("model")))
        board.edit(
            gesture(2, {"type": "set_field", "id": "api", "field": "peak_qps", "value": "2k QPS"})
        )
        update = board.hear()

    assert {"api": {"peak_qps": "2 000 requests/s"}} == update["readings"]
    known = {one.fingerprint for one in live.room.state.evaluation.findings}
    assert known == set(update["evaluation"]["order"])
    assert known >= {one["fingerprint"] for one in update["evaluation"]["put"]}


def test_a_removed_node_has_no_readings(live):
    with live.board() as board:
        board.hello(gesture(1, added("api", "endpoint", fields={"peak_qps": "2k QPS"})))
        board.edit(gesture(2, {"type": "remove_node", "id": "api"}))

        assert {"api": None} == board.hear()["readings"]


@pytest.mark.parametrize(
    ("origin", "token", "room"),
    [
        ("https://evil.example", None, None),
        (None, None, None),
        ("null", None, None),
        ("", "", None),
        ("", "wrong", None),
        ("", None, "nowhere-to-be-found"),
    ],
    ids=["other site", "no origin", "sandbox", "no token", "wrong token", "no such room"],
)
def test_b12_a_socket_that_may_not_enter_is_refused_before_it_is_accepted(
    live, origin, token, room
):
    name = live.room.id if room is None else room
    sent = TOKENS.token(name) if token is None else token

    with (
        pytest.raises(InvalidStatus) as refused,
        board_socket(live.port, name, sent or "x", origin=origin),
    ):
        pass

    assert 403 == refused.value.response.status_code


def test_b12_a_name_this_server_does_not_go_by_is_refused(live):
    name = live.room.id
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            f"ws://rebound.example:{live.port}/board/{name}/ws",
            sock=sockets.create_connection(("127.0.0.1", live.port)),
            origin=f"http://rebound.example:{live.port}",
            subprotocols=["whiteboard.v1", f"token.{TOKENS.token(name)}"],
        ),
    ):
        pass

    assert 403 == refused.value.response.status_code


def closed_with(board: BoardSocket) -> int:
    try:
        while True:
            board.hear()
    except ConnectionClosed as closed:
        return CUT_OFF if closed.rcvd is None else closed.rcvd.code


def test_b12_a_message_over_a_megabyte_closes_the_socket(live):
    with live.board() as board:
        board.hello()
        board.socket.send("x" * 1_000_001)

        assert 1009 == closed_with(board)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        '{"type": "explode"}',
        '{"type": "edit", "client": "client-alice", "seen": 0, "pending": [{"seq": 0}]}',
        '{"type": "edit", "client": "../../etc", "seen": 0, "pending": []}',
        '{"type": "edit", "client": "client-alice", "seen": NaN, "pending": []}',
        "[" * 100_000,
        '{"type":"read","id":1,"owner":"model","field":"x","value":' + "[" * 5000,
    ],
    ids=range(9),
)
def test_b12_a_malformed_message_is_answered_with_a_notice_and_changes_nothing(live, text):
    with live.board() as board:
        board.hello()
        board.socket.send(text)

        assert "notice" == board.hear()["type"]
        board.say({"type": "ping"})
        assert "pong" == board.hear()["type"]
    assert 0 == live.room.state.revision


def test_a_board_that_edits_before_it_greets_is_closed(live):
    with live.board() as board:
        board.edit(gesture(1, added("a")))

        assert 1008 == closed_with(board)


def test_a_board_that_never_greets_is_closed(live, monkeypatch):
    monkeypatch.setattr(channel, "SECONDS_TO_GREET", 0.05)
    with live.board() as board, live.board("client-robert") as silent_after:
        silent_after.hello()
        board.say({"type": "ping"})

        assert 1008 == closed_with(board)
        silent_after.edit(gesture(1, added("a")))
        assert 1 == silent_after.hear()["ack"]


def test_half_a_character_does_not_hold_up_the_edits_behind_it(live):
    with live.board() as board:
        board.hello()
        board.edit(gesture(1, added("a", name="cut \ud83d")), gesture(2, added("b")))

        assert 2 == board.hear()["ack"]
    assert "cut \ufffd" == live.room.state.design.nodes["a"].name


def test_a_room_has_so_many_boards_and_not_one_more(live, monkeypatch):
    monkeypatch.setattr(channel, "BOARDS_PER_ROOM", 2)
    with live.board() as one, live.board("client-robert") as two:
        one.hello()
        two.hello()

        with pytest.raises(InvalidStatus), live.board("client-carol"):
            pass
    with live.board("client-carol") as three:
        assert "snapshot" == three.hello()["type"]


@contextlib.contextmanager
def held(room: Room) -> Iterator[None]:
    """Nobody else gets anything from *room* while the block runs."""
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with room._lock:
            holds.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(10)
    try:
        yield
    finally:
        done.set()
        holder.join()


def test_boards_that_wait_for_one_room_hold_up_no_other(live):
    other = live.rooms.create(Design(title="Fraud"))
    names = [f"client-{number:04}" for number in range(MOST_THREADS + 5)]
    with contextlib.ExitStack() as opened:
        waiting = [opened.enter_context(live.board(name)) for name in names]
        with held(live.room):
            for board in waiting:
                board.say({"type": "hello", "client": board.client})
            with board_socket(live.port, other.id, TOKENS.token(other.id)) as board:
                assert "snapshot" == board.hello()["type"]


def test_a_board_that_floods_is_closed_and_others_go_on(live, monkeypatch):
    monkeypatch.setattr(channel, "MESSAGES_PER_SECOND", 20)
    with live.board() as flood, live.board("client-robert") as bob:
        bob.hello()
        flood.hello()
        with contextlib.suppress(ConnectionClosed):
            for _ in range(500):
                flood.say({"type": "ping"})

        assert closed_with(flood) in (1008, CUT_OFF)  # what it still sends can cut the reason off
        bob.edit(gesture(1, added("a")))
        assert 1 == bob.hear()["ack"]


def deaf_board(live: Live) -> sockets.socket:
    """A board that greets and from then on reads nothing at all."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)  # before it connects, or in vain
    raw.connect(("127.0.0.1", live.port))
    token = TOKENS.token(live.room.id)
    raw.sendall(
        f"GET /board/{live.room.id}/ws HTTP/1.1\r\nHost: localhost:{live.port}\r\n"
        f"Origin: http://localhost:{live.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {'A' * 22}==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: whiteboard.v1, token.{token}\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(100)
    hello = json.dumps({"type": "hello", "client": "client-deaf"}).encode()
    raw.sendall(Frame(Opcode.TEXT, hello).serialize(mask=True))
    return raw


def test_a_board_that_does_not_read_is_dropped_and_others_go_on(live, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_MESSAGES", 20)
    monkeypatch.setattr(channel, "MESSAGES_PER_SECOND", 1_000_000)
    note = "n" * 19_000
    number = 0
    with live.board("client-robert") as bob, deaf_board(live):
        bob.hello()
        wait_until(lambda: len(live.room._listeners) == 2)
        while len(live.room._listeners) == 2 and number < 5_000:
            number += 1
            bob.edit(gesture(number, {"type": "set_note", "note": f"{number}{note}"}))
            assert number == bob.hear()["ack"]

    assert number < 5_000


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_who_leaves_is_forgotten(live):
    with live.board() as board:
        board.hello()
        wait_until(lambda: live.room.is_watched)  # it is greeted first, under the same lock

    wait_until(lambda: not live.room.is_watched)


def test_a_value_is_read_before_it_is_an_edit(live):
    question = {"type": "read", "id": 7, "owner": "endpoint", "field": "peak_qps"}
    with live.board() as board:
        board.hello()
        board.say({**question, "value": "2k QPS"})

        assert "2 000 requests/s" == board.hear()["shown"]


def test_b13_the_coverage_is_told_when_it_is_asked_for(live):
    with live.board() as board:
        board.hello()
        board.say({"type": "cover"})

        told = board.hear()
        assert "coverage" == told["type"]
        assert 7 == len(told["topics"])


def test_text_of_people_arrives_as_it_was_typed(live):
    name = '</script><b>& "quoted" 模型 \u2028 🚀'
    with live.board() as alice, live.board("client-robert") as bob:
        bob.hello()
        alice.hello(gesture(1, added("a", name=name)))
        heard = bob.hear()

    expected = live.room.state.design.nodes["a"].name
    assert expected == heard["gestures"][0]["changes"][0]["name"]
    assert "</script>" in json.dumps(heard)
