"""EVAL708: the test could come out either way and say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.facts.metric_names import signals_meant
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is doubtful, gravest first."""

    title: str
    graves: tuple[str, ...]
    gaps: tuple[str, ...]
    cures: tuple[str, ...]


class ExperimentInvalid(Rule["Node", Facts]):
    """The test could come out either way and say nothing.

    ## What it does
    Lists what makes an experiment doubtful: assigned by something finer than the metric is counted
    by, arms that share a resource, a metric that is known after the end, no guardrails, no check of
    the sample ratio, no unit at all.

    ## Why it matters
    The same user in both arms, or two arms that drain one stock, make a difference out of nothing
    or nothing out of a difference.

    ## How to fix it
    Assign by the unit of the metric, by cluster or by time; name guardrails; compare the sizes of
    the arms.

    ## When it does not apply
    Latency and errors may be assigned by request; guardrails that the release watches as criteria
    count.

    ## References
    - KTX 14, 21, 22: randomisation unit, sample ratio mismatch, interference.
    """

    code = "EVAL708"
    name = "experiment-invalid"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "invalid": ByLevel.of("-/W/E/E"),
        "unchecked": ByLevel.of("-/I/W/W"),
    }
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "Same user, two sessions: which arm? And if one arm drains the inventory?"
    sources = ("KTX 14, 21, 22",)
    checks_what = "the validity of the test"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "assigned by request, counted by user",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, unit: request, metric_unit: user,
                    guardrails: [latency], srm_check: yes}
            edges: ["test -> ranker: evaluates"]
            """,
            at=("test",),
            variant="invalid",
        ),
        Bad(
            "nobody compares the arms",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, unit: user}
            edges: ["test -> ranker: evaluates"]
            """,
            at=("test",),
            variant="unchecked",
        ),
        Good(
            "by user, with guardrails and a sample ratio check",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, unit: user, metric_unit: user,
                    guardrails: [latency, complaints], srm_check: yes}
            edges: ["test -> ranker: evaluates"]
            """,
        ),
        Good(
            "drivers are shared, so it switches by the hour",
            """
            nodes:
              pricing: {kind: model, type: nn}
              test: {kind: experiment, metric: completed rides, unit: hour and city,
                    assignment: switchback,
                    shared_resource: yes, guardrails: [waiting time], srm_check: yes}
            edges: ["test -> pricing: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every experiment."""
        return board.of_kind(Kind.EXPERIMENT)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Collect what makes it doubtful."""
        graves = tuple(_graves(board, subject))
        gaps = tuple(_gaps(board, subject))
        if not graves and not gaps:
            return
        fields = tuple(field for _, _, field in (*graves, *gaps))
        yield Observation(
            at=Place((subject.id,), fields=fields),
            facts=Facts(
                subject.title,
                tuple(said for said, _, _ in graves),
                tuple(said for said, _, _ in gaps),
                tuple(cure for _, cure, _ in (*graves, *gaps)),
            ),
            variant="invalid" if graves else "unchecked",
        )

    def explain(self, facts: Facts) -> Explanation:
        """List it."""
        cures = ", ".join(facts.cures)
        return Explanation(
            message=f"{facts.title}: {'; '.join((*facts.graves, *facts.gaps))}.",
            remedy=f"{cures[0].upper()}{cures[1:]}.",
        )


_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            "request query",
            "impression",
            "pageview",
            "session visit",
            "day",
            "user person people customer member visitor rider driver",
            "account",
            "household",
        )
    )
    for word in words.split()
}  # from fine to coarse
_TECHNICAL = frozenset({"latency", "errors"})


def _rank(unit: str) -> int | None:
    words = unit.casefold().replace("-", " ").split()
    return next((_RANKS[one] for one in map(_singular, words) if one in _RANKS), None)


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _graves(board: Board, test: Node) -> Iterator[tuple[str, str, str]]:
    """What makes its result wrong: said, cure, field."""
    unit: str = test.get(a.UNIT) or ""
    counted: str = test.get(a.METRIC_UNIT) or ""
    metric: str = test.get(a.METRIC) or ""
    mine, metrics = _rank(unit), _rank(counted)
    technical = bool(signals_meant(metric)) and signals_meant(metric) <= _TECHNICAL
    if mine is not None and metrics is not None and mine < metrics and not technical:
        yield (
            f"it is assigned by {unit} and counted by {counted}",
            f"assignment by {counted}",
            a.UNIT.name,
        )
    if test.get(a.SHARED_RESOURCE) is True and test.get(a.ASSIGNMENT) in (None, "unit"):
        yield (
            "the arms share a resource and are assigned by unit",
            "assignment by cluster or switchback",
            a.ASSIGNMENT.name,
        )
    late, lasts = board.number(test, a.METRIC_DELAY), board.number(test, a.DURATION)
    if late is not None and lasts is not None and exceeds(late, lasts) is not Verdict.HOLDS:
        yield (
            f"its metric is known after {as_stated(late)}, and it lasts {as_stated(lasts)}",
            f"a test of more than {as_stated(late)}, or an earlier metric",
            a.DURATION.name,
        )


def _gaps(board: Board, test: Node) -> Iterator[tuple[str, str, str]]:
    """What nobody says or checks: said, cure, field."""
    if not test.get(a.UNIT):
        yield "nobody says what is assigned", "state the unit", a.UNIT.name
    if not test.get(a.GUARDRAILS) and not _is_guarded(board, test):
        yield "no guardrail metric", "name guardrails", a.GUARDRAILS.name
    if test.get(a.SRM_CHECK) is not True:
        yield "no check of the sample ratio", "check the sample ratio", a.SRM_CHECK.name


def _is_guarded(board: Board, test: Node) -> bool:
    """Whether a release of what it tests goes back on latency, errors or the like."""
    tested = {edge.target for edge in board.out_of(test.id, Relation.EVALUATES)}
    return any(
        len(release.criteria) > 1 and tested & set(release.parts) for release in board.releases.all
    )
