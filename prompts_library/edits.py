"""Edits a prompt makes to a board, as people write them in its file: fields, boxes and arrows.

An edit names one node, one edge, or every node of a kind, so that a curveball meets the board of
a candidate as well as the reference. ``changes_of`` turns edits into the changes of a board.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from design.arrows import ArrowError, orient
from design.changes import (
    AddNode,
    Change,
    ChangeRefused,
    Connect,
    Disconnect,
    RemoveNode,
    RenameNode,
    SetField,
    SetNa,
    apply,
)
from design.changes.edges import oriented
from design.fields import FieldError, read_field
from design.formats.edges import read_arrow
from design.quantities.quantity import Quantity
from design.quantities.showing import typed
from design.text import did_you_mean, listed
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from design.model import Design, EdgeKey, Node

NAME: Final = "name"  # it stands among the fields in a file
BELOW: Final = 168.0  # between two rows of boxes on a board, in its pixels
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


class EditError(ValueError):
    """An edit that cannot be made on this board; ``number`` counts from 0."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.message = message


def _none_given(raw: object) -> object:
    return {} if raw is None else raw


Fields = Annotated[dict[str, JsonValue], BeforeValidator(_none_given)]


class Edit(BaseModel):
    """One edit. What it acts on: ``node``, ``edge``, or ``kind`` (every node of it, ``about``).

    ``set`` states fields as a design file does (nothing takes a field back), ``times`` multiplies
    the numbers that are stated, ``na`` says that fields do not apply. ``add`` puts a node on the
    board, ``as`` its fields and ``at`` its place; ``connect`` draws an arrow, ``with`` its fields;
    ``disconnect`` and ``remove`` take an arrow or a node away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    node: str | None = None
    edge: str | None = None
    kind: Kind | None = None
    about: str | None = None
    set: Fields = Field(default_factory=dict)
    times: Annotated[dict[str, float], BeforeValidator(_none_given)] = Field(default_factory=dict)
    na: Annotated[dict[str, str], BeforeValidator(_none_given)] = Field(default_factory=dict)
    add: str | None = None
    fields: Fields = Field(default_factory=dict, alias="as")
    at: tuple[float, float] | None = None
    connect: str | None = None
    with_: Fields = Field(default_factory=dict, alias="with")
    disconnect: str | None = None
    remove: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        on = [name for name in ("node", "edge", "kind") if getattr(self, name) is not None]
        does = [name for name in ("add", "connect", "disconnect", "remove") if getattr(self, name)]
        states = [name for name in ("set", "times", "na") if getattr(self, name)]
        if len(on) + len(does) != 1 or bool(on) != bool(states):
            raise ValueError(
                "expected one of `node`, `edge` or `kind` with `set`, `times` or `na`;"
                " or one of `add`, `connect`, `disconnect` or `remove`"
            )
        if self.about is not None and self.kind is not Kind.REQUIREMENT:
            raise ValueError("`about` tells requirements apart; it goes with `kind: requirement`")
        if self.add is not None and "kind" not in self.fields:
            raise ValueError("a new node needs its kind: `as: {kind: monitor, name: …}`")
        if any(factor <= 0 for factor in self.times.values()):
            raise ValueError("`times` expects a number above 0, such as `{peak_qps: 10}`")
        return self


def changes_of(edits: Sequence[Edit], design: Design) -> tuple[Change, ...]:
    """The changes that make *edits* on *design*, one after the other.

    An edit of every node of a kind makes none where the board has no such node, and ``times``
    none where the number is not stated: nothing is invented. Raises EditError where a node, an
    edge or a field that is named does not exist or a value cannot be read.
    """
    return edited(edits, design)[1]


def edited(edits: Sequence[Edit], design: Design) -> tuple[Design, tuple[Change, ...]]:
    """*design* after *edits*, and the changes that made it so. Raises EditError."""
    made: list[Change] = []
    for number, edit in enumerate(edits):
        try:
            changes = tuple(_changes(edit, design))
            design = apply(design, changes).design
        except ChangeRefused as refused:
            raise EditError(number, refused.message) from refused
        except ValueError as error:
            raise EditError(number, str(error)) from error
        made.extend(changes)
    return design, tuple(made)


def _changes(edit: Edit, design: Design) -> Iterator[Change]:
    if edit.add is not None:
        yield _added(edit, edit.add, design)
    elif edit.connect is not None:
        source, target, relation = read_arrow(edit.connect)
        yield Connect(source, target, relation, edit.with_)
    elif edit.disconnect is not None:
        yield Disconnect(*_edge(edit.disconnect, design))
    elif edit.remove is not None:
        yield RemoveNode(_node(edit.remove, design).id)
    elif edit.edge is not None:
        key = _edge(edit.edge, design)
        for name, value in sorted(edit.set.items()):
            yield SetField(name, value, edge=key)
    else:
        for node in _nodes(edit, design):
            yield from _stated(edit, node)


def _nodes(edit: Edit, design: Design) -> list[Node]:
    if edit.node is not None:
        return [_node(edit.node, design)]
    of_kind = [node for node in design.nodes.values() if node.kind is edit.kind]
    if edit.about is None:
        return of_kind
    return [node for node in of_kind if node.fields.get(a.ABOUT.name) == edit.about]


def _stated(edit: Edit, node: Node) -> Iterator[Change]:
    for name, value in edit.set.items():
        if name == NAME:
            yield RenameNode(node.id, str(value or ""))
        else:
            yield SetField(name, value, id=node.id)
    for name, reason in edit.na.items():
        yield SetNa(node.id, name, reason)
    for name, factor in edit.times.items():
        known = KINDS[node.kind].fields
        if name not in known:
            raise ValueError(f"`{node.kind}` has no field `{name}`{did_you_mean(name, (*known,))}")
        stated = node.fields.get(name)
        if isinstance(stated, Quantity):
            yield SetField(name, _multiplied(node.kind, name, stated, factor), id=node.id)


def _multiplied(kind: Kind, name: str, quantity: Quantity, factor: float) -> str:
    """*quantity* times *factor*, in the unit it was written in where that is one number.

    A range and a "~" stay what they are.
    """
    value, low, high = (one * factor for one in (quantity.value, quantity.low, quantity.high))
    times = Decimal(str(factor))
    for found in _NUMBER.finditer(quantity.text):
        number = f"{(Decimal(found[0]) * times).normalize():f}"
        text = f"{quantity.text[: found.start()]}{number}{quantity.text[found.end() :]}"
        if _reads_as(kind, name, text, (value, low, high)):
            return text
    return typed(replace(quantity, value=value, low=low, high=high))


def _reads_as(kind: Kind, name: str, text: str, meant: tuple[float, float, float]) -> bool:
    try:
        read = read_field(kind, name, text).values.get(name)
    except FieldError:
        return False
    return isinstance(read, Quantity) and all(
        math.isclose(one, other)
        for one, other in zip((read.value, read.low, read.high), meant, strict=True)
    )


def _added(edit: Edit, id_: str, design: Design) -> AddNode:
    fields = dict(edit.fields)
    kind = str(fields.pop("kind"))
    if kind not in {*Kind}:
        raise ValueError(f"unknown kind `{kind}`{did_you_mean(kind, tuple(map(str, Kind)))}")
    name = fields.pop("name", "")
    note = fields.pop("note", "")
    lowest = max((place.y for place in design.layout.values()), default=-BELOW)
    at = edit.at if edit.at is not None else (0.0, lowest + BELOW)
    return AddNode(id_, Kind(kind), str(name or ""), at, fields, note=str(note or ""))


def _node(id_: str, design: Design) -> Node:
    if id_ not in design.nodes:
        raise ValueError(f"there is no node `{id_}`{did_you_mean(id_, (*design.nodes,))}")
    return design.nodes[id_]


def _edge(text: str, design: Design) -> EdgeKey:
    """The edge that is meant by *text*; without its relation where only one joins the two."""
    source, target, relation = read_arrow(text)
    ends = {_node(source, design).id, _node(target, design).id}
    joining = [key for key in design.edges if {key.source, key.target} == ends]
    if relation is not None:
        joining = [key for key in joining if key.relation is relation]
    if not joining:
        known = tuple(map(str, design.edges))
        raise ValueError(f"there is no edge `{text}`{did_you_mean(text, known)}")
    if len(joining) == 1:
        return joining[0]
    try:
        kinds = design.nodes[source].kind, design.nodes[target].kind
        meant = oriented(source, target, orient(*kinds, relation))
    except ArrowError as error:
        raise ValueError(error.message) from error
    if meant not in joining:
        raise ValueError(f"`{text}` may be {listed(tuple(map(str, joining)))}; name the relation")
    return meant
