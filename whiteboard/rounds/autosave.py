"""Writes each board's design file within a second of a gesture, away from everybody's way."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from whiteboard.rounds.documents import file_text
from whiteboard.rounds.ports import StoreError

if TYPE_CHECKING:
    from design.model import Design
    from whiteboard.rounds.ports import DesignFiles

LOG: Final = logging.getLogger(__name__)
SECONDS: Final = 0.5


class Autosave:
    """Keeps the newest design of each file until it is written.

    A thread runs while something waits. What a crash leaves unwritten is in the store, and is
    written when its room is opened again.
    """

    def __init__(self, files: DesignFiles, seconds: float = SECONDS) -> None:
        self._files = files
        self._seconds = seconds
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[str, Design] = {}
        self._timer: threading.Timer | None = None

    def save(self, name: str, design: Design) -> None:
        """Write *design* into the file *name*, soon; never waits for the disk."""
        with self._lock:
            self._waiting[name] = design
            if self._timer is None:
                self._timer = threading.Timer(self._seconds, self.flush)
                self._timer.daemon = True
                self._timer.start()

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
