"""How old data is where it is used: hop by hop from where it arises.

A hop adds its lag, the wait for its next run and the run itself; a cache adds its TTL. On average
half of the wait and half of the TTL have passed. What starts when its input is there does not wait,
and what runs all the time only lags. A feature that repeats the cadence of the job that makes it,
or a store that repeats that of the job that fills it, is one and the same wait.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.inputs_first import inputs_first
from checks.numbers import Number, total_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Edge, Node

_ZERO, _HALF = Number.exactly(0.0), Number.exactly(0.5)
_DATA = frozenset(
    {
        Kind.SOURCE,
        Kind.TRANSFORM,
        Kind.FEATURE,
        Kind.FEATURE_STORE,
        Kind.INDEX,
        Kind.CACHE,
        Kind.ENDPOINT,
    }
)
_ASKS = (Relation.READS, Relation.CALLS, Relation.USES)
_ON_INPUT = frozenset({"upstream", "on_change"})
_STARTED = frozenset({"continuous", *_ON_INPUT})
_REPEATS = frozenset({Kind.FEATURE, Kind.FEATURE_STORE, Kind.INDEX})


@dataclass(frozen=True, slots=True)
class Hop:
    """What one part adds to the age, in seconds: ``part`` says which of its numbers."""

    node: str
    part: str  # lag, cadence, run, TTL
    worst: Number
    mean: Number


@dataclass(frozen=True, slots=True)
class Age:
    """The age of the data at a part over the oldest way to it, its first hop first.

    ``before`` is the part it comes from on that way; empty where no way makes it older.
    """

    node: str
    hops: tuple[Hop, ...] = ()
    missing: tuple[str, ...] = ()  # jobs on the way whose cadence nobody states
    before: str = ""

    @property
    def worst(self) -> Number:
        """The largest age, in seconds."""
        return total_of((_ZERO, *(hop.worst for hop in self.hops)))

    @property
    def mean(self) -> Number:
        """The age on average, in seconds."""
        return total_of((_ZERO, *(hop.mean for hop in self.hops)))

    @property
    def path(self) -> tuple[str, ...]:
        """The parts on the way, each once, data first."""
        return tuple(dict.fromkeys(hop.node for hop in self.hops))


class Freshness:
    """The age of data at every part of a board."""

    def __init__(self, board: Board) -> None:
        """Read the ages off *board*."""
        self._board = board
        self._ages: dict[str, Age] = {}

    def at(self, node: str) -> Age:
        """The oldest data *node* may hand on."""
        for one in inputs_first(node, self._ages, self._sources):
            self._ages[one] = self._worked_out(self._board.node(one))
        return self._ages[node]

    @cached_property
    def required(self) -> tuple[tuple[Node, Number], ...]:
        """The parts with a freshness requirement, each requirement once, where data is oldest."""
        found: dict[tuple[str, str, str], tuple[Node, Number]] = {}
        for node in self._board.of_kind(*sorted(_DATA)):
            bound = self._board.number(node, a.FRESHNESS_REQ)
            if bound is None or not bound.bindings:
                continue
            each = node.id if node.kind is Kind.ENDPOINT else ""  # every endpoint has to keep it
            key = (bound.bindings[0].owner, bound.bindings[0].attribute, each)
            known = found.get(key)
            if known is None or self._is_older(node.id, known[0].id):
                found[key] = (node, bound)
        return tuple(sorted(found.values(), key=lambda pair: pair[0].id))

    def refresh(self, node: Node) -> tuple[Hop, ...]:
        """What *node* adds to the age of what reaches it."""
        return tuple(self._own_hops(node))

    def inputs(self, node: Node) -> Iterator[tuple[Edge | None, Node]]:
        """The data *node* is made from or answers with; no edge where it is asked for."""
        if node.kind is Kind.SOURCE or node.get(a.COMPUTED) == "request":
            return
        for edge in self._board.into(node.id, Relation.FEEDS):
            source = self._board.node(edge.source)
            if source.kind in _DATA and source.get(a.STATIC) is not True:
                yield edge, source
        if node.kind in (Kind.ENDPOINT, Kind.CACHE):
            for part in self._read_by(node):
                yield None, part

    def _sources(self, node: str) -> Iterator[str]:
        return (source.id for _, source in self.inputs(self._board.node(node)))

    def _is_older(self, one: str, other: str) -> bool:
        return self.at(one).worst.value > self.at(other).worst.value

    def _worked_out(self, node: Node) -> Age:
        best, trigger = Age(node.id), None
        for edge, source in self.inputs(node):
            before = self._ages.get(source.id, Age(source.id))
            lag = self._board.number(edge, a.LAG) if edge is not None else None
            hops = before.hops if lag is None else (*before.hops, Hop(source.id, "lag", lag, lag))
            reached = Age(node.id, hops, before.missing, source.id)
            if _older(reached, best):
                best, trigger = reached, None if edge is None else edge.get(a.TRIGGER)
        own = tuple(self._own_hops(node, best, trigger))
        unsaid = (
            not own
            and trigger not in _STARTED
            and (self._should_state(node) or self._waits_unsaid(node, best))
        )
        missing = (node.id,) if unsaid else ()
        return Age(node.id, (*best.hops, *own), (*best.missing, *missing), best.before)

    def _read_by(self, node: Node) -> Iterator[Node]:
        """The data an endpoint or a cache answers with, through whatever it asks."""
        parts = (node.id,) if node.kind is Kind.CACHE else self._board.monitoring.part_of(node.id)
        behind = self._behind_caches(parts)
        for part in parts:
            for edge in self._board.out_of(part, *_ASKS):
                target = self._board.node(edge.target)
                is_data = target.kind in _DATA and target.kind is not Kind.ENDPOINT
                if is_data and target.get(a.STATIC) is not True and target.id not in behind:
                    yield target
            if self._board.node(part).kind is Kind.MODEL:
                for edge in self._board.into(part, Relation.FEEDS):
                    source = self._board.node(edge.source)
                    if source.kind in _DATA and source.get(a.STATIC) is not True:
                        yield source

    def _behind_caches(self, parts: tuple[str, ...]) -> set[str]:
        """What is read through a cache is reached through it alone."""
        caches = [
            edge.target
            for part in parts
            for edge in self._board.out_of(part, *_ASKS)
            if self._board.node(edge.target).kind is Kind.CACHE
        ]
        return {
            edge.target
            for cache in caches
            for edge in self._board.out_of(cache, *_ASKS)
            if self._board.node(edge.target).kind in _DATA
        }

    def _own_hops(
        self, node: Node, before: Age | None = None, by: str | None = None
    ) -> Iterator[Hop]:
        number = self._board.number
        if node.kind is Kind.CACHE:
            ttl = number(node, a.TTL)
            if ttl is not None:
                yield Hop(node.id, "TTL", ttl, ttl * _HALF)
            return
        if node.kind is Kind.ENDPOINT and number(node, a.PERIOD) is None:
            return
        lag, period, run = (number(node, one) for one in (a.LAG, a.PERIOD, a.DURATION))
        if lag is not None:
            yield Hop(node.id, "lag", lag, lag)
        trigger = by if by in _STARTED else node.get(a.TRIGGER)
        if trigger == "continuous" or node.get(a.COMPUTED) == "stream":
            return
        is_repeated = before is not None and self._repeats(node, period, before)
        if period is not None and period.value > 0 and trigger not in _ON_INPUT and not is_repeated:
            yield Hop(node.id, "cadence", period, period * _HALF)
        if run is not None and not is_repeated:
            yield Hop(node.id, "run", run, run)

    def _repeats(self, node: Node, period: Number | None, before: Age) -> bool:
        """Whether the cadence is that of the job before it, written down again."""
        if node.kind not in _REPEATS or period is None:
            return False
        if self._board.number(node, a.DURATION) is not None:
            return False
        waits = [hop.worst.value for hop in before.hops if hop.part == "cadence"]
        return bool(waits) and waits[-1] == period.value

    def _should_state(self, node: Node) -> bool:
        """Whether it is a job that runs now and then, and nobody says when."""
        runs_by_itself = node.get(a.TRIGGER) in {"continuous", *_ON_INPUT}
        of_request = node.get(a.COMPUTED) in {"request", "stream"}
        return (
            node.kind is Kind.TRANSFORM
            and not runs_by_itself
            and not of_request
            and not self._makes_streams(node)
            and not (self._board.into(node.id, Relation.CALLS, Relation.TRIGGERS))
        )

    def _makes_streams(self, node: Node) -> bool:
        """Whether all it feeds is computed as a stream, so that it runs all the time itself."""
        fed = self._board.targets_of(node.id, Relation.FEEDS)
        return bool(fed) and all(one.get(a.COMPUTED) == "stream" for one in fed)

    def _waits_unsaid(self, node: Node, before: Age) -> bool:
        """Whether it is a feature made in batches, and no job before it says or is asked when."""
        return (
            node.kind is Kind.FEATURE
            and node.get(a.COMPUTED) == "batch"
            and node.get(a.TRIGGER) not in _STARTED
            and not before.missing
            and all(hop.part != "cadence" for hop in before.hops)
        )


_ALWAYS = re.compile(r"\b(?:always|never older|max(?:imum)?|at all times|worst)\b")


def says_always(board: Board, required: Number) -> bool:
    """Whether who requires it means the worst case."""
    owner = board.design.nodes.get(required.bindings[0].owner)
    if owner is None:
        return False
    said = (owner.title, owner.get(a.METRIC), owner.get(a.TEXT), owner.note)
    return bool(_ALWAYS.search(" ".join(part for part in said if part).casefold()))


def _older(one: Age, other: Age) -> bool:
    mine, yours = one.worst.value, other.worst.value
    return mine > yours or (mine == yours and len(one.missing) > len(other.missing))
