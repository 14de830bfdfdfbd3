"""Why a text is not a quantity, in words for the person who typed it."""

from __future__ import annotations


class QuantityError(ValueError):
    """The text cannot be read; ``message`` says what was expected and the nearest valid thing.

    ``meant`` is the word that is wrong and the one that was probably meant, where there is one.
    """

    def __init__(self, message: str, *, meant: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.meant = meant
