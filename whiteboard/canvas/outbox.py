"""What waits to be sent to one board; a board that does not read is given up."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

MOST_MESSAGES: Final = 2_000
MOST_CHARACTERS: Final = 16_000_000


class Outbox:
    """A queue for one event loop. When too much waits, all of it is dropped, for good."""

    def __init__(self) -> None:
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._filled = asyncio.Event()
        self._overflow = asyncio.Event()

    def put(self, text: str) -> None:
        """Add *text*; called in the event loop."""
        if self._overflow.is_set():
            return
        self._waiting.append(text)
        self._characters += len(text)
        self._filled.set()
        if len(self._waiting) > MOST_MESSAGES or self._characters > MOST_CHARACTERS:
            self._overflow.set()
            self._waiting.clear()

    async def take(self) -> str:
        """The next text; waits for it, forever once too much has waited."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        text = self._waiting.popleft()
        self._characters -= len(text)
        return text

    async def overflow(self) -> None:
        """Wait until too much has waited."""
        await self._overflow.wait()
