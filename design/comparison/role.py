"""The role of a node: what it is, what tells it from others of its kind, and what is around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from design.comparison.sides import Side, sides
from design.comparison.telling import TELLING
from design.comparison.values import shown
from design.comparison.watched import watched
from design.vocabulary import attributes as a
from design.vocabulary.attribute import TextAttribute
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from design.model import Design, Edge, Node

Place = tuple[Relation, bool]  # the sort of an arrow, and whether it leaves the node

_WORD: Final = re.compile(r"[^\W_]{2,}")
_EMPTY: Final = frozenset(
    "and are as at by for from has in is it no not of on or the to with".split()
)
# Relations that people draw for one another: a store in memory is called, another one read.
_SORT: Final[Mapping[Relation, Relation]] = MappingProxyType(
    {
        Relation.READS: Relation.CALLS,
        Relation.USES: Relation.CALLS,
        Relation.TRAINS: Relation.FEEDS,
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Neighbour:
    """The node at the other end of an arrow, and what is stated on the arrow, in order."""

    id: str
    relation: Relation
    stated: tuple[tuple[str, str], ...]

    def says_the_same_as(self, other: Neighbour) -> bool:
        """Whether both arrows have the same relation and fields."""
        return self.relation is other.relation and self.stated == other.stated


@dataclass(frozen=True, slots=True)
class Role:
    """What is known of a node's role. ``lone``: the design has no other node of its kind.

    ``told`` holds, by field, the value or the words that tell its role; ``stated`` every field
    that is filled in, as it is shown.
    """

    id: str
    kind: Kind
    lone: bool
    name: frozenset[str]
    told: Mapping[str, frozenset[str]]
    stated: Mapping[str, str]
    sides: frozenset[Side]
    around: Mapping[Place, tuple[Neighbour, ...]]


def roles(design: Design) -> Mapping[str, Role]:
    """The role of every node of *design*, in the order of ids."""
    around = _around(design)
    at_work = sides(design)
    number: dict[Kind, int] = defaultdict(int)
    for node in design.nodes.values():
        number[node.kind] += 1
    return {
        id_: Role(
            id=id_,
            kind=node.kind,
            lone=number[node.kind] == 1,
            name=words_of(node.name),
            told=_told(node, design, around[id_]),
            stated=shown(node.fields, node.numbers),
            sides=at_work[id_],
            around=around[id_],
        )
        for id_, node in sorted(design.nodes.items())
    }


def sort_of(relation: Relation) -> Relation:
    """The relation that stands for *relation* and for those drawn in its place."""
    return _SORT.get(relation, relation)


def words_of(text: str) -> frozenset[str]:
    """The words of *text* that say something, whatever their order and case."""
    return frozenset(_WORD.findall(text.casefold())) - _EMPTY


def _around(design: Design) -> Mapping[str, Mapping[Place, tuple[Neighbour, ...]]]:
    found: dict[str, dict[Place, tuple[Neighbour, ...]]] = {id_: {} for id_ in design.nodes}
    for key, edge in sorted(design.edges.items(), key=lambda item: item[0]):
        if key.source in found and key.target in found:
            stated = tuple(sorted(shown(edge.fields).items()))
            for here, there, leaves in (
                (key.source, key.target, True),
                (key.target, key.source, False),
            ):
                place = (sort_of(key.relation), leaves)
                found[here][place] = (
                    *found[here].get(place, ()),
                    Neighbour(there, key.relation, stated),
                )
    return found


def _told(
    node: Node, design: Design, around: Mapping[Place, tuple[Neighbour, ...]]
) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in TELLING.get(node.kind, ()):
        value = node.fields.get(one.attribute.name)
        if isinstance(one.attribute, TextAttribute):
            found[one.attribute.name] = words_of(value if isinstance(value, str) else "")
        elif isinstance(value, str | bool):
            found[one.attribute.name] = frozenset({str(value)})
    if node.kind is Kind.MONITOR:
        found[a.SIGNAL.name] = watched(node)
    if node.kind is Kind.ALERT and a.SEVERITY.name not in found:
        found[a.SEVERITY.name] = _severity(around)
    if node.kind is Kind.GUARDRAIL:
        found[a.GUARD_STAGE.name] = frozenset(
            stage for edge in guarding(node, design) if (stage := edge.get(a.GUARD_STAGE))
        )
    return {name: told for name, told in found.items() if told}


def _severity(around: Mapping[Place, tuple[Neighbour, ...]]) -> frozenset[str]:
    """What an alert that does not say it does, by its arrows."""
    if (Relation.PAGES, True) in around:
        return frozenset({"page"})
    return frozenset({"ticket"}) if (Relation.TICKETS, True) in around else frozenset()


def guarding(node: Node, design: Design) -> list[Edge]:
    """The arrows on which a guardrail says where it stands."""
    return [
        edge
        for key, edge in design.edges.items()
        if key.source == node.id and key.relation is Relation.GUARDS
    ]
