"""Whether somebody gave a reason for a part of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from design.model import Node


_ASKS = frozenset("how should what when where which who why".split())


def chosen_by(decision: Node) -> str:
    """What a sentence about *decision* calls it: its choice where its title is a question."""
    choice = (decision.get(a.CHOICE) or "").strip()
    is_question = decision.title.casefold().partition(" ")[0] in _ASKS
    return choice if choice and is_question else decision.title


def is_reasoned(board: Board, node: str) -> bool:
    """Whether a decision or an assumption about *node* gives a reason, there or on the arrow."""
    return any(
        (owner.get(a.BECAUSE) or "").strip()
        for edge in board.into(node, Relation.SUPPORTS)
        for owner in (edge, board.node(edge.source))
    )


def reason_of(board: Board, decision: Node) -> str:
    """The reason *decision* gives, on itself and on its arrows; empty where it gives none."""
    said = [decision.get(a.BECAUSE) or ""]
    said += [edge.get(a.BECAUSE) or "" for edge in board.out_of(decision.id, Relation.SUPPORTS)]
    return " ".join(one.strip() for one in said if one.strip())
