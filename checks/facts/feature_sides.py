"""What training and serving each make of a feature, as far as it is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.serving import mode_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_KEPT = frozenset({Kind.FEATURE, Kind.FEATURE_STORE})
_ON_REQUEST = frozenset({"stream", "request"})
_WORD = re.compile(r"[^\W\d_]{2,}")
# What tells one side of a feature from the other rather than one feature from another.
_OF_A_SIDE = frozenset(
    "train training trained offline batch nightly daily historical backfill serve served serving "
    "online live stream streaming streamed realtime real time request requests sql spark flink "
    "sec min days day hours hour window".split()
)


@dataclass(frozen=True, slots=True)
class Sides:
    """A feature, or a step that makes one, and the node that speaks for each of its two sides.

    Both are the same node where one box stands for both sides. A side that is None is not there:
    then ``models`` are those it is missing for and ``asking`` the nodes that read the others.
    ``drawn_straight`` is an arrow into the model that may stand for both sides.
    """

    subject: Node
    train: Node | None
    serve: Node | None
    models: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    one_store: bool = False
    drawn_straight: bool = False


class FeatureSides:
    """The features of fitted models, seen from training and from serving."""

    def __init__(self, board: Board) -> None:
        """Read both sides off *board*."""
        self._board = board
        self._known_upstream: dict[str, frozenset[str]] = {}
        self._known_reads: dict[tuple[str, ...], frozenset[str]] = {}
        self._known_reached: dict[frozenset[str], frozenset[str]] = {}
        self._known_drawn: dict[frozenset[str], bool] = {}

    @cached_property
    def all(self) -> tuple[Sides, ...]:
        """One for each feature with a side to judge, then for each step that makes none of them."""
        board = self._board
        other_sides = set(self._twins.values())
        found = []
        for feature in board.of_kind(Kind.FEATURE):
            if feature.id in other_sides:
                continue  # spoken of with its other side
            sides = self._sides(feature)
            if sides is not None:
                found.append(sides)
        for step in board.of_kind(Kind.TRANSFORM):
            makes = {one.id for one in board.targets_of(step.id, Relation.FEEDS)}
            told = any(board.node(one).kind is Kind.FEATURE for one in makes)
            if not told and _says_both(step):
                found.append(Sides(step, step, step, one_store=self._is_in_one_store(step.id)))
        return tuple(found)

    def _sides(self, feature: Node) -> Sides | None:
        twin = self._twins.get(feature.id)
        if twin is not None:
            return Sides(feature, feature, self._board.node(twin), self._models_with(feature.id))
        untaught = self._untaught(feature.id)
        if untaught is not None:
            return Sides(feature, None, feature, *untaught)
        unserved = self._unserved(feature)
        if unserved is not None:
            models, asking = unserved
            return Sides(
                feature, feature, None, models, asking,
                drawn_straight=all(self._is_straight(feature.id, model) for model in models),
            )  # fmt: skip
        made = self._makers(feature)
        if made is None:
            return None
        return Sides(
            feature, *made, self._models_with(feature.id),
            one_store=self._is_in_one_store(feature.id),
        )  # fmt: skip

    def _makers(self, feature: Node) -> tuple[Node, Node] | None:
        """The nodes that say how each side makes it: itself, or the steps that feed it."""
        steps = [
            one
            for one in self._board.sources_of(feature.id, Relation.FEEDS)
            if one.kind is Kind.TRANSFORM
        ]
        in_batches = [step for step in steps if step.get(a.COMPUTED) == "batch"]
        at_once = [step for step in steps if step.get(a.COMPUTED) in _ON_REQUEST]
        if in_batches and at_once:
            return in_batches[0], at_once[0]
        both = next((one for one in (feature, *steps) if _says_both(one)), None)
        return None if both is None else (both, both)

    @cached_property
    def _twins(self) -> dict[str, str]:
        """Training-only features with the serving-only feature of the same name."""
        trained = self._fitted
        served = frozenset[str]().union(*set(self._served.values()))
        found: dict[str, str] = {}
        waiting = sorted(served - trained)
        for one in sorted(trained - served):
            base = _base(self._board.node(one))
            other = next((two for two in waiting if _base(self._board.node(two)) == base), None)
            if base and other is not None:
                found[one] = other
                waiting.remove(other)
        return found

    def _unserved(self, feature: Node) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The models fitted with it that are asked without it, and who asks them."""
        models = self._missing.get(feature.id)
        if not models or feature.get(a.COMPUTED) == "request":
            return None
        if feature.get(a.LOGGED_AT_SERVING) is True:
            return None
        asking = dict.fromkeys(one for model in models for one in self._readers(model))
        return tuple(models), tuple(asking)

    @cached_property
    def _missing(self) -> dict[str, list[str]]:
        """By feature that no request brings: the models fitted with it, in id order."""
        alike: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
        for model, trained in self._trained.items():
            if self._reads_are_drawn(model):
                alike.setdefault((trained, self._served[model]), []).append(model)
        found: dict[str, list[str]] = {}
        for (trained, served), models in alike.items():
            for feature in trained - served:
                found.setdefault(feature, []).extend(models)
        return {feature: sorted(models) for feature, models in found.items()}

    def _untaught(self, feature: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The models asked with it that were fitted without it, and who reads it."""
        if feature in self._fitted or feature in self._set_aside:
            return None
        for edge in self._board.into(feature, Relation.READS):
            parts = [self._board.node(one) for one in self._board.monitoring.part_of(edge.source)]
            asked = [one for one in parts if one.kind in (Kind.MODEL, Kind.LLM)]
            if asked and all(self._training_is_drawn(one.id) for one in asked):
                return tuple(one.id for one in asked), (edge.source,)
        return None

    def _training_is_drawn(self, model: str) -> bool:
        """Whether all its inputs in training are boxes: no log or store with untold contents."""
        if not self._trained.get(model):
            return False
        fed = [self._board.node(one) for one in sorted(self._board.lineage.feeding(model))]
        return not any(
            one.kind is Kind.LOG or (one.kind is Kind.FEATURE_STORE and not self._contents(one.id))
            for one in fed
        )

    def _reads_are_drawn(self, model: str) -> bool:
        """Whether requests are answered with features that are drawn, all of them."""
        reads = self._reads(model)
        if reads not in self._known_drawn:
            kept = [one for one in map(self._board.node, reads) if one.kind in _KEPT]
            self._known_drawn[reads] = bool(kept) and all(
                one.kind is Kind.FEATURE or self._contents(one.id) for one in kept
            )
        return self._known_drawn[reads] and any(
            mode_of(one) != "batch" for one in self._endpoints(model)
        )

    @cached_property
    def _trained(self) -> dict[str, frozenset[str]]:
        """By model: the features it is fitted with, those for training only set aside."""
        known: dict[tuple[str, ...], frozenset[str]] = {}
        found = {}
        for model in self._board.lineage.models:
            edges = self._board.lineage.inputs(self._board.node(model))
            fed = tuple(edge.source for edge in edges if edge.get(a.ROLE) != "auxiliary")
            if fed not in known:
                known[fed] = frozenset[str]().union(*map(self._with_upstream, fed))
            found[model] = known[fed]
        return found

    @cached_property
    def _set_aside(self) -> frozenset[str]:
        """The features that train a model as what is known in training only."""
        edges = [
            edge
            for model in self._board.lineage.models
            for edge in self._board.lineage.inputs(self._board.node(model))
            if edge.get(a.ROLE) == "auxiliary"
        ]
        every = frozenset(one for edge in edges for one in self._with_upstream(edge.source))
        return every - self._fitted

    @cached_property
    def _served(self) -> dict[str, frozenset[str]]:
        """By model: the features that can reach its requests."""
        return {model: self._reached(self._reads(model)) for model in self._board.lineage.models}

    def _reached(self, reads: frozenset[str]) -> frozenset[str]:
        """The features in what is read; worked out once for models that are asked alike."""
        if reads not in self._known_reached:
            found: set[str] = set()
            for one in reads:
                found |= self._with_upstream(one)
                found |= self._contents(one)
            self._known_reached[reads] = frozenset(found)
        return self._known_reached[reads]

    def _with_upstream(self, node: str) -> frozenset[str]:
        if node not in self._known_upstream:
            known = {node, *self._board.lineage.upstream(node)}
            self._known_upstream[node] = frozenset(
                one for one in known if self._board.node(one).kind is Kind.FEATURE
            )
        return self._known_upstream[node]

    def _contents(self, store: str) -> frozenset[str]:
        """The features drawn into a store or out of it."""
        if self._board.node(store).kind is not Kind.FEATURE_STORE:
            return frozenset()
        joined = (
            *self._board.sources_of(store, Relation.FEEDS),
            *self._board.targets_of(store, Relation.FEEDS),
        )
        return frozenset(one.id for one in joined if one.kind is Kind.FEATURE)

    def _reads(self, model: str) -> frozenset[str]:
        """What who asks it looks up, and what is fed to either at the time of a request."""
        asking = self._board.monitoring.callers_of(model)
        if asking not in self._known_reads:
            self._known_reads[asking] = frozenset(
                one for caller in asking for one in self._looked_up(caller)
            )
        own = frozenset(self._looked_up(model))
        return self._known_reads[asking] | own if own else self._known_reads[asking]

    def _looked_up(self, node: str) -> Iterator[str]:
        yield from (edge.target for edge in self._board.out_of(node, Relation.READS))
        yield from (edge.source for edge in self._board.into(node, Relation.FEEDS))

    def _readers(self, model: str) -> Iterator[str]:
        for one in self._board.monitoring.callers_of(model):
            if any(
                self._board.node(edge.target).kind in _KEPT
                for edge in self._board.out_of(one, Relation.READS)
            ):
                yield one

    def _endpoints(self, model: str) -> Iterator[Node]:
        for one in map(self._board.node, self._board.monitoring.callers_of(model)):
            if one.kind is Kind.ENDPOINT:
                yield one

    def _models_with(self, feature: str) -> tuple[str, ...]:
        return tuple(model for model, trained in self._trained.items() if feature in trained)

    @cached_property
    def _fitted(self) -> frozenset[str]:
        """Every feature that a model is fitted with."""
        return frozenset[str]().union(*set(self._trained.values()))

    def _is_straight(self, feature: str, model: str) -> bool:
        """Whether nothing but an arrow from the one into the other makes it a training input."""
        return not any(
            edge.source != feature and feature in self._with_upstream(edge.source)
            for edge in self._board.lineage.inputs(self._board.node(model))
        )

    def _is_in_one_store(self, node: str) -> bool:
        """Whether a store it is kept in is read both for training and for requests."""
        kept = [
            one.id
            for one in self._board.targets_of(node, Relation.FEEDS)
            if one.kind is Kind.FEATURE_STORE
        ]
        return any(
            self._board.lineage.models_of(store) and self._board.into(store, Relation.READS)
            for store in kept
        )


def _says_both(node: Node) -> bool:
    return bool(node.get(a.TRAIN_IMPL)) and bool(node.get(a.SERVE_IMPL))


def _base(feature: Node) -> frozenset[str]:
    """The words that tell the feature from others, whichever side it is on."""
    words = _WORD.findall(feature.title.casefold().replace("_", " "))
    return frozenset(words) - _OF_A_SIDE
