"""Writes a design as Graphviz DOT that can be read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from design.exchange.faces import face_of_edge, face_of_node
from design.exchange.html_text import escaped
from design.exchange.marks import (
    mark_of_design,
    mark_of_edge,
    mark_of_group,
    mark_of_node,
    mark_of_sticky,
)
from design.exchange.places import homes_of
from design.exchange.stickies import lines_of
from design.model import Design, Edge, Node, Sticky
from design.vocabulary.kinds import Kind

_BACKSLASH: Final = "&#92;"
_NEW_LINE: Final = "\\n"
_KEYWORDS: Final = frozenset("node edge graph digraph subgraph strict".split())
_SHAPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.SOURCE: "cylinder",
        Kind.DATASET: "cylinder",
        Kind.FEATURE_STORE: "cylinder",
        Kind.LOG: "cylinder",
        Kind.INDEX: "cylinder",
        Kind.REGISTRY: "cylinder",
        Kind.RUNBOOK: "note",
        Kind.REQUIREMENT: "note",
        Kind.ASSUMPTION: "note",
        Kind.DECISION: "diamond",
    }
)


def write_dot(design: Design) -> str:
    """*design* as DOT; ``read_dot`` of it gives the design back, but for its places.

    The attribute ``kind`` names the kind of a node, and ``whiteboard`` holds what labels do not
    show. For a picture without them, see ``design.drawing.dot``.
    """
    homes = homes_of(design)
    lines = ["digraph {", "  rankdir=LR", f"  label={_label((design.title,))}"]
    lines += [f"  whiteboard={_quoted(mark_of_design(design))}", "  node [shape=box]"]
    for id_ in sorted(design.nodes):
        if id_ not in homes.of_node:
            lines.append(f"  {_node(design.nodes[id_])}")
    for number, (group_id, members) in enumerate(homes.of_group.items(), start=1):
        group = design.groups[group_id]
        also = [one for one in group.members if one in design.nodes and one not in members]
        lines += [f"  subgraph cluster_{number} {{", f"    label={_label((group.title,))}"]
        lines.append(f"    whiteboard={_quoted(mark_of_group(group, also))}")
        lines += [f"    {_node(design.nodes[id_])}" for id_ in members]
        lines.append("  }")
    lines += _edges(design)
    lines += [f"  {_sticky(one)}" for _, one in sorted(design.stickies.items())]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node) -> str:
    face = face_of_node(node)
    shape = f", shape={_SHAPES[node.kind]}" if node.kind in _SHAPES else ""
    mark = _quoted(mark_of_node(node, face, node.id))
    return (
        f"{_id(node.id)} [label={_label(face.lines)}, kind={node.kind}{shape}, whiteboard={mark}]"
    )


def _sticky(sticky: Sticky) -> str:
    # No node has a key with a space in it.
    mark = _quoted(mark_of_sticky(sticky))
    return f'"note {sticky.id}" [label={_label(lines_of(sticky))}, shape=note, whiteboard={mark}]'


def _edges(design: Design) -> Iterator[str]:
    for key in sorted(design.edges):
        if key.source in design.nodes and key.target in design.nodes:
            yield f"  {_id(key.source)} -> {_id(key.target)} [{_of_edge(design.edges[key])}]"


def _of_edge(edge: Edge) -> str:
    face = face_of_edge(edge)
    mark = _quoted(mark_of_edge(edge, face, edge.source, edge.target))
    return f"label={_label(face.lines)}, whiteboard={mark}"


def _id(id_: str) -> str:
    return f'"{id_}"' if id_ in _KEYWORDS else id_


def _quoted(text: str) -> str:
    """*text* in quotes, without any sign that ends them: Graphviz reads entities as well."""
    inside = escaped(text).replace("\\", _BACKSLASH)
    return f'"{inside}"'


def _label(lines: Iterable[str]) -> str:
    inside = (escaped(line).replace("\\", _BACKSLASH) for line in lines)
    return f'"{_NEW_LINE.join(inside)}"'
