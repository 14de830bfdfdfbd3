"""When jobs start, and when chains of them are done.

A job that runs by the clock starts by the clock, whether its input is there or not: that race is
another question. Any other starts when the last of its inputs is done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checks.board import as_number
from checks.facts.inputs_first import inputs_first
from checks.numbers import Number, State
from design.quantities.quantity import Dimension
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_ON_INPUT = frozenset({"upstream", "on_change", "continuous"})
_DAY = 86400.0
_OFFSET = re.compile(r"(?:UTC|GMT)(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?")
_CLOCK = QuantityAttribute(name=a.PERIOD.name, label=a.PERIOD.label)


def starts_of(board: Board, job: Node) -> Number | None:
    """When *job* starts, in seconds after midnight: as stated, or said with its cadence."""
    stated = board.number(job, a.STARTS_AT) or board.number(job, a.AVAILABLE_AT)
    if stated is not None:
        return stated
    period = job.get(a.PERIOD)
    if period is None or period.starts_at is None:
        return None
    at = period.starts_at
    said = type(period)(period.text, Dimension.TIME_OF_DAY, at, at, at, zone=period.zone)
    return as_number(job.id, _CLOCK, said, State.GIVEN)


def zones_of(hour: Number) -> frozenset[str]:
    """The time zone a person stated with an *hour* of the day, if any."""
    zone = hour.quantity.zone if hour.quantity is not None else None
    return frozenset() if zone is None else frozenset({zone})


def in_one_zone(one: Number, other: Number) -> tuple[Number, Number] | None:
    """Two times of day by one clock, or None where their zones cannot be compared.

    A time without a zone is by the clock of the other.
    """
    zones = [time.quantity.zone if time.quantity else None for time in (one, other)]
    if None in zones or zones[0] == zones[1]:
        return one, other
    ahead = [_ahead_of_utc(zone or "") for zone in zones]
    if ahead[0] is None or ahead[1] is None:
        return None
    return _moved(one, ahead[0]), _moved(other, ahead[1])


def _moved(time: Number, ahead: float) -> Number:
    """The same moment in UTC, within the day."""
    days = (time.value - ahead) // _DAY
    return time - Number.exactly(ahead + days * _DAY)


def _ahead_of_utc(zone: str) -> float | None:
    """How far a zone that is written as an offset is ahead of UTC, in seconds."""
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return None
    seconds = int(match["hours"] or 0) * 3600.0 + int(match["minutes"] or 0) * 60.0
    return -seconds if match["sign"] == "-" else seconds


@dataclass(frozen=True, slots=True)
class Chain:
    """Jobs one after the other, the one that is done last on top.

    ``begins`` is when the first of them can start, ``ends`` when the last is done, in seconds after
    midnight (beyond 86 400 on the next day); ``jobs`` are those with a length, in order. ``zones``
    are those in which any input states its hour: only within one can hours be compared.
    """

    first: str
    begins: Number
    ends: Number
    jobs: tuple[tuple[str, Number], ...]
    zones: frozenset[str] = frozenset()


class Schedules:
    """When the jobs of a board are done."""

    def __init__(self, board: Board) -> None:
        """Read the schedules off *board*."""
        self._board = board
        self._chains: dict[str, Chain | None] = {}

    def chain(self, node: str) -> Chain | None:
        """The chain that ends with *node*, or None where nothing says when it starts."""
        for one in inputs_first(node, self._chains, self._sources):
            self._chains[one] = self._worked_out(self._board.node(one))
        return self._chains[node]

    def _sources(self, node: str) -> Iterator[str]:
        return (source.id for source in self._inputs(self._board.node(node)))

    def _worked_out(self, node: Node) -> Chain | None:
        length = self._board.number(node, a.DURATION)
        own = starts_of(self._board, node)
        if own is not None and node.get(a.TRIGGER) not in _ON_INPUT:
            chain = Chain(node.id, own, own, (), zones_of(own))
        else:
            before = [
                one
                for source in self._inputs(node)
                if (one := self._chains.get(source.id)) is not None
            ]
            last = max(before, key=lambda one: (one.ends.value, one.first), default=None)
            if last is None:
                return None if own is None else Chain(node.id, own, own, (), zones_of(own))
            chain = replace(last, zones=frozenset().union(*(one.zones for one in before)))
        if length is None:
            return chain
        return replace(chain, ends=chain.ends + length, jobs=(*chain.jobs, (node.id, length)))

    def _inputs(self, node: Node) -> tuple[Node, ...]:
        fed = self._board.sources_of(node.id, Relation.FEEDS)
        read = self._board.targets_of(node.id, Relation.READS, Relation.USES)
        return (*fed, *(one for one in read if one.kind is not Kind.MODEL))
