"""A drawing becomes a design: nothing in it is lost, and what is not certain is a doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from design import limits
from design.brief import Lane, Level
from design.changes.layout import position_of
from design.exchange.edges import Edges
from design.exchange.imported import Imported
from design.exchange.kinds import kinds_of
from design.exchange.marks import mapping_in, text_in, texts_in
from design.exchange.nodes import free_id, ids_of, joined_note, node_of, said_by
from design.exchange.refusal import refused
from design.exchange.sketch import Sketch
from design.exchange.stickies import stickies_in
from design.model import Design, Group, Node, Position
from design.text import is_node_id, one_line
from design.vocabulary.kinds import Kind

E = TypeVar("E", bound=StrEnum)
_OF_LLMS: Final = frozenset({Kind.LLM, Kind.PROMPT})


def settled(sketch: Sketch) -> Imported:
    """The design that *sketch* is, with every doubt. Raises FormatError where nothing is drawn."""
    if not sketch.boxes:
        raise refused(sketch.file, "no boxes were found in this drawing")
    kinds = kinds_of(sketch)
    said = {key: said_by(box, kinds[key]) for key, box in sketch.boxes.items()}
    ids = ids_of(sketch.boxes, said)
    nodes = {
        ids[key]: node_of(sketch, box, said[key], ids[key], kinds[key])
        for key, box in sketch.boxes.items()
    }
    edges = Edges(sketch, nodes, ids)
    for line in sketch.lines:
        edges.add(line)
    for id_, words in edges.notes.items():
        note = joined_note(sketch, f"node {id_}", (nodes[id_].note, *words))
        nodes[id_] = replace(nodes[id_], note=note)
    stickies = tuple(stickies_in(sketch, nodes))
    layout = _layout(sketch, ids) | {one.id: at for one, at in stickies if at is not None}
    design = Design(
        nodes=MappingProxyType(nodes),
        edges=MappingProxyType(edges.edges),
        layout=MappingProxyType(layout),
        groups=MappingProxyType(_groups(sketch, ids)),
        stickies=MappingProxyType({one.id: one for one, _ in stickies}),
    )
    design = _whole(sketch, design)
    return Imported(design, tuple(sketch.doubts))


def _layout(sketch: Sketch, ids: Mapping[str, str]) -> dict[str, Position]:
    found: dict[str, Position] = {}
    for key, box in sketch.boxes.items():
        if box.at is None or box.mark.get("unplaced"):
            continue
        position = position_of(*box.at)
        if position is None:
            sketch.doubt(f"node {ids[key]}", "a place off the board", "it has none", "Move it.")
        else:
            found[ids[key]] = position
    return found


def _groups(sketch: Sketch, ids: Mapping[str, str]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for region in sketch.regions:
        title = one_line(region.text)
        id_ = text_in(region.mark, "group")
        if not is_node_id(id_) or id_ in found:
            id_ = free_id((title, region.key, "group"), found)
        if len(title) > limits.NAME_LENGTH:
            sketch.doubt(f"group {id_}", f"`{title}`", "cut to a title", "Shorten it.")
            sketch.texts.append(title)
            title = title[: limits.NAME_LENGTH].strip()
        keys = (*region.members, *texts_in(region.mark, "also"))
        members = tuple(sorted({ids[key] for key in keys if key in ids}))
        found[id_] = Group(id_, title, members)
    return found


def _whole(sketch: Sketch, design: Design) -> Design:
    """What is said of the design as a whole; its lane is a guess unless it was exported."""
    mark = mapping_in(sketch.mark, "design")
    title = one_line(sketch.title) or text_in(mark, "title")
    notes = (text_in(mark, "note"), *sketch.texts)
    lane = _word(Lane, text_in(mark, "lane"))
    if lane is None:
        lane = _lane(design.nodes)
        sketch.doubt(
            "the design",
            "a drawing that names no lane",
            f"taken as {lane.label}, {Level.SENIOR} level",
            "Set the lane and the level it is judged at.",
        )
    return replace(
        design,
        title=one_line(title)[: limits.NAME_LENGTH].strip(),
        prompt=one_line(text_in(mark, "prompt"))[: limits.NAME_LENGTH],
        prompt_version=one_line(text_in(mark, "prompt_version"))[: limits.NAME_LENGTH],
        lane=lane,
        level=_word(Level, text_in(mark, "level")) or Level.SENIOR,
        note=joined_note(sketch, "the design", notes),
    )


def _lane(nodes: Mapping[str, Node]) -> Lane:
    return Lane.LLM if any(node.kind in _OF_LLMS for node in nodes.values()) else Lane.TABULAR


def _word(words: type[E], text: str) -> E | None:
    return next((word for word in words if word == text), None)
