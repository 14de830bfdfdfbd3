"""What an export prints on a box or beside an arrow: the name, the kind and the key numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from design.exchange.numbers import attribute_of, labelled
from design.fields import fields_of
from design.model import Edge, Node, Value
from design.quantities.quantity import Quantity
from design.text import one_line
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

_MOST_NUMBERS: Final = 6


@dataclass(frozen=True, slots=True)
class Face:
    """The lines that are shown, and which fields and free numbers they state."""

    lines: tuple[str, ...]
    fields: frozenset[str]
    numbers: frozenset[str]


def face_of_node(node: Node) -> Face:
    """Name, kind in brackets, then at most six numbers: those of its face first.

    Only what reads back as itself is printed; the rest goes into the mark.
    """
    spec = KINDS[node.kind]
    order = tuple(one.name for one in (*spec.face, *spec.core, *spec.more))
    top = (one_line(node.title), f"({spec.label.lower()})")
    lines, fields = _numbers(node.kind, order, node.fields)
    numbers: list[str] = []
    for line, label in _free(node):
        if len(lines) >= _MOST_NUMBERS:
            break
        lines.append(line)
        numbers.append(label)
    return Face((*top, *lines), frozenset(fields), frozenset(numbers))


def face_of_edge(edge: Edge) -> Face:
    """The relation in words, then its numbers."""
    label = RELATIONS[edge.relation].label
    lines, fields = _numbers(edge.relation, tuple(fields_of(edge.relation)), edge.fields)
    return Face((label, *lines), frozenset(fields), frozenset())


def _numbers(
    owner: Kind | Relation, order: tuple[str, ...], fields: Mapping[str, Value]
) -> tuple[list[str], list[str]]:
    attributes = fields_of(owner)
    lines: list[str] = []
    shown: list[str] = []
    for name in dict.fromkeys(order):
        value = fields.get(name)
        if not isinstance(value, Quantity) or len(lines) >= _MOST_NUMBERS:
            continue
        for label in (attributes[name].label, name):
            line = f"{label}: {value.text}"
            number = labelled(owner, line) if attribute_of(owner, label) else None
            if number is not None and dict(number.values) == {name: value} and _is_plain(line):
                lines.append(line)
                shown.append(name)
                break
    return lines, shown


def _free(node: Node) -> Iterator[tuple[str, str]]:
    for one in node.numbers:
        line = f"{one.label}: {one.value}"
        number = labelled(node.kind, line)
        if number is not None and number.free == one and _is_plain(line):
            yield line, one.label


def _is_plain(line: str) -> bool:
    return line == one_line(line)
