"""The labels by which a person names the fields of a kind or of a relation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from design.fields import fields_of
from design.phrases.kindwords import folded
from design.vocabulary import attributes as a
from design.vocabulary.attribute import Attribute, ChoiceAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

Owner = Kind | Relation

LONGEST_LABEL: Final = 7  # words
_TAILS: Final = ("p95", "p99")


class Label(NamedTuple):
    """A field, and what of the label belongs to the value: "p95" of a latency budget."""

    attribute: Attribute[object]
    kept: str = ""


@cache
def labels_of(owner: Owner) -> Mapping[str, Label]:
    """Every label of the fields of *owner*, folded: names win over labels, labels over synonyms.

    Where a latency budget is among the first fields, a bare p95 is the promise rather than what
    the part takes itself; "p95 latency" is still that.
    """
    attributes = tuple(fields_of(owner).values())
    found: dict[str, Label] = {}
    for one in attributes:
        found.setdefault(folded(one.name), Label(one))
    for one in attributes:
        found.setdefault(folded(one.label), Label(one))
    for one in attributes:
        for synonym in one.synonyms:
            found.setdefault(folded(synonym), Label(one))
    if a.LATENCY_BUDGET in attributes:
        for tail in _TAILS:
            if a.LATENCY_BUDGET in core_of(owner) or tail not in found:
                found[tail] = Label(a.LATENCY_BUDGET, kept=tail)
    return MappingProxyType(found)


def core_of(owner: Owner) -> tuple[Attribute[object], ...]:
    """The fields of *owner* that come to mind first."""
    return KINDS[owner].core if isinstance(owner, Kind) else RELATIONS[owner].attributes


@cache
def options_of(owner: Owner) -> Mapping[str, tuple[Attribute[object], ...]]:
    """The first fields of *owner* of which a word is an option, by the folded word."""
    found: dict[str, tuple[Attribute[object], ...]] = {}
    for one in core_of(owner):
        if isinstance(one, ChoiceAttribute):
            for option in one.options:
                if option != "none":
                    found[folded(option)] = (*found.get(folded(option), ()), one)
    return MappingProxyType(found)


def spoken(attribute: Attribute[object]) -> str:
    """The field as a person types it: its name without underscores."""
    return attribute.name.replace("_", " ")
