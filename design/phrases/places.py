"""Where new nodes go: in a row from left to right, never on top of what is there.

Sizes and distances are those of the board (`place.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from design.model import Position

WIDTH: Final = 196
ROOM: Final = 140  # what a box grows to once its numbers are on it
GAP: Final = 28
BESIDE: Final = WIDTH + 88  # from one column to the next
BELOW: Final = ROOM + GAP  # from one row to the next
_GRID: Final = 4


class Places:
    """The places that are taken, new ones included."""

    def __init__(self, taken: Iterable[Position], at: Position | None) -> None:
        self._taken = list(taken)
        self._at = at

    @property
    def is_wanted(self) -> bool:
        """Whether the person said where to begin."""
        return self._at is not None

    def start(self) -> Position:
        """Where a row begins that stands beside nothing: as asked, else below what is there."""
        if self._at is not None:
            return self._at
        if not self._taken:
            return Position(0.0, 0.0)
        left = min(one.x for one in self._taken)
        return Position(left, max(one.y for one in self._taken) + BELOW)

    def block(self, origin: Position, heights: Sequence[int]) -> list[list[Position]]:
        """Free places of columns that hold *heights* nodes each, all as far down as needed."""
        x0, y = _snapped(origin.x), _snapped(origin.y)
        offsets = [
            [(x0 + column * BESIDE, row * BELOW) for row in range(height)]
            for column, height in enumerate(heights)
        ]
        flat = [one for column in offsets for one in column]
        while (down := self._blocked(flat, y)) is not None:
            y = down
        found = [[Position(x, y + below) for x, below in column] for column in offsets]
        self._taken += (one for column in found for one in column)
        if self._at is not None:
            self._at = Position(self._at.x, y + max((*heights, 1)) * BELOW)
        return found

    def _blocked(self, places: Sequence[tuple[float, float]], y: float) -> float | None:
        """How far down *places* must go to clear what they stand on at *y*, or None."""
        further = [
            _above(taken.y + BELOW - below)
            for x, below in places
            for taken in self._taken
            if abs(taken.x - x) < WIDTH + GAP and abs(taken.y - (y + below)) < BELOW
        ]
        return max(further) if further else None


def _snapped(value: float) -> float:
    return float(round(value / _GRID) * _GRID) if abs(value) < 1e9 else value


def _above(value: float) -> float:
    return float(-(-value // _GRID) * _GRID)
