"""Hundreds of gestures, faster than the server answers and whatever happens to it: all in order."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable

import apsw
from playwright.sync_api import Page, expect

from tests.browser.driver import BoardDriver, open_blank
from tests.browser.serving import AppServer
from tests.browser.test_nothing_is_lost import RECOVERY

VALUES = {
    "peak_qps": "2k QPS",
    "replicas": "12",
    "throughput_per_replica": "180 rps",
    "latency_budget": "p95 200 ms",
    "latency_p95": "20 ms",
    "rows_per_day": "5M/day",
    "lag": "5 min",
    "window": "7 d",
}
# Every gesture the board sends, by its number; a number sent again must say the same.
LISTEN = """
window.sent = {}; window.changed = []; window.sockets = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  if (typeof text === "string" && text.includes('"pending"')) {
    if (!sockets.includes(this)) sockets.push(this);
    for (const { seq, changes } of JSON.parse(text).pending ?? []) {
      const said = JSON.stringify(changes);
      if (sent[seq] !== undefined && sent[seq] !== said) changed.push(seq);
      sent[seq] = said;
    }
  }
  return send.call(this, text);
};
"""


class Restless:
    """Somebody who does at random what the board can do, without ever waiting for it."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page = page
        self._dice = random.Random(seed)
        self._all: dict[Callable[[], None], int] = {
            self.add: 5,
            self.move: 8,
            self.walk: 2,
            self.rename: 2,
            self.connect: 3,
            self.number: 2,
            self.delete: 1,
            self.undo: 4,
            self.redo: 3,
        }

    def act(self, times: int) -> None:
        """Make some gestures."""
        chosen = self._dice.choices([*self._all], [*self._all.values()], k=times)
        for gesture in chosen:
            gesture()

    def keys(self, *keys: str) -> None:
        for one in keys:
            self.page.keyboard.press(one)

    def add(self) -> None:
        self.keys(self._dice.choice("emsf"))

    def move(self) -> None:
        self.keys(self._dice.choice(("ArrowLeft", "ArrowRight", "Shift+ArrowUp", "ArrowDown")))

    def walk(self) -> None:
        self.keys(self._dice.choice(("Alt+ArrowLeft", "Alt+ArrowRight", "Alt+ArrowUp")))

    def rename(self) -> None:
        self.keys("F2", *f"n{self._dice.randrange(1000)}", "Enter")

    def connect(self) -> None:
        self.keys("Shift+C", "Enter")

    def number(self) -> None:
        self.keys(".")
        stating = self.page.locator("[data-stating]")
        field = stating.evaluate_all("all => all[0]?.dataset.stating")
        if field in VALUES:
            self.page.keyboard.type(VALUES[field])
            self.keys("Enter")
        self.page.locator(".canvas").focus()

    def delete(self) -> None:
        self.keys("Delete")

    def undo(self) -> None:
        self.keys("Control+z")

    def redo(self) -> None:
        self.keys("Control+Shift+z")


def rename_the_board(page: Page, title: str) -> None:
    """Type a title beside the board: Streamlit runs the page, and it is somebody else's edit."""
    field = page.locator("section[data-testid=stSidebar]").get_by_label("Title")
    field.fill(title)
    field.press("Enter")
    page.locator(".canvas").focus()


def test_every_gesture_arrives_once_and_in_order(page, context, app_server):
    page.add_init_script(LISTEN)
    board = open_blank(page, app_server.url)
    board.focus_canvas()
    somebody = Restless(page, seed=7)

    for number in range(4):  # runs of the page in between
        somebody.act(35)
        rename_the_board(page, f"Board {number}")
    context.set_offline(True)
    somebody.act(80)
    context.set_offline(False)
    somebody.act(60)
    page.evaluate("sockets.forEach(one => one.close())")
    somebody.act(80)
    app_server.kill9()
    somebody.act(60)
    starting = threading.Thread(target=app_server.start)
    starting.start()
    somebody.act(80)
    starting.join()
    page.keyboard.press("Escape")
    expect(page.locator('[data-status="open"][data-pending="0"]')).to_be_visible(timeout=RECOVERY)

    shown = close_by(board)
    sent = {int(seq): plain(said) for seq, said in page.evaluate("sent").items()}
    assert [] == page.evaluate("changed")
    assert [*range(1, len(sent) + 1)] == sorted(sent)
    stored, refused = said_to(app_server)
    assert [] == refused
    assert [*sent.items()] == stored
    page.reload()
    assert shown == close_by(BoardDriver(page))
    assert len(sent) > 250  # of five hundred: the others had nothing to do


def close_by(board: BoardDriver) -> tuple[object, ...]:
    """What is shown at full size: from afar a box says less."""
    board.page.locator(".canvas").focus()
    board.page.keyboard.press("0")
    return board.settled()


def said_to(server: AppServer) -> tuple[list[tuple[int, list[dict[str, object]]]], list[int]]:
    """The gestures of the board that the server stored, in its order, and those it refused."""
    store = apsw.Connection(str(server.home / "boards.db"), flags=apsw.SQLITE_OPEN_READONLY)
    stored = store.execute(
        "SELECT seq, changes FROM edit WHERE client ="
        " (SELECT client FROM edit GROUP BY client ORDER BY count(*) DESC LIMIT 1)"
        " ORDER BY revision"
    )
    refused = store.execute("SELECT seq FROM refusal")
    return [(seq, plain(said)) for seq, said in stored], [seq for (seq,) in refused]


def plain(changes: str) -> list[dict[str, object]]:
    """Changes without what they leave empty, which may be written or not."""
    nothing = ({}, [], "", None)
    return [{k: v for k, v in one.items() if v not in nothing} for one in json.loads(changes)]
