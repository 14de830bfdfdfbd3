"""ROLL506: a bound so near today's rate that chance alone takes the release back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
from checks.facts.durations import duration_text
from checks.facts.releases import Release, share_of
from checks.facts.sampling import Trial, careful_stages, is_a_rate, sample_for_power, trial_of
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
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.vocabulary.records import Criterion

_ALPHA = Number.exactly(statistics.ALPHA)


@dataclass(frozen=True, slots=True)
class Facts:
    """One evaluation of the criterion; ``wobble`` is two standard errors."""

    title: str
    metric: str
    samples: float
    before: float
    after: float
    wobble: float
    false_alarm: float
    looks: float
    needed: float
    seconds: float
    share: float


class ThresholdInsideNoise(Rule[tuple[Release, "Criterion"], Facts]):
    """A rollback threshold is closer to today's rate than chance alone carries it.

    ## What it does
    Works out how often one evaluation crosses the bound although nothing changed: exactly where
    few events are expected, by the normal curve elsewhere. Above 5 % it speaks, and says what the
    repeated looks of the stage make of it. Windows that must agree in a row make it rarer.

    ## Why it matters
    Healthy releases are taken back, people learn to override the rule, and it is off on the day
    it is needed.

    ## How to fix it
    Look at more samples at once, ask for several windows in a row, or move the bound away.

    ## When it does not apply
    A test with its own significance level.

    ## References
    - SRE Workbook 5 and 16.
    - Kohavi, Tang, Xu 2020, ch. 17.
    """

    code = "ROLL506"
    name = "threshold-inside-noise"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "How many good releases will this rule kill per quarter?"
    sources = ("SREW 5,16", "KTX 17")
    checks_what = "rollback noise"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ninety requests cannot tell one percent from two",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 5/s}
              errors: {kind: monitor, signal: errors, base_rate: 1%, segment_by: version}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 1%, duration: 30 min}, {kind: full}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 30 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out", "errors -> api: monitors"]
            """,
            at=("rollout",),
        ),
        Good(
            "803 requests can",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 5/s}
              errors: {kind: monitor, signal: errors, base_rate: 1%, segment_by: version}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 1%, duration: 4.5 h}, {kind: full}]
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 4.5 h,
                     action: roll back}
            edges: ["rollout -> api: rolls_out", "errors -> api: monitors"]
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
        """Work out how often nothing at all crosses the bound."""
        release, criterion = subject
        trial = trial_of(board, release, criterion)
        if trial is None:
            return  # what is missing is asked for with the power of the canary
        verdict = exceeds(trial.false_alarm, _ALPHA)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place(
                (release.deployment.id,),
                fields=(a.CRITERIA.name, a.STAGES.name),
                about=criterion.metric,
            ),
            facts=_facts(release, trial),
            certainty=Certainty(verdict.value),
            numbers=(trial.looked_at, trial.before, trial.after),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how often a healthy release is taken back, and what it would take."""
        repeated = statistics.repeated(facts.false_alarm, facts.looks)
        looks = (
            f" at each of {count(facts.looks)} looks, {percent(repeated)} in all"
            if facts.looks > 1
            else ""
        )
        return Explanation(
            message=(
                f"{facts.title}: with {count(facts.samples)} samples {facts.metric} wobbles by "
                f"+-{percent(facts.wobble)}; a threshold of {percent(facts.after)} would roll back "
                f"a healthy release {percent(facts.false_alarm)} of the time{looks}."
            ),
            working=(
                (
                    f"2 x sqrt(p q (1/n1 + 1/n2)) = {percent(facts.wobble)} at p = "
                    f"{percent(facts.before)}"
                ),
                (
                    f"P(beyond {percent(facts.after)} | {percent(facts.before)}) = "
                    f"{percent(facts.false_alarm)}"
                ),
                *sample_for_power(facts.needed),
            ),
            remedy=_remedy(facts),
        )


def _remedy(facts: Facts) -> str:
    if math.isinf(facts.needed):
        return f"A bound away from today's {percent(facts.before)}: no sample is large enough."
    return (
        f"{count(facts.needed)} samples = {duration_text(facts.seconds)} at {percent(facts.share)}."
    )


def _facts(release: Release, trial: Trial) -> Facts:
    samples, before = trial.looked_at.value, trial.before.value
    share = share_of(trial.stage)
    return Facts(
        title=release.deployment.title,
        metric=trial.criterion.metric,
        samples=samples,
        before=before,
        after=trial.after.value,
        wobble=2 * statistics.null_error(before, samples, samples * trial.ratio),
        false_alarm=trial.false_alarm.value,
        looks=trial.looks,
        needed=trial.needed(),
        seconds=trial.needed() / (share * trial.volume.value),
        share=share,
    )
