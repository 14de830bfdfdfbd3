"""Which monitor observes which part, and what of it. Over 400 lines: one cover for all rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.metric_names import signals_meant
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import Board
    from checks.finding import Demand
    from checks.numbers import Number
    from design.model import Node

OUTCOMES = frozenset({"quality", "business", "groundedness"})
DATA_SIGNALS = ("data_quality", "freshness", "schema")
_OF_DATA = frozenset({*DATA_SIGNALS, "input_drift"})
_DRIFT_STATISTICS = frozenset({"psi", "ks", "chi2", "js", "wasserstein"})
_SERVING = frozenset(
    {
        Kind.ENDPOINT,
        Kind.MODEL,
        Kind.LLM,
        Kind.RETRIEVER,
        Kind.GUARDRAIL,
        Kind.PROMPT,
        Kind.TOOL,
        Kind.FALLBACK,
        Kind.TRANSFORM,
    }
)
_CARRIERS = frozenset(
    {Kind.SOURCE, Kind.FEATURE, Kind.FEATURE_STORE, Kind.TRANSFORM, Kind.DATASET, Kind.LOG}
)
_WATCHED_DATA = _CARRIERS | {Kind.INDEX, Kind.LABEL, Kind.CACHE}
_LED_THROUGH = _CARRIERS | {Kind.INDEX, Kind.TRAINING_JOB, Kind.CACHE}
_MODELS = frozenset({Kind.MODEL, Kind.LLM})
_OPERATING = frozenset({Kind.ENDPOINT, Kind.LLM, Kind.MODEL, Kind.RETRIEVER})


@dataclass(frozen=True, slots=True)
class Root:
    """Where the data of served parts begins, and which signals are watched from there on.

    ``fed`` are the features that come from it, in id order.
    """

    node: Node
    fed: tuple[Node, ...]
    signals: frozenset[str]


class Monitoring:
    """The coverage of the monitors on a board.

    A monitor on a shared parent covers the children: a feature store its features, a transform
    what it makes, an endpoint what answers within it, a retriever its encoders, a log whoever
    writes to it, a score table whoever fills it, a consumer what it asks, a label the models fitted
    to it, a deployment what it rolls out. A model is the same artefact as the endpoint that uses
    it. An index is covered only next to whoever reads it.
    """

    def __init__(self, board: Board) -> None:
        """Read the coverage off *board*."""
        self._board = board
        self._inputs: dict[str, frozenset[str]] = {}
        self._signals: dict[str, frozenset[str]] = {}
        self._alerts: dict[str, tuple[Node, ...]] = {}

    @cached_property
    def monitors(self) -> tuple[Node, ...]:
        """Every monitor that observes something, in id order."""
        return tuple(
            node
            for node in self._board.of_kind(Kind.MONITOR)
            if self._board.out_of(node.id, Relation.MONITORS)
        )

    @cached_property
    def served(self) -> tuple[Node, ...]:
        """Endpoints, then models, call sites and indexes that answer somebody; each in id order."""
        endpoints = self._board.of_kind(Kind.ENDPOINT)
        inside = {part for endpoint in endpoints for part in self.part_of(endpoint.id)}
        others = [
            node
            for node in self._board.of_kind(Kind.MODEL, Kind.LLM, Kind.INDEX)
            if not endpoints or node.id in inside or self._is_used(node)
        ]
        return (*endpoints, *others)

    @cached_property
    def served_ids(self) -> frozenset[str]:
        """The ids of everything served."""
        return frozenset(node.id for node in self.served)

    @cached_property
    def served_models(self) -> tuple[Node, ...]:
        """The served models and call sites that are not heuristics."""
        return tuple(
            node
            for node in self.served
            if node.kind in (Kind.MODEL, Kind.LLM) and node.get(a.MODEL_TYPE) != "heuristic"
        )

    def watching(self, *node_ids: str) -> tuple[Node, ...]:
        """The monitors that observe any of the nodes, in id order."""
        found = {one for node_id in node_ids for one in self._watching.get(node_id, ())}
        return tuple(self._board.node(one) for one in sorted(found))

    def signals(self, *node_ids: str) -> frozenset[str]:
        """What is watched of any of the nodes."""
        watched = (self.signals_of(monitor) for monitor in self.watching(*node_ids))
        return frozenset().union(*watched)

    def signals_of(self, monitor: Node) -> frozenset[str]:
        """The signal stated, else those its statistic, metric or name speaks of.

        A check of data is of every kind of check its metric names: "null rate, age and schema".
        """
        if monitor.id not in self._signals:
            self._signals[monitor.id] = self._read_signals(monitor)
        return self._signals[monitor.id]

    def _read_signals(self, monitor: Node) -> frozenset[str]:
        stated = monitor.get(a.SIGNAL)
        if stated is not None and stated not in _OF_DATA:
            return frozenset({stated})
        metric: str = monitor.get(a.METRIC) or ""
        on_data = any(node.kind in _WATCHED_DATA for node in self.targets(monitor))
        if stated is not None:
            return (signals_meant(metric, on_data=on_data) & _OF_DATA) | {stated}
        for text in (metric, monitor.title):
            meant = signals_meant(text, on_data=on_data)
            if meant:
                return meant
        if monitor.get(a.STAT) in _DRIFT_STATISTICS:
            return frozenset({"input_drift" if on_data else "prediction_drift"})
        return frozenset()

    def targets(self, monitor: Node) -> tuple[Node, ...]:
        """What the monitor is drawn to, in id order."""
        return self._board.targets_of(monitor.id, Relation.MONITORS)

    def observed(self, monitor: Node) -> frozenset[str]:
        """Every node the monitor covers."""
        return frozenset(self._observed[monitor.id])

    def alerts(self, monitor: Node) -> tuple[Node, ...]:
        """The alerts it raises."""
        if monitor.id not in self._alerts:
            self._alerts[monitor.id] = self._board.targets_of(monitor.id, Relation.RAISES)
        return self._alerts[monitor.id]

    def bounding(self, monitor: Node) -> tuple[Node, ...]:
        """Where its bound may be: itself and its alerts; of drift, those no other raises."""
        alerts = self.alerts(monitor)
        if self.signals_of(monitor) & {"input_drift", "prediction_drift"}:
            alerts = tuple(
                one for one in alerts if len(self._board.into(one.id, Relation.RAISES)) == 1
            )
        return (monitor, *alerts)

    def pages(self, monitor: Node) -> bool:
        """Whether somebody is woken up by it."""
        alerts = self.alerts(monitor)
        if not alerts:
            return monitor.get(a.SEVERITY) == "page"
        return any(
            alert.get(a.SEVERITY) == "page"
            or (alert.get(a.SEVERITY) is None and self._board.out_of(alert.id, Relation.PAGES))
            for alert in alerts
        )

    def models_of(self, monitor: Node) -> tuple[Node, ...]:
        """The served models it covers."""
        covered = self._observed[monitor.id]
        return tuple(model for model in self.served_models if model.id in covered)

    def part_of(self, node_id: str) -> tuple[str, ...]:
        """What answers within a node, itself first: what it uses and calls, and its own index."""
        return self._parts[node_id]

    def callers_of(self, node_id: str) -> tuple[str, ...]:
        """The endpoints, retrievers and call sites within which the node answers."""
        return tuple(self._callers.get(node_id, ()))

    def answering_for(self, node_id: str) -> tuple[str, ...]:
        """What answers within a node, and the models before and after its own; in that order.

        Who only looks answers up, with no model of its own, answers with those that filled the
        table.
        """
        parts = self.part_of(node_id)
        joined = [one for part in parts for one in self.joined_to(part)]
        if not any(self._board.node(one).kind in _MODELS for one in joined):
            written = (by for one in sorted(self.inputs_of(node_id)) for by in self._writers(one))
            joined += [one for by in written for one in self.part_of(by)]
        return tuple(dict.fromkeys((*parts, *joined)))

    def joined_to(self, node_id: str) -> tuple[str, ...]:
        """A node, itself first, and of a model those that it feeds or is fed by, step by step."""
        found: dict[str, None] = {}
        waiting = [node_id]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = None
                fed = (*self._board.targets_of(here, Relation.FEEDS),
                       *self._board.sources_of(here, Relation.FEEDS))  # fmt: skip
                if self._board.node(here).kind in _MODELS:
                    waiting.extend(one.id for one in fed if one.kind in _MODELS)
        return tuple(found)

    def inputs_of(self, node_id: str) -> frozenset[str]:
        """The data nodes from which a served node, or who calls it, gets values."""
        if node_id not in self._inputs:
            around = (node_id, *self.callers_of(node_id))
            self._inputs[node_id] = self._upstream(self._direct_inputs(around))
        return self._inputs[node_id]

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """Where served data begins: sources, and features with no source drawn."""
        upstream = self._upstream(
            one for node in self.served for one in self._direct_inputs(self.part_of(node.id))
        )
        found = []
        for node_id in sorted(upstream):
            node = self._board.node(node_id)
            is_start = node.kind is Kind.SOURCE or (
                node.kind is Kind.FEATURE and not self._comes_from_source(node_id)
            )
            if is_start and not self._is_written_by_design(node_id):
                downstream = self._downstream(node_id)
                fed = tuple(
                    self._board.node(one)
                    for one in sorted(downstream)
                    if self._board.node(one).kind is Kind.FEATURE
                )
                found.append(Root(node, fed, self.signals(node_id, *downstream)))
        return tuple(found)

    def rate(self, monitor: Node) -> Number | None:
        """What it sees a second, on average: of the first thing it observes whose rate is known."""
        sampling = self._board.number(monitor, a.SAMPLING)
        for node in self._rated(monitor):
            rate = self._board.load.volume(node.id) or self._board.number(node, a.ROWS_PER_DAY)
            if rate is not None:
                return rate if sampling is None else rate * sampling
        return None

    def rate_demands(self, monitor: Node) -> Iterator[Demand]:
        """What is missing to know that rate, where it belongs."""
        for node in self._rated(monitor):
            demands = tuple(self._board.load.demands(node.id))
            if demands:
                yield from demands
                return

    def _rated(self, monitor: Node) -> tuple[Node, ...]:
        """What it observes whose rate counts: itself what it is drawn to, then what that covers."""
        drawn = self.targets(monitor)
        covered = sorted(self._observed[monitor.id] - {node.id for node in drawn})
        nodes = (*drawn, *(self._board.node(one) for one in covered))
        return tuple(sorted(nodes, key=lambda node: node.kind not in _OPERATING))

    def _is_used(self, node: Node) -> bool:
        into = (
            Relation.USES,
            Relation.CALLS,
            Relation.READS,
            Relation.FALLS_BACK_TO,
            Relation.ROLLS_OUT,
        )
        if self._board.into(node.id, *into):
            return True
        return any(
            self._board.node(edge.target).kind in (Kind.SOURCE, Kind.FEATURE, Kind.FEATURE_STORE)
            for edge in self._board.out_of(node.id, Relation.FEEDS)
        )

    @cached_property
    def _callers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self._board.of_kind(*_SERVING):
            for part in self.part_of(node.id):
                if part != node.id:
                    found.setdefault(part, []).append(node.id)
        return found

    @cached_property
    def _watching(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for monitor in self.monitors:
            for node_id in self._observed[monitor.id]:
                found.setdefault(node_id, set()).add(monitor.id)
        return found

    @cached_property
    def _observed(self) -> dict[str, frozenset[str]]:
        return {
            monitor.id: frozenset(
                one for target in self.targets(monitor) for one in self._covered_from(target)
            )
            for monitor in self._board.of_kind(Kind.MONITOR)
        }

    def _covered_from(self, node: Node) -> set[str]:
        covered = {node.id}
        for child in self._children(node):
            covered.update(self.part_of(child))
        covered.update(self.part_of(node.id))
        for model in [one for one in covered if self._board.node(one).kind is Kind.MODEL]:
            covered.update(edge.source for edge in self._board.into(model, Relation.USES))
        return covered

    def _children(self, node: Node) -> Iterator[str]:
        board = self._board
        if node.kind is Kind.FEATURE_STORE:
            joined = (*board.targets_of(node.id, Relation.FEEDS),
                      *board.sources_of(node.id, Relation.FEEDS))  # fmt: skip
            yield from (one.id for one in joined if one.kind is Kind.FEATURE)
        elif node.kind is Kind.TRANSFORM:
            yield from self._fed_features(node.id)
        elif node.kind in (Kind.LOG, Kind.SOURCE, Kind.DATASET, Kind.FEATURE):
            yield from self._writers(node.id)
        elif node.kind is Kind.CONSUMER:
            yield from (edge.target for edge in board.out_of(node.id, Relation.CONSUMES))
        elif node.kind is Kind.LABEL:
            yield from (one for one in board.lineage.models
                        if node.id in board.lineage.targets(one))  # fmt: skip
        elif node.kind is Kind.REQUIREMENT:
            meant = [edge.target for edge in board.out_of(node.id, Relation.CONSTRAINS)]
            yield from meant or [one.id for one in self.served]
        elif node.kind in (Kind.EXPERIMENT, Kind.EVALUATION):
            yield from (edge.target for edge in board.out_of(node.id, Relation.EVALUATES))
        elif node.kind is Kind.DEPLOYMENT:
            yield from (edge.target for edge in board.out_of(node.id, Relation.ROLLS_OUT))
        elif node.kind is Kind.HUMAN_REVIEW:
            asking = (Relation.CALLS, Relation.FALLS_BACK_TO, Relation.FEEDS)
            yield from (one.id for one in board.sources_of(node.id, *asking)
                        if one.kind in _OPERATING)  # fmt: skip

    def _fed_features(self, node_id: str) -> Iterator[str]:
        for target in self._board.targets_of(node_id, Relation.FEEDS):
            if target.kind in (Kind.FEATURE, Kind.FEATURE_STORE):
                yield target.id

    def _writers(self, node_id: str) -> Iterator[str]:
        """Who fills a log or a score table; a consumed table covers nothing else."""
        for source in self._board.sources_of(node_id, Relation.LOGS_TO, Relation.FEEDS):
            if source.kind in _OPERATING:
                yield source.id

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        return {node.id: tuple(self._find_parts(node.id)) for node in self._board.nodes}

    def _find_parts(self, start: str) -> dict[str, None]:
        found: dict[str, None] = {}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found[here] = None
            kind_here = self._board.node(here).kind
            if kind_here not in _SERVING:
                continue
            if kind_here is Kind.RETRIEVER:
                waiting.extend(self._encoders(here))
            for edge in self._board.out_of(here, Relation.USES, Relation.CALLS, Relation.READS):
                kind = self._board.node(edge.target).kind
                reads_own_index = kind is Kind.INDEX and (
                    here == start or edge.relation is Relation.USES
                )
                if reads_own_index or (kind in _SERVING and edge.relation is not Relation.READS):
                    waiting.append(edge.target)
        return found

    def _encoders(self, retriever: str) -> Iterator[str]:
        """The models that make its queries' vectors, and those of what it searches."""
        searched = self._board.out_of(retriever, Relation.READS, Relation.USES)
        for one in (retriever, *(edge.target for edge in searched)):
            yield from (edge.source for edge in self._board.into(one, Relation.EMBEDS))

    def _direct_inputs(self, node_ids: Iterable[str]) -> Iterator[str]:
        for node_id in node_ids:
            fed = self._board.into(node_id, Relation.FEEDS, Relation.TRAINS)
            yield from (edge.source for edge in fed if edge.get(a.ROLE) != "target")
            read = self._board.out_of(node_id, Relation.READS, Relation.USES)
            yield from (edge.target for edge in read)

    def _upstream(self, node_ids: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(node_ids)
        while waiting:
            here = waiting.pop()
            if here in found or self._board.node(here).kind not in _LED_THROUGH:
                continue
            found.add(here)
            waiting.extend(edge.source for edge in self._board.into(here, Relation.FEEDS))
        return frozenset(found)

    def _downstream(self, node_id: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [node_id]
        while waiting:
            for target in self._board.targets_of(waiting.pop(), Relation.FEEDS):
                if target.id not in found and target.kind in _WATCHED_DATA - {Kind.LOG, Kind.LABEL}:
                    found.add(target.id)
                    waiting.append(target.id)
        return frozenset(found)

    def _comes_from_source(self, node_id: str) -> bool:
        upstream = self._upstream(edge.source for edge in self._board.into(node_id, Relation.FEEDS))
        return any(self._board.node(one).kind is Kind.SOURCE for one in upstream)

    def _is_written_by_design(self, node_id: str) -> bool:
        """Whether it is a table of scores rather than data from elsewhere."""
        return any(True for _ in self._writers(node_id))
