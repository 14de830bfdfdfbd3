"""Points, rectangles and curves of a drawing, in points (1/72 inch) from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self


class Point(NamedTuple):
    """A place on the page."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle given by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def moved(self, dx: float, dy: float) -> Rect:
        """The same rectangle somewhere else."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def overlaps(self, other: Self) -> bool:
        """Whether the two share an area, not only a border."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin of *by* on every side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


Curve = tuple[Point, ...]
"""Cubic Bezier pieces end to end: 1 + 3n points, the last being the tip of the arrow."""


def bounds(rects: Iterable[Rect], curves: Iterable[Curve] = ()) -> Rect:
    """The smallest rectangle around everything; zero-sized when there is nothing."""
    xs: list[float] = []
    ys: list[float] = []
    for rect in rects:
        xs += (rect.x, rect.right)
        ys += (rect.y, rect.bottom)
    for curve in curves:
        xs += (point.x for point in curve)
        ys += (point.y for point in curve)
    if not xs:
        return Rect(0, 0, 0, 0)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def join(tail: Rect, head: Rect, *, shift: float = 0.0) -> Curve:
    """A curve from the border of *tail* to the border of *head*, leaving and arriving square.

    *shift* moves both ends along their borders, so that parallel edges do not coincide.
    """
    gap_x = max(head.x - tail.right, tail.x - head.right)
    gap_y = max(head.y - tail.bottom, tail.y - head.bottom)
    if gap_x >= gap_y:
        start, end, bend = _sideways(tail, head, shift)
        return (start, Point(start.x + bend, start.y), Point(end.x - bend, end.y), end)
    start, end, bend = _upright(tail, head, shift)
    return (start, Point(start.x, start.y + bend), Point(end.x, end.y - bend), end)


def loop(box: Rect) -> Curve:
    """A curve from a box back to itself, above its right corner."""
    start = Point(box.right, box.y + box.height * 0.3)
    end = Point(box.right - box.width * 0.25, box.y)
    return (start, Point(start.x + 24, start.y - 12), Point(end.x, end.y - 28), end)


def _sideways(tail: Rect, head: Rect, shift: float) -> tuple[Point, Point, float]:
    rightwards = head.centre.x >= tail.centre.x
    start = Point(tail.right if rightwards else tail.x, tail.centre.y + shift)
    end = Point(head.x if rightwards else head.right, head.centre.y + shift)
    bend = max(abs(end.x - start.x) / 2, 12)
    return start, end, bend if rightwards else -bend


def _upright(tail: Rect, head: Rect, shift: float) -> tuple[Point, Point, float]:
    downwards = head.centre.y >= tail.centre.y
    start = Point(tail.centre.x + shift, tail.bottom if downwards else tail.y)
    end = Point(head.centre.x + shift, head.y if downwards else head.bottom)
    bend = max(abs(end.y - start.y) / 2, 12)
    return start, end, bend if downwards else -bend
