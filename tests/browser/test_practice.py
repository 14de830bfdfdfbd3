"""A practice attempt from beginning to end, by mouse and keyboard, as a candidate makes it."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pypdf import PdfReader

from prompts_library import shipped
from tests.browser.attempting import AttemptDriver, choose, faults_at_rest, figures, pick_prompt

ENTRY = shipped().entry("churn-daily")
FINAL, RULE = "When is a label final?", "How good is the rule you use today?"
LINE = "usage trend feature -> churn model -> churn scores endpoint batch"


def test_a_candidate_practises_the_churn_prompt_and_takes_the_report_home(page, app_server):
    page.set_default_timeout(15_000)
    page.goto(app_server.url)
    choose(page, "Lane", "Tabular")
    choose(page, "Time", "45 minutes")
    expect(page.get_by_text("8 of 24 prompts")).to_be_visible()
    attempt = pick_prompt(page, "churn-daily")

    assert [] == faults_at_rest(page)
    the_clock_is_calm(attempt)
    two_questions_are_answered(attempt)
    draw(attempt)
    nothing_is_found_before_it_is_revealed(attempt)
    a_finding_is_revealed_in_three_steps_and_settled(attempt)
    what_stays_hidden_can_be_settled_too(attempt)
    a_curveball_changes_the_board_and_what_is_required(attempt)

    assert [] == faults_at_rest(page)
    attempt.end()
    the_attempt_is_looked_back_at(page)
    its_report_is_taken_home(page)
    the_history_remembers(page, app_server.url)


def the_clock_is_calm(attempt: AttemptDriver) -> None:
    clock = attempt.page.locator("[data-clock]")
    expect(clock).to_contain_text("/45 min")
    expect(clock).to_contain_text("Frame, until 7 min")
    clock.click()
    expect(clock).to_have_text("Clock")
    clock.click()


def two_questions_are_answered(attempt: AttemptDriver) -> None:
    for question, number in ((FINAL, 1), (RULE, 5)):
        attempt.ask(question)
        expect(attempt.beside(ENTRY.prompt.to_ask[number].answer[:40])).to_be_visible()
    expect(attempt.beside("6 more things are known if you ask.")).to_be_visible()


def draw(attempt: AttemptDriver) -> None:
    """By mouse out of the palette, by a typed line, by a dragged arrow and by keys."""
    board, keyboard = attempt.board, attempt.page.keyboard
    board.drag_from_palette("source", 0.5, 0.9)
    board.focus_canvas()
    keyboard.press("/")
    keyboard.type(LINE)
    expect(attempt.page.get_by_role("option").first).to_be_visible()
    keyboard.press("Enter")
    board.saved()
    board.tidy()
    board.connect_by_mouse("source", "usage_trend")
    board.connect_by_keys("crm", "churn scores")

    assert {"source", "usage_trend", "churn", "churn_scores"} <= set(board.nodes())
    assert {"source -> usage_trend: feeds", "crm -> churn_scores: consumes"} <= set(board.edges())


def nothing_is_found_before_it_is_revealed(attempt: AttemptDriver) -> None:
    attempt.page.get_by_role("tab", name="Questions").click()

    assert attempt.hidden() > 0
    expect(attempt.page.locator("[data-finding]")).to_have_count(0)


def a_finding_is_revealed_in_three_steps_and_settled(attempt: AttemptDriver) -> None:
    card = attempt.be_asked()
    found = card.locator("[data-finding]")
    expect(card).to_contain_text("Who does what differently when the score changes")
    expect(found).to_have_count(0)
    attempt.reveal_more(card)
    expect(card).to_contain_text(
        "Look at Lifecycle marketing and churn scores. What decides it: action."
    )
    expect(found).to_have_count(0)
    attempt.reveal_more(card)
    expect(found).to_have_attribute("data-finding", "FRAME001")
    expect(attempt.page.get_by_text("1 question, 1 hint, 1 finding")).to_be_visible()

    attempt.board.enter("crm", action="sends an offer to the 20,000 riskiest")
    attempt.page.get_by_role("tab", name="Questions").click()
    expect(card).to_have_attribute("data-closed", "true")
    expect(card).to_contain_text("Settled.")
    expect(found).to_have_count(0)


def what_stays_hidden_can_be_settled_too(attempt: AttemptDriver) -> None:
    hidden = attempt.hidden()
    attempt.board.enter("churn_scores", rows_per_run="8M rows", finish_by="06:00 UTC")
    attempt.page.get_by_role("tab", name="Questions").click()
    expect(attempt.page.locator("[data-practice]")).not_to_have_attribute(
        "data-practice", str(hidden)
    )
    expect(attempt.page.locator("[data-finding]")).to_have_count(0)


def a_curveball_changes_the_board_and_what_is_required(attempt: AttemptDriver) -> None:
    expect(attempt.board.node("churn_scores")).to_contain_text("06:00 UTC")
    attempt.take_curveball("the campaign tool reads the table at half past two")
    expect(attempt.board.node("churn_scores")).to_contain_text("02:30 UTC")
    expect(attempt.beside("Ready by: 02:30 UTC, before: 06:00 UTC")).to_be_visible()


def the_attempt_is_looked_back_at(page) -> None:
    shown = figures(page)
    assert ("2", "3", "1 of 1") == (
        shown["Answers asked for"],
        shown["Reveals"],
        shown["Settled after a reveal"],
    )
    assert int(shown["Left open"]) > 0
    expect(page.get_by_text("settled after the finding was shown")).to_be_visible()
    assert [] == faults_at_rest(page)
    expect(page.get_by_text(re.compile("A good answer: Adds it up"))).to_be_visible()

    page.get_by_role("tab", name="Against the reference").click()
    expect(
        page.get_by_role("heading", name=re.compile(r"Only in the reference \(\d+\)"))
    ).to_be_visible()
    expect(page.get_by_text("parts play the same role in both")).to_be_visible()
    assert [] == faults_at_rest(page)
    page.get_by_role("tab", name="Coverage").click()
    for heading in ("Seven topics", "Five skills"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("tab", name="How it is scored").click()
    expect(page.get_by_text("Senior (judged as):")).to_be_visible()


def its_report_is_taken_home(page) -> None:
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="PDF report").click()
    text = " ".join(one.extract_text() for one in PdfReader(download.value.path()).pages)
    assert "Daily churn scores" in text
    assert "churn scores" in text
    assert "02:30" in text


def the_history_remembers(page, url: str) -> None:
    page.goto(f"{url}/?history=1")
    expect(page.get_by_role("heading", name="Rules that keep failing")).to_be_visible()
    expect(page.get_by_role("link", name="Daily churn scores")).to_be_visible()
    expect(page.get_by_text("3 reveals")).to_be_visible()
    assert [] == faults_at_rest(page)
    page.locator(".st-key-suggested button").first.click()
    expect(page.locator("[data-clock]")).to_contain_text("/45 min")
