"""The board as a person feels it, in a real browser: each figure beside Streamlit's own.

The floor is an empty app with Streamlit's default settings: its button, until its text changes.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from checks.engine import evaluate
from checks.registry import all_rules
from design.formats import read_design
from tests.benchmarks.figures import amount, ratio, say, times, verdict
from tests.benchmarks.sized_designs import design_text
from tests.benchmarks.stopwatch import PATIENCE, Stopwatch, Times, Trip, seen, shown
from tests.browser.driver import BoardDriver
from tests.browser.serving import AppServer, Server
from whiteboard.canvas.messages import update_body, with_ack
from whiteboard.rounds.gestures import Gesture, Update
from whiteboard.rounds.rooms import Rooms
from whiteboard.store.folder import DesignFolder
from whiteboard.store.sqlite import SqliteStore
from whiteboard.wiring.machine import SystemClock, SystemDice
from whiteboard.wiring.settings import Home

EMPTY_APP = """
import streamlit as st

st.session_state.count = st.session_state.get("count", 0) + st.button("Again")
st.text(f"count {st.session_state.count}")
"""
PAUSE = 150  # ms between two gestures: nobody is quicker
SIZE = {"width": 1600, "height": 900}


@pytest.fixture
def counts(benchmark) -> tuple[int, int, int]:
    """Rounds of gestures to warm up with and to measure, and starts."""
    return (0, 1, 1) if benchmark.disabled else (4, 32, 5)


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Rooms]:
    """Boards in the folder `home` that the app keeps its boards in."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    made = Rooms(
        store=SqliteStore(home.store),
        files=DesignFolder(home.folder),
        clock=SystemClock(),
        dice=SystemDice(),
        judge=evaluate,
    )
    yield made
    made.close()


class Stage:
    """Servers that are not yet started, and tabs that are each of another person."""

    def __init__(self, chromium: Browser, rooms: Rooms, folder: Path, *, settle: float) -> None:
        self._chromium = chromium
        self._settle = settle  # ms until a page that has just been opened is measured
        self._contexts: list[BrowserContext] = []
        self._rooms = rooms
        bare = folder / "bare"
        bare.mkdir()
        (bare / "empty.py").write_text(EMPTY_APP, encoding="utf-8")
        self.app = AppServer(folder / "home")
        self.empty = Server(["run", "empty.py"], where=bare, log=folder / "empty.log")
        self.hello = Server(["hello"], where=bare, log=folder / "hello.log")

    def tab(self) -> Page:
        """A new tab."""
        self._contexts.append(self._chromium.new_context(viewport=SIZE))
        return self._contexts[-1].new_page()

    def board_of(self, nodes: int) -> str:
        """Make a board of that many nodes; return its address below the app's."""
        return f"/?board={self._rooms.create(read_design(design_text(nodes)).design).id}"

    def open(self, address: str) -> BoardDriver:
        """The board at *address*, once it has stood still for a moment."""
        page = self.tab()
        page.goto(self.app.url + address)
        board = BoardDriver(page)
        page.wait_for_timeout(self._settle)
        return board

    def floor(self) -> tuple[Stopwatch, Locator]:
        """The empty app: its text, watched, and its button."""
        page = self.tab()
        page.goto(self.empty.url)
        button = page.get_by_role("button", name="Again")
        expect(button).to_be_visible(timeout=4 * PATIENCE)
        page.wait_for_timeout(self._settle)
        return Stopwatch(page, "[data-testid=stText]"), button

    def leave(self) -> None:
        """Close every tab and stop every server."""
        for context in self._contexts:
            context.close()
        for server in (self.app, self.empty, self.hello):
            server.stop()


@pytest.fixture
def stage(benchmark, chromium: Browser, rooms: Rooms, tmp_path: Path) -> Iterator[Stage]:
    """The app, an empty one, Streamlit's own, and a browser."""
    made = Stage(chromium, rooms, tmp_path, settle=0 if benchmark.disabled else 1000)
    yield made
    made.leave()


