"""Plain data as YAML that a person would write and any YAML reader understands the same way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from design.fields import Json

_INDENT: Final = "  "
# A text that starts like this, or holds `: ` or ` #`, would not be read as itself without quotes.
_SAFE: Final = re.compile(r"[^\W_][^\x00-\x1f]*|[$~./(+_<≥≤€£][^\x00-\x1f]*|-?\d[^\x00-\x1f]*")
_UNSAFE: Final = re.compile(r":(?:\s|$)|\s#|^[-?:](?:\s|$)|[\u0085\u2028\u2029\ufeff]")
# Words and shapes that YAML readers turn into something else than text.
_OTHER: Final = re.compile(
    r"(?:y|yes|n|no|true|false|on|off|null|~|<<|=)"
    r"|[-+]?\.?[\d_]+[\d_,.]*(?:e[-+]?\d+)?|[-+]?0[xob][\da-f_]+|[-+]?\.(?:inf|nan)"
    r"|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?"
    r"|\d{4}-\d\d?-\d\d?(?:[t\s].*)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?")


class AsTyped(str):
    """The text of a number field: a bare number needs no quotes there."""

    __slots__ = ()


def yaml_of(tree: dict[str, Json]) -> str:
    """*tree* as block YAML, with a blank line between its parts."""
    parts: list[str] = []
    for key, value in tree.items():
        lines = "\n".join(_entry(key, value, ""))
        apart = isinstance(value, dict | list) and parts
        parts.append(f"\n{lines}" if apart else lines)
    return "\n".join(parts) + "\n"


def _entry(key: str, value: Json, indent: str) -> Iterator[str]:
    start = f"{indent}{_scalar(key)}:"
    if isinstance(value, dict) and value:
        yield start
        for name, item in value.items():
            yield from _entry(name, item, indent + _INDENT)
    elif isinstance(value, list) and value:
        yield from _list(start, value, indent + _INDENT)
    elif isinstance(value, str) and "\n" in value:
        yield f"{start} |-"
        yield from (f"{indent}{_INDENT}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{start} {_flow(value)}"


def _list(start: str, items: list[Json], indent: str) -> Iterator[str]:
    line = f"{start} {_flow(items)}"
    short = all(not isinstance(item, dict | list) for item in items) and "->" not in line
    if short and len(line) <= 100 and sum(map(len, map(str, items))) <= 60:
        yield line
        return
    yield start
    for item in items:
        if isinstance(item, dict) and item:
            lines = [
                line
                for name, value in item.items()
                for line in _entry(name, value, indent + _INDENT)
            ]
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield f"{indent}- {_item(item)}"


def _item(item: Json) -> str:
    # `- a -> b: feeds` is a mapping of one entry, which is an edge as well.
    if isinstance(item, str) and re.fullmatch(r"\w+ -> \w+: \w+", item):
        return item
    return _flow(item)


def _flow(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_inside(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return (
            "["
            + ", ".join(_inside(one) if isinstance(one, str) else _flow(one) for one in value)
            + "]"
        )
    if isinstance(value, str):
        return _scalar(value)
    return json.dumps(value, allow_nan=False)


def _inside(text: str) -> str:
    """A text inside brackets, where commas and brackets mean something."""
    return _quoted(text) if re.search(r"[,\[\]{}?:]", text) else _scalar(text)


def _scalar(text: str) -> str:
    if isinstance(text, AsTyped) and _NUMBER.fullmatch(text):
        return text
    safe = _SAFE.fullmatch(text) and text == text.strip()
    if not safe or _UNSAFE.search(text) or _OTHER.fullmatch(text):
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
