"""What lies on a way from data to somebody who uses it, and what is drawn beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from design.vocabulary.kinds import DATA, FRAMING, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checks.board import Board
    from design.model import Edge

_BOTH_WAYS = frozenset(
    {
        Relation.CALLS,
        Relation.READS,
        Relation.USES,
        Relation.GUARDS,
        Relation.FALLS_BACK_TO,
        Relation.EVALUATES,
        Relation.HANDLED_BY,
    }
)
_BACKWARDS = frozenset({Relation.CONSUMES, Relation.MONITORS})
_ASIDE = frozenset({Relation.CONSTRAINS, Relation.SUPPORTS})
# Where data ends well: somebody acts on it, watches it, learns from it or serves it.
_USES = frozenset(
    {
        Kind.CONSUMER,
        Kind.ENDPOINT,
        Kind.MONITOR,
        Kind.TRAINING_JOB,
        Kind.EVALUATION,
        Kind.EXPERIMENT,
        Kind.HUMAN_REVIEW,
        Kind.LOG,
    }
)
_MUST_COME_FROM_DATA = frozenset(
    {Kind.TRANSFORM, Kind.FEATURE, Kind.FEATURE_STORE, Kind.TRAINING_JOB, Kind.INDEX, Kind.MONITOR}
)
_MUST_LEAD_SOMEWHERE = (DATA - {Kind.LOG}) | {Kind.MODEL, Kind.INDEX}
_ORIGINS = frozenset({Kind.SOURCE, Kind.LABEL, Kind.DATASET, Kind.LOG, Kind.CONSUMER})


class Reach:
    """Where data flows on a board: answers flow back to who asked, observations to monitors."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """Every node of the system itself, framing left out, in id order."""
        return tuple(
            node.id
            for node in self._board.nodes
            if node.kind not in FRAMING or node.kind is Kind.CONSUMER
        )

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """The nodes with no edge but reasons and requirements, in id order."""
        joined = {end for source, target in self._flows for end in (source, target)}
        return tuple(sorted(set(self.drawn) - joined))

    @cached_property
    def dead_ends(self) -> tuple[str, ...]:
        """The nodes whose output reaches nobody that uses it; loose nodes are not repeated."""
        useful = self._closed(
            (node.id for node in self._board.nodes if node.kind in _USES), forwards=False
        )
        return self._beside(useful, _MUST_LEAD_SOMEWHERE)

    @cached_property
    def unfed(self) -> tuple[str, ...]:
        """The nodes that no data reaches; loose nodes are not repeated.

        A monitor gets its data from what it is drawn to, a step that is called from the request.
        """
        fed = self._closed(self._origins, forwards=True)
        return tuple(
            node
            for node in self._beside(fed, _MUST_COME_FROM_DATA)
            if not self._board.out_of(node, Relation.MONITORS)
            and not self._board.into(node, Relation.CALLS)
        )

    @cached_property
    def has_path(self) -> bool:
        """Whether data reaches a consumer, or an endpoint where no consumer is drawn.

        True as well while either end is not drawn yet: then there is no path to miss.
        """
        consumers = {node.id for node in self._board.of_kind(Kind.CONSUMER)}
        ends = consumers or {node.id for node in self._board.of_kind(Kind.ENDPOINT)}
        data = {node.id for node in self._board.nodes if node.kind in DATA}
        if not ends or not data:
            return True
        return bool(ends & self._closed(data, forwards=True))

    def upstream(self, node_id: str) -> frozenset[str]:
        """Every node whose data can reach *node_id*."""
        return self._closed((node_id,), forwards=False) - {node_id}

    @cached_property
    def _origins(self) -> tuple[str, ...]:
        return tuple(node.id for node in self._board.nodes if node.kind in _ORIGINS)

    def _beside(self, fine: frozenset[str], judged: Iterable[Kind]) -> tuple[str, ...]:
        loose = set(self.loose)
        return tuple(
            node.id
            for node in self._board.of_kind(*judged)
            if node.id not in fine and node.id not in loose
        )

    @cached_property
    def _flows(self) -> tuple[tuple[str, str], ...]:
        return tuple(flow for edge in self._board.edges for flow in _flows_of(edge))

    @cached_property
    def _onward(self) -> dict[str, tuple[str, ...]]:
        return _lists(self._flows)

    @cached_property
    def _back(self) -> dict[str, tuple[str, ...]]:
        return _lists((target, source) for source, target in self._flows)

    def _closed(self, starts: Iterable[str], *, forwards: bool) -> frozenset[str]:
        next_of = self._onward if forwards else self._back
        met = set(starts)
        waiting = list(met)
        while waiting:
            for other in next_of.get(waiting.pop(), ()):
                if other not in met:
                    met.add(other)
                    waiting.append(other)
        return frozenset(met)


def _flows_of(edge: Edge) -> tuple[tuple[str, str], ...]:
    onward, back = (edge.source, edge.target), (edge.target, edge.source)
    if edge.relation in _ASIDE:
        return ()
    if edge.relation in _BOTH_WAYS:
        return (onward, back)
    return (back,) if edge.relation in _BACKWARDS else (onward,)


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for source, target in pairs:
        found.setdefault(source, []).append(target)
    return {source: tuple(targets) for source, targets in found.items()}
