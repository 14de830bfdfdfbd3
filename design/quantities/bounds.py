"""The signs and words that bound a number: ">=", "at least", "no more than", "under"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from design.quantities.quantity import Comparator

SIGNS: Mapping[str, Comparator] = MappingProxyType(
    {
        "<": Comparator.BELOW,
        "<=": Comparator.AT_MOST,
        "=<": Comparator.AT_MOST,
        ">": Comparator.ABOVE,
        ">=": Comparator.AT_LEAST,
        "=>": Comparator.AT_LEAST,
        "=": Comparator.EQUAL,
        "==": Comparator.EQUAL,
    }
)
BOUNDS: Mapping[tuple[str, ...], Comparator] = MappingProxyType(
    {
        ("at", "least"): Comparator.AT_LEAST,
        ("no", "less", "than"): Comparator.AT_LEAST,
        ("not", "less", "than"): Comparator.AT_LEAST,
        ("minimum",): Comparator.AT_LEAST,
        ("minimum", "of"): Comparator.AT_LEAST,
        ("min",): Comparator.AT_LEAST,
        ("or", "more"): Comparator.AT_LEAST,
        ("and", "up"): Comparator.AT_LEAST,
        ("at", "most"): Comparator.AT_MOST,
        ("no", "more", "than"): Comparator.AT_MOST,
        ("not", "more", "than"): Comparator.AT_MOST,
        ("up", "to"): Comparator.AT_MOST,
        ("within",): Comparator.AT_MOST,
        ("max",): Comparator.AT_MOST,
        ("maximum",): Comparator.AT_MOST,
        ("maximum", "of"): Comparator.AT_MOST,
        ("or", "less"): Comparator.AT_MOST,
        ("tops",): Comparator.AT_MOST,
        ("less", "than"): Comparator.BELOW,
        ("fewer", "than"): Comparator.BELOW,
        ("lower", "than"): Comparator.BELOW,
        ("under",): Comparator.BELOW,
        ("below",): Comparator.BELOW,
        ("more", "than"): Comparator.ABOVE,
        ("greater", "than"): Comparator.ABOVE,
        ("higher", "than"): Comparator.ABOVE,
        ("above",): Comparator.ABOVE,
        ("over",): Comparator.ABOVE,
        ("exceeds",): Comparator.ABOVE,
    }
)
BOUND_STARTS = frozenset(words[0] for words in BOUNDS)
_SAID: Final[Mapping[str, Comparator]] = MappingProxyType(
    {
        **SIGNS,
        "≤": Comparator.AT_MOST,
        "≥": Comparator.AT_LEAST,
        **{" ".join(words): comparator for words, comparator in BOUNDS.items()},
        # Before a number these say more or less than a bound; alone they are one.
        "exceed": Comparator.ABOVE,
        "equals": Comparator.EQUAL,
        "is": Comparator.EQUAL,
    }
)


def comparator_of(said: str) -> Comparator | None:
    """The comparator that *said*, a sign or words on their own, stands for; None for anything else.

    Case does not matter.
    """
    return _SAID.get(said.casefold())
