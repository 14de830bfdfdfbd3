"""What is found, how it is hidden, answered and settled."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_design
from tests.browser.test_editing import choose_level


def test_hidden_findings_leave_no_trace_and_stay_hidden(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    board.open_findings()
    board.has_finding("NUM101", "api")
    traces = page.locator("[data-badge], [data-missing], [data-finding], .is-missing")
    expect(page.locator("[data-badge]").first).to_be_visible()

    page.get_by_role("switch", name="Hide findings").click()

    expect(traces).to_have_count(0)
    expect(page.locator("[data-pill]")).to_have_text("Findings hidden")
    expect(page.get_by_role("tab", name="Findings")).to_have_text("Findings hidden")
    board.select("api")
    board.field("peak_qps")
    expect(traces).to_have_count(0)
    page.reload()
    BoardDriver(page)
    expect(page.locator("[data-pill]")).to_have_text("Findings hidden")
    expect(traces).to_have_count(0)

    board.focus_canvas()
    page.keyboard.press("Shift+H")
    expect(page.locator("[data-badge]").first).to_be_visible()
    assert board.settles() > 0


def test_a_number_that_cannot_be_read_is_kept_and_says_why(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    board.select("api")
    field = board.field("latency_budget")

    field.fill("p95 200 msx")
    field.press("Enter")

    why = page.locator('[data-unreadable="latency_budget"]')
    expect(why).to_contain_text("Not saved.")
    expect(why).to_contain_text("msx")
    expect(why).to_be_in_viewport()
    expect(field).to_have_value("p95 200 msx")
    board.select("shop")
    board.select("api")
    expect(board.field("latency_budget")).to_have_value("p95 200 msx")

    page.get_by_role("button", name="Use “p95 200 ms”").click()
    board.saved()
    expect(page.locator('[data-reading="latency_budget"]')).to_be_visible()
    expect(why).to_have_count(0)
    expect(board.node("api")).to_contain_text("p95 200 ms")


def test_an_accepted_finding_keeps_its_reason_on_the_board_and_in_the_report(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    left = board.settles()
    board.open_findings()
    board.has_finding("NUM101", "api")

    card = page.locator('[data-finding="NUM101"]')
    card.get_by_role("button").first.click()
    card.get_by_role("button", name="Accept…").click()
    card.get_by_label("Accepted because").fill("the load test comes first")
    page.keyboard.press("Enter")
    board.saved()

    expect(page.locator('[data-finding="NUM101"][data-status-of="accepted"]')).to_contain_text(
        "the load test comes first"
    )
    assert left - 1 == board.settles()
    report = board.download("Export", "Markdown").decode()
    assert "the load test comes first" in report
    board.undo()
    assert left == board.settles()


def test_the_level_changes_what_weighs_how_much_and_can_be_taken_back(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    pill = page.locator("[data-pill]")
    as_senior = pill.inner_text()

    choose_level(page, "Junior")

    expect(pill).not_to_have_text(as_senior)
    expect(page.locator('[data-field="level"]')).to_have_value("junior")
    page.locator('[data-field="level"]').select_option("senior")
    expect(page.get_by_test_id("stSidebar").get_by_role("combobox", name="Level")).to_have_value(
        "Senior"
    )
    board.undo()
    expect(page.locator('[data-field="level"]')).to_have_value("junior")
    assert as_senior != pill.inner_text()


def test_a_quick_fix_says_what_it_does_and_can_be_undone(page, shared_app):
    text = SERVING.replace("availability_slo", "peak_qps: 2400/s\n    availability_slo")
    board = open_design(page, shared_app.url, text)
    board.open_findings()
    card = page.locator('[data-finding="CAP301"]')
    card.get_by_role("button").first.click()
    expect(card.locator(".quick-fix")).to_contain_text("set replicas of Ranking API to 18")
    expect(card.get_by_role("link")).to_have_attribute("href", "?rule=CAP301")

    card.get_by_role("button", name="Apply").click()

    board.has_no_finding("CAP301")
    board.select("api")
    expect(board.field("replicas")).to_have_value("18")
    board.focus_canvas()
    page.keyboard.press("Control+z")
    board.open_findings()
    board.has_finding("CAP301", "api")


def test_the_coverage_shows_what_is_stated_missing_and_at_odds_and_leads_there(page, shared_app):
    text = SERVING.replace("availability_slo", "peak_qps: 2400/s\n    availability_slo")
    open_design(page, shared_app.url, text)

    page.get_by_role("tab", name="Coverage").click()

    topics = page.locator("[data-topic]")
    expect(topics).to_have_count(7)
    expect(page.locator("[data-skill]")).to_have_count(5)
    expect(topics.first).to_contain_text("Nothing stated")
    model = page.locator('[data-topic^="Model choice"]')
    expect(model).to_contain_text("Peak QPS")
    model.get_by_role("button", name="CAP301 Ranking API").click()
    expect(page.locator('[data-finding="CAP301"] .finding-body')).to_be_visible()


def test_an_overlay_marks_the_board_and_follows_what_is_stated(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)

    page.locator('[data-overlay="latency"]').click()
    mark = board.node("ranker").locator("[data-mark]")
    expect(mark).to_contain_text("20 ms")
    mark.hover()
    expect(mark.get_by_role("tooltip")).to_be_visible()
    board.enter("ranker", latency_p95="60 ms")
    expect(mark).to_contain_text("60 ms")

    places = board.places()
    page.get_by_role("switch", name="Hide findings").click()
    expect(page.locator("[data-mark]")).to_have_count(0)
    expect(page.locator("[data-overlay]")).to_have_count(0)
    assert places == board.places()


def test_a_shared_screen_hides_the_answers_of_the_prompt_too(page, shared_app):
    page.goto(shared_app.url)
    page.locator(".st-key-open-prompt-churn-daily button").first.click()
    BoardDriver(page)
    answers = page.get_by_text("Questions and their answers")
    expect(answers).to_be_visible()

    page.get_by_role("switch", name="Hide findings").click()
    expect(answers).to_have_count(0)
    expect(page.locator('[data-pill="hidden"]')).to_contain_text("Findings hidden")
    page.get_by_role("switch", name="Hide findings").click()
    expect(answers).to_be_visible()
