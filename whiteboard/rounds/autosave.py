"""Writes each board's design file within a second of a gesture, away from everybody's way."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from whiteboard.rounds.documents import file_text
from whiteboard.rounds.ports import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from design.model import Design
    from whiteboard.rounds.ports import DesignFiles

LOG: Final = logging.getLogger(__name__)
# Writing takes the processor and the disk from whoever waits for an answer. Nobody waits a moment
# after a gesture: the next is not made yet.
QUIET: Final = 0.1  # seconds
LATEST: Final = 0.8  # seconds, however quick the gestures follow each other


class Autosave:
    """Keeps the newest design of each file until it is written.

    A thread runs while something waits. What a crash leaves unwritten is in the store, and is
    written when its room is opened again.
    """

    def __init__(self, files: DesignFiles, now: Callable[[], float] = time.monotonic) -> None:
        self._files = files
        self._now = now
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[str, Design] = {}
        self._timer: threading.Timer | None = None
        self._first = self._newest = 0.0  # when what waits was saved

    def save(self, name: str, design: Design) -> None:
        """Write *design* into the file *name*, soon; never waits for the disk."""
        with self._lock:
            self._waiting[name] = design
            self._newest = self._now()
            if self._timer is None:
                self._first = self._newest
                self._look_in(QUIET)

    def _look_in(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        """Write when it has been quiet, or cannot wait any longer."""
        with self._lock:
            left = min(self._newest + QUIET, self._first + LATEST) - self._now()
            if self._timer is not None and left > 0:
                self._look_in(left)
                return
        self.flush()

    def flush(self) -> None:
        """Write everything that waits, now. A file that cannot be written is logged."""
        with self._writing:  # so that an older design never replaces a newer one
            with self._lock:
                waiting, self._waiting = self._waiting, {}
                if self._timer is not None:
                    self._timer.cancel()
                self._timer = None
            for name, design in waiting.items():
                try:
                    self._files.write(name, file_text(design))
                except StoreError as error:
                    LOG.warning("%s", error.message)
