"""The ways on which a label, or what the outcome process writes, reaches a feature of its model."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.durations import as_stated
from checks.facts.legal_steps import step_in, step_on
from checks.facts.lineage import CARRIERS, FEATURES, aggregates
from checks.numbers import Number
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import Board
    from checks.facts.lineage import Lineage
    from design.model import Edge, EdgeKey, Node

_NO_LAG = Number.exactly(0.0)


@dataclass(frozen=True, slots=True)
class LabelPath:
    """One way from *origin* to *entry*, the first feature on it, and on to the model.

    ``origin`` is the label, or a source written after the outcome; ``label`` is the target of
    ``model`` (None where no label is drawn for it). ``lag`` is the sum of the lags stated on the
    way, in seconds, and None where none is. ``edges`` lead from the origin to the model.
    """

    origin: str
    entry: str
    label: str | None
    model: str
    edges: tuple[Edge, ...]
    lag: Number | None
    is_joined: bool = False  # over a point-in-time join, from a label to a feature of its own row

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes on the way, from the origin to the model."""
        return (self.origin, *(edge.target for edge in self.edges))

    @property
    def shown_edges(self) -> tuple[EdgeKey, ...]:
        """The edges to the feature and the one out of it.

        What lies behind is shared with features that do nothing wrong.
        """
        return tuple(edge.key for edge in self.edges[: self.nodes.index(self.entry) + 1])

    @property
    def shown_nodes(self) -> tuple[str, ...]:
        """The feature first, then the rest of the way and the model."""
        shown = dict.fromkeys((self.entry, *self.nodes[: len(self.shown_edges) + 1], self.model))
        return tuple(shown)

    @property
    def is_of_label(self) -> bool:
        """Whether the way starts at a label."""
        return self.origin == self.label


