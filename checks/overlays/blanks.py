"""Which fields would have to be filled in for an overlay to show more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute


def blanks(board: Board, node: Node, *attributes: Attribute[Quantity]) -> Iterator[tuple[str, str]]:
    """Those of *attributes* that nothing states for *node* and nobody marked as not applicable."""
    for attribute in attributes:
        if board.number(node, attribute) is None and not board.is_na(node, attribute):
            yield node.id, attribute.name
