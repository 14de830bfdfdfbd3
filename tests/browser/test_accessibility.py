"""The board works for everybody: no serious fault that axe-core knows, and no need for a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_blank, open_design
from tests.browser.serving import ROOT

AXE = ROOT / "whiteboard/canvas/frontend/node_modules/axe-core/axe.min.js"
HEAVY = {"serious", "critical"}
ASK_AXE = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .map(({ id, impact, nodes }) => [impact, id, nodes.map(one => one.target.flat().at(-1)
    + " — " + one.failureSummary.split("\\n").slice(1, 2))])
"""


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds on the page and in the open shadow root of the board."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(ASK_AXE)
    return [(impact, rule, where) for impact, rule, where in found if impact in HEAVY]


def worked_example(page: Page, url: str) -> BoardDriver:
    board = open_blank(page, url)
    page.locator("[data-example]").click()
    board.saved()
    board.still()
    return board


def empty(page: Page, url: str) -> None:
    open_blank(page, url)


def example(page: Page, url: str) -> None:
    worked_example(page, url)


def finding_card(page: Page, url: str) -> None:
    board = open_design(page, url, SERVING)
    board.focus_canvas()
    expect(page.locator("[data-badge]").first).to_be_visible()
    page.keyboard.press("Shift+N")
    expect(page.locator(".finding.is-open")).to_be_visible()


def overlay(page: Page, url: str) -> None:
    board = worked_example(page, url)
    board.focus_canvas()
    page.keyboard.press("Alt+1")
    expect(page.locator("[data-overlay-legend]")).to_be_visible()


def file_pane(page: Page, url: str) -> None:
    worked_example(page, url)
    page.get_by_role("tab", name="File").click()
    expect(page.locator('[data-file-step="in step"]')).to_be_visible()


def key_sheet(page: Page, url: str) -> None:
    board = worked_example(page, url)
    board.focus_canvas()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="All keys")).to_be_visible()


STATES = (empty, example, finding_card, overlay, file_pane, key_sheet)


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_axe_finds_nothing_serious(page, shared_app, state):
    state(page, shared_app.url)

    page.wait_for_timeout(300)  # what fades in is faint at first

    assert [] == faults(page)


def test_a_design_is_drawn_and_a_finding_answered_without_a_mouse(page, shared_app):
    page.goto(shared_app.url)
    press_until_focused(page, "Blank board")
    page.keyboard.press("Enter")
    board = BoardDriver(page)
    press_until_focused(page, "First box")
    page.keyboard.press("Enter")
    page.keyboard.type(LINE)
    page.keyboard.press("Enter")
    board.saved()
    assert 8 == len(board.nodes())

    page.keyboard.press("/")  # goes on from the box drawn last
    page.keyboard.type("mon")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
