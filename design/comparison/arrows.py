"""The arrows between parts that have partners: which are in both designs, which in one alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from design.comparison.result import ConnectionPair
from design.comparison.role import sort_of
from design.comparison.values import differing, shown
from design.model import EdgeKey

if TYPE_CHECKING:
    from design.model import Design
    from design.vocabulary.relations import Relation


def joined(left: Design, right: Design, partners: Mapping[str, str]) -> Mapping[EdgeKey, EdgeKey]:
    """The arrows of *left* that *right* has between the partners of their ends, in order.

    They have the same relation. Where a node stands in for one of another kind, they may have one
    that is drawn in its place: a cache is called, a feature store is read.
    """
    meant = {key: _moved(key, partners) for key in within(left, partners)}
    found = {key: there for key, there in meant.items() if there in right.edges}
    taken = set(found.values())
    free: dict[tuple[str, str, Relation], list[EdgeKey]] = defaultdict(list)
    for key in sorted(right.edges.keys() - taken):
        free[_sorted_as(key)].append(key)
    for key, there in meant.items():
        others = free[_sorted_as(there)]
        if key not in found and others and _has_stand_in(key, left, right, partners):
            found[key] = others.pop(0)
    return {key: found[key] for key in meant if key in found}


def within(design: Design, partners: Mapping[str, str]) -> tuple[EdgeKey, ...]:
    """The arrows of *design* whose two ends have partners, in order."""
    return tuple(
        key for key in sorted(design.edges) if key.source in partners and key.target in partners
    )


def connections(
    left: Design, right: Design, found: Mapping[EdgeKey, EdgeKey]
) -> Iterator[ConnectionPair]:
    """The arrows that are in both designs and state something differently."""
    for key, partner in found.items():
        said = differing(shown(left.edges[key].fields), shown(right.edges[partner].fields))
        if said:
            yield ConnectionPair(key, partner, said)


def _moved(key: EdgeKey, partners: Mapping[str, str]) -> EdgeKey:
    return EdgeKey(partners[key.source], partners[key.target], key.relation)


def _sorted_as(key: EdgeKey) -> tuple[str, str, Relation]:
    return key.source, key.target, sort_of(key.relation)


def _has_stand_in(key: EdgeKey, left: Design, right: Design, partners: Mapping[str, str]) -> bool:
    return any(
        left.nodes[id_].kind is not right.nodes[partners[id_]].kind
        for id_ in (key.source, key.target)
    )
