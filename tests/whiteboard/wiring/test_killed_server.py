"""The whole server, killed without warning in the middle of a stream of edits (B2, B3, B8)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from checks.engine import evaluate
from design.fields import Json
from design.formats import read_design
from design.model import Design
from tests.fakes.rooms import added
from tests.fakes.server import board_socket
from whiteboard.canvas.tokens import Tokens, kept_secret
from whiteboard.rounds.rooms import Rooms
from whiteboard.store.folder import DesignFolder
from whiteboard.store.sqlite import SqliteStore
from whiteboard.wiring.machine import SystemClock, SystemDice

ROOT = Path(__file__).parents[3]
ROUNDS = 3
EDITS = 60  # of each round; the server is killed after the first third of them
SECONDS_TO_START = 60


def rooms_in(home: Path) -> Rooms:
    return Rooms(
        store=SqliteStore(home / "boards.db"),
        files=DesignFolder(home),
        clock=SystemClock(),
        dice=SystemDice(),
        judge=evaluate,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def app_server(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The app as a person starts it, in a process of its own."""
    with (home.parent / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=ROOT,
            env={**os.environ, "WHITEBOARD_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(port):
            assert process.poll() is None, "the server does not start"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Sender:
    """A board that keeps drawing: it sends everything unacknowledged, every time."""

    def __init__(self, room: str, token: str) -> None:
        self.room = room
        self.token = token
        self.made = 0
        self.acknowledged = 0

    def pending(self) -> list[Json]:
        return [
            {"seq": seq, "changes": [added(f"n{seq}")]}
            for seq in range(self.acknowledged + 1, self.made + 1)
        ]

    def draw_until_cut_off(self, port: int, most: int) -> None:
        try:
            with board_socket(port, self.room, self.token) as board:
                self.acknowledged = int(str(board.hello(*self.pending())["ack"]))
                while self.made < most:
                    self.made += 1
                    board.edit(*self.pending())
                    self.acknowledged = int(str(board.hear()["ack"]))
        except (WebSocketException, OSError):
            return


@pytest.mark.slow
def test_no_acknowledged_edit_is_lost_and_none_is_doubled_when_the_server_is_killed(tmp_path):
    home = tmp_path / "boards"
    home.mkdir()
    rooms = rooms_in(home)
    room = rooms.create(Design(title="Churn")).id
    rooms.close()
    sender = Sender(room, Tokens(kept_secret(home / ".secret")).token(room))
    port = free_port()

    for number in range(1, ROUNDS + 1):
        with app_server(home, port) as process:
            drawing = threading.Thread(
                target=sender.draw_until_cut_off, args=(port, EDITS * number)
            )
            drawing.start()
            while sender.made < EDITS * number - EDITS * 2 // 3 and drawing.is_alive():
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
            drawing.join(30)
        store = SqliteStore(home / "boards.db")
        stored = [one.seq for one in store.edits(room, after=0)]
        store.close()
        assert list(range(1, len(stored) + 1)) == stored
        assert sender.acknowledged <= len(stored) <= sender.made

    with app_server(home, port), board_socket(port, room, sender.token) as board:
        answer = board.hello(*sender.pending())
        assert sender.made == answer["ack"]
        assert [f"n{seq}" for seq in range(1, sender.made + 1)] == list(answer["document"]["nodes"])
        file = home / "churn.yaml"
        deadline = time.monotonic() + 10
        while len(read_design(file).design.nodes) < sender.made and time.monotonic() < deadline:
            time.sleep(0.05)
        assert sender.made == len(read_design(file).design.nodes)
