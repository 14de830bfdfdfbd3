"""What a design is: nodes and edges with typed fields, and what people said about findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from design.brief import Lane, Level
from design.quantities.quantity import Quantity
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.records import Alternative, Criterion, Stage
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from design.vocabulary.attribute import Attribute

T = TypeVar("T")

Value = (
    Quantity
    | str
    | bool
    | tuple[str, ...]
    | tuple[Stage, ...]
    | tuple[Criterion, ...]
    | tuple[Alternative, ...]
)

_NOTHING: Mapping[str, Value] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


class Position(NamedTuple):
    """Where the top left corner of a node or a sticky note stands on the board, in board pixels."""

    x: float
    y: float


class EdgeKey(NamedTuple):
    """What identifies an edge: one edge per pair of nodes and relation."""

    source: str
    target: str
    relation: Relation

    def __str__(self) -> str:
        """The edge as files and fingerprints write it."""
        return f"{self.source} -> {self.target}: {self.relation}"


@dataclass(frozen=True, slots=True)
class FreeNumber:
    """A number in the person's own words: kept, shown and exported, and not judged.

    ``quantity`` is what was understood of ``value``, or None where nothing was.
    """

    label: str
    value: str
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box on the board.

    ``fields`` holds canonical attribute names; ``na`` the reasons for fields that do not apply.
    """

    id: str
    kind: Kind
    name: str = ""  # empty: the id made readable
    fields: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    na: Mapping[str, str] = field(default_factory=lambda: _NO_WORDS)
    numbers: tuple[FreeNumber, ...] = ()
    note: str = ""

    def get(self, attribute: Attribute[T]) -> T | None:
        """The stated value of *attribute*, or None."""
        return cast("T | None", self.fields.get(attribute.name))

    @property
    def title(self) -> str:
        """The name a person reads."""
        return self.name or self.id.replace("_", " ")

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS[self.kind].label


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow on the board."""

    source: str
    target: str
    relation: Relation
    fields: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    note: str = ""

    @property
    def key(self) -> EdgeKey:
        """What identifies the edge."""
        return EdgeKey(self.source, self.target, self.relation)

    def get(self, attribute: Attribute[T]) -> T | None:
        """The stated value of *attribute*, or None."""
        return cast("T | None", self.fields.get(attribute.name))


@dataclass(frozen=True, slots=True)
class Group:
    """A titled region around some nodes."""

    id: str
    title: str
    members: tuple[str, ...]  # node ids, sorted


@dataclass(frozen=True, slots=True)
class Sticky:
    """Words on the board that belong to no node: kept, moved and undone, and not judged."""

    id: str  # no node is called so: both stand in the layout
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said about a finding; ``because`` is never empty."""

    fingerprint: str
    status: str  # "accepted" or "not_applicable"
    because: str


@dataclass(frozen=True, slots=True)
class Design:
    """Everything that is on a board. Two designs are equal when they say the same.

    Mappings compare without order, and every mapping key equals the id of its value.
    """

    title: str = ""
    prompt: str = ""  # id of the prompt it answers
    prompt_version: str = ""
    lane: Lane = Lane.TABULAR
    level: Level = Level.SENIOR
    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: Mapping[EdgeKey, Edge] = field(default_factory=dict)
    layout: Mapping[str, Position] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    stickies: Mapping[str, Sticky] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by fingerprint
    note: str = ""
