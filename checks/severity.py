"""How much a finding weighs: three weights and off, by level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from design.brief import Level


class Severity(StrEnum):
    """How bad it is. ``OFF`` means the rule is not judged at that level."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for an error; larger is milder."""
        return _ORDER.index(self)

    def lowered(self, steps: int = 1) -> Severity:
        """*steps* milder, but never off: a finding that is on stays visible."""
        if self is Severity.OFF:
            return self
        return _ORDER[min(self.rank + steps, Severity.INFO.rank)]

    def capped(self, most: Severity) -> Severity:
        """At most *most*."""
        return self if self.rank >= most.rank else most


_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.OFF)
_LETTERS = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO, "-": Severity.OFF}


@dataclass(frozen=True, slots=True)
class ByLevel:
    """A severity for each level."""

    junior: Severity
    mid: Severity
    senior: Severity
    staff: Severity

    @classmethod
    def of(cls, letters: str) -> ByLevel:
        """Read ``"W/E/E/E"``: junior, mid, senior, staff; E error, W warning, I info, - off."""
        junior, mid, senior, staff = (_LETTERS[letter] for letter in letters.split("/"))
        return cls(junior, mid, senior, staff)

    def at(self, level: Level) -> Severity:
        """The severity at *level*."""
        severity: Severity = getattr(self, level.value)
        return severity
