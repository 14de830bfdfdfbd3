"""The elements of an Excalidraw file: JSON whose depth and numbers are checked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from design.drawing.geometry import Point, Rect
from design.exchange.marks import mapping_in, text_in
from design.exchange.refusal import refused
from design.exchange.sketch import Heads
from design.fields import Json

_DEEPEST: Final = 64
_MOST_ELEMENTS: Final = 50_000
_STRUCTURE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """One element that is not deleted."""

    id: str
    type: str
    raw: Mapping[str, Json]

    @property
    def rect(self) -> Rect:
        """Where it stands; a negative size is taken as drawn towards the other side."""
        x, y, wide, high = (_number(self.raw.get(one)) for one in ("x", "y", "width", "height"))
        return Rect(min(x, x + wide), min(y, y + high), abs(wide), abs(high))

    @property
    def text(self) -> str:
        """The words as typed, before they were broken into lines."""
        return self.get("originalText") or self.get("text")

    @property
    def mark(self) -> Mapping[str, Json]:
        """What an export of this program wrote into it."""
        return mapping_in(mapping_in(self.raw, "customData"), "whiteboard")

    def get(self, name: str) -> str:
        """A text of the element, empty when absent."""
        return text_in(self.raw, name)

    def groups(self) -> frozenset[str]:
        """The groups it is in."""
        found = self.raw.get("groupIds")
        listed = found if isinstance(found, list) else []
        return frozenset(one for one in listed if isinstance(one, str))

    def tied_to(self, end: str) -> str:
        """The id of the element an arrow is tied to at "start" or "end"."""
        return text_in(mapping_in(self.raw, f"{end}Binding"), "elementId")

    def tips(self) -> tuple[Point, Point]:
        """Where an arrow begins and ends."""
        x, y = _number(self.raw.get("x")), _number(self.raw.get("y"))
        points = self.raw.get("points")
        ends = (points[0], points[-1]) if isinstance(points, list) and points else (None, None)
        found = [_point(one) for one in ends]
        return Point(x + found[0].x, y + found[0].y), Point(x + found[1].x, y + found[1].y)

    @property
    def heads(self) -> Heads:
        """Which ends of an arrow have heads."""
        start = bool(self.raw.get("startArrowhead"))
        end = bool(self.raw.get("endArrowhead", "arrow"))
        if end:
            return Heads.BOTH if start else Heads.END
        return Heads.START if start else Heads.NONE


def elements_of(text: str, file: str) -> list[Element]:
    """Every element of the drawing in *text* that is not deleted."""
    top = _parsed(text, file)
    if not isinstance(top, dict):
        raise refused(file, "expected an Excalidraw drawing: a mapping with `elements`")
    kind = top.get("type", "excalidraw")
    if not isinstance(kind, str) or not kind.startswith("excalidraw") or "lib" in kind:
        shown = kind[:40] if isinstance(kind, str) else "something else"
        raise refused(file, f'expected `"type": "excalidraw"`, found `{shown}`', near="excalidraw")
    listed = top.get("elements")
    if not isinstance(listed, list):
        raise refused(file, "expected `elements`, a list of what is drawn", near="elements")
    if len(listed) > _MOST_ELEMENTS:
        raise refused(file, f"more than {_MOST_ELEMENTS} elements")
    found: list[Element] = []
    for number, raw in enumerate(listed):
        if not isinstance(raw, dict):
            raise refused(file, "expected a mapping", path=f"elements[{number}]")
        if not raw.get("isDeleted"):
            id_ = text_in(raw, "id") or f"elements[{number}]"
            found.append(Element(id_, text_in(raw, "type"), raw))
    return found


def _parsed(text: str, file: str) -> Json:
    depth = 0
    for match in _STRUCTURE.finditer(text):
        depth += 1 if match[0] in "[{" else -1 if match[0] in "]}" else 0
        if depth > _DEEPEST:
            line = text.count("\n", 0, match.start()) + 1
            raise refused(file, f"nested deeper than {_DEEPEST} levels", line=line)
    try:
        parsed: Json = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise refused(file, message, line=error.lineno, column=error.colno) from error
    except ValueError as error:
        raise refused(file, f"not JSON: {error}") from error
    return parsed


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number")


def _number(raw: Json) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return 0.0
    try:
        value = float(raw)
    except OverflowError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _point(raw: Json) -> Point:
    if isinstance(raw, list) and len(raw) == 2:
        return Point(_number(raw[0]), _number(raw[1]))
    return Point(0.0, 0.0)