@pytest.mark.benchmark(group="board")
@pytest.mark.parametrize(("nodes", "budget"), [(30, 0.5), (100, 1.2), (300, 1.2)])
def test_a_gesture_until_its_findings_show(benchmark, counts, stage, nodes, budget):
    address = stage.board_of(nodes)
    warm_up, measured, _ = counts
    added: list[Trip] = []
    typed: list[Trip] = []
    bare: list[Trip] = []

    def run() -> None:
        stage.app.start()
        stage.empty.start()
        clicked, button = stage.floor()
        board = stage.open(address)
        pill = Stopwatch(board.page, "[data-pill]", "data-pill")
        for number in range(warm_up + measured):
            if number == warm_up:
                for taken in (added, typed, bare):
                    taken.clear()
            bare.append(clicked.trip(button.click))
            clicked.page.wait_for_timeout(PAUSE)
            added.extend(add_and_undo(board, pill))
            typed.append(type_a_number(board, pill, "24" if number % 2 == 0 else "6"))
            board.page.wait_for_timeout(PAUSE)

    benchmark.pedantic(run, rounds=1)

    both = [*added, *typed]
    say(
        benchmark,
        times("empty app: button -> text in the document", seen(bare)),
        times("empty app: painted", shown(bare)),
        times(f"{nodes} nodes: box added or undone -> findings", seen(added)),
        times(f"{nodes} nodes: number typed -> findings", seen(typed)),
        times(f"{nodes} nodes: painted", shown(both)),
        ratio("median of the floor", of=seen(both).median, to=seen(bare).median, budget=budget),
        ratio("p95 of the floor", of=seen(both).p95, to=seen(bare).p95, budget=budget),
        ratio("painted, median", of=shown(both).median, to=shown(bare).median, budget=budget),
    )


def add_and_undo(board: BoardDriver, pill: Stopwatch) -> tuple[Trip, Trip]:
    """Press the letter of a kind; when its findings show, take it back."""
    board.page.keyboard.press("Escape")
    board.page.locator(".canvas").focus()
    added = pill.trip(lambda: board.page.keyboard.press("e"))
    board.page.wait_for_timeout(PAUSE)
    undone = pill.trip(lambda: board.page.keyboard.press("Control+z"))
    board.page.wait_for_timeout(PAUSE)
    return added, undone


def type_a_number(board: BoardDriver, pill: Stopwatch, replicas: str) -> Trip:
    """Type how many replicas the endpoint has; Enter is the gesture."""
    board.page.locator('[data-node="api"]').click()
    field = board.page.locator('[data-field="replicas"]').first
    field.fill(replicas)
    board.page.wait_for_timeout(PAUSE)
    return pill.trip(lambda: field.press("Enter"))


# One event in every frame, as a wheel or a mouse sends them, so that no frame is without work.
FRAMES = """
({ steps, event, ctrlKey }) => new Promise((done) => {
  const marks = [];
  const board = [...document.querySelectorAll("*")].find((one) => one.shadowRoot
    ?.querySelector(".react-flow__pane")).shadowRoot;
  const pane = board.querySelector(".react-flow__pane");
  const send = (at) => {
    const way = Math.floor(at / 20) % 2 === 0 ? 1 : -1;
    const move = 20 - Math.abs(at % 40 - 20);
    const down = ctrlKey ? -12 * way : 12 * way; // nearer first: it may be as far as it goes
    const where = { bubbles: true, composed: true, cancelable: true, view: window };
    if (event === "wheel") pane.dispatchEvent(new WheelEvent("wheel", { ...where, ctrlKey,
      clientX: 800, clientY: 500, deltaX: ctrlKey ? 0 : 24 * way, deltaY: down }));
    else window.dispatchEvent(new MouseEvent("mousemove", { ...where, buttons: 1,
      clientX: 700 + 12 * move, clientY: 500 + 6 * move }));
  };
  const look = () => board.querySelector(".react-flow__viewport").style.transform;
  const seen = new Set();
  const frame = (now) => {
    marks.push(now);
    seen.add(look());
    if (marks.length > steps) return done([marks, seen.size]);
    send(marks.length);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})
"""


@pytest.mark.benchmark(group="board")
def test_the_frames_of_panning_and_zooming_three_hundred_boxes(benchmark, counts, stage):
    address = stage.board_of(300)
    steps = 8 * counts[1]
    frames: dict[str, Times] = {}

    def run() -> None:
        stage.app.start()
        page = stage.open(address).page

        def measure(what: str, event: str, *, ctrl: bool = False) -> None:
            asked = {"steps": steps, "event": event, "ctrlKey": ctrl}
            marks, views = page.evaluate(FRAMES, asked)
            assert views > min(steps, 20) / 2, f"{what}: the view does not move"
            frames[what] = Times(tuple(later - one for one, later in pairwise(marks)))

        for key, view in (("1", "everything in sight"), ("0", "at full size")):
            page.locator(".canvas").focus()
            page.keyboard.press(key)
            page.wait_for_timeout(500)
            measure(f"{view}: wheel pans", "wheel")
            measure(f"{view}: wheel zooms", "wheel", ctrl=True)
            page.keyboard.down("Space")
            page.mouse.move(700, 500)
            page.mouse.down()
            measure(f"{view}: drag pans", "mousemove")
            page.mouse.up()
            page.keyboard.up("Space")

    benchmark.pedantic(run, rounds=1)

    for what, taken in frames.items():
        rate = 1000 * len(taken.values) / sum(taken.values)
        say(
            benchmark,
            times(f"{what}, one frame", taken),
            f"{what:<46} {rate:8.1f} frames a second (budget 30): {verdict(rate >= 30)}",
        )


