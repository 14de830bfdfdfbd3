"""Reads Excalidraw drawings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from design import limits
from design.drawing.geometry import Point, Rect
from design.exchange.excalidraw_elements import Element, elements_of
from design.exchange.imported import Imported
from design.exchange.loose import add_stray_arrow, add_text, doubt_group, doubt_tie, titles_of
from design.exchange.near import ARROW_REACH, TEXT_REACH, containers, nearest_box
from design.exchange.refusal import checked
from design.exchange.settle import settled
from design.exchange.sketch import Box, Line, Place, Region, Shape, Sketch, Slip
from design.text import shortened

_BOXES: Final = frozenset({"rectangle", "ellipse", "diamond", "image", "embeddable", "iframe"})
_FRAMES: Final = frozenset({"frame", "magicframe"})
NO_TITLE: Final = "Design"  # what an export prints where a design has no title


def read_excalidraw(text: str, *, name: str = "drawing.excalidraw") -> Imported:
    """The design an Excalidraw file draws.

    Raises FormatError with the line or the element of the first thing that cannot be read.
    """
    sketch = Sketch(name)
    _Reader(elements_of(checked(text, name), name), sketch).read()
    return settled(sketch)


class _Reader:
    def __init__(self, elements: list[Element], sketch: Sketch) -> None:
        self._sketch = sketch
        self._elements = {one.id: one for one in elements}
        self._bound: dict[str, list[str]] = {}  # words inside a shape or on an arrow
        self._loose: list[Element] = []
        self._rects: dict[str, Rect] = {}
        self._titles: dict[str, str] = {}
        for one in elements:
            if one.type == "text":
                self._sort_text(one)
        self._ends = {
            one.tied_to(end) for one in elements if one.type == "arrow" for end in ("start", "end")
        }

    def _sort_text(self, element: Element) -> None:
        if "design" in element.mark:
            self._sketch.mark = element.mark
            self._sketch.title = "" if element.text == NO_TITLE else element.text
        elif element.get("containerId") in self._elements:
            self._bound.setdefault(element.get("containerId"), []).append(element.text)
        else:
            self._loose.append(element)

    def read(self) -> None:
        """Read everything into the sketch."""
        boxes = [one for one in self._elements.values() if self._is_box(one)]
        around = self._containers(boxes)
        for one in boxes:
            if one.id not in around:
                self._box(one)
        for one in self._elements.values():
            if self._is_slip(one):
                self._slip(one)
        self._regions(around)
        self._texts()
        for one in self._elements.values():
            if one.type == "arrow":
                self._arrow(one)
        self._others()

    def _is_slip(self, element: Element) -> bool:
        return "sticky" in element.mark and element.id not in self._ends

    def _slip(self, element: Element) -> None:
        text = "\n".join(self._bound.get(element.id, []))
        at = (element.rect.x, element.rect.y)
        self._sketch.add_slip(Slip(element.mark, text, at), _place(element))

    def _is_box(self, element: Element) -> bool:
        if self._is_slip(element):
            return False
        is_tied = element.type == "text" and element.id in self._ends
        return element.type in _BOXES or (is_tied and element in self._loose)

    def _containers(self, boxes: list[Element]) -> dict[str, tuple[str, ...]]:
        """Rectangles drawn around two other boxes or more, at which no arrow ends."""
        rects = {one.id: one.rect for one in boxes[: limits.NODES]}
        not_around = {one.id for one in boxes if one.type != "rectangle" or "node" in one.mark}
        return containers(rects, self._ends | not_around)

    def _box(self, element: Element) -> None:
        words = [element.text] if element.type == "text" else self._bound.get(element.id, [])
        text = "\n".join(words)
        link = element.get("link")
        hint = link if element.type in {"embeddable", "iframe"} else ""
        rect = element.rect
        if not (text.strip() or hint or element.id in self._ends or self._has_text_near(element)):
            self._sketch.doubt(_place(element), "a shape without words", "left out", "Name it.")
            return
        self._rects[element.id] = rect
        if link and not hint:
            text = f"{text}\n{link}"
        shape = Shape.CHOICE if element.type == "diamond" else Shape.BOX
        at = (rect.x, rect.y)
        self._sketch.add_box(
            Box(element.id, text, _place(element), shape, hint=hint, at=at, mark=element.mark)
        )

    def _has_text_near(self, element: Element) -> bool:
        """Whether loose words stand in a shape, or belong to its group."""
        rect, groups = element.rect, element.groups()
        return any(
            groups & one.groups() or nearest_box(*one.rect.centre, {"": rect}, reach=0) is not None
            for one in self._loose[: limits.NODES]
        )

    def _regions(self, around: Mapping[str, tuple[str, ...]]) -> None:
        for one in self._elements.values():
            if one.type in _FRAMES:
                members = (m.id for m in self._elements.values() if m.get("frameId") == one.id)
                region = Region(one.id, one.get("name"), tuple(members), one.mark)
                self._sketch.add_region(region, _place(one))
        for id_, inside in around.items():
            element = self._elements[id_]
            title = "\n".join(self._bound.get(id_, [])) or self._title_in(element.rect)
            self._sketch.add_region(Region(id_, title, inside), _place(element))
            doubt_group(self._sketch, _place(element), title)

    def _title_in(self, rect: Rect) -> str:
        """Loose words in the upper part of a rectangle and in no box."""
        for one in self._loose[: limits.NODES]:
            middle = one.rect.centre
            is_top = rect.x <= middle.x <= rect.right and rect.y <= middle.y <= rect.y + 80
            if is_top and nearest_box(*middle, self._rects, reach=0) is None:
                self._loose.remove(one)
                return one.text
        return ""

    def _texts(self) -> None:
        """Loose words belong to the box of their group or the one they stand at."""
        for number, one in enumerate(self._loose):
            if one.id in self._sketch.boxes or not one.text.strip():
                continue
            inside = near = None
            if number < limits.NODES:
                middle = one.rect.centre
                inside = self._grouped(one) or nearest_box(*middle, self._rects, reach=0)
                near = inside or nearest_box(*middle, self._rects, reach=TEXT_REACH)
            add_text(self._sketch, _place(one), one.text, near, is_inside=inside is not None)

    def _grouped(self, text: Element) -> str | None:
        groups = text.groups()
        if not groups:
            return None
        found = (key for key in self._rects if self._elements[key].groups() & groups)
        return next(found, None)

    def _arrow(self, element: Element) -> None:
        words = "\n".join(self._bound.get(element.id, []))
        place = _place(element)
        start, end = element.tips()
        source = self._end(element, "start", start)
        target = self._end(element, "end", end)
        if source is None or target is None:
            self._titles = titles = self._titles or titles_of(self._sketch)
            names = tuple(titles.get(element.tied_to(end), "") for end in ("start", "end"))
            add_stray_arrow(self._sketch, place, words, (names[0], names[1]))
            return
        line = Line(source, target, words, place, element.heads, element.mark)
        self._sketch.add_line(line)

    def _end(self, element: Element, end: str, tip: Point) -> str | None:
        tied = element.tied_to(end)
        if tied in self._sketch.boxes:
            return tied
        found = nearest_box(tip.x, tip.y, self._rects, reach=ARROW_REACH)
        if found is not None:
            doubt_tie(self._sketch, _place(element), found)
        return found

    def _others(self) -> None:
        """What is drawn by hand has no meaning here, and is counted."""
        known = _BOXES | _FRAMES | {"text", "arrow"}
        counts: dict[str, int] = {}
        for one in self._elements.values():
            if one.type not in known:
                counts[one.type] = counts.get(one.type, 0) + 1
        for type_, count in counts.items():
            self._sketch.doubt(
                "the drawing",
                f"{count} of `{shortened(type_)}`",
                "left out",
                "Draw it as a box or an arrow if it means one.",
            )


def _place(element: Element) -> Place:
    return Place(element=element.id)
