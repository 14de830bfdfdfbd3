"""How many servers a part has, and what each of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.numbers import Number
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from checks.board import Board
    from design.model import Node


def servers_of(board: Board, node: Node) -> tuple[Number, Number] | None:
    """How many servers there are and what one takes a second; None where that is not stated."""
    number = board.number
    replicas = number(node, a.MAX_REPLICAS) or number(node, a.REPLICAS)
    each = number(node, a.THROUGHPUT_PER_REPLICA)
    if replicas is None:
        return None
    if each is not None:
        return replicas, each
    workers, mean = number(node, a.WORKERS_PER_REPLICA), number(node, a.LATENCY_MEAN)
    if workers is None or mean is None or mean.low <= 0:
        return None
    return replicas * workers, Number.exactly(1.0) / mean
