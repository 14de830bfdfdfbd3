"""Who measures what offline, on what, and which measurement stops a release."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from checks.facts.impact import GRAVE
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.releases import Release
    from checks.numbers import Number
    from design.model import Node


class Evaluations:
    """The offline measurements of a board."""

    def __init__(self, board: Board) -> None:
        """Read the measurements off *board*."""
        self._board = board

    @cached_property
    def all(self) -> tuple[Node, ...]:
        """Every evaluation, in id order."""
        return self._board.of_kind(Kind.EVALUATION)

    def of(self, *nodes: str) -> tuple[Node, ...]:
        """The evaluations of any of the nodes, in id order."""
        found = {
            edge.source
            for node in nodes
            for edge in self._board.into(node, Relation.EVALUATES)
            if self._board.node(edge.source).kind is Kind.EVALUATION
        }
        return tuple(self._board.node(one) for one in sorted(found))

    def measured(self, evaluation: Node) -> tuple[Node, ...]:
        """What it measures, in id order."""
        return self._board.targets_of(evaluation.id, Relation.EVALUATES)

    def sets_of(self, evaluation: Node) -> tuple[Node, ...]:
        """The datasets it measures on: those that feed it, and those it names."""
        return tuple(
            one
            for one in self._board.of_kind(Kind.DATASET)
            if evaluation.id in self._board.lineage.evaluations_of(one.id)
        )

    def base_rate(self, evaluation: Node) -> Number | None:
        """The share of positives it is measured at: its own, its set's, else the label's."""
        number = self._board.number
        owners = (evaluation, *self.sets_of(evaluation))
        stated = (number(owner, a.BASE_RATE) for owner in owners)
        of_labels = (self._board.lineage.base_rate(one.id) for one in self.measured(evaluation))
        return next((one for one in chain(stated, of_labels) if one is not None), None)

    def promoting(self, release: Release) -> tuple[Node, ...]:
        """The evaluations on the way to a release: drawn into it, or into its registry."""
        ways = [release.deployment.id]
        ways += [
            node.id
            for node in self._board.sources_of(release.deployment.id, Relation.PROMOTES)
            if node.kind is Kind.REGISTRY
        ]
        found = {
            node.id: node
            for way in ways
            for node in self._board.sources_of(way, Relation.PROMOTES)
            if node.kind is Kind.EVALUATION
        }
        return tuple(found[one] for one in sorted(found))

    def gates(self, evaluation: Node) -> bool | None:
        """Whether it stops a release; None where nobody says."""
        edges = self._board.out_of(evaluation.id, Relation.PROMOTES)
        said = [evaluation.get(a.GATE), *(edge.get(a.GATE) for edge in edges)]
        return True if True in said else False if False in said else None

    @cached_property
    def grave(self) -> tuple[Node, ...]:
        """The consumers, endpoints and models whose decisions weigh on people, in id order."""
        kinds = (Kind.CONSUMER, Kind.ENDPOINT, Kind.MODEL)
        return tuple(one for one in self._board.of_kind(*kinds) if one.get(a.IMPACT) in GRAVE)
