"""Which models are fitted, with which inputs and for which labels."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.closures import Closures
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import Board
    from checks.numbers import Number
    from design.model import Edge, Node

# What hands data on as it is: a label that reaches a model through these alone is its target.
CARRIERS = frozenset({Kind.DATASET, Kind.TRAINING_JOB, Kind.TRANSFORM, Kind.SOURCE, Kind.LOG})
FEATURES = frozenset({Kind.FEATURE, Kind.FEATURE_STORE})
_AGGREGATES = frozenset(
    "aggregate aggregates aggregated aggregation agg average avg count counts encode encoder "
    "encoding history mean median ratio rate rates rolling sum sums velocity".split()
)


class Lineage:
    """The way from data to fitted models, followed along ``feeds`` and ``trains``.

    A heuristic is not fitted and appears nowhere here.
    """

    def __init__(self, board: Board) -> None:
        """Read the lineage off *board*."""
        self._board = board

    @cached_property
    def models(self) -> tuple[str, ...]:
        """The models that something trains or feeds, in id order."""
        return tuple(
            node.id
            for node in self._board.of_kind(Kind.MODEL)
            if node.get(a.MODEL_TYPE) != "heuristic"
            and any(self._fits(edge) for edge in self._board.into(node.id))
        )

    def targets(self, model: str) -> tuple[str, ...]:
        """The labels *model* is fitted to, in id order.

        A label is the target when it trains the model without the role of an input, or reaches it
        with no feature in between. Where no label is drawn into the model and the design has only
        one, that one is meant.
        """
        return self._targets.get(model, ())

    def is_drawn_target(self, model: str, label: str) -> bool:
        """Whether arrows make *label* the target of *model*, rather than there being no other."""
        return label in self._drawn.get(model, ())

    def feeding(self, model: str) -> frozenset[str]:
        """Every node whose data *model* is fitted with; labels end the way."""
        return self._feeding.get(model, frozenset())

    def base_rate(self, model: str) -> Number | None:
        """The share of positives that the first label to state one states, of those it targets."""
        rates = (
            self._board.number(self._board.node(label), a.BASE_RATE)
            for label in self.targets(model)
        )
        return next((one for one in rates if one is not None), None)

    def models_of(self, node: str) -> tuple[str, ...]:
        """The models fitted with the data of *node*, in id order."""
        return self._fitted_with.get(node, ())

    def learners_of(self, node: str) -> tuple[str, ...]:
        """The models fitted, and the language models tuned, with the data of *node*; in id order.

        A language model is tuned with what feeds a job that fits no drawn model and whose outcome a
        deployment rolls out to it.
        """
        tuned = (one for one, data in self._tuned.items() if node in data)
        return tuple(sorted({*self.models_of(node), *tuned}))

    def learners_measured_on(self, node: str) -> tuple[str, ...]:
        """The fitted and tuned models that an evaluation fed by *node* evaluates, in id order."""
        return tuple(sorted(self._evaluated_on(node) & {*self._known_models, *self._tuned}))

    def labels_learnt_from(self, node: str) -> tuple[str, ...]:
        """The targets of what is fitted with *node*, and the labels in what is tuned with it."""
        found = set(self.labels_of(node))
        if any(node in data for data in self._tuned.values()):
            passing = self._passing.union([node] if node in self._passing else ())
            into = (one for by in passing for one in self._board.into(by, Relation.FEEDS))
            found |= self._labels_at(into)
        return tuple(sorted(found))

    def labels_of(self, node: str) -> tuple[str, ...]:
        """The targets of the models fitted with *node* or measured on it, in id order."""
        models = {*self.models_of(node), *self.models_measured_on(node)}
        return tuple(sorted({label for model in models for label in self.targets(model)}))

    def models_measured_on(self, node: str) -> tuple[str, ...]:
        """The fitted models that an evaluation fed by *node* evaluates, in id order."""
        return tuple(sorted(self._evaluated_on(node) & self._known_models))

    def evaluations_of(self, dataset: str) -> tuple[str, ...]:
        """The evaluations that measure on *dataset*: fed by it, or naming it; in id order."""
        node = self._board.node(dataset)
        fed = {
            target.id
            for target in self._board.targets_of(dataset, Relation.FEEDS)
            if target.kind is Kind.EVALUATION
        }
        for name in (node.id, node.title):
            fed |= self._naming.get(name.casefold(), set())
        return tuple(sorted(fed))

    def upstream(self, node: str) -> frozenset[str]:
        """Every node whose data flows into *node* along ``feeds``; labels end the way."""
        if node not in self._upstream:
            fed = (edge.source for edge in self._board.into(node, Relation.FEEDS))
            self._upstream[node] = self._behind(fed)
        return self._upstream[node]

    def inputs(self, node: Node) -> tuple[Edge, ...]:
        """The edges that bring *node* the data a model is fitted with, targets left out."""
        if node.kind is Kind.MODEL:
            return tuple(edge for edge in self._board.into(node.id) if self._is_input(edge))
        if node.kind in CARRIERS or node.kind in FEATURES:
            return self._board.into(node.id, Relation.FEEDS)
        return ()

    def _evaluated_on(self, dataset: str) -> set[str]:
        return {
            edge.target
            for evaluation in self.evaluations_of(dataset)
            for edge in self._board.out_of(evaluation, Relation.EVALUATES)
        }

    @cached_property
    def _tuned(self) -> dict[str, frozenset[str]]:
        """The language models that are tuned, each with all the data it is tuned with."""
        found: dict[str, frozenset[str]] = {}
        for job in self._board.of_kind(Kind.TRAINING_JOB):
            if self._board.out_of(job.id, Relation.TRAINS):
                continue
            for llm in self._rolled_out(job.id):
                found[llm] = found.get(llm, frozenset()) | self._behind([job.id])
        return found

    def _rolled_out(self, job: str) -> set[str]:
        """The language models that get what *job* makes, over a registry or straight."""
        seen, ahead = {job}, [job]
        while ahead:
            for one in self._board.targets_of(ahead.pop(), Relation.PROMOTES):
                if one.id not in seen:
                    seen.add(one.id)
                    ahead.append(one.id)
        return {
            one.id
            for holder in seen
            for one in self._board.targets_of(holder, Relation.ROLLS_OUT)
            if one.kind is Kind.LLM
        }

    @cached_property
    def _naming(self) -> dict[str, set[str]]:
        """The evaluations that name a dataset in words, by those words."""
        found: dict[str, set[str]] = {}
        for one in self._board.of_kind(Kind.EVALUATION):
            for said in self._said_datasets(one):
                found.setdefault(said.casefold(), set()).add(one.id)
        return found

    def _said_datasets(self, evaluation: Node) -> Iterator[str]:
        yield evaluation.get(a.DATASET) or ""
        for edge in self._board.out_of(evaluation.id, Relation.EVALUATES):
            yield edge.get(a.DATASET) or ""

    def _fits(self, edge: Edge) -> bool:
        return edge.relation is Relation.TRAINS or self._is_input(edge)

    def _is_input(self, edge: Edge) -> bool:
        if edge.relation not in (Relation.TRAINS, Relation.FEEDS):
            return False
        source = self._board.node(edge.source)
        return edge.get(a.ROLE) != "target" and (source.kind in CARRIERS or source.kind in FEATURES)

    @cached_property
    def _feeding(self) -> dict[str, frozenset[str]]:
        return {
            model: self._behind(edge.source for edge in self.inputs(self._board.node(model)))
            for model in self.models
        }

    @cached_property
    def _fitted_with(self) -> dict[str, tuple[str, ...]]:
        alike: dict[frozenset[str], list[str]] = {}  # models fitted with the same data
        for model in self.models:
            alike.setdefault(self._feeding[model], []).append(model)
        sets_with: dict[str, list[frozenset[str]]] = {}
        for data in alike:
            for node in data:
                sets_with.setdefault(node, []).append(data)
        models_with: dict[tuple[frozenset[str], ...], tuple[str, ...]] = {}
        found: dict[str, tuple[str, ...]] = {}
        for node, sets in sets_with.items():
            key = tuple(sets)
            if key not in models_with:
                models_with[key] = tuple(sorted(model for data in sets for model in alike[data]))
            found[node] = models_with[key]
        return found

    @cached_property
    def _known_models(self) -> frozenset[str]:
        return frozenset(self.models)

    def _behind(self, first: Iterable[str]) -> frozenset[str]:
        return self._closures.union(one for one in first if one in self._closures)

    @cached_property
    def _upstream(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _closures(self) -> Closures:
        """What hands data on, with all that hands data to it."""
        fed_by = {
            node.id: [edge.source for edge in self._board.into(node.id, Relation.FEEDS)]
            for node in self._board.nodes
            if node.kind in CARRIERS or node.kind in FEATURES
        }
        return Closures(fed_by)

    @cached_property
    def _targets(self) -> dict[str, tuple[str, ...]]:
        labels = [node.id for node in self._board.of_kind(Kind.LABEL) if not _is_an_input(node)]
        only = tuple(labels) if len(labels) == 1 else ()
        return {model: drawn or only for model, drawn in self._drawn.items()}

    @cached_property
    def _drawn(self) -> dict[str, tuple[str, ...]]:
        return {model: self._drawn_targets(model) for model in self.models}

    def _drawn_targets(self, model: str) -> tuple[str, ...]:
        edges = self._board.into(model, Relation.TRAINS, Relation.FEEDS)
        passing = self._passing.union(edge.source for edge in edges if edge.source in self._passing)
        if passing not in self._labels_into:
            into = (one for node in passing for one in self._board.into(node, Relation.FEEDS))
            self._labels_into[passing] = self._labels_at(into)
        return tuple(sorted(self._labels_into[passing] | self._labels_at(edges)))

    @cached_property
    def _passing(self) -> Closures:
        """What hands data on as it is, with all that hands it data as it is."""
        fed_by = {
            node.id: [edge.source for edge in self._board.into(node.id, Relation.FEEDS)]
            for node in self._board.of_kind(*CARRIERS)
            if not aggregates(node)
        }
        return Closures(fed_by)

    @cached_property
    def _labels_into(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    def _labels_at(self, edges: Iterable[Edge]) -> frozenset[str]:
        """The labels at the start of *edges*, inputs left out."""
        return frozenset(
            edge.source
            for edge in edges
            if (source := self._board.node(edge.source)).kind is Kind.LABEL
            and (edge.get(a.ROLE) or source.get(a.ROLE)) != "input"
        )


def aggregates(node: Node) -> bool:
    """Whether a transform makes feature values out of many rows, as its operation or name says."""
    if node.kind is not Kind.TRANSFORM:
        return False
    words = (node.get(a.OP) or node.title).casefold().replace("-", " ").replace("_", " ").split()
    return not _AGGREGATES.isdisjoint(words)


def _is_an_input(label: Node) -> bool:
    return label.get(a.ROLE) == "input"
