"""Why a text is not a quantity, in words for the person who typed it."""

from __future__ import annotations


class QuantityError(ValueError):
    """The text cannot be read; ``message`` says what was expected and the nearest valid thing."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
