"""Changes of the arrows between nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from design import limits
from design.arrows import ArrowError, orient
from design.changes.change import Change, Done
from design.changes.draft import Draft, refused
from design.changes.fields import SetField, SetNote
from design.changes.refused import ChangeRefused
from design.fields import Json, fields_of, unknown_field, write_fields
from design.model import Edge, EdgeKey
from design.vocabulary.relations import RELATIONS, Inferred, Relation, legal


@dataclass(frozen=True, slots=True)
class Connect(Change):
    """Draw an arrow; without a relation it means the inferred one.

    Where only the opposite direction is legal, the edge is stored that way round.
    """

    type: ClassVar[str] = "connect"
    source: str
    target: str
    relation: Relation | None = None
    fields: Mapping[str, Json] = field(default_factory=dict)
    note: str = ""

    def carry_out(self, draft: Draft) -> Done:
        source, target = draft.node(self.source), draft.node(self.target)
        drawn = f"{source.id} -> {target.id}"
        if source.id == target.id:
            raise ChangeRefused("an arrow needs two different nodes", place={"node": source.id})
        try:
            meant = orient(source.kind, target.kind, self.relation)
        except ArrowError as error:
            raise ChangeRefused(
                error.message, place={"edge": drawn}, options=error.options
            ) from error
        key = oriented(source.id, target.id, meant)
        if key in draft.edges:
            raise ChangeRefused(
                f"there is an edge `{key}` already",
                place={"edge": str(key)},
                options=_others(draft, key),
            )
        if len(draft.edges) >= limits.EDGES:
            raise ChangeRefused(f"a board holds at most {limits.EDGES} edges")
        draft.edges[key] = Edge(*key)
        for name, value in sorted(self.fields.items()):
            SetField(name, value, edge=key).carry_out(draft)
        if self.note:
            SetNote(self.note, edge=key).carry_out(draft)
        edge = draft.edges[key]
        stored = Connect(*key, fields=write_fields(edge.fields), note=edge.note)
        return Done((stored,), (Disconnect(*key),))


def oriented(source: str, target: str, meant: Inferred) -> EdgeKey:
    """The key of the edge that an arrow from *source* to *target* is stored as."""
    if meant.reversed:
        return EdgeKey(target, source, meant.relation)
    return EdgeKey(source, target, meant.relation)


def _others(draft: Draft, key: EdgeKey) -> tuple[str, ...]:
    kinds = draft.node(key.source).kind, draft.node(key.target).kind
    free = (one for one in legal(*kinds) if EdgeKey(*key[:2], one) not in draft.edges)
    return tuple(map(str, free))


@dataclass(frozen=True, slots=True)
class Disconnect(Change):
    """Remove an arrow."""

    type: ClassVar[str] = "disconnect"
    source: str
    target: str
    relation: Relation

    def carry_out(self, draft: Draft) -> Done:
        edge = draft.edge(EdgeKey(self.source, self.target, self.relation))
        del draft.edges[edge.key]
        back = Connect(*edge.key, fields=write_fields(edge.fields), note=edge.note)
        return Done((self,), (back,))


@dataclass(frozen=True, slots=True)
class SetRelation(Change):
    """Make an arrow mean something else; its fields and note stay."""

    type: ClassVar[str] = "set_relation"
    source: str
    target: str
    relation: Relation
    to: Relation

    def carry_out(self, draft: Draft) -> Done:
        edge = draft.edge(EdgeKey(self.source, self.target, self.relation))
        kinds = draft.node(self.source).kind, draft.node(self.target).kind
        try:
            meant = orient(*kinds, self.to)
        except ArrowError as error:
            raise ChangeRefused(
                error.message, place={"edge": str(edge.key)}, options=error.options
            ) from error
        if meant.reversed:
            turned = Connect(
                self.target, self.source, self.to, write_fields(edge.fields), edge.note
            )
            away = Disconnect(*edge.key).carry_out(draft)
            return away.then(turned.carry_out(draft))
        self._check_fields(edge)
        key = EdgeKey(self.source, self.target, self.to)
        if key in draft.edges and key != edge.key:
            raise ChangeRefused(f"there is an edge `{key}` already", place={"edge": str(key)})
        del draft.edges[edge.key]
        draft.edges[key] = replace(edge, relation=self.to)
        return Done((self,), (SetRelation(*key, to=self.relation),))

    def _check_fields(self, edge: Edge) -> None:
        old, new = fields_of(edge.relation), RELATIONS[self.to].fields
        for name in sorted(edge.fields):
            if new.get(name) is not old[name]:
                raise refused(unknown_field(self.to, name), edge=str(edge.key))


__all__ = ["Connect", "Disconnect", "SetRelation", "oriented"]
