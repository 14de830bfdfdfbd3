"""Edits in words: what a quick fix is about to do, before it does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from design.changes.edges import Connect, Disconnect, SetRelation
from design.changes.fields import SetField, SetNa
from design.changes.nodes import AddNode, RemoveNode, RenameNode, SetKind
from design.changes.stickies import RemoveSticky, SetSticky
from design.text import in_sentence, shortened
from design.vocabulary.kinds import KINDS
from design.vocabulary.relations import RELATIONS

if TYPE_CHECKING:
    from design.changes.change import Change
    from design.model import Design
    from design.vocabulary.kinds import Kind


def in_words(changes: Iterable[Change], design: Design) -> tuple[str, ...]:
    """One phrase for each of *changes*, with the names people gave: "set replicas of api to 18"."""
    names = {id_: node.title for id_, node in design.nodes.items()}
    kinds = {id_: node.kind for id_, node in design.nodes.items()}
    found: list[str] = []
    for change in changes:
        if isinstance(change, AddNode):
            names[change.id] = change.name or change.id.replace("_", " ")
            kinds[change.id] = change.kind
        label = ""
        if isinstance(change, SetField | SetNa):
            label = _label(change, kinds.get(change.id or ""))
        found.append(_phrase(change, names, label))
    return tuple(found)


def _phrase(change: Change, names: dict[str, str], label: str) -> str:
    def name(id_: str) -> str:
        return names.get(id_, id_)

    match change:
        case SetField(value=None):
            return f"clear {label} of {_owner(change, names)}"
        case SetField():
            return f"set {label} of {_owner(change, names)} to {_value(change.value)}"
        case SetNa():
            return f"mark {label} of {name(change.id)} as not applicable"
        case AddNode():
            return f"add the {KINDS[change.kind].label.lower()} {name(change.id)}"
        case RemoveNode() | RenameNode() | SetKind():
            return f"change {name(change.id)}"
        case Connect():
            said = f" ({RELATIONS[change.relation].label})" if change.relation else ""
            return f"draw an arrow from {name(change.source)} to {name(change.target)}{said}"
        case Disconnect() | SetRelation():
            return f"change the arrow from {name(change.source)} to {name(change.target)}"
        case _:
            return _of_the_board(change)


def _of_the_board(change: Change) -> str:
    """The phrase of a change that names neither a node nor an arrow."""
    match change:
        case SetSticky():
            return f'write the sticky note "{shortened(change.text)}"'
        case RemoveSticky():
            return "remove a sticky note"
        case _:
            return change.type.replace("_", " ")


def _owner(change: SetField, names: dict[str, str]) -> str:
    if change.edge is None:
        return names.get(change.id or "", change.id or "")
    source, target, _ = change.edge
    return f"the arrow from {names.get(source, source)} to {names.get(target, target)}"


def _label(change: SetField | SetNa, kind: Kind | None) -> str:
    if isinstance(change, SetField) and change.edge is not None:
        known = RELATIONS[change.edge.relation].fields
    else:
        known = KINDS[kind].fields if kind is not None else {}
    attribute = known.get(change.field)
    label = attribute.label if attribute is not None else change.field.replace("_", " ")
    return in_sentence(label)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    return str(value)
