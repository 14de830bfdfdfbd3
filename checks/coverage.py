"""What a design talks through: seven topics and five skills, with what speaks for each.

The evidence is for people to weigh. There is no score: a topic shows what was stated, what is
missing and what is at odds, a skill which rules passed and which found something.
The topics are the interviewer's list of the playbook [PB, stage 2].
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from checks.finding import Evidence, OutcomeState, Status
from checks.registry import all_families, all_rules, family_of
from design.brief import Skill, Topic
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checks.finding import Evaluation, Finding
    from design.model import Design, Node


@dataclass(frozen=True, slots=True)
class Stated:
    """A field somebody filled in."""

    node: str
    field: str


@dataclass(frozen=True, slots=True)
class TopicCoverage:
    """One topic: the fields stated, and the open findings by what they say."""

    topic: Topic
    stated: tuple[Stated, ...]
    missing: tuple[Finding, ...]
    at_odds: tuple[Finding, ...]
    answered: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SkillCoverage:
    """One skill: the open and answered findings, and the codes of the rules that asked for it."""

    skill: Skill
    missing: tuple[Finding, ...]
    at_odds: tuple[Finding, ...]
    answered: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_judged: tuple[str, ...]
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every topic and every skill, in a fixed order."""

    topics: tuple[TopicCoverage, ...]
    skills: tuple[SkillCoverage, ...]


_BY_KIND: Mapping[Kind, Topic] = MappingProxyType(
    {
        Kind.SOURCE: Topic.DATA,
        Kind.LABEL: Topic.DATA,
        Kind.LOG: Topic.DATA,
        Kind.TRANSFORM: Topic.DATA,
        Kind.DATASET: Topic.FEATURES,
        Kind.FEATURE: Topic.FEATURES,
        Kind.FEATURE_STORE: Topic.FEATURES,
        Kind.MODEL: Topic.MODEL,
        Kind.TRAINING_JOB: Topic.MODEL,
        Kind.ENDPOINT: Topic.MODEL,
        Kind.CACHE: Topic.MODEL,
        Kind.RETRIEVER: Topic.MODEL,
        Kind.INDEX: Topic.MODEL,
        Kind.PROMPT: Topic.MODEL,
        Kind.LLM: Topic.MODEL,
        Kind.TOOL: Topic.MODEL,
        Kind.GUARDRAIL: Topic.MODEL,
        Kind.EVALUATION: Topic.EVALUATION,
        Kind.EXPERIMENT: Topic.EVALUATION,
        Kind.REGISTRY: Topic.DEPLOYMENT,
        Kind.DEPLOYMENT: Topic.DEPLOYMENT,
        Kind.FALLBACK: Topic.DEPLOYMENT,
        Kind.MONITOR: Topic.MONITORING,
        Kind.ALERT: Topic.ON_CALL,
        Kind.ONCALL: Topic.ON_CALL,
        Kind.RUNBOOK: Topic.ON_CALL,
        Kind.HUMAN_REVIEW: Topic.ON_CALL,
    }
)
_BY_ABOUT: Mapping[str, Topic] = MappingProxyType(
    {
        "business": Topic.EVALUATION,
        "quality-online": Topic.EVALUATION,
        "quality-offline": Topic.EVALUATION,
        "fairness": Topic.EVALUATION,
        "latency": Topic.MODEL,
        "load": Topic.MODEL,
        "cost": Topic.MODEL,
        "method": Topic.MODEL,
        "availability": Topic.DEPLOYMENT,
        "freshness": Topic.DATA,
        "privacy": Topic.DATA,
    }
)
_REASONS = (Kind.ASSUMPTION, Kind.DECISION)


