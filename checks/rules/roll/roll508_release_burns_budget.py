"""ROLL508: one bad release spends the month's error budget before it is taken back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
from checks.facts.durations import duration_text
from checks.facts.error_budget import budget_period
from checks.facts.metric_names import signals_meant
from checks.facts.oversight import Oversight
from checks.facts.releases import Release, as_stated_on, share_of
from checks.facts.wording import percent
from checks.numbers import Number
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node
    from design.vocabulary.records import Criterion

_ZERO = Number.exactly(0.0)
_ALL = Number.exactly(1.0)  # share of the budget one release may burn: policy
_FINE = 0.25  # the share of the budget one bad release may burn without a remark
_QUARTER = Number.exactly(_FINE)
_OUTAGE, _WORSE = 1.0, 0.2  # how bad a defect is: every request, or one in five
_OUTAGES = frozenset({"errors", "latency", "saturation"})
# What a copy of the traffic shows before anybody gets an answer of the new version.
_SEEN_IN_SHADOW = frozenset({"errors", "latency", "prediction_drift", "input_drift"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bad release costs; times in seconds, ``burnt`` and ``budget`` in minutes."""

    title: str
    steps: tuple[tuple[float, float], ...]  # share and seconds, stage by stage
    defect: float
    detect: float  # from the first person who gets the new version
    shadowed: bool  # whether a shadow looked for it before
    restore: float
    burnt: float
    budget: float


class ReleaseBurnsBudget(Rule[Release, Facts]):
    """A bad release uses up the error budget before it is noticed and taken back.

    ## What it does
    Adds up share x badness x time over the stages until the release is noticed (delay of the
    metric, window and cadence of its monitor, time to acknowledge its alert) and taken back, and
    compares with the budget of the service objective. A defect is taken as an outage where errors
    or latency decide, else as one bad answer in five.

    ## Why it matters
    Five percent for 40 minutes costs half a minute of the month. Everybody for a day costs seven
    months.

    ## How to fix it
    A smaller first stage, a shorter window, or a faster way back: the product is what counts.

    ## When it does not apply
    Advice that people check before they act. A shadow shows nothing to anybody: what errors,
    latency or drift tell within it burns nothing.

    ## References
    - SRE Workbook 16: canary size x defect x time.
    - Treynor et al. 2017: the calculus of service availability.
    """

    code = "ROLL508"
    name = "release-burns-budget"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "whole_budget": ByLevel.of("-/W/E/E"),
        "quarter_budget": ByLevel.of("-/W/W/W"),
    }
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "What do you buy with a smaller canary versus faster detection?"
    sources = ("SREW 16", "CALC")
    checks_what = "the cost of a bad release"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "everybody gets it and a day passes",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              conversion: {kind: monitor, signal: business, metric: conversion, window: 24 h}
              rollout:
                kind: deployment
                time_to_rollback: 1 h
                stages: [{kind: full}]
                criteria:
                  - {metric: conversion, comparator: ">=", threshold: drops 10% relative,
                     window: 24 h, action: roll back}
            edges: ["rollout -> api: rolls_out", "conversion -> api: monitors"]
            """,
            at=("rollout",),
            variant="whole_budget",
        ),
        Good(
            "five percent for forty minutes",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              conversion: {kind: monitor, signal: business, metric: conversion, window: 30 min}
              rollout:
                kind: deployment
                time_to_rollback: 10 min
                stages: [{kind: canary, share: 5%, duration: 6 h}, {kind: full}]
                criteria:
                  - {metric: conversion, comparator: ">=", threshold: drops 10% relative,
                     window: 30 min, action: roll back}
            edges: ["rollout -> api: rolls_out", "conversion -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The staged deployments whose criteria somebody measures."""
        return (
            release
            for release in board.releases.all
            if release.criteria and release.stages and not _is_advice(board, release)
        )

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Add up what a bad release costs until it is taken back."""
        noticed = _time_to_detect(board, subject)
        if noticed is None:
            return
        detect, shadowed = noticed
        if shadowed and detect.value <= 0:
            return
        slo = _slo(board, subject)
        if slo is None:
            for endpoint in subject.endpoints:
                yield Demand(endpoint.id, AttributeGroup.SERVICE_TARGET, (a.AVAILABILITY_SLO,))
            return
        # Where the way back is not timed, what is burnt until detection alone is a lower bound.
        restore = board.number(subject.deployment, a.TIME_TO_ROLLBACK) or _ZERO
        defect = _badness(board, subject)
        burnt = _spread(subject, detect + restore) * Number.exactly(defect)
        budget = (_ALL - slo) * Number.exactly(budget_period(slo))
        if budget.low <= 0:
            return
        spent = burnt / budget
        variant, verdict = "whole_budget", exceeds(spent, _ALL)
        if verdict is Verdict.HOLDS:
            variant, verdict = "quarter_budget", exceeds(spent, _QUARTER)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place(
                (subject.deployment.id, *(one.id for one in subject.endpoints)),
                fields=(a.STAGES.name, a.TIME_TO_ROLLBACK.name),
            ),
            facts=Facts(
                title=subject.deployment.title,
                steps=_steps(subject, detect.value + restore.value),
                defect=defect,
                detect=detect.value,
                shadowed=shadowed,
                restore=restore.value,
                burnt=burnt.value / 60,
                budget=statistics.budget_minutes(slo.value, budget_period(slo)),
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(detect, restore, slo),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is burnt, of how much, and how much sooner it would have to end."""
        shares = " + ".join(
            f"{percent(share)} x {duration_text(seconds)}" for share, seconds in facts.steps
        )
        spent = facts.burnt / facts.budget
        exposure = sum(share * seconds for share, seconds in facts.steps)
        mean_share = exposure / (facts.detect + facts.restore)
        smaller = mean_share / spent * _FINE
        burnt = figure(facts.burnt, 3)
        detect = duration_text(facts.detect)
        noticed = f"{detect} after the shadow" if facts.shadowed else f"after {detect}"
        assumed = " (assumed)" if facts.defect == _WORSE else ""
        return Explanation(
            message=(
                f"{facts.title}: a bad release burns {burnt} equivalent minutes of the "
                f"{figure(facts.budget, 3)} that the error budget has ({percent(spent)})."
            ),
            working=(
                (f"noticed {noticed}, back after another {duration_text(facts.restore)}"),
                f"({shares}) x {percent(facts.defect)} bad{assumed} = {burnt} min",
            ),
            remedy=(
                f"Noticed and back within {duration_text(_affordable(facts))}, or no more than "
                f"{percent(smaller)} of the traffic until then: a quarter of the budget."
            ),
        )


