"""Gives every port its adapter, once in a process."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checks.engine import evaluate
from whiteboard.canvas.tokens import Tokens, kept_secret
from whiteboard.rounds.rooms import Rooms
from whiteboard.store.folder import DesignFolder
from whiteboard.store.sqlite import SqliteStore
from whiteboard.wiring.machine import SystemClock, SystemDice
from whiteboard.wiring.settings import HomeError, home, unusable

if TYPE_CHECKING:
    from whiteboard.wiring.settings import Home


@dataclass(frozen=True, slots=True)
class Services:
    """What the screens and the routes work with."""

    rooms: Rooms
    tokens: Tokens


def services() -> Services:
    """The services of this process. Raises ``HomeError`` and ``StoreError``."""
    return _services_in(home())


@cache
def _services_in(where: Home) -> Services:
    try:
        tokens = Tokens(kept_secret(where.secret))
    except OSError as error:
        raise HomeError(unusable(where.secret, error.strerror or "")) from error
    rooms = Rooms(
        store=SqliteStore(where.store),
        files=DesignFolder(where.folder),
        clock=SystemClock(),
        dice=SystemDice(),
        judge=evaluate,
    )
    atexit.register(rooms.flush)
    return Services(rooms, tokens)
