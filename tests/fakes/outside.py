"""A clock that stands still, dice without chance, and a folder in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class StillClock:
    """Shows the same moment until ``tick``."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def tick(self, seconds: float = 1) -> None:
        self.moment += timedelta(seconds=seconds)


class CountingDice:
    """Rooms are called ``room-1``, ``room-2`` …"""

    def __init__(self) -> None:
        self.thrown = 0

    def room_id(self) -> str:
        self.thrown += 1
        return f"room-{self.thrown:0>20}"


class MemoryFiles:
    """``DesignFiles`` in a dictionary."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def write(self, name: str, text: str) -> None:
        self.texts[name] = text

    def names(self) -> frozenset[str]:
        return frozenset(self.texts)

    def shown(self, name: str) -> str:
        return f"boards/{name}"
