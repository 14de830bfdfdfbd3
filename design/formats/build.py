"""A tree of texts becomes a design: every problem is noted with its place, none stops the rest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from design import limits
from design.brief import Lane, Level
from design.changes.layout import position_of
from design.changes.whole import STATUSES
from design.fields import FieldError
from design.fields.single import line, prose
from design.formats.edges import edges_of
from design.formats.ledger import EnoughProblems, Ledger, Parts
from design.formats.migrations import VERSION_KEY
from design.formats.nodes import nodes_of
from design.formats.places import Places
from design.formats.problem import Problem
from design.formats.tree import Entries, Items, Scalar, Tree, plain
from design.model import Answer, Design, Group, Position, Sticky
from design.text import ID_EXPECTED, is_node_id, listed, shortened

TOP: Final = (
    VERSION_KEY,
    "title",
    "prompt",
    "prompt_version",
    "lane",
    "level",
    "note",
    "nodes",
    "edges",
    "groups",
    "stickies",
    "answers",
    "layout",
)


class Build:
    """The design in a tree, as far as it can be read, with ``problems`` and ``places``."""

    def __init__(self, tree: Entries, *, file: str) -> None:
        ledger = Ledger(file)
        self.design = Design()
        with contextlib.suppress(EnoughProblems):
            self.design = _design(ledger, tree.entries)
        self.problems: list[Problem] = ledger.problems
        self.places = Places(
            file,
            ledger.node_lines,
            ledger.edge_lines,
            ledger.field_lines,
            ledger.sticky_lines,
        )


def _design(ledger: Ledger, top: Parts) -> Design:
    ledger.only(top, TOP, "")
    nodes = {node.id: node for node in nodes_of(ledger, top)}
    edges = {edge.key: edge for edge in edges_of(ledger, top)}
    groups = {group.id: group for group in _groups(ledger, top)}
    stickies = {sticky.id: sticky for sticky in _stickies(ledger, top)}
    answers = {one.fingerprint: one for one in _answers(ledger, top)}
    counts = (
        ("nodes", len(nodes), limits.NODES),
        ("edges", len(edges), limits.EDGES),
        ("groups", len(groups), limits.GROUPS),
        ("stickies", len(stickies), limits.STICKIES),
        ("answers", len(answers), limits.ANSWERS),
    )
    for name, count, most in counts:
        if count > most:
            message = f"a design holds at most {most} {name}, found {count}"
            ledger.problem(top[name][0], name, message)
    return Design(
        title=ledger.line(top, "title"),
        prompt=ledger.line(top, "prompt"),
        prompt_version=ledger.line(top, "prompt_version"),
        lane=ledger.word(top, "lane", Lane) or Lane.TABULAR,
        level=ledger.word(top, "level", Level) or Level.SENIOR,
        nodes=MappingProxyType(nodes),
        edges=MappingProxyType(edges),
        layout=MappingProxyType(dict(_layout(ledger, top))),
        groups=MappingProxyType(groups),
        stickies=MappingProxyType(stickies),
        answers=MappingProxyType(answers),
        note=ledger.prose(top, "note"),
    )


def _groups(ledger: Ledger, top: Parts) -> Iterator[Group]:
    for key, value in ledger.section(top, "groups"):
        path = f"groups.{shortened(key.text)}"
        if not is_node_id(key.text):
            message = f"`{shortened(key.text)}` cannot be an id: {ID_EXPECTED}"
            ledger.problem(key, path, message)
            continue
        parts = ledger.mapping(value, path, "{title: Training, members: [ranker]}")
        ledger.only(parts, ("title", "members"), f"{path}.")
        members = tuple(sorted({*_members(ledger, parts, path)}))
        yield Group(key.text, ledger.line(parts, "title", f"{path}."), members)


def _members(ledger: Ledger, parts: Parts, path: str) -> Iterator[str]:
    if "members" not in parts:
        return
    value = parts["members"][1]
    if not isinstance(value, Items):
        ledger.problem(value, f"{path}.members", "expected a list such as `[ranker, api]`")
        return
    for item in value.items:
        id_ = item.text if isinstance(item, Scalar) else ""
        if ledger.node(item, id_, f"{path}.members") and ledger.kinds[id_] is not None:
            yield id_


def _stickies(ledger: Ledger, top: Parts) -> Iterator[Sticky]:
    for key, value in ledger.section(top, "stickies"):
        path = f"stickies.{shortened(key.text)}"
        ledger.sticky_lines[key.text] = key.line + 1
        if not is_node_id(key.text):
            message = f"`{shortened(key.text)}` cannot be an id: {ID_EXPECTED}"
            ledger.problem(key, path, message)
            continue
        if key.text in ledger.kinds:
            message = f"a node is called `{key.text}` already; give the sticky note another id"
            ledger.problem(key, path, message)
            continue
        raw = plain(value)
        try:
            yield Sticky(key.text, "" if raw is None else prose(raw, length=limits.STICKY_LENGTH))
        except FieldError as error:
            ledger.refuse(value, path, error)


def _answers(ledger: Ledger, top: Parts) -> Iterator[Answer]:
    for key, value in ledger.section(top, "answers"):
        path = f"answers.{shortened(key.text)}"
        parts = ledger.mapping(value, path, "{status: accepted, because: the load is bounded}")
        ledger.only(parts, ("status", "because"), f"{path}.")
        status = ledger.line(parts, "status", f"{path}.")
        because = ledger.prose(parts, "because", f"{path}.")
        fingerprint = line(key.text)
        if status not in STATUSES:
            ledger.problem(value, f"{path}.status", f"expected {listed(STATUSES)}")
        elif not because:
            ledger.problem(value, f"{path}.because", "say why: an answer needs its reason")
        elif not fingerprint or len(fingerprint) > limits.NAME_LENGTH:
            ledger.problem(key, path, "expected the fingerprint of a finding")
        else:
            yield Answer(fingerprint, status, because)


def _layout(ledger: Ledger, top: Parts) -> Iterator[tuple[str, Position]]:
    for key, value in ledger.section(top, "layout"):
        path = f"layout.{shortened(key.text)}"
        if not ledger.stands(key, key.text, path):
            continue
        position = _position(value)
        if position is None:
            ledger.problem(value, path, "expected two numbers such as `[120, 340]`")
        else:
            yield key.text, position


def _position(value: Tree) -> Position | None:
    raw = plain(value)
    if not isinstance(raw, list) or len(raw) != 2:
        return None
    try:
        x, y = (float(one) for one in raw if isinstance(one, str))
    except ValueError:
        return None
    return position_of(x, y)
