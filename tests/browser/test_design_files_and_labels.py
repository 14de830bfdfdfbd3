"""Design files come in and go out unchanged, and nothing in them is ever run."""

from __future__ import annotations

import pytest
import yaml
from playwright.sync_api import expect

from design.formats import write_yaml
from prompts_library import shipped
from tests.browser.boards import SERVING
from tests.browser.driver import offer, open_design

BROKEN = """\
whiteboard: 1
title: Broken
nodes:
  api: {kind: endpont}
  ranker: {kind: model, latncy: 20 ms}
edges:
  - api -> nobody
"""
EVIL = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"


def test_a_design_file_comes_back_as_it_was_brought(page, shared_app):
    design = shipped().entry("card-fraud").reference
    text = write_yaml(design)

    board = open_design(page, shared_app.url, text)

    assert sorted(node.id for node in design.nodes.values()) == board.nodes()
    assert write_yaml(design).encode() == board.download("Save", "Design as YAML")


def test_a_broken_file_is_answered_with_the_place_of_every_problem(page, shared_app):
    offer(page, shared_app.url, BROKEN)

    said = page.get_by_test_id("stPopoverBody")
    expect(said).to_contain_text("3 problems in the file; nothing was opened.")
    expect(said).to_contain_text("design.yaml:4:15: nodes.api.kind: unknown kind `endpont`")
    expect(said).to_contain_text("did you mean `endpoint`?")
    expect(said).to_contain_text("design.yaml:5:25")
    expect(said).to_contain_text("design.yaml:7:5: edges[0]: there is no node `nobody`")
    expect(page.get_by_role("button", name="Open it as a new board")).to_have_count(0)


@pytest.fixture
def told(page):
    """What the browser complains about."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def test_markup_in_words_is_shown_and_never_run(page, context, shared_app, told):
    design = yaml.safe_load(SERVING)
    design |= {"title": EVIL, "note": EVIL}
    for node in design["nodes"].values():
        node |= {"name": EVIL, "note": EVIL}
    board = open_design(page, shared_app.url, yaml.safe_dump(design))

    for node in board.nodes():
        board.select(node)
    board.open_findings()
    for card in page.locator("[data-finding]").all():
        card.get_by_role("button").first.click()
    report = board.download("Export", "HTML").decode()
    picture = board.download("Export", "Diagram as SVG").decode()
    page.goto(shared_app.url)
    expect(page.get_by_text(EVIL[:12]).first).to_be_visible()

    assert page.evaluate("window.hit") is None
    alone = context.new_page()
    for page_of_its_own in (report, picture):
        alone.set_content(page_of_its_own)
        assert alone.evaluate("window.hit") is None
    assert [] == told
