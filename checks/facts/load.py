"""How many requests reach each node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from checks.board import Board
    from checks.numbers import Number


class Load:
    """The request rates of a board, in requests per second."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def peak(self, node_id: str) -> Number | None:
        """The peak rate that reaches the node."""
        return self._board.number(self._board.node(node_id), a.PEAK_QPS)

    def entries_of(self, node_id: str) -> tuple[str, ...]:
        """Where the load of the node would be stated."""
        return (node_id,)
