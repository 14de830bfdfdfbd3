"""What becomes of a drawing of another program: a design, and everything that is not certain."""

from __future__ import annotations

from dataclasses import dataclass

from design.model import Design
from design.text import shortened


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at.

    ``place`` is a node, an edge, or a place in the file; ``read`` what stood there, ``assumed``
    what was made of it, ``confirm`` what to decide.
    """

    place: str
    read: str
    assumed: str
    confirm: str

    def __str__(self) -> str:
        """The doubt on one line."""
        return (
            f"{shortened(self.place, 200)}: read {shortened(self.read, 200)}; {self.assumed}. "
            f"{self.confirm}"
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """A design made from a drawing, with what to confirm: of the drawing, its parts, the whole."""

    design: Design
    doubts: tuple[Doubt, ...]
