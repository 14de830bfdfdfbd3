"""A design being edited: the only thing changes write to, so that a design never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from design.changes.refused import ChangeRefused
from design.fields import FieldError
from design.model import Answer, Design, Edge, EdgeKey, Group, Node, Position, Sticky, Value
from design.text import did_you_mean, nearest, shortened

K = TypeVar("K")
V = TypeVar("V")


class Draft:
    """A copy of a design whose parts can be put in and taken out."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.nodes: dict[str, Node] = dict(design.nodes)
        self.edges: dict[EdgeKey, Edge] = dict(design.edges)
        self.layout: dict[str, Position] = dict(design.layout)
        self.groups: dict[str, Group] = dict(design.groups)
        self.stickies: dict[str, Sticky] = dict(design.stickies)
        self.answers: dict[str, Answer] = dict(design.answers)

    def finished(self) -> Design:
        """The edited design."""
        return replace(
            self.design,
            nodes=MappingProxyType(self.nodes),
            edges=MappingProxyType(self.edges),
            layout=MappingProxyType(self.layout),
            groups=MappingProxyType(self.groups),
            stickies=MappingProxyType(self.stickies),
            answers=MappingProxyType(self.answers),
        )

    def node(self, id_: str) -> Node:
        """The node called *id_*; ChangeRefused names the nearest when there is none."""
        found = self.nodes.get(id_)
        if found is None:
            ids = tuple(self.nodes)
            raise ChangeRefused(
                f"there is no node `{shortened(id_)}`{did_you_mean(id_, ids)}",
                place={"node": shortened(id_)},
                options=tuple(filter(None, [nearest(id_, ids)])),
            )
        return found

    def edge(self, key: EdgeKey) -> Edge:
        """The edge *key*; ChangeRefused lists the edges between its ends when there is none."""
        found = self.edges.get(key)
        if found is None:
            between = tuple(str(one) for one in sorted(self.edges) if one[:2] == key[:2])
            raise ChangeRefused(
                f"there is no edge `{shortened(str(key), 160)}`",
                place={"edge": shortened(str(key), 160)},
                options=between,
            )
        return found

    def edges_of(self, id_: str) -> list[Edge]:
        """The edges at a node, in order of their keys."""
        return [self.edges[key] for key in sorted(self.edges) if id_ in key[:2]]


def with_item(mapping: Mapping[K, V], key: K, value: V | None) -> Mapping[K, V]:
    """A copy of *mapping* where *key* holds *value*, or nothing when *value* is None."""
    copy = dict(mapping)
    if value is None:
        copy.pop(key, None)
    else:
        copy[key] = value
    return MappingProxyType(copy)


def frozen(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """*fields* as a mapping that cannot be written to."""
    return MappingProxyType(dict(fields))


def refused(error: FieldError, **place: str) -> ChangeRefused:
    """*error* as the refusal of a gesture at *place*."""
    where = {**place, "field": error.field} if error.field else place
    options = (error.nearest,) if error.nearest else error.options
    named = f"{error.field}: {error.message}" if error.field else error.message
    return ChangeRefused(named, place=where, options=options)
