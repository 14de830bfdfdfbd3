"""A drawing of another program before it is understood: boxes, lines, regions and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from design import limits
from design.exchange.imported import Doubt
from design.exchange.refusal import refused
from design.fields import Json

_NO_MARK: Final[Mapping[str, Json]] = MappingProxyType({})
MOST_DOUBTS: Final = 2000


class Shape(StrEnum):
    """What an outline says about the thing inside it."""

    BOX = "box"
    STORE = "cylinder"
    PERSON = "person"
    CHOICE = "diamond"
    DOCUMENT = "document"
    QUEUE = "queue"
    CLOUD = "cloud"


class Heads(StrEnum):
    """Which ends of a line have an arrow head."""

    END = "end"
    START = "start"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: a line, counted from 1, or the id of an element."""

    line: int = 0
    element: str = ""

    def __str__(self) -> str:
        """The place in words."""
        if self.element:
            return f"element {self.element}"
        return f"line {self.line}" if self.line else "the drawing"


@dataclass(frozen=True, slots=True)
class Box:
    """One box; ``text`` is what stands in it, by lines.

    ``hint`` are words that are not shown, such as the name of an icon, ``kind`` a word beside the
    text that names a kind, ``mark`` what this program wrote into its own export.
    """

    key: str
    text: str
    place: Place
    shape: Shape = Shape.BOX
    hint: str = ""
    kind: str = ""
    at: tuple[float, float] | None = None
    mark: Mapping[str, Json] = field(default_factory=lambda: _NO_MARK)


@dataclass(frozen=True, slots=True)
class Line:
    """One arrow between the boxes with these keys."""

    source: str
    target: str
    text: str
    place: Place
    heads: Heads = Heads.END
    mark: Mapping[str, Json] = field(default_factory=lambda: _NO_MARK)


@dataclass(frozen=True, slots=True)
class Region:
    """A titled area around boxes."""

    key: str
    text: str
    members: tuple[str, ...]
    mark: Mapping[str, Json] = field(default_factory=lambda: _NO_MARK)


@dataclass(frozen=True, slots=True)
class Slip:
    """A sticky note of this program's export; ``text`` is None where nothing shows its words."""

    mark: Mapping[str, Json]
    text: str | None = None
    at: tuple[float, float] | None = None


@dataclass(slots=True)
class Sketch:
    """Everything in one drawing, while it is read. Refuses more than one design may hold."""

    file: str
    title: str = ""
    mark: Mapping[str, Json] = field(default_factory=lambda: _NO_MARK)
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # that belong to no box
    stray: int = 0  # arrows that end at no box
    doubts: list[Doubt] = field(default_factory=list)

    def add_box(self, box: Box) -> None:
        """Keep *box*, in place of an earlier one with its key."""
        self.boxes[box.key] = box
        if len(self.boxes) > limits.NODES:
            raise self._too_many(box.place, limits.NODES, "nodes")

    def add_line(self, line: Line) -> None:
        """Keep *line*."""
        self.lines.append(line)
        if len(self.lines) > limits.EDGES:
            raise self._too_many(line.place, limits.EDGES, "edges")

    def count_stray(self, place: Place) -> None:
        """Count an arrow that ends at no box."""
        self.stray += 1
        if self.stray > limits.EDGES:
            raise self._too_many(place, limits.EDGES, "edges")

    def add_region(self, region: Region, place: Place) -> None:
        """Keep *region*."""
        self.regions.append(region)
        if len(self.regions) > limits.GROUPS:
            raise self._too_many(place, limits.GROUPS, "groups")

    def add_slip(self, slip: Slip, place: Place) -> None:
        """Keep *slip*."""
        self.slips.append(slip)
        if len(self.slips) > limits.STICKIES:
            raise self._too_many(place, limits.STICKIES, "sticky notes")

    def doubt(self, place: object, read: str, assumed: str, confirm: str) -> None:
        """Note something that is not certain."""
        if len(self.doubts) < MOST_DOUBTS:
            self.doubts.append(Doubt(str(place), read, assumed, confirm))

    def _too_many(self, place: Place, most: int, what: str) -> Exception:
        return refused(
            self.file,
            f"a design holds at most {most} {what}, and this drawing has more",
            line=place.line,
            path=place.element,
        )
