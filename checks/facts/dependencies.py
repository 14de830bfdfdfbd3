"""What an endpoint cannot answer without, and what stands in for it.

A hard dependency is what is called or read and waited for, unless the edge says ``hard: no``; so is
what a hard dependency cannot do without. What stands behind a cache is not waited for by most, and
what runs in the process fails with it. A fallback of a part covers the part and all behind it. It
counts only where it can be up while the part is down: not in the same zone, not of the same
provider, and not standing on the part itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.arithmetic.availability import with_fallback
from checks.facts.serving import answering_endpoints, is_sync
from checks.numbers import Number
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Edge, Node

_ONE = Number.exactly(1.0)
_NO_SERVER = frozenset({Kind.PROMPT, Kind.FEATURE, Kind.DATASET, Kind.HUMAN_REVIEW, Kind.LOG})


@dataclass(frozen=True, slots=True)
class Dependency:
    """A part an endpoint cannot answer without.

    ``edge`` is the call that needs it, ``behind`` the dependency it is needed by ("" for the
    endpoint itself). ``fallbacks`` answer instead of it, those of what needs it included.
    """

    node: Node
    edge: Edge
    behind: str
    availability: Number | None
    fallbacks: tuple[Node, ...]
    credit: Number | None  # the availability with the fallbacks that count

    @property
    def known(self) -> Number:
        """Its availability as far as it is known: 1 where nobody states it."""
        return self.credit or self.availability or _ONE


class Dependencies:
    """The hard dependencies of the answering endpoints of a board."""

    def __init__(self, board: Board) -> None:
        """Read the dependencies off *board*."""
        self._board = board

    @cached_property
    def endpoints(self) -> tuple[Node, ...]:
        """The endpoints somebody asks and waits for, in id order."""
        return answering_endpoints(self._board)

    def of(self, endpoint: str) -> tuple[Dependency, ...]:
        """What *endpoint* cannot answer without, each once, the nearest first."""
        return self._of.get(endpoint, ())

    def stands_on(self, node: str) -> frozenset[str]:
        """The parts *node* calls, reads or uses, directly or not, itself left out."""
        met: set[str] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            for edge in self._board.out_of(here, Relation.CALLS, Relation.READS, Relation.USES):
                if edge.target not in met:
                    met.add(edge.target)
                    waiting.append(edge.target)
        return frozenset(met - {node})

    def is_independent(self, fallback: Node, primary: Node) -> bool:
        """Whether *fallback* can be up while *primary* is down."""
        return not self.shared(fallback, primary) and primary.id not in self.stands_on(fallback.id)

    def shared(self, fallback: Node, primary: Node) -> str:
        """The provider or zone both are in, as written there, or nothing."""
        for attribute in (a.PROVIDER, a.ZONE):
            mine, yours = fallback.get(attribute), primary.get(attribute)
            if mine and yours and mine.casefold() == yours.casefold():
                return mine
        return ""

    @cached_property
    def _of(self) -> dict[str, tuple[Dependency, ...]]:
        return {one.id: tuple(self._found(one)) for one in self.endpoints}

    def _found(self, endpoint: Node) -> Iterator[Dependency]:
        met = {endpoint.id}
        waiting: list[tuple[Node, str, tuple[Node, ...]]] = [
            (endpoint, "", self._stand_ins(endpoint))
        ]
        for here, behind, inherited in waiting:
            for edge in self._needed(here):
                node = self._board.node(edge.target)
                if node.id in met:
                    continue
                met.add(node.id)
                own = self._stand_ins(node)
                fallbacks = (*own, *(one for one in inherited if one not in own))
                yield self._dependency(node, edge, behind, fallbacks)
                if node.kind is not Kind.CACHE:
                    waiting.append((node, node.id, fallbacks))

    def _needed(self, node: Node) -> Iterator[Edge]:
        for edge in self._board.out_of(node.id, Relation.CALLS, Relation.READS):
            target = self._board.node(edge.target)
            is_part = target.kind in _NO_SERVER or target.get(a.IN_PROCESS) is True
            if is_sync(edge) and edge.get(a.HARD) is not False and not is_part:
                yield edge

    def _stand_ins(self, node: Node) -> tuple[Node, ...]:
        return self._board.targets_of(node.id, Relation.FALLS_BACK_TO)

    def _dependency(
        self, node: Node, edge: Edge, behind: str, fallbacks: tuple[Node, ...]
    ) -> Dependency:
        availability = self._board.number(node, a.AVAILABILITY)
        credit = availability
        for fallback in fallbacks:
            if credit is not None and self.is_independent(fallback, node):
                credit = self._lifted(credit, fallback)
        return Dependency(node, edge, behind, availability, fallbacks, credit)

    def _lifted(self, primary: Number, fallback: Node) -> Number:
        number = self._board.number
        backup = number(fallback, a.AVAILABILITY) or _ONE
        cover = number(fallback, a.COVERAGE) or _ONE
        bound = (primary + backup) * cover  # for its bindings and state alone
        return Number(
            with_fallback(primary.low, backup.low, cover.low),
            with_fallback(primary.value, backup.value, cover.value),
            with_fallback(primary.high, backup.high, cover.high),
            bound.state,
            bound.bindings,
        )
