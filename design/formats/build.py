"""A tree of texts becomes a design: every problem is noted with its place, none stops the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from design import limits
from design.arrows import ArrowError, orient
from design.brief import Lane, Level
from design.changes.edges import oriented
from design.changes.fields import recognised
from design.changes.places import position_of
from design.changes.whole import STATUSES
from design.fields import FieldError, Json, Reading, fields_of, free_number, read_field
from design.fields.error import FieldError as _FieldError
from design.fields.raw import is_empty
from design.fields.single import line, prose
from design.fields.values import unknown_field
from design.formats.migrations import VERSION_KEY
from design.formats.places import Places
from design.formats.problem import MOST_PROBLEMS, Problem
from design.formats.tree import Entries, Items, Scalar, Tree, plain
from design.model import Answer, Design, Edge, EdgeKey, FreeNumber, Group, Node, Position, Value
from design.text import did_you_mean, is_node_id, listed, nearest, shortened
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

E = TypeVar("E", bound=StrEnum)

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
    "answers",
    "layout",
)
OF_NODE: Final = ("kind", "name", "na", "numbers", "note")
OF_EDGE: Final = ("edge", "note")
_ARROW: Final = re.compile(
    r"\s*(?P<source>[^\s:>→]+?)\s*(?:-+>|=+>|→)\s*(?P<target>[^\s:>→]+)\s*"
    r"(?::\s*(?P<relation>\S.*?))?\s*"
)
_ID: Final = "expected an id: a small letter, then up to 63 small letters, digits and underscores"
_KINDS: Final = tuple(map(str, Kind))
_RELATIONS: Final = tuple(map(str, Relation))


class Build:
    """The design in a tree, as far as it can be read, with ``problems`` and ``places``."""

    def __init__(self, tree: Entries, *, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._tree = tree
        self._kinds: dict[str, Kind | None] = {}
        self._node_lines: dict[str, int] = {}
        self._edge_lines: dict[EdgeKey, int] = {}
        self._field_lines: dict[tuple[str | EdgeKey, str], int] = {}
        self.design = self._design()
        self.places = Places(file, self._node_lines, self._edge_lines, self._field_lines)

    def _design(self) -> Design:
        top = self._tree.entries
        for name, (key, _) in top.items():
            if name not in TOP:
                self._unknown_key(key, TOP, name)
        nodes = {node.id: node for node in self._nodes()}
        edges = {edge.key: edge for edge in self._edges()}
        self._count(nodes, limits.NODES, "nodes")
        self._count(edges, limits.EDGES, "edges")
        return Design(
            title=self._line(top, "title", ""),
            prompt=self._line(top, "prompt", ""),
            prompt_version=self._line(top, "prompt_version", ""),
            lane=self._word(top, "lane", Lane) or Lane.TABULAR,
            level=self._word(top, "level", Level) or Level.SENIOR,
            nodes=MappingProxyType(nodes),
            edges=MappingProxyType(edges),
            layout=MappingProxyType(dict(self._layout())),
            groups=MappingProxyType({group.id: group for group in self._groups()}),
            answers=MappingProxyType({one.fingerprint: one for one in self._answers()}),
            note=self._prose(top, "note", ""),
        )

    # What goes wrong

    def _problem(self, at: Tree, path: str, message: str, near: str | None = None) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(
                Problem(self._file, at.line + 1, at.column + 1, path, message, near)
            )

    def _field_problem(self, at: Tree, path: str, error: _FieldError) -> None:
        self._problem(at, path, error.message, error.nearest)

    def _unknown_key(self, key: Scalar, known: tuple[str, ...], path: str) -> None:
        self._problem(
            key,
            path,
            f"unknown key `{shortened(key.text)}`{did_you_mean(key.text, known)}"
            f" Expected {listed(known, most=20)}"
            if nearest(key.text, known)
            else f"unknown key `{shortened(key.text)}`; expected {listed(known, most=20)}",
            nearest(key.text, known),
        )

    def _count(self, things: object, most: int, what: str) -> None:
        if isinstance(things, dict) and len(things) > most:
            at = self._tree.entries[what][0]
            self._problem(at, what, f"a design holds at most {most} {what}, found {len(things)}")

    # Small parts

    def _line(self, entries: dict[str, tuple[Scalar, Tree]], name: str, path: str) -> str:
        if name not in entries:
            return ""
        value = entries[name][1]
        try:
            raw = plain(value)
            return "" if raw is None else line(raw, length=limits.NAME_LENGTH)
        except FieldError as error:
            self._field_problem(value, f"{path}{name}", error)
            return ""

    def _prose(self, entries: dict[str, tuple[Scalar, Tree]], name: str, path: str) -> str:
        if name not in entries:
            return ""
        value = entries[name][1]
        try:
            raw = plain(value)
            return "" if raw is None else prose(raw, length=limits.NOTE_LENGTH)
        except FieldError as error:
            self._field_problem(value, f"{path}{name}", error)
            return ""

    def _word(self, entries: dict[str, tuple[Scalar, Tree]], name: str, words: type[E]) -> E | None:
        if name not in entries:
            return None
        value = entries[name][1]
        raw, options = plain(value), tuple(map(str, words))
        if raw in options:
            return words(str(raw))
        shown = shortened(str(raw))
        self._problem(
            value,
            name,
            f"unknown {name} `{shown}`{did_you_mean(shown, options)}"
            if nearest(shown, options)
            else f"unknown {name} `{shown}`; expected {listed(options)}",
            nearest(shown, options),
        )
        return None

    def _section(self, name: str) -> Iterator[tuple[Scalar, Tree]]:
        """The entries of a part that is a mapping."""
        if name not in self._tree.entries:
            return
        value = self._tree.entries[name][1]
        if isinstance(value, Entries):
            yield from value.entries.values()
        elif not is_empty(plain(value)):
            self._problem(value, name, f"expected a mapping: one entry per line, under `{name}:`")

    def _mapping(self, value: Tree, path: str, example: str) -> dict[str, tuple[Scalar, Tree]]:
        if isinstance(value, Entries):
            return value.entries
        if not is_empty(plain(value)):
            self._problem(value, path, f"expected a mapping such as `{example}`")
        return {}

    # Nodes

    def _nodes(self) -> Iterator[Node]:
        for key, value in self._section("nodes"):
            path = f"nodes.{shortened(key.text)}"
            if not is_node_id(key.text):
                self._problem(key, path, f"`{shortened(key.text)}` cannot be an id: {_ID}")
                self._kinds[key.text] = None
                continue
            self._node_lines[key.text] = key.line + 1
            node = self._node(key, value, path)
            self._kinds[key.text] = node.kind if node else None
            if node is not None:
                yield node

    def _node(self, key: Scalar, value: Tree, path: str) -> Node | None:
        if isinstance(value, Scalar) and not value.is_null:  # `ranker: model`
            value = Entries({"kind": (key, value)}, value.line, value.column)
        entries = self._mapping(value, path, "{kind: model}")
        kind = self._kind(key, entries, path)
        if kind is None:
            return None
        fields: dict[str, Value] = {}
        na = self._na(key.text, kind, entries, path)
        for name, (field_key, field_value) in entries.items():
            if name not in OF_NODE:
                self._field(key.text, kind, field_key, field_value, path, fields, na)
        name = self._line(entries, "name", f"{path}.")
        numbers = self._numbers(key.text, kind, entries, path, fields, na)
        both = sorted({*fields} & {*na})
        if both:
            self._problem(
                key, f"{path}.{both[0]}", "is stated and said not to apply; take one away"
            )
        return Node(
            id=key.text,
            kind=kind,
            name="" if name == key.text.replace("_", " ") else name,
            fields=MappingProxyType(fields),
            na=MappingProxyType(na),
            numbers=numbers,
            note=self._prose(entries, "note", f"{path}."),
        )

    def _kind(self, key: Scalar, entries: dict[str, tuple[Scalar, Tree]], path: str) -> Kind | None:
        if "kind" not in entries:
            self._problem(key, path, "a node needs its `kind`, such as `kind: model`")
            return None
        value = entries["kind"][1]
        word = plain(value)
        if isinstance(word, str) and word in _KINDS:
            return Kind(word)
        shown = shortened(str(word))
        near = nearest(shown, _KINDS)
        hint = did_you_mean(shown, _KINDS) if near else f"; expected {listed(_KINDS, most=40)}"
        self._problem(value, f"{path}.kind", f"unknown kind `{shown}`{hint}", near)
        return None

    def _field(
        self,
        owner: str | EdgeKey,
        kind: Kind | Relation,
        key: Scalar,
        value: Tree,
        path: str,
        fields: dict[str, Value],
        na: dict[str, str],
    ) -> None:
        where = f"{path}.{shortened(key.text)}"
        try:
            if key.text not in fields_of(kind):
                raise unknown_field(kind, key.text)
        except FieldError as error:
            self._field_problem(key, where, error)
            return
        raw = plain(value)
        if is_empty(raw):  # a blank to fill in
            return
        try:
            reading = read_field(kind, key.text, raw)
        except FieldError as error:
            self._field_problem(value, where, error)
            return
        self._take(owner, reading, key, where, fields, na)

    def _take(
        self,
        owner: str | EdgeKey,
        reading: Reading,
        key: Scalar,
        where: str,
        fields: dict[str, Value],
        na: dict[str, str],
    ) -> None:
        for name in (*reading.values, *reading.na):
            if name in fields or (name in na and name in reading.na):
                self._problem(key, where, f"states `{name}` a second time; keep one")
                return
            self._field_lines[owner, name] = key.line + 1
        fields.update(reading.values)
        na.update(reading.na)

    def _na(
        self, id_: str, kind: Kind, entries: dict[str, tuple[Scalar, Tree]], path: str
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        if "na" not in entries:
            return found
        example = "{timeout: the call is in process}"
        for name, (key, value) in self._mapping(entries["na"][1], f"{path}.na", example).items():
            where = f"{path}.na.{shortened(name)}"
            try:
                if name not in fields_of(kind):
                    raise unknown_field(kind, name)
                raw = plain(value)
                found[name] = "" if raw is None else line(raw)
                self._field_lines[id_, name] = key.line + 1
            except FieldError as error:
                self._field_problem(key, where, error)
        return found

    def _numbers(
        self,
        id_: str,
        kind: Kind,
        entries: dict[str, tuple[Scalar, Tree]],
        path: str,
        fields: dict[str, Value],
        na: dict[str, str],
    ) -> tuple[FreeNumber, ...]:
        if "numbers" not in entries:
            return ()
        found: dict[str, FreeNumber] = {}
        example = "{beam width: 4}"
        for key, value in self._mapping(entries["numbers"][1], f"{path}.numbers", example).values():
            where = f"{path}.numbers.{shortened(key.text)}"
            try:
                raw = plain(value)
                if is_empty(raw):
                    continue
                number = free_number(key.text, raw)
            except FieldError as error:
                self._field_problem(value, where, error)
                continue
            meant = recognised(kind, number)
            if meant is not None:
                self._take(id_, meant, key, where, fields, na)
            elif number.label in found:
                self._problem(key, where, "this label stands twice; keep one")
            else:
                found[number.label] = number
        if len(found) > limits.NUMBERS_PER_NODE:
            most = limits.NUMBERS_PER_NODE
            self._problem(entries["numbers"][0], path, f"a node holds at most {most} numbers")
        return tuple(found[label] for label in sorted(found))

    # Edges

    def _edges(self) -> Iterator[Edge]:
        if "edges" not in self._tree.entries:
            return
        value = self._tree.entries["edges"][1]
        if not isinstance(value, Items):
            if not is_empty(plain(value)):
                self._problem(value, "edges", "expected a list: `- ranker -> api` on each line")
            return
        for number, item in enumerate(value.items):
            edge = self._edge(item, f"edges[{number}]")
            if edge is not None:
                yield edge

    def _edge(self, item: Tree, path: str) -> Edge | None:
        entries: dict[str, tuple[Scalar, Tree]] = {}
        text: Json
        if isinstance(item, Entries) and "edge" in item.entries:
            entries = item.entries
            text = plain(entries["edge"][1])
        elif isinstance(item, Entries) and len(item.entries) == 1:  # `- a -> b: feeds`
            ((name, (_, relation)),) = item.entries.items()
            text = f"{name}: {plain(relation)}" if isinstance(relation, Scalar) else name
        else:
            text = plain(item)
        key = self._key(item, text, path)
        if key is None:
            return None
        if key in self._edge_lines:
            first = self._edge_lines[key]
            self._problem(item, path, f"`{key}` stands on line {first} already; keep one")
            return None
        self._edge_lines[key] = item.line + 1
        fields: dict[str, Value] = {}
        for name, (field_key, value) in entries.items():
            if name not in OF_EDGE:
                self._field(key, key.relation, field_key, value, path, fields, {})
        note = self._prose(entries, "note", f"{path}.")
        return Edge(*key, fields=MappingProxyType(fields), note=note)

    def _key(self, item: Tree, text: Json, path: str) -> EdgeKey | None:
        match = _ARROW.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            self._problem(
                item,
                path,
                "expected `source -> target`, `source -> target: relation`, or a mapping with "
                '`edge: "source -> target: relation"`',
            )
            return None
        relation = self._relation(item, match["relation"], path)
        ends = [self._end(item, match[name], path) for name in ("source", "target")]
        if relation == "" or None in ends:
            return None
        return self._oriented(item, match, relation, path)

    def _relation(self, item: Tree, word: str | None, path: str) -> Relation | str | None:
        """The relation; None when it is left open, and empty text when it is not a word."""
        if word is None:
            return None
        if word in _RELATIONS:
            return Relation(word)
        shown, near = shortened(word), nearest(word, _RELATIONS)
        hint = (
            did_you_mean(word, _RELATIONS) if near else f"; expected {listed(_RELATIONS, most=30)}"
        )
        self._problem(item, path, f"unknown relation `{shown}`{hint}", near)
        return ""

    def _end(self, item: Tree, id_: str, path: str) -> str | None:
        if id_ in self._kinds:
            return id_
        ids, shown = tuple(self._kinds), shortened(id_)
        self._problem(
            item, path, f"there is no node `{shown}`{did_you_mean(id_, ids)}", nearest(id_, ids)
        )
        return None

    def _oriented(
        self, item: Tree, match: re.Match[str], relation: Relation | str | None, path: str
    ) -> EdgeKey | None:
        source, target = match["source"], match["target"]
        kinds = self._kinds[source], self._kinds[target]
        if source == target:
            self._problem(item, path, "an arrow needs two different nodes")
            return None
        if kinds[0] is None or kinds[1] is None:  # its node is a problem already
            return None
        try:
            word = relation if isinstance(relation, Relation) else None
            return oriented(source, target, orient(kinds[0], kinds[1], word))
        except ArrowError as error:
            self._problem(item, path, error.message)
            return None

    # What stands around them

    def _groups(self) -> Iterator[Group]:
        for key, value in self._section("groups"):
            path = f"groups.{shortened(key.text)}"
            if not is_node_id(key.text):
                self._problem(key, path, f"`{shortened(key.text)}` cannot be an id: {_ID}")
                continue
            entries = self._mapping(value, path, "{title: Training, members: [ranker]}")
            for name, (part, _) in entries.items():
                if name not in ("title", "members"):
                    self._unknown_key(part, ("title", "members"), f"{path}.{shortened(name)}")
            members = self._members(entries, path)
            yield Group(key.text, self._line(entries, "title", f"{path}."), members)

    def _members(self, entries: dict[str, tuple[Scalar, Tree]], path: str) -> tuple[str, ...]:
        if "members" not in entries:
            return ()
        value = entries["members"][1]
        if not isinstance(value, Items):
            self._problem(value, f"{path}.members", "expected a list such as `[ranker, api]`")
            return ()
        found = set()
        for item in value.items:
            raw = plain(item)
            member = self._end(item, str(raw), f"{path}.members")
            if member is not None and self._kinds[member] is not None:
                found.add(member)
        return tuple(sorted(found))

    def _answers(self) -> Iterator[Answer]:
        for key, value in self._section("answers"):
            path = f"answers.{shortened(key.text)}"
            entries = self._mapping(value, path, "{status: accepted, because: the load is bounded}")
            for name, (part, _) in entries.items():
                if name not in ("status", "because"):
                    self._unknown_key(part, ("status", "because"), f"{path}.{shortened(name)}")
            status = self._line(entries, "status", f"{path}.")
            because = self._prose(entries, "because", f"{path}.")
            if status not in STATUSES:
                self._problem(value, f"{path}.status", f"expected {listed(STATUSES)}")
            elif not because:
                self._problem(value, f"{path}.because", "say why: an answer needs its reason")
            else:
                yield Answer(line(key.text), status, because)

    def _layout(self) -> Iterator[tuple[str, Position]]:
        for key, value in self._section("layout"):
            path = f"layout.{shortened(key.text)}"
            if self._end(key, key.text, path) is None or self._kinds[key.text] is None:
                continue
            position = _position(value)
            if position is None:
                self._problem(value, path, "expected two numbers such as `[120, 340]`")
            else:
                yield key.text, position


def _position(value: Tree) -> Position | None:
    if not isinstance(value, Items) or len(value.items) != 2:
        return None
    try:
        x, y = (float(one.text) for one in value.items if isinstance(one, Scalar))
    except (ValueError, OverflowError):
        return None
    return position_of(x, y)
