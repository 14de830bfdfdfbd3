"""When jobs start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.board import as_number
from checks.numbers import State
from design.quantities.quantity import Dimension
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute

if TYPE_CHECKING:
    from checks.board import Board
    from checks.numbers import Number
    from design.model import Node

_CLOCK = QuantityAttribute(name=a.PERIOD.name, label=a.PERIOD.label)


def starts_of(board: Board, job: Node) -> Number | None:
    """When *job* starts, in seconds after midnight: as stated, or said with its cadence."""
    stated = board.number(job, a.STARTS_AT) or board.number(job, a.AVAILABLE_AT)
    if stated is not None:
        return stated
    period = job.get(a.PERIOD)
    if period is None or period.starts_at is None:
        return None
    at = period.starts_at
    said = type(period)(period.text, Dimension.TIME_OF_DAY, at, at, at)
    return as_number(job.id, _CLOCK, said, State.GIVEN)
