"""Which numbers the design states in fields that rules read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.board import owner_text
from design.quantities.quantity import Quantity

if TYPE_CHECKING:
    from checks.board import Board
    from design.model import Edge, Node


def stated_numbers(board: Board) -> tuple[tuple[str, str], ...]:
    """Every number in a canonical field, as (owner, attribute), in board order."""
    owners: tuple[Node | Edge, ...] = (*board.nodes, *board.edges)
    return tuple(
        (owner_text(owner), name)
        for owner in owners
        for name, value in sorted(owner.fields.items())
        if isinstance(value, Quantity)
    )
