"""How relations and stages look. Dashes and arrow heads tell relations apart without colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line style: *dash* is an SVG dash pattern, empty for a solid line."""

    meaning: str
    relations: frozenset[str]
    colour: str
    width: float
    dash: str
    head: Literal["filled", "open", "diamond", "bar"]


STROKES: Final = (
    Stroke(
        "data and training",
        frozenset({"feeds", "trains", "evaluates", "embeds"}),
        "#57606a",
        1.0,
        "",
        "filled",
    ),
    Stroke(
        "request path",
        frozenset({"calls", "reads", "uses", "consumes"}),
        "#0b3d5c",
        1.7,
        "",
        "filled",
    ),
    Stroke(
        "release and triggers",
        frozenset({"promotes", "rolls_out", "triggers"}),
        "#4a3f8f",
        1.1,
        "6 3",
        "filled",
    ),
    Stroke(
        "fallback and guards",
        frozenset({"falls_back_to", "guards"}),
        "#8a3b12",
        1.1,
        "8 3 2 3",
        "bar",
    ),
    Stroke(
        "observes and pages",
        frozenset({"monitors", "raises", "pages", "tickets", "handled_by", "logs_to"}),
        "#2c6e49",
        1.0,
        "2 2.5",
        "open",
    ),
    Stroke(
        "requirements, reasons and feedback",
        frozenset({"constrains", "supports", "acts_on"}),
        "#6e7781",
        0.9,
        "1 3",
        "diamond",
    ),
)

_STAGES: Final = (  # (ink, tint), each ink at least 4.5 : 1 on its tint
    ("#57606a", "#f6f7f8"),
    ("#0b5563", "#f2f8f9"),
    ("#3b5b16", "#f5f8f0"),
    ("#4a3f8f", "#f6f5fb"),
    ("#0b3d5c", "#f1f6fa"),
    ("#7a3e0a", "#fbf6f1"),
)


def stroke_of(relation: str) -> Stroke:
    """The line style of a relation; unknown relations look like data flow."""
    for stroke in STROKES:
        if relation in stroke.relations:
            return stroke
    return STROKES[0]


def used(relations: Iterable[str]) -> tuple[Stroke, ...]:
    """The line styles these relations need, in a fixed order."""
    needed = {stroke_of(relation).meaning for relation in relations}
    return tuple(stroke for stroke in STROKES if stroke.meaning in needed)


def stage_colour(stage: int) -> str:
    """The ink of a stage."""
    return _STAGES[stage % len(_STAGES)][0]


def stage_tint(stage: int) -> str:
    """The background of a stage's band."""
    return _STAGES[stage % len(_STAGES)][1]
