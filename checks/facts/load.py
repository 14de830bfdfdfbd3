"""How many requests reach each node: stated where they enter, carried along every call.

Along ``calls`` and ``reads``, waited for or not, the rate of a child is the sum over its parents
of parent rate x fraction x calls per request x fan-out x (1 - hit rate, where the parent is a
cache). What an endpoint uses runs at its rate, and a guardrail at the rate of what it guards.
A call that closes a cycle adds nothing: the bound on its rounds is another question.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.serving import mode_of
from checks.finding import Demand
from checks.numbers import Number, State
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checks.board import Board
    from design.model import Edge, Node

DEFAULT_PEAK_FACTOR = Number.default(3.0, a.PEAK_FACTOR.name, "3x peak")
_ONE = Number.exactly(1.0)
_RATES = frozenset(one.name for one in (a.PEAK_QPS, a.AVG_QPS, a.REQUESTS_PER_DAY, a.ROWS_PER_RUN))
_CARRIES = (Relation.CALLS, Relation.READS, Relation.USES)


class Load:
    """The request rates of a board, in requests per second."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def peak(self, node_id: str) -> Number | None:
        """The rate in the worst minute, or None where nothing states it.

        Of a batch: the rows of a run over the window they are scored in.
        """
        return self._peaks.get(node_id)

    def average(self, node_id: str) -> Number | None:
        """The rate over the day of what is asked for, or None; batches are not in it."""
        return self._averages.get(node_id)

    def volume(self, node_id: str) -> Number | None:
        """What comes by over the day, requests and rows of batches, as a rate; or None."""
        return self._volumes.get(node_id)

    def on(self, edge: Edge) -> Number | None:
        """The rate that *edge* carries at peak, or None; what closes a cycle carries nothing."""
        if edge.relation is Relation.CONSUMES:
            return self._consumed(edge, self._stated_peak)
        ends = _sent(edge)
        if ends is None or ends in self._closing:
            return None
        parent = self.peak(ends[0])
        return None if parent is None else parent * self._per_request(edge)

    def entries_of(self, node_id: str) -> tuple[str, ...]:
        """The endpoints at which the load of the node enters, in id order."""
        found: set[str] = set()
        met: set[str] = set()
        waiting = [node_id]
        while waiting:
            here = waiting.pop()
            if here in met:
                continue
            met.add(here)
            parents = [parent for parent, _ in self._parents.get(here, ())]
            waiting.extend(parents)
            if not parents and self._board.node(here).kind is Kind.ENDPOINT:
                found.add(here)
        return tuple(sorted(found))

    def demands(self, node_id: str) -> Iterator[Demand]:
        """What is missing to know the peak of the node, where it belongs."""
        for entry in self.entries_of(node_id):
            if self.peak(entry) is None:
                yield self._demand(self._board.node(entry))

    def _demand(self, entry: Node) -> Demand:
        if mode_of(entry) != "batch":
            return Demand(entry.id, AttributeGroup.LOAD, (a.PEAK_QPS,))
        rows = self._board.number(entry, a.ROWS_PER_RUN)
        missing = a.ROWS_PER_RUN if rows is None else a.BATCH_WINDOW
        return Demand(entry.id, AttributeGroup.BATCH, (missing,))

    @cached_property
    def _peaks(self) -> dict[str, Number]:
        return self._carried(self._stated_peak)

    @cached_property
    def _averages(self) -> dict[str, Number]:
        return self._carried(self._stated_average)

    @cached_property
    def _volumes(self) -> dict[str, Number]:
        return self._carried(self._stated_volume)

    def _carried(self, stated: Callable[[Node | Edge], Number | None]) -> dict[str, Number]:
        found: dict[str, Number] = {}
        for node_id in self._downstream:
            rate = stated(self._board.node(node_id))
            if rate is None or rate.state is State.DEFAULTED:
                # What others state goes before a guess of our own.
                arriving = self._arriving(node_id, found, stated)
                rate = arriving if rate is None else _surer(rate, arriving)
            if rate is not None:
                found[node_id] = rate
        return found

    def _arriving(
        self,
        node_id: str,
        known: dict[str, Number],
        stated: Callable[[Node | Edge], Number | None],
    ) -> Number | None:
        total: Number | None = None
        for edge in self._board.into(node_id, Relation.CONSUMES):
            part = self._consumed(edge, stated)
            if part is not None:
                total = part if total is None else total + part
        for parent, edge in self._parents.get(node_id, ()):
            if parent in known:
                part = known[parent] * self._per_request(edge)
                total = part if total is None else total + part
        return total

    def _consumed(
        self, edge: Edge, stated: Callable[[Node | Edge], Number | None]
    ) -> Number | None:
        """What a consumer asks for along *edge*."""
        rate = stated(edge) or stated(self._board.node(edge.source))
        return None if rate is None else rate * (self._board.number(edge, a.FRACTION) or _ONE)

    def _per_request(self, edge: Edge) -> Number:
        factor = _ONE
        for attribute in (a.FRACTION, a.CALLS_PER_REQUEST, a.FANOUT):
            stated = self._board.number(edge, attribute)
            if stated is not None:
                factor = factor * stated
        source = self._board.node(edge.source)
        hit = self._board.number(source, a.CACHE_HIT) if source.kind is Kind.CACHE else None
        return factor if hit is None else factor * (_ONE - hit)

    def _stated_peak(self, owner: Node | Edge) -> Number | None:
        if not self._board.has_number(owner, _RATES):
            return None
        number = self._board.number
        peak = number(owner, a.PEAK_QPS)
        if peak is not None:
            return peak
        average = self._stated_average(owner, from_peak=False)
        if average is not None:
            return average * (number(owner, a.PEAK_FACTOR) or DEFAULT_PEAK_FACTOR)
        rows, window = number(owner, a.ROWS_PER_RUN), number(owner, a.BATCH_WINDOW)
        if rows is None or window is None or window.low <= 0:
            return None
        return rows / window

    def _stated_average(self, owner: Node | Edge, *, from_peak: bool = True) -> Number | None:
        if not self._board.has_number(owner, _RATES):
            return None
        number = self._board.number
        average = number(owner, a.AVG_QPS)
        if average is not None:
            return average
        # A day's requests are held in requests per second like every rate.
        per_day = number(owner, a.REQUESTS_PER_DAY)
        if per_day is not None:
            return per_day
        peak = number(owner, a.PEAK_QPS) if from_peak else None
        factor = number(owner, a.PEAK_FACTOR) or DEFAULT_PEAK_FACTOR
        return None if peak is None or factor.low <= 0 else peak / factor

    def _stated_volume(self, owner: Node | Edge) -> Number | None:
        if not self._board.has_number(owner, _RATES):
            return None
        average = self._stated_average(owner)
        if average is not None:
            return average
        rows = self._board.number(owner, a.ROWS_PER_RUN)
        period = self._board.number(owner, a.PERIOD)
        if rows is None or period is None or period.low <= 0:
            return None
        return rows / period

    @cached_property
    def _parents(self) -> dict[str, tuple[tuple[str, Edge], ...]]:
        """For each node, who sends it requests, without the calls that close a cycle."""
        closing = self._closing
        found: dict[str, list[tuple[str, Edge]]] = {}
        for source, target, edge in self._sends:
            if (source, target) not in closing:
                found.setdefault(target, []).append((source, edge))
        return {target: tuple(parents) for target, parents in found.items()}

    @cached_property
    def _sends(self) -> tuple[tuple[str, str, Edge], ...]:
        return tuple(
            (*ends, edge) for edge in self._board.edges if (ends := _sent(edge)) is not None
        )

    @cached_property
    def _walk(self) -> tuple[tuple[str, ...], frozenset[tuple[str, str]]]:
        return depth_first(
            tuple(node.id for node in self._board.nodes),
            tuple((source, target) for source, target, _ in self._sends),
        )

    @property
    def _downstream(self) -> tuple[str, ...]:
        return self._walk[0]

    @property
    def _closing(self) -> frozenset[tuple[str, str]]:
        return self._walk[1]


