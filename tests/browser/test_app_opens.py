"""The page a person sees first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driver import open_blank


def test_the_first_page_opens_without_an_error(page, shared_app):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(shared_app.url)

    expect(page.get_by_test_id("stApp")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=30_000
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert [] == complaints
    assert "Traceback" not in shared_app.log_text()


def test_an_app_killed_without_warning_serves_again(page, app_server):
    app_server.kill9()
    app_server.restart()

    page.goto(app_server.url)

    expect(page.get_by_test_id("stApp")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_no_style_of_ours_matches_a_part_of_a_class(page, shared_app):
    # A browser would style everything in a board anew whenever a class on it changes.
    open_blank(page, shared_app.url)

    found = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
          .map((rule) => rule.selectorText ?? "")
          .filter((selector) => /\\[class[*^$~|]?=/.test(selector))"""
    )
    assert [] == found
