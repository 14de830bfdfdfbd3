"""The overlay one board looks at, sent when it is asked for and after whatever is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import anyio.to_thread

from checks.overlays import OverlayName
from design.text import listed, shortened
from whiteboard.canvas import messages

if TYPE_CHECKING:
    from whiteboard.rounds.gestures import RoomState

LOG: Final = logging.getLogger(__name__)

_NAMED: Final = {one.value: one for one in OverlayName}


class Overlaying:
    """Draws off the event loop and says the result with *say*; lives in the event loop.

    Of states that follow each other faster than they are drawn, the last is drawn.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._name: OverlayName | None = None
        self._due: RoomState | None = None
        self._wanted = asyncio.Event()

    def look_at(self, name: str | None, state: RoomState) -> None:
        """Look at the overlay *name* from now on, beginning with *state*; None looks at none.

        A name that is none of the overlays changes nothing and is answered with a notice.
        """
        if name is not None and name not in _NAMED:
            known = listed(tuple(_NAMED))
            self._say(
                messages.notice(
                    f"There is no overlay called {shortened(name)!r}; there is {known}."
                )
            )
            return
        self._name = None if name is None else _NAMED[name]
        self._due = state
        self._wanted.set()

    def draw(self, state: RoomState) -> None:
        """Have *state* drawn, unless it is no newer than what was."""
        if self._due is None or state.revision > self._due.revision:
            self._due = state
            self._wanted.set()

    async def run(self) -> None:
        """Draw what is due, for ever."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            name, state = self._name, self._due
            if name is None or state is None:
                continue
            text = await anyio.to_thread.run_sync(_drawn, state, name)
            if name is self._name:
                self._say(text)


def _drawn(state: RoomState, name: OverlayName) -> str:
    try:
        return messages.overlaid(state, name)
    except Exception:  # the board is drawn on, whatever becomes of its overlay
        LOG.exception("An overlay could not be drawn")
        return messages.notice(f"The overlay {name.value!r} could not be drawn.")
