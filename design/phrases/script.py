"""The changes a typed line asks for, collected with what it was understood as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from design import limits
from design.changes import AddNode, Connect, SetField, SetNa, SetNumber
from design.model import Position
from design.phrases.items import Item
from design.phrases.links import read_link
from design.phrases.phrase import PhraseError, Role, Understood
from design.phrases.places import BESIDE
from design.phrases.tokens import span
from design.text import in_sentence
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS

if TYPE_CHECKING:
    from design.changes import Change
    from design.fields import Json
    from design.phrases.board import Board
    from design.phrases.facts import Fact
    from design.phrases.places import Places
    from design.phrases.tokens import Join

_MOST_UNDERSTOOD: Final = 1000

Columns = list[list[Item]]


class Script:
    """What has been read of a line so far."""

    def __init__(self, board: Board, places: Places) -> None:
        self.board = board
        self.places = places
        self.changes: list[Change] = []
        self.spans: list[tuple[int, int]] = []  # where each change was typed
        self.understood: list[Understood] = []
        self.errors: list[PhraseError] = []
        self._put: dict[str, Position] = {}

    def fail(self, error: PhraseError) -> None:
        """Keep *error*; the same is said once."""
        if error not in self.errors:
            self.errors.append(error)

    def change(self, change: Change, where: tuple[int, int]) -> None:
        """Keep *change*, which was typed at *where*."""
        self.changes.append(change)
        self.spans.append(where)

    def note(self, where: tuple[int, int], role: Role, text: str) -> None:
        """Keep what the text at *where* was understood as."""
        if len(self.understood) < _MOST_UNDERSTOOD:
            self.understood.append(Understood(*where, role, text))

    def add(self, item: Item) -> None:
        """Put *item*, whose kind is known, on the board; its facts are stated by ``place``."""
        if item.id is None and item.kind is not None:
            item.id, item.name = self.board.add(item.kind, item.name)
            item.is_new = True

    def place(self, columns: Columns) -> list[list[str]]:
        """Give what is new in *columns* its place and state the facts; the ids by column.

        What has no kind has no id.
        """
        self._find_places(columns)
        for column in columns:
            for item in column:
                self._state(item)
        return [
            list(dict.fromkeys(item.id for item in column if item.id is not None))
            for column in columns
        ]

    def join(self, join: Join, left: Sequence[str], right: Sequence[str]) -> None:
        """Draw the arrows of *join* between two columns."""
        if len(left) * len(right) > limits.EDGES:
            message = f"more than {limits.EDGES} arrows at once"
            self.fail(PhraseError(join.start, join.end, message))
            return
        for one in left:
            for other in right:
                self._draw(join, *((one, other) if join.forward else (other, one)))

    def _find_places(self, columns: Columns) -> None:
        """Each run of new columns stands beside what it is next to."""
        at = 0
        while at < len(columns):
            end = at
            while end < len(columns) and _fresh(columns[end]):
                end += 1
            if end > at:
                run = [_fresh(one) for one in columns[at:end]]
                blocks = self.places.block(self._origin(columns, at, end), list(map(len, run)))
                for ids, spots in zip(run, blocks, strict=True):
                    self._put |= zip(ids, spots, strict=True)
            at = end + 1

    def _origin(self, columns: Columns, at: int, end: int) -> Position:
        if not self.places.is_wanted:
            before = self._where(columns[at - 1]) if at else None
            if before is not None:
                return Position(before.x + BESIDE, before.y)
            after = self._where(columns[end]) if end < len(columns) else None
            if after is not None:
                return Position(after.x - BESIDE * (end - at), after.y)
        return self.places.start()

    def _where(self, column: Sequence[Item]) -> Position | None:
        for item in column:
            found = self._put.get(item.id or "") or self.board.design.layout.get(item.id or "")
            if found is not None:
                return found
        return None

    def _state(self, item: Item) -> None:
        if item.kind is None or item.id is None:
            return
        label = in_sentence(KINDS[item.kind].label)
        title = self.board.titles[item.id]
        how = f"new {label}" if item.is_new else f"{label} on the board"
        only = ", the only kind that fits" if item.guessed else ""
        self.note(span(item.head), Role.NODE, f"{title}: {how}{only}")
        for fact in item.facts:
            if fact.error is None:
                self.note(span(fact.words), Role.FIELD, f"{fact.text} on {title}")
        if item.errors:
            return
        if item.is_new:
            self.change(self._added(item, item.id, item.kind), span(item.words))
            return
        for fact in item.facts:
            for change in _stated(fact, item.id):
                self.change(change, span(fact.words))

    def _added(self, item: Item, id_: str, kind: Kind) -> AddNode:
        fields: dict[str, Json] = {}
        na: dict[str, str] = {}
        for fact in item.facts:
            fields |= fact.values
            na |= fact.na
        numbers = tuple(fact.number for fact in item.facts if fact.number is not None)
        at = self._put.get(id_)
        return AddNode(
            id_, kind, item.name, (at.x, at.y) if at else None, fields, na, numbers=numbers
        )

    def _draw(self, join: Join, source: str, target: str) -> None:
        link = read_link(join, source, target, self.board.kinds)
        where = (join.start, join.end)
        for error in link.errors:
            self.fail(error)
        if link.key is None:
            return
        key, titles = link.key, self.board.titles
        said = f"{titles[key.source]} {RELATIONS[key.relation].label} {titles[key.target]}"
        known = key in self.board.edges
        self.note(where, Role.ARROW, f"arrow, {'on the board' if known else 'new'}: {said}")
        fields: dict[str, Json] = {}
        for fact in link.facts:
            if fact.error is None:
                fields |= fact.values
                self.note(span(fact.words), Role.FIELD, f"{fact.text} on the arrow: {said}")
        if link.errors:
            return
        if known:
            for name, value in fields.items():
                self.change(SetField(name, value, edge=key), where)
        else:
            self.board.edges.add(key)
            self.change(Connect(*key, fields=fields), where)


def _fresh(column: Sequence[Item]) -> list[str]:
    return [item.id for item in column if item.is_new and item.id is not None]


def _stated(fact: Fact, id_: str) -> Iterator[Change]:
    for name, value in fact.values.items():
        yield SetField(name, value, id=id_)
    for name, reason in fact.na.items():
        yield SetNa(id_, name, reason)
    if fact.number is not None:
        yield SetNumber(id_, *fact.number)
