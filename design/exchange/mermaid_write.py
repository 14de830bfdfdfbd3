"""Writes a design as a Mermaid flowchart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from design.exchange.faces import face_of_edge, face_of_node
from design.exchange.marks import (
    mark_of_design,
    mark_of_edge,
    mark_of_group,
    mark_of_node,
    mark_of_sticky,
)
from design.exchange.mermaid_read import MARK
from design.exchange.places import homes_of
from design.model import Design, Node
from design.vocabulary.kinds import Kind

# Words that begin a statement or mean a direction there.
_RESERVED: Final = frozenset(
    "end default graph flowchart subgraph style linkstyle classdef class click href call direction"
    " interpolate v x o tb td bt rl lr acctitle accdescr".split()
)
_STORES: Final = frozenset(
    {Kind.SOURCE, Kind.DATASET, Kind.FEATURE_STORE, Kind.LOG, Kind.INDEX, Kind.LABEL, Kind.REGISTRY}
)
_SPECIAL: Final = re.compile(r"[#&<>\"`\\%;|{}\[\]]")
_NAMES: Final[Mapping[str, str]] = {
    '"': "#quot;",
    "&": "#amp;",
    "<": "#lt;",
    ">": "#gt;",
}


def write_mermaid(design: Design) -> str:
    """*design* as a flowchart; ``read_mermaid`` of it gives the design back, but for its places.

    Each node has its kind as its class. What labels do not show, and sticky notes, stands in
    comments that begin with ``%% whiteboard``.
    """
    keys = {id_: f"{id_}_" if id_ in _RESERVED else id_ for id_ in sorted(design.nodes)}
    keys = _unique(keys)
    homes = homes_of(design)
    lines = ["---", f"title: {json.dumps(design.title, ensure_ascii=False)}", "---"]
    lines += ["flowchart LR", f"  {_comment(mark_of_design(design))}"]
    for id_, key in keys.items():
        if id_ not in homes.of_node:
            lines += _node(design.nodes[id_], key, "  ")
    for number, (group_id, members) in enumerate(homes.of_group.items(), start=1):
        group = design.groups[group_id]
        also = [keys[one] for one in group.members if one in keys and one not in members]
        lines.append(f'  subgraph region{number}["{_text((group.title or " ",))}"]')
        lines.append(f"    {_comment(mark_of_group(group, also))}")
        for id_ in members:
            lines += _node(design.nodes[id_], keys[id_], "    ")
        lines.append("  end")
    lines += _edges(design, keys)
    lines += [f"  {_comment(mark_of_sticky(one))}" for _, one in sorted(design.stickies.items())]
    return "\n".join(lines) + "\n"


def _unique(keys: Mapping[str, str]) -> dict[str, str]:
    taken = {id_ for id_, key in keys.items() if id_ == key}
    found: dict[str, str] = {}
    for id_, key in keys.items():
        free = key
        while free != id_ and free in taken:
            free += "_"
        found[id_] = free
        taken.add(free)
    return found


def _node(node: Node, key: str, indent: str) -> Iterator[str]:
    face = face_of_node(node)
    opener, closer = ("[(", ")]") if node.kind in _STORES else ("[", "]")
    yield f'{indent}{key}{opener}"{_text(face.lines)}"{closer}:::{node.kind}'
    yield f"{indent}{_comment(mark_of_node(node, face, key))}"


def _edges(design: Design, keys: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(design.edges):
        if key.source not in keys or key.target not in keys:
            continue
        edge = design.edges[key]
        face, ends = face_of_edge(edge), (keys[key.source], keys[key.target])
        yield f'  {ends[0]} -->|"{_text(face.lines)}"| {ends[1]}'
        if edge.note or edge.fields.keys() - face.fields:
            yield f"  {_comment(mark_of_edge(edge, face, *ends))}"


def _text(lines: Iterable[str]) -> str:
    """Lines as the inside of a text in quotes.

    A colon is written as a number where Mermaid would take the line for a style.
    """
    text = "<br>".join(_SPECIAL.sub(_entity, line) for line in lines)
    is_style = "style" in text or "classDef" in text
    return text.replace(":", "#58;") if is_style else text


def _entity(sign: re.Match[str]) -> str:
    return _NAMES.get(sign[0]) or f"#{ord(sign[0])};"


def _comment(mark: str) -> str:
    # `%%{` and `}%%` are settings wherever they stand.
    return MARK + mark.replace("%", "\\u0025")
