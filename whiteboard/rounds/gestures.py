"""What a board sends, what becomes of it, and what everyone in the room is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checks.finding import Evaluation
from design.changes import Change
from design.fields import Json
from design.model import Design
from whiteboard.rounds.attempts import Attempt
from whiteboard.rounds.ports import RoomRecord


@dataclass(frozen=True, slots=True)
class Gesture:
    """What a person did in one move, as plain data; ``seq`` is the client's own count from 1."""

    seq: int
    changes: Json


@dataclass(frozen=True, slots=True)
class StoredGesture:
    """A gesture as it was applied. ``changes`` is JSON."""

    revision: int
    client: str
    seq: int
    changes: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a gesture changed nothing. ``place`` is JSON."""

    seq: int
    message: str
    place: str = "{}"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room at one revision. ``evaluation`` is of ``design``; boards are told what is ``shown``.

    ``attempt`` is there where somebody practises in the room.
    """

    record: RoomRecord
    revision: int
    design: Design
    evaluation: Evaluation
    attempt: Attempt | None = None

    @property
    def shown(self) -> Evaluation:
        """What of the evaluation may be seen."""
        return self.evaluation if self.attempt is None else self.attempt.shown(self.evaluation)


@dataclass(frozen=True, slots=True)
class Update:
    """What one batch changed.

    ``ack`` and ``refusals`` are for ``client`` alone; an empty client means that another process
    stored the gestures.
    """

    before: RoomState
    after: RoomState
    gestures: tuple[StoredGesture, ...]
    client: str = ""
    ack: int = 0
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a batch.

    Every gesture up to ``ack`` is settled. ``missing`` is the number of the gesture that has to
    come first when some of the batch could not be judged. ``inverse`` undoes what was stored.
    """

    state: RoomState
    ack: int
    stored: int = 0
    refusals: tuple[Refusal, ...] = ()
    missing: int | None = None
    inverse: tuple[Change, ...] = ()


Listener = Callable[[Update], None]
Judge = Callable[[Design], Evaluation]
