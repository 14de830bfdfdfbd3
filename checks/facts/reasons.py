"""Whether somebody gave a reason for a part of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board


def is_reasoned(board: Board, node: str) -> bool:
    """Whether a decision or an assumption about *node* gives a reason, there or on the arrow."""
    return any(
        (edge.get(a.BECAUSE) or board.node(edge.source).get(a.BECAUSE) or "").strip()
        for edge in board.into(node, Relation.SUPPORTS)
    )
