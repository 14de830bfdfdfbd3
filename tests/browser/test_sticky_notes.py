"""Words on the board that belong to no box."""

from __future__ import annotations

import yaml
from playwright.sync_api import expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_design


def test_a_sticky_note_is_written_moved_taken_back_and_kept(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    note = page.locator("[data-sticky]")

    page.keyboard.press(";")
    page.keyboard.type("Who owns this?")
    page.keyboard.press("Enter")
    page.keyboard.type("Ask Lena; then decide")
    page.keyboard.press("Escape")
    board.saved()
    words = "Who owns this?\nAsk Lena; then decide"
    expect(note).to_have_text(words)
    expect(note).to_have_attribute("aria-label", f"Note: {words}")
    first = board.places()["note"]

    page.keyboard.press("Shift+ArrowUp")
    board.saved()
    nudged = board.places()["note"]
    assert first != nudged
    _drag(board, 60, -30)
    assert nudged != board.places()["note"]

    for before in (nudged, first):
        board.undo()
        assert before == board.places()["note"]
    board.undo()
    expect(note).to_have_count(0)
    board.redo()
    expect(note).to_have_text(words)

    page.reload()
    again = BoardDriver(page)
    again.still()
    expect(note).to_have_text(words)
    assert first == again.places()["note"]
    made = yaml.safe_load(again.download("Save", "Design as YAML"))
    assert {"note": words} == made["stickies"]
    assert "note" in made["layout"]


def test_a_note_is_opened_from_the_bar_and_by_double_click_and_goes_without_words(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    note = page.locator("[data-sticky]")
    field = page.get_by_role("textbox", name="Words of the note")

    page.get_by_role("button", name="Sticky note").click()
    field.fill("One")
    board.focus_canvas()
    board.saved()
    expect(note).to_have_text("One")

    note.dblclick()
    field.press_sequentially(" and two")
    field.press("Escape")
    board.saved()
    expect(note).to_have_text("One and two")

    page.keyboard.press("F2")
    field.fill("")
    field.press("Escape")
    board.saved()
    expect(note).to_have_count(0)
    board.undo()
    expect(note).to_have_text("One and two")
    note.click()
    page.keyboard.press("Delete")
    board.saved()
    expect(note).to_have_count(0)


def _drag(board: BoardDriver, dx: float, dy: float) -> None:
    box = board.page.locator("[data-sticky]").bounding_box()
    assert box is not None
    x, y = box["x"] + 30, box["y"] + 20
    mouse = board.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + dx, y + dy, steps=6)
    mouse.up()
    board.saved()
