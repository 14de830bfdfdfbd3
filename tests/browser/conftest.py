"""The app served from a folder of its own, and a tab that leaves a picture when a test fails."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.serving import AppServer

OUTCOME = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember a failure, so that the page can take its picture before it closes."""
    report = yield
    if report.failed:
        item.stash[OUTCOME] = False
    return report


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
