"""Edges looked up by a node and a relation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from design.model import Edge
    from design.vocabulary.relations import Relation


class EdgeIndex:
    """The edges at the same end of each node, and those of each relation."""

    def __init__(self, pairs: Iterable[tuple[str, Edge]]) -> None:
        """Index *pairs* of the node at that end and the edge; their order is kept."""
        all_of: dict[str, list[Edge]] = {}
        one_of: dict[tuple[str, Relation], list[Edge]] = {}
        for node, edge in pairs:
            all_of.setdefault(node, []).append(edge)
            one_of.setdefault((node, edge.relation), []).append(edge)
        self._all_of = {node: tuple(edges) for node, edges in all_of.items()}
        self._one_of = {key: tuple(edges) for key, edges in one_of.items()}

    def of(self, node: str, relations: tuple[Relation, ...]) -> tuple[Edge, ...]:
        """Those of any of *relations* at *node*; all when none is named."""
        if len(relations) == 1:  # asked a thousand times for a design
            return self._one_of.get((node, relations[0]), ())
        edges = self._all_of.get(node, ())
        if not relations or not edges:
            return edges
        return tuple([edge for edge in edges if edge.relation in relations])
