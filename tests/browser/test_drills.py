"""A debugging drill solved and one failed, each with its score and with what explains it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from prompts_library import shipped
from prompts_library.drill import Cause
from tests.browser.attempting import choose, faults_at_rest, figures, pick_drill

ENTRY = shipped().drill("best-backtest")
DRILL = ENTRY.drill
RIGHT = ENTRY.board.nodes[DRILL.planted.node].title
WRONG = next(one.title for one in ENTRY.board.nodes.values() if one.kind == "oncall")


@pytest.fixture
def drill(page: Page, shared_app) -> Page:
    page.set_default_timeout(15_000)
    page.goto(shared_app.url)
    board = pick_drill(page, "best-backtest")
    expect(page.get_by_text(DRILL.page[:40])).to_be_visible()
    charts = page.get_by_test_id("stSidebar").get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(len(DRILL.simulation.charts))
    expect(page.locator("[data-finding]")).to_have_count(0)
    assert {*ENTRY.board.nodes} == {*board.nodes()}
    return page


def answer(page: Page, box: str, cause: str, fix: str) -> None:
    choose(page, "Which box is it in?", box)
    choose(page, "What is the cause?", cause)
    page.get_by_label("What do you do about it?").fill(fix)
    page.get_by_role("button", name="Answer", exact=True).click()


def test_a_drill_that_is_solved_scores_all_and_says_why(drill):
    answer(drill, RIGHT, DRILL.planted.cause.label, "Split by store, then measure again.")

    shown = figures(drill)
    assert ("4 of 4", "2 of 2", "2 of 2") == (shown["Score"], shown["Place"], shown["Cause"])
    for words in (f"{RIGHT}: right.", f"{DRILL.planted.cause.label}: right."):
        expect(drill.get_by_text(words)).to_be_visible()
    for heading in ("How the charts lead there", "What it looks like and is not", "A good fix"):
        expect(drill.get_by_role("heading", name=heading)).to_be_visible()
    expect(drill.get_by_text("Split by store, then measure again.")).to_be_visible()
    expect(drill.get_by_text(DRILL.reasoning[0][:40])).to_be_visible()
    assert [] == faults_at_rest(drill)


def test_a_drill_that_is_failed_scores_nothing_and_says_what_it_was(drill):
    answer(drill, WRONG, Cause.SEASON.label, "")

    shown = figures(drill)
    assert ("0 of 4", "0 of 2", "0 of 2") == (shown["Score"], shown["Place"], shown["Cause"])
    expect(drill.get_by_text(f"{WRONG} is not it. It was {RIGHT}.")).to_be_visible()
    expect(drill.get_by_text(f"It was: {DRILL.planted.cause.label}.")).to_be_visible()
    expect(drill.get_by_text("You proposed none.")).to_be_visible()
    expect(drill.get_by_text(DRILL.repair.stop[:40])).to_be_visible()
