"""What a report says, worked out once from a design and its evaluation; renderers only print it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from checks.coverage import coverage
from checks.finding import Evaluation, Finding, OutcomeState, Status
from checks.severity import Severity
from design.brief import Lane, Skill
from design.drawing.stages import stage_of
from design.drawing.wording import words
from design.formats.places import Places
from design.formats.write import design_hash
from design.model import Design, EdgeKey, Node
from design.vocabulary.kinds import KINDS, Kind
from whiteboard.report.clean import clean, one_line
from whiteboard.report.evidence import SkillLine, TopicLine, lines_of
from whiteboard.report.numbers import NumberLine, number_lines

MOST_FINDINGS: Final = 500
MOST_NODES: Final = 200

STATUS_WORDS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.OPEN: "open",
        Status.ACCEPTED: "accepted",
        Status.NOT_APPLICABLE: "not applicable",
        Status.WAIVED: "accepted risk",
    }
)
STATE_WORDS: Final[Mapping[OutcomeState, str]] = MappingProxyType(
    {
        OutcomeState.PASSED: "passed",
        OutcomeState.FOUND: "found something",
        OutcomeState.NOT_APPLICABLE: "not applicable",
        OutcomeState.NOT_JUDGED: "not judged",
        OutcomeState.CRASHED: "could not be judged",
    }
)
_STATEMENTS: Final = (Kind.REQUIREMENT, Kind.ASSUMPTION, Kind.DECISION, Kind.CONSUMER)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a design came from and what printed it, where that is known."""

    whiteboard_version: str
    file: str = ""  # as the command line names it; empty for a design from a board
    places: Places = field(default_factory=Places)
    prompt_title: str = ""
    rule_names: Mapping[str, str] = field(default_factory=dict)  # by code


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in words."""

    code: str
    name: str
    family: str
    severity: Severity
    certainty: str
    nodes: tuple[str, ...]  # ids
    edges: tuple[str, ...]
    where: tuple[str, ...]  # names a person reads, the primary place first
    message: str
    working: tuple[str, ...]
    bullets: tuple[str, ...]
    remedy: str
    question: str
    skills: tuple[Skill, ...]
    sources: tuple[str, ...]
    status: Status
    because: str
    fingerprint: str
    line: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.status is Status.OPEN


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A requirement, assumption, decision or consumer, with everything said about it."""

    kind: str
    title: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NodeLine:
    """What is said of a node apart from its numbers."""

    id: str
    kind: str
    title: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What became of one rule."""

    code: str
    name: str
    state: OutcomeState
    reason: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything a report prints. Texts are clean; counts are of the whole, never of what fits."""

    title: str
    prompt: str
    prompt_version: str
    level: str
    lane: Lane
    source: Source
    design_hash: str
    rules_version: str
    note: str
    findings: tuple[FindingLine, ...]
    more_findings: int
    answered: int  # findings with an answer of a person, by any status but open
    severities: Mapping[Severity, int]  # open findings
    topics: tuple[TopicLine, ...]
    skills: tuple[SkillLine, ...]
    numbers: tuple[NumberLine, ...]
    numbers_given: int
    numbers_missing: int
    statements: tuple[StatementLine, ...]
    nodes: tuple[NodeLine, ...]
    more_nodes: int
    rules: tuple[RuleLine, ...]
    states: Mapping[OutcomeState, int]
    suppressed: tuple[tuple[str, str, str], ...]  # (code, spoken for by, why)
    design: Design  # what the diagram shows, at most MOST_NODES nodes of it
    marks: Mapping[str, Mapping[Severity, int]]  # open findings, by the node they are shown on
    missing: Mapping[str, tuple[str, ...]]  # labels of missing numbers, by node
    command: str

    @property
    def open_findings(self) -> tuple[FindingLine, ...]:
        """The findings nobody has answered, in order."""
        return tuple(finding for finding in self.findings if finding.is_open)

    @property
    def answered_findings(self) -> tuple[FindingLine, ...]:
        """The findings with a reason, from an answer or from a decision on the board, in order."""
        return tuple(finding for finding in self.findings if not finding.is_open)


def build(design: Design, evaluation: Evaluation, source: Source) -> ReportContent:
    """The report of *design* as *evaluation* judged it.

    Beyond 500 findings and 200 nodes the rest is counted, not listed; a text beyond 20 000
    characters is cut and says so.
    """
    ordered = sorted(design.nodes.values(), key=lambda node: (stage_of(node.kind), node.id))
    shown = ordered[:MOST_NODES]
    findings, opened = evaluation.findings, evaluation.open_findings
    severities = Counter(finding.severity for finding in opened)
    states = Counter(outcome.state for outcome in evaluation.outcomes)
    topics, skills = lines_of(coverage(design, evaluation), design)
    return ReportContent(
        title=one_line(design.title, limit=400) or "Untitled design",
        prompt=one_line(source.prompt_title or design.prompt),
        prompt_version=one_line(design.prompt_version),
        level=evaluation.level.value,
        lane=evaluation.lane,
        source=source,
        design_hash=design_hash(design),
        rules_version=evaluation.rules_version,
        note=clean(design.note),
        findings=tuple(_finding(one, design, source) for one in findings[:MOST_FINDINGS]),
        more_findings=max(0, len(findings) - MOST_FINDINGS),
        answered=len(findings) - len(opened),
        severities={
            severity: severities[severity]
            for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        },
        topics=topics,
        skills=skills,
        numbers=tuple(number_lines(shown, design, evaluation)),
        numbers_given=evaluation.numbers_given,
        numbers_missing=evaluation.numbers_missing,
        statements=tuple(_statements(shown)),
        nodes=tuple(_nodes(shown)),
        more_nodes=len(ordered) - len(shown),
        rules=tuple(
            RuleLine(
                outcome.code,
                source.rule_names.get(outcome.code, ""),
                outcome.state,
                one_line(outcome.reason),
            )
            for outcome in evaluation.outcomes
        ),
        states={state: states[state] for state in OutcomeState},
        suppressed=tuple(
            (one.finding.code, one.by, one_line(one.why)) for one in evaluation.suppressed
        ),
        design=_part(design, {node.id for node in shown}),
        marks=_marks(opened),
        missing={
            id_: tuple(_short_label(design, id_, name) for name in names)
            for id_, names in evaluation.missing.items()
        },
        command=_command(source, evaluation),
    )


