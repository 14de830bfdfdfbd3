"""What the other rules asked for, by the node it belongs to, and the words of a missing number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.finding import Observation, Place
from checks.severity import Severity
from design.text import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checks.board import Board
    from checks.finding import Posted
    from design.vocabulary.attribute import Attribute, AttributeGroup

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """The numbers a node lacks, in words, and what cannot be checked without them."""

    title: str
    lacks: tuple[str, ...]
    blocked: tuple[str, ...]
    detail: str = ""


def asked(board: Board, *groups: AttributeGroup) -> Mapping[str, tuple[Posted, ...]]:
    """The demands for numbers of *groups*, by owner in id order, out of scope left out."""
    if len(groups) == 1:
        return board.demands_of.get(groups[0], {})
    found: dict[str, tuple[Posted, ...]] = {}
    for group in groups:
        for owner, posted in board.demands_of.get(group, {}).items():
            found[owner] = (*found.get(owner, ()), *posted)
    return dict(sorted(found.items()))


def blocked_by(demands: Iterable[Posted]) -> tuple[str, ...]:
    """What cannot be checked, each once, in code order."""
    ordered = sorted(demands, key=lambda posted: posted.code)
    return tuple(dict.fromkeys(posted.checks_what or posted.name for posted in ordered))


def excused(board: Board, owner: str, attributes: Iterable[Attribute[object]]) -> bool:
    """Whether a person gave a reason why one of *attributes* does not apply to the owner."""
    node = board.design.nodes.get(owner)
    return node is not None and board.is_na(node, *attributes)


def observed(
    board: Board,
    owner: str,
    attributes: tuple[Attribute[object], ...],
    facts: Missing,
    *,
    variant: str = "",
    beside: tuple[str, ...] = (),
) -> Observation[Missing]:
    """A missing number at its owner; a field called not applicable without a reason weighs less."""
    node = board.design.nodes.get(owner)
    fields = tuple(one.name for one in attributes)
    if node is None:
        keys = tuple(edge.key for edge in board.edges if str(edge.key) == owner)
        return Observation(Place((), keys, fields), facts, variant=variant)
    shrugged = any(name in node.na for name in fields)
    return Observation(
        Place((owner, *beside), fields=fields),
        facts,
        variant=variant,
        cap=Severity.INFO if shrugged else Severity.ERROR,
    )


def cannot_check(blocked: tuple[str, ...]) -> str:
    """The end of a sentence, as in ": cannot check capacity, canary power and 2 more"."""
    if not blocked:
        return ""
    more = f" and {len(blocked) - _NAMED} more" if len(blocked) > _NAMED else ""
    return f": cannot check {', '.join(blocked[:_NAMED])}{more}"


def listed(words: tuple[str, ...], last: str = "and") -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def labels(attributes: Iterable[Attribute[object]]) -> tuple[str, ...]:
    """The names of fields inside a sentence: "replicas", "p95 latency", "TTL"."""
    return tuple(in_sentence(one.label) for one in attributes)
