"""Gives every port its adapter, once in a process."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checks.engine import evaluate
from prompts_library import Library
from whiteboard.canvas.tokens import Tokens, kept_secret
from whiteboard.rounds.practice import Practice
from whiteboard.rounds.rooms import Rooms
from whiteboard.store.attempts import SqliteAttempts
from whiteboard.store.database import Database
from whiteboard.store.folder import DesignFolder
from whiteboard.store.sqlite import SqliteStore
from whiteboard.wiring.machine import SystemClock, SystemDice
from whiteboard.wiring.settings import HomeError, home, prompt_folders, unusable

if TYPE_CHECKING:
    from whiteboard.wiring.settings import Home


@dataclass(frozen=True, slots=True)
class Services:
    """What the screens and the routes work with."""

    rooms: Rooms
    tokens: Tokens
    practice: Practice
    library: Library


def services() -> Services:
    """The services of this process. Raises ``HomeError`` and ``StoreError``."""
    return _services_in(home())


@cache
def _services_in(where: Home) -> Services:
    try:
        tokens = Tokens(kept_secret(where.secret))
    except OSError as error:
        raise HomeError(unusable(where.secret, error.strerror or "")) from error
    database = Database(where.store)
    attempts, clock = SqliteAttempts(database), SystemClock()
    rooms = Rooms(
        store=SqliteStore(where.store, database=database),
        files=DesignFolder(where.folder),
        clock=clock,
        dice=SystemDice(),
        judge=evaluate,
        attempt_of=attempts.attempt,
    )
    atexit.register(rooms.flush)
    practice = Practice(rooms=rooms, store=attempts, clock=clock)
    return Services(rooms, tokens, practice, Library(prompt_folders()))
