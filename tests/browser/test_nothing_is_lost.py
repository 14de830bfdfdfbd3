"""What was drawn is there again: after a crash, without a network, in another tab."""

from __future__ import annotations

import re

import yaml
from playwright.sync_api import expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_blank, open_design

RECOVERY = 30_000  # ms


def status(page):
    return page.locator("[data-status]")


def test_a_server_killed_in_the_middle_of_an_edit_loses_nothing(page, app_server):
    board = open_design(page, app_server.url, SERVING)
    board.rename("api", "Acknowledged")

    app_server.kill9()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    board.select("ranker")
    page.keyboard.press("ArrowDown")
    expect(status(page)).to_have_attribute("data-pending", "2")
    expect(status(page)).to_contain_text("Offline: 2 edits waiting")
    app_server.start()

    expect(status(page)).to_have_attribute("data-pending", "0", timeout=RECOVERY)
    expect(status(page)).to_have_attribute("data-status", "open")
    shown = board.shown()
    assert "Acknowledged" in shown[0]["api"]
    assert ["api", "model", "ranker", "shop"] == sorted(shown[0])
    page.reload()
    assert shown == BoardDriver(page).shown()
    [file] = app_server.home.glob("*.yaml")
    assert ["api", "model", "ranker", "shop"] == sorted(yaml.safe_load(file.read_text())["nodes"])


def test_edits_made_without_a_network_arrive_when_it_is_back(page, context, shared_app):
    board = open_blank(page, shared_app.url)

    context.set_offline(True)
    page.keyboard.press("m")
    page.keyboard.press("s")
    expect(status(page)).to_have_attribute("data-pending", "2")
    context.set_offline(False)

    expect(status(page)).to_have_attribute("data-pending", "0", timeout=RECOVERY)
    page.reload()
    assert ["model", "source"] == BoardDriver(page).nodes()
    assert ["model", "source"] == board.nodes()


def test_two_tabs_see_each_others_edits(page, context, shared_app):
    here = open_design(page, shared_app.url, SERVING)
    other = context.new_page()
    other.goto(page.url)
    there = BoardDriver(other)

    there.rename("ranker", "Second ranker")
    here.connect_by_keys("api", "Second ranker")  # it is joined already, and says so
    expect(here.node("ranker")).to_contain_text("Second ranker")
    here.enter("api", peak_qps="2k QPS")
    expect(there.node("api")).to_contain_text("2k QPS")
    there.select("shop")
    other.keyboard.press("Delete")
    expect(here.node("shop")).to_have_count(0)

    expect(status(page)).to_have_attribute("data-revision", re.compile(r"\d"))
    assert here.shown() == there.shown()
