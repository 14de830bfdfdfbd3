"""The words in a box or beside an arrow, taken apart: a name, numbers, and what else is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from design import limits
from design.exchange.numbers import Number, labelled, number_at_end, number_in, stated_field
from design.exchange.words import kind_named
from design.model import FreeNumber, Value
from design.text import one_line, paragraphs
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import RELATIONS, Relation

_BRACKETED: Final = re.compile(r"\s*[(\[«<]{1,2}([\w \-]{1,40})[)\]»>]{1,2}\s*")
_INSIDE: Final = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
_BETWEEN: Final = re.compile(r",\s+|;|\||·|•|\s/\s")
_NAME_WORDS: Final = 5  # a name broken over lines has no more
_NAME_LENGTH: Final = 48
_MOST_LINES: Final = 400
_MOST_AT_END: Final = 6  # numbers after a name
_MOST_PIECES: Final = 60  # of one label


@dataclass(slots=True)
class Said:
    """What a label says.

    ``rest`` are lines that are no numbers, ``unsure`` words that were read and what was made of
    them.
    """

    name: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    numbers: dict[str, FreeNumber] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)
    unsure: list[tuple[str, str]] = field(default_factory=list)
    left: int = _MOST_PIECES  # that are still looked at; what comes after them is no number

    def keep(self, number: Number, piece: str) -> None:
        """Keep a number, unless the label says something else of it already."""
        if number.free is not None:
            self._keep_free(number.free, piece)
        elif any(name in self.values for name in number.values):
            self.rest.append(piece)
            self.unsure.append((piece, "kept in the note, as the field is stated already"))
            return
        self.values.update(number.values)
        if number.assumed:
            self.unsure.append((piece, number.assumed))

    def _keep_free(self, free: FreeNumber, piece: str) -> None:
        label, count = free.label, 2
        while label in self.numbers:
            label = f"{free.label} {count}"
            count += 1
        if len(self.numbers) >= limits.NUMBERS_PER_NODE or len(label) > limits.NAME_LENGTH:
            self.rest.append(piece)
            return
        self.numbers[label] = FreeNumber(label, free.value, free.quantity)


def lines_of(text: str) -> list[str]:
    """The lines of *text* that say something, cleaned."""
    found = [line for line in map(one_line, paragraphs(text).split("\n")) if line]
    return [*found[:_MOST_LINES], *([" ".join(found[_MOST_LINES:])] if found[_MOST_LINES:] else [])]


def stated_kind(lines: Sequence[str]) -> tuple[Kind | None, int]:
    """The kind a line such as "(model)" names, and which line that is."""
    for index, line in enumerate(lines[1:9], start=1):
        match = _BRACKETED.fullmatch(line)
        kind = kind_named(match[1]) if match is not None else None
        if kind is not None:
            return kind, index
    return None, 0


def read_node(kind: Kind, lines: Sequence[str]) -> Said:
    """What the lines in a box of *kind* say.

    Where the second line names the kind, as exports write it, the first is the name as it stands
    and the others are numbers with their labels.
    """
    _, index = stated_kind(lines)
    said = Said()
    if index == 1:
        said.name = lines[0]
        _take(said, kind, lines[2:], exact=True)
    elif lines:
        others = [line for at, line in enumerate(lines) if at != index or index == 0]
        said.name = _first(said, kind, others[0])
        _take(said, kind, _after_name(said, kind, others[1:]), exact=False)
    if len(said.name) > limits.NAME_LENGTH:
        said.rest.insert(0, said.name)
        said.unsure.append((said.name, "cut to a name, and kept whole in the note"))
        said.name = said.name[: limits.NAME_LENGTH].strip()
    return said


def read_edge(relation: Relation, lines: Iterable[str]) -> Said:
    """What the lines beside an arrow of *relation* say, its own name apart."""
    said = Said()
    _take(said, relation, lines, exact=False)
    return said


def relation_in(lines: Sequence[str]) -> tuple[Relation | None, list[str]]:
    """The relation that the first line names, and the other lines."""
    if not lines:
        return None, []
    word = lines[0].casefold().replace("_", " ")
    for relation, spec in RELATIONS.items():
        if word in (spec.label, relation.replace("_", " ")):
            return relation, [*lines[1:]]
    return None, [*lines]


def _take(said: Said, owner: Kind | Relation, lines: Iterable[str], *, exact: bool) -> None:
    for line in lines:
        number = labelled(owner, line) if exact or isinstance(owner, Relation) else None
        if number is not None:
            said.keep(number, line)
            continue
        _take_pieces(said, owner, line)


def _take_pieces(said: Said, owner: Kind | Relation, line: str) -> None:
    """Keep a line that is numbers throughout as numbers, any other whole with those in it."""
    pieces_of_line = [*_pieces(line)]
    said.left -= len(pieces_of_line)
    if said.left < 0:
        said.rest.append(line)
        return
    stated = stated_field(owner, line)
    if stated is not None:
        said.keep(stated, line)
        return
    pieces = [(piece, number_in(owner, piece)) for piece in pieces_of_line]
    if any(number is None for _, number in pieces):
        said.rest.append(line)
    for piece, number in pieces:
        if number is not None:
            said.keep(number, piece)


def _pieces(line: str) -> Iterator[str]:
    for piece in _BETWEEN.split(line):
        if piece.strip(" ()[]"):
            yield piece.strip().strip("()[]").strip()


def _first(said: Said, kind: Kind, line: str) -> str:
    """The name in the first line, without the numbers in brackets or at its end."""
    name = line
    if line.count(",") + line.count(";") > _MOST_PIECES:
        return line
    for inside in _INSIDE.findall(line)[:8]:
        numbers = [(piece, number_in(kind, piece)) for piece in _pieces(inside)]
        if numbers and all(number is not None for _, number in numbers):
            for piece, number in numbers:
                if number is not None:
                    said.keep(number, piece)
            name = name.replace(f"({inside})", " ").replace(f"[{inside}]", " ")
    first, *others = _BETWEEN.split(name)
    numbers = [(piece.strip(), number_in(kind, piece.strip())) for piece in others]
    if numbers and all(number is not None for _, number in numbers):
        for piece, number in numbers:
            if number is not None:
                said.keep(number, piece)
        name = first
    return one_line(_without_numbers_at_end(said, kind, name, line)).rstrip(" ,:-") or line


def _without_numbers_at_end(said: Said, kind: Kind, name: str, line: str) -> str:
    for _ in range(_MOST_AT_END):
        ending = number_at_end(kind, name)
        if ending is None:
            break
        name, number = ending
        said.keep(number, line)
    return name


def _after_name(said: Said, kind: Kind, lines: Sequence[str]) -> Sequence[str]:
    """The lines after the name; a name that was broken over several lines is joined first."""
    for index, line in enumerate(lines):
        joined = f"{said.name} {line}"
        fits = len(joined) <= _NAME_LENGTH and len(joined.split()) <= _NAME_WORDS
        if not fits or line[0] in "([-•*" or number_in(kind, line) is not None or ":" in line:
            return lines[index:]
        said.name = joined
    return ()
