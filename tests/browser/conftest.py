"""A real Chromium, and the app served to it from a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import dev

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SECONDS_TO_START = 60
OUTCOME = pytest.StashKey[bool]()


class AppServer:
    """The app in a process of its own, on a free port, keeping its data in *home*."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = home.with_name(f"{home.name}.log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers."""
        streamlit = [sys.executable, "-m", "streamlit", "run", "app.py"]
        options = [f"--server.port={self.port}", "--server.headless=true"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*streamlit, *options],
                cwd=ROOT,
                env={**os.environ, "WHITEBOARD_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"The app does not start:\n{self.log_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the server to end, as a person pressing Ctrl-C does."""
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """End the server without letting it finish anything."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop the server if it runs and start it again on the same port and folder."""
        self.stop()
        self.start()

    def log_text(self) -> str:
        """Return what the server has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember a failure, so that the page can take its picture before it closes."""
    report = yield
    if report.failed:
        item.stash[OUTCOME] = False
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; no browser is a failure, never a skip."""
    path = dev.find_browser()
    if path is None:
        pytest.fail(dev.NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile nobody has used, as another person's computer would be."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One tab; when the test fails, every tab of its context leaves a picture behind."""
    yield context.new_page()
    if request.node.stash.get(OUTCOME, True):
        return
    folder = artefacts(request)
    name = re.sub(r"\W+", "-", request.node.name)
    for number, tab in enumerate(context.pages, start=1):
        picture = folder / f"{name}-{number}.png"
        tab.screenshot(path=picture)
        print(f"picture: {picture}")


def artefacts(request: pytest.FixtureRequest) -> Path:
    """Return the folder for pictures: WHITEBOARD_ARTEFACTS, or one in pytest's temporary folder."""
    chosen = os.environ.get("WHITEBOARD_ARTEFACTS")
    base: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    folder = Path(chosen) if chosen else base.getbasetemp() / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of one's own, to stop, kill and restart."""
    yield from serve(tmp_path_factory)


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One server for all tests that only look at their own board; do not stop it."""
    yield from serve(tmp_path_factory)


def serve(folders: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Start a server in a fresh folder and end it afterwards."""
    server = AppServer(folders.mktemp("home"))
    server.start()
    try:
        yield server
    finally:
        server.stop()