def _command(source: Source, evaluation: Evaluation) -> str:
    file = one_line(source.file, limit=400) or "design.yaml"
    quoted = shlex.quote(file if not file.startswith("-") else f"./{file}")
    lane = evaluation.lane.value
    return (
        f"whiteboard report {quoted} --level {evaluation.level.value} --lane {lane} -o report.pdf"
    )


def _finding(finding: Finding, design: Design, source: Source) -> FindingLine:
    at = finding.at
    edges = tuple(str(edge) for edge in at.edges)
    where = [_title(design, id_) for id_ in at.nodes]
    where += [_edge_title(design, edge) for edge in at.edges]
    places = source.places if source.file else Places()  # a line is of use beside its file only
    found = [places.nodes[id_] for id_ in at.nodes if id_ in places.nodes]
    found += [places.edges[key] for key in at.edges if key in places.edges]
    return FindingLine(
        code=finding.code,
        name=finding.name,
        family=finding.family,
        severity=finding.severity,
        certainty=finding.certainty.value,
        nodes=at.nodes,
        edges=edges,
        where=tuple(where) or ("the design as a whole",),
        message=clean(finding.message),
        working=tuple(clean(step) for step in finding.working),
        bullets=tuple(clean(bullet) for bullet in finding.bullets),
        remedy=clean(finding.remedy),
        question=clean(finding.question),
        skills=finding.skills,
        sources=tuple(one_line(one) for one in finding.sources),
        status=finding.status,
        because=clean(finding.because),
        fingerprint=finding.fingerprint,
        line=found[0] if found else None,
    )


def _title(design: Design, id_: str) -> str:
    node = design.nodes.get(id_)
    return one_line(node.title if node else id_, limit=400)


def _edge_title(design: Design, edge: EdgeKey) -> str:
    relation = edge.relation.value.replace("_", " ")
    return f"{_title(design, edge.source)} {relation} {_title(design, edge.target)}"


def _statements(nodes: list[Node]) -> Iterator[StatementLine]:
    for kind in _STATEMENTS:
        for node in nodes:
            if node.kind is kind:
                yield StatementLine(
                    KINDS[kind].label, one_line(node.title), tuple(_fields(node, numbers=True))
                )


def _nodes(nodes: list[Node]) -> Iterator[NodeLine]:
    for node in nodes:
        if node.kind not in _STATEMENTS:
            yield NodeLine(
                node.id,
                KINDS[node.kind].label,
                one_line(node.title),
                tuple(_fields(node, numbers=False)),
            )


def _fields(node: Node, *, numbers: bool) -> Iterator[tuple[str, str]]:
    from design.quantities.quantity import Quantity

    known = KINDS[node.kind].fields
    for name in [*known, *sorted(node.fields.keys() - known.keys())]:
        value = node.fields.get(name)
        if value is None or (isinstance(value, Quantity) and not numbers):
            continue
        yield (known[name].label if name in known else name.replace("_", " "), clean(words(value)))
    if numbers:
        for free in node.numbers:
            yield one_line(free.label), one_line(free.value)
    if node.note:
        yield "Note", clean(node.note)


def _part(design: Design, shown: set[str]) -> Design:
    """The design without the nodes that are only counted, and without their edges."""
    if len(shown) == len(design.nodes):
        return design
    return replace(
        design,
        nodes={id_: node for id_, node in design.nodes.items() if id_ in shown},
        edges={key: e for key, e in design.edges.items() if {key.source, key.target} <= shown},
    )


def _marks(opened: Iterable[Finding]) -> dict[str, Counter[Severity]]:
    marks: dict[str, Counter[Severity]] = {}
    for finding in opened:
        at = _primary(finding)
        if at is not None:
            marks.setdefault(at, Counter())[finding.severity] += 1
    return marks


def _primary(finding: Finding) -> str | None:
    if finding.at.nodes:
        return finding.at.nodes[0]
    return finding.at.edges[0].source if finding.at.edges else None


def _short_label(design: Design, id_: str, name: str) -> str:
    node = design.nodes.get(id_)
    attribute = KINDS[node.kind].fields.get(name) if node else None
    return attribute.label if attribute else name.replace("_", " ")
