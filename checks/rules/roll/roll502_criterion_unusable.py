"""ROLL502: a rollback criterion nobody could carry out at three in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.metric_names import needs_reaction, signals_meant
from checks.facts.releases import Release, is_burn, is_calibrated, is_change
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
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from design.vocabulary.records import Criterion


@dataclass(frozen=True, slots=True)
class Facts:
    """The criteria of one deployment, each with its words and what is missing of it."""

    title: str
    unusable: tuple[tuple[str, tuple[str, ...]], ...]
    variant: str
    untimed: bool = False  # nor is it said how long a rollback takes


class CriterionUnusable(Rule[Release, Facts]):
    """A rollback criterion lacks a part without which nobody can carry it out.

    ## What it does
    Reads each criterion for its metric, comparator, number, window or least samples, whether a
    change is relative or absolute, and who or what acts. It also looks whether the metric can be
    seen at all: a shadow never shows an answer to anybody, so nobody clicks, buys or stays; and a
    business metric compared with last week says nothing about the release.

    ## Why it matters
    "If metrics degrade" is decided by whoever is most tired.

    ## How to fix it
    Write it as an if-statement: if conversion drops 10 % relative over 1 h, roll back by itself.

    ## When it does not apply
    A statistical test with its significance level needs no threshold; a burn rate has its window.

    ## References
    - SRE Workbook 16: canary metrics.
    - Kohavi, Tang, Xu 2020, ch. 15: ramping.
    """

    code = "ROLL502"
    name = "criterion-unusable"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "incomplete": ByLevel.of("W/E/E/E"),
        "unobservable": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "Can you write it as an if-statement an on-call engineer could run at 3 a.m.?"
    sources = ("SREW 16", "PB", "AWSPG 7.2-7.4", "KTX 15")
    checks_what = "rollback criteria"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ten percent of what, over how long, and who acts",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                criteria: [{metric: conversion, comparator: ">=", threshold: drops 10%}]
            edges: ["rollout -> api: rolls_out"]
            """,
            at=("rollout",),
            variant="incomplete",
        ),
        Bad(
            "nobody clicks on what a shadow answers",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                stages: [{kind: shadow, duration: 2 d}, {kind: full}]
                criteria:
                  - {metric: CTR, comparator: ">=", threshold: drops 5% relative, window: 1 d,
                     action: roll back}
            edges: ["rollout -> api: rolls_out"]
            """,
            at=("rollout",),
            variant="unobservable",
        ),
        Good(
            "a shadow can be judged by its latency and its scores",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                stages: [{kind: shadow, duration: 2 d}, {kind: full}]
                criteria:
                  - {metric: p95 latency, comparator: ">", threshold: 300 ms, window: 1 h,
                     action: stop}
                  - {metric: score distribution PSI, comparator: ">", threshold: "0.2",
                     window: 1 d, action: stop}
            edges: ["rollout -> api: rolls_out"]
            """,
        ),
        Good(
            "an if-statement",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                automatic: yes
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min}
            edges: ["rollout -> api: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The deployments with criteria."""
        return (release for release in board.releases.all if release.criteria)

    def judge(
        self,
        board: Board,  # noqa: ARG002 - the criteria say it all
        subject: Release,
    ) -> Iterator[Observation[Facts] | Demand]:
        """List what each criterion lacks, and which could never be seen."""
        lacking = _each(subject, _missing_parts)
        if lacking:
            late = subject.deployment.get(a.TIME_TO_ROLLBACK) is None and bool(subject.stages)
            yield _observation(subject, lacking, "incomplete", untimed=late)
        unseen = _each(subject, _unobservable)
        if unseen:
            yield _observation(subject, unseen, "unobservable")

    def explain(self, facts: Facts) -> Explanation:
        """Say, criterion by criterion, what is missing."""
        if facts.variant == "unobservable":
            listed = several([f"'{text}' ({', '.join(why)})" for text, why in facts.unusable])
            return Explanation(
                message=f"{facts.title}: {listed} cannot be observed as the release is planned.",
                remedy="A canary with a concurrent control group, or a metric the shadow can show.",
            )
        listed = "; ".join(
            f"'{text}' lacks {several(parts, most=8)}" for text, parts in facts.unusable
        )
        late = " Nor is it said how long a rollback takes." if facts.untimed else ""
        wanted = "; ".join(
            f"{several(parts, most=8)} of '{text}'" for text, parts in facts.unusable
        )
        executed = (
            "it cannot be executed" if len(facts.unusable) == 1 else "they cannot be executed"
        )
        return Explanation(
            message=f"{facts.title}: criterion {listed}: {executed}.{late}",
            remedy=f"State {wanted}.",
        )


def _observation(
    release: Release,
    unusable: tuple[tuple[str, tuple[str, ...]], ...],
    variant: str,
    *,
    untimed: bool = False,
) -> Observation[Facts]:
    return Observation(
        at=Place((release.deployment.id,), fields=(a.CRITERIA.name,)),
        facts=Facts(release.deployment.title, unusable, variant, untimed),
        variant=variant,
    )


def _each(
    release: Release, look: Callable[[Release, Criterion], tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = ((_shown(criterion), look(release, criterion)) for criterion in release.criteria)
    return tuple((text, parts) for text, parts in found if parts)


def _missing_parts(release: Release, criterion: Criterion) -> tuple[str, ...]:
    threshold = criterion.threshold
    tested = is_calibrated(criterion)
    moves = threshold is not None and threshold.direction is not None
    basis_open = (
        threshold is not None
        and threshold.in_percent
        and threshold.basis is None
        and is_change(threshold)
    )
    has_window = criterion.window is not None or criterion.min_samples is not None
    has_window = has_window or (threshold is not None and threshold.window is not None)
    checks = (
        ("a metric", not criterion.metric),
        ("a comparator", criterion.comparator is None and not moves and not tested),
        ("a number", threshold is None and not tested),
        ("a window or least samples", not has_window and not is_burn(criterion)),
        ("relative or absolute", basis_open),
        ("who or what acts", not criterion.action and release.is_by_hand),
    )
    return tuple(part for part, is_missing in checks if is_missing)


def _unobservable(release: Release, criterion: Criterion) -> tuple[str, ...]:
    if not needs_reaction(criterion.metric):
        return ()
    before_full = [stage for stage in release.stages if stage.kind != "full"]
    if before_full and all(stage.kind == "shadow" for stage in before_full):
        return ("nobody reacts to a shadow",)
    is_business = "business" in signals_meant(criterion.metric)
    if is_business and release.deployment.get(a.CONTROL) == "none":
        return ("there is no control group",)
    return ()


def _shown(criterion: Criterion) -> str:
    if criterion.text:
        return criterion.text
    number = criterion.threshold.text if criterion.threshold else ""
    words = (criterion.metric, str(criterion.comparator or ""), number)
    return " ".join(word for word in words if word) or "a criterion without words"
