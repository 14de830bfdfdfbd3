"""Which box is meant by a text or the end of an arrow that only stands near one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from design.drawing.geometry import Rect

TEXT_REACH: Final = 40.0  # pixels from the border of a box
ARROW_REACH: Final = 30.0


def nearest_box(x: float, y: float, boxes: Mapping[str, Rect], *, reach: float) -> str | None:
    """The key of the smallest box around a point, else of the nearest within *reach*."""
    best: tuple[float, float, str] | None = None
    for key, rect in boxes.items():
        away = max(rect.x - x, x - rect.right, 0.0) + max(rect.y - y, y - rect.bottom, 0.0)
        if away <= reach:
            found = (away, rect.width * rect.height, key)
            best = found if best is None or found < best else best
    return best[2] if best else None


def containers(rects: Mapping[str, Rect], ends: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Boxes drawn around two others or more and at which no arrow ends, with what is in them."""
    found: dict[str, tuple[str, ...]] = {}
    for key, outer in rects.items():
        if key not in ends:
            inside = tuple(one for one, rect in rects.items() if holds(outer, rect))
            if len(inside) > 1:
                found[key] = inside
    return found


def holds(outer: Rect, inner: Rect) -> bool:
    """Whether *inner* lies within *outer* and is smaller."""
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
        and (outer.width, outer.height) != (inner.width, inner.height)
    )
