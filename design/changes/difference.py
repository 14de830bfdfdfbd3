"""The gesture that turns one design into another and touches nothing that is the same in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.changes.edges import Connect, Disconnect
from design.changes.fields import SetField, SetNa, SetNote, SetNumber
from design.changes.layout import Move, RemoveGroup, SetGroup
from design.changes.nodes import RemoveNode, RenameNode, adding
from design.changes.stickies import RemoveSticky, SetSticky
from design.changes.whole import AnswerFinding, SetDesign, WithdrawAnswer
from design.fields import Json, write_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from design.changes.change import Change
    from design.model import Design, Edge, EdgeKey, Node, Value


def difference(old: Design, new: Design) -> tuple[Change, ...]:
    """The changes that make *new* out of *old*; none where they say the same.

    A node of another kind is taken off and put back, with its arrows: its fields mean other things.
    """
    made = frozenset(id_ for id_, node in new.nodes.items() if not _is_kept(id_, node, old))
    return (
        *_removed(old, new, made),
        *(adding(node, new.layout.get(id_)) for id_, node in new.nodes.items() if id_ in made),
        *_of_kept_nodes(old, new, made),
        *_of_edges(old, new, made),
        *_of_stickies(old, new),
        *_moved(old, new, made),
        *_of_groups(old, new, made),
        *_of_answers(old, new),
        *_of_the_whole(old, new),
    )


def _is_kept(id_: str, node: Node, old: Design) -> bool:
    before = old.nodes.get(id_)
    return before is not None and before.kind is node.kind


def _removed(old: Design, new: Design, made: frozenset[str]) -> Iterator[Change]:
    for key in old.edges:
        if key not in new.edges and not _loses_an_end(key, new, made):
            yield Disconnect(*key)
    for id_ in old.groups:
        if id_ not in new.groups:
            yield RemoveGroup(id_)
    for id_ in old.stickies:
        if id_ not in new.stickies:
            yield RemoveSticky(id_)
    for id_ in old.nodes:
        if id_ not in new.nodes or id_ in made:
            yield RemoveNode(id_)


def _loses_an_end(key: EdgeKey, new: Design, made: frozenset[str]) -> bool:
    """Whether the arrow goes with a node that is taken off."""
    return any(end not in new.nodes or end in made for end in (key.source, key.target))


def _of_kept_nodes(old: Design, new: Design, made: frozenset[str]) -> Iterator[Change]:
    for id_, node in new.nodes.items():
        if id_ not in made and node != old.nodes[id_]:
            yield from _of_node(old.nodes[id_], node)


def _of_node(before: Node, after: Node) -> Iterator[Change]:
    if before.name != after.name:
        yield RenameNode(after.id, after.name)
    yield from (SetNa(after.id, name, None) for name in before.na if name not in after.na)
    for name, value in _altered(before.fields, after.fields):
        yield SetField(name, value, id=after.id)
    for name, reason in after.na.items():
        if before.na.get(name) != reason:
            yield SetNa(after.id, name, reason)
    yield from _of_numbers(before, after)
    if before.note != after.note:
        yield SetNote(after.note, id=after.id)


def _of_numbers(before: Node, after: Node) -> Iterator[Change]:
    labels = {one.label for one in after.numbers}
    for number in before.numbers:
        if number.label not in labels:
            yield SetNumber(after.id, number.label, None)
    for number in after.numbers:
        if number not in before.numbers:
            yield SetNumber(after.id, number.label, number.value)


def _altered(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[tuple[str, Json | None]]:
    """What is said otherwise, or no more, in the words of a file."""
    was, now = write_fields(before), write_fields(after)
    yield from ((name, None) for name in was if name not in now)
    yield from ((name, value) for name, value in now.items() if was.get(name) != value)


def _of_edges(old: Design, new: Design, made: frozenset[str]) -> Iterator[Change]:
    for key, edge in new.edges.items():
        before = old.edges.get(key)
        if before is None or _loses_an_end(key, new, made):
            yield Connect(*key, fields=write_fields(edge.fields), note=edge.note)
        elif before != edge:
            yield from _of_edge(before, edge)


def _of_edge(before: Edge, after: Edge) -> Iterator[Change]:
    for name, value in _altered(before.fields, after.fields):
        yield SetField(name, value, edge=after.key)
    if before.note != after.note:
        yield SetNote(after.note, edge=after.key)


def _of_stickies(old: Design, new: Design) -> Iterator[Change]:
    for id_, sticky in new.stickies.items():
        if id_ not in old.stickies:
            yield SetSticky(id_, sticky.text, new.layout.get(id_))
        elif old.stickies[id_] != sticky:
            yield SetSticky(id_, sticky.text)


def _moved(old: Design, new: Design, made: frozenset[str]) -> Iterator[Change]:
    places: dict[str, tuple[float, float] | None] = {}
    kept = [id_ for id_ in new.nodes if id_ not in made]
    for id_ in (*kept, *(id_ for id_ in new.stickies if id_ in old.stickies)):
        at = new.layout.get(id_)
        if at != old.layout.get(id_):
            places[id_] = None if at is None else (at.x, at.y)
    if places:
        yield Move(places)


def _of_groups(old: Design, new: Design, made: frozenset[str]) -> Iterator[Change]:
    for id_, group in new.groups.items():
        before = old.groups.get(id_)
        lost = before is not None and any(
            one not in new.nodes or one in made for one in before.members
        )
        if before != group or lost:
            yield SetGroup(id_, group.title, group.members)


def _of_answers(old: Design, new: Design) -> Iterator[Change]:
    for fingerprint in old.answers:
        if fingerprint not in new.answers:
            yield WithdrawAnswer(fingerprint)
    for fingerprint, answer in new.answers.items():
        if old.answers.get(fingerprint) != answer:
            yield AnswerFinding(fingerprint, answer.status, answer.because)


def _of_the_whole(old: Design, new: Design) -> Iterator[Change]:
    about = ("title", "lane", "level", "prompt", "prompt_version")
    if any(getattr(old, name) != getattr(new, name) for name in about):
        yield SetDesign(
            title=new.title if new.title != old.title else None,
            lane=new.lane if new.lane is not old.lane else None,
            level=new.level if new.level is not old.level else None,
            prompt=new.prompt if new.prompt != old.prompt else None,
            prompt_version=(
                new.prompt_version if new.prompt_version != old.prompt_version else None
            ),
        )
    if old.note != new.note:
        yield SetNote(new.note)
