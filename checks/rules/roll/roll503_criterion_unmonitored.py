"""ROLL503: a rollback hangs on a metric that nobody watches, or not by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import Release
from checks.facts.wording import several
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
)
from design.changes import SetField
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.changes import Change
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The metrics in question, and the monitors that mix the versions."""

    title: str
    metrics: tuple[str, ...]
    monitors: tuple[str, ...]
    is_staged: bool


class CriterionUnmonitored(Rule[Release, Facts]):
    """A rollback criterion names a metric that no monitor observes where it matters.

    ## What it does
    Looks for a monitor of the same metric on what is rolled out, on who consumes it, or on the
    deployment itself. Names are compared by their words. Where only some people see the new
    version, the monitor has to be split by version or arm.

    ## Why it matters
    Five percent of broken traffic moves the total by a twentieth: the canary fails and the chart
    does not show it.

    ## How to fix it
    Draw the monitor and split it by version.

    ## When it does not apply
    An experiment measures the metric by arm; the platform analyses the canary (a monitor on the
    deployment).

    ## References
    - SRE Workbook 16: the canary and its control are measured apart.
    - SMR: alarms are a prerequisite of automatic rollback.
    """

    code = "ROLL503"
    name = "criterion-unmonitored"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "unmonitored": ByLevel.of("W/E/E/E"),
        "not_split": ByLevel.of("-/W/W/E"),
    }
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Which dashboard line, split by version, shows it?"
    sources = ("SREW 16", "MLTS Infra 6", "SMR")
    checks_what = "rollback"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "conversion decides, only latency is watched",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              speed: {kind: monitor, signal: latency, segment_by: version}
              rollout:
                kind: deployment
                criteria:
                  - {metric: conversion, comparator: ">=", threshold: drops 10% relative,
                     window: 1 h, action: roll back}
            edges: ["rollout -> api: rolls_out", "speed -> api: monitors"]
            """,
            at=("rollout",),
            variant="unmonitored",
        ),
        Bad(
            "errors are watched over all traffic",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              errors: {kind: monitor, signal: errors}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 1 h}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out", "errors -> api: monitors"]
            """,
            at=("rollout",),
            variant="not_split",
        ),
        Good(
            "the same metric, by version",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              errors: {kind: monitor, metric: HTTP 5xx, segment_by: model version}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 1 h}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out", "errors -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The deployments with criteria, where anything is monitored."""
        anything = board.monitoring.monitors
        return (release for release in board.releases.all if release.criteria and anything)

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Find who measures each metric, and whether by version."""
        unmonitored: dict[str, None] = {}
        mixed: dict[str, None] = {}
        mixing: dict[str, None] = {}
        for criterion in subject.criteria:
            if not criterion.metric or board.releases.experiments_of(subject, criterion):
                continue
            monitors = board.releases.monitors_of(subject, criterion)
            if not monitors:
                unmonitored[criterion.metric] = None
            elif subject.exposed and not any(
                board.releases.is_split(subject, monitor) for monitor in monitors
            ):
                mixed[criterion.metric] = None
                mixing.update((monitor.id, None) for monitor in monitors)
        if unmonitored:
            yield _observation(board, subject, tuple(unmonitored), ())
        if mixed:
            yield _observation(board, subject, tuple(mixed), tuple(mixing))

    def explain(self, facts: Facts) -> Explanation:
        """Name the metrics nobody can look up."""
        metrics = several(facts.metrics)
        if facts.monitors:
            return Explanation(
                message=(
                    f"{facts.title}: rollback depends on {metrics}, but "
                    f"{several(facts.monitors)} does not tell the canary population apart."
                ),
                remedy=f"Split {several(facts.monitors)} by version.",
            )
        where = " on the canary population" if facts.is_staged else ""
        return Explanation(
            message=(
                f"{facts.title}: rollback depends on {metrics}, but no monitor observes it{where}."
            ),
            remedy=f"A monitor with metric '{facts.metrics[0]}', split by version.",
        )


def _observation(
    board: Board, release: Release, metrics: tuple[str, ...], monitors: tuple[str, ...]
) -> Observation[Facts]:
    return Observation(
        at=Place(
            (release.deployment.id, *monitors),
            fields=(a.CRITERIA.name,),
            blanks=tuple((one, a.SEGMENT_BY.name) for one in monitors),
        ),
        facts=Facts(
            release.deployment.title,
            metrics,
            tuple(board.node(one).title for one in monitors),
            bool(release.exposed),
        ),
        variant="not_split" if monitors else "unmonitored",
        fix=tuple(_split(board.node(one)) for one in monitors),
    )


def _split(monitor: Node) -> Change:
    split = monitor.get(a.SEGMENT_BY)
    return SetField(a.SEGMENT_BY.name, f"{split}, version" if split else "version", id=monitor.id)