@pytest.mark.benchmark(group="board")
def test_the_other_browser_sees_the_edit(benchmark, counts, stage):
    address = stage.board_of(30)
    warm_up, measured, _ = counts
    trips: list[Trip] = []
    bare: list[Trip] = []

    def run() -> None:
        stage.app.start()
        stage.empty.start()
        clicked, button = stage.floor()
        mine, other = (stage.open(address) for _ in range(2))
        here = Stopwatch(mine.page, "[data-pill]", "data-pill")
        there = Stopwatch(other.page, "[data-pill]", "data-pill")
        for number in range(warm_up + measured):
            if number == warm_up:
                trips.clear()
                bare.clear()
            bare.append(clicked.trip(button.click))
            mine.page.locator(".canvas").focus()
            there.arm()
            here.trip(lambda: mine.page.keyboard.press("e"))
            trips.append(there.change(since=here.began))
            there.arm()
            here.trip(lambda: mine.page.keyboard.press("Control+z"))
            trips.append(there.change(since=here.began))
            mine.page.wait_for_timeout(PAUSE)

    benchmark.pedantic(run, rounds=1)

    say(
        benchmark,
        times("empty app: button -> text in the document", seen(bare)),
        times("gesture -> findings in the other browser", seen(trips)),
        ratio("p95 of the floor", of=seen(trips).p95, to=seen(bare).p95, budget=1),
    )


@pytest.mark.benchmark(group="board")
def test_from_the_start_of_the_process_to_a_usable_board(benchmark, counts, stage):
    address = stage.board_of(40)
    starts = counts[2]
    ours: list[float] = []
    theirs: list[float] = []

    def until(server: Server, path: str, seen: Callable[[Page], Locator]) -> float:
        page = stage.tab()
        began = time.monotonic()
        server.start()
        try:
            page.goto(server.url + path)
            expect(seen(page).first).to_be_visible(timeout=4 * PATIENCE)
            return (time.monotonic() - began) * 1000
        finally:
            server.stop()
            page.context.close()

    def run() -> None:
        for _ in range(starts):
            theirs.append(
                until(stage.hello, "", lambda page: page.get_by_role("heading", name="Welcome"))
            )
            ours.append(until(stage.app, address, lambda page: page.locator("[data-badge]")))

    benchmark.pedantic(run, rounds=1)

    hello_times, our_times = Times(tuple(theirs)), Times(tuple(ours))
    say(
        benchmark,
        times("streamlit hello: start -> welcome", hello_times),
        times("start -> first badge of a board of 40", our_times),
        ratio("median", of=our_times.median, to=hello_times.median, budget=1.5),
    )


@pytest.mark.benchmark(group="board")
def test_the_memory_an_open_board_takes(benchmark, counts, stage):
    boards = 2 * counts[2] - 1
    addresses = [stage.board_of(40) for _ in range(1 + boards)]
    megabytes: list[float] = []

    def run() -> None:
        stage.app.start()
        pages = [stage.open(one).page for one in addresses[:1]]
        megabytes.append(resident(stage.app.pid))
        for address in addresses[1:]:
            board = stage.open(address)
            board.add_by_letter("e")
            pages.append(board.page)
        megabytes.append(resident(stage.app.pid))

    benchmark.pedantic(run, rounds=1)

    each = (megabytes[1] - megabytes[0]) / boards
    say(
        benchmark,
        f"server with 1 board {megabytes[0]:.0f} MB, with {1 + boards} {megabytes[1]:.0f} MB",
        amount("for each board of 40 nodes", each, unit="MB", budget=3),
    )


def resident(pid: int) -> float:
    """Megabytes of memory a process holds."""
    asked = ["ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.run(asked, capture_output=True, check=True, text=True).stdout) / 1024


@pytest.mark.benchmark(group="edit")
def test_the_server_applies_judges_stores_and_says_one_edit_of_forty_nodes(benchmark, rooms):
    room = rooms.create(read_design(design_text(40)).design)
    all_rules()
    said: list[str] = []

    def hear(update: Update) -> None:
        said.append(with_ack(update_body(update), update.ack))

    room.join("somebody", (), listener=hear)
    numbers = iter(range(1, 1_000_000))

    def edit() -> None:
        seq = next(numbers)
        value = "24" if seq % 2 else "6"
        change = {"type": "set_field", "id": "api", "field": "replicas", "value": value}
        room.edit("somebody", (Gesture(seq, [change]),))

    benchmark(edit)

    assert said
