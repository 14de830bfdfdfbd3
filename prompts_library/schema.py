"""What a prompt is: the question as it is asked, its numbers, its answers, and what bends it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from design.brief import Lane, Level, Skill, Topic
from design.fields import FieldError, read_field
from design.text import did_you_mean, listed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from prompts_library.edits import Edit
from prompts_library.words import Code, Expected, NodeId, Part, Slug, Words, at_least

SCORES: Final = (1, 2, 3, 4)
LENGTHS: Final = (45, 60)
_NUMBERS: Final = tuple(
    name
    for name, attribute in KINDS[Kind.REQUIREMENT].fields.items()
    if isinstance(attribute, QuantityAttribute)
)


def _about(text: str) -> str:
    if text not in a.ABOUT.options:
        raise ValueError(f"expected {listed(a.ABOUT.options)}{did_you_mean(text, a.ABOUT.options)}")
    return text


def _number_of_requirement(text: str) -> str:
    if text not in _NUMBERS:
        raise ValueError(
            f"no number of a requirement is called `{text}`{did_you_mean(text, _NUMBERS)}"
        )
    return text


class Requirement(Part):
    """A number the interviewer states.

    ``node`` is the requirement of the starter that carries it in its field ``attribute``;
    ``value`` is the number as people write it.
    """

    node: NodeId
    label: Words
    about: Annotated[str, AfterValidator(_about)]
    metric: Words
    attribute: Annotated[str, AfterValidator(_number_of_requirement)] = a.VALUE.name
    value: Words

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            read_field(Kind.REQUIREMENT, self.attribute, self.value)
        except FieldError as error:
            raise ValueError(f"{self.attribute}: {error.message}") from error
        return self


class Clarification(Part):
    """What the candidate should ask, and what the interviewer says then.

    ``words`` are others that mean the same question, for a candidate who types it in their own.
    """

    ask: Words
    words: tuple[Words, ...] = ()
    answer: Words


class Phase(Part):
    """A part of the round: what it is called, how long it takes, what should be there after it."""

    name: Words
    minutes: Annotated[int, Field(strict=False, ge=1, le=60)]
    aim: Words


class Phases(Part):
    """The phases of a round of 45 and of 60 minutes; each list adds up to its round."""

    short: Annotated[tuple[Phase, ...], AfterValidator(at_least(3)), Field(alias="45")]
    full: Annotated[tuple[Phase, ...], AfterValidator(at_least(3)), Field(alias="60")]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for length in LENGTHS:
            total = sum(one.minutes for one in self.of(length))
            if total != length:
                raise ValueError(f"the phases of `{length}` add up to {total} minutes")
        return self

    def of(self, minutes: int) -> tuple[Phase, ...]:
        """The phases of a round of *minutes*, one of ``LENGTHS``."""
        return self.short if minutes == LENGTHS[0] else self.full


class Reach(Part):
    """What each level is expected to reach on this prompt, in a sentence or two."""

    junior: Words
    mid: Words
    senior: Words
    staff: Words

    def at(self, level: Level) -> str:
        """What is expected at *level*."""
        return str(getattr(self, level.value))


def _anchored(scores: tuple[str, ...]) -> tuple[str, ...]:
    if len(scores) != len(SCORES):
        raise ValueError(f"expected four descriptions, from 1 to 4; found {len(scores)}")
    return scores


Anchors = Annotated[tuple[Words, ...], AfterValidator(_anchored)]


class Rubric(Part):
    """What an answer of each score looks like, from 1 to 4, per topic and per skill."""

    topics: dict[Topic, Anchors]
    skills: dict[Skill, Anchors]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for what, words, given in (
            ("topics", Topic, self.topics),
            ("skills", Skill, self.skills),
        ):
            missing = tuple(one.value for one in words if one not in given)
            if missing:
                raise ValueError(f"{what}: missing {listed(missing)}")
        return self


class When(Part):
    """When a follow-up fits the board: every condition that is given holds.

    ``codes``: one of these rules has an open finding. ``has``: each of these kinds is drawn.
    ``lacks``: none of these kinds is drawn.
    """

    codes: tuple[Code, ...] = ()
    has: tuple[Kind, ...] = ()
    lacks: tuple[Kind, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.codes or self.has or self.lacks):
            raise ValueError("expected rules in `codes`, or kinds in `has` or `lacks`")
        return self

    def fits(self, open_codes: AbstractSet[str], kinds: AbstractSet[Kind]) -> bool:
        """Whether it fits a board with open findings of *open_codes* and nodes of *kinds*."""
        return (
            (not self.codes or any(code in open_codes for code in self.codes))
            and all(kind in kinds for kind in self.has)
            and not any(kind in kinds for kind in self.lacks)
        )


class FollowUp(Part):
    """A question that decides the round, when to ask it, and what a good answer contains."""

    question: Words
    when: When
    good_answer: Words


class Curveball(Part):
    """A constraint that changes in the middle of the round, made by ``edits`` on the board.

    ``say`` is how the interviewer puts it; ``opens`` are the rules that find something new in the
    reference design, at the level of a senior, once it is made.
    """

    id: Slug
    title: Words
    say: Words
    edits: Annotated[tuple[Edit, ...], AfterValidator(at_least(1))]
    good_answer: Words
    opens: Annotated[tuple[Code, ...], AfterValidator(at_least(1))]


class Reference(Part):
    """An excellent answer, why it is as it is, and what is found in it all the same.

    Its board is drawn on the starter: what the file says of it is added to that.
    """

    about: Words
    reasons: Annotated[tuple[Words, ...], AfterValidator(at_least(3))]
    findings: tuple[Expected, ...] = ()


class Weak(Part):
    """A plausible weak answer as edits of the reference, and every finding it has."""

    about: Words
    edits: Annotated[tuple[Edit, ...], AfterValidator(at_least(1))]
    findings: Annotated[tuple[Expected, ...], AfterValidator(at_least(5))]


class Source(Part):
    """Something public that numbers of the prompt lean on: ``supports`` says which."""

    title: Words
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    supports: Words


class Prompt(Part):
    """One hour's question.

    ``brief`` is read aloud; ``given`` is on the table, ``to_ask`` is told to those who ask.
    ``stresses`` are the topics that decide it.
    """

    id: Slug
    title: Words
    lane: Lane
    version: Words
    stresses: Annotated[tuple[Topic, ...], AfterValidator(at_least(1))]
    brief: Words
    requirements: Annotated[tuple[Requirement, ...], AfterValidator(at_least(3))]
    given: Annotated[tuple[Words, ...], AfterValidator(at_least(1))]
    to_ask: Annotated[tuple[Clarification, ...], AfterValidator(at_least(4))]
    phases: Phases
    levels: Reach
    rubric: Rubric
    follow_ups: Annotated[tuple[FollowUp, ...], AfterValidator(at_least(6))]
    curveballs: Annotated[tuple[Curveball, ...], AfterValidator(at_least(3))]
    reference: Reference
    weak: Weak
    sources: Annotated[tuple[Source, ...], AfterValidator(at_least(2))]

    @field_validator("requirements")
    @classmethod
    def _told_apart(cls, value: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        met: set[tuple[str, str]] = set()
        for one in value:
            if (one.node, one.attribute) in met:
                raise ValueError(f"`{one.attribute}` of `{one.node}` is stated twice; keep one")
            met.add((one.node, one.attribute))
        return value

    @field_validator("curveballs")
    @classmethod
    def _one_id_each(cls, value: tuple[Curveball, ...]) -> tuple[Curveball, ...]:
        ids = [one.id for one in value]
        twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
        if twice is not None:
            raise ValueError(f"two curveballs are called `{twice}`")
        return value
