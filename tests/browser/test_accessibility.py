"""The board works for everybody: no serious fault that axe-core knows, and no need for a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import faults
from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_blank, open_design


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


LINE = (
    "shop consumer -> api endpoint p95 200 ms -> ranker model p95 30 ms, store feature store"
    " p95 12 ms, rules fallback; clicks source 5k/s -> ctr feature window 7 d"
    " -> history dataset 2M rows -> trainer training job duration 3 h -> ranker"
)
NUMBERS = {"peak_qps": "2k QPS", "throughput_per_replica": "180 rps", "replicas": "12"}
FOCUSED = """
() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (!one?.matches("a, button, input, .canvas")) return "";
  return one.getAttribute("aria-label") || one.textContent;
}
"""


def test_a_design_is_drawn_and_a_finding_answered_without_a_mouse(page, shared_app):
    page.goto(shared_app.url)
    expect(page.get_by_role("button", name="Blank board")).to_be_visible()
    tab_to(page, "Blank board")
    page.keyboard.press("Enter")
    board = BoardDriver(page)

    tab_to(page, "Board. Press /")
    page.keyboard.press("/")
    write(page, LINE)
    expect(page.locator("[data-node]")).to_have_count(9)
    board.saved()
    assert 8 == len(board.edges())

    page.keyboard.press("Escape")  # nothing is selected: the next box stands alone
    page.keyboard.press("/")
    write(page, "monitor")
    page.keyboard.press("F2")
    write(page, "Drift watch")
    page.keyboard.press("Shift+C")
    write(page, "ranker")
    page.keyboard.press("ArrowDown")
    board.saved()
    expect(board.node("monitor")).to_contain_text("Drift watch")
    assert 10 == len(board.nodes())
    assert "monitor -> ranker: monitors" in board.edges()

    page.keyboard.press("0")  # from afar a number would be stated in the panel
    page.keyboard.press(".")
    stating = page.locator("[data-stating]")
    expect(stating).to_be_visible()
    for field in iter(lambda: stating.get_attribute("data-stating", timeout=2000), None):
        if field in NUMBERS:
            page.keyboard.type(NUMBERS[field])
            page.keyboard.press("Enter")
            break
        page.keyboard.press("Tab")
    board.saved()
    expect(board.node("api")).to_contain_text(NUMBERS[field])

    page.keyboard.press("Shift+N")
    card = page.locator(".finding.is-open")
    expect(card).to_be_visible()
    fingerprint = card.get_attribute("data-fingerprint")
    page.keyboard.press("Escape")  # out of the number that would settle it
    page.keyboard.press("F6")  # from the canvas to the panel
    tab_to(page, "Accept…")
    page.keyboard.press("Enter")
    write(page, "Agreed with the team: the risk is small.")
    board.saved()
    answered = page.locator(f'[data-fingerprint="{fingerprint}"]')
    expect(answered).to_have_attribute("data-status-of", "accepted")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called *name* has the focus."""
    for _ in range(120):
        if name in page.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {name!r}.")


def write(page: Page, text: str) -> None:
    """Type *text* into what has the focus, and Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
