"""Two designs side by side, by what their parts do rather than by what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from design.comparison.arrows import connections, joined, within
from design.comparison.likeness import likenesses
from design.comparison.matching import matched
from design.comparison.result import Comparison, Pair, in_order
from design.comparison.role import roles
from design.comparison.values import differing, shown

if TYPE_CHECKING:
    from design.comparison.role import Role
    from design.model import Design

_Key = tuple[str, ...]


def compare(left: Design, right: Design) -> Comparison:
    """What *left* and *right* have in common, and what is in one of them alone.

    The order of nodes and edges does not matter, and ``compare(right, left)`` is the mirror of
    ``compare(left, right)``. A design has no difference from itself. Names, notes, places and
    reasons for what does not apply are not compared.
    """
    mine, yours = roles(left), roles(right)
    if _key(yours, right) < _key(mine, left):  # so that ties fall the same way from either side
        found = matched(yours, mine, likenesses(yours, mine))
        partners = {one: other for other, one in found.items()}
    else:
        partners = dict(matched(mine, yours, likenesses(mine, yours)))
    back = {other: one for one, other in partners.items()}
    arrows = joined(left, right, partners)
    there = set(arrows.values())
    return Comparison(
        pairs=tuple(
            Pair(one, partners[one], differing(mine[one].stated, yours[partners[one]].stated))
            for one in in_order(left, partners)
        ),
        only_left=in_order(left, left.nodes.keys() - partners.keys()),
        only_right=in_order(right, right.nodes.keys() - back.keys()),
        connections=tuple(connections(left, right, arrows)),
        connections_only_left=tuple(key for key in within(left, partners) if key not in arrows),
        connections_only_right=tuple(key for key in within(right, back) if key not in there),
    )


def _key(known: Mapping[str, Role], design: Design) -> tuple[_Key, ...]:
    """What tells a design from one that says something else, in an order of its own."""
    nodes = tuple(
        ("node", one.id, str(one.kind), *sorted(one.name), "", *_lines(one.stated))
        for one in known.values()
    )
    edges = tuple(
        ("edge", *map(str, key), *_lines(shown(edge.fields)))
        for key, edge in sorted(design.edges.items(), key=lambda item: item[0])
    )
    return (*nodes, *edges)


def _lines(stated: Mapping[str, str]) -> list[str]:
    return sorted(f"{name}: {value}" for name, value in stated.items())
