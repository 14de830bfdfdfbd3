"""A real server in a thread, and a board that speaks the protocol to it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from websockets.sync.client import ClientConnection, connect

from design.fields import Json


@contextmanager
def serving(routes: list[BaseRoute]) -> Iterator[int]:
    """Serve *routes* on a free port of this machine while the block runs."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class BoardSocket:
    """One board's end of the channel."""

    def __init__(self, socket: ClientConnection, client: str) -> None:
        self.socket = socket
        self.client = client

    def say(self, message: Json) -> None:
        self.socket.send(json.dumps(message))

    def hear(self, seconds: float = 10) -> dict[str, Json]:
        """The next message."""
        message: dict[str, Json] = json.loads(self.socket.recv(timeout=seconds))
        return message

    def hello(self, *gestures: Json) -> dict[str, Json]:
        """Greet with gestures and give the answer."""
        self.say(
            {
                "type": "hello",
                "client": self.client,
                "epoch": None,
                "seen": None,
                "pending": [*gestures],
            }
        )
        return self.hear()

    def edit(self, *gestures: Json) -> None:
        self.say({"type": "edit", "client": self.client, "seen": 0, "pending": [*gestures]})


@contextmanager
def board_socket(
    port: int, room: str, token: str, *, client: str = "client-alice", origin: str | None = ""
) -> Iterator[BoardSocket]:
    """Connect as a page of this very server would; *origin* replaces the right one."""
    own = f"http://localhost:{port}"
    with connect(
        f"ws://localhost:{port}/board/{room}/ws",
        origin=own if origin == "" else origin,
        subprotocols=["whiteboard.v1", f"token.{token}"],
        max_size=None,
        close_timeout=0.5,
    ) as opened:
        yield BoardSocket(opened, client)
