"""Everything that can be reached from each node of a graph, worked out for all nodes at once."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_IS_SET = {"0": False, "1": True}


class Closures:
    """Each node with all that is reached from it, cycles or not.

    Sets are kept as the bits of integers: a union is one operation, whatever the size.
    """

    def __init__(self, next_of: Mapping[str, Sequence[str]]) -> None:
        """Follow *next_of*; a node that is no key of it is no part of the graph."""
        self._names = tuple(next_of)
        self._reached = _reached(next_of)
        self._sets: dict[int, frozenset[str]] = {}

    def __contains__(self, node: str) -> bool:
        """Whether *node* is part of the graph."""
        return node in self._reached

    def union(self, nodes: Iterable[str]) -> frozenset[str]:
        """The *nodes*, all of them part of the graph, with everything reached from them."""
        bits = 0
        for node in nodes:
            bits |= self._reached[node]
        if bits not in self._sets:
            digits = reversed(f"{bits:b}")
            self._sets[bits] = frozenset(compress(self._names, map(_IS_SET.__getitem__, digits)))
        return self._sets[bits]


def _reached(next_of: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The bits of what is reached from each node: one round where there is no cycle."""
    found = {node: 1 << place for place, node in enumerate(next_of)}
    order = _last_first(next_of)
    grows = True
    while grows:
        grows = False
        for node in order:
            bits = found[node]
            for other in next_of[node]:
                bits |= found.get(other, 0)
            if bits != found[node]:
                found[node], grows = bits, True
    return found


def _last_first(next_of: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes, each after those it leads to, except on a cycle."""
    order: list[str] = []
    met: set[str] = set()
    for start in next_of:
        waiting = [(start, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                order.append(node)
            elif node in next_of and node not in met:
                met.add(node)
                waiting.append((node, True))
                waiting += [(other, False) for other in next_of[node]]
    return order