def coverage(design: Design, evaluation: Evaluation) -> Coverage:
    """What *design* states of each topic, and what *evaluation* found; stated fields in id order.

    A requirement counts for what it is about, an assumption or a decision for the part it
    supports. Consumers and framing show in the skills alone.
    """
    stated = _stated(design)
    by_topic: dict[Topic, list[Finding]] = {topic: [] for topic in Topic}
    for finding in evaluation.findings:
        for topic in topics_of(finding, design):
            by_topic[topic].append(finding)
    return Coverage(
        topics=tuple(
            TopicCoverage(topic, tuple(stated[topic]), *_parted(by_topic[topic])) for topic in Topic
        ),
        skills=tuple(_skill(skill, evaluation) for skill in Skill),
    )


def topics_of(finding: Finding, design: Design) -> tuple[Topic, ...]:
    """The topics *finding* belongs to: its rule's, else its family's, else its first node's."""
    of_rule = topics_of_rule(finding.code)
    if of_rule:
        return of_rule
    first = design.nodes.get(finding.at.nodes[0]) if finding.at.nodes else None
    topic = None if first is None else _BY_KIND.get(first.kind)
    return () if topic is None else (topic,)


def topics_of_rule(code: str) -> tuple[Topic, ...]:
    """The topics of a rule, else of its family; none where that depends on the node."""
    rule = all_rules().get(code)
    if rule is not None and rule.topics is not None:
        return rule.topics
    family = all_families().get(family_of(code))
    return () if family is None or family.topic is None else (family.topic,)


def evidence_of(code: str) -> Evidence:
    """Whether a finding of *code* says that something is missing or that it does not hold."""
    rule = all_rules().get(code)
    return Evidence.AT_ODDS if rule is None else rule.evidence


def _stated(design: Design) -> dict[Topic, list[Stated]]:
    found: dict[Topic, list[Stated]] = {topic: [] for topic in Topic}
    supported = _supported(design)
    for id_, node in sorted(design.nodes.items()):
        topic = _topic_of(node, supported, design)
        if topic is not None and node.get(a.OUT_OF_SCOPE) is not True:
            known = KINDS[node.kind].fields
            found[topic].extend(Stated(id_, name) for name in known if name in node.fields)
    return found


def _supported(design: Design) -> dict[str, str]:
    """For each decision and assumption, the first part it supports."""
    found: dict[str, str] = {}
    for key, edge in sorted(design.edges.items()):
        if key.relation is Relation.SUPPORTS:
            found.setdefault(edge.source, edge.target)
    return found


def _topic_of(node: Node, supported: Mapping[str, str], design: Design) -> Topic | None:
    if node.kind is Kind.REQUIREMENT:
        return _BY_ABOUT.get(node.get(a.ABOUT) or "")
    if node.kind in _REASONS:
        part = design.nodes.get(supported.get(node.id, ""))
        by_part = _BY_KIND.get(part.kind) if part is not None else None
        return by_part or (Topic.MODEL if node.kind is Kind.DECISION else None)
    return _BY_KIND.get(node.kind)


def _parted(
    findings: list[Finding],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """The open findings that say something is missing, those at odds, and the answered ones."""
    opened = [one for one in findings if one.status is Status.OPEN]
    return (
        tuple(one for one in opened if evidence_of(one.code) is Evidence.MISSING),
        tuple(one for one in opened if evidence_of(one.code) is Evidence.AT_ODDS),
        tuple(one for one in findings if one.status is not Status.OPEN),
    )


def _skill(skill: Skill, evaluation: Evaluation) -> SkillCoverage:
    own = [one for one in evaluation.findings if skill in one.skills]

    def codes(state: OutcomeState) -> tuple[str, ...]:
        return tuple(_codes(skill, evaluation, state))

    return SkillCoverage(
        skill,
        *_parted(own),
        passed=codes(OutcomeState.PASSED),
        not_judged=codes(OutcomeState.NOT_JUDGED),
        not_applicable=codes(OutcomeState.NOT_APPLICABLE),
    )


def _codes(skill: Skill, evaluation: Evaluation, state: OutcomeState) -> Iterator[str]:
    rules = all_rules()
    for outcome in evaluation.outcomes:
        rule = rules.get(outcome.code)
        if rule is not None and outcome.state is state and skill in rule.skills:
            yield outcome.code
