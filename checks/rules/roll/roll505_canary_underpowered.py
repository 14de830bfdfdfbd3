"""ROLL505: a canary too small or too short to notice what it is there to notice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
from checks.facts.durations import duration_text
from checks.facts.metric_names import signals_meant
from checks.facts.releases import Release, share_of
from checks.facts.sampling import (
    RISKY_SHARE,
    Trial,
    careful_stages,
    is_a_rate,
    sample_for_power,
    trial_of,
)
from checks.facts.wording import count, percent
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.vocabulary.records import Criterion

_WANTED = Number.exactly(statistics.POWER)
_COIN = Number.exactly(0.5)
_ALPHA = Number.exactly(statistics.ALPHA)


@dataclass(frozen=True, slots=True)
class Facts:
    """One criterion on the careful stages; ``volume`` is units a second, times are seconds."""

    title: str
    metric: str
    share: float
    volume: float
    lasts: float
    treated: float
    before: float
    after: float
    power: float
    needed: float


class CanaryUnderpowered(Rule[tuple[Release, "Criterion"], Facts]):
    """The careful stages are too small to notice the change the criterion names.

    ## What it does
    Counts the units the new version gets in the stages up to half of the traffic and works out the
    chance of a one-sided test at 5 % to notice that the rate moved from today's to the bound.
    Below 80 % it says how long the canary would have to last. Few expected events are counted
    exactly instead of by the normal curve.

    ## Why it matters
    A canary that cannot see the fault is a delay, not a safeguard: "the canary was green".

    ## How to fix it
    Let it last longer, give it more traffic, or watch a metric that moves more.

    ## When it does not apply
    A smoke test of crashes or latency against an absolute objective. A test with its own stopping
    boundary. Where chance alone crosses the bound, that is the stronger statement.

    ## References
    - SRE Workbook 16: canary size and duration.
    - Kohavi, Tang, Xu 2020, ch. 15 and 17.
    """

    code = "ROLL505"
    name = "canary-underpowered"
    severity = ByLevel.of("-/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "underpowered": ByLevel.of("-/W/W/E"),
        "coin_flip": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "How long must the canary bake for this threshold to mean anything?"
    sources = ("SREW 16", "KTX 15,17")
    checks_what = "canary power"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twenty minutes where thirty-four are needed",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 200/s}
              conversion: {kind: monitor, signal: business, metric: conversion, base_rate: 3%,
                           segment_by: version}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 20 min}, {kind: full}]
                criteria:
                  - {metric: conversion, comparator: "<", threshold: drops 10% relative,
                     window: 20 min, action: roll back}
            edges: ["rollout -> api: rolls_out", "conversion -> api: monitors"]
            """,
            at=("rollout",),
            variant="underpowered",
        ),
        Good(
            "an hour is enough",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 200/s}
              conversion: {kind: monitor, signal: business, metric: conversion, base_rate: 3%,
                           segment_by: version}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 1 h}, {kind: full}]
                criteria:
                  - {metric: conversion, comparator: "<", threshold: drops 10% relative,
                     window: 1 h, action: roll back}
            edges: ["rollout -> api: rolls_out", "conversion -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Release, Criterion]]:
        """Each criterion on a rate, where some people see the new version first."""
        return (
            (release, criterion)
            for release in board.releases.all
            for criterion in release.criteria
            if is_a_rate(criterion)
            and careful_stages(release, criterion)
            and board.releases.is_measured(release, criterion)
        )

    def judge(
        self, board: Board, subject: tuple[Release, Criterion]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Work out the chance to notice, unless chance alone would already alarm."""
        release, criterion = subject
        trial = trial_of(board, release, criterion)
        if trial is None:
            yield from _demands(board, release, criterion)
            return
        if exceeds(trial.false_alarm, _ALPHA) is not Verdict.HOLDS:
            return
        power = trial.power
        variant, verdict = "coin_flip", exceeds(_COIN, power)
        if verdict is not Verdict.CERTAIN:
            variant, verdict = "underpowered", exceeds(_WANTED, power)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((release.deployment.id,), fields=(a.STAGES.name,), about=criterion.metric),
            facts=_facts(release, trial),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=trial.numbers,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say the chance to notice and what it would take."""
        return Explanation(
            message=(
                f"{facts.title}: {percent(facts.share)} of {figure(facts.volume)}/s for "
                f"{duration_text(facts.lasts)} gives {count(facts.treated)} samples; the chance to "
                f"catch {facts.metric} going {percent(facts.before)} -> {percent(facts.after)} is "
                f"{percent(facts.power)}."
            ),
            working=(
                (
                    f"n1 = {percent(facts.share)} x {figure(facts.volume)}/s x "
                    f"{duration_text(facts.lasts)} = {count(facts.treated)}"
                ),
                *sample_for_power(facts.needed),
            ),
            remedy=_remedy(facts),
        )


def _remedy(facts: Facts) -> str:
    if math.isinf(facts.needed):
        return f"A bound away from today's {percent(facts.before)}: no canary is large enough."
    longer = facts.needed / facts.treated
    share = facts.share * longer
    by_share = f", or {percent(share)} of traffic" if share <= RISKY_SHARE else ""
    return (
        f"{count(facts.needed)} samples: {duration_text(longer * facts.lasts)} of canary instead "
        f"of {duration_text(facts.lasts)}{by_share}."
    )


def _facts(release: Release, trial: Trial) -> Facts:
    careful = careful_stages(release, trial.criterion)
    lasts = 0.0
    for stage in careful:
        length = stage.duration or trial.criterion.window
        lasts += length.value if length is not None else 0.0
    share = trial.treated.value / (trial.volume.value * lasts)
    return Facts(
        title=release.deployment.title,
        metric=trial.criterion.metric,
        share=share if len(careful) > 1 else share_of(trial.stage),
        volume=trial.volume.value,
        lasts=lasts,
        treated=trial.treated.value,
        before=trial.before.value,
        after=trial.after.value,
        power=trial.power.value,
        needed=trial.needed(),
    )


def _demands(board: Board, release: Release, criterion: Criterion) -> Iterator[Demand]:
    """The traffic, and today's rate where the bound is more than a limit on failures."""
    if board.releases.volume_of(release, criterion) is None:
        for endpoint in release.endpoints:
            yield from board.load.demands(endpoint.id)
    is_smoke_test = bool(signals_meant(criterion.metric) & {"errors", "safety"})
    monitors = board.releases.monitors_of(release, criterion)
    unknown = board.releases.base_rate_of(release, criterion) is None
    if unknown and monitors and not is_smoke_test:
        yield Demand(monitors[0].id, AttributeGroup.QUALITY_TARGET, (a.BASE_RATE,))
