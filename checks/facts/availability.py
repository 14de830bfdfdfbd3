"""Which features are not yet known at the moment of the prediction, and why."""

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
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.label_paths import LabelPath, LabelPaths
    from checks.facts.lineage import Lineage
    from design.model import Node

_NOW = Number.exactly(0.0)
_EMPTY_WORDS = frozenset(
    "a an and feature features has in is label of or target the to was".split()
)
_SHARED = 0.5  # of the words of a feature's name


class Reason(StrEnum):
    """Why a value is not there when the prediction is made."""

    OUTCOME = "written by the outcome process"
    WINDOW = "its window ends after the prediction"
    BATCH = "its batch job has not finished"
    SUSPECT = "it is named like the label"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A feature, or what goes into training as one, that the prediction cannot have.

    ``late`` is how long after the prediction the value can be read, in seconds, where numbers
    tell. ``path`` leads from the source written after the outcome, where that is the reason.
    """

    node: str
    reason: Reason
    verdict: Verdict = Verdict.CERTAIN
    late: Number | None = None
    numbers: tuple[Number, ...] = ()
    path: LabelPath | None = None
    label: str = ""


class Availability:
    """When each feature of a fitted model can be read, relative to the prediction."""

    def __init__(self, board: Board, lineage: Lineage, label_paths: LabelPaths) -> None:
        """Judge the inputs of the models on *board*."""
        self._board = board
        self._lineage = lineage
        self._label_paths = label_paths

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """The features, and the transforms that compute some, of fitted models; in id order."""
        fitted = frozenset().union(*map(self._lineage.feeding, self._lineage.models))
        return tuple(
            node
            for node in self._board.nodes
            if node.id in self._outcome_paths
            or (node.kind in (Kind.FEATURE, Kind.TRANSFORM) and node.id in fitted)
        )

    def of(self, node: Node) -> Unavailable | None:
        """Why *node* is not available when its model predicts, or None."""
        return next(self._reasons(node), None)

    def _reasons(self, node: Node) -> Iterator[Unavailable]:
        path = self._outcome_paths.get(node.id)
        if path is not None:
            yield Unavailable(node.id, Reason.OUTCOME, path=path)
        if node.kind is Kind.FEATURE and self._is_outcome(node):
            yield Unavailable(node.id, Reason.OUTCOME)
        yield from self._window(node)
        if node.kind is Kind.FEATURE:
            yield from self._batch(node)
            yield from self._suspect(node)

    @cached_property
    def _outcome_paths(self) -> dict[str, LabelPath]:
        return {
            path.entry: path
            for path in reversed(self._label_paths.of_outcome_sources)
            if path.lag is None or path.lag.high <= 0
        }

    def _is_outcome(self, node: Node) -> bool:
        return (
            node.get(a.WRITTEN_AFTER_OUTCOME) is True
            and node.id in self._label_paths.open_to_fitting
        )

    def _window(self, node: Node) -> Iterator[Unavailable]:
        offset = self._board.number(node, a.WINDOW_END_OFFSET)
        if offset is None or not self._computes_a_feature(node):
            return
        verdict = exceeds(offset, _NOW)
        if verdict is not Verdict.HOLDS:
            yield Unavailable(node.id, Reason.WINDOW, verdict, offset, (offset,))

    def _computes_a_feature(self, node: Node) -> bool:
        """Whether the window of *node* is one of a feature: a label's window ends later."""
        targets = {one.kind for one in self._board.targets_of(node.id, Relation.FEEDS)}
        if node.kind is Kind.FEATURE:
            return True
        return Kind.LABEL not in targets and bool(targets & {Kind.FEATURE, Kind.FEATURE_STORE})

    def _batch(self, node: Node) -> Iterator[Unavailable]:
        """A batch value that covers events up to *offset* is readable lag + duration later."""
        offset = self._board.number(node, a.WINDOW_END_OFFSET)
        if offset is None or node.get(a.COMPUTED) != "batch" or not self._joined_by_latest(node):
            return
        stated = (self._board.number(node, one) for one in (a.LAG, a.DURATION))
        waits = [wait for wait in stated if wait is not None]
        late = sum(waits, offset)
        verdict = exceeds(late, _NOW)
        if waits and verdict is not Verdict.HOLDS:
            yield Unavailable(node.id, Reason.BATCH, verdict, late, (offset, *waits))

    def _joined_by_latest(self, node: Node) -> bool:
        edges = (
            *self._board.into(node.id, Relation.FEEDS),
            *self._board.out_of(node.id, Relation.FEEDS, Relation.TRAINS),
        )
        return any(edge.get(a.JOIN) == "latest" for edge in edges)

    def _suspect(self, node: Node) -> Iterator[Unavailable]:
        if node.id in self._label_entries or self._states_its_time(node):
            return
        words = _words(node.title)
        for label in self._lineage.labels_of(node.id):
            shared = words & _words(self._board.node(label).title)
            if words and len(shared) >= _SHARED * len(words):
                yield Unavailable(node.id, Reason.SUSPECT, label=label)
                return

    def _states_its_time(self, node: Node) -> bool:
        return (
            node.id not in self._label_paths.open_to_fitting
            or node.get(a.COMPUTED) == "request"
            or node.get(a.STATIC) is True
            or self._board.number(node, a.LAG) is not None
            or self._board.number(node, a.WINDOW_END_OFFSET) is not None
            or any(
                edge.get(a.JOIN) == "point_in_time" or edge.get(a.LAG) is not None
                for edge in self._board.into(node.id, Relation.FEEDS)
            )
        )

    @cached_property
    def _label_entries(self) -> frozenset[str]:
        return frozenset(path.entry for path in self._label_paths.paths)


def _words(name: str) -> frozenset[str]:
    letters = "".join(one if one.isalpha() else " " for one in name.casefold())
    return frozenset(word.removesuffix("s") for word in letters.split()) - _EMPTY_WORDS
