"""Giving every node at most one partner: the likest first, then what lies beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from design.comparison.likeness import Likenesses
    from design.comparison.role import Role

LEAST: Final = 0.45  # below it two nodes of a kind are different parts

_Rank = tuple[float, int, float, float, bool, bool, str, str]


def matched(
    left: Mapping[str, Role], right: Mapping[str, Role], found: Likenesses
) -> Mapping[str, str]:
    """The partners of the nodes of *left*, by id.

    Among pairs that are about as much alike, one that is joined to pairs already made comes first,
    then one whose nodes have no other that is as like: parts that look the same are told apart by
    what they belong to. Ids and names decide only where nothing else does.
    """
    likely = {pair: like for pair, like in found.items() if like >= LEAST}
    lead = _leads(likely)
    joined: dict[tuple[str, str], int] = defaultdict(int)

    def rank(pair: tuple[str, str]) -> _Rank:
        one, other = left[pair[0]], right[pair[1]]
        like = likely[pair]
        return (
            -round(like, 2), -joined[pair], -lead[pair], -like,
            one.id != other.id, one.name != other.name, one.id, other.id,
        )  # fmt: skip

    partners: dict[str, str] = {}
    taken: set[str] = set()
    waiting = [rank(pair) for pair in likely]
    heapify(waiting)
    while waiting:
        *_, one, other = heappop(waiting)
        if one in partners or other in taken:
            continue
        partners[one] = other
        taken.add(other)
        for pair, arrows in _beside(left[one], right[other]):
            if pair in likely:
                joined[pair] += arrows
                heappush(waiting, rank(pair))
    return partners


def _leads(likely: Likenesses) -> Mapping[tuple[str, str], float]:
    """By how much every pair is more alike than its nodes are with anything else."""
    of_left, of_right = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for (one, other), like in likely.items():
        of_left[one].append(like)
        of_right[other].append(like)
    best = [
        {id_: sorted(likes, reverse=True)[:2] for id_, likes in side.items()}
        for side in (of_left, of_right)
    ]
    return {
        (one, other): like - max(_rival(best[0][one], like), _rival(best[1][other], like))
        for (one, other), like in likely.items()
    }


def _rival(best: list[float], like: float) -> float:
    """The best likeness but for one of *like*."""
    if best[0] != like:
        return best[0]
    return best[1] if len(best) > 1 else 0.0


def _beside(one: Role, other: Role) -> Iterator[tuple[tuple[str, str], int]]:
    """The pairs joined to two partners in the same way; arrows that say the same count twice."""
    for place in one.around.keys() & other.around.keys():
        for mine in one.around[place]:
            for yours in other.around[place]:
                yield (mine.id, yours.id), 2 if mine.says_the_same_as(yours) else 1
