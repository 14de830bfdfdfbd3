"""What a report says of each topic and each skill, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from checks.coverage import Coverage, SkillCoverage, Stated, TopicCoverage
from checks.finding import Finding
from checks.severity import Severity
from design.brief import Skill, Topic
from design.model import Design
from design.text import in_sentence
from design.vocabulary.kinds import KINDS
from whiteboard.report.clean import one_line

_MOST_LABELS: Final = 3


@dataclass(frozen=True, slots=True)
class TopicLine:
    """What was stated of a topic, and the codes of what is missing, at odds and answered."""

    topic: Topic
    title: str
    stated: str  # "12 on 4 parts: lag, retention (3), ..."; empty where nothing is
    stated_count: int
    missing: tuple[str, ...]
    at_odds: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillLine:
    """The evidence for one skill: open findings by severity, and what the rules made of it."""

    skill: Skill
    title: str
    errors: int
    warnings: int
    infos: int
    answered: int
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    at_odds: tuple[str, ...]
    passed: tuple[str, ...]
    not_judged: tuple[str, ...]
    not_applicable: tuple[str, ...]


def topic_line(one: TopicCoverage, design: Design) -> TopicLine:
    """One topic in words."""
    return TopicLine(
        topic=one.topic,
        title=one.topic.label,
        stated=_stated(one.stated, design),
        stated_count=len(one.stated),
        missing=_codes(one.missing),
        at_odds=_codes(one.at_odds),
        answered=_codes(one.answered),
    )


def skill_line(one: SkillCoverage) -> SkillLine:
    """One skill in words."""
    opened = (*one.missing, *one.at_odds)
    count = Counter(finding.severity for finding in opened)
    return SkillLine(
        skill=one.skill,
        title=one.skill.label.capitalize(),
        errors=count[Severity.ERROR],
        warnings=count[Severity.WARNING],
        infos=count[Severity.INFO],
        answered=len(one.answered),
        codes=_by_weight(opened),
        missing=_codes(one.missing),
        at_odds=_codes(one.at_odds),
        passed=one.passed,
        not_judged=one.not_judged,
        not_applicable=one.not_applicable,
    )


def lines_of(
    coverage: Coverage, design: Design
) -> tuple[tuple[TopicLine, ...], tuple[SkillLine, ...]]:
    """Every topic and every skill in words, in order."""
    return (
        tuple(topic_line(one, design) for one in coverage.topics),
        tuple(skill_line(one) for one in coverage.skills),
    )


def _stated(stated: Sequence[Stated], design: Design) -> str:
    if not stated:
        return ""
    labels = Counter(_label(one, design) for one in stated)
    parts = len({one.node for one in stated})
    named = [_times(label, count) for label, count in labels.most_common(_MOST_LABELS)]
    more = f" and {len(labels) - len(named)} more" if len(labels) > len(named) else ""
    on = f"on {parts} part{'s' if parts > 1 else ''}"
    return f"{len(stated)} {on}: {', '.join(named)}{more}"


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ({count})"


def _label(one: Stated, design: Design) -> str:
    fields = KINDS[design.nodes[one.node].kind].fields
    return in_sentence(one_line(fields[one.field].label))


def _codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.code for finding in findings))


def _by_weight(findings: Iterable[Finding]) -> tuple[str, ...]:
    return _codes(sorted(findings, key=lambda finding: finding.severity.rank))


def topics_as_rows(topics: Iterable[TopicLine]) -> Iterator[tuple[str, str, str, str]]:
    """Rows of the table of topics: topic, stated, missing, at odds."""
    for one in topics:
        yield (
            one.title,
            one.stated or "nothing",
            ", ".join(one.missing) or "none",
            ", ".join(one.at_odds) or "none",
        )
