"""Sticky notes in a picture: where they stand on the board, else in rows below what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from design.drawing.geometry import Point, Rect
from design.drawing.layout import Layout
from design.drawing.metrics import wrap

NOTE_SIZE: Final = 7.4
LINE_HEIGHT: Final = 10.0
PAD: Final = 7.0
FILL: Final = "#fff6c4"
_ROOM: Final = 118.0  # widest line of a short note
_LONG: Final = 300  # characters; longer notes are twice as wide
_GAP: Final = 10.0
_MOST_LINES: Final = 2000


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A sticky note; ``at`` is its place on the board, in points."""

    id: str
    text: str
    at: Point | None = None


def lines_of(note: Note) -> tuple[str, ...]:
    """The words broken into lines, none left out."""
    found: list[str] = []
    for line in note.text.split("\n"):
        found += wrap(line, size=NOTE_SIZE, room=_room(note), lines=_MOST_LINES) or ("",)
    return tuple(found)


def _room(note: Note) -> float:
    return _ROOM if len(note.text) < _LONG else 2 * _ROOM


def _at(note: Note, x: float, y: float) -> Rect:
    height = max(3, len(lines_of(note))) * LINE_HEIGHT + 2 * PAD
    return Rect(round(x, 2), round(y, 2), _room(note) + 2 * PAD, height)


def beside_the_boxes(notes: Sequence[Note], layout: Layout) -> dict[Note, Rect]:
    """The notes that have a place, in a *layout* that keeps the places of the board."""
    if not layout.spread:
        return {}
    return {
        note: _at(
            note,
            note.at.x * layout.spread + layout.origin.x,
            note.at.y * layout.spread + layout.origin.y,
        )
        for note in sorted(notes, key=lambda one: one.id)
        if note.at is not None
    }


def in_rows(notes: Sequence[Note], *, start: Point, room: float) -> dict[Note, Rect]:
    """The notes from left to right, in as many rows as *room* makes of them."""
    found: dict[Note, Rect] = {}
    x, y, below = start.x, start.y, start.y
    for note in sorted(notes, key=lambda one: one.id):
        if x > start.x and _at(note, x, y).right > room - start.x:
            x, y = start.x, below + _GAP
        found[note] = rect = _at(note, x, y)
        x, below = rect.right + _GAP, max(below, rect.bottom)
    return found
