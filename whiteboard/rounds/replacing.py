"""The gesture that turns one design into another, so that opening a file can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.changes import (
    AddNode,
    AnswerFinding,
    Connect,
    RemoveGroup,
    RemoveNode,
    SetDesign,
    SetGroup,
    SetNote,
    WithdrawAnswer,
)
from design.fields import write_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from design.changes import Change
    from design.model import Design, Node


def replacing(old: Design, new: Design) -> tuple[Change, ...]:
    """Changes that make *new* out of *old*: everything off the board, then everything on it."""
    return (*_clearing(old), *building(new))


def building(design: Design) -> tuple[Change, ...]:
    """Changes that make *design* out of an empty one."""
    return tuple(_building(design))


def _clearing(old: Design) -> Iterator[Change]:
    for id_ in old.groups:
        yield RemoveGroup(id_)
    for id_ in old.nodes:
        yield RemoveNode(id_)
    for fingerprint in old.answers:
        yield WithdrawAnswer(fingerprint)


def _building(new: Design) -> Iterator[Change]:
    yield SetDesign(
        title=new.title,
        lane=new.lane,
        level=new.level,
        prompt=new.prompt,
        prompt_version=new.prompt_version,
    )
    yield SetNote(new.note)
    for node in new.nodes.values():
        yield _added(node, new)
    for edge in new.edges.values():
        yield Connect(
            edge.source,
            edge.target,
            edge.relation,
            fields=write_fields(edge.fields),
            note=edge.note,
        )
    for group in new.groups.values():
        yield SetGroup(group.id, group.title, group.members)
    for answer in new.answers.values():
        yield AnswerFinding(answer.fingerprint, answer.status, answer.because)


def _added(node: Node, design: Design) -> AddNode:
    at = design.layout.get(node.id)
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
