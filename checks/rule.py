"""All a rule author imports: what a rule is, and the words to write one with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from checks.board import Board
from checks.finding import (
    Certainty,
    Demand,
    Evidence,
    Explanation,
    Observation,
    Place,
)
from checks.numbers import Number, Verdict, exceeds
from checks.severity import ByLevel, Severity
from design.brief import Lane, Level, Skill, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "ALL_LANES",
    "Bad",
    "Board",
    "ByLevel",
    "Certainty",
    "Demand",
    "Evidence",
    "Example",
    "Explanation",
    "Family",
    "Good",
    "Lane",
    "Level",
    "Number",
    "Observation",
    "Phase",
    "Place",
    "Rule",
    "Severity",
    "Skill",
    "Topic",
    "Verdict",
    "exceeds",
]

S = TypeVar("S")
F = TypeVar("F")

ALL_LANES = frozenset(Lane)


class Phase(StrEnum):
    """When a rule runs.

    On the design; on the design as it might be; on what rules asked for; on what is then missing.
    """

    DESIGN = "design"
    WHAT_IF = "what if"
    DEMANDS = "demands"
    OMISSIONS = "omissions"


@dataclass(frozen=True, slots=True)
class Family:
    """A package of rules with one subject; ``order`` is its place in every listing.

    Its findings belong to ``topic``; where it has none, to the topic of the node they name.
    """

    prefix: str
    title: str
    order: int
    description: str
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A design file in YAML and what the rule alone makes of it."""

    title: str
    design: str


@dataclass(frozen=True, slots=True)
class Bad(Example):
    """The rule finds exactly these places, in order: ``nodes[0]``, or the edge as text, or ""."""

    at: tuple[str, ...] = ()
    variant: str = ""
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True, slots=True)
class Good(Example):
    """The rule is silent."""


class Rule(ABC, Generic[S, F]):
    """One judgement over designs.

    The docstring is its manual page, with the headings "What it does", "Why it matters", "How to
    fix it", "When it does not apply" and "References". ``S`` is what is judged one at a time,
    ``F`` the frozen facts of an observation. A rule keeps no state, parses no text, knows no level
    and formats no HTML.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[ByLevel]
    variants: ClassVar[Mapping[str, ByLevel]] = {}
    lanes: ClassVar[frozenset[Lane]] = ALL_LANES
    skills: ClassVar[tuple[Skill, ...]]
    question: ClassVar[str]
    sources: ClassVar[tuple[str, ...]]
    examples: ClassVar[tuple[Example, ...]]
    checks_what: ClassVar[str]  # "capacity", as in "cannot check capacity without ..."
    phase: ClassVar[Phase] = Phase.DESIGN
    waivable: ClassVar[bool] = True  # False: an arithmetic contradiction no reason can excuse
    evidence: ClassVar[Evidence] = Evidence.AT_ODDS
    topics: ClassVar[tuple[Topic, ...] | None] = None  # where not those of the family

    @classmethod
    def is_asked(cls, level: Level | None = None, lane: Lane | None = None) -> bool:
        """Whether the rule can find something at *level* and in *lane*; None means any."""
        weights = (cls.severity, *cls.variants.values())
        on = level is None or any(one.at(level) is not Severity.OFF for one in weights)
        return on and (lane is None or lane in cls.lanes)

    @abstractmethod
    def subjects(self, board: Board) -> Iterable[S]:
        """What there is to judge; none means the rule does not apply to this design."""

    @abstractmethod
    def judge(self, board: Board, subject: S) -> Iterator[Observation[F] | Demand]:
        """What is wrong with *subject*, or which numbers are missing to tell."""

    @abstractmethod
    def explain(self, facts: F) -> Explanation:
        """The words for *facts*."""
