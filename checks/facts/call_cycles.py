"""Calls that are waited for and come back to where they began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.serving import is_sync
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checks.board import Board
    from design.model import Edge, EdgeKey


def sync_cycles(board: Board) -> tuple[tuple[EdgeKey, ...], ...]:
    """One cycle of waited-for calls per knot of them, as the edges in order from the first id."""
    arrows = [edge for edge in board.edges if _is_call(edge)]
    children: dict[str, list[Edge]] = {}
    for edge in arrows:
        children.setdefault(edge.source, []).append(edge)
    found: list[tuple[EdgeKey, ...]] = []
    settled: set[str] = set()
    for start in sorted(children):
        if start in settled:
            continue
        cycle = _shortest_back(start, children)
        if cycle:
            found.append(cycle)
            settled.update(key.source for key in cycle)
    return tuple(found)


def _is_call(edge: Edge) -> bool:
    return edge.relation in {Relation.CALLS, Relation.READS} and is_sync(edge)


def _shortest_back(start: str, children: dict[str, list[Edge]]) -> tuple[EdgeKey, ...]:
    came: dict[str, Edge] = {}
    waiting: list[str] = [start]
    for here in waiting:
        for edge in children.get(here, ()):
            if edge.target == start:
                return _back_to(start, here, came, edge)
            if edge.target not in came:
                came[edge.target] = edge
                waiting.append(edge.target)
    return ()


def _back_to(start: str, here: str, came: dict[str, Edge], last: Edge) -> tuple[EdgeKey, ...]:
    edges = [last]
    while here != start:
        edges.append(came[here])
        here = came[here].source
    return tuple(edge.key for edge in reversed(edges))


def nodes_of(edges: Iterable[EdgeKey]) -> tuple[str, ...]:
    """The nodes a chain of edges passes, each once, in order."""
    return tuple(dict.fromkeys(end for edge in edges for end in (edge.source, edge.target)))
