"""Which datasets choose something, which report the final number, and which nobody has touched."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.lineage import Lineage
    from design.model import Node


class MeasuringSets:
    """The datasets evaluations measure on."""

    def __init__(self, board: Board, lineage: Lineage) -> None:
        """Read the evaluations off *board*."""
        self._board = board
        self._lineage = lineage

    @cached_property
    def datasets(self) -> tuple[Node, ...]:
        """The datasets an evaluation of something fitted or prompted measures on, in id order."""
        return tuple(
            node
            for node in self._board.of_kind(Kind.DATASET)
            if any(self._measures(one) for one in self._lineage.evaluations_of(node.id))
        )

    def selects(self, dataset: Node) -> tuple[str, ...]:
        """The nodes that choose by *dataset* (itself where it only says so), in id order."""
        found = {
            edge.target
            for edge in self._board.out_of(dataset.id, Relation.FEEDS)
            if edge.get(a.USED_FOR_SELECTION) is True
        }
        found |= {one for one in self._evaluations(dataset) if self._is_selection(one)}
        if dataset.get(a.USED_FOR_SELECTION) is True:
            found = found or {dataset.id}
        return tuple(sorted(found))

    def reports(self, dataset: Node) -> tuple[str, ...]:
        """The evaluations that state a final number on *dataset*, in id order.

        An evaluation that selects is a development number, unless the release hangs on it and no
        experiment decides after it.
        """
        chosen_by = {
            edge.target
            for edge in self._board.out_of(dataset.id, Relation.FEEDS)
            if edge.get(a.USED_FOR_SELECTION) is True
        }
        return tuple(
            one
            for one in self._evaluations(dataset)
            if self._releases(one) or (one not in chosen_by and not self._is_selection(one))
        )

    def untouched(self, dataset: Node) -> tuple[str, ...]:
        """The other datasets for the same models that choose nothing and are read once."""
        same = {
            other
            for target in self._measured.get(dataset.id, ())
            for other in self._measuring[target]
        }
        return tuple(sorted((same & self._clean) - {dataset.id}))

    @cached_property
    def _clean(self) -> frozenset[str]:
        """The datasets that choose nothing and are read once."""
        return frozenset(
            one.id for one in self.datasets if not self.selects(one) and not self._is_reread(one)
        )

    @cached_property
    def _measured(self) -> dict[str, frozenset[str]]:
        """What is measured on each dataset."""
        return {
            dataset.id: frozenset(
                edge.target
                for evaluation in self._evaluations(dataset)
                for edge in self._board.out_of(evaluation, Relation.EVALUATES)
            )
            for dataset in self.datasets
        }

    @cached_property
    def _measuring(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for dataset, targets in self._measured.items():
            for target in targets:
                found.setdefault(target, set()).add(dataset)
        return found

    def _evaluations(self, dataset: Node) -> tuple[str, ...]:
        found = self._lineage.evaluations_of(dataset.id)
        return tuple(one for one in found if self._measures(one))

    def _measures(self, evaluation: str) -> bool:
        """Whether what is measured can have been fitted: a heuristic cannot."""
        measured = self._board.targets_of(evaluation, Relation.EVALUATES)
        return not measured or any(one.get(a.MODEL_TYPE) != "heuristic" for one in measured)

    def _is_selection(self, evaluation: str) -> bool:
        return self._board.node(evaluation).get(a.USED_FOR_SELECTION) is True or any(
            edge.get(a.USED_FOR_SELECTION) is True
            for edge in self._board.out_of(evaluation, Relation.EVALUATES)
        )

    def _releases(self, evaluation: str) -> bool:
        return bool(self._board.out_of(evaluation, Relation.PROMOTES)) and not self._board.of_kind(
            Kind.EXPERIMENT
        )

    def _is_reread(self, dataset: Node) -> bool:
        reads = self._board.number(dataset, a.TEST_READS)
        return reads is not None and reads.high > 1
