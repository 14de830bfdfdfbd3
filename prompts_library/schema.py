"""What a prompt is: the question as it is asked, its numbers, its follow-ups, what is planted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from design.brief import Lane, Level
from design.fields import FieldError, read_field
from design.text import did_you_mean, is_node_id, listed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind

T = TypeVar("T")

SEVERITIES: Final = MappingProxyType({"E": "error", "W": "warning", "I": "info", "-": ""})
_NUMBERS: Final = tuple(
    name
    for name, attribute in KINDS[Kind.REQUIREMENT].fields.items()
    if isinstance(attribute, QuantityAttribute)
)


def _words(text: str) -> str:
    """Lines of a file run on into one paragraph."""
    return " ".join(text.split())


def _some(parts: tuple[T, ...]) -> tuple[T, ...]:
    # Not `min_length`: that would also count entries that are wrong themselves as absent.
    if not parts:
        raise ValueError("expected at least one entry")
    return parts


def _node_id(text: str) -> str:
    if not is_node_id(text):
        raise ValueError(f"expected the id of a node, such as `latency`; found `{text}`")
    return text


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


def _by_level(raw: object) -> object:
    """``W/E/E/E`` as one severity per level, from junior to staff."""
    if not isinstance(raw, str):
        return raw
    parts = raw.split("/")
    if len(parts) != len(Level) or not set(parts) <= SEVERITIES.keys():
        raise ValueError(
            "expected one of E, W, I or - for junior, mid, senior and staff, such as `W/E/E/E`"
        )
    return {level: SEVERITIES[part] for level, part in zip(Level, parts, strict=True)}


Words = Annotated[str, Field(min_length=1), AfterValidator(_words)]
NodeId = Annotated[str, AfterValidator(_node_id)]
Code = Annotated[str, Field(pattern=r"^[A-Z]+\d{3}$")]
Severities = Annotated[dict[Level, str], BeforeValidator(_by_level)]


class _Part(BaseModel):
    """A part of a prompt: no field but those named, no change after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Requirement(_Part):
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
        _read(self.attribute, self.value)
        return self


class Clarification(_Part):
    """What the candidate should ask, and what the interviewer says then."""

    ask: Words
    answer: Words


class ChangedRequirement(_Part):
    """A constraint that changes in the middle of the round: a requirement gets another number.

    It is made by setting the field ``attribute`` of ``node`` to ``value``.
    """

    node: NodeId
    attribute: Annotated[str, AfterValidator(_number_of_requirement)] = a.VALUE.name
    value: Words

    @model_validator(mode="after")
    def _readable(self) -> Self:
        _read(self.attribute, self.value)
        return self


class FollowUp(_Part):
    """A question that decides the round.

    ``related`` names the rules it belongs to; ``breaks`` those that find something new in the
    reference design, at the level of a senior, once ``change`` is made.
    """

    question: Words
    good_answer: Words
    change: ChangedRequirement | None = None
    related: tuple[Code, ...] = ()
    breaks: tuple[Code, ...] = ()


class Expected(_Part):
    """A finding one of the prompt's designs has, by its fingerprint.

    ``severity`` is what it weighs at each level, "" where it is not raised; ``why`` says what is
    planted there, or why a good design has it all the same.
    """

    finding: Annotated[str, Field(pattern=r"^[A-Z]+\d{3}@")]
    severity: Severities
    why: Words

    @property
    def code(self) -> str:
        """The rule that finds it."""
        return self.finding.partition("@")[0]


class Shown(_Part):
    """A design that belongs to the prompt: what it is, and every finding it has."""

    about: Words
    findings: tuple[Expected, ...] = ()

    def at(self, level: Level) -> dict[str, str]:
        """The severity of every finding raised at *level*, by fingerprint."""
        raised = {one.finding: one.severity[level] for one in self.findings}
        return {finding: severity for finding, severity in raised.items() if severity}


class Prompt(_Part):
    """One hour's question.

    ``brief`` is read aloud; ``given`` is on the table, ``to_ask`` is told to those who ask.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Words
    lane: Lane
    version: Words
    minutes: Annotated[int, Field(strict=False, ge=10, le=240)] = 60
    brief: Words
    requirements: Annotated[tuple[Requirement, ...], AfterValidator(_some)]
    given: Annotated[tuple[Words, ...], AfterValidator(_some)]
    to_ask: Annotated[tuple[Clarification, ...], AfterValidator(_some)]
    follow_ups: Annotated[tuple[FollowUp, ...], AfterValidator(_some)]
    reference: Shown
    flawed: Shown

    @field_validator("requirements")
    @classmethod
    def _told_apart(cls, value: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        met: set[tuple[str, str]] = set()
        for one in value:
            if (one.node, one.attribute) in met:
                raise ValueError(f"`{one.attribute}` of `{one.node}` is stated twice; keep one")
            met.add((one.node, one.attribute))
        return value

    @model_validator(mode="after")
    def _changes_what_is_required(self) -> Self:
        nodes = tuple(dict.fromkeys(one.node for one in self.requirements))
        for number, follow_up in enumerate(self.follow_ups):
            change = follow_up.change
            if change is not None and change.node not in nodes:
                raise ValueError(
                    f"follow_ups[{number}].change.node: there is no requirement "
                    f"`{change.node}`{did_you_mean(change.node, nodes)}"
                )
        return self


def _read(attribute: str, value: str) -> None:
    try:
        read_field(Kind.REQUIREMENT, attribute, value)
    except FieldError as error:
        raise ValueError(f"{attribute}: {error.message}") from error
