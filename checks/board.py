"""The design as rules see it: typed look-ups, and facts worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from checks.edge_index import EdgeIndex
from checks.numbers import Binding, Number, State
from design.quantities.quantity import Quantity
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checks.facts.availability import Availability
    from checks.facts.cost import Cost
    from checks.facts.dependencies import Dependencies
    from checks.facts.embedding import VectorSpaces
    from checks.facts.evaluations import Evaluations
    from checks.facts.freshness import Freshness
    from checks.facts.joins import TrainingJoins
    from checks.facts.label_paths import LabelPaths
    from checks.facts.lineage import Lineage
    from checks.facts.load import Load
    from checks.facts.measuring_sets import MeasuringSets
    from checks.facts.monitoring import Monitoring
    from checks.facts.personal_data import PersonalData
    from checks.facts.reachability import Reach
    from checks.facts.records import Records
    from checks.facts.releases import Releases
    from checks.facts.request_paths import RequestPaths
    from checks.facts.retraining import Retraining
    from checks.facts.schedules import Schedules
    from checks.facts.serving_inputs import ServingInputs
    from checks.finding import Omission, Posted
    from design.model import Design, Edge, Node
    from design.vocabulary.attribute import Attribute, AttributeGroup

T = TypeVar("T")


class WhatIf(Protocol):
    """What the engine offers to rules that ask about other designs."""

    def __call__(
        self, design: Design, codes: frozenset[str], *, to_the_digit: bool
    ) -> frozenset[tuple[str, str]]:
        """The certain contradictions of *design*, as (code, first node)."""


class Board:
    """A read-only view of one design.

    Every collection comes in id order, whatever the order of the file. Facts that several rules
    need are cached properties, each defined in ``checks.facts``.
    """

    def __init__(
        self,
        design: Design,
        demands: tuple[Posted, ...] = (),
        omissions: tuple[Omission, ...] = (),
        what_if: WhatIf | None = None,
    ) -> None:
        """View *design*; *demands* are what the rules before asked for, *omissions* what lacks.

        ``what_if`` looks at other designs; without one nothing is known of them.
        """
        self.design = design
        self.demands = demands
        self.omissions = omissions
        self._what_if = what_if

    def what_if(
        self, design: Design, codes: frozenset[str] = frozenset(), *, to_the_digit: bool = False
    ) -> frozenset[tuple[str, str]]:
        """The certain contradictions *design* would have, as (code, first node).

        Of *codes* alone where any are named; ``to_the_digit`` without the usual tolerance.
        """
        ask = self._what_if
        return ask(design, codes, to_the_digit=to_the_digit) if ask else frozenset()

    def after(self, *, demands: tuple[Posted, ...], omissions: tuple[Omission, ...] = ()) -> Board:
        """The same view for the rules of the next phase; facts worked out so far are kept."""
        later = Board(self.design, what_if=self._what_if)
        later.__dict__.update(self.__dict__)
        later.__dict__.pop("demands_of", None)
        later.demands, later.omissions = demands, omissions
        return later

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node that is in scope, in id order."""
        return tuple(
            node
            for _, node in sorted(self.design.nodes.items())
            if node.fields.get("out_of_scope") is not True
        )

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge between nodes in scope, in key order."""
        known = {node.id for node in self.nodes}
        return tuple(
            edge
            for _, edge in sorted(self.design.edges.items())
            if edge.source in known and edge.target in known
        )

    def node(self, node_id: str) -> Node:
        """The node with that id."""
        return self.design.nodes[node_id]

    def title(self, owner: str) -> str:
        """The name a person reads for a node id, or the edge as text."""
        node = self.design.nodes.get(owner)
        return node.title if node is not None else owner

    def of_kind(self, *kinds: Kind) -> tuple[Node, ...]:
        """The nodes of any of *kinds*, in id order."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        found = [node for kind in set(kinds) for node in self._by_kind.get(kind, ())]
        return tuple(sorted(found, key=lambda node: node.id))

    def into(self, node_id: str, *relations: Relation) -> tuple[Edge, ...]:
        """The edges that end at the node, of any of *relations* (all when none is named)."""
        return self._incoming.of(node_id, relations)

    def out_of(self, node_id: str, *relations: Relation) -> tuple[Edge, ...]:
        """The edges that start at the node, of any of *relations* (all when none is named)."""
        return self._outgoing.of(node_id, relations)

    def sources_of(self, node_id: str, *relations: Relation) -> tuple[Node, ...]:
        """The nodes at the other end of ``into``."""
        return tuple(self.node(edge.source) for edge in self.into(node_id, *relations))

    def targets_of(self, node_id: str, *relations: Relation) -> tuple[Node, ...]:
        """The nodes at the other end of ``out_of``."""
        return tuple(self.node(edge.target) for edge in self.out_of(node_id, *relations))

    def number(self, owner: Node | Edge, attribute: Attribute[Quantity]) -> Number | None:
        """The number *owner* has for *attribute*, or None.

        Stated on the node itself; else by a requirement that constrains it (given); else by an
        assumption that supports it and names the attribute (assumed). Nothing is given for a
        field that is marked as not applicable with a reason.
        """
        return self._numbers_at(owner).get(attribute.name)

    def has_number(self, owner: Node | Edge, attributes: frozenset[str]) -> bool:
        """Whether ``number`` knows any of the *attributes* of these names.

        A quick look, for what is asked of every part of a design and stated by few.
        """
        return not attributes.isdisjoint(self._numbers_at(owner))

    def is_na(self, owner: Node | Edge, *attributes: Attribute[object]) -> bool:
        """Whether a person marked any of *attributes* as not applicable, with a reason."""
        reasons = getattr(owner, "na", None)
        if not reasons:
            return False
        return any(reasons.get(one.name, "").strip() for one in attributes)

    @cached_property
    def stated_numbers(self) -> tuple[tuple[str, str], ...]:
        """Every number in a judged field, as (owner, attribute)."""
        from checks.facts.stated_numbers import stated_numbers

        return stated_numbers(self)

    @cached_property
    def load(self) -> Load:
        """How many requests reach each node."""
        from checks.facts.load import Load

        return Load(self)

    @cached_property
    def lineage(self) -> Lineage:
        """Which models are fitted, with which inputs and for which labels."""
        from checks.facts.lineage import Lineage

        return Lineage(self)

    @cached_property
    def label_paths(self) -> LabelPaths:
        """The ways on which a label reaches a feature of its own model."""
        from checks.facts.label_paths import LabelPaths

        return LabelPaths(self, self.lineage)

    @cached_property
    def training_joins(self) -> TrainingJoins:
        """How values that change over time are joined to training examples."""
        from checks.facts.joins import TrainingJoins

        return TrainingJoins(self, self.lineage, self.label_paths)

    @cached_property
    def availability(self) -> Availability:
        """Which features are not yet known when the prediction is made."""
        from checks.facts.availability import Availability

        return Availability(self, self.lineage, self.label_paths)

    @cached_property
    def measuring_sets(self) -> MeasuringSets:
        """Which datasets choose, which report, and which nobody has touched."""
        from checks.facts.measuring_sets import MeasuringSets

        return MeasuringSets(self, self.lineage)

    @cached_property
    def serving_inputs(self) -> ServingInputs:
        """Which features production reads, and which monitors see them."""
        from checks.facts.serving_inputs import ServingInputs

        return ServingInputs(self, self.lineage)

    @cached_property
    def vector_spaces(self) -> VectorSpaces:
        """Which encoder made the vectors of an index, and which one asks it."""
        from checks.facts.embedding import VectorSpaces

        return VectorSpaces(self)

    @cached_property
    def paths(self) -> RequestPaths:
        """What a request waits for, from each online endpoint."""
        from checks.facts.request_paths import RequestPaths

        return RequestPaths(self)

    @cached_property
    def reach(self) -> Reach:
        """What lies on a way from data to somebody who uses it."""
        from checks.facts.reachability import Reach

        return Reach(self)

    @cached_property
    def monitoring(self) -> Monitoring:
        """Which monitor observes what."""
        from checks.facts.monitoring import Monitoring

        return Monitoring(self)

    @cached_property
    def records(self) -> Records:
        """What is kept of each request."""
        from checks.facts.records import Records

        return Records(self)

    @cached_property
    def personal_data(self) -> PersonalData:
        """Where personal data is kept, and who it is handed to."""
        from checks.facts.personal_data import PersonalData

        return PersonalData(self)

    @cached_property
    def releases(self) -> Releases:
        """How each change goes out, and back."""
        from checks.facts.releases import Releases

        return Releases(self)

    @cached_property
    def dependencies(self) -> Dependencies:
        """What each endpoint cannot answer without, and what stands in for it."""
        from checks.facts.dependencies import Dependencies

        return Dependencies(self)

    @cached_property
    def cost(self) -> Cost:
        """What the design costs a month, line by line."""
        from checks.facts.cost import Cost

        return Cost(self)

    @cached_property
    def freshness(self) -> Freshness:
        """How old data is where it is used."""
        from checks.facts.freshness import Freshness

        return Freshness(self)

    @cached_property
    def retraining(self) -> Retraining:
        """How long each model takes to learn, and to be put right."""
        from checks.facts.retraining import Retraining

        return Retraining(self)

    @cached_property
    def evaluations(self) -> Evaluations:
        """Who measures what offline, and what stops a release."""
        from checks.facts.evaluations import Evaluations

        return Evaluations(self)

    @cached_property
    def schedules(self) -> Schedules:
        """When jobs are done."""
        from checks.facts.schedules import Schedules

        return Schedules(self)

    @cached_property
    def demands_of(self) -> Mapping[AttributeGroup, Mapping[str, tuple[Posted, ...]]]:
        """The demands for parts that are in scope, by group and by owner, owners in id order."""
        known = {node.id for node in self.nodes} | {str(edge.key) for edge in self.edges}
        found: dict[AttributeGroup, dict[str, list[Posted]]] = {}
        for posted in self.demands:
            if posted.demand.owner in known:
                owners = found.setdefault(posted.demand.group, {})
                owners.setdefault(posted.demand.owner, []).append(posted)
        return {
            group: {owner: tuple(owners[owner]) for owner in sorted(owners)}
            for group, owners in found.items()
        }

    @cached_property
    def _numbers(self) -> dict[int, dict[str, Number]]:
        # By identity: the design holds its nodes and edges for as long as it is looked at.
        owners: tuple[Node | Edge, ...] = (
            *self.design.nodes.values(),
            *self.design.edges.values(),
        )
        return {id(owner): self._numbers_of(owner) for owner in owners}

    def _numbers_at(self, owner: Node | Edge) -> dict[str, Number]:
        try:
            return self._numbers[id(owner)]
        except KeyError:  # it is of another design
            return self._numbers_of(owner)

    def _numbers_of(self, owner: Node | Edge) -> dict[str, Number]:
        attached = self._attached.get(getattr(owner, "id", ""), {})
        if not owner.fields and not attached:
            return {}
        name = owner_text(owner)
        reasons: Mapping[str, str] = getattr(owner, "na", None) or {}
        found = dict(attached)
        for attribute, value in owner.fields.items():
            if isinstance(value, Quantity):
                found[attribute] = _number(name, attribute, value, State.GIVEN)
        for attribute, reason in reasons.items():
            if reason.strip():
                found.pop(attribute, None)
        return found

    @cached_property
    def _attached(self) -> Mapping[str, Mapping[str, Number]]:
        from checks.facts.attached_numbers import attached_numbers

        return attached_numbers(self)

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Node, ...]]:
        found: dict[Kind, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.kind, []).append(node)
        return {kind: tuple(nodes) for kind, nodes in found.items()}

    @cached_property
    def _incoming(self) -> EdgeIndex:
        return EdgeIndex((edge.target, edge) for edge in self.edges)

    @cached_property
    def _outgoing(self) -> EdgeIndex:
        return EdgeIndex((edge.source, edge) for edge in self.edges)


def as_number(
    owner: str, attribute: Attribute[Quantity], quantity: Quantity, state: State
) -> Number:
    """*quantity* as rules compute with it."""
    return _number(owner, attribute.name, quantity, state)


def _number(owner: str, attribute: str, quantity: Quantity, state: State) -> Number:
    binding = Binding(owner, attribute, quantity.text, state)
    return Number(quantity.low, quantity.value, quantity.high, state, (binding,), quantity)


def owner_text(owner: Node | Edge) -> str:
    """How bindings and demands name a node or an edge."""
    return getattr(owner, "id", "") or str(getattr(owner, "key", ""))
