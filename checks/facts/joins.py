"""How values that change over time are joined to the examples a model is fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from checks.numbers import Number, Verdict, exceeds
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.label_paths import LabelPaths
    from checks.facts.lineage import Lineage
    from design.model import Edge, Node

_NONE = Number.exactly(0.0)


@dataclass(frozen=True, slots=True)
class TrainingJoin:
    """An edge on which a changing value enters training, and how it is joined there.

    ``join`` is empty where no join is stated. ``ingest_lag`` is the largest lag stated upstream.
    """

    edge: Edge
    join: str
    changing: tuple[str, ...]  # the features, or the table, whose value changes
    updated_in_place: bool  # the store is read online as well
    ingest_lag: Number | None


class TrainingJoins:
    """The joins behind which nothing makes the values those of the moment of the prediction."""

    def __init__(self, board: Board, lineage: Lineage, label_paths: LabelPaths) -> None:
        """Read the joins off *board*."""
        self._board = board
        self._lineage = lineage
        self._label_paths = label_paths
        self._lags_upstream: dict[str, Number | None] = {}
        self._changing_upstream: dict[str, tuple[str, ...]] = {}

    @cached_property
    def joins(self) -> tuple[TrainingJoin, ...]:
        """Every such join, in edge order."""
        return tuple(
            join
            for edge in self._board.edges
            if edge.relation in (Relation.FEEDS, Relation.TRAINS)
            and self._is_open(edge)
            and (join := self._join(edge)).changing
        )

    def _is_open(self, edge: Edge) -> bool:
        """Whether *edge* brings a fitted model input that no later step dates."""
        reached = self._label_paths.open_to_fitting
        if edge.source not in reached or edge.get(a.ROLE) == "target":
            return False
        return edge.target in reached or edge.target in self._lineage.models

    def _join(self, edge: Edge) -> TrainingJoin:
        source = self._board.node(edge.source)
        return TrainingJoin(
            edge=edge,
            join=edge.get(a.JOIN) or "",
            changing=self._changing(source, edge),
            updated_in_place=source.kind is Kind.FEATURE_STORE
            and bool(self._board.into(source.id, Relation.READS, Relation.CONSUMES)),
            ingest_lag=self._ingest_lag(edge),
        )

    def _changing(self, source: Node, edge: Edge) -> tuple[str, ...]:
        if source.kind is Kind.FEATURE_STORE:
            kept = [
                node
                for node in self._board.sources_of(source.id, Relation.FEEDS)
                if node.kind is Kind.FEATURE
            ]
            return tuple(one.id for one in kept if _changes(one)) if kept else (source.id,)
        if source.kind in (Kind.DATASET, Kind.TRAINING_JOB):
            return self._changing_behind(source.id)
        target = self._board.node(edge.target)
        if target.kind is Kind.FEATURE and not _changes(target):
            return ()
        return (source.id,) if _changes(source) else ()

    def _changing_behind(self, node_id: str) -> tuple[str, ...]:
        """The features upstream whose value changes, in id order."""
        if node_id not in self._changing_upstream:
            held = map(self._board.node, sorted(self._lineage.upstream(node_id)))
            self._changing_upstream[node_id] = tuple(
                one.id for one in held if one.kind is Kind.FEATURE and _changes(one)
            )
        return self._changing_upstream[node_id]

    def _ingest_lag(self, edge: Edge) -> Number | None:
        if edge.source not in self._lags_upstream:
            self._lags_upstream[edge.source] = self._lag_upstream(edge.source)
        return _larger(self._board.number(edge, a.LAG), self._lags_upstream[edge.source])

    def _lag_upstream(self, node_id: str) -> Number | None:
        nodes = (node_id, *sorted(self._lineage.upstream(node_id)))
        owners: list[Node | Edge] = [self._board.node(node) for node in nodes]
        for node in nodes:
            owners += self._board.into(node, Relation.FEEDS)
        largest: Number | None = None
        for owner in owners:
            largest = _larger(largest, self._board.number(owner, a.LAG))
        return largest


def _larger(one: Number | None, other: Number | None) -> Number | None:
    """The larger of two lags, the first where they are alike."""
    if one is None or other is None:
        return one or other
    return other if other.value > one.value else one


def some_lag(join: TrainingJoin) -> Verdict:
    """Whether rows reach the table later than they happened."""
    return Verdict.HOLDS if join.ingest_lag is None else exceeds(join.ingest_lag, _NONE)


class JoinFlaw(StrEnum):
    """How a value can come from the wrong day."""

    LATEST = "latest"
    EVENT_TIME = "event_time_only"
    UNSTATED = "join_unstated"


def flaw_of(board: Board, join: TrainingJoin) -> tuple[JoinFlaw, Verdict]:
    """What would be wrong with *join*, and whether it is."""
    if join.join == "latest":
        return JoinFlaw.LATEST, Verdict.CERTAIN
    if join.join == "event_time":
        return JoinFlaw.EVENT_TIME, some_lag(join)
    source, target = board.node(join.edge.source), board.node(join.edge.target)
    unclear = (
        join.updated_in_place
        and target.kind in (Kind.DATASET, Kind.TRAINING_JOB, Kind.MODEL)
        and not any(edge.get(a.JOIN) for edge in board.into(source.id))
    )
    return JoinFlaw.UNSTATED, Verdict.CERTAIN if unclear else Verdict.HOLDS


def _changes(node: Node) -> bool:
    """Whether the value of *node* for one entity differs from day to day."""
    return not (
        node.get(a.STATIC) is True
        or node.get(a.COMPUTED) == "request"
        or node.get(a.LOGGED_AT_SERVING) is True
        or node.kind is Kind.LOG
    )