def _affordable(facts: Facts) -> float:
    """The seconds after which a quarter of the budget is spent, from stage to stage."""
    left, passed = facts.budget * 60 * _FINE / facts.defect, 0.0
    for share, seconds in facts.steps:
        if left <= share * seconds:
            return passed + left / share
        left -= share * seconds
        passed += seconds
    return passed


def _is_advice(board: Board, release: Release) -> bool:
    around = [board.node(one) for one in release.parts]
    stated = {one.get(a.IMPACT) for one in around} - {None}
    if stated == {"advisory"} and board.of_kind(Kind.HUMAN_REVIEW):
        return True
    oversight = Oversight(board)
    asking = [
        path
        for path in oversight.paths
        if not {one.id for one in path.behind}.isdisjoint(release.parts)
    ]
    return bool(asking) and all(
        path.impact == "advisory" and oversight.hands(path).by_people for path in asking
    )


def _time_to_detect(board: Board, release: Release) -> tuple[Number, bool] | None:
    """The shortest time somebody gets bad answers until a criterion is seen.

    Delay, window, cadence, and somebody who looks; less what a shadow before shows of it, and
    whether one did.
    """
    found = []
    for criterion in release.criteria:
        shadow = _shadow(release) if _shows_in_shadow(board, release, criterion) else None
        delay = board.releases.delay_of(release, criterion) or _ZERO
        for monitor in board.releases.monitors_of(release, criterion):
            window = board.number(monitor, a.WINDOW)
            if window is None and criterion.window is not None:
                window = as_stated_on(release.deployment, a.CRITERIA, criterion.window)
            if window is None:
                continue
            time = delay + window + (board.number(monitor, a.PERIOD) or _ZERO)
            if release.deployment.get(a.AUTOMATIC) is not True:
                time = time + (_ack_time(board, monitor) or _ZERO)
            if shadow is not None:
                time = (time - shadow).largest(_ZERO)
            found.append((time, shadow is not None))
    return min(found, key=lambda one: one[0].value) if found else None


def _shows_in_shadow(board: Board, release: Release, criterion: Criterion) -> bool:
    signals = _signals(board, release, criterion)
    return bool(signals) and signals <= _SEEN_IN_SHADOW


def _shadow(release: Release) -> Number | None:
    """How long only a copy of the traffic is answered before anybody sees an answer of it."""
    total: Number | None = None
    for stage in release.stages:
        if stage.kind != "shadow":
            break
        # A shadow of no stated length lasts until it has shown what it can.
        lasts = (
            Number.exactly(math.inf)
            if stage.duration is None
            else as_stated_on(release.deployment, a.STAGES, stage.duration)
        )
        total = lasts if total is None else total + lasts
    return total


def _ack_time(board: Board, monitor: Node) -> Number | None:
    times = [
        board.number(person, a.ACK_TIME)
        for alert in board.monitoring.alerts(monitor)
        for person in board.targets_of(alert.id, Relation.PAGES)
    ]
    known = [number for number in times if number is not None]
    return min(known, key=lambda number: number.value) if known else None


def _badness(board: Board, release: Release) -> float:
    decides = frozenset().union(*(_signals(board, release, one) for one in release.criteria))
    return _OUTAGE if decides & _OUTAGES else _WORSE


def _signals(board: Board, release: Release, criterion: Criterion) -> frozenset[str]:
    """What its monitors say they watch, else what its name means."""
    stated = {one.get(a.SIGNAL) for one in board.releases.monitors_of(release, criterion)}
    known = frozenset(signal for signal in stated if signal)
    return known or signals_meant(criterion.metric)


def _steps(release: Release, seconds: float) -> tuple[tuple[float, float], ...]:
    """Share and time of each stage until *seconds* after the first person saw it have passed."""
    left, steps, share = seconds, [], 0.0
    for stage in release.stages:
        share = share_of(stage)
        if share == 0 or left <= 0:
            continue
        spent = left if stage.duration is None else min(left, stage.duration.value)
        steps.append((share, spent))
        left -= spent
    if left > 0 and steps:
        # What comes after the last stage is what it leads to.
        steps.append((share, left))
    return tuple(steps)


def _spread(release: Release, time: Number) -> Number:
    def exposure(seconds: float) -> float:
        return sum(share * spent for share, spent in _steps(release, seconds))

    return Number(
        exposure(time.low), exposure(time.value), exposure(time.high), time.state, time.bindings
    )


def _slo(board: Board, release: Release) -> Number | None:
    nodes: tuple[Node, ...] = release.endpoints or release.artefacts
    stated = [
        number for node in nodes if (number := board.number(node, a.AVAILABILITY_SLO)) is not None
    ]
    return max(stated, key=lambda number: number.value) if stated else None
