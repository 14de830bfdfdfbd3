"""One room: applies gestures in order, stores them, judges the result, then tells everybody."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from design.changes import ChangeRefused, apply, parse_changes
from whiteboard.rounds.documents import changes_text, read_kept, stored_changes, text_to_keep
from whiteboard.rounds.gestures import Gesture, Refusal, RoomState, Settled, StoredGesture, Update
from whiteboard.rounds.ports import (
    NewEntries,
    RevisionTakenError,
    StoredDesign,
    StoredEdit,
    StoredRefusal,
    StoreError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checks.finding import Evaluation
    from design.changes import Change
    from design.fields import Json
    from design.model import Design
    from whiteboard.rounds.attempts import Attempt
    from whiteboard.rounds.gestures import Judge, Listener
    from whiteboard.rounds.ports import Clock, DesignStore, RoomRecord

KEEP_EVERY: Final = 200  # revisions between two kept designs
REFUSALS: Final = 5_000  # remembered, however many are stored
ATTEMPTS: Final = 5  # at a revision another process keeps taking


class RoomDamagedError(StoreError):
    """The stored gestures of a room cannot be applied again."""


def _ignore(settled: Settled) -> None:
    """Nothing more is to be done."""


@dataclass(slots=True)
class _Batch:
    """A batch while it is being judged; nothing of it exists outside yet."""

    design: Design
    revision: int
    ack: int
    edits: list[StoredEdit] = field(default_factory=list)
    refusals: list[StoredRefusal] = field(default_factory=list)
    repeated: list[Refusal] = field(default_factory=list)
    inverse: tuple[Change, ...] = ()
    missing: int | None = None


class Room:
    """A room in this process. Every method may be called from any thread.

    ``on_stored`` is told after each stored gesture, under the room's lock: it must be quick.
    """

    def __init__(
        self,
        record: RoomRecord,
        *,
        store: DesignStore,
        clock: Clock,
        judge: Judge,
        on_stored: Listener,
        attempt: Attempt | None = None,
    ) -> None:
        """Open the room as the store knows it. Raises ``StoreError``."""
        self._store = store
        self._clock = clock
        self._judge = judge
        self._on_stored = on_stored
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        kept = store.newest_design(record.id)
        if kept is None:
            raise RoomDamagedError("The design this board starts from is not in the store.")
        self._kept = kept.revision
        self._settled: dict[str, int] = {}
        self._refused: dict[tuple[str, int], Refusal] = {}
        design = read_kept(kept.design)
        edits = store.edits(record.id, after=kept.revision)
        design = _replayed(design, edits)
        revision = edits[-1].revision if edits else kept.revision
        self._state = RoomState(record, revision, design, judge(design), attempt)
        self._read_settled()

    @property
    def id(self) -> str:
        """The room's unguessable name."""
        return self._state.record.id

    @property
    def state(self) -> RoomState:
        """The room as it is now."""
        return self._state

    @property
    def is_watched(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def join(
        self,
        client: str,
        pending: Sequence[Gesture],
        *,
        listener: Listener,
        then: Callable[[Settled], None] = _ignore,
    ) -> Settled:
        """Settle *pending*, call *then*, and tell *listener* of every update from that state on.

        Both are called under the room's lock, so nothing comes between: they must be quick.
        A listener that listens already begins anew.
        """
        with self._lock:
            self.leave(listener)
            self._catch_up()
            settled = self.edit(client, pending, then=then)
            self._listeners.append(listener)
            return settled

    def leave(self, listener: Listener) -> None:
        """Stop telling *listener*."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def edit(
        self,
        client: str,
        pending: Sequence[Gesture],
        *,
        then: Callable[[Settled], None] = _ignore,
    ) -> Settled:
        """Settle every gesture of *pending* that is not yet settled, in the order of numbers.

        Each is applied wholly or refused on its own; what was applied is on disk before anybody
        is told and before *then* is called, under the room's lock. Raises ``StoreError`` when
        nothing could be stored; then nothing has changed.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                batch = self._judged(client, pending)
                try:
                    settled = self._settle(client, batch)
                except RevisionTakenError:
                    self._catch_up()
                    continue
                then(settled)
                return settled
            raise StoreError("Somebody else keeps changing this board; nothing was saved.")

    def act(self, client: str, make: Callable[[Design], Json]) -> Settled:
        """Settle the first gesture of *client*, made from the design as it is at that moment."""
        with self._lock:
            return self.edit(client, (Gesture(1, make(self._state.design)),))

    def practise(self, carry_on: Callable[[RoomState], Attempt]) -> Attempt:
        """Let the attempt go on as *carry_on* says, and tell everybody what may be seen now.

        *carry_on* is called under the room's lock; what it raises changes nothing.
        """
        with self._lock:
            attempt = carry_on(self._state)
            self._practised(attempt)
            return attempt

    def stop_practising(self) -> None:
        """Forget that anybody practises here, and tell everybody: every finding may be seen."""
        with self._lock:
            self._practised(None)

    def _practised(self, attempt: Attempt | None) -> None:
        before = self._state
        self._state = replace(before, attempt=attempt)
        update = Update(before, self._state, ())
        for listener in tuple(self._listeners):
            listener(update)

    def _judged(self, client: str, pending: Sequence[Gesture]) -> _Batch:
        settled = self._settled.get(client, 0)
        batch = _Batch(self._state.design, self._state.revision, settled)
        for gesture in sorted(pending, key=lambda one: one.seq):
            if gesture.seq <= batch.ack:
                known = self._refused.get((client, gesture.seq))
                if known is not None and gesture.seq <= settled:
                    batch.repeated.append(known)
                continue
            if gesture.seq != batch.ack + 1:
                batch.missing = batch.ack + 1
                break
            self._try(client, gesture, batch)
            batch.ack = gesture.seq
        return batch

    def _try(self, client: str, gesture: Gesture, batch: _Batch) -> None:
        now = self._clock.now()
        try:
            applied = apply(batch.design, parse_changes(gesture.changes))
        except ChangeRefused as refused:
            place = json.dumps(refused.place, ensure_ascii=False, default=str)
            batch.refusals.append(
                StoredRefusal(
                    self.id, client, gesture.seq, refused.message, place, refused.options, now
                )
            )
            return
        batch.design = applied.design
        batch.revision += 1
        batch.inverse = (*applied.inverse, *batch.inverse)
        batch.edits.append(
            StoredEdit(
                self.id, batch.revision, client, gesture.seq, changes_text(applied.changes), now
            )
        )

    def _settle(self, client: str, batch: _Batch) -> Settled:
        refusals = tuple(
            Refusal(one.seq, one.message, one.place, one.options) for one in batch.refusals
        )
        if batch.edits or batch.refusals:
            self._store.append(
                NewEntries(
                    self.id,
                    batch.design.title,
                    batch.edits[-1].at if batch.edits else batch.refusals[-1].at,
                    batch.edits,
                    batch.refusals,
                )
            )
            self._settled[client] = batch.ack
            self._refused |= {(client, one.seq): one for one in refusals}
            self._forget_refusals()
        said = tuple(sorted((*batch.repeated, *refusals), key=lambda one: one.seq))
        if batch.edits:
            self._publish(batch.design, batch.edits, client=client, ack=batch.ack, refusals=said)
        return Settled(self._state, batch.ack, len(batch.edits), said, batch.missing, batch.inverse)

    def _publish(
        self,
        design: Design,
        edits: Sequence[StoredEdit],
        *,
        client: str = "",
        ack: int = 0,
        refusals: tuple[Refusal, ...] = (),
    ) -> None:
        before = self._state
        last = edits[-1]
        self._state = RoomState(
            replace(before.record, title=design.title, changed=last.at),
            last.revision,
            design,
            self._evaluation(design),
            before.attempt,
        )
        update = Update(
            before,
            self._state,
            tuple(StoredGesture(one.revision, one.client, one.seq, one.changes) for one in edits),
            client,
            ack,
            refusals,
        )
        for listener in tuple(self._listeners):
            listener(update)
        self._on_stored(update)
        if last.revision - self._kept >= KEEP_EVERY:
            self._keep()

    def _evaluation(self, design: Design) -> Evaluation:
        """Judge *design*, unless it says nothing a rule could see that was not said before."""
        before = self._state.design
        same = replace(
            design,
            title=before.title,
            note=before.note,
            layout=before.layout,
            stickies=before.stickies,
        )
        return self._state.evaluation if same == before else self._judge(design)

    def _keep(self) -> None:
        """Keep the design, so that opening the room stays quick; the log can do without it."""
        state = self._state
        self._kept = state.revision
        try:
            self._store.keep_design(
                StoredDesign(self.id, state.revision, text_to_keep(state.design))
            )
        except StoreError:
            self._kept = state.revision - KEEP_EVERY // 2  # try again after some more gestures

    def _catch_up(self) -> None:
        """Take in what another process stored."""
        edits = self._store.edits(self.id, after=self._state.revision)
        self._read_settled()
        if edits:
            self._publish(_replayed(self._state.design, edits), edits)

    def _read_settled(self) -> None:
        self._settled = self._store.settled(self.id)
        self._refused = {
            (one.client, one.seq): Refusal(one.seq, one.message, one.place, one.options)
            for one in sorted(self._store.refusals(self.id), key=lambda one: one.at)
        }
        self._forget_refusals()

    def _forget_refusals(self) -> None:
        """Keep the newest: a board that asks again asks about what it has just sent."""
        for known in list(islice(self._refused, max(0, len(self._refused) - REFUSALS))):
            del self._refused[known]


def _replayed(design: Design, edits: Sequence[StoredEdit]) -> Design:
    for edit in edits:
        try:
            design = apply(design, stored_changes(edit.changes)).design
        except ChangeRefused as refused:
            raise RoomDamagedError(
                f"This board cannot be opened: its change {edit.revision} no longer applies"
                f" ({refused.message}). The file beside the store holds the last design."
            ) from refused
    return design
