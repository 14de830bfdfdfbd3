"""A debugging drill: a finished design with one failure in it, and what the on-call sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import AfterValidator, model_validator

from design.brief import Lane
from design.labelled import Labelled
from prompts_library.edits import Edit
from prompts_library.simulation import Simulation
from prompts_library.words import Code, NodeId, Part, Slug, Words, at_least

if TYPE_CHECKING:
    from design.model import Design


PLACE_POINTS: Final = 2
CAUSE_POINTS: Final = 2
MOST_POINTS: Final = PLACE_POINTS + CAUSE_POINTS
FEWEST_TEMPTING: Final = 2


class Cause(Labelled):
    """What can be behind the symptoms of a drill; ``label`` is how people read one."""

    STALE_FILL = "stale_fill", "Missing values are silently filled"
    LABEL_LEAK = "label_leak", "A feature gives the label away"
    INDEX_NOT_REBUILT = "index_not_rebuilt", "The index is of an older encoder"
    IMMATURE_LABELS = "immature_labels", "Labels are used before they are final"
    SMALL_CANARY = "small_canary", "The canary was too small or too short"
    STALE_CACHE = "stale_cache", "A cache keeps answers for too long"
    WINDOW_END = "window_end", "A window ends after the decision"
    ENTITY_OVERLAP = "entity_overlap", "An entity is in both train and test"
    CAPACITY = "capacity", "Capacity or a quota is below the peak"
    WRONG_MONITOR = "wrong_monitor", "The monitor watches the wrong thing"
    RETRY_STORM = "retry_storm", "Retries multiply the load"
    FEEDBACK_LOOP = "feedback_loop", "The model chooses what it learns from"
    SCHEMA_CHANGE = "schema_change", "A field has changed its meaning"
    SEASON = "season", "Nothing is broken: the season changed"


class Planted(Part):
    """The failure: edits of the reference, the box it sits in, its cause, and what it opens.

    ``also`` are boxes that are as right an answer as ``node``; ``opens`` are the rules that find
    something new at the level of a senior.
    """

    edits: Annotated[tuple[Edit, ...], AfterValidator(at_least(1))]
    node: NodeId
    also: tuple[NodeId, ...] = ()
    cause: Cause
    opens: Annotated[tuple[Code, ...], AfterValidator(at_least(1))]


class Repair(Part):
    """What is done about it, in the order it is done, and as edits of the broken board.

    ``stop`` ends the harm, ``mend`` removes the cause, ``keep`` keeps it from coming back.
    """

    stop: Words
    mend: Words
    keep: Words
    edits: Annotated[tuple[Edit, ...], AfterValidator(at_least(1))]


class Drill(Part):
    """One drill. ``prompt`` is the prompt whose reference is broken.

    ``page`` is what wakes the on-call engineer; ``log`` what is known besides the charts.
    Shown afterwards: ``reasoning``, how the charts lead to the cause, each by its title; and
    ``tempting``, the causes one may well think of and what speaks against each.
    """

    id: Slug
    title: Words
    prompt: Slug
    version: Words
    page: Words
    log: Annotated[tuple[Words, ...], AfterValidator(at_least(2))]
    simulation: Simulation
    planted: Planted
    repair: Repair
    reasoning: Annotated[tuple[Words, ...], AfterValidator(at_least(3))]
    tempting: dict[Cause, Words]

    @model_validator(mode="after")
    def _explains_its_charts(self) -> Self:
        said = " ".join(self.reasoning).casefold()
        unread = [one.title for one in self.simulation.charts if one.title.casefold() not in said]
        if unread:
            raise ValueError(f"reasoning: it does not say what the chart `{unread[0]}` shows")
        return self

    @model_validator(mode="after")
    def _tempts(self) -> Self:
        if self.planted.cause in self.tempting:
            raise ValueError(f"tempting: `{self.planted.cause}` is the cause that is planted")
        if len(self.tempting) < FEWEST_TEMPTING:
            raise ValueError(
                f"tempting: expected at least {FEWEST_TEMPTING} other causes, and what speaks"
                f" against each; found {len(self.tempting)}"
            )
        return self


@dataclass(frozen=True, slots=True)
class DrillEntry:
    """A drill with its boards: the broken one and the mended one."""

    file: str
    drill: Drill
    lane: Lane
    board: Design
    mended: Design


def place_score(drill: Drill, board: Design, node: str) -> int:
    """2 for the right box, 1 for a box joined to it by an arrow, else 0."""
    right = {drill.planted.node, *drill.planted.also}
    if node in right:
        return PLACE_POINTS
    joined = any({key.source, key.target} == {node, drill.planted.node} for key in board.edges)
    return 1 if joined else 0


def cause_score(drill: Drill, cause: str) -> int:
    """2 for the right cause, else 0."""
    return CAUSE_POINTS if cause == drill.planted.cause else 0
