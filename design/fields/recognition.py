"""Which canonical field a label in a person's own words means."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_JOINTS: Final = re.compile(r"[\s_\-:]+")


def recognise(kind: Kind, label: str) -> QuantityAttribute | None:
    """The number of a node of *kind* that people mean by *label*, or None.

    Names win over labels and labels over synonyms; case, spaces and hyphens do not matter.
    """
    return _meanings(kind).get(_folded(label))


def _folded(label: str) -> str:
    return _JOINTS.sub(" ", label.casefold()).strip()


@cache
def _meanings(kind: Kind) -> Mapping[str, QuantityAttribute]:
    numbers = [one for one in KINDS[kind].fields.values() if isinstance(one, QuantityAttribute)]
    found: dict[str, QuantityAttribute] = {}
    for one in numbers:
        found.setdefault(_folded(one.name), one)
    for one in numbers:
        found.setdefault(_folded(one.label), one)
    for one in numbers:
        for synonym in one.synonyms:
            found.setdefault(_folded(synonym), one)
    return MappingProxyType(found)
