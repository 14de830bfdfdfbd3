"""The cells of a draw.io page: boxes, arrows and texts with their styles and places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from design import limits
from design.drawing.geometry import Point, Rect
from design.exchange.html_text import text_of
from design.exchange.marks import NO_MARK, unpacked
from design.exchange.packed import unpacked_page
from design.exchange.refusal import refused
from design.exchange.sketch import Heads, Shape
from design.exchange.xml_tree import Element, read_xml
from design.fields import Json

_OF_PROGRAM: Final = frozenset(
    "id label kind whiteboard placeholders link tooltip tags icon locked metadata".split()
)
_ICON: Final = re.compile(r"[^./\\]+(?=(?:\.(?:svg|png|gif|jpg))?\Z)")
_JOINTS: Final = re.compile(r"[_\-]+")
_DEEPEST: Final = 50  # cells inside one another


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name and the element around its cells."""

    name: str
    root: Element


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``lines`` are what else its data say, ``rect`` its place inside its parent."""

    id: str
    text: str
    style: Mapping[str, str]
    parent: str
    is_edge: bool
    is_vertex: bool
    ends: tuple[str, str]
    points: tuple[Point | None, Point | None]  # of an edge that ends in the open
    rect: Rect
    kind: str
    mark: Mapping[str, Json]

    @property
    def is_text(self) -> bool:
        """Whether it is words without an outline."""
        return (
            "text" in self.style or "edgeLabel" in self.style or self.style.get("shape") == "text"
        )

    @property
    def shape(self) -> Shape:
        """What its outline says."""
        words = " ".join(
            (self.style.get("shape", ""), *(k for k, v in self.style.items() if not v))
        )
        lower = words.lower()
        found = (shape for word, shape in _SHAPES if word in lower)
        return next(found, Shape.BOX)

    @property
    def hint(self) -> str:
        """The name of its icon."""
        for name in ("resIcon", "image", "prIcon", "shape"):
            value = self.style.get(name, "")
            icon = _ICON.search(value[-200:]) if "." in value or "/" in value else None
            if icon is not None and not value.startswith("data:"):
                return _JOINTS.sub(" ", icon[0])
        return ""

    @property
    def heads(self) -> Heads:
        """Which ends have heads; draw.io puts one at the end unless told otherwise."""
        end = self.style.get("endArrow", "classic") != "none"
        start = self.style.get("startArrow", "none") != "none"
        if end:
            return Heads.BOTH if start else Heads.END
        return Heads.START if start else Heads.NONE


_SHAPES: Final = (
    ("cylinder", Shape.STORE),
    ("datastore", Shape.STORE),
    ("database", Shape.STORE),
    ("actor", Shape.PERSON),
    ("rhombus", Shape.CHOICE),
    ("decision", Shape.CHOICE),
    ("document", Shape.DOCUMENT),
    ("note", Shape.DOCUMENT),
    ("queue", Shape.QUEUE),
    ("cloud", Shape.CLOUD),
)


def pages_of(text: str, file: str) -> list[Page]:
    """Every page in *text*, compressed or not."""
    top = read_xml(text, file)
    if top.name == "mxGraphModel":
        return [_page("", top, file)]
    if top.name != "mxfile":
        message = f"expected `<mxfile>` or `<mxGraphModel>`, found `<{top.name[:40]}>`"
        raise refused(file, message, line=top.line, near="mxfile")
    found: list[Page] = []
    for diagram in top.children:
        model = diagram.child("mxGraphModel")
        if model is None and diagram.text:
            plain = unpacked_page(diagram.text, file, line=diagram.line)
            model = read_xml(plain, file, line=diagram.line)
        if diagram.name == "diagram" and model is not None:
            found.append(_page(diagram.get("name"), model, file))
    if not found:
        raise refused(file, "there is no page in this file", line=top.line)
    return found


def _page(name: str, model: Element, file: str) -> Page:
    root = model.child("root")
    if model.name != "mxGraphModel" or root is None:
        message = "expected `<mxGraphModel>` with a `<root>` inside"
        raise refused(file, message, line=model.line, near="mxGraphModel")
    return Page(name, root)


def cells_of(page: Page) -> Iterator[Cell]:
    """The cells of *page*, in its order."""
    for element in page.root.children:
        inner = element if element.name == "mxCell" else element.child("mxCell")
        if inner is not None:
            yield _cell(element, inner)


def _cell(outer: Element, inner: Element) -> Cell:
    style = _style(inner.get("style"))
    label = inner.get("value") if outer is inner else outer.get("label")
    text = text_of(label) if style.get("html") == "1" else label
    if outer is not inner:
        data = (f"{k}: {v}" for k, v in outer.attributes.items() if k not in _OF_PROGRAM and v)
        words = (outer.get("tooltip"), outer.get("link"))
        text = "\n".join((text, *data, *(word for word in words if word)))
    geometry = inner.child("mxGeometry")
    return Cell(
        id=outer.get("id") or inner.get("id"),
        text=text,
        style=style,
        parent=inner.get("parent"),
        is_edge=inner.get("edge") == "1",
        is_vertex=inner.get("vertex") == "1",
        ends=(inner.get("source"), inner.get("target")),
        points=(_point(geometry, "sourcePoint"), _point(geometry, "targetPoint")),
        rect=_rect(geometry),
        kind=outer.get("kind") if outer is not inner else "",
        mark=unpacked(outer.get("whiteboard")) if outer is not inner else NO_MARK,
    )


def _style(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text[: limits.NOTE_LENGTH].split(";"):
        name, _, value = part.partition("=")
        if name.strip():
            found[name.strip()] = value.strip()
    return found


def _rect(geometry: Element | None) -> Rect:
    if geometry is None or geometry.get("relative") == "1":
        return Rect(0, 0, 0, 0)
    return Rect(*(_number(geometry.get(name)) for name in ("x", "y", "width", "height")))


def _point(geometry: Element | None, name: str) -> Point | None:
    for one in geometry.children if geometry is not None else ():
        if one.name == "mxPoint" and one.get("as") == name:
            return Point(_number(one.get("x")), _number(one.get("y")))
    return None


def _number(text: str) -> float:
    try:
        value = float(text[:40]) if text else 0.0
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def offsets_of(cells: Mapping[str, Cell]) -> dict[str, Point]:
    """Where the inside of each cell begins on the page; cells in a circle begin at zero."""
    found: dict[str, Point] = {}
    for id_ in cells:
        chain: list[str] = []
        at = id_
        while at in cells and at not in found and at not in chain and len(chain) < _DEEPEST:
            chain.append(at)
            at = cells[at].parent
        start = found.get(at, Point(0.0, 0.0))
        for one in reversed(chain):
            rect = cells[one].rect
            start = Point(start.x + rect.x, start.y + rect.y)
            found[one] = start
    return found
