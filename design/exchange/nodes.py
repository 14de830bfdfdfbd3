"""Boxes become nodes: an id, a name, the numbers in the label, and a note for every other word."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from design import limits
from design.changes.fields import recognised
from design.exchange.kinds import Decided
from design.exchange.labels import Said, lines_of, read_node
from design.exchange.marks import mapping_in, text_in
from design.exchange.numbers import number_in
from design.exchange.sketch import Box, Sketch
from design.fields import FieldError, Json, fields_of, free_number, read_field
from design.model import Node, Value
from design.text import is_node_id, one_line, paragraphs
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

_JOINTS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_ID: Final = 64


def ids_of(boxes: Mapping[str, Box], said: Mapping[str, Said]) -> dict[str, str]:
    """An id for every box, by key: the one it was exported with, else one made from its name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, box in boxes.items():
        id_ = text_in(box.mark, "id")
        if is_node_id(id_) and id_ not in taken:
            found[key] = id_
            taken.add(id_)
    for key in boxes:
        if key not in found:
            found[key] = free_id((said[key].name, key, "box"), taken)
            taken.add(found[key])
    return found


def free_id(words: tuple[str, ...], taken: Collection[str]) -> str:
    """An id from the first of *words* that has letters, with a number where it is taken."""
    plain = next((one for one in map(_as_id, words) if one), "box")
    id_, count = plain, 2
    while id_ in taken or not is_node_id(id_):
        id_ = f"{plain[: _LONGEST_ID - 6]}_{count}"
        count += 1
    return id_


def _as_id(word: str) -> str:
    plain = _JOINTS.sub("_", word[:400].casefold()).strip("_")
    if plain and not plain[0].isalpha():
        plain = f"n_{plain}"
    return plain[:40].rstrip("_")


def said_by(box: Box, decided: Decided) -> Said:
    """What the label of *box* says; a box without words is called after its icon or its key."""
    lines = lines_of(box.text)
    if not lines or number_in(decided.kind, lines[0]) is not None:
        lines = [*lines_of(box.hint)[:1], *lines]
    return read_node(decided.kind, lines or lines_of(box.key) or ["box"])


def node_of(sketch: Sketch, box: Box, said: Said, id_: str, decided: Decided) -> Node:
    """The node that *box* becomes; what is not certain is noted in *sketch*."""
    kind, place = decided.kind, f"node {id_}"
    lines = lines_of(box.text)
    if decided.assumed:
        sketch.doubt(place, f"`{' / '.join(lines) or box.key}`", decided.assumed, decided.confirm)
    for piece, assumed in said.unsure:
        sketch.doubt(place, f"`{piece}`", assumed, "Confirm what the number is.")
    na = _add_marked(sketch, said, kind, box.mark, place)
    note = joined_note(sketch, place, (text_in(box.mark, "note"), *said.rest))
    return Node(
        id=id_,
        kind=kind,
        name=_name(box, said, id_),
        fields=MappingProxyType(said.values),
        na=MappingProxyType(na),
        numbers=tuple(said.numbers[label] for label in sorted(said.numbers)),
        note=note,
    )


def _name(box: Box, said: Said, id_: str) -> str:
    readable = id_.replace("_", " ")
    if "id" in box.mark and not box.mark.get("unnamed"):
        return "" if said.name == readable else said.name
    return "" if said.name == one_line(readable) else said.name


def joined_note(sketch: Sketch, place: str, parts: tuple[str, ...]) -> str:
    """*parts* as one note; what is too long for one is cut, and that is noted."""
    note = paragraphs("\n".join(part for part in parts if part))
    if len(note) <= limits.NOTE_LENGTH:
        return note
    lost = note[limits.NOTE_LENGTH :]
    sketch.doubt(
        place, f"`{lost}`", f"{len(lost)} characters were cut from the note", "Move them elsewhere."
    )
    return note[: limits.NOTE_LENGTH].strip()


def _add_marked(
    sketch: Sketch, said: Said, kind: Kind, mark: Mapping[str, Json], place: str
) -> dict[str, str]:
    """Add what the mark says and the label does not; the fields that are said not to apply."""
    add_fields(sketch, said, kind, mark, place)
    for label, raw in mapping_in(mark, "numbers").items():
        try:
            number = free_number(label, raw)
        except FieldError as error:
            sketch.doubt(place, f"`{label}`", "it was left out", error.message)
            continue
        if recognised(kind, number) is None and len(said.numbers) < limits.NUMBERS_PER_NODE:
            said.numbers.setdefault(number.label, number)
    na: dict[str, str] = {}
    for name, reason in mapping_in(mark, "na").items():
        if isinstance(reason, str) and name in fields_of(kind) and name not in said.values:
            na[name] = one_line(reason)[: limits.FIELD_LENGTH]
    return na


def add_fields(
    sketch: Sketch, said: Said, owner: Kind | Relation, mark: Mapping[str, Json], place: str
) -> None:
    """Add the fields of a mark; one that cannot be read goes into the note."""
    for name, raw in mapping_in(mark, "fields").items():
        try:
            values: Mapping[str, Value] = read_field(owner, name, raw).values
        except FieldError as error:
            said.rest.append(one_line(f"{name}: {raw}"[: limits.FIELD_LENGTH]))
            sketch.doubt(place, f"`{name}`", "kept in the note", error.message)
            continue
        for field_name, value in values.items():
            said.values.setdefault(field_name, value)
