"""What a person does on the board, with mouse and keyboard; each gesture ends when it is saved."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FilePayload, FloatRect, Locator, Page, expect

STEADY = 15  # reads that are the same, 60 ms apart: findings of a large board take their time
PATIENCE = 15_000  # ms: a loaded build machine is slow, not wrong


def open_blank(page: Page, url: str) -> BoardDriver:
    """Begin a blank board from the first page."""
    page.goto(url)
    page.get_by_role("button", name="Blank board").click()
    return BoardDriver(page)


def open_design(page: Page, url: str, text: str) -> BoardDriver:
    """Bring a design file to the first page and open it as a board."""
    offer(page, url, text)
    page.get_by_role("button", name="Open it as a new board").click()
    board = BoardDriver(page)
    board.still()
    return board


def offer(page: Page, url: str, text: str) -> None:
    """Choose a design file on the first page."""
    page.goto(url)
    page.get_by_role("button", name="Open a design file").click()
    file: FilePayload = {
        "name": "design.yaml",
        "mimeType": "application/yaml",
        "buffer": text.encode(),
    }
    page.locator('input[type="file"]').set_input_files(file)


class BoardDriver:
    """One open board."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator(".react-flow")).to_be_visible(timeout=4 * PATIENCE)
        self.saved()

    # what is seen

    def node(self, node_id: str) -> Locator:
        """The box of a node."""
        return self.page.locator(f'[data-node="{node_id}"]')

    def nodes(self) -> list[str]:
        """The ids of all boxes."""
        boxes = self.page.locator("[data-node]")
        return sorted(boxes.evaluate_all("all => all.map(one => one.dataset.node)"))

    def edges(self) -> list[str]:
        """The arrows, as files write them."""
        arrows = self.page.locator("[data-edge]")
        return sorted(set(arrows.evaluate_all("all => all.map(one => one.dataset.edge)")))

    def places(self) -> dict[str, str]:
        """Where each box stands."""
        found = self.page.locator(".react-flow__node").evaluate_all(
            "all => all.map(one => [one.dataset.id, one.style.transform])"
        )
        return dict(found)

    def shown(self) -> tuple[dict[str, str], list[str], dict[str, str]]:
        """Everything a person sees of the design: words in the boxes, arrows, places."""
        words = self.page.locator("[data-node]").evaluate_all(
            "all => all.map(one => [one.dataset.node, one.innerText])"
        )
        return dict(words), self.edges(), self.places()

    def settled(self) -> tuple[dict[str, str], list[str], dict[str, str]]:
        """What is shown once nothing changes any more; badges come a little after the boxes."""
        reads = [self.shown()]
        for _ in range(120):
            self.page.wait_for_timeout(60)
            reads.append(self.shown())
            if len(reads) > STEADY and reads[-STEADY:] == reads[-1:] * STEADY:
                break
        return reads[-1]

    def still(self) -> None:
        """Wait until the page around the board is drawn and the view does not glide any more."""
        places = []
        for _ in range(40):
            places.append(self.page.locator("[data-node]").first.bounding_box())
            if len(places) > 5 and places[-5:] == places[-1:] * 5:
                return
            self.page.wait_for_timeout(60)

    def saved(self) -> None:
        """Wait until every edit is stored."""
        expect(self.page.locator('[data-status][data-pending="0"]')).to_be_visible(timeout=PATIENCE)

    def has_finding(self, code: str, node: str | None = None) -> None:
        """Wait until the findings panel shows *code* (at *node*)."""
        expect(self._finding(code, node).first).to_be_visible(timeout=PATIENCE)

    def has_no_finding(self, code: str, node: str | None = None) -> None:
        """Wait until *code* (at *node*) is gone."""
        expect(self._finding(code, node)).to_have_count(0, timeout=PATIENCE)

    def settles(self) -> int:
        """How many things the pill says are left to settle."""
        return int(self.page.locator("[data-pill]").get_attribute("data-pill") or -1)

    # gestures

    def focus_canvas(self) -> None:
        """Click on an empty spot of the canvas."""
        pane = self.page.locator(".react-flow__pane").bounding_box()
        assert pane is not None
        # Below the tools of a selection, right of the palette that opens over the canvas.
        self.page.mouse.click(pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] - 5)

    def drag_from_palette(self, kind: str, x: float, y: float) -> None:
        """Drag a kind out of the palette onto the canvas, at a share of its width and height."""
        item = self.page.locator(f'[data-kind="{kind}"]')
        item.scroll_into_view_if_needed()
        start, pane = item.bounding_box(), self.page.locator(".react-flow__pane").bounding_box()
        assert start is not None
        assert pane is not None
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(pane["x"] + pane["width"] * x, pane["y"] + pane["height"] * y, steps=8)
        mouse.up()
        self.saved()

    def quick_add(self, words: str, *, after: str | None = None) -> None:
        """`/`, a few letters, Enter; joined to *after* when it is given."""
        if after is None:
            self.page.keyboard.press("Escape")
            self.focus_canvas()
        else:
            self.select(after)
        self.page.keyboard.press("/")
        self.page.get_by_role("combobox", name="Search a kind").fill(words)
        self.page.keyboard.press("Enter")
        self.saved()

    def add_by_letter(self, letter: str) -> None:
        """Press the letter of a kind."""
        self.focus_canvas()
        self.page.keyboard.press(letter)
        self.saved()

    def bring_into_view(self, *node_ids: str) -> None:
        """Press 1 when any of the boxes is out of sight: the view follows what is added."""
        pane = self.page.locator(".react-flow__pane").bounding_box()
        assert pane is not None
        boxes = [self.node(one).bounding_box() for one in node_ids]
        if all(box is not None and _is_within(box, pane) for box in boxes):
            return
        self.page.get_by_role("button", name="Fit everything").click()
        self.still()

    def select(self, node_id: str) -> None:
        """Click on a box."""
        self.bring_into_view(node_id)
        self.node(node_id).click(position={"x": 24, "y": 14})
        expect(
            self.page.locator(f'.react-flow__node.selected[data-id="{node_id}"]')
        ).to_be_visible()

    def connect_by_mouse(self, source: str, target: str) -> None:
        """Drag from a dot of one box onto another box."""
        self.bring_into_view(source, target)
        box = self.node(source)
        box.hover(position={"x": 24, "y": 14})
        dot = box.locator('[data-dot="right"]').bounding_box()
        end = self.node(target).bounding_box()
        assert dot is not None
        assert end is not None
        mouse = self.page.mouse
        mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=10)
        mouse.up()
        self.saved()

    def connect_by_keys(self, source: str, words: str) -> None:
        """Shift C, the name of the other box, Enter."""
        self.select(source)
        self.page.keyboard.press("Shift+C")
        self.page.get_by_role("combobox", name="Search a box").fill(words)
        self.page.keyboard.press("Enter")
        self.saved()

    def rename(self, node_id: str, name: str) -> None:
        """F2, a name, Enter."""
        self.select(node_id)
        self.page.keyboard.press("F2")
        self.page.get_by_role("textbox", name="Name").first.fill(name)
        self.page.keyboard.press("Enter")
        self.saved()

    def field(self, name: str) -> Locator:
        """The field of that name in the inspector, fetched from the long list if need be."""
        self.page.get_by_role("tab", name="Details").click()
        found = self.page.locator(f'[data-field="{name}"]')
        if found.count() == 0:
            self.page.get_by_label("Search more fields").fill(name.replace("_", " "))
            self.page.locator(f'[data-add-field="{name}"]').click()
        return self.page.locator(f'[data-field="{name}"]').first

    def enter(self, node_id: str, **values: str) -> None:
        """Type values into fields of a node, each ended with Enter."""
        self.select(node_id)
        for name, value in values.items():
            field = self.field(name)
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                field.press("Enter")
            self.saved()

    def tidy(self) -> None:
        """Lay out from left to right and show everything."""
        self.focus_canvas()
        self.page.keyboard.press("Shift+L")
        self.saved()
        self.page.keyboard.press("1")
        self.page.wait_for_timeout(300)  # the view glides

    def go_to_finding(self, code: str, node: str) -> None:
        """Click on a finding in the panel."""
        self._finding(code, node).get_by_role("button").first.click()

    def choose_edge(self, edge: str) -> None:
        """Select an arrow by its label."""
        self.page.locator(f'[data-edge-label="{edge}"]').first.click(force=True)

    def open_findings(self) -> None:
        """Show the findings panel."""
        self.page.get_by_role("tab", name=re.compile("Findings")).click()

    def undo(self) -> None:
        """Ctrl Z on the canvas."""
        self.focus_canvas()
        self.page.keyboard.press("Control+z")
        self.saved()

    def redo(self) -> None:
        """Ctrl Shift Z on the canvas."""
        self.focus_canvas()
        self.page.keyboard.press("Control+Shift+z")
        self.saved()

    # files

    def download(self, menu: str, choice: str) -> bytes:
        """Take the board away: open *menu* above it, press *choice*, read the file."""
        self.page.get_by_role("button", name=menu, exact=True).click()
        with self.page.expect_download(timeout=4 * PATIENCE) as download:
            self.page.get_by_role("button", name=choice, exact=True).click()
        self.page.keyboard.press("Escape")
        return Path(download.value.path()).read_bytes()

    def _finding(self, code: str, node: str | None) -> Locator:
        at = f'[data-fingerprint^="{code}@{node}"]' if node else ""
        return self.page.locator(f'[data-finding="{code}"]{at}')


def _is_within(box: FloatRect, pane: FloatRect) -> bool:
    return (
        pane["x"] <= box["x"]
        and pane["y"] <= box["y"]
        and box["x"] + box["width"] <= pane["x"] + pane["width"]
        and box["y"] + box["height"] <= pane["y"] + pane["height"]
    )
