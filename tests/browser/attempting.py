"""What a person does who practises: pick, ask, reveal, take a curveball, end and look back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import faults
from tests.browser.driver import PATIENCE, BoardDriver

FADE = 1_200  # ms: what was pale takes a second to come back


def choose(page: Page, label: str, option: str) -> None:
    """Choose *option* in the list called *label*, by keyboard."""
    page.get_by_label(label, exact=True).click()
    page.keyboard.type(option)
    offered = page.get_by_role("option", name=option, exact=True)
    offered.wait_for()
    page.keyboard.press("Enter")
    expect(offered).to_have_count(0)


def pick_prompt(page: Page, prompt: str) -> AttemptDriver:
    """Begin to practise *prompt* from the first page."""
    page.locator(f".st-key-practise-{prompt} button").first.click()
    return AttemptDriver(page)


def pick_drill(page: Page, drill: str) -> BoardDriver:
    """Begin *drill* from the first page."""
    page.get_by_role("tab", name="Debugging drills").click()
    page.locator(f".st-key-drill-{drill} button").first.click()
    board = BoardDriver(page)
    board.still()
    return board


class AttemptDriver:
    """One attempt that goes on, beside its board."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.board = BoardDriver(page)

    def ask(self, question: str) -> None:
        """Type *question* and press Enter; it stands above its answer then."""
        box = self.page.get_by_label("Your question")
        box.fill(question)
        box.press("Enter")
        expect(self.beside(question)).to_be_visible(timeout=PATIENCE)

    def beside(self, words: str) -> Locator:
        """*words* in the panel beside the board."""
        return self.page.get_by_test_id("stSidebar").get_by_text(words)

    def hidden(self) -> int:
        """How many findings are hidden."""
        return int(self.page.locator("[data-practice]").get_attribute("data-practice") or -1)

    def be_asked(self) -> Locator:
        """Have the question of another finding put; returns its card."""
        cards = self.page.locator("[data-card]")
        before = cards.count()
        self.page.locator('[data-reveal="next"]').press("Enter")
        expect(cards).to_have_count(before + 1, timeout=PATIENCE)
        return self.page.locator(f'[data-card="{before + 1}"]')

    def reveal_more(self, card: Locator) -> None:
        """The hint of *card*, or after it the finding."""
        step = int(card.get_attribute("data-step") or 0)
        card.locator("[data-reveal]").click()
        expect(card).to_have_attribute("data-step", str(step + 1), timeout=PATIENCE)

    def take_curveball(self, says: str) -> None:
        """Have a curveball thrown, which is the one that *says* so."""
        self.page.get_by_role("button", name=re.compile("curveball")).click()
        expect(self.beside(says)).to_be_visible(timeout=PATIENCE)
        self.board.saved()

    def end(self) -> None:
        """End the attempt and go to the page that looks back."""
        self.page.get_by_role("button", name="End and look back").click()
        expect(self.page.get_by_role("heading", name=re.compile("Looking back"))).to_be_visible(
            timeout=PATIENCE
        )


def figures(page: Page) -> dict[str, str]:
    """The figures a page shows in large, by their labels."""
    expect(page.get_by_test_id("stMetric").first).to_be_visible(timeout=PATIENCE)
    shown = [one.inner_text().split("\n") for one in page.get_by_test_id("stMetric").all()]
    return {lines[0]: lines[-1] for lines in shown}


def faults_at_rest(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds once nothing on the page is pale because it is drawn anew."""
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(FADE)
    return faults(page)
