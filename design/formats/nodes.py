"""The nodes of a file: kinds, fields, numbers in people's own words, what does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from design import limits
from design.changes.fields import recognised
from design.fields import FieldError, Reading, fields_of, free_number, read_field, unknown_field
from design.fields.raw import is_empty
from design.fields.single import line
from design.formats.ledger import Ledger, Parts
from design.formats.tree import Entries, Scalar, Tree, plain
from design.model import EdgeKey, FreeNumber, Node, Value
from design.text import ID_EXPECTED, is_node_id, shortened
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

OF_NODE: Final = ("kind", "name", "na", "numbers", "note")


def nodes_of(ledger: Ledger, top: Parts) -> Iterator[Node]:
    """Every node that can be read; the ledger knows the kinds of all of them afterwards."""
    for key, value in ledger.section(top, "nodes"):
        path = f"nodes.{shortened(key.text)}"
        ledger.kinds[key.text] = None
        if not is_node_id(key.text):
            message = f"`{shortened(key.text)}` cannot be an id: {ID_EXPECTED}"
            ledger.problem(key, path, message)
            continue
        ledger.node_lines[key.text] = key.line + 1
        node = _node(ledger, key, value, path)
        if node is not None:
            ledger.kinds[key.text] = node.kind
            yield node


@dataclass(slots=True)
class Facts:
    """The fields of one node or edge while they are read."""

    ledger: Ledger
    owner: str | EdgeKey
    kind: Kind | Relation
    path: str
    values: dict[str, Value] = field(default_factory=dict)
    na: dict[str, str] = field(default_factory=dict)

    def read(self, key: Scalar, value: Tree) -> None:
        """Read one field; a blank one is left to be filled in."""
        where = f"{self.path}.{shortened(key.text)}"
        if not self._known(key, where):
            return
        raw = plain(value)
        if is_empty(raw):
            return
        try:
            self.take(read_field(self.kind, key.text, raw), key, where)
        except FieldError as error:
            self.ledger.refuse(value, where, error)

    def _known(self, key: Scalar, where: str) -> bool:
        if key.text in fields_of(self.kind):
            return True
        self.ledger.refuse(key, where, unknown_field(self.kind, key.text))
        return False

    def take(self, reading: Reading, key: Scalar, where: str) -> None:
        """Keep what was read, unless it was said before."""
        for name in (*reading.values, *reading.na):
            if name in self.values or name in self.na:
                self.ledger.problem(key, where, f"says `{name}` a second time; keep one")
                return
            self.ledger.field_lines[self.owner, name] = key.line + 1
        self.values.update(reading.values)
        self.na.update(reading.na)

    def read_na(self, value: Tree) -> None:
        """Read the fields that are said not to apply."""
        path = f"{self.path}.na"
        example = "{timeout: the call is in process}"
        for name, (key, reason) in self.ledger.mapping(value, path, example).items():
            where = f"{path}.{shortened(name)}"
            if not self._known(key, where):
                continue
            raw = plain(reason)
            try:
                self.take(Reading(na={name: "" if raw is None else line(raw)}), key, where)
            except FieldError as error:
                self.ledger.refuse(reason, where, error)


def _node(ledger: Ledger, key: Scalar, value: Tree, path: str) -> Node | None:
    if isinstance(value, Scalar) and not value.is_null:  # `ranker: model`
        value = Entries({"kind": (key, value)}, value.line, value.column)
    parts = ledger.mapping(value, path, "{kind: model}")
    if "kind" not in parts:
        ledger.problem(key, path, "a node needs its `kind`, such as `kind: model`")
        return None
    kind = ledger.word(parts, "kind", Kind, f"{path}.")
    if kind is None:
        return None
    facts = Facts(ledger, key.text, kind, path)
    if "na" in parts:
        facts.read_na(parts["na"][1])
    for name, (field_key, field_value) in parts.items():
        if name not in OF_NODE:
            facts.read(field_key, field_value)
    numbers = _numbers(facts, parts["numbers"][1]) if "numbers" in parts else ()
    name = ledger.line(parts, "name", f"{path}.")
    return Node(
        id=key.text,
        kind=kind,
        name="" if name == key.text.replace("_", " ") else name,
        fields=MappingProxyType(facts.values),
        na=MappingProxyType(facts.na),
        numbers=numbers,
        note=ledger.prose(parts, "note", f"{path}."),
    )


def _numbers(facts: Facts, value: Tree) -> tuple[FreeNumber, ...]:
    path, ledger = f"{facts.path}.numbers", facts.ledger
    found: dict[str, FreeNumber] = {}
    for key, item in ledger.mapping(value, path, "{beam width: 4}").values():
        where = f"{path}.{shortened(key.text)}"
        raw = plain(item)
        if is_empty(raw):
            continue
        try:
            number = free_number(key.text, raw)
        except FieldError as error:
            ledger.refuse(item, where, error)
            continue
        meant = recognised(facts.kind, number) if isinstance(facts.kind, Kind) else None
        if meant is not None:
            facts.take(meant, key, where)
        elif number.label in found:
            ledger.problem(key, where, "this label stands twice; keep one")
        else:
            found[number.label] = number
    if len(found) > limits.NUMBERS_PER_NODE:
        ledger.problem(value, path, f"a node holds at most {limits.NUMBERS_PER_NODE} numbers")
    return tuple(found[label] for label in sorted(found))
