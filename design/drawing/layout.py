"""Where boxes and arrows go: the person's own positions, or Graphviz, or a built-in layout.

Only generated ids and numbers are handed to Graphviz, so nothing a person typed can reach it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from design.drawing import wasm
from design.drawing.geometry import Curve, Point, Rect, bounds, join, loop
from design.drawing.layers import layered

SECONDS: Final = 5.0
_MOST_BOXES: Final = 250  # beyond these Graphviz may need minutes: the built-in layout is used
_MOST_LINKS: Final = 600
_BAND_MARGIN: Final = 12.0
_GAP: Final = 14.0  # least free room between two boxes at a person's own positions
_WIDEST_SPREAD: Final = 4.0  # how far a person's positions may be pulled apart


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Something to be placed: its size is fixed, its stage says how far right it belongs."""

    stage: int
    id: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """An arrow to be routed from one box to another."""

    tail: str
    head: str
    id: str


_CORNER: Final = Point(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The finished arrangement. Boxes never overlap; everything lies within 0 to width, height."""

    boxes: Mapping[str, Rect]
    curves: Mapping[str, Curve]
    bands: Mapping[int, Rect]
    width: float
    height: float
    engine: str  # "board", "graphviz" or "built-in"
    spread: float = 0.0  # with the places of the board: how far they were pulled apart
    origin: Point = _CORNER  # and where its (0, 0) is


Arrange = Callable[[str, float], bytes]
"""Turns DOT into Graphviz JSON within so many seconds, or raises EngineError."""


def lay_out(
    boxes: Sequence[Box],
    links: Sequence[Link],
    *,
    positions: Mapping[str, Point] | None = None,
    engines: Sequence[Arrange] | None = None,
) -> Layout:
    """Arranges *boxes* and routes *links*; the same for any order they are given in.

    With *positions* (top left corners) for every box, the person's arrangement is kept, pulled
    apart evenly when printed boxes would touch. Otherwise the stages run from left to right.
    Links to a box that is not there are left out. Never fails.
    """
    boxes = sorted(boxes)
    known = {box.id for box in boxes}
    links = sorted(link for link in links if link.tail in known and link.head in known)
    if boxes and positions is not None and known <= positions.keys():
        own = _as_drawn(boxes, links, positions)
        if own is not None:
            return own
    if 0 < len(boxes) <= _MOST_BOXES and len(links) <= _MOST_LINKS:
        source = _layout_dot(boxes, links)
        for arrange in _engines() if engines is None else engines:
            try:
                return _read(arrange(source, SECONDS), boxes, links)
            except wasm.EngineError:
                continue
    return _built_in(boxes, links)


def _engines() -> tuple[Arrange, ...]:
    return (_by_wasm, _by_program)


def _by_wasm(source: str, seconds: float) -> bytes:
    return wasm.render(source, seconds=seconds)


def _by_program(source: str, seconds: float) -> bytes:
    """The `dot` program, when one is installed."""
    import shutil
    import subprocess

    program = shutil.which("dot")
    if program is None:
        raise wasm.EngineError("there is no `dot` program on the path")
    try:
        done = subprocess.run(  # noqa: S603 - a fixed argument; the input is ids and numbers
            [program, "-Tjson0"],
            input=source.encode(),
            capture_output=True,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise wasm.EngineError("the `dot` program failed") from error
    return done.stdout


def _layout_dot(boxes: Sequence[Box], links: Sequence[Link]) -> str:
    import graphviz  # type: ignore[import-untyped]  # the package ships no types

    names = {box.id: f"n{index}" for index, box in enumerate(boxes)}
    stage_of = {box.id: box.stage for box in boxes}
    graph = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "nodesep": "0.2",
            "ranksep": "0.5",
            "splines": "spline",
            "newrank": "true",
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    for stage in sorted({box.stage for box in boxes}):
        with graph.subgraph(name=f"cluster_{stage}", graph_attr={"margin": "12"}) as band:
            for box in boxes:
                if box.stage == stage:
                    size = {"width": f"{box.width / 72:.4f}", "height": f"{box.height / 72:.4f}"}
                    band.node(names[box.id], **size)
    for index, link in enumerate(links):
        # An arrow back to an earlier stage is laid out as its mirror image, so that every stage
        # stands right of the one before; _read turns its curve round again.
        ends = (link.tail, link.head)
        if stage_of[link.tail] > stage_of[link.head]:
            ends = (link.head, link.tail)
        graph.edge(names[ends[0]], names[ends[1]], id=f"e{index}")
    return str(graph.source)


def _read(answer: bytes, boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """Reads Graphviz JSON, whose y axis points up, into a layout whose y axis points down."""
    try:
        found = json.loads(answer)
        top = float(found["bb"].split(",")[3])
        objects: dict[str, dict[str, str]] = {
            item["name"]: item for item in found.get("objects", ())
        }
        rects = {
            box.id: _rect_at(objects[f"n{index}"]["pos"], box, top)
            for index, box in enumerate(boxes)
        }
        bands = {box.stage: _band_rect(objects[f"cluster_{box.stage}"]["bb"], top) for box in boxes}
        splines = {edge["id"]: _spline(edge["pos"], top) for edge in found.get("edges", ())}
        stage_of = {box.id: box.stage for box in boxes}
        curves = {
            link.id: splines[f"e{index}"][:: -1 if stage_of[link.tail] > stage_of[link.head] else 1]
            for index, link in enumerate(links)
        }
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise wasm.EngineError("Graphviz gave an answer that could not be read") from error
    return _framed(rects, curves, bands, "graphviz")


def _rect_at(centre: str, box: Box, top: float) -> Rect:
    x, y = (float(part) for part in centre.split(","))
    return Rect(x - box.width / 2, top - y - box.height / 2, box.width, box.height)


def _band_rect(corners: str, top: float) -> Rect:
    left, low, right, high = (float(part) for part in corners.split(","))
    return Rect(left, top - high, right - left, high - low)


def _spline(text: str, top: float) -> Curve:
    pieces = [part for part in text.split(" ") if not part.startswith(("e,", "s,"))]
    pairs = (piece.split(",") for piece in pieces)
    return tuple(Point(float(x), top - float(y)) for x, y in pairs)


def _as_drawn(
    boxes: Sequence[Box], links: Sequence[Link], positions: Mapping[str, Point]
) -> Layout | None:
    """The person's arrangement, or None when boxes lie so close that it cannot be kept."""
    spread = 1.0
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            spread = max(spread, _spread_between(box, other, positions))
            if spread > _WIDEST_SPREAD:
                return None
    rects = {
        box.id: Rect(
            positions[box.id].x * spread, positions[box.id].y * spread, box.width, box.height
        )
        for box in boxes
    }
    return _framed(rects, _joined(rects, links), {}, "board", spread)


def _spread_between(box: Box, other: Box, positions: Mapping[str, Point]) -> float:
    """How far apart all positions must be pulled for these two boxes to stand clear."""
    here, there = positions[box.id], positions[other.id]
    left = box if here.x <= there.x else other
    upper = box if here.y <= there.y else other
    return min(
        _ratio(left.width + _GAP, abs(here.x - there.x)),
        _ratio(upper.height + _GAP, abs(here.y - there.y)),
    )


def _ratio(needed: float, present: float) -> float:
    return needed / present if present > 0 else float("inf")


def _built_in(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    rects = layered(
        [(box.id, box.stage, box.width, box.height) for box in boxes],
        [(link.tail, link.head) for link in links],
    )
    stages = sorted({box.stage for box in boxes})
    bands = {
        stage: bounds(rects[box.id] for box in boxes if box.stage == stage).grown(_BAND_MARGIN)
        for stage in stages
    }
    return _framed(rects, _joined(rects, links), bands, "built-in")


def _joined(rects: Mapping[str, Rect], links: Sequence[Link]) -> dict[str, Curve]:
    seen: dict[frozenset[str], int] = {}
    curves = {}
    for link in links:
        pair = frozenset((link.tail, link.head))
        turn = seen.get(pair, 0)
        seen[pair] = turn + 1
        shift = 7.0 * ((turn + 1) // 2) * (1 if turn % 2 else -1)
        if link.tail == link.head:
            curves[link.id] = loop(rects[link.tail])
        else:
            curves[link.id] = join(rects[link.tail], rects[link.head], shift=shift)
    return curves


def _framed(
    rects: Mapping[str, Rect],
    curves: Mapping[str, Curve],
    bands: Mapping[int, Rect],
    engine: str,
    spread: float = 0.0,
) -> Layout:
    """The layout moved to the origin, its coordinates rounded so that they print alike."""
    frame = bounds((*rects.values(), *bands.values()), curves.values())

    def near(value: float) -> float:
        return round(value, 2)

    def settle(rect: Rect) -> Rect:
        return Rect(near(rect.x - frame.x), near(rect.y - frame.y), rect.width, rect.height)

    return Layout(
        boxes={key: settle(rect) for key, rect in rects.items()},
        curves={
            key: tuple(Point(near(p.x - frame.x), near(p.y - frame.y)) for p in curve)
            for key, curve in curves.items()
        },
        bands={key: settle(rect) for key, rect in bands.items()},
        width=near(frame.width),
        height=near(frame.height),
        engine=engine,
        spread=spread,
        origin=Point(-frame.x, -frame.y),
    )
