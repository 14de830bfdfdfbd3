"""RETR752: what the world taught last is too old by the time the model knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts of the age and the tolerance, in seconds."""

    title: str
    delay: float
    training: float
    rollout: float
    period: float
    tolerated: float
    floor: bool


class StalenessFloor(Rule["Node", Facts]):
    """What the world taught last is too old by the time the model knows it.

    ## What it does
    Adds the label delay, the training run, the rollout and the cadence, and compares the sum with
    the staleness that is tolerated. Where the sum without the cadence is already too much, no
    cadence can help.

    ## Why it matters
    Retraining more often is what everybody proposes. If labels take a month, the freshest lesson is
    a month old however often one trains.

    ## How to fix it
    Labels that come earlier (a proxy, a partial label), features that carry the news,
    recalibration, or a shorter rollout.

    ## When it does not apply
    A tolerance that is about features (FRESH351); drift in the inputs alone, which fresh features
    follow.

    ## References
    - MLTS Model 4, Monitor 4: staleness.
    - RoML 8.
    - HUYEN 9.
    """

    code = "RETR752"
    name = "staleness-floor"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "floor": ByLevel.of("-/W/E/E"),
        "cadence": ByLevel.of("-/W/E/E"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "Concept changed today: when does the first model that has seen it serve 100%?"
    sources = ("MLTS Model 4, Monitor 4", "RoML 8", "HUYEN 9")
    checks_what = "staleness"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a month of label delay and two weeks of tolerance",
            """
            nodes:
              churned: {kind: label, label_delay: 30 d}
              training: {kind: training_job, period: weekly, duration: 6 h}
              model: {kind: model, type: gbdt, staleness_tolerance: 14 d}
              release: {kind: deployment, stages: [canary 5% for 3 d, full]}
            edges: ["churned -> training: feeds", "training -> model: trains",
                  "release -> model: rolls_out"]
            """,
            at=("model",),
            variant="floor",
        ),
        Bad(
            "a month between two runs",
            """
            nodes:
              clicked: {kind: label, label_delay: 1 d}
              training: {kind: training_job, period: monthly, duration: 6 h}
              model: {kind: model, type: gbdt, staleness_tolerance: 14 d}
            edges: ["clicked -> training: feeds", "training -> model: trains"]
            """,
            at=("model",),
            variant="cadence",
        ),
        Good(
            "a week between two runs",
            """
            nodes:
              clicked: {kind: label, label_delay: 1 d}
              training: {kind: training_job, period: weekly, duration: 6 h}
              model: {kind: model, type: gbdt, staleness_tolerance: 14 d}
            edges: ["clicked -> training: feeds", "training -> model: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The fitted models that say how old they may get."""
        return (
            board.node(model)
            for model in board.lineage.models
            if board.number(board.node(model), a.STALENESS_TOLERANCE) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Add up how old the freshest lesson is."""
        tolerated = board.number(subject, a.STALENESS_TOLERANCE)
        loop = board.retraining.of(subject.id)
        if tolerated is None or loop is None:
            return
        if loop.delay is None:
            for label in loop.labels:
                yield Demand(label, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
        if loop.period is None or loop.delay is None:
            return
        least = loop.delay + loop.training + loop.rollout
        floor, whole = exceeds(least, tolerated), exceeds(least + loop.period, tolerated)
        if whole is Verdict.HOLDS:
            return
        variant = "floor" if floor is Verdict.CERTAIN else "cadence"
        yield Observation(
            at=Place(
                (subject.id, *loop.jobs, *loop.labels),
                fields=(a.STALENESS_TOLERANCE.name,),
            ),
            facts=Facts(
                subject.title,
                loop.delay.value,
                loop.training.value,
                loop.rollout.value,
                loop.period.value,
                tolerated.value,
                variant == "floor",
            ),
            certainty=Certainty(whole.value),
            variant=variant,
            numbers=(loop.delay, loop.training, loop.rollout, loop.period, tolerated),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say each part, and whether the cadence is the lever."""
        least = facts.delay + facts.training + facts.rollout
        shown = [
            duration_text(one)
            for one in (
                facts.delay,
                facts.training,
                facts.rollout,
                facts.period,
                least + facts.period,
            )
        ]
        floor, tolerated = duration_text(least), duration_text(facts.tolerated)
        hopeless = f"; even continuous training cannot go below {floor}" if facts.floor else ""
        left = facts.tolerated - least
        remedy = (
            f"Labels, training and rollout within {tolerated} ({floor} now), or a tolerance of "
            f"{shown[4]}."
            if facts.floor or left <= 0
            else f"A run every {duration_text(left)}, or a tolerance of {shown[4]}."
        )
        return Explanation(
            message=(
                f"{facts.title}: the freshest lesson in production is {shown[4]} old (delay "
                f"{shown[0]} + "
                f"train {shown[1]} + roll out {shown[2]} + cadence {shown[3]}); tolerance is "
                f"{tolerated}{hopeless}."
            ),
            working=(
                f"{shown[0]} + {shown[1]} + {shown[2]} + {shown[3]} = {shown[4]}",
                f"without the cadence: {floor}",
            ),
            remedy=remedy,
        )
