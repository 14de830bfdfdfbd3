"""Rooms without a disk, a clock or chance."""

from __future__ import annotations

from collections.abc import Sequence

from checks.engine import evaluate
from checks.finding import Evaluation
from design.fields import Json
from design.model import Design
from tests.fakes.memory_attempts import MemoryAttempts
from tests.fakes.memory_store import MemoryStore
from tests.fakes.outside import CountingDice, MemoryFiles, StillClock
from whiteboard.rounds.gestures import Gesture, Judge
from whiteboard.rounds.practice import Practice
from whiteboard.rounds.rooms import Rooms


def unjudged(design: Design) -> Evaluation:
    """Judge *design* by no rule at all."""
    return evaluate(design, rules=())


class Outside:
    """What rooms touch, and rooms over it: ``restarted`` is another process on the same store."""

    def __init__(self, judge: Judge = unjudged) -> None:
        self.store = MemoryStore()
        self.attempts = MemoryAttempts()
        self.files = MemoryFiles()
        self.clock = StillClock()
        self.dice = CountingDice()
        self.judge = judge
        self.rooms = self.restarted()
        self.practice = self.practising(self.rooms)

    def restarted(self) -> Rooms:
        """Rooms that remember nothing but the store."""
        return Rooms(
            store=self.store,
            files=self.files,
            clock=self.clock,
            dice=self.dice,
            judge=self.judge,
            attempt_of=self.attempts.attempt,
        )

    def practising(self, rooms: Rooms) -> Practice:
        """Practice in *rooms*."""
        return Practice(rooms=rooms, store=self.attempts, clock=self.clock)


def gesture(seq: int, *changes: Json) -> Gesture:
    """One gesture of some changes."""
    return Gesture(seq, [*changes])


def added(id_: str, kind: str = "model", **parts: Json) -> Json:
    """The change that adds a node."""
    return {"type": "add_node", "id": id_, "kind": kind, **parts}


def gestures(*changes: Json, first: int = 1) -> Sequence[Gesture]:
    """One gesture for each change, numbered from *first*."""
    return [gesture(number, change) for number, change in enumerate(changes, start=first)]
