"""Which kind or relation a person's word means: its name, label, a synonym, or a beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from design.text import nearest
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

T = TypeVar("T", Kind, Relation)

LONGEST_KIND: Final = 3  # words
_JOINTS: Final = re.compile(r"[\s_\-]+")
_SHORTEST: Final = 3  # letters of a beginning
_SHORTEST_SYNONYM: Final = 4
# What people write short that is not a beginning.
_SHORT: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "src": Kind.SOURCE,
        "db": Kind.SOURCE,
        "fs": Kind.FEATURE_STORE,
        "svc": Kind.ENDPOINT,
        "idx": Kind.INDEX,
    }
)


class KindWord(NamedTuple):
    """A kind, and how it was said: by its own name, by a synonym, or by a short form."""

    kind: Kind
    is_own: bool = False
    is_synonym: bool = False


def folded(text: str) -> str:
    """*text* as names and labels are compared: without case, hyphens and underscores."""
    return _JOINTS.sub(" ", text.casefold()).strip()


@cache
def kind_word(text: str) -> KindWord | None:
    """The kind that *text*, already folded, means; None where it means none or several."""
    own = _own_words().get(text)
    if own is not None:
        return KindWord(own, is_own=True)
    synonym = _synonyms().get(text, ())
    if synonym:
        return KindWord(synonym[0], is_synonym=True) if len(synonym) == 1 else None
    if text in _SHORT:
        return KindWord(_SHORT[text])
    begun = _begun(text, _own_words().items(), _SHORTEST)
    if begun:
        return KindWord(begun[0]) if len(begun) == 1 else None
    rows = ((word, kind) for word, kinds in _synonyms().items() for kind in kinds)
    begun = _begun(text, rows, _SHORTEST_SYNONYM)
    return KindWord(begun[0], is_synonym=True) if len(begun) == 1 else None


@cache
def relation_word(text: str) -> Relation | None:
    """The relation that *text*, already folded, means; None where it means none or several."""
    words = {folded(str(one)): one for one in Relation}
    words |= {folded(spec.label): one for one, spec in RELATIONS.items()}
    if text in words:
        return words[text]
    begun = _begun(text, words.items(), _SHORTEST)
    return begun[0] if len(begun) == 1 else None


def kinds_meant(text: str) -> tuple[Kind, ...]:
    """Every kind of which *text*, folded, is a name or a synonym, in vocabulary order."""
    return _synonyms().get(text, ())


def nearest_kinds(text: str) -> tuple[str, ...]:
    """The kinds, as a person would type them, whose words are spelt most like *text*."""
    own = {word: str(kind) for word, kind in _own_words().items()}
    own |= {word: str(kinds[0]) for word, kinds in _synonyms().items() if word not in own}
    several = tuple(kind.replace("_", " ") for kind in kinds_meant(folded(text)))
    if several or len(text) <= _SHORTEST:
        return several
    near = nearest(text, tuple(own))
    return (own[near].replace("_", " "),) if near else ()


def _begun(text: str, rows: Iterable[tuple[str, T]], shortest: int) -> list[T]:
    """What the words that *text* begins, word by word, mean; each once."""
    begins = text.split(" ")
    if len(begins[0]) < shortest:
        return []
    found: dict[T, None] = {}
    for words, meant in rows:
        whole = words.split(" ")
        if len(whole) >= len(begins) and all(map(str.startswith, whole, begins)):
            found[meant] = None
    return list(found)


@cache
def _own_words() -> Mapping[str, Kind]:
    words = {folded(spec.label): kind for kind, spec in KINDS.items()}
    words |= {folded(str(kind)): kind for kind in KINDS}
    return MappingProxyType(words)


@cache
def _synonyms() -> Mapping[str, tuple[Kind, ...]]:
    found: dict[str, tuple[Kind, ...]] = {}
    for kind, spec in KINDS.items():
        for word in map(folded, spec.words):
            found[word] = (*found.get(word, ()), kind)
    return MappingProxyType(found)
