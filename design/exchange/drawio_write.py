"""Writes a design as a draw.io file, uncompressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from design.drawing.geometry import Rect, bounds
from design.drawing.svg import xml_attribute
from design.exchange.faces import Face, face_of_edge, face_of_node
from design.exchange.html_text import escaped
from design.exchange.marks import (
    mark_of_design,
    mark_of_edge,
    mark_of_group,
    mark_of_node,
    mark_of_sticky,
)
from design.exchange.places import box_size, homes_of, placed
from design.exchange.stickies import EDGE, FILL, stickies_placed
from design.model import Design, EdgeKey
from design.vocabulary.kinds import Kind

_PLAIN: Final = "rounded=1;whiteSpace=wrap;html=1;"
_STORE: Final = "shape=cylinder3;whiteSpace=wrap;html=1;boundedLbl=1;size=8;"
_STYLES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.SOURCE: _STORE,
        Kind.DATASET: _STORE,
        Kind.FEATURE_STORE: _STORE,
        Kind.LOG: _STORE,
        Kind.INDEX: _STORE,
        Kind.REGISTRY: _STORE,
        Kind.REQUIREMENT: "shape=note;whiteSpace=wrap;html=1;size=14;",
        Kind.ASSUMPTION: "shape=note;whiteSpace=wrap;html=1;size=14;",
        Kind.RUNBOOK: "shape=document;whiteSpace=wrap;html=1;boundedLbl=1;",
    }
)
_REGION: Final = "swimlane;startSize=30;html=1;fontStyle=1;fillColor=none;container=1;"
_STICKY: Final = (
    "shape=note;size=14;whiteSpace=wrap;html=1;align=left;verticalAlign=top;spacing=8;"
    f"fillColor={FILL};strokeColor={EDGE};"
)
_LINE: Final = "edgeStyle=orthogonalEdgeStyle;rounded=1;html=1;jumpStyle=arc;"
_HEAD: Final = 30.0  # the title of a region
_ROOM: Final = 20.0  # around the members of a region


def write_drawio(design: Design) -> str:
    """*design* as one page; ``read_drawio`` of it gives the design back.

    Each cell has its ``kind`` and, as ``whiteboard``, what its label does not show.
    """
    faces = {id_: face_of_node(design.nodes[id_]) for id_ in sorted(design.nodes)}
    rects = placed(design, {id_: box_size(face.lines) for id_, face in faces.items()})
    page = xml_attribute(design.title or "Page-1")
    lines = [
        '<mxfile host="whiteboard">',
        f'  <diagram id="design" name={page}>',
        '    <mxGraphModel grid="1" gridSize="10" guides="1" connect="1" arrows="1" page="0">',
        "      <root>",
        f'        <object label="" whiteboard={xml_attribute(mark_of_design(design))} id="0">',
        "          <mxCell/>",
        "        </object>",
        '        <mxCell id="1" parent="0"/>',
    ]
    lines += [f"        {line}" for line in _cells(design, faces, rects)]
    lines += ["      </root>", "    </mxGraphModel>", "  </diagram>", "</mxfile>"]
    return "\n".join(lines) + "\n"


def _cells(design: Design, faces: Mapping[str, Face], rects: Mapping[str, Rect]) -> Iterator[str]:
    homes = homes_of(design)
    starts: dict[str, tuple[str, Rect]] = {}
    for number, (group_id, members) in enumerate(homes.of_group.items(), start=1):
        group = design.groups[group_id]
        also = [f"n-{one}" for one in group.members if one in faces and one not in members]
        rect = _around([rects[one] for one in members])
        cell = f"g-{number}"
        yield from _object(cell, (group.title,), mark_of_group(group, also), "", _REGION, "1", rect)
        starts |= dict.fromkeys(members, (cell, rect))
    for id_, face in faces.items():
        node = design.nodes[id_]
        parent, around = starts.get(id_, ("1", Rect(0, 0, 0, 0)))
        mark = mark_of_node(node, face, f"n-{id_}")
        if id_ not in design.layout:
            mark = f'{mark[:-1]},"unplaced":true}}'
        rect = rects[id_].moved(-around.x, -around.y)
        style = _STYLES.get(node.kind, _PLAIN)
        yield from _object(f"n-{id_}", face.lines, mark, node.kind, style, parent, rect)
    for number, key in enumerate(sorted(design.edges), start=1):
        if key.source in faces and key.target in faces:
            yield from _edge(design, key, f"e-{number}")
    for id_, rect in stickies_placed(design, rects).items():
        sticky = design.stickies[id_]
        mark = mark_of_sticky(sticky, is_placed=id_ in design.layout)
        yield from _object(f"s-{id_}", sticky.text.split("\n"), mark, "", _STICKY, "1", rect)


def _around(members: Iterable[Rect]) -> Rect:
    inside = bounds(members)
    if not inside.width:
        return Rect(0, -200, 160, 60)
    return Rect(
        inside.x - _ROOM,
        inside.y - _ROOM - _HEAD,
        inside.width + 2 * _ROOM,
        inside.height + 2 * _ROOM + _HEAD,
    )


def _object(  # noqa: PLR0917 - one cell has so many parts
    id_: str, lines: Iterable[str], mark: str, kind: str, style: str, parent: str, rect: Rect
) -> Iterator[str]:
    stated = f" kind={xml_attribute(kind)}" if kind else ""
    yield (
        f"<object label={_label(lines)}{stated} whiteboard={xml_attribute(mark)}"
        f" id={xml_attribute(id_)}>"
    )
    yield f'  <mxCell style={xml_attribute(style)} vertex="1" parent="{parent}">'
    size = f'width="{_n(rect.width)}" height="{_n(rect.height)}"'
    yield f'    <mxGeometry x="{_n(rect.x)}" y="{_n(rect.y)}" {size} as="geometry"/>'
    yield "  </mxCell>"
    yield "</object>"


def _edge(design: Design, key: EdgeKey, id_: str) -> Iterator[str]:
    edge = design.edges[key]
    face = face_of_edge(edge)
    source, target = f"n-{key.source}", f"n-{key.target}"
    mark = mark_of_edge(edge, face, source, target)
    yield f'<object label={_label(face.lines)} whiteboard={xml_attribute(mark)} id="{id_}">'
    yield (
        f'  <mxCell style="{_LINE}" edge="1" parent="1" source={xml_attribute(source)}'
        f" target={xml_attribute(target)}>"
    )
    yield '    <mxGeometry relative="1" as="geometry"/>'
    yield "  </mxCell>"
    yield "</object>"


def _label(lines: Iterable[str]) -> str:
    return xml_attribute("<br>".join(map(escaped, lines)))


def _n(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
