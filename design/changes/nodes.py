"""Changes that put nodes on the board, take them off, rename them and change their kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from design import limits
from design.arrows import ArrowError, orient
from design.changes.change import NOTHING_DONE, Change, Done
from design.changes.draft import Draft, frozen, refused
from design.changes.edges import Connect
from design.changes.fields import SetField, SetNa, SetNote, SetNumber, recognised
from design.changes.layout import Move, SetGroup, placed
from design.changes.refused import ChangeRefused
from design.fields import FieldError, Json, fields_of, read_value, write_fields, write_value
from design.fields.single import line
from design.model import Edge, Node, Position, Value
from design.text import ID_EXPECTED, is_node_id, listed, shortened
from design.vocabulary.attribute import Attribute
from design.vocabulary.kinds import Kind


@dataclass(frozen=True, slots=True)
class AddNode(Change):
    """Put a node on the board, with whatever is known of it."""

    type: ClassVar[str] = "add_node"
    id: str
    kind: Kind
    name: str = ""
    at: tuple[float, float] | None = None
    fields: Mapping[str, Json] = field(default_factory=dict)
    na: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[tuple[str, Json], ...] = ()  # label and value
    note: str = ""

    def carry_out(self, draft: Draft) -> Done:
        if not is_node_id(self.id):
            raise ChangeRefused(
                f"`{shortened(self.id)}` cannot be an id: {ID_EXPECTED}",
                place={"node": shortened(self.id)},
            )
        if self.id in draft.nodes:
            raise ChangeRefused(f"there is a node `{self.id}` already", place={"node": self.id})
        if self.id in draft.stickies:
            message = f"there is a sticky note `{self.id}` already"
            raise ChangeRefused(message, place={"node": self.id})
        if len(draft.nodes) >= limits.NODES:
            raise ChangeRefused(f"a board holds at most {limits.NODES} nodes")
        draft.nodes[self.id] = Node(self.id, self.kind, name_of(self.name, self.id))
        self._fill(draft)
        if self.at is not None:
            draft.layout[self.id] = placed(self.at, self.id)
        return Done((_stored(draft, draft.nodes[self.id]),), (RemoveNode(self.id),))

    def _fill(self, draft: Draft) -> None:
        """Set what was given; the same words as one by one, so the same meaning."""
        for name, reason in sorted(self.na.items()):
            SetNa(self.id, name, reason).carry_out(draft)
        for name, value in sorted(self.fields.items()):
            SetField(name, value, id=self.id).carry_out(draft)
        for label, number in self.numbers:
            SetNumber(self.id, label, number).carry_out(draft)
        if self.note:
            SetNote(self.note, id=self.id).carry_out(draft)


def _stored(draft: Draft, node: Node) -> AddNode:
    return adding(node, draft.layout.get(node.id))


def adding(node: Node, at: Position | None) -> AddNode:
    """The change that puts *node* on a board as it is, at *at*."""
    return AddNode(
        id=node.id,
        kind=node.kind,
        name=node.name,
        at=None if at is None else (at.x, at.y),
        fields=write_fields(node.fields),
        na=dict(node.na),
        numbers=tuple((one.label, one.value) for one in node.numbers),
        note=node.note,
    )


@dataclass(frozen=True, slots=True)
class RemoveNode(Change):
    """Take a node off the board; its edges, its place and its memberships go with it."""

    type: ClassVar[str] = "remove_node"
    id: str

    def carry_out(self, draft: Draft) -> Done:
        node = draft.node(self.id)
        inverse: list[Change] = [_stored(draft, node)]
        for edge in draft.edges_of(self.id):
            inverse.append(_connected(edge))
            del draft.edges[edge.key]
        for group in sorted(draft.groups.values(), key=lambda one: one.id):
            if self.id in group.members:
                inverse.append(SetGroup(group.id, group.title, group.members))
                members = tuple(one for one in group.members if one != self.id)
                draft.groups[group.id] = replace(group, members=members)
        draft.layout.pop(self.id, None)
        del draft.nodes[self.id]
        return Done((self,), tuple(inverse))


def _connected(edge: Edge) -> Connect:
    return Connect(
        edge.source, edge.target, edge.relation, fields=write_fields(edge.fields), note=edge.note
    )


@dataclass(frozen=True, slots=True)
class RenameNode(Change):
    """Change what people read on a node; its id stays."""

    type: ClassVar[str] = "rename_node"
    id: str
    name: str

    def carry_out(self, draft: Draft) -> Done:
        node = draft.node(self.id)
        name = name_of(self.name, self.id)
        draft.nodes[self.id] = replace(node, name=name)
        return Done((replace(self, name=name),), (replace(self, name=node.name),))


def name_of(name: str, id_: str) -> str:
    """A name, cleaned; empty where it only repeats the id. ChangeRefused when it is too long."""
    try:
        text = line(name, length=limits.NAME_LENGTH)
    except FieldError as error:
        raise refused(error, node=id_) from error
    return "" if text == id_.replace("_", " ") else text


@dataclass(frozen=True, slots=True)
class SetKind(Change):
    """Make a node another kind; refused while an edge or a field would have no meaning."""

    type: ClassVar[str] = "set_kind"
    id: str
    kind: Kind

    def carry_out(self, draft: Draft) -> Done:
        node = draft.node(self.id)
        homeless = sorted(({*node.fields} | {*node.na}) - {*fields_of(self.kind)})
        if homeless:
            raise ChangeRefused(
                f"`{self.id}` cannot become `{self.kind}`: such a node has no "
                f"{listed(tuple(f'`{one}`' for one in homeless))}; take that off first",
                place={"node": self.id, "field": homeless[0]},
                options=tuple(homeless),
            )
        illegal = tuple(str(e.key) for e in draft.edges_of(self.id) if not self._fits(draft, e))
        if illegal:
            raise ChangeRefused(
                f"`{self.id}` cannot become `{self.kind}`: {'; '.join(illegal[:6])} would not be "
                "a legal edge; remove it or change its relation first",
                place={"node": self.id, "edge": illegal[0]},
                options=illegal,
            )
        draft.nodes[self.id] = replace(node, kind=self.kind, fields=self._reread(node))
        return Done((self,), (SetKind(self.id, node.kind),)).then(self._promoted(draft))

    def _fits(self, draft: Draft, edge: Edge) -> bool:
        kinds = [
            self.kind if one == self.id else draft.node(one).kind
            for one in (edge.source, edge.target)
        ]
        try:
            return not orient(kinds[0], kinds[1], edge.relation).reversed
        except ArrowError:
            return False

    def _reread(self, node: Node) -> Mapping[str, Value]:
        old, new = fields_of(node.kind), fields_of(self.kind)
        return frozen(
            {
                name: value if old[name] is new[name] else self._again(new[name], value)
                for name, value in node.fields.items()
            }
        )

    def _again(self, attribute: Attribute[object], value: Value) -> Value:
        try:
            return read_value(attribute, write_value(value))
        except FieldError as error:
            raise refused(error, node=self.id) from error

    def _promoted(self, draft: Draft) -> Done:
        """Numbers whose labels mean a field of the new kind become that field."""
        done = NOTHING_DONE
        for number in draft.node(self.id).numbers:
            node = draft.node(self.id)
            meant = recognised(node.kind, number)
            if meant is None:
                continue
            taken = [name for name in (*meant.values, *meant.na) if name in node.fields]
            if taken:
                raise ChangeRefused(
                    f"`{self.id}` cannot become `{self.kind}`: its number `{number.label}` would "
                    f"state `{taken[0]}` a second time; take one off first",
                    place={"node": self.id, "field": taken[0]},
                )
            done = done.then(SetNumber(self.id, number.label, number.value).carry_out(draft))
        return done


__all__ = ["AddNode", "Move", "RemoveNode", "RenameNode", "SetKind", "adding", "name_of"]
