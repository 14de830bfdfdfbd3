"""A typed line becomes changes of a design, or a list of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from design import limits
from design.changes import ChangeRefused, apply
from design.phrases.board import Board
from design.phrases.commands import read_command
from design.phrases.items import Item, as_facts, read_item, with_kind
from design.phrases.links import ends_of, fitting
from design.phrases.phrase import Phrase, PhraseError
from design.phrases.places import Places
from design.phrases.script import Script
from design.phrases.tokens import Join, Statement, Words, every_statement, statements
from design.phrases.trouble import no_kind

if TYPE_CHECKING:
    from design.model import Design, Position
    from design.vocabulary.kinds import Kind

LONGEST_PHRASE: Final = 4_000  # characters
MOST_ERRORS: Final = 20
_MOST_STATEMENTS: Final = 200


def read_phrase(text: str, design: Design, *, at: Position | None = None) -> Phrase:
    """What *text*, typed beside *design*, says: changes to draw it, or errors with their places.

    All or nothing: with an error there are no changes. The changes are one gesture, which
    ``design.changes.apply`` accepts. New nodes stand in a row from *at*, else right of what they
    are joined to or below what is there. Never raises.
    """
    if len(text) > LONGEST_PHRASE:
        message = f"a phrase has at most {LONGEST_PHRASE} characters, this one {len(text)}"
        return Phrase(errors=(PhraseError(0, len(text), message),))
    found = statements(text)
    script = Script(Board(design), Places(design.layout.values(), at))
    for statement in found[:_MOST_STATEMENTS]:
        if not read_command(script, statement):
            _Chain(script, statement).read()
        if len(script.errors) >= MOST_ERRORS:
            break
    if len(found) > _MOST_STATEMENTS:
        script.fail(PhraseError(0, len(text), f"more than {_MOST_STATEMENTS} lines"))
    return _checked(script, design, len(text))


@dataclass(frozen=True, slots=True)
class Survey:
    """What is on the board, and the columns of the last chain, at the end of a text."""

    board: Board
    columns: list[list[Item]]
    joins: list[Join]

    @property
    def last_join(self) -> Join | None:
        """The arrow at the end of the text, if it ends in one."""
        return self.joins[-1] if self.joins and not self.columns[-1] else None

    @property
    def before_join(self) -> list[Item]:
        """What stands before the last arrow."""
        return self.columns[-2] if len(self.columns) > 1 else []


def survey(text: str, design: Design) -> Survey:
    """What *text*, typed beside *design*, has put on the board so far, mistakes or not."""
    script = Script(Board(design), Places((), None))
    last = _Chain(script, Statement(0))
    for statement in every_statement(text)[-_MOST_STATEMENTS:]:
        last = _Chain(script, statement)
        if statement.is_blank or not read_command(script, statement):
            last.read()
    return Survey(script.board, last.columns, last.statement.joins)


def _checked(script: Script, design: Design, length: int) -> Phrase:
    """The phrase, whose changes are known to be accepted."""
    understood = tuple(sorted(script.understood, key=lambda one: (one.start, one.end)))
    errors = sorted(script.errors, key=lambda one: (one.start, one.end))
    if not errors and len(script.changes) > limits.CHANGES_PER_GESTURE:
        message = f"more than {limits.CHANGES_PER_GESTURE} changes at once"
        errors = [PhraseError(0, length, message)]
    if not errors:
        try:
            apply(design, script.changes)
        except ChangeRefused as refusal:
            number = int(refusal.place.get("change", "1"))
            where = script.spans[number - 1] if number <= len(script.spans) else (0, length)
            errors = [PhraseError(*where, refusal.message, refusal.options)]
    changes = () if errors else tuple(script.changes)
    return Phrase(changes, understood, tuple(errors[:MOST_ERRORS]))


@dataclass(slots=True)
class _Chain:
    """One chain of columns while it is read."""

    script: Script
    statement: Statement
    columns: list[list[Item]] = field(default_factory=list)

    def read(self) -> None:
        self.columns = [self._column(one) for one in self.statement.columns]
        self._guess()
        for column in self.columns:
            for item in column:
                for error in item.errors:
                    self.script.fail(error)
                if item.kind is None and not item.errors:
                    self.script.fail(no_kind(item.head, (), self.script.board.names))
        ids = self.script.place(self.columns)
        for number, join in enumerate(self.statement.joins):
            left, right = ids[number], ids[number + 1]
            if not self.columns[number] or not self.columns[number + 1]:
                message = "an arrow needs something on both sides"
                self.script.fail(PhraseError(join.start, join.end, message))
                continue
            self.script.join(join, left, right)

    def _column(self, column: list[Words]) -> list[Item]:
        found: list[Item] = []
        for words in column:
            if not words:
                continue
            more = as_facts(found[-1], words, self.script.board) if found else None
            if more is not None:
                found[-1].add(more)
                continue
            found.append(read_item(self.script.board, words))
            self.script.add(found[-1])
        return found

    def _guess(self) -> None:
        """Give a kind to what says none where only one fits what it is joined to."""
        for number, column in enumerate(self.columns):
            for place, item in enumerate(column):
                if item.kind is not None or item.errors:
                    continue
                kinds = self._fitting(number)
                if kinds is None:
                    continue
                if len(kinds) == 1:
                    column[place] = with_kind(item, next(iter(kinds)))
                    self.script.add(column[place])
                else:
                    order = tuple(sorted(kinds, key=str))
                    names = self.script.board.names
                    item.errors.append(no_kind(item.head, order, names))

    def _fitting(self, number: int) -> set[Kind] | None:
        """The kinds that fit every known neighbour of a column; None without a neighbour."""
        found: set[Kind] | None = None
        joins = self.statement.joins
        sides = [(number - 1, number - 1, True), (number + 1, number, False)]
        for beside, joined, first in sides:
            if not 0 <= beside < len(self.columns):
                continue
            every = [ends_of(joins[joined], left=not first)]
            every += (
                fitting(joins[joined], item.kind, neighbour_first=first)
                for item in self.columns[beside]
                if item.kind is not None
            )
            for kinds in every:
                if kinds is not None:
                    found = kinds if found is None else found & kinds
        return found


__all__ = ["LONGEST_PHRASE", "MOST_ERRORS", "read_phrase"]
