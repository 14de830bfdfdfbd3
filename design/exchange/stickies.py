"""Sticky notes in drawings: their lines, their places, and how they are read back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from design import limits
from design.changes.layout import position_of
from design.drawing.geometry import Rect
from design.drawing.metrics import wrap
from design.exchange.marks import text_in
from design.exchange.nodes import free_id
from design.exchange.places import LINE_HEIGHT, SIZE
from design.exchange.sketch import Sketch, Slip
from design.model import Design, Position, Sticky
from design.text import is_node_id, paragraphs

FILL: Final = "#fff6c4"
EDGE: Final = "#d3c68a"
_WIDTH: Final = 180.0
_LEAST_HEIGHT: Final = 84.0
_MARGIN: Final = 12.0
_APART: Final = 40.0


def lines_of(sticky: Sticky) -> tuple[str, ...]:
    """The words as they are drawn: broken into lines, none left out."""
    found: list[str] = []
    for line in sticky.text.split("\n"):
        room = _WIDTH - 2 * _MARGIN
        found += wrap(line, size=SIZE, room=room, lines=limits.STICKY_LENGTH) or ("",)
    return tuple(found)


def stickies_placed(design: Design, rects: Mapping[str, Rect]) -> dict[str, Rect]:
    """Where each note stands: its own place, else below everything in *rects*, in a row."""
    x = min((rect.x for rect in rects.values()), default=0.0)
    y = max((rect.bottom for rect in rects.values()), default=0.0) + _APART
    found: dict[str, Rect] = {}
    for id_, sticky in sorted(design.stickies.items()):
        lines = len(lines_of(sticky))
        height = round(max(_LEAST_HEIGHT, lines * SIZE * LINE_HEIGHT + 2 * _MARGIN))
        if id_ in design.layout:
            found[id_] = Rect(*design.layout[id_], _WIDTH, height)
        else:
            found[id_] = Rect(x, y, _WIDTH, height)
            x += _WIDTH + _APART
    return found


def stickies_in(sketch: Sketch, taken: Collection[str]) -> Iterator[tuple[Sticky, Position | None]]:
    """The notes of an export under ids that are not *taken*, each with its place."""
    used = set(taken)
    for slip in sketch.slips:
        id_ = text_in(slip.mark, "sticky")
        if not is_node_id(id_) or id_ in used:
            id_ = free_id((id_, "note"), used)
        used.add(id_)
        is_placed = slip.at is not None and not slip.mark.get("unplaced")
        at = position_of(*slip.at) if slip.at is not None and is_placed else None
        yield Sticky(id_, _words(slip)), at


def _words(slip: Slip) -> str:
    """The words of the mark, or those that are shown where a person changed them."""
    text = text_in(slip.mark, "text")
    if slip.text is not None and "".join(slip.text.split()) != "".join(text.split()):
        text = slip.text
    return paragraphs(text)[: limits.STICKY_LENGTH].strip()
