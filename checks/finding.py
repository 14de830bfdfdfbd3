"""What a rule sees, what a finding is, and what evaluating a design gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from checks.severity import Severity
from design.brief import Lane, Level, Skill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checks.numbers import Binding, Number
    from design.changes import Change
    from design.model import EdgeKey
    from design.vocabulary.attribute import Attribute, AttributeGroup

F = TypeVar("F")

ALL_LEVELS = frozenset(Level)


class Certainty(StrEnum):
    """Whether the numbers leave room for the design to be right."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Evidence(StrEnum):
    """What a finding says of its topic."""

    MISSING = "missing"  # something is not there
    AT_ODDS = "at odds"  # what is there does not hold, or not together


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding belongs: ``nodes[0]`` first, then what is involved.

    ``edges`` in the order of the path they form. ``fields`` are attribute names on ``nodes[0]``
    (or on ``edges[0]`` where there is no node) whose value would settle the finding.
    A place without nodes and edges is the design as a whole. ``blanks`` are empty fields of nodes
    beside ``nodes[0]``, as (node, attribute). ``about`` tells findings at one node apart, such as
    the metric of a criterion.
    """

    nodes: tuple[str, ...] = ()
    edges: tuple[EdgeKey, ...] = ()
    fields: tuple[str, ...] = ()
    blanks: tuple[tuple[str, str], ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Observation(Generic[F]):
    """Something a rule saw: where, the typed facts its words are made from, and how sure.

    ``variant`` selects one of the rule's variants (its own severity by level). ``numbers`` are the
    numbers the judgement rests on; a defaulted one caps the severity at warning. ``fix`` is a
    gesture that clears the finding. ``cap`` is the most severe this observation may be.
    """

    at: Place
    facts: F
    certainty: Certainty = Certainty.CERTAIN
    variant: str = ""
    numbers: tuple[Number, ...] = ()
    fix: tuple[Change, ...] = ()
    cap: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Demand:
    """A number a rule could not do without, and the node it belongs to.

    The rule stays silent; the NUM family turns demands into one finding per node and group.
    ``levels`` are the levels at which the demand counts.
    """

    owner: str
    group: AttributeGroup
    missing: tuple[Attribute[object], ...]
    levels: frozenset[Level] = ALL_LEVELS


@dataclass(frozen=True, slots=True)
class Posted:
    """A demand with the rule that posted it, and what that rule would have checked."""

    demand: Demand
    code: str
    name: str
    checks_what: str = ""  # "capacity", as in "cannot check capacity"


@dataclass(frozen=True, slots=True)
class Omission:
    """A missing number that was raised: the rule, where, and its message."""

    code: str
    at: Place
    message: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of a finding, made from its facts alone."""

    message: str
    working: tuple[str, ...] = ()  # the arithmetic, a step a line
    remedy: str = ""  # the smallest change that clears it
    question: str = ""  # replaces the rule's follow-up question where not empty


class Status(StrEnum):
    """What people said about a finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"  # a decision or assumption on the board names the trade-off


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an experienced interviewer would raise."""

    code: str
    name: str
    family: str
    severity: Severity
    certainty: Certainty
    at: Place
    message: str
    working: tuple[str, ...]
    remedy: str
    question: str
    skills: tuple[Skill, ...]
    sources: tuple[str, ...]
    fingerprint: str  # code@nodes-and-edges, from ids, never from text
    variant: str = ""
    bindings: tuple[Binding, ...] = ()
    status: Status = Status.OPEN
    because: str = ""
    bullets: tuple[str, ...] = ()  # findings folded into this one
    fix: tuple[Change, ...] = ()
    contradiction: bool = False  # numbers that cannot all hold: no reason excuses it


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding another one speaks for, with the reason."""

    finding: Finding
    by: str  # code of the finding that silenced it
    why: str
    speaker: str = ""  # fingerprint of that finding


class OutcomeState(StrEnum):
    """What became of a rule on this design."""

    PASSED = "passed"
    FOUND = "found"
    NOT_APPLICABLE = "not_applicable"
    NOT_JUDGED = "not_judged"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule, and why where it was not judged or crashed."""

    code: str
    state: OutcomeState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the engine says about a design. Every view and report is made from this.

    ``findings`` are in the order they are shown, answered ones included. ``missing`` names, per
    node, the load-bearing fields without a value.
    """

    level: Level
    lane: Lane
    rules_version: str
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    outcomes: tuple[Outcome, ...]  # in code order, one per rule
    numbers_given: int
    numbers_missing: int
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The findings nobody has answered, in the order they are shown."""
        return tuple(one for one in self.findings if one.status is Status.OPEN)

    def count(self, state: OutcomeState) -> int:
        """How many rules ended in *state*."""
        return sum(1 for outcome in self.outcomes if outcome.state is state)
