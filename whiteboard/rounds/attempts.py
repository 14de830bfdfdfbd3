"""One practice attempt: what was asked, revealed and thrown in, folded from its events.

An attempt belongs to a room. Until it has ended, the room shows of its findings only what was
revealed: first the question an interviewer would ask, then where to look, then the finding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from design.brief import Lane, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checks.finding import Evaluation, Finding


class Step(IntEnum):
    """How much of a finding has been revealed."""

    QUESTION = 1
    HINT = 2
    FINDING = 3


class Task(StrEnum):
    """What is practised."""

    PROMPT = "prompt"
    DRILL = "drill"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TimedPhase(_Kept):
    """A phase of the round as its clock shows it."""

    name: str
    minutes: int


class AttemptRecord(_Kept):
    """What is practised, at which level and with how much time; ``minutes`` 0 is no clock."""

    room: str
    task: Task
    task_id: str
    version: str
    title: str
    lane: Lane
    level: Level
    minutes: int
    phases: tuple[TimedPhase, ...]
    began: datetime


class _Event(_Kept):
    at: datetime


class Asked(_Event):
    """A question was put to the interviewer; ``answered`` is its number in the prompt."""

    type: Literal["asked"] = "asked"
    question: str
    answered: int | None


class Revealed(_Event):
    """A step of a finding was revealed. ``question`` and ``hint`` are as they were said."""

    type: Literal["revealed"] = "revealed"
    fingerprint: str
    code: str
    severity: str
    step: Step
    question: str
    hint: str


class Looked(_Event):
    """An overlay was looked at."""

    type: Literal["looked"] = "looked"
    overlay: str


class Thrown(_Event):
    """A curveball changed the board; ``opened`` are the findings it opened."""

    type: Literal["thrown"] = "thrown"
    curveball: str
    opened: tuple[str, ...]

    def unsettled(self, evaluation: Evaluation) -> int:
        """How many of the findings it opened are still there."""
        found = {one.fingerprint for one in evaluation.findings}
        return sum(1 for one in self.opened if one in found)


class Diagnosed(_Event):
    """A drill was answered, and scored."""

    type: Literal["diagnosed"] = "diagnosed"
    node: str
    cause: str
    fix: str
    place_score: int
    cause_score: int

    @property
    def score(self) -> int:
        """The points for place and cause together."""
        return self.place_score + self.cause_score


class LeftOpen(_Kept):
    """A finding that was open when the attempt ended."""

    fingerprint: str
    code: str
    severity: str


class Ended(_Event):
    """The attempt is over; what was open then."""

    type: Literal["ended"] = "ended"
    left: tuple[LeftOpen, ...]
    numbers_given: int
    numbers_missing: int


Event: TypeAlias = Asked | Revealed | Looked | Thrown | Diagnosed | Ended
EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as far as it was revealed; cards are numbered from 1 in the order of reveals."""

    number: int
    fingerprint: str
    code: str
    severity: str
    step: Step
    question: str
    hint: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt as it stands. ``events`` are in the order they happened."""

    record: AttemptRecord
    events: tuple[Event, ...] = ()

    def after(self, event: Event) -> Attempt:
        """The attempt once *event* has happened."""
        return replace(self, events=(*self.events, event))

    @property
    def ended(self) -> Ended | None:
        """How it ended, if it has."""
        return next((one for one in self.events if isinstance(one, Ended)), None)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The questions that were put, in order."""
        return tuple(one for one in self.events if isinstance(one, Asked))

    @property
    def answers(self) -> frozenset[int]:
        """The numbers of the answers that were given."""
        return frozenset(one.answered for one in self.asked if one.answered is not None)

    @property
    def thrown(self) -> tuple[Thrown, ...]:
        """The curveballs so far, in order."""
        return tuple(one for one in self.events if isinstance(one, Thrown))

    @property
    def curveballs(self) -> frozenset[str]:
        """The ids of the curveballs that were thrown."""
        return frozenset(one.curveball for one in self.thrown)

    @property
    def diagnosis(self) -> Diagnosed | None:
        """The last answer to a drill."""
        given = [one for one in self.events if isinstance(one, Diagnosed)]
        return given[-1] if given else None

    @property
    def overlays(self) -> tuple[str, ...]:
        """The overlays that were looked at, each once, in order."""
        seen = (one.overlay for one in self.events if isinstance(one, Looked))
        return tuple(dict.fromkeys(seen))

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every finding of which something was revealed, in the order of first reveals."""
        cards: dict[str, Card] = {}
        for one in self.events:
            if isinstance(one, Revealed):
                known = cards.get(one.fingerprint)
                number = len(cards) + 1 if known is None else known.number
                cards[one.fingerprint] = Card(
                    number,
                    one.fingerprint,
                    one.code,
                    one.severity,
                    one.step,
                    one.question,
                    one.hint,
                )
        return tuple(cards.values())

    def reveals(self) -> Counter[Step]:
        """How many steps of each sort were revealed."""
        return Counter(one.step for one in self.events if isinstance(one, Revealed))

    def hidden(self, evaluation: Evaluation) -> tuple[Finding, ...]:
        """The open findings of which nothing was revealed, the gravest first."""
        begun = {one.fingerprint for one in self.cards}
        return tuple(one for one in evaluation.open_findings if one.fingerprint not in begun)

    def shown(self, evaluation: Evaluation) -> Evaluation:
        """*evaluation* as the candidate may see it: what was revealed, or all of it at the end.

        A finding the candidate answered themselves stays in sight.
        """
        if self.ended is not None:
            return evaluation
        revealed = {one.fingerprint for one in self.cards if one.step is Step.FINDING}
        findings = tuple(one for one in evaluation.findings if one.fingerprint in revealed)
        return replace(
            evaluation,
            findings=findings,
            suppressed=(),
            outcomes=(),
            missing=_fields_of(findings, evaluation),
        )


def _fields_of(findings: Iterable[Finding], evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    """The missing fields that *findings* name, and no other."""
    named: set[tuple[str, str]] = set()
    for one in findings:
        named.update((one.at.nodes[0], field) for field in one.at.fields if one.at.nodes)
        named.update(one.at.blanks)
    return {
        node: kept
        for node, fields in evaluation.missing.items()
        if (kept := tuple(field for field in fields if (node, field) in named))
    }
