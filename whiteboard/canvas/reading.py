"""Answers how a value would be understood before it becomes an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from design.fields import FieldError, fields_of, read_field
from design.quantities.quantity import Quantity
from design.quantities.showing import show
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from whiteboard.canvas import messages

if TYPE_CHECKING:
    from whiteboard.canvas.protocol import Read


def read_typed(question: Read) -> str:
    """The ``reading`` that answers *question*."""
    owner = _owner(question.owner)
    if owner is None:
        said = f"There is no kind or relation called {question.owner[:40]!r}."
        return messages.reading(question.id, message=said, suggestion=None)
    try:
        reading = read_field(owner, question.field, question.value)
    except FieldError as error:
        return messages.reading(question.id, message=error.message, suggestion=error.nearest)
    fields = fields_of(owner)
    shown = [
        show(value) if name == question.field else f"{fields[name].label}: {show(value)}"
        for name, value in reading.values.items()
        if isinstance(value, Quantity)
    ]
    shown += [f"does not apply: {reason}" if reason else "n/a" for reason in reading.na.values()]
    return messages.reading(question.id, shown="; ".join(shown), suggestion=None)


def _owner(name: str) -> Kind | Relation | None:
    for words in (Kind, Relation):
        if name in words.__members__.values():
            return words(name)
    return None
