"""Draws the diagram of a report; kept apart so that lists of findings need no drawing."""

from __future__ import annotations

from typing import Final

from checks.severity import Severity
from design.drawing.draw import draw
from design.drawing.picture import Badge, Picture
from design.drawing.picture import Severity as Letter
from whiteboard.report.content import ReportContent

_LETTERS: Final[dict[Severity, Letter]] = {
    Severity.ERROR: "E",
    Severity.WARNING: "W",
    Severity.INFO: "I",
}


def picture_of(content: ReportContent) -> Picture:
    """The whole diagram with the open findings and the missing numbers on it."""
    badges = {
        id_: tuple(
            Badge(letter, counts[severity])
            for severity, letter in _LETTERS.items()
            if counts.get(severity)
        )
        for id_, counts in content.marks.items()
    }
    return draw(content.design, badges=badges, missing=content.missing)
