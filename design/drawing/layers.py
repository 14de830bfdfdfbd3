"""A layered layout that needs nothing installed: stages left to right, few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from design.drawing.geometry import Rect

_SWEEPS: Final = 8
_ACROSS: Final = 56.0  # between two columns
_BETWEEN: Final = 18.0  # between two boxes of a column
_TALLEST: Final = 9  # boxes in one column


def layered(
    boxes: Sequence[tuple[str, int, float, float]], links: Sequence[tuple[str, str]]
) -> dict[str, Rect]:
    """Rectangles for boxes given as (id, stage, width, height).

    A stage takes one or more columns; within it an arrow goes right wherever there is no cycle.
    Boxes of a column are ordered by the mean place of their neighbours.
    """
    columns = _columns(boxes, links)
    neighbours: dict[str, list[str]] = {box[0]: [] for box in boxes}
    for tail, head in links:
        neighbours[tail].append(head)
        neighbours[head].append(tail)
    place = {name: float(row) for column in columns for row, name in enumerate(column)}
    for sweep in range(_SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for column in order:
            # sort is stable: boxes without neighbours keep their place
            column.sort(key=lambda name: (_mean(place, neighbours[name], place[name]), name))
            middle = (len(column) - 1) / 2
            place.update({name: row - middle for row, name in enumerate(column)})
    return _stack(columns, {name: (width, height) for name, _, width, height in boxes})


def _mean(place: dict[str, float], names: Sequence[str], default: float) -> float:
    return sum(place[name] for name in names) / len(names) if names else default


def _columns(
    boxes: Sequence[tuple[str, int, float, float]], links: Sequence[tuple[str, str]]
) -> list[list[str]]:
    import networkx as nx

    columns: list[list[str]] = []
    for stage in sorted({box[1] for box in boxes}):
        members = [box[0] for box in boxes if box[1] == stage]
        inside = set(members)
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(members)
        graph.add_edges_from(link for link in links if link[0] in inside and link[1] in inside)
        knots = nx.condensation(graph)
        rank: dict[int, int] = {}
        for knot in nx.topological_sort(knots):
            before = [rank[other] + 1 for other in knots.predecessors(knot)]
            rank[knot] = max(before, default=0)
        mapping = knots.graph["mapping"]
        by_rank: dict[int, list[str]] = {}
        for name in members:
            by_rank.setdefault(rank[mapping[name]], []).append(name)
        for level in sorted(by_rank):
            names = by_rank[level]
            columns += [names[at : at + _TALLEST] for at in range(0, len(names), _TALLEST)]
    return columns


def _stack(
    columns: Sequence[Sequence[str]], sizes: dict[str, tuple[float, float]]
) -> dict[str, Rect]:
    rects: dict[str, Rect] = {}
    left = 0.0
    for column in columns:
        width = max(sizes[name][0] for name in column)
        height = sum(sizes[name][1] for name in column) + _BETWEEN * (len(column) - 1)
        top = -height / 2
        for name in column:
            own_width, own_height = sizes[name]
            rects[name] = Rect(left + (width - own_width) / 2, top, own_width, own_height)
            top += own_height + _BETWEEN
        left += width + _ACROSS
    return rects
