"""The clock and the dice of this machine."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

RANDOM_BYTES = 20  # 160 bits: a room's name is all it takes to enter it


class SystemClock:
    """``Clock`` of the operating system."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemDice:
    """``Dice`` of the operating system's generator."""

    def room_id(self) -> str:
        return secrets.token_urlsafe(RANDOM_BYTES)
