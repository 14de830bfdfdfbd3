"""The quick ways to draw: a typed line, numbers on the box, the file beside the board, a paste."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.boards import SERVING
from tests.browser.driver import BoardDriver, open_blank, open_design

TWO_MODELS = "  other: [600, 400]\n"
LINE = "clicks source 5k/s -> ctr_7d feature -> ranker model p95 30 ms -> api endpoint 2k QPS"


def type_line(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    expect(page.locator("[data-line-understood]")).to_be_visible()
    page.keyboard.press("Enter")


def test_a_typed_line_is_drawn_as_one_step(page, shared_app):
    board = open_blank(page, shared_app.url)
    board.focus_canvas()

    type_line(page, LINE)
    board.saved()

    assert ["api", "clicks", "ctr_7d", "ranker"] == board.nodes()
    assert [
        "api -> ranker: uses",
        "clicks -> ctr_7d: feeds",
        "ctr_7d -> ranker: trains",
    ] == board.edges()
    expect(board.node("api")).to_contain_text("2k QPS")
    board.undo()
    assert [] == board.nodes()


def test_a_line_beside_a_selected_box_states_its_numbers(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    board.select("api")

    type_line(page, "2k QPS")
    board.saved()

    assert ["api", "ranker", "shop"] == board.nodes()
    expect(board.node("api")).to_contain_text("2k QPS")


def test_a_line_that_cannot_be_read_says_why_and_draws_nothing(page, shared_app):
    board = open_blank(page, shared_app.url)
    board.focus_canvas()

    page.keyboard.press("/")
    page.keyboard.type("clicks sorce 5k/s -> ranker model")
    expect(page.locator("[data-line-error]")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")

    assert [] == board.nodes()


def test_tab_walks_the_missing_numbers_and_each_is_stated_on_its_box(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    board.focus_canvas()
    page.keyboard.press("1")

    page.keyboard.press(".")
    walked = []
    for _ in range(2):
        editor = page.locator("[data-stating]")
        expect(editor).to_have_count(1)
        walked.append((editor.get_attribute("data-stating"), where(page)))
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert 2 == len({*walked})

    chip = board.node("api").locator('[data-missing="peak_qps"]')
    chip.click()
    page.keyboard.type("very many")
    expect(page.locator(".stating-said.is-wrong")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("2k QPS")
    expect(page.locator(".stating-said")).to_contain_text("2 000 requests/s")
    page.keyboard.press("Enter")
    board.saved()

    expect(chip).to_have_count(0)
    expect(board.node("api")).to_contain_text("2k QPS")


def where(page: Page) -> str | None:
    return (
        page.locator("[data-node]")
        .filter(has=page.locator("[data-stating]"))
        .get_attribute("data-node")
    )


def test_the_file_beside_the_board_and_the_board_are_one(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    page.get_by_role("tab", name="File").click()
    text = page.locator("[data-file-text]")
    expect(text).to_contain_text("kind: endpoint")

    expect(page.locator('[data-file-step="in step"]')).to_be_visible()
    replace_in_file(page, "latency_p95: 20 ms", "latency_p95: 45 ms")
    expect(board.node("ranker")).to_contain_text("45 ms")

    replace_in_file(page, "latency_p95: 45 ms", "latency_p95: 4x ms")
    expect(page.locator('[data-file-step="problems"]')).to_contain_text(re.compile(r"Line \d+"))
    expect(board.node("ranker")).to_contain_text("45 ms")

    replace_in_file(page, "latency_p95: 4x ms", "latency_p95: 50 ms")
    expect(board.node("ranker")).to_contain_text("50 ms")
    board.rename("shop", "Web shop")
    expect(text).to_contain_text("name: Web shop")


def replace_in_file(page: Page, old: str, new: str) -> None:
    """Put the cursor behind *old* with the mouse and type *new* over it."""
    line = page.locator(".cm-line", has_text=old).first
    box = line.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(new)
    page.keyboard.press("Escape")


def test_boxes_are_lined_up_and_nothing_else_moves(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    before = board.places()
    page.keyboard.press("Control+a")

    page.get_by_role("toolbar", name="3 boxes selected").get_by_label("Align top").click()
    board.saved()

    tops = {re.findall(r"-?[\d.]+(?=px)", place)[1] for place in board.places().values()}
    assert 1 == len(tops)
    board.undo()
    assert before == board.places()


def test_an_arrow_is_led_to_another_box_by_its_end(page, shared_app):
    board = open_design(
        page,
        shared_app.url,
        SERVING.replace("edges:", "  other: {kind: model}\nedges:") + TWO_MODELS,
    )
    page.keyboard.press("1")
    board.still()
    board.choose_edge("api -> ranker: uses")
    end = page.locator('[data-arrow-end="target"]').bounding_box()
    to = board.node("other").bounding_box()
    assert end is not None
    assert to is not None

    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    page.mouse.down()
    page.mouse.move(to["x"] + to["width"] / 2, to["y"] + to["height"] / 2, steps=8)
    page.mouse.up()
    board.saved()

    assert ["api -> other: uses", "shop -> api: consumes"] == board.edges()
    board.undo()
    assert ["api -> ranker: uses", "shop -> api: consumes"] == board.edges()


def test_a_copy_is_a_design_file_and_a_design_file_is_pasted(page, context, shared_app):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    board = open_design(page, shared_app.url, SERVING)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("whiteboard: 1\nnodes:\n")

    page.evaluate("text => navigator.clipboard.writeText(text)", text.replace("shop", "store"))
    board.focus_canvas()
    page.keyboard.press("Control+v")
    expect(board.node("store")).to_be_visible()
    board.saved()
    assert 6 == len(board.nodes())


def test_a_link_holds_the_whole_design(page, context, shared_app):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    board = open_design(page, shared_app.url, SERVING)
    expected = (board.nodes(), board.edges(), board.places())

    page.get_by_role("button", name="Copy a link that holds this design").click()
    expect(page.locator(".notice")).to_contain_text("Copied a link")
    link = page.evaluate("navigator.clipboard.readText()")
    other = context.new_page()
    other.goto(link)

    opened = BoardDriver(other)
    opened.still()
    assert expected == (opened.nodes(), opened.edges(), opened.places())
    assert page.url != other.url


def test_an_empty_board_shows_a_worked_example_that_can_be_taken_back(page, shared_app):
    board = open_blank(page, shared_app.url)

    page.locator("[data-example]").click()
    board.saved()
    assert len(board.nodes()) > 8
    board.focus_canvas()
    page.keyboard.press("Control+z")
    board.saved()
    assert [] == board.nodes()


def test_a_box_is_found_by_name_and_by_number(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)

    for words, found in (("ranker", "ranker"), ("consumer", "shop"), ("20 ms", "ranker")):
        board.focus_canvas()
        page.keyboard.press("Control+f")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator(f'.react-flow__node.selected[data-id="{found}"]')).to_be_visible()


def test_space_pans_over_a_box_and_moves_nothing(page, shared_app):
    board = open_design(page, shared_app.url, SERVING)
    places = board.places()
    box = board.node("api").bounding_box()
    assert box is not None
    board.focus_canvas()

    page.keyboard.down("Space")
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 60, steps=6)
    page.mouse.up()
    page.keyboard.up("Space")

    moved = board.node("api").bounding_box()
    assert moved is not None
    assert (100, 40) == (round(moved["x"] - box["x"]), round(moved["y"] - box["y"]))
    assert places == board.places()


def test_a_name_typed_at_once_after_adding_a_box_is_its_name(page, shared_app):
    board = open_blank(page, shared_app.url)
    board.focus_canvas()
    names = [f"Drift {number}" for number in range(8)]
    for name in names:
        for keys in ("Escape", "Escape", "/"):
            page.keyboard.press(keys)
        page.keyboard.type("monitor")
        for keys in ("Enter", "F2"):
            page.keyboard.press(keys)
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    board.saved()

    assert len(names) == len(board.nodes())
    for number, node in enumerate(board.nodes()):
        expect(board.node(node)).to_contain_text(names[number])
