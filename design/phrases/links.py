"""What an arrow of a typed line means, with the numbers said on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from design.arrows import ArrowError, orient
from design.changes.edges import oriented
from design.model import EdgeKey
from design.phrases.facts import MOST_WORDS, Fact, Facts, repeated
from design.phrases.kindwords import folded, relation_word
from design.phrases.phrase import PhraseError
from design.phrases.tokens import Join, Words, span, typed
from design.phrases.trouble import no_arrow
from design.text import listed, nearest, shortened
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import RELATIONS, Relation, legal

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_RELATION = 4  # words


@dataclass(slots=True)
class Link:
    """One edge as it was read; without a ``key`` its errors say why there is none."""

    key: EdgeKey | None = None
    facts: list[Fact] = field(default_factory=list)
    errors: list[PhraseError] = field(default_factory=list)


def read_relation(join: Join) -> tuple[Relation | None, Words]:
    """The relation that an arrow names, if it does, and the words that follow it."""
    for count in range(min(len(join.words), _LONGEST_RELATION), 0, -1):
        words = join.words[:count]
        if any(one.quoted or one.is_gap for one in words):
            continue
        meant = relation_word(folded(typed(words)))
        if meant is not None:
            return meant, join.words[count:]
    return None, join.words


def read_link(join: Join, source: str, target: str, kinds: Mapping[str, Kind]) -> Link:
    """The edge of *join* from the node *source* to the node *target*."""
    named, rest = read_relation(join)
    where = (join.start, join.end)
    if source == target:
        return Link(errors=[PhraseError(*where, "an arrow needs two different nodes")])
    try:
        meant = orient(kinds[source], kinds[target], named)
    except ArrowError as error:
        return Link(errors=[no_arrow(*where, error)])
    key = oriented(source, target, meant)
    if len(rest) > MOST_WORDS:
        message = f"more than {MOST_WORDS} words on an arrow"
        return Link(errors=[PhraseError(*where, message)])
    facts = Facts(key.relation, rest)
    if named is None and rest and facts.trouble():
        return Link(errors=[_unknown_relation(rest, kinds[source], kinds[target])])
    found = facts.read()
    errors = [one.error for one in found if one.error is not None] + repeated(found)
    return Link(key, found, errors)


def _unknown_relation(words: Words, source: Kind, target: Kind) -> PhraseError:
    text = shortened(typed(words))
    options = tuple(dict.fromkeys((*legal(source, target), *legal(target, source))))
    expected = tuple(map(str, options))
    near = nearest(folded(words[0].text), tuple(map(str, Relation)))
    hint = f"; did you mean `{near}`?" if near else ""
    joined = f"what joins `{source}` and `{target}` is {listed(expected)}"
    message = f"`{text}` is no relation: {joined}{hint}"
    return PhraseError(*span(words), message, expected, (near,) if near else ())


def ends_of(join: Join, *, left: bool) -> set[Kind] | None:
    """The kinds at one end of an arrow that names its relation; None of one that does not."""
    named, _ = read_relation(join)
    if named is None:
        return None
    spec = RELATIONS[named]
    return {*(spec.sources if left == join.forward else spec.targets)}


def fitting(join: Join, neighbour: Kind, *, neighbour_first: bool) -> set[Kind]:
    """The kinds that may stand at the other end of *join* from *neighbour*."""
    named, _ = read_relation(join)
    found = set()
    for kind in Kind:
        ends = (neighbour, kind) if neighbour_first == join.forward else (kind, neighbour)
        try:
            meant = orient(*ends, named)
        except ArrowError:
            continue
        if named is None or not meant.reversed:
            found.add(kind)
    return found
