"""Reads draw.io (diagrams.net) files, plain and compressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from design import limits
from design.drawing.geometry import Point, Rect
from design.exchange.drawio_cells import Cell, Page, cells_of, offsets_of, pages_of
from design.exchange.imported import Imported
from design.exchange.loose import add_stray_arrow, add_text, doubt_group, doubt_tie, titles_of
from design.exchange.near import ARROW_REACH, TEXT_REACH, containers, nearest_box
from design.exchange.refusal import checked
from design.exchange.settle import settled
from design.exchange.sketch import Box, Line, Place, Region, Sketch, Slip
from design.text import shortened

_DEEPEST: Final = 50


def read_drawio(text: str, *, name: str = "drawing.drawio") -> Imported:
    """The design on the first page of a draw.io file that has boxes.

    Raises FormatError with the line or the cell of the first thing that cannot be read.
    """
    sketch = Sketch(name)
    pages = pages_of(checked(text, name), name)
    used = next((page for page in pages if _has_boxes(page)), pages[0])
    for page in pages:
        if page is not used and _has_boxes(page):
            shown = f"page `{shortened(page.name)}`"
            sketch.doubt(shown, "another page", "only one was read", "Import it by itself.")
    _Reader(used, sketch).read()
    return settled(sketch)


def _has_boxes(page: Page) -> bool:
    return any(cell.is_vertex for cell in cells_of(page))


class _Reader:
    def __init__(self, page: Page, sketch: Sketch) -> None:
        self._sketch = sketch
        self._cells: dict[str, Cell] = {}
        for cell in cells_of(page):
            if cell.id:
                self._cells[cell.id] = cell
            if "design" in cell.mark:
                sketch.mark = cell.mark
        sketch.title = page.name if not page.name.startswith("Page-") else ""
        self._inside = offsets_of(self._cells)
        self._children: dict[str, list[Cell]] = {}
        for cell in self._cells.values():
            self._children.setdefault(cell.parent, []).append(cell)
        self._rects: dict[str, Rect] = {}
        self._titles: dict[str, str] = {}

    def read(self) -> None:
        """Read everything into the sketch."""
        ends = {end for cell in self._cells.values() if cell.is_edge for end in cell.ends if end}
        loose: list[Cell] = []
        for cell in self._cells.values():
            if not cell.is_vertex or self._is_part(cell):
                continue
            if "sticky" in cell.mark and cell.id not in ends:
                self._slip(cell)
            elif self._is_region(cell):
                self._region(cell)
            elif cell.is_text and cell.id not in ends:
                loose.append(cell)
            elif cell.text.strip() or cell.hint or cell.id in ends:
                self._box(cell, "\n".join(self._words(cell)))
            else:
                self._sketch.doubt(_place(cell), "a shape without words", "left out", "Name it.")
        self._boxes_around({*ends})
        for cell in self._cells.values():
            if cell.is_edge:
                self._edge(cell)
        self._texts(loose)

    def _parent(self, cell: Cell) -> Cell | None:
        found = self._cells.get(cell.parent)
        return found if found is not None and (found.is_vertex or found.is_edge) else None

    def _is_part(self, cell: Cell) -> bool:
        """Whether *cell* is words on an arrow, or a line or a row of a box."""
        parent = self._parent(cell)
        if parent is None:
            return False
        return parent.is_edge or not self._is_region(parent)

    def _is_region(self, cell: Cell) -> bool:
        """Whether *cell* is drawn around other boxes."""
        if "group" in cell.mark:
            return True
        if "node" in cell.mark:
            return False
        if cell.style.get("childLayout") in {"stackLayout", "tableLayout"}:
            return False
        around = [one for one in self._children.get(cell.id, ()) if one.is_vertex]
        return any(self._children.get(one.id) for one in around) or any(
            not one.is_text and (one.text.strip() or one.hint) for one in around
        )

    def _words(self, cell: Cell) -> Iterator[str]:
        """What is written on a box or an arrow, and in the parts of it."""
        yield cell.text
        for id_ in self._members(cell):
            if self._cells[id_].text.strip():
                yield self._cells[id_].text

    def _box(self, cell: Cell, text: str) -> None:
        start = self._inside[cell.id]
        self._rects[cell.id] = Rect(start.x, start.y, cell.rect.width, cell.rect.height)
        self._sketch.add_box(
            Box(
                cell.id,
                text,
                _place(cell),
                cell.shape,
                hint=cell.hint,
                kind=cell.kind,
                at=(start.x, start.y),
                mark=cell.mark,
            )
        )

    def _slip(self, cell: Cell) -> None:
        start = self._inside[cell.id]
        text = "\n".join(self._words(cell))
        self._sketch.add_slip(Slip(cell.mark, text, (start.x, start.y)), _place(cell))

    def _region(self, cell: Cell) -> None:
        members = tuple(self._members(cell))
        self._sketch.add_region(Region(cell.id, cell.text, members, cell.mark), _place(cell))

    def _boxes_around(self, ends: set[str]) -> None:
        """Boxes that only stand around others, and do not hold them, are groups as well."""
        marked = {key for key, box in self._sketch.boxes.items() if box.mark}
        for key, inside in containers(self._rects, ends | marked).items():
            box = self._sketch.boxes.pop(key)
            del self._rects[key]
            self._sketch.add_region(Region(key, box.text, inside), box.place)
            doubt_group(self._sketch, box.place, box.text)

    def _members(self, cell: Cell) -> Iterator[str]:
        """The boxes inside *cell*, however deep."""
        waiting, seen = [cell.id], {cell.id}
        while waiting:
            for one in self._children.get(waiting.pop(), ()):
                if one.is_vertex and one.id not in seen:
                    seen.add(one.id)
                    yield one.id
                    waiting.append(one.id)

    def _edge(self, cell: Cell) -> None:
        text = "\n".join(self._words(cell))
        ends = [self._end(cell, side) for side in (0, 1)]
        if ends[0] is not None and ends[1] is not None:
            place = _place(cell)
            line = Line(ends[0], ends[1], text, place, cell.heads, cell.mark)
            self._sketch.add_line(line)
            return
        self._titles = titles = self._titles or titles_of(self._sketch)
        names = (titles.get(cell.ends[0], ""), titles.get(cell.ends[1], ""))
        add_stray_arrow(self._sketch, _place(cell), text, names)

    def _end(self, cell: Cell, side: int) -> str | None:
        """The box at one end of an arrow: the one it is tied to, else the one it points at."""
        at, steps = cell.ends[side], 0
        while at in self._cells and steps < _DEEPEST:
            if at in self._sketch.boxes:
                return at
            at, steps = self._cells[at].parent, steps + 1
        point = cell.points[side]
        if point is None:
            return None
        start = self._inside.get(cell.parent, Point(0.0, 0.0))
        spot = Point(start.x + point.x, start.y + point.y)
        found = nearest_box(spot.x, spot.y, self._rects, reach=ARROW_REACH)
        if found is not None:
            doubt_tie(self._sketch, _place(cell), found)
        return found

    def _texts(self, loose: list[Cell]) -> None:
        """Words without an outline belong to the box they stand at, else to the design."""
        for number, cell in enumerate(loose):
            text = cell.text.strip()
            if not text:
                continue
            start = self._inside[cell.id]
            x, y = start.x + cell.rect.width / 2, start.y + cell.rect.height / 2
            inside = near = None
            if number < limits.NODES:
                inside = nearest_box(x, y, self._rects, reach=0)
                near = inside or nearest_box(x, y, self._rects, reach=TEXT_REACH)
            add_text(self._sketch, _place(cell), text, near, is_inside=inside is not None)


def _place(cell: Cell) -> Place:
    return Place(element=cell.id)
