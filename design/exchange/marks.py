"""What an export says beside its labels, so that reading it gives the same design.

A label shows the name, the kind and a few numbers; a mark is one JSON text with the rest. Where the
two differ, the label counts: it is what a person changed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from design.exchange.faces import Face
from design.fields import Json, write_value
from design.formats.json_tree import read_json_tree
from design.formats.tree import Broken, plain
from design.model import Design, Edge, Group, Node, Sticky

LONGEST: Final = 1_000_000  # characters of one mark
NO_MARK: Final[Mapping[str, Json]] = MappingProxyType({})


def mark_of_node(node: Node, face: Face, key: str) -> str:
    """The mark of *node*, drawn under *key* with *face*."""
    mark: dict[str, Json] = {"node": key, "id": node.id, "kind": str(node.kind)}
    if not node.name:
        mark["unnamed"] = True
    fields = {k: write_value(v) for k, v in sorted(node.fields.items()) if k not in face.fields}
    numbers: dict[str, Json] = {
        one.label: one.value for one in node.numbers if one.label not in face.numbers
    }
    parts: tuple[tuple[str, Json], ...] = (
        ("fields", fields),
        ("numbers", numbers),
        ("na", dict(sorted(node.na.items()))),
        ("note", node.note),
    )
    return packed(mark | {name: part for name, part in parts if part})


def mark_of_edge(edge: Edge, face: Face, source: str, target: str) -> str:
    """The mark of *edge*, drawn between the boxes with these keys."""
    mark: dict[str, Json] = {"edge": [source, target, str(edge.relation)]}
    fields = {k: write_value(v) for k, v in sorted(edge.fields.items()) if k not in face.fields}
    parts: tuple[tuple[str, Json], ...] = (("fields", fields), ("note", edge.note))
    return packed(mark | {name: part for name, part in parts if part})


def mark_of_group(group: Group, also: Collection[str]) -> str:
    """The mark of *group*; *also* are keys of members that are drawn in another group."""
    mark: dict[str, Json] = {"group": group.id}
    if also:
        mark["also"] = [*also]
    return packed(mark)


def mark_of_sticky(sticky: Sticky, *, is_placed: bool = True) -> str:
    """The mark of *sticky*, with its words as they are before they are broken into lines."""
    mark: dict[str, Json] = {"sticky": sticky.id, "text": sticky.text}
    return packed(mark if is_placed else mark | {"unplaced": True})


def mark_of_design(design: Design) -> str:
    """The mark of the whole: what is asked of it and its note; answers to findings stay out."""
    parts = {
        "title": design.title,
        "prompt": design.prompt,
        "prompt_version": design.prompt_version,
        "lane": str(design.lane),
        "level": str(design.level),
        "note": design.note,
    }
    return packed({"design": {name: part for name, part in parts.items() if part}})


def packed(mark: Mapping[str, Json]) -> str:
    """A mark as one line of JSON."""
    return json.dumps(mark, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Mapping[str, Json]:
    """The mark in *text*; empty when it is none, whatever the text."""
    if len(text) > LONGEST or not text.startswith("{"):
        return NO_MARK
    try:
        parsed = read_json_tree(text)
    except Broken:
        return NO_MARK
    if parsed.faults or parsed.tree is None:
        return NO_MARK
    mark = plain(parsed.tree)
    return mark if isinstance(mark, dict) else NO_MARK


def text_in(mark: Mapping[str, Json], name: str) -> str:
    """The text under *name*, empty when there is none."""
    found = mark.get(name)
    return found if isinstance(found, str) else ""


def mapping_in(mark: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """The mapping under *name*, empty when there is none."""
    found = mark.get(name)
    return found if isinstance(found, dict) else NO_MARK


def texts_in(mark: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """The texts listed under *name*."""
    found = mark.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