class LabelPaths:
    """Every label path that no legal step interrupts, one per feature and origin.

    Legal steps, which end a way: a point-in-time join, a target encoding fitted out of fold
    (``fit_scope`` train_folds), and a feature replayed from what was logged at serving. A window
    stated to end before the prediction also ends the way of what the outcome process writes; on
    the way of a label it counts as lag, because the label of an example before the prediction may
    still be open. A join interrupts nothing where a feature says that it is about the very row it
    is made of, with no window, lag or count on its way: as of the prediction it is empty, and what
    was fitted is not. Of several ways the one with the least lag is kept.
    """

    def __init__(self, board: Board, lineage: Lineage) -> None:
        """Follow the ways over *board*."""
        self._board = board
        self._lineage = lineage

    @cached_property
    def paths(self) -> tuple[LabelPath, ...]:
        """Every path, in the order of feature and origin."""
        found = [*self._of_labels(), *self._of_outcome_sources()]
        best: dict[tuple[str, str], LabelPath] = {}
        for path in sorted(found, key=_by_lag):
            best.setdefault((path.entry, path.origin), path)
        return tuple(best[key] for key in sorted(best))

    @cached_property
    def of_labels(self) -> tuple[LabelPath, ...]:
        """The paths that start at a label."""
        return tuple(path for path in self.paths if path.is_of_label)

    @cached_property
    def of_outcome_sources(self) -> tuple[LabelPath, ...]:
        """The paths that start at a source written after the outcome."""
        return tuple(path for path in self.paths if not path.is_of_label)

    @cached_property
    def open_to_fitting(self) -> frozenset[str]:
        """The nodes whose values reach a fitted model with no legal step in between."""
        found: set[str] = set()
        waiting = [self._board.node(model) for model in self._lineage.models]
        while waiting:
            for edge, _ in self._open_inputs(waiting.pop()):
                if edge.source not in found:
                    found.add(edge.source)
                    waiting.append(self._board.node(edge.source))
        return frozenset(found)

    def text(self, path: LabelPath) -> str:
        """The way to the feature in arrows and times: "chargeback (known after 30 d) → count"."""
        shown = path.edges[: len(path.shown_edges)]
        written = self._origin_text(path)
        for edge in shown:
            node = self._board.node(edge.target)
            arrow = " → "
            if (lag := self._board.number(edge, a.LAG)) is not None:
                arrow = f" →({as_stated(lag)} later) "
            written += arrow + node.title
            if (lag := self._node_lag(node)) is not None:
                written += f" (lag {as_stated(lag)})"
        return written

    def _origin_text(self, path: LabelPath) -> str:
        node = self._board.node(path.origin)
        if not path.is_of_label:
            return f"{node.title} (written after the outcome)"
        delay = self._board.number(node, a.LABEL_DELAY)
        return node.title + ("" if delay is None else f" (known after {as_stated(delay)})")

    def _of_labels(self) -> Iterator[LabelPath]:
        for model in self._lineage.models:
            for label in self._lineage.targets(model):
                yield from self._paths(label, label, model)

    def _of_outcome_sources(self) -> Iterator[LabelPath]:
        sources = [
            node.id
            for node in self._board.of_kind(Kind.SOURCE)
            if node.get(a.WRITTEN_AFTER_OUTCOME) is True
        ]
        for model in self._lineage.models:
            targets = self._lineage.targets(model)
            for source in sources:
                fed = [edge.target for edge in self._board.out_of(source, Relation.FEEDS)]
                label = next((one for one in targets if one in fed), None)
                yield from self._paths(source, label or next(iter(targets), None), model)

    def _paths(self, origin: str, label: str | None, model: str) -> Iterator[LabelPath]:
        if origin not in self._beginnings:
            self._beginnings[origin] = tuple(self._ways_into_features(origin))
        for here, way in self._beginnings[origin]:
            onward = self._to_model(model)
            is_joined = origin == label and here.id not in onward and self._is_of_its_row(here, way)
            if is_joined:
                onward = self._search_back(model, joined=True)
            if not self._is_entry(here, way, origin, model, onward):
                continue
            edges = (*way, *_rest(here.id, model, onward))
            if origin != label and self._window_is_closed(edges):
                continue
            lag = self._lag(edges)
            if is_joined and lag is not None:
                continue
            yield LabelPath(origin, here.id, label, model, edges, lag, is_joined=is_joined)

    @cached_property
    def _beginnings(self) -> dict[str, tuple[tuple[Node, tuple[Edge, ...]], ...]]:
        return {}

    def _ways_into_features(self, origin: str) -> Iterator[tuple[Node, tuple[Edge, ...]]]:
        """The features first reached from *origin*, each with the way of least lag to it.

        The first may be the *origin* itself, with no way to it.
        """
        waiting: list[tuple[float, int, tuple[EdgeKey, ...], tuple[Edge, ...], str]] = [
            (0.0, 0, (), (), origin)
        ]
        seen: set[str] = set()
        while waiting:
            lag, steps, keys, way, here = heapq.heappop(waiting)
            if here in seen:
                continue
            seen.add(here)
            node = self._board.node(here)
            is_open = here in self.open_to_fitting or self._is_of_its_row(node, way)
            if is_open and self._may_be_a_feature(node, way):
                yield node, way
            if node.kind in FEATURES:
                continue
            for edge in self._board.out_of(here, Relation.FEEDS):
                if self._continues(edge):
                    cost = lag + _value(self._edge_lag(edge))
                    step = (cost, steps + 1, (*keys, edge.key), (*way, edge), edge.target)
                    heapq.heappush(waiting, step)

    def _is_of_its_row(self, node: Node, way: tuple[Edge, ...]) -> bool:
        """Whether a feature is made of the label of its own row, and says so: "this booking"."""
        if not way or node.kind is not Kind.FEATURE or self._lag(way) is not None:
            return False
        label = self._board.node(way[0].source)
        unit = (label.get(a.UNIT) or "").casefold().split()
        said = f"{node.title} {node.get(a.DEFINITION) or ''}".casefold()
        if label.kind is not Kind.LABEL or not unit:
            return False
        if not re.search(rf"\b(?:this|same) {re.escape(unit[-1])}\b", said):
            return False
        return not any(self._is_of_more_rows(self._board.node(edge.target)) for edge in way)

    def _is_of_more_rows(self, node: Node) -> bool:
        windows = (a.WINDOW, a.WINDOW_END_OFFSET)
        is_over_time = any(self._board.number(node, one) is not None for one in windows)
        return is_over_time or aggregates(node)

    def _may_be_a_feature(self, node: Node, way: tuple[Edge, ...]) -> bool:
        if not way:
            return node.kind is Kind.SOURCE
        return node.kind in FEATURES or aggregates(node)

    def _is_entry(
        self, node: Node, way: tuple[Edge, ...], origin: str, model: str, onward: dict[str, Edge]
    ) -> bool:
        """Whether *node*, which may be a feature, is one of *model*."""
        if not way:
            return self._is_its_own_feature(origin, model, onward)
        if node.id not in onward or node.kind in FEATURES:
            return node.id in onward
        return self._is_carried(node.id, model, onward) and (
            self._board.node(origin).kind is not Kind.LABEL
            or self._lineage.is_drawn_target(model, origin)
        )

    def _is_its_own_feature(self, origin: str, model: str, onward: dict[str, Edge]) -> bool:
        """Whether a source of outcomes goes into the training set as it is, and not as label."""
        return (
            origin in onward
            and self._board.node(origin).kind is Kind.SOURCE
            and self._is_carried(origin, model, onward)
            and not any(
                target.kind is Kind.LABEL
                for target in self._board.targets_of(origin, Relation.FEEDS)
            )
        )

    def _is_carried(self, here: str, model: str, onward: dict[str, Edge]) -> bool:
        """Whether no feature lies between *here* and *model*."""
        while (here := onward[here].target) != model:
            if self._board.node(here).kind in FEATURES:
                return False
        return True

    def _continues(self, edge: Edge) -> bool:
        if step_on(edge) is not None:
            return False
        target = self._board.node(edge.target)
        if target.kind in FEATURES or target.kind in CARRIERS:
            return step_in(target) is None
        return target.kind is Kind.LABEL and self._board.node(edge.source).kind is Kind.LABEL

    def _to_model(self, model: str) -> dict[str, Edge]:
        """For each node, the next step of its open way of least lag to *model*."""
        if model not in self._ways:
            self._ways[model] = self._search_back(model)
        return self._ways[model]

    @cached_property
    def _ways(self) -> dict[str, dict[str, Edge]]:
        return {}

    def _search_back(self, model: str, *, joined: bool = False) -> dict[str, Edge]:
        """See ``_to_model``; over point-in-time joins as well where *joined*."""
        found: dict[str, Edge] = {}
        waiting: list[tuple[float, int, EdgeKey, Edge]] = []

        def look_back(node: Node, lag: float, steps: int) -> None:
            inputs = self._find_open_inputs(node, joined=True) if joined else None
            for edge, more in inputs or self._open_inputs(node):
                heapq.heappush(waiting, (lag + more, steps + 1, edge.key, edge))

        look_back(self._board.node(model), 0.0, 0)
        while waiting:
            lag, steps, _, edge = heapq.heappop(waiting)
            if edge.source not in found:
                found[edge.source] = edge
                look_back(self._board.node(edge.source), lag, steps)
        return found

    def _open_inputs(self, node: Node) -> tuple[tuple[Edge, float], ...]:
        """The edges that bring *node* what a model is fitted with and end no way, with lags."""
        if node.id not in self._opened:
            self._opened[node.id] = tuple(self._find_open_inputs(node))
        return self._opened[node.id]

    @cached_property
    def _opened(self) -> dict[str, tuple[tuple[Edge, float], ...]]:
        return {}

    def _find_open_inputs(
        self, node: Node, *, joined: bool = False
    ) -> Iterator[tuple[Edge, float]]:
        for edge in self._lineage.inputs(node):
            source = self._board.node(edge.source)
            open_kind = source.kind in CARRIERS or source.kind in FEATURES
            is_cut = step_on(edge) is not None and not joined
            if open_kind and not is_cut and step_in(source) is None:
                yield edge, _value(self._edge_lag(edge))

    def _window_is_closed(self, edges: tuple[Edge, ...]) -> bool:
        offsets = (
            self._board.number(self._board.node(edge.target), a.WINDOW_END_OFFSET) for edge in edges
        )
        return any(offset is not None and offset.high <= 0 for offset in offsets)

    def _lag(self, edges: Iterable[Edge]) -> Number | None:
        total: Number | None = None
        for edge in edges:
            if (lag := self._edge_lag(edge)) is not None:
                total = lag if total is None else total + lag
        return total

    def _edge_lag(self, edge: Edge) -> Number | None:
        """What *edge* and the node it leads to add."""
        on_edge = self._board.number(edge, a.LAG)
        at_node = self._node_lag(self._board.node(edge.target))
        if on_edge is None or at_node is None:
            return on_edge or at_node
        return on_edge + at_node

    def _node_lag(self, node: Node) -> Number | None:
        lag = self._board.number(node, a.LAG) if node.kind is not Kind.MODEL else None
        offset = self._board.number(node, a.WINDOW_END_OFFSET)
        if offset is None or offset.high >= 0:
            return lag
        before = _NO_LAG - offset
        return before if lag is None else lag.largest(before)


def _rest(entry: str, model: str, onward: dict[str, Edge]) -> Iterator[Edge]:
    here = entry
    while here != model:
        edge = onward[here]
        yield edge
        here = edge.target


def _value(lag: Number | None) -> float:
    return 0.0 if lag is None else lag.value


def _by_lag(path: LabelPath) -> tuple[float, int, tuple[EdgeKey, ...]]:
    return _value(path.lag), len(path.edges), tuple(edge.key for edge in path.edges)
