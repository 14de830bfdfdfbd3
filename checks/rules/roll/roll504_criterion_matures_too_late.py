"""ROLL504: the metric that decides is known only after the rollout is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
from checks.facts.metric_names import same_metric, signals_meant
from checks.facts.releases import Release, as_stated_on, words_in
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
    Severity,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.vocabulary.records import Criterion

_OPERATIONAL = frozenset({"latency", "errors", "saturation", "cost"})
_HELD_BACK = frozenset({"holdback", "holdout"})


@dataclass(frozen=True, slots=True)
class Facts:
    """When the metric is known and when the careful part of the rollout is over; seconds."""

    title: str
    metric: str
    delay: float
    delay_text: str
    lasts: float
    stage: str
    proxy: str


class CriterionMaturesTooLate(Rule[Release, Facts]):
    """A criterion cannot be known before everybody has the new version.

    ## What it does
    Compares the delay of the metric (of what measures it, or of the label it is made of) with the
    time from the first stage to full traffic.

    ## Why it matters
    The criterion reads well and decides nothing: a chargeback is known after 30 days, the canary
    lasts one.

    ## How to fix it
    Add a criterion that speaks early: the score distribution, an early decision of an analyst. Or
    keep a holdback after full rollout.

    ## When it does not apply
    An early proxy decides beside it (then only a remark). A holdback keeps the late metric.

    ## References
    - NML: performance without targets.
    - Huyen 2022, ch. 8 and 9; SRE Workbook 16.
    """

    code = "ROLL504"
    name = "criterion-matures-too-late"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "Which early signal moves with it, and how do you know?"
    sources = ("NML", "HUYEN 8,9", "KTX 15", "SREW 16")
    checks_what = "rollback timing"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "chargebacks decide on a canary of a day",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud: {kind: model, type: gbdt}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 24 h}, {kind: full}]
                criteria:
                  - {metric: chargeback rate, comparator: ">=", threshold: rises 10% relative,
                     window: 24 h, action: roll back}
            edges: ["chargeback -> fraud: trains", "rollout -> fraud: rolls_out"]
            """,
            at=("rollout",),
        ),
        Good(
            "the canary outlasts the delay",
            """
            nodes:
              returned: {kind: label, label_delay: 2 d}
              ranker: {kind: model, type: gbdt}
              rollout:
                kind: deployment
                stages: [{kind: canary, share: 5%, duration: 7 d}, {kind: full}]
                criteria:
                  - {metric: returned orders, comparator: ">=", threshold: rises 10% relative,
                     window: 2 d, action: roll back}
            edges: ["returned -> ranker: trains", "rollout -> ranker: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The deployments with criteria and stages of known length."""
        return (
            release
            for release in board.releases.all
            if release.criteria and _careful_time(release) is not None
        )

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Compare the delay of each metric with the careful time of the rollout."""
        lasts = _careful_time(subject)
        if lasts is None:
            return
        measured = (one for one in subject.criteria if board.releases.is_measured(subject, one))
        for criterion in measured:
            delay = board.releases.delay_of(subject, criterion)
            if delay is None:
                for label in board.releases.labels_behind(subject, criterion):
                    if board.number(label, a.LABEL_DELAY) is None:
                        yield Demand(label.id, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
                continue
            late = exceeds(delay, lasts)
            if late is Verdict.HOLDS or _is_held_back(board, criterion, delay):
                continue
            proxy = _proxy(board, subject, lasts)
            yield Observation(
                at=Place(
                    (
                        subject.deployment.id,
                        *(one.id for one in board.releases.labels_behind(subject, criterion)),
                    ),
                    fields=(a.CRITERIA.name, a.STAGES.name),
                    about=criterion.metric,
                ),
                facts=Facts(
                    subject.deployment.title,
                    criterion.metric,
                    delay.value,
                    as_stated(delay),
                    lasts.value,
                    " and ".join(dict.fromkeys(_kinds(subject))),
                    proxy,
                ),
                certainty=Certainty(late.value),
                numbers=(delay, lasts),
                cap=Severity.INFO if proxy else Severity.ERROR,
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say when it is known and when it is too late."""
        proxy = f" '{facts.proxy}' speaks earlier." if facts.proxy else ""
        return Explanation(
            message=(
                f"{facts.title}: {facts.metric} is known {facts.delay_text} after a request, but "
                f"the {facts.stage} lasts {duration_text(facts.lasts)}.{proxy}"
            ),
            working=(f"{duration_text(facts.delay)} > {duration_text(facts.lasts)}",),
            remedy=(
                "A second criterion that is known within "
                f"{duration_text(facts.lasts)}, such as the PSI of the scores; or a stage of "
                f"{duration_text(facts.delay)}."
            ),
        )


def _kinds(release: Release) -> Iterator[str]:
    return (stage.kind for stage in release.stages if stage.kind != "full" and stage.duration)


def _careful_time(release: Release) -> Number | None:
    """How long it takes until everybody has the new version, where every stage says so."""
    total: Number | None = None
    for stage in release.stages:
        if stage.kind == "full":
            break
        if stage.duration is None:
            return None
        length = as_stated_on(release.deployment, a.STAGES, stage.duration)
        total = length if total is None else total + length
    return total


def _proxy(board: Board, release: Release, lasts: Number) -> str:
    """The metric of a criterion that speaks of the predictions in time, if there is one."""
    for criterion in release.criteria:
        meant = signals_meant(criterion.metric)
        delay = board.releases.delay_of(release, criterion)
        speaks = bool(meant) and not meant & _OPERATIONAL and criterion.threshold is not None
        if speaks and (delay is None or exceeds(delay, lasts) is Verdict.HOLDS):
            return criterion.metric
    return ""


def _is_held_back(board: Board, criterion: Criterion, delay: Number) -> bool:
    for experiment in board.of_kind(Kind.EXPERIMENT):
        lasts = board.number(experiment, a.DURATION)
        is_holdback = bool(words_in(f"{experiment.title} {experiment.note}") & _HELD_BACK)
        is_long = lasts is not None and exceeds(delay, lasts) is Verdict.HOLDS
        names_it = same_metric(experiment.get(a.METRIC) or "", criterion.metric)
        if (is_holdback and (names_it or not experiment.get(a.METRIC))) or (is_long and names_it):
            return True
    return False
