"""The page a person sees first."""

from __future__ import annotations

from playwright.sync_api import expect


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
