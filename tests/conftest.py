"""What every test can count on: no wall clock, one browser, and its tests run last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import dev

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A slow machine is not a wrong answer, and a build must give the same verdict twice. Here fewer
# examples are tried, others in every run.
settings.register_profile("here", deadline=None, max_examples=40)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "here")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person ask for more random designs than a build tries."""
    parser.addoption(
        "--designs", type=int, default=0, help="how many random designs to judge (200 unless given)"
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; no browser is a failure, never a skip."""
    from playwright.sync_api import sync_playwright

    path = dev.find_browser()
    if path is None:
        pytest.fail(dev.NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests with a browser and put them last.

    Playwright keeps an event loop running in the main thread from its first use on, in which
    no later test could call `asyncio.run`.
    """
    for item in items:
        if has_browser(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=has_browser)


def has_browser(item: pytest.Item) -> bool:
    """Whether *item* drives a browser."""
    return "chromium" in getattr(item, "fixturenames", ())
