"""What is at stake for the people a system decides about, as the board says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import Board
    from design.model import Node

GRAVE = frozenset({"consequential", "safety"})
_ORDER = ("safety", "consequential", "advisory")  # the gravest first


def impact_at(board: Board, endpoint: Node) -> str:
    """The gravest impact stated of *endpoint*, of who asks it and of the models that answer there.

    Empty where nobody states one.
    """
    asking = board.sources_of(endpoint.id, Relation.CONSUMES)
    parts = (board.node(one) for one in board.monitoring.part_of(endpoint.id))
    return gravest((*asking, *parts))


def gravest(nodes: Iterable[Node]) -> str:
    """The gravest impact any of *nodes* states, empty where none does."""
    stated = set(_stated(nodes))
    return next((one for one in _ORDER if one in stated), "")


def _stated(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        impact = node.get(a.IMPACT)
        if impact is not None:
            yield impact
