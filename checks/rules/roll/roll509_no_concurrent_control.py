"""ROLL509: everybody gets the new version at once, so there is nothing to compare it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import Release, share_of
from checks.numbers import Number
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
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
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BUSY = Number.exactly(1.0)  # requests a second from which a share of them is a sample
_QUIET = Number.exactly(100 / 86400)
_WEIGHTY = frozenset({"consequential", "safety"})


@dataclass(frozen=True, slots=True)
class Facts:
    """How the release goes out."""

    title: str
    variant: str
    has_stages: bool


class NoConcurrentControl(Rule[Release, Facts]):
    """A release goes to everybody at once, or is compared with the time before it.

    ## What it does
    Looks for a stage in which some people have the old version and some the new. Raises a single
    step to everybody where decisions are consequential or traffic is at least one request a
    second, and criteria that compare before with after.

    ## Why it matters
    Monday's numbers dropped: the model, or Monday? Without a group that still has the old version
    nobody can say, and the argument lasts longer than the incident.

    ## How to fix it
    A canary with a control group of the same size drawn at the same time.

    ## When it does not apply
    Batches in which champion and challenger score the same rows; a mirrored control; fewer than a
    hundred requests a day that can be undone.

    ## References
    - SRE Workbook 16: before/after comparison is risky.
    - Kohavi, Tang, Xu 2020, ch. 15.
    """

    code = "ROLL509"
    name = "no-concurrent-control"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "big_bang": ByLevel.of("I/W/E/E"),
        "before_after": ByLevel.of("I/W/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Monday's numbers dropped: the model or Monday?"
    sources = ("SREW 16 before/after", "MLTS Infra 6", "KTX 15", "PB shadow/canary")
    checks_what = "release comparisons"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "everybody on Monday",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              rollout:
                kind: deployment
                stages: [{kind: full}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out"]
            """,
            at=("rollout",),
            variant="big_bang",
        ),
        Bad(
            "compared with last week",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                control: before_after
                stages: [{kind: canary, share: 5%, duration: 1 d}, {kind: full}]
                criteria:
                  - {metric: conversion, comparator: ">=", threshold: drops 5% relative,
                     window: 1 d, action: roll back}
            edges: ["rollout -> api: rolls_out"]
            """,
            at=("rollout",),
            variant="before_after",
        ),
        Good(
            "a canary first",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              rollout:
                kind: deployment
                control: concurrent
                stages: [{kind: canary, share: 5%, duration: 1 d}, {kind: full}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The deployments with a plan."""
        return (release for release in board.releases.all if release.criteria or release.stages)

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Look for somebody who still has the old version."""
        control = subject.deployment.get(a.CONTROL)
        if control == "concurrent" or _scores_the_same_rows(board, subject):
            return
        if control is not None and subject.criteria:
            if _is_quiet(board, subject):
                return
            yield _observation(subject, "before_after", Verdict.CERTAIN)
            return
        if any(0 < share_of(stage) < 1 for stage in subject.stages) or _is_unclear(subject):
            return
        verdict = _matters(board, subject)
        if verdict is Verdict.HOLDS:
            return
        # Where no stage is stated it may only be that nobody wrote them down.
        yield _observation(subject, "big_bang", verdict if subject.stages else Verdict.POSSIBLE)

    def explain(self, facts: Facts) -> Explanation:
        """Say what there is to compare with."""
        if facts.variant == "before_after":
            how = "compares before with after"
        else:
            how = "goes to 100 % at once" + ("" if facts.has_stages else " (no stages are stated)")
        return Explanation(
            message=f"{facts.title} {how}: nothing concurrent to compare with.",
            remedy="A canary stage beside a control group that keeps the old version.",
        )


def _observation(release: Release, variant: str, verdict: Verdict) -> Observation[Facts]:
    field = a.CONTROL if variant == "before_after" else a.STAGES
    return Observation(
        at=Place((release.deployment.id,), fields=(field.name,)),
        facts=Facts(release.deployment.title, variant, bool(release.stages)),
        certainty=Certainty(verdict.value),
        variant=variant,
        fix=(
            (SetField(a.CONTROL.name, "concurrent", id=release.deployment.id),)
            if variant == "before_after"
            else ()
        ),
    )


def _is_unclear(release: Release) -> bool:
    """Whether a careful stage is named whose share nobody states, or two versions run mirrored."""
    kinds = {stage.kind for stage in release.stages}
    named = any(
        stage.kind in ("canary", "ramp", "interleave") and stage.share is None
        for stage in release.stages
    )
    return named or {"blue_green", "shadow"} <= kinds


def _scores_the_same_rows(board: Board, release: Release) -> bool:
    """Whether the old and the new version of a batch can be compared row by row."""
    if not release.is_batch:
        return False
    is_shadowed = any(stage.kind == "shadow" for stage in release.stages)
    experiments = board.of_kind(Kind.EXPERIMENT, Kind.EVALUATION)
    return is_shadowed or bool(experiments) or board.releases.keeps_yesterday(release)


def _matters(board: Board, release: Release) -> Verdict:
    """Whether enough hangs on it: weighty decisions, or a request a second at peak."""
    if any(board.node(one).get(a.IMPACT) in _WEIGHTY for one in release.parts):
        return Verdict.CERTAIN
    peaks = [board.load.peak(endpoint.id) for endpoint in release.endpoints]
    known = [peak for peak in peaks if peak is not None]
    if not known:
        return Verdict.HOLDS
    # At least one a second: the bound itself counts.
    return exceeds(max(known, key=lambda peak: peak.value), _BUSY, tolerance=-1e-9)


def _is_quiet(board: Board, release: Release) -> bool:
    """Whether so little happens, and so mildly, that a comparison would never end."""
    volume = board.releases.volume_of(release)
    weighty = any(board.node(one).get(a.IMPACT) in _WEIGHTY for one in release.parts)
    return (
        volume is not None
        and not weighty
        and release.deployment.get(a.REVERSIBLE) is not False
        and exceeds(_QUIET, volume) is Verdict.CERTAIN
    )
