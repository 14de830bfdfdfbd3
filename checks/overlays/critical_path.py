"""Which stages of a request path decide how long it takes, and which hide behind slower ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checks.facts.serving import is_sync
from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checks.board import Board
    from checks.facts.request_paths import RequestPath, Stage
    from design.model import Edge, EdgeKey


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a path with its place: in series, or in a ``group`` of legs side by side.

    ``stage`` is None for what only binds other parts. ``takes`` is what it adds, in seconds, if
    every stage is slow at once. ``behind`` is the first part of the slower leg that hides it,
    empty on the critical path.
    """

    node: str
    edge: EdgeKey | None
    stage: Stage | None
    takes: float
    group: str = ""
    behind: str = ""


def placed(board: Board, path: RequestPath) -> tuple[Placed, ...]:
    """The parts of *path* in the order in which they are reached.

    What those on the critical path take adds up to the total of the path's estimate, apart from
    what its endpoint states of itself.
    """
    return tuple(_series(board, path.stages, 1)[1])


@dataclass(slots=True)
class _Leg:
    node: str
    own: Stage | None
    rest: list[Stage]


def _series(board: Board, stages: Sequence[Stage], depth: int) -> tuple[float, list[Placed]]:
    """How long *stages* take together, and their places; *depth* is how far in they are called."""
    found: list[list[Placed]] = []
    takes: list[float] = []
    groups: dict[str, list[int]] = {}
    for place, leg in enumerate(_legs(stages, depth)):
        below, inside = _series(board, leg.rest, depth + 1)
        parent = (leg.own or leg.rest[0]).inside[depth - 1]
        edge = leg.own.edge if leg.own is not None else _edge_between(board, parent, leg.node)
        own = _takes(leg.own)
        group = _group(board, edge)
        found.append([Placed(leg.node, edge, leg.own, own, group), *inside])
        takes.append(own + below)
        if group:
            groups.setdefault(group, []).append(place)
    for places in groups.values():
        slowest = max(places, key=lambda one: (takes[one], -one))
        for place in places:
            if place != slowest:
                first = found[slowest][0].node
                found[place] = [replace(one, behind=one.behind or first) for one in found[place]]
                takes[place] = 0.0
    return sum(takes), [one for leg in found for one in leg]


def _legs(stages: Sequence[Stage], depth: int) -> list[_Leg]:
    """What is called at *depth*, each with all that is called inside it; a stage comes first."""
    legs: list[_Leg] = []
    for stage in stages:
        chain = (*stage.inside, stage.node)
        begins = len(chain) == depth + 1
        if begins or not legs or legs[-1].node != chain[depth]:
            legs.append(_Leg(chain[depth], stage if begins else None, []))
        if not begins:
            legs[-1].rest.append(stage)
    return legs


def _takes(stage: Stage | None) -> float:
    if stage is None or stage.latency is None:
        return 0.0
    return stage.calls * stage.latency.about.value


def _group(board: Board, edge: EdgeKey | None) -> str:
    return "" if edge is None else board.design.edges[edge].get(a.PARALLEL_GROUP) or ""


def _edge_between(board: Board, parent: str, child: str) -> EdgeKey | None:
    asked = board.out_of(parent, Relation.CALLS, Relation.READS, Relation.USES)
    edges: tuple[Edge, ...] = (*asked, *board.into(parent, Relation.GUARDS))
    joined = (edge.key for edge in edges if child in (edge.source, edge.target) and _waits(edge))
    return next(joined, None)


def _waits(edge: Edge) -> bool:
    return edge.relation is Relation.USES or is_sync(edge)
