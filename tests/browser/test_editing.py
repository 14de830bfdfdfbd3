"""Every edit can be taken back, and nothing moves that nobody moved."""

from __future__ import annotations

import yaml
from playwright.sync_api import expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_design


def test_every_edit_can_be_taken_back_and_made_again(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
        board.saved()

    edits = (
        lambda: board.quick_add("feat str"),
        lambda: board.rename("feature_store", "Online store"),
        lambda: board.connect_by_keys("api", "Online store"),
        lambda: board.enter("api", peak_qps="2k QPS"),
        lambda: (board.select("shop"), press("Shift+ArrowDown")),
        lambda: (board.select("api"), press("Delete")),
        lambda: (board.select("ranker"), press("Control+d")),
    )
    seen = [board.settled()]
    for edit in edits:
        edit()
        seen.append(board.settled())
    assert "api" not in seen[-1][0]

    for before in reversed(seen[:-1]):
        board.undo()
        assert before == board.settled()
    for after in seen[1:]:
        board.redo()
        assert after == board.settled()


def test_copies_keep_their_fields_and_arrows_under_new_ids(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)

    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    board.saved()
    board.select("ranker")
    page.keyboard.press("Control+d")
    board.saved()

    made = yaml.safe_load(board.download("Save", "Design as YAML"))
    ids = ["api", "api_2", "ranker", "ranker_2", "ranker_3", "shop", "shop_2"]
    assert ids == sorted(made["nodes"])
    for copy, original in (("api_2", "api"), ("ranker_2", "ranker"), ("ranker_3", "ranker")):
        assert made["nodes"][original] == made["nodes"][copy]
    assert [
        "api -> ranker: uses",
        "api_2 -> ranker_2: uses",
        "shop -> api: consumes",
        "shop_2 -> api_2: consumes",
    ] == board.edges()


def test_boxes_caught_in_a_frame_move_together_and_come_back_together(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    before = board.places()
    board.focus_canvas()  # the folded palette covers a part of it while the mouse is there
    board.still()
    first, last = board.node("shop").bounding_box(), board.node("api").bounding_box()

    page.keyboard.down("Shift")
    page.mouse.move(first["x"] - 20, first["y"] - 20)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator(".react-flow__node.selected")).to_have_count(2)
    page.mouse.move(last["x"] + 40, last["y"] + 12)
    page.mouse.down()
    page.mouse.move(last["x"] + 40, last["y"] + 132, steps=8)
    page.mouse.up()
    board.saved()

    moved = {node for node, place in board.places().items() if place != before[node]}
    assert {"shop", "api"} == moved
    page.keyboard.press("Control+z")
    board.saved()
    assert before == board.places()


def test_only_the_tidy_button_moves_boxes_and_one_undo_brings_them_back(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    drawn = board.places()

    page.get_by_role("button", name="Tidy").click()
    board.saved()
    tidied = board.places()
    assert drawn != tidied
    page.keyboard.press("Control+z")
    board.saved()
    assert drawn == board.places()

    page.keyboard.press("Escape")  # nothing is selected: the details are those of the design
    view = page.locator(".react-flow__viewport").get_attribute("style")
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".board.is-dark")).to_be_visible()
    choose_level(page, "Staff")
    expect(page.locator('[data-field="level"]')).to_have_value("staff")
    assert drawn == board.places()
    assert view == page.locator(".react-flow__viewport").get_attribute("style")

    page.reload()
    assert drawn == BoardDriver(page).places()


def choose_level(page, level: str) -> None:
    """Pick a level beside the board, which runs the page again."""
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Level").click()
    page.get_by_role("option", name=level).click()
