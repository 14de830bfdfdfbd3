"""What an overlay is made of: marks on nodes and edges, and the numbers it would need for more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from design.labelled import Labelled

if TYPE_CHECKING:
    from collections.abc import Iterable


class OverlayName(Labelled):
    """The overlays; ``label`` is how people read one."""

    LATENCY = "latency", "Where the latency budget goes"
    LOAD = "load", "What arrives, and how busy it keeps the servers"
    FRESHNESS = "freshness", "How old data is where it is used"
    LEAKAGE = "leakage", "The ways from outcomes to features"
    MONITORING = "monitoring", "What is watched, and what is not"
    COST = "cost", "What each part costs a month"


class Tone(StrEnum):
    """How a mark is drawn. The gravest comes first: it wins where two marks meet."""

    BAD = "bad"  # does not hold
    BUSY = "busy"  # close, or perhaps
    PATH = "path"  # on the way that is shown
    NONE = "none"  # nothing to judge, or a number is missing
    GOOD = "good"  # holds
    MUTED = "muted"  # changes nothing


_GRAVEST_FIRST = tuple(Tone)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written beside one node or edge.

    ``owner`` is a node id or the edge as text. ``share`` fills a bar and lies between 0 and 1;
    ``working`` is the arithmetic, a step a line; ``emphasised`` marks the way that decides.
    """

    owner: str
    label: str
    tone: Tone
    share: float | None = None
    working: tuple[str, ...] = ()
    emphasised: bool = False

    def beside(self, other: Mark) -> Mark:
        """One mark that says both: the graver, else the larger, with the working of each."""
        first, second = (other, self) if other.gravity < self.gravity else (self, other)
        return replace(
            first,
            working=tuple(dict.fromkeys((*first.working, *second.working))),
            emphasised=first.emphasised or second.emphasised,
        )

    @property
    def gravity(self) -> tuple[int, float]:
        """Where it stands among the marks of its owner, the gravest first."""
        return _GRAVEST_FIRST.index(self.tone), -(self.share or 0.0)


class Blank(NamedTuple):
    """A number that is missing: the node it belongs to, and the field."""

    node: str
    field: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay: at most one mark for each node and edge, nodes in id order, then edges."""

    name: OverlayName
    title: str
    summary: tuple[str, ...]
    marks: tuple[Mark, ...]
    missing: tuple[Blank, ...]


def laid_out(
    name: OverlayName,
    *,
    summary: Iterable[str],
    marks: Iterable[Mark],
    missing: Iterable[tuple[str, str]] = (),
) -> Overlay:
    """The overlay of these parts; marks of the same owner become one."""
    known: dict[str, Mark] = {}
    for mark in marks:
        before = known.get(mark.owner)
        known[mark.owner] = mark if before is None else before.beside(mark)
    return Overlay(
        name,
        name.label,
        tuple(dict.fromkeys(summary)),
        tuple(known[owner] for owner in sorted(known, key=lambda one: (" " in one, one))),
        tuple(Blank(*one) for one in sorted(set(missing))),
    )
