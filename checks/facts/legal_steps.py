"""What makes the way of a label into a feature legal, and the ways on which it does.

A point-in-time join, an encoding fitted out of fold and a feature replayed from what was logged at
serving end any way; a window that ends at the prediction or before it ends the way of what the
outcome process writes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.facts.lineage import CARRIERS, FEATURES, aggregates
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Edge, Node


class LegalStep(StrEnum):
    """Why nothing leaks behind a step, in words."""

    POINT_IN_TIME = "joined point-in-time"
    OUT_OF_FOLD = "fitted out of fold"
    LOGGED = "replayed from what was logged at serving"
    WINDOW = "its window ends before the prediction"


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """A way from ``origin`` towards a feature of ``model`` that its last edge makes legal."""

    origin: str
    model: str
    edges: tuple[Edge, ...]
    step: LegalStep


def step_on(edge: Edge) -> LegalStep | None:
    """The legal step *edge* is by how it joins."""
    return LegalStep.POINT_IN_TIME if edge.get(a.JOIN) == "point_in_time" else None


def step_in(node: Node) -> LegalStep | None:
    """The legal step *node* is by how it is fitted or filled."""
    if node.get(a.FIT_SCOPE) == "train_folds":
        return LegalStep.OUT_OF_FOLD
    return LegalStep.LOGGED if node.get(a.LOGGED_AT_SERVING) is True else None


def closed_ways(board: Board) -> tuple[ClosedWay, ...]:
    """The shortest legal way to each legal step, for every label and every source of outcomes."""
    labels = {label for model in board.lineage.models for label in board.lineage.targets(model)}
    outcomes = {
        node.id for node in board.of_kind(Kind.SOURCE) if node.get(a.WRITTEN_AFTER_OUTCOME) is True
    }
    return tuple(way for origin in sorted(labels | outcomes) for way in _closed(board, origin))


def _closed(board: Board, origin: str) -> Iterator[ClosedWay]:
    waiting: deque[tuple[str, tuple[Edge, ...], bool]] = deque([(origin, (), False)])
    met = {(origin, False)}
    while waiting:
        here, way, featured = waiting.popleft()
        for edge in board.out_of(here, Relation.FEEDS, Relation.TRAINS):
            target = board.node(edge.target)
            now = featured or _makes_features(target)
            step = step_on(edge) or _step_at(board, target, origin)
            if step is not None:
                model = _fitted_behind(board, origin, target.id) if now else None
                if model is not None:
                    yield ClosedWay(origin, model, (*way, edge), step)
            elif (target.id, now) not in met and _hands_on(board.node(here), target):
                met.add((target.id, now))
                waiting.append((target.id, (*way, edge), now))


def _step_at(board: Board, node: Node, origin: str) -> LegalStep | None:
    if node.kind is Kind.MODEL:
        return None
    end = board.number(node, a.WINDOW_END_OFFSET)
    is_outcome = board.node(origin).kind is not Kind.LABEL
    if is_outcome and end is not None and end.high <= 0:
        return LegalStep.WINDOW
    return step_in(node)


def _makes_features(node: Node) -> bool:
    encodes = node.kind is Kind.TRANSFORM and node.get(a.FIT_SCOPE) == "train_folds"
    return node.kind in FEATURES or aggregates(node) or encodes


def _hands_on(node: Node, target: Node) -> bool:
    if target.kind is Kind.LABEL:
        return node.kind is Kind.LABEL
    return target.kind in CARRIERS or target.kind in FEATURES


def _fitted_behind(board: Board, origin: str, node: str) -> str | None:
    """The first model that *node* goes into and that *origin* must not reach."""
    is_label = board.node(origin).kind is Kind.LABEL
    for model in board.lineage.models:
        reaches = node == model or node in board.lineage.feeding(model)
        if reaches and (not is_label or origin in board.lineage.targets(model)):
            return model
    return None
