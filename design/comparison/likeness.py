"""How much alike the roles of two nodes are: what each is, then what is around each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from math import fsum
from typing import TYPE_CHECKING, Final

from design.comparison.role import Neighbour
from design.comparison.telling import LONE, TELLING, may_stand_in
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from design.comparison.role import Place, Role

Likenesses = Mapping[tuple[str, str], float]

_ROUNDS: Final = 4  # how far into the graph a difference is felt
_SURROUNDINGS: Final = 0.4  # their part in the whole
_OF_ONE: Final = 0.3  # how well nothing drawn agrees with something drawn
_STATED_OTHERWISE: Final = 0.9  # an arrow whose fields differ
_DIGITS: Final = 9
# Arrows that say more of what they come from than of what they lead to.
_ABOUT: Final = frozenset(
    {
        Relation.MONITORS,
        Relation.CONSTRAINS,
        Relation.SUPPORTS,
        Relation.EVALUATES,
        Relation.ROLLS_OUT,
        Relation.RAISES,
        Relation.PAGES,
        Relation.TICKETS,
        Relation.HANDLED_BY,
    }
)


def likenesses(left: Mapping[str, Role], right: Mapping[str, Role]) -> Likenesses:
    """How much alike every two nodes are that may play the same role, from 0 to 1.

    Neighbours count by how much alike they are themselves. 1 is reached by what says the same in
    the same surroundings.
    """
    alone = _alone(left, right)
    found: Likenesses = alone
    for _ in range(_ROUNDS):
        around = {
            (one, other): _surroundings(left[one], right[other], found) for one, other in alone
        }
        found = {pair: _joined(alone[pair], around[pair]) for pair in alone}
    return found


def _alone(left: Mapping[str, Role], right: Mapping[str, Role]) -> dict[tuple[str, str], float]:
    """How much alike the nodes themselves are; pairs that cannot be are left out."""
    found = {}
    for one in left.values():
        for other in right.values():
            like = _likeness(one, other)
            if like is not None:
                found[one.id, other.id] = like
    return found


def _likeness(one: Role, other: Role) -> float | None:
    if one.kind is not other.kind and not may_stand_in(one.kind, other.kind):
        return None
    told = _told(one, other)
    if told is None:
        return None
    parts = [*_of_the_whole(one, other), *told]
    return round(fsum(w * s for w, s in parts) / fsum(w for w, _ in parts), _DIGITS)


def _of_the_whole(one: Role, other: Role) -> Iterator[tuple[float, float]]:
    """Weights and agreements of what any node has."""
    same = one.kind is other.kind
    yield 3, 1.0 if same else 0.6
    if same and one.lone and other.lone and one.kind in LONE:
        yield 1.5, 1.0
    if same and one.id == other.id:
        yield 2, 1.0  # the boards of a prompt start with the same nodes
    if one.sides or other.sides:
        yield 1, _shared(one.sides, other.sides)
    if same and (one.stated or other.stated):
        yield 1, _shared(one.stated.keys(), other.stated.keys())
        yield 1, _shared(one.stated.items(), other.stated.items())
    if one.name or other.name:
        yield 0.5, _shared(one.name, other.name)


def _told(one: Role, other: Role) -> tuple[tuple[float, float], ...] | None:
    """Weights and agreements of what tells the role; None where it is another one.

    Of two kinds, what both state counts: either may have no such field.
    """
    found = []
    for telling in TELLING.get(min(one.kind, other.kind), ()):
        name = telling.attribute.name
        mine, yours = one.told.get(name), other.told.get(name)
        if mine and yours:
            shared = _shared(mine, yours)
            if telling.decisive and not shared:
                return None
            found.append((telling.weight, shared))
        elif (mine or yours) and one.kind is other.kind:
            found.append((telling.weight / 3, 0.5))
    return tuple(found)


def _shared(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _joined(alone: float, around: float | None) -> float:
    if around is None:
        return alone
    return round((1 - _SURROUNDINGS) * alone + _SURROUNDINGS * around, _DIGITS)


def _surroundings(one: Role, other: Role, found: Likenesses) -> float | None:
    """The weighted share of their arrows that lead to nodes alike; None where neither has any."""
    if not one.around and not other.around:
        return None
    if not one.around or not other.around:
        return _OF_ONE
    alike, arrows = [], []
    for place in one.around.keys() | other.around.keys():
        mine, yours = one.around.get(place, ()), other.around.get(place, ())
        weight = _weight(place)
        arrows.append(weight * (len(mine) + len(yours)))
        alike.append(2 * weight * _matched(mine, yours, found))
    return fsum(alike) / fsum(arrows)


def _weight(place: Place) -> float:
    relation, leaves = place
    return 0.25 if relation in _ABOUT and not leaves else 1.0


def _matched(mine: tuple[Neighbour, ...], yours: tuple[Neighbour, ...], found: Likenesses) -> float:
    """The likeness of neighbours, each counted with one partner, the likest first."""
    ranked = sorted((-_met(one, other, found), one, other) for one in mine for other in yours)
    met: list[float] = []
    left, right = set[Neighbour](), set[Neighbour]()
    for like, one, other in ranked:
        if one not in left and other not in right:
            left.add(one)
            right.add(other)
            met.append(-like)
    return fsum(met)


def _met(one: Neighbour, other: Neighbour, found: Likenesses) -> float:
    like = found.get((one.id, other.id), 0.0)
    return like if one.says_the_same_as(other) else like * _STATED_OTHERWISE
