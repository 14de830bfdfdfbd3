"""Writes a design as an Excalidraw drawing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from design.drawing.geometry import Point, Rect, bounds
from design.drawing.metrics import width
from design.exchange.excalidraw_read import NO_TITLE
from design.exchange.faces import Face, face_of_edge, face_of_node
from design.exchange.marks import (
    mark_of_design,
    mark_of_edge,
    mark_of_group,
    mark_of_node,
    mark_of_sticky,
)
from design.exchange.places import LINE_HEIGHT, SIZE, box_size, homes_of, placed
from design.exchange.stickies import EDGE, FILL, lines_of, stickies_placed
from design.fields import Json
from design.model import Design, EdgeKey
from design.vocabulary.kinds import KINDS, Kind, KindGroup

_INK: Final = "#1e1e1e"
_FILLS: Final[Mapping[KindGroup, str]] = {
    KindGroup.FRAMING: "#e9ecef",
    KindGroup.DATA: "#a5d8ff",
    KindGroup.MODEL: "#d0bfff",
    KindGroup.SERVING: "#b2f2bb",
    KindGroup.LLM: "#ffec99",
    KindGroup.OPERATIONS: "#ffc9c9",
}
_FONT: Final = 2  # a plain sans serif
_ROOM: Final = 30.0  # around the members of a frame
_SHIFT: Final = 16.0  # between arrows that join the same boxes
Element = dict[str, Json]


def write_excalidraw(design: Design) -> str:
    """*design* as a drawing whose words and arrows are tied to their boxes.

    ``read_excalidraw`` of it gives the design back: ``customData`` holds what labels do not show.
    Ids, seeds and versions are counted, so equal designs give the same bytes.
    """
    elements = [*_elements(design)]
    for number, element in enumerate(elements, start=1):
        element["seed"] = number
        element["versionNonce"] = number
    drawing: dict[str, Json] = {
        "type": "excalidraw",
        "version": 2,
        "source": "whiteboard",
        "elements": [*elements],
        "appState": {"gridSize": None, "viewBackgroundColor": "#ffffff"},
        "files": {},
    }
    return json.dumps(drawing, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _elements(design: Design) -> Iterator[Element]:
    faces = {id_: face_of_node(design.nodes[id_]) for id_ in sorted(design.nodes)}
    rects = placed(design, {id_: box_size(face.lines) for id_, face in faces.items()})
    homes = homes_of(design)
    frames = {id_: f"g-{number}" for number, id_ in enumerate(homes.of_group, start=1)}
    tied = _tied(design)
    yield _title(design, rects)
    for id_, face in faces.items():
        for element in _box(design, id_, face, rects[id_], tied.get(id_, [])):
            yield element | {"frameId": frames.get(homes.of_node.get(id_, ""))}
    for group_id, members in homes.of_group.items():
        group = design.groups[group_id]
        also = [f"n-{one}" for one in group.members if one in faces and one not in members]
        mark = mark_of_group(group, also)
        rect = _around([rects[one] for one in members])
        frame = _element(frames[group_id], "frame", rect, mark)
        yield frame | {"name": group.title or None}
    for number, key in enumerate(sorted(design.edges), start=1):
        if key.source in faces and key.target in faces:
            yield from _arrow(design, key, number, rects)
    for id_, rect in stickies_placed(design, rects).items():
        yield from _sticky(design, id_, rect)


def _tied(design: Design) -> dict[str, list[str]]:
    """The arrows at each node."""
    found: dict[str, list[str]] = {}
    for number, key in enumerate(sorted(design.edges), start=1):
        for end in (key.source, key.target):
            found.setdefault(end, []).append(f"e-{number}")
    return found


def _element(id_: str, type_: str, rect: Rect, mark: str = "") -> Element:
    element: Element = {
        "id": id_,
        "type": type_,
        "x": rect.x,
        "y": rect.y,
        "width": rect.width,
        "height": rect.height,
        "angle": 0,
        "strokeColor": _INK,
        "backgroundColor": "transparent",
        "fillStyle": "solid",
        "strokeWidth": 1,
        "strokeStyle": "solid",
        "roughness": 0,
        "opacity": 100,
        "groupIds": [],
        "frameId": None,
        "roundness": None,
        "seed": 1,
        "version": 1,
        "versionNonce": 1,
        "isDeleted": False,
        "boundElements": [],
        "updated": 1,
        "link": None,
        "locked": False,
    }
    if mark:
        element["customData"] = {"whiteboard": json.loads(mark)}
    return element


def _text(id_: str, lines: Iterable[str], middle: Point, container: str | None) -> Element:
    words = "\n".join(lines)
    broken = words.split("\n")
    wide = max(width(line, size=SIZE) for line in broken)
    high = len(broken) * SIZE * LINE_HEIGHT
    rect = Rect(_r(middle.x - wide / 2), _r(middle.y - high / 2), _r(wide), _r(high))
    return _element(id_, "text", rect) | {
        "text": words,
        "originalText": words,
        "fontSize": SIZE,
        "fontFamily": _FONT,
        "textAlign": "center" if container else "left",
        "verticalAlign": "middle" if container else "top",
        "containerId": container,
        "lineHeight": LINE_HEIGHT,
        "autoResize": True,
    }


def _title(design: Design, rects: Mapping[str, Rect]) -> Element:
    around = bounds(rects.values())
    middle = Point(around.x + 100, around.y - 100)
    element = _text("title", (design.title or NO_TITLE,), middle, None)
    return element | {"customData": {"whiteboard": json.loads(mark_of_design(design))}}


def _box(design: Design, id_: str, face: Face, rect: Rect, arrows: list[str]) -> Iterator[Element]:
    node = design.nodes[id_]
    mark = mark_of_node(node, face, f"n-{id_}")
    if id_ not in design.layout:
        mark = f'{mark[:-1]},"unplaced":true}}'
    is_choice = node.kind is Kind.DECISION and len(face.lines) < 3
    tied: list[Json] = [{"type": "text", "id": f"t-{id_}"}]
    tied += [{"type": "arrow", "id": one} for one in arrows]
    box = _element(f"n-{id_}", "diamond" if is_choice else "rectangle", rect, mark)
    yield box | {
        "backgroundColor": _FILLS[KINDS[node.kind].group],
        "roundness": {"type": 3},
        "boundElements": tied,
    }
    yield _text(f"t-{id_}", face.lines, rect.centre, f"n-{id_}")


def _sticky(design: Design, id_: str, rect: Rect) -> Iterator[Element]:
    sticky = design.stickies[id_]
    mark = mark_of_sticky(sticky, is_placed=id_ in design.layout)
    yield _element(f"s-{id_}", "rectangle", rect, mark) | {
        "strokeColor": EDGE,
        "backgroundColor": FILL,
        "boundElements": [{"type": "text", "id": f"w-{id_}"}],
    }
    words = _text(f"w-{id_}", lines_of(sticky), rect.centre, f"s-{id_}")
    yield words | {"originalText": sticky.text, "textAlign": "left", "x": _r(rect.x + 12)}


def _around(members: list[Rect]) -> Rect:
    inside = bounds(members)
    return inside.grown(_ROOM) if members else Rect(0, -200, 160, 60)


def _arrow(
    design: Design, key: EdgeKey, number: int, rects: Mapping[str, Rect]
) -> Iterator[Element]:
    edge = design.edges[key]
    face = face_of_edge(edge)
    id_, source, target = f"e-{number}", f"n-{key.source}", f"n-{key.target}"
    same = [one for one in sorted(design.edges) if {*one[:2]} == {*key[:2]}] if _few(design) else []
    shift = (same.index(key) - (len(same) - 1) / 2) * _SHIFT if same else 0.0
    start, end = _tips(rects[key.source], rects[key.target], shift)
    rect = Rect(_r(start.x), _r(start.y), _r(abs(end.x - start.x)), _r(abs(end.y - start.y)))
    mark = mark_of_edge(edge, face, source, target)
    yield _element(id_, "arrow", rect, mark) | {
        "points": [[0, 0], [_r(end.x - start.x), _r(end.y - start.y)]],
        "lastCommittedPoint": None,
        "startBinding": {"elementId": source, "focus": 0, "gap": 1},
        "endBinding": {"elementId": target, "focus": 0, "gap": 1},
        "startArrowhead": None,
        "endArrowhead": "arrow",
        "elbowed": False,
        "boundElements": [{"type": "text", "id": f"l-{number}"}],
    }
    middle = Point((start.x + end.x) / 2, (start.y + end.y) / 2)
    yield _text(f"l-{number}", face.lines, middle, id_)


def _few(design: Design) -> bool:
    return len(design.edges) <= 400


def _tips(tail: Rect, head: Rect, shift: float) -> tuple[Point, Point]:
    """Where the line between the middles of two boxes leaves one and enters the other."""
    return _border(tail, head.centre, shift), _border(head, tail.centre, shift)


def _border(rect: Rect, towards: Point, shift: float) -> Point:
    middle = rect.centre
    dx, dy = towards.x - middle.x, towards.y - middle.y
    if dx == 0 and dy == 0:
        return middle
    steps = [rect.width / 2 / abs(dx)] if dx else []
    steps += [rect.height / 2 / abs(dy)] if dy else []
    step = min(1.0, *steps)
    across = (0.0, shift) if abs(dx) >= abs(dy) else (shift, 0.0)
    return Point(middle.x + dx * step + across[0], middle.y + dy * step + across[1])


def _r(value: float) -> float:
    return round(value, 2)
