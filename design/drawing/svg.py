"""Paints a picture as SVG: no script, no foreign objects, no references to anything outside."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from html import escape
from typing import Final

from design.drawing.geometry import Curve, Point, Rect
from design.drawing.picture import PAPER, Label, Line, Picture, Shape

_FAMILY: Final = "'Noto Sans', system-ui, 'Segoe UI', sans-serif"
# Characters XML 1.0 cannot carry, and the controls that reorder the text around them.
_NOT_IN_XML: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def xml_text(text: str) -> str:
    """*text* safe between tags; what XML cannot carry becomes U+FFFD."""
    return escape(_printable(text), quote=False)


def xml_attribute(text: str) -> str:
    """*text* as a quoted attribute value."""
    return f'"{escape(_printable(text))}"'


def _printable(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def to_svg(picture: Picture, *, title: str = "", with_text: bool = True) -> str:
    """The picture as one SVG document.

    Without text it holds shapes only: whoever prints it sets ``picture.labels`` over it in their
    own type. With text it is complete, and *title* names it for screen readers.
    """
    size = f'width="{_n(picture.width)}" height="{_n(picture.height)}"'
    box = f'viewBox="0 0 {_n(picture.width)} {_n(picture.height)}"'
    role = f'role="img" aria-label={xml_attribute(title)}' if title else 'role="img"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} {role}>']
    if title and with_text:
        parts.append(f"<title>{xml_text(title)}</title>")
    parts.append(
        f'<rect width="{_n(picture.width)}" height="{_n(picture.height)}" fill="{PAPER}"/>'
    )
    bands = [shape for shape in picture.shapes if shape.look == "band"]
    others = [shape for shape in picture.shapes if shape.look != "band"]
    for shape in bands:
        parts += _shape(shape)
    for line in picture.lines:
        parts += _line(line, named=with_text)
    for shape in others:
        parts += _shape(shape)
    if with_text:
        parts.append(f'<g font-family="{_FAMILY}">')
        parts += [_text(label) for label in picture.labels]
        parts.append("</g>")
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _n(value: float) -> str:
    """A number as short as it can be: 12, 12.5, 12.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _rect(rect: Rect, radius: float, paint: str) -> str:
    place = f'x="{_n(rect.x)}" y="{_n(rect.y)}"'
    size = f'width="{_n(rect.width)}" height="{_n(rect.height)}"'
    return f'<rect {place} {size} rx="{_n(radius)}" {paint}/>'


def _shape(shape: Shape) -> Iterator[str]:
    rect, colour = shape.rect, shape.colour
    match shape.look:
        case "band":
            yield _rect(rect, 6, f'fill="{colour}" stroke="#d0d7de" stroke-width="0.6"')
        case "card":
            yield _rect(rect, 4, f'fill="{PAPER}" stroke="{colour}" stroke-width="0.9"')
        case "note":
            yield _rect(rect, 2, f'fill="{colour}" stroke="#d3c68a" stroke-width="0.6"')
        case "bar":
            yield _rect(rect, 1.7, f'fill="{colour}"')
        case "chip":
            dashes = 'stroke-dasharray="2.4 1.8"'
            yield _rect(rect, 3, f'fill="none" stroke="{colour}" stroke-width="0.8" {dashes}')
        case "error":
            yield _polygon(_cut_corners(rect), f'fill="{colour}"')
        case "warning":
            yield _rect(rect, 1, f'fill="#fff4e0" stroke="{colour}" stroke-width="1"')
        case "info":
            round_ends = rect.height / 2
            yield _rect(rect, round_ends, f'fill="{PAPER}" stroke="{colour}" stroke-width="0.9"')


def _cut_corners(rect: Rect) -> list[Point]:
    cut = rect.height * 0.3
    return [
        Point(rect.x + cut, rect.y),
        Point(rect.right - cut, rect.y),
        Point(rect.right, rect.y + cut),
        Point(rect.right, rect.bottom - cut),
        Point(rect.right - cut, rect.bottom),
        Point(rect.x + cut, rect.bottom),
        Point(rect.x, rect.bottom - cut),
        Point(rect.x, rect.y + cut),
    ]


def _polygon(points: list[Point], paint: str) -> str:
    listed = " ".join(f"{_n(point.x)},{_n(point.y)}" for point in points)
    return f'<polygon points="{listed}" {paint}/>'


def _line(line: Line, *, named: bool) -> Iterator[str]:
    stroke = line.stroke
    dash = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
    paint = f'fill="none" stroke="{stroke.colour}" stroke-width="{_n(stroke.width)}"{dash}'
    title = f"<title>{xml_text(line.title)}</title>" if named and line.title else ""
    yield f'<path d="{_path(_shortened(line.curve, 4.5))}" {paint}>{title}</path>'
    yield _head(line)


def _path(curve: Curve) -> str:
    start, *rest = curve
    pieces = " ".join(f"{_n(point.x)},{_n(point.y)}" for point in rest)
    return f"M{_n(start.x)},{_n(start.y)} C{pieces}"


def _direction(curve: Curve) -> Point:
    """The unit vector in which the curve arrives."""
    tip = curve[-1]
    for before in reversed(curve[:-1]):
        length = math.hypot(tip.x - before.x, tip.y - before.y)
        if length > 0.01:
            return Point((tip.x - before.x) / length, (tip.y - before.y) / length)
    return Point(1.0, 0.0)


def _shortened(curve: Curve, by: float) -> Curve:
    """The curve stopping short of its tip, so that it does not show through the arrow head."""
    along = _direction(curve)
    tip = curve[-1]
    return (*curve[:-1], Point(tip.x - along.x * by, tip.y - along.y * by))


def _head(line: Line) -> str:
    along = _direction(line.curve)
    tip = line.curve[-1]
    across = Point(-along.y, along.x)

    def at(back: float, side: float) -> Point:
        return Point(
            tip.x - along.x * back + across.x * side, tip.y - along.y * back + across.y * side
        )

    colour = line.stroke.colour
    match line.stroke.head:
        case "filled":
            return _polygon([tip, at(6.5, 2.8), at(6.5, -2.8)], f'fill="{colour}"')
        case "open":
            return _polygon(
                [tip, at(6, 2.7), at(6, -2.7)],
                f'fill="{PAPER}" stroke="{colour}" stroke-width="0.9"',
            )
        case "diamond":
            return _polygon([tip, at(3.5, 2.4), at(7, 0), at(3.5, -2.4)], f'fill="{colour}"')
        case "bar":
            return _polygon(
                [at(0.4, 3.6), at(2.2, 3.6), at(2.2, -3.6), at(0.4, -3.6)], f'fill="{colour}"'
            )


def _text(label: Label) -> str:
    place = f'x="{_n(label.x)}" y="{_n(label.y)}" font-size="{_n(label.size)}"'
    weight = ' font-weight="700"' if label.bold else ""
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    return f'<text {place} fill="{label.colour}"{weight}{anchor}>{xml_text(label.text)}</text>'