def _sent(edge: Edge) -> tuple[str, str] | None:
    """From whom to whom *edge* hands requests on; None where it does not."""
    if edge.relation in _CARRIES:
        return edge.source, edge.target
    return (edge.target, edge.source) if edge.relation is Relation.GUARDS else None


def _surer(guess: Number, other: Number | None) -> Number:
    return guess if other is None or other.state is State.DEFAULTED else other


def depth_first(
    nodes: tuple[str, ...], arrows: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, ...], frozenset[tuple[str, str]]]:
    """The nodes, parents before children, and the arrows that close a cycle.

    Walks begin at nodes nothing points to, so that an arrow back to where requests enter is the
    one that closes a cycle; the answer depends on the ids alone.
    """
    children: dict[str, list[str]] = {}
    for source, target in sorted(set(arrows)):
        children.setdefault(source, []).append(target)
    targets = {target for _, target in arrows}
    order: list[str] = []
    done: set[str] = set()
    closing: set[tuple[str, str]] = set()
    for start in sorted(nodes, key=lambda node: (node in targets, node)):
        if start in done:
            continue
        open_nodes = {start}
        stack = [(start, iter(children.get(start, ())))]
        while stack:
            here, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                open_nodes.discard(here)
                done.add(here)
                order.append(here)
            elif child in open_nodes:
                closing.add((here, child))
            elif child not in done:
                open_nodes.add(child)
                stack.append((child, iter(children.get(child, ()))))
    return tuple(reversed(order)), frozenset(closing)
