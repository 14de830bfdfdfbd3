"""How an endpoint serves: who waits for it, and whether it answers requests or runs in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from design.model import Edge, Node

ANSWERING = frozenset({"online", "stream"})
_OF_BATCHES = (a.ROWS_PER_RUN, a.BATCH_WINDOW, a.FINISH_BY, a.PERIOD, a.STARTS_AT)
_OF_REQUESTS = (a.PEAK_QPS, a.AVG_QPS, a.LATENCY_BUDGET)


def mode_of(endpoint: Node) -> str:
    """The stated mode; where none is stated, batch if it has numbers of a batch only."""
    stated = endpoint.get(a.MODE)
    if stated is not None:
        return stated
    in_batches = any(endpoint.get(one) is not None for one in _OF_BATCHES)
    on_request = any(endpoint.get(one) is not None for one in _OF_REQUESTS)
    return "batch" if in_batches and not on_request else "online"


def answering_endpoints(board: Board) -> tuple[Node, ...]:
    """The endpoints somebody asks and waits for, in id order."""
    return tuple(node for node in board.of_kind(Kind.ENDPOINT) if mode_of(node) in ANSWERING)


def entry_endpoints(board: Board) -> tuple[Node, ...]:
    """The endpoints no other part of the design calls, in id order."""
    return tuple(
        node for node in board.of_kind(Kind.ENDPOINT) if not board.into(node.id, Relation.CALLS)
    )


def is_sync(edge: Edge) -> bool:
    """Whether the caller waits: yes unless the edge says otherwise."""
    return edge.get(a.CALL_MODE) in {None, "sync"}


def waiting_consumers(board: Board, endpoint: Node) -> tuple[Node, ...]:
    """The consumers that wait for an answer of *endpoint*."""
    return tuple(
        board.node(edge.source)
        for edge in board.into(endpoint.id, Relation.CONSUMES)
        if is_sync(edge)
    )
