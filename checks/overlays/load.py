"""The load overlay: the rate on every request edge, and how busy it keeps what it reaches."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.arithmetic.queueing import knee
from checks.facts.rates import rate_text
from checks.facts.servers import servers_of
from checks.facts.serving import mode_of
from checks.facts.wording import percent
from checks.numbers import Number, State
from checks.overlays.blanks import blanks
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import share_of
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Edge, Node

_REQUESTS = (
    Relation.CONSUMES,
    Relation.CALLS,
    Relation.READS,
    Relation.USES,
    Relation.GUARDS,
)
# What only states a rate for other parts.
_SAYINGS = frozenset({Kind.REQUIREMENT, Kind.ASSUMPTION, Kind.DECISION})


@dataclass(frozen=True, slots=True)
class _Busy:
    """How busy a part is, the utilisation beyond which requests queue, and the arithmetic."""

    share: Number
    knee: float
    working: str


def load(board: Board) -> Overlay:
    """The rate at peak of every part that requests reach, and of every edge that brings them.

    The bar and the tone of a part are those of its utilisation alone: how long requests wait is
    another question. The bar of an edge is its rate beside the largest there is.
    """
    rates = {
        str(edge.key): rate
        for edge in board.edges
        if edge.relation in _REQUESTS and (rate := board.load.on(edge)) is not None
    }
    busiest = max((rate.value for rate in rates.values()), default=0.0)
    reached = [
        node
        for node in board.nodes
        if node.kind not in _SAYINGS and board.load.peak(node.id) is not None
    ]
    marks = [_of_node(board, node) for node in reached]
    marks += [_of_edge(owner, rate, busiest) for owner, rate in rates.items()]
    return laid_out(
        OverlayName.LOAD,
        summary=_summary(board),
        marks=marks,
        missing=[blank for node in board.nodes for blank in _missing(board, node)],
    )


def _summary(board: Board) -> Iterator[str]:
    for node in board.nodes:
        peak = board.load.peak(node.id)
        if board.load.entries_of(node.id) == (node.id,) and peak is not None:
            yield f"{node.title}: {rate_text(peak.value)} at peak"
    busy = [(found.share.value, node) for node in board.nodes if (found := _busy(board, node))]
    if busy:
        share, node = max(busy, key=lambda one: one[0])
        yield f"The busiest is {node.title}, at {percent(share)}"


def _of_node(board: Board, node: Node) -> Mark:
    peak, busy = board.load.peak(node.id), _busy(board, node)
    text = "" if peak is None else rate_text(peak.value)
    working = [*_arriving(board, node)]
    if busy is None:
        return Mark(node.id, text, Tone.NONE, working=tuple(working))
    share = busy.share.value
    working += [busy.working, f"requests queue beyond {busy.knee:.3g}"]
    tone = _tone(node, busy)
    return Mark(
        node.id,
        f"{text} · {percent(share)} busy",
        tone,
        share_of(share, 1.0),
        tuple(working),
        emphasised=tone in (Tone.BAD, Tone.BUSY),
    )


def _tone(node: Node, busy: _Busy) -> Tone:
    if busy.share.value >= 1:
        return Tone.BAD
    # A batch runs full by design, and a latency measured at this load holds the wait.
    calm = node.get(a.MEASURED_AT_LOAD) is True or (
        node.kind is Kind.ENDPOINT and mode_of(node) == "batch"
    )
    return Tone.BUSY if busy.share.high >= busy.knee and not calm else Tone.GOOD


def _busy(board: Board, node: Node) -> _Busy | None:
    """The utilisation at peak, as CAP303 computes it; of a stated total where there is one."""
    peak, whole = board.load.peak(node.id), board.number(node, a.THROUGHPUT)
    if peak is None:
        return None
    if whole is not None:
        if whole.low <= 0:
            return None
        share = peak / whole
        said = f"{rate_text(peak.value)} / {rate_text(whole.value)} = {figure(share.value, 3)}"
        return _known(share, knee(math.inf), said)
    found = servers_of(board, node)
    if found is None or found[0].low <= 0 or found[1].low <= 0:
        return None
    count, each = found
    share = peak / (count * each)
    servers = f"{round(count.value)} x {rate_text(each.value)}"
    return _known(
        share,
        knee(count.value),
        f"{rate_text(peak.value)} / ({servers}) = {figure(share.value, 3)}",
    )


def _known(share: Number, bound: float, working: str) -> _Busy | None:
    return _Busy(share, bound, working) if math.isfinite(share.high) else None


def _arriving(board: Board, node: Node) -> Iterator[str]:
    """Where the rate of a node comes from: what is sent to it where that is all, else a number."""
    peak = board.load.peak(node.id)
    if peak is None:
        return
    sent = [
        (board.title(other), rate.value)
        for edge, other in _bringing(board, node)
        if (rate := board.load.on(edge)) is not None
    ]
    if sent and math.isclose(sum(rate for _, rate in sent), peak.value):
        yield from (f"from {title}: {rate_text(rate)}" for title, rate in sent)
    else:
        yield f"stated: {_stated(peak)}"
    guessed = [one for one in peak.bindings if one.state is State.DEFAULTED]
    yield from (f"taken, as nobody states it: {one.text}" for one in guessed)


def _stated(rate: Number) -> str:
    stated = (one for one in rate.bindings if one.state is not State.DEFAULTED)
    return ", ".join(dict.fromkeys(f"{one.attribute} {one.text}" for one in stated))


def _bringing(board: Board, node: Node) -> Iterator[tuple[Edge, str]]:
    for edge in board.into(node.id, *_REQUESTS):
        if edge.relation is not Relation.GUARDS:
            yield edge, edge.source
    for edge in board.out_of(node.id, Relation.GUARDS):
        yield edge, edge.target


def _of_edge(owner: str, rate: Number, busiest: float) -> Mark:
    stated = _stated(rate)
    return Mark(
        owner,
        rate_text(rate.value),
        Tone.PATH,
        share_of(rate.value, busiest),
        (f"{rate_text(rate.value)} from {stated}",) if stated else (),
    )


def _missing(board: Board, node: Node) -> Iterator[tuple[str, str]]:
    """The rates nobody states, and what half of a capacity lacks."""
    for demand in board.load.demands(node.id):
        for attribute in demand.missing:
            yield demand.owner, attribute.name
    if board.number(node, a.THROUGHPUT) is not None or servers_of(board, node) is not None:
        return
    replicas = board.number(node, a.REPLICAS) or board.number(node, a.MAX_REPLICAS)
    each = board.number(node, a.THROUGHPUT_PER_REPLICA)
    if replicas is not None:
        yield from blanks(board, node, a.THROUGHPUT_PER_REPLICA)
    elif each is not None:
        yield from blanks(board, node, a.REPLICAS)
