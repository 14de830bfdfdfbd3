"""What the parts of a prompt's file have in common: words, ids, codes, severities, least counts."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from design.brief import Level
from design.text import is_node_id

T = TypeVar("T")

SEVERITIES: Final = MappingProxyType({"E": "error", "W": "warning", "I": "info", "-": ""})


def _one_paragraph(text: str) -> str:
    """Lines of a file run on into one paragraph."""
    return " ".join(text.split())


def _node_id(text: str) -> str:
    if not is_node_id(text):
        raise ValueError(f"expected the id of a node, such as `latency`; found `{text}`")
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


def letters(severities: dict[Level, str]) -> str:
    """*severities* as a file writes them: ``W/E/E/E``."""
    of = {severity: letter for letter, severity in SEVERITIES.items()}
    return "/".join(of[severities.get(level, "")] for level in Level)


def at_least(fewest: int) -> Callable[[tuple[T, ...]], tuple[T, ...]]:
    """A validator of lists of at least *fewest* entries."""

    # Not `min_length`: that would also count entries that are wrong themselves as absent.
    def check(parts: tuple[T, ...]) -> tuple[T, ...]:
        if len(parts) < fewest:
            entries = "entry" if fewest == 1 else "entries"
            raise ValueError(f"expected at least {fewest} {entries}, found {len(parts)}")
        return parts

    return check


Words = Annotated[str, Field(min_length=1), AfterValidator(_one_paragraph)]
NodeId = Annotated[str, AfterValidator(_node_id)]
Code = Annotated[str, Field(pattern=r"^[A-Z]+\d{3}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Severities = Annotated[
    dict[Level, str],
    BeforeValidator(_by_level),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[EWI-](/[EWI-]){3}$",
            "description": "What it weighs for junior, mid, senior and staff, such as W/E/E/E.",
        }
    ),
]


class Part(BaseModel):
    """A part of a file: no field but those named, no change after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Expected(Part):
    """A finding that a design of the library has, by its fingerprint.

    ``severity`` is what it weighs at each level, "" where it is not raised; ``why`` says what is
    wrong there, or why a good design has it all the same.
    """

    finding: Annotated[str, Field(pattern=r"^[A-Z]+\d{3}@")]
    severity: Severities
    why: Words

    @property
    def code(self) -> str:
        """The rule that finds it."""
        return self.finding.partition("@")[0]


def raised_at(findings: tuple[Expected, ...], level: Level) -> dict[str, str]:
    """The severity of every finding of *findings* that is raised at *level*, by fingerprint."""
    raised = {one.finding: one.severity[level] for one in findings}
    return {finding: severity for finding, severity in raised.items() if severity}
