"""Which features are served to a model in production, and which monitors would see them go null."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.lineage import Lineage
    from design.model import Node

_ASKS = (Relation.USES, Relation.CALLS)
_KEEPERS = frozenset({Kind.FEATURE_STORE, Kind.LOG})


class ServingInputs:
    """Features as production reads them."""

    def __init__(self, board: Board, lineage: Lineage) -> None:
        """Read the serving side off *board*."""
        self._board = board
        self._lineage = lineage

    @cached_property
    def features(self) -> tuple[Node, ...]:
        """The features a served model reads, in id order."""
        return tuple(node for node in self._board.of_kind(Kind.FEATURE) if self.is_served(node))

    def is_served(self, feature: Node) -> bool:
        """Whether a model that something asks is fitted with it, or it is read on a request."""
        return bool(self._readers(feature)) or any(
            self._board.into(model, *_ASKS) for model in self._lineage.models_of(feature.id)
        )

    def where_seen(self, feature: Node) -> tuple[str, ...]:
        """The nodes on which a monitor sees the values of *feature*, in id order.

        The feature itself, what keeps it, the models that read it and who asks them.
        """
        models = self._lineage.models_of(feature.id)
        asking = {edge.source for model in models for edge in self._board.into(model, *_ASKS)}
        seen = {feature.id, *self._kept_in(feature), *models, *asking, *self._readers(feature)}
        logs = {edge.target for node in seen for edge in self._board.out_of(node, Relation.LOGS_TO)}
        return tuple(sorted(seen | logs))

    def monitored_for(self, feature: Node, signal: str) -> tuple[str, ...]:
        """The monitors of *signal* that see *feature*, in id order."""
        found = {
            edge.source
            for node in self.where_seen(feature)
            for edge in self._board.into(node, Relation.MONITORS)
            if signal in self._board.monitoring.signals_of(self._board.node(edge.source))
        }
        return tuple(sorted(found))

    def _kept_in(self, feature: Node) -> set[str]:
        return {
            one.id
            for one in self._board.targets_of(feature.id, Relation.FEEDS)
            if one.kind in _KEEPERS
        }

    def _readers(self, feature: Node) -> set[str]:
        return {
            edge.source
            for node in (feature.id, *sorted(self._kept_in(feature)))
            for edge in self._board.into(node, Relation.READS)
        }
