"""Writing a design: canonical, the same bytes for equal designs, and as a person would write it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final

from design.fields import Json, write_value
from design.formats.migrations import VERSION_KEY, newest
from design.formats.yaml_text import AsTyped, yaml_of
from design.model import Design, Edge, Node, Position, Value
from design.quantities.quantity import Quantity
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Inferred, infer

_ORDER: Final[Mapping[Kind, int]] = {kind: place for place, kind in enumerate(KINDS)}


def write_yaml(design: Design) -> str:
    """*design* as YAML; ``read_design`` of it is equal, and it is the same for equal designs."""
    return yaml_of(_tree(design))


def write_json(design: Design) -> str:
    """The same document as JSON, indented by two."""
    return json.dumps(_tree(design), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def design_hash(design: Design) -> str:
    """``sha256:`` and the digest of what *design* says; moving a box does not change it."""
    tree = {key: value for key, value in _tree(design).items() if key != "layout"}
    text = json.dumps(
        tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def to_document(design: Design) -> dict[str, Json]:
    """*design* as the board receives it: fields apart from the rest, edges as mappings."""
    return {
        "title": design.title,
        "prompt": design.prompt,
        "prompt_version": design.prompt_version,
        "lane": str(design.lane),
        "level": str(design.level),
        "note": design.note,
        "nodes": {node.id: _document_node(node) for node in _nodes(design)},
        "edges": [_document_edge(design.edges[key]) for key in sorted(design.edges)],
        "layout": {id_: [*design.layout[id_]] for id_ in sorted(design.layout)},
        "groups": {
            id_: {"title": group.title, "members": [*group.members]}
            for id_, group in sorted(design.groups.items())
        },
        "stickies": {id_: {"text": text} for id_, text in _stickies(design).items()},
        "answers": answers_of(design),
    }


def answers_of(design: Design) -> dict[str, Json]:
    """What people said of findings, as the file says it, by fingerprint."""
    return {
        key: {"status": answer.status, "because": answer.because}
        for key, answer in sorted(design.answers.items())
    }


def _document_node(node: Node) -> Json:
    return {
        "kind": str(node.kind),
        "name": node.name,
        "fields": {name: write_value(node.fields[name]) for name in sorted(node.fields)},
        "na": {name: node.na[name] for name in sorted(node.na)},
        "numbers": [{"label": one.label, "value": one.value} for one in node.numbers],
        "note": node.note,
    }


def _document_edge(edge: Edge) -> Json:
    return {
        "source": edge.source,
        "target": edge.target,
        "relation": str(edge.relation),
        "fields": {name: write_value(edge.fields[name]) for name in sorted(edge.fields)},
        "note": edge.note,
    }


def _nodes(design: Design) -> list[Node]:
    """The nodes from framing to operations, by id within a kind."""
    return sorted(design.nodes.values(), key=lambda node: (_ORDER[node.kind], node.id))


def _tree(design: Design) -> dict[str, Json]:
    tree: dict[str, Json] = {VERSION_KEY: newest()}
    tree.update(
        _given(
            title=design.title,
            prompt=design.prompt,
            prompt_version=design.prompt_version,
            lane=str(design.lane),
            level=str(design.level),
            note=design.note,
            nodes={node.id: _node(node) for node in _nodes(design)},
            edges=[_edge(design, edge) for edge in _edges(design)],
            groups=_groups(design),
            stickies=dict(_stickies(design)),
            answers=answers_of(design),
            layout={id_: _place(design.layout[id_]) for id_ in sorted(design.layout)},
        )
    )
    return tree


def _given(**parts: Json) -> Iterator[tuple[str, Json]]:
    return ((name, value) for name, value in parts.items() if value not in ("", [], {}))


def _node(node: Node) -> Json:
    tree: dict[str, Json] = {"kind": str(node.kind)}
    tree.update(_given(name=node.name))
    tree.update(_fields(node.fields, tuple(KINDS[node.kind].fields)))
    tree.update(
        _given(
            na={name: node.na[name] for name in sorted(node.na)},
            numbers={one.label: one.value for one in node.numbers},
            note=node.note,
        )
    )
    return tree


def _fields(fields: Mapping[str, Value], order: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    for name in sorted(fields, key=order.index):
        value = fields[name]
        yield name, AsTyped(value.text) if isinstance(value, Quantity) else write_value(value)


def _edges(design: Design) -> list[Edge]:
    return [design.edges[key] for key in sorted(design.edges)]


def _edge(design: Design, edge: Edge) -> Json:
    kinds = (design.nodes[one].kind for one in (edge.source, edge.target))
    arrow = f"{edge.source} -> {edge.target}"
    text = arrow if infer(*kinds) == Inferred(edge.relation) else f"{arrow}: {edge.relation}"
    if not edge.fields and not edge.note:
        return text
    tree: dict[str, Json] = {"edge": text}
    tree.update(_fields(edge.fields, tuple(sorted(edge.fields))))
    tree.update(_given(note=edge.note))
    return tree


def _groups(design: Design) -> Json:
    groups: dict[str, Json] = {}
    for id_, group in sorted(design.groups.items()):
        groups[id_] = dict(_given(title=group.title, members=[*group.members]))
    return groups


def _stickies(design: Design) -> dict[str, str]:
    return {id_: sticky.text for id_, sticky in sorted(design.stickies.items())}


def _place(position: Position) -> Json:
    return [int(one) if one == int(one) else one for one in position]
