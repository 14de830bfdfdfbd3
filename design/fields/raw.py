"""What a field holds before it is read: plain data, as JSON has it."""

from __future__ import annotations

from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]


def described(raw: Json) -> str:
    """What kind of thing *raw* is, in words for a message."""
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return "yes or no"
    if isinstance(raw, int | float):
        return "a number"
    if isinstance(raw, str):
        return "text"
    return "a list" if isinstance(raw, list) else "a mapping"


def is_empty(raw: Json) -> bool:
    """Whether *raw* says nothing: absent, blank text, or an empty list."""
    return raw is None or raw in ([], {}) or (isinstance(raw, str) and not raw.strip())
