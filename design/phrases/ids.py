"""Node ids made from names, as the board makes them: readable in a file, unique on the board."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Final

from design.text import RESERVED_ID

_LONGEST: Final = 64
_NOT_ID: Final = re.compile(r"[^a-z0-9]+")
_ENDS: Final = re.compile(r"^[^a-z]+|_+$")


def make_id(name: str, taken: Container[str]) -> str:
    """An id for *name* that is not in *taken*: "Feature store" becomes `feature_store_2`."""
    stem = _slug(name) or "node"
    if stem != RESERVED_ID and stem not in taken:
        return stem
    number = 2
    while True:
        tail = f"_{number}"
        found = stem[: _LONGEST - len(tail)] + tail
        if found not in taken:
            return found
        number += 1


def fresh_name(label: str, id_: str) -> str:
    """The default title of a kind with *label*, numbered as its id is."""
    numbered = re.search(r"_(\d+)$", id_)
    return f"{label} {numbered[1]}" if numbered else label


def _slug(name: str) -> str:
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", name) if unicodedata.category(one)[0] != "M"
    )
    return _ENDS.sub("", _NOT_ID.sub("_", bare.lower()))[:_LONGEST]
