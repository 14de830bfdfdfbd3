"""Why something typed into a field is not a value of it, in words for the person who typed it."""

from __future__ import annotations


class FieldError(ValueError):
    """The value cannot be read.

    ``field`` is the place, ``message`` says what was expected, ``nearest`` is the nearest valid
    thing where there is one, ``options`` what would be accepted where that is a short list.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str = "",
        nearest: str | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.nearest = nearest
        self.options = options
