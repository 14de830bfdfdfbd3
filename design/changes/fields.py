"""Changes of one field, number or note of a node or an edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from design import limits
from design.changes.change import NOTHING_DONE, Change, Done
from design.changes.draft import Draft, refused, with_item
from design.changes.refused import ChangeRefused
from design.fields import (
    FieldError,
    Json,
    Reading,
    fields_of,
    free_number,
    read_field,
    recognise,
    unknown_field,
    write_value,
)
from design.fields.raw import is_empty
from design.fields.single import line, prose
from design.model import Edge, EdgeKey, FreeNumber, Node, Value
from design.vocabulary.kinds import Kind


@dataclass(frozen=True, slots=True)
class SetField(Change):
    """State a field of a node (``id``) or an edge (``edge``), or take it back with None.

    A number that is stated applies: its "not applicable" goes.
    """

    type: ClassVar[str] = "set_field"
    field: str
    value: Json
    id: str | None = None
    edge: EdgeKey | None = None

    def carry_out(self, draft: Draft) -> Done:
        owner = _owner(draft, self.id, self.edge)
        reading = self._reading(owner)
        done = NOTHING_DONE
        for name, value in sorted(reading.items()):
            done = done.then(_store(draft, self, name, value))
        return done

    def _reading(self, owner: Node | Edge) -> dict[str, Value | str | None]:
        kind = owner.kind if isinstance(owner, Node) else owner.relation
        try:
            if self.field not in fields_of(kind):
                raise unknown_field(kind, self.field)
            if is_empty(self.value):
                return {self.field: None}
            read = read_field(kind, self.field, self.value)
        except FieldError as error:
            raise refused(error, **_place(self.id, self.edge)) from error
        return {**read.values, **{name: _NotApplicable(why) for name, why in read.na.items()}}


class _NotApplicable(str):
    """The reason why a field does not apply, told apart from the value of a text field."""

    __slots__ = ()


def _store(draft: Draft, at: SetField, name: str, value: Value | None) -> Done:
    if isinstance(value, _NotApplicable) and at.id is not None:
        return SetNa(id=at.id, field=name, reason=str(value)).carry_out(draft)
    done = NOTHING_DONE
    if at.id is not None and value is not None and name in draft.node(at.id).na:
        done = SetNa(id=at.id, field=name, reason=None).carry_out(draft)
    owner = _owner(draft, at.id, at.edge)
    before = owner.fields.get(name)
    fields = with_item(owner.fields, name, value)
    if isinstance(owner, Node):
        draft.nodes[owner.id] = replace(owner, fields=fields)
    else:
        draft.edges[owner.key] = replace(owner, fields=fields)
    stored = replace(at, field=name, value=None if value is None else write_value(value))
    back = replace(at, field=name, value=None if before is None else write_value(before))
    return done.then(Done((stored,), (back,)))


@dataclass(frozen=True, slots=True)
class SetNa(Change):
    """Say that a field does not apply, and why; None takes it back. A stated value goes."""

    type: ClassVar[str] = "set_na"
    id: str
    field: str
    reason: str | None

    def carry_out(self, draft: Draft) -> Done:
        node = draft.node(self.id)
        if self.field not in fields_of(node.kind):
            raise refused(unknown_field(node.kind, self.field), node=self.id)
        reason = None if self.reason is None else _line(self.reason, node=self.id)
        done = NOTHING_DONE
        if reason is not None and self.field in node.fields:
            done = SetField(id=self.id, field=self.field, value=None).carry_out(draft)
        node = draft.node(self.id)
        before = node.na.get(self.field)
        draft.nodes[self.id] = replace(node, na=with_item(node.na, self.field, reason))
        stored, back = replace(self, reason=reason), replace(self, reason=before)
        return done.then(Done((stored,), (back,)))


@dataclass(frozen=True, slots=True)
class SetNumber(Change):
    """State a number in the person's own words, or take it back with None.

    A label that means a field of the node's kind states that field, if the number can be read.
    """

    type: ClassVar[str] = "set_number"
    id: str
    label: str
    value: Json

    def carry_out(self, draft: Draft) -> Done:
        node = draft.node(self.id)
        try:
            if is_empty(self.value):
                return self._put(draft, node, line(self.label), None)
            number = free_number(self.label, self.value)
        except FieldError as error:
            raise refused(error, node=self.id) from error
        meant = recognised(node.kind, number)
        if meant is None:
            return self._put(draft, node, number.label, number)
        done = self._put(draft, node, number.label, None) if _find(node, number.label) else None
        fields = NOTHING_DONE if done is None else done
        for name in sorted({*meant.values, *meant.na}):
            value: Json = number.value
            if name in meant.values:
                value = write_value(meant.values[name])
            fields = fields.then(SetField(id=self.id, field=name, value=value).carry_out(draft))
        return fields

    def _put(self, draft: Draft, node: Node, label: str, number: FreeNumber | None) -> Done:
        before = _find(node, label)
        kept = [one for one in node.numbers if one.label != label]
        if number is not None:
            kept.append(number)
        if len(kept) > limits.NUMBERS_PER_NODE:
            raise ChangeRefused(
                f"a node holds at most {limits.NUMBERS_PER_NODE} numbers", place={"node": node.id}
            )
        numbers = tuple(sorted(kept, key=lambda one: one.label))
        draft.nodes[node.id] = replace(node, numbers=numbers)
        stored = SetNumber(id=node.id, label=label, value=number.value if number else None)
        back = SetNumber(id=node.id, label=label, value=before.value if before else None)
        return Done((stored,), (back,))


def _find(node: Node, label: str) -> FreeNumber | None:
    return next((one for one in node.numbers if one.label == label), None)


def recognised(kind: Kind, number: FreeNumber) -> Reading | None:
    """What *number* says in a field of *kind*, where its label means one and its text reads."""
    attribute = recognise(kind, number.label)
    if attribute is None:
        return None
    try:
        return read_field(kind, attribute.name, number.value)
    except FieldError:
        return None


@dataclass(frozen=True, slots=True)
class SetNote(Change):
    """Write the note of a node, of an edge, or of the design when neither is named."""

    type: ClassVar[str] = "set_note"
    note: str
    id: str | None = None
    edge: EdgeKey | None = None

    def carry_out(self, draft: Draft) -> Done:
        note = text_of(self.note, **_place(self.id, self.edge))
        if self.id is None and self.edge is None:
            before, draft.design = draft.design.note, replace(draft.design, note=note)
        else:
            owner = _owner(draft, self.id, self.edge)
            before = owner.note
            if isinstance(owner, Node):
                draft.nodes[owner.id] = replace(owner, note=note)
            else:
                draft.edges[owner.key] = replace(owner, note=note)
        return Done((replace(self, note=note),), (replace(self, note=before),))


def text_of(text: str, **place: str) -> str:
    """A note, cleaned; ChangeRefused when it is too long."""
    try:
        return prose(text, length=limits.NOTE_LENGTH)
    except FieldError as error:
        raise refused(error, **place) from error


def _line(text: str, **place: str) -> str:
    try:
        return line(text)
    except FieldError as error:
        raise refused(error, **place) from error


def _place(id_: str | None, edge: EdgeKey | None) -> dict[str, str]:
    if edge is not None:
        return {"edge": str(edge)}
    return {} if id_ is None else {"node": id_}


def _owner(draft: Draft, id_: str | None, edge: EdgeKey | None) -> Node | Edge:
    if edge is not None and id_ is None:
        return draft.edge(edge)
    if id_ is None or edge is not None:
        raise ChangeRefused("name either a node (`id`) or an edge (`edge`), one of them")
    return draft.node(id_)
