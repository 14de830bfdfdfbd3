"""Why a gesture was not carried out, in words for the person who made it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOWHERE: Mapping[str, str] = MappingProxyType({})


class ChangeRefused(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The gesture changes nothing; ``message`` says why.

    ``place`` names where: any of ``node``, ``edge``, ``field``, ``group``, ``finding``, ``change``
    (the number of the change in its gesture, from 1). ``options`` are what would be legal.
    """

    def __init__(
        self, message: str, *, place: Mapping[str, str] = NOWHERE, options: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = dict(place)
        self.options = options
