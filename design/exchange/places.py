"""Where things stand in an exported drawing: the board's own places, else a layout in stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from design.drawing.geometry import Rect
from design.drawing.layers import layered
from design.drawing.metrics import width
from design.drawing.stages import stage_of
from design.model import Design

SIZE: Final = 14.0  # of the letters, in pixels
LINE_HEIGHT: Final = 1.25
_LEAST_WIDTH: Final = 160.0
_MARGIN: Final = 16.0
_APART: Final = 80.0
_SPREAD: Final = 1.5  # room for the words on arrows
_STEP: Final = 130.0  # between neighbouring columns, so that arrows pass beside boxes


@dataclass(frozen=True, slots=True)
class Homes:
    """The one group each node is drawn in, and the nodes drawn in each group, by id."""

    of_node: Mapping[str, str]
    of_group: Mapping[str, tuple[str, ...]]


def homes_of(design: Design) -> Homes:
    """A home for every node that is in a group: the first of its groups."""
    of_node: dict[str, str] = {}
    for id_, group in sorted(design.groups.items()):
        for member in group.members:
            if member in design.nodes:
                of_node.setdefault(member, id_)
    of_group = {
        id_: tuple(one for one in group.members if of_node.get(one) == id_)
        for id_, group in sorted(design.groups.items())
    }
    return Homes(of_node, of_group)


def box_size(lines: Sequence[str]) -> tuple[float, float]:
    """The width and height of a box around *lines*."""
    wide = max((width(line, size=SIZE) for line in lines), default=0.0)
    return (
        round(max(_LEAST_WIDTH, wide * 1.1 + 2 * _MARGIN)),
        round(len(lines) * SIZE * LINE_HEIGHT + 2 * _MARGIN),
    )


def placed(design: Design, sizes: Mapping[str, tuple[float, float]]) -> dict[str, Rect]:
    """A rectangle for every node: where it stands on the board, else below everything that does."""
    found = {id_: Rect(*design.layout[id_], *sizes[id_]) for id_ in sizes if id_ in design.layout}
    others = sorted(sizes.keys() - found.keys())
    boxes = [(id_, stage_of(design.nodes[id_].kind), *sizes[id_]) for id_ in others]
    links = [
        (key.source, key.target)
        for key in sorted(design.edges)
        if key.source in others and key.target in others
    ]
    if not boxes:
        return found
    made = layered(boxes, links)
    top = min(rect.y for rect in made.values())
    below = max((rect.bottom + _APART for rect in found.values()), default=0.0)
    left = min((rect.x for rect in found.values()), default=0.0)
    columns = sorted({round(rect.centre.x) for rect in made.values()})
    steps = {centre: _STEP * (number % 3) for number, centre in enumerate(columns)}
    for id_, rect in made.items():
        x = left + rect.x * _SPREAD
        y = below + (rect.y - top) * _SPREAD + steps[round(rect.centre.x)]
        found[id_] = Rect(round(x), round(y), *sizes[id_])
    return found
