"""Practising alone: begin a prompt, ask, reveal, take a curveball, end, look back."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checks.registry import all_rules
from design.text import in_sentence
from design.vocabulary.kinds import KINDS
from prompts_library.drill import cause_score, place_score
from prompts_library.edits import EditError, changes_of
from whiteboard.rounds.attempts import (
    Asked,
    Attempt,
    AttemptRecord,
    Diagnosed,
    Ended,
    LeftOpen,
    Looked,
    Revealed,
    Step,
    Task,
    Thrown,
    TimedPhase,
)
from whiteboard.rounds.documents import changes_json
from whiteboard.rounds.ports import RevisionTakenError, StoreError
from whiteboard.rounds.questions import LONGEST, reply
from whiteboard.rounds.rooms import RoomRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from checks.finding import Finding
    from design.brief import Lane, Level
    from design.model import Design
    from prompts_library import Drill, DrillEntry, Entry, Prompt
    from prompts_library.schema import Curveball, Phase
    from whiteboard.rounds.attempts import Event
    from whiteboard.rounds.gestures import RoomState
    from whiteboard.rounds.ports import AttemptStore, Clock
    from whiteboard.rounds.room import Room
    from whiteboard.rounds.rooms import Rooms


class PracticeRefusedError(Exception):
    """Something cannot be done in this attempt; the text says why."""


@dataclass(frozen=True, slots=True)
class Blow:
    """A curveball that was thrown, and what it opened."""

    curveball: Curveball
    opened: tuple[Finding, ...]


class Practice:
    """Every practice attempt of one store. Every method may be called from any thread.

    Each raises ``PracticeRefusedError`` and ``StoreError``; then nothing has happened.
    """

    def __init__(self, *, rooms: Rooms, store: AttemptStore, clock: Clock) -> None:
        self._rooms = rooms
        self._store = store
        self._clock = clock
        self._lock = threading.RLock()

    def begin(self, entry: Entry, *, level: Level, minutes: int) -> Room:
        """A new room with the starter of *entry*; ``minutes`` 0 is without a clock."""
        prompt = entry.prompt
        return self._begin(
            entry.starter,
            Task.PROMPT,
            prompt,
            lane=prompt.lane,
            level=level,
            minutes=minutes,
            phases=() if minutes == 0 else prompt.phases.of(minutes),
        )

    def ask(self, room: Room, question: str, entry: Entry) -> str | None:
        """Note *question*, and what the prompt says to it (None: nothing)."""
        text = " ".join(question.split())[:LONGEST]
        if not text:
            raise PracticeRefusedError("Type a question first.")
        said = reply(text, entry, room.state.attempt)
        number = None if said is None else said.number
        self._note(room, lambda _: Asked(at=self._clock.now(), question=text, answered=number))
        return None if said is None else said.text

    def reveal(self, room: Room, card: int | None = None) -> Attempt:
        """Reveal the next step of the card of that number, or the question of another finding."""
        return self._note(room, lambda state: self._revealed(state, card))

    def look(self, room: Room, overlay: str) -> None:
        """Note that an overlay is looked at; each counts once."""
        attempt = room.state.attempt
        if attempt is None or attempt.ended or overlay in attempt.overlays:
            return
        self._note(room, lambda _: Looked(at=self._clock.now(), overlay=overlay))

    def throw(self, room: Room, curveballs: tuple[Curveball, ...]) -> Blow:
        """Change the board as the next curveball says. Nothing of what it opens is revealed."""
        with self._lock:
            attempt = _going_on(room.state)
            for curveball in curveballs:
                if curveball.id in attempt.curveballs:
                    continue
                return self._thrown(room, curveball)
            raise PracticeRefusedError("Every curveball of this prompt has been thrown.")

    def begin_drill(self, entry: DrillEntry, *, level: Level) -> Room:
        """A new room with the broken board of *entry*."""
        return self._begin(entry.board, Task.DRILL, entry.drill, lane=entry.lane, level=level)

    def diagnose(
        self, room: Room, entry: DrillEntry, *, node: str, cause: str, fix: str
    ) -> Attempt:
        """Score an answer to a drill, and end the attempt."""
        drill = entry.drill
        self._note(
            room,
            lambda _: Diagnosed(
                at=self._clock.now(),
                node=node,
                cause=cause,
                fix=fix,
                place_score=place_score(drill, entry.board, node),
                cause_score=cause_score(drill, cause),
            ),
        )
        return self.end(room)

    def end(self, room: Room) -> Attempt:
        """End the attempt: everything may be seen from now on."""
        return self._note(room, self._ended)

    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt, the one begun last first."""
        return self._store.attempts()

    def forget(self, room: str) -> None:
        """Delete an attempt from the history; its board stays, and hides nothing any more."""
        with self._lock:
            self._store.forget(room)
            opened = self._rooms.opened(room)
            if opened is not None:
                opened.stop_practising()

    def _begin(
        self,
        design: Design,
        task: Task,
        asked: Prompt | Drill,
        *,
        lane: Lane,
        level: Level,
        minutes: int = 0,
        phases: tuple[Phase, ...] = (),
    ) -> Room:
        room = self._rooms.create(replace(design, level=level))
        record = AttemptRecord(
            room=room.id,
            task=task,
            task_id=asked.id,
            version=asked.version,
            title=asked.title,
            lane=lane,
            level=level,
            minutes=minutes,
            phases=tuple(TimedPhase(name=one.name, minutes=one.minutes) for one in phases),
            began=self._clock.now(),
        )
        try:
            self._store.begin(record)
        except StoreError:
            with suppress(StoreError):
                self._rooms.delete(room.id)
            raise
        room.practise(lambda _: Attempt(record))
        return room

    def _note(self, room: Room, happen: Callable[[RoomState], Event]) -> Attempt:
        def carry_on(state: RoomState) -> Attempt:
            try:
                return self._carried_on(room.id, state, happen)
            except RevisionTakenError:  # another process was first, or forgot the attempt
                known = replace(state, attempt=self._store.attempt(room.id))
                return self._carried_on(room.id, known, happen)

        with self._lock:
            return room.practise(carry_on)

    def _carried_on(
        self, room: str, state: RoomState, happen: Callable[[RoomState], Event]
    ) -> Attempt:
        attempt = _going_on(state)
        event = happen(state)
        self._store.add(room, len(attempt.events) + 1, event)
        return attempt.after(event)

    def _revealed(self, state: RoomState, number: int | None) -> Revealed:
        attempt = _going_on(state)
        found = {one.fingerprint: one for one in state.evaluation.findings}
        if number is None:
            hidden = attempt.hidden(state.evaluation)
            if not hidden:
                raise PracticeRefusedError("Nothing is hidden: all there is has been revealed.")
            return self._step(hidden[0], Step.QUESTION, state)
        card = next((one for one in attempt.cards if one.number == number), None)
        if card is None:
            raise PracticeRefusedError("There is no such card.")
        if card.step is Step.FINDING:
            raise PracticeRefusedError("All of it has been revealed.")
        if card.fingerprint not in found:
            raise PracticeRefusedError("It is settled; there is nothing more to reveal.")
        return self._step(found[card.fingerprint], Step(card.step + 1), state)

    def _step(self, finding: Finding, step: Step, state: RoomState) -> Revealed:
        return Revealed(
            at=self._clock.now(),
            fingerprint=finding.fingerprint,
            code=finding.code,
            severity=finding.severity.value,
            step=step,
            question=finding.question or all_rules()[finding.code].question,
            hint=hint(finding, state.design),
        )

    def _thrown(self, room: Room, curveball: Curveball) -> Blow:
        before = {one.fingerprint for one in room.state.evaluation.findings}
        try:
            changes = changes_of(curveball.edits, room.state.design)
            settled = self._rooms.act(room, changes_json(changes)) if changes else None
        except (EditError, RoomRefusedError) as error:
            raise PracticeRefusedError(
                f"“{curveball.title}” does not fit this board: {error}."
            ) from error
        opened = tuple(
            one for one in room.state.evaluation.open_findings if one.fingerprint not in before
        )

        def thrown(state: RoomState) -> Thrown:
            if curveball.id in _going_on(state).curveballs:
                raise PracticeRefusedError(f"“{curveball.title}” has just been thrown elsewhere.")
            keys = tuple(one.fingerprint for one in opened)
            return Thrown(at=self._clock.now(), curveball=curveball.id, opened=keys)

        try:
            self._note(room, thrown)
        except (PracticeRefusedError, StoreError):
            if settled is not None:
                with suppress(RoomRefusedError, StoreError):
                    self._rooms.undo(room, settled)
            raise
        return Blow(curveball, opened)

    def _ended(self, state: RoomState) -> Ended:
        return Ended(
            at=self._clock.now(),
            left=tuple(
                LeftOpen(fingerprint=one.fingerprint, code=one.code, severity=one.severity.value)
                for one in state.evaluation.open_findings
            ),
            numbers_given=state.evaluation.numbers_given,
            numbers_missing=state.evaluation.numbers_missing,
        )


def hint(finding: Finding, design: Design) -> str:
    """Where to look, without what is wrong there: the boxes, and the fields that decide it."""
    names = [design.nodes[id_].title for id_ in finding.at.nodes]
    if not names:
        return "Look at the design as a whole, not at one box."
    where = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    fields = KINDS[design.nodes[finding.at.nodes[0]].kind].fields
    labels = [in_sentence(fields[name].label) for name in finding.at.fields if name in fields]
    about = f" What decides it: {', '.join(labels)}." if labels else ""
    return f"Look at {where}.{about}"


def _going_on(state: RoomState) -> Attempt:
    if state.attempt is None:
        raise PracticeRefusedError("Nobody practises on this board.")
    if state.attempt.ended is not None:
        raise PracticeRefusedError("This attempt has ended.")
    return state.attempt
