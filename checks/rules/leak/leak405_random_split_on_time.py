"""LEAK405: rows are split at random although time orders them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import agree, several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_RANDOM = "random"
_UNSTATED = "split_unstated"
_BY_TIME = frozenset({"time", "time+group"})
_DRIFT = frozenset({"input_drift", "prediction_drift"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The dataset, and what on the board says that time matters."""

    dataset: str
    reasons: tuple[str, ...]
    stated: bool


class RandomSplitOnTime(Rule["Node", Facts]):
    """A dataset whose rows have an order in time is split without regard to it.

    ## What it does
    Looks for signs that time matters (rows marked as depending on it, a label horizon, windowed
    features, drift monitors, retraining) and at how the dataset is split.

    ## Why it matters
    A random split lets the model interpolate between neighbours in time; in production it must
    extrapolate. The gap is invisible until the release.

    ## How to fix it
    Test on a later period than the training period, with a gap of the label delay.

    ## When it does not apply
    Independent perception data without sessions or patients; a random split inside the training
    period with a later test period beside it; golden sets for a language model.

    ## References
    - KN L3.1: temporal leakage.
    - RoML 33: test on data after the training data.
    - WLT: boundary leakage. HUYEN 5: split by time.
    """

    code = "LEAK405"
    name = "random-split-on-time"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _RANDOM: ByLevel.of("W/E/E/E"),
        _UNSTATED: ByLevel.of("W/W/W/W"),
    }
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "What would this metric be on next month's data, and how do you know?"
    sources = ("KN L3.1", "RoML 33", "WLT boundary leakage", "HUYEN 5")
    checks_what = "the split"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "thirty days of horizon and a random split",
            """
            nodes:
              churn: {kind: label, horizon: 30 d}
              training_set: {kind: dataset, split: random}
              model: {kind: model, type: gbdt}
            edges: [churn -> training_set, training_set -> model]
            """,
            at=("training_set",),
            variant="random",
        ),
        Bad(
            "rows depend on time and no split is stated",
            """
            nodes:
              training_set: {kind: dataset, time_dependent: true}
              model: {kind: model, type: gbdt}
            edges: [training_set -> model]
            """,
            at=("training_set",),
            variant="split_unstated",
        ),
        Good(
            "the test period comes after the training period",
            """
            nodes:
              churn: {kind: label, horizon: 30 d}
              training_set: {kind: dataset, split: time, gap: 30 d}
              model: {kind: model, type: gbdt}
            edges: [churn -> training_set, training_set -> model]
            """,
        ),
        Good(
            "independent pictures",
            """
            lane: deep_learning
            nodes:
              pictures: {kind: dataset, split: random}
              drift: {kind: monitor, signal: input_drift}
              model: {kind: model, type: nn}
            edges: [pictures -> model, drift -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The datasets a model is fitted with."""
        return (
            node
            for node in board.of_kind(Kind.DATASET)
            if board.lineage.learners_of(node.id)
            and node.get(a.TIME_DEPENDENT) is not False
            and node.get(a.ORIGIN) != "synthetic"
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """A random split, or none, where time matters and no later test set is drawn."""
        split = subject.get(a.SPLIT)
        if split not in (None, _RANDOM) or board.is_na(subject, a.SPLIT):
            return
        others = _other_splits(board, subject)
        if others & _BY_TIME or (split is None and others):
            return
        reasons = tuple(_reasons(board, subject))
        if not reasons:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.SPLIT.name,)),
            facts=Facts(subject.title, reasons, stated=split is not None),
            variant=_UNSTATED if split is None else _RANDOM,
            fix=(SetField(a.SPLIT.name, "time", id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the signs."""
        reasons = several(facts.reasons)
        if not facts.stated:
            does, its = agree(facts.dataset, "does", "do"), agree(facts.dataset, "its", "their")
            return Explanation(
                message=f"{facts.dataset} {does} not state {its} split although {reasons}.",
                remedy="state the split: by time, with a gap of the label delay",
            )
        verb = agree(facts.dataset, "is", "are")
        return Explanation(
            message=f"{facts.dataset} {verb} split at random although {reasons}.",
            remedy="split by time: train before, test after",
        )


def _other_splits(board: Board, dataset: Node) -> set[str]:
    """The splits stated elsewhere for the same models: other datasets, and evaluations."""
    models = set(board.lineage.learners_of(dataset.id))
    datasets = [
        node
        for node in board.of_kind(Kind.DATASET)
        if node.id != dataset.id
        and models
        & {*board.lineage.learners_of(node.id), *board.lineage.learners_measured_on(node.id)}
    ]
    evaluations = [
        node
        for node in board.of_kind(Kind.EVALUATION)
        if models & {one.id for one in board.targets_of(node.id, Relation.EVALUATES)}
    ]
    stated = (node.get(a.SPLIT) for node in (*datasets, *evaluations))
    return {split for split in stated if split}


def _reasons(board: Board, dataset: Node) -> Iterator[str]:
    if dataset.get(a.TIME_DEPENDENT) is True:
        yield f"{agree(dataset.title, 'its', 'their')} rows depend on time"
    for label in board.lineage.labels_learnt_from(dataset.id):
        horizon = board.number(board.node(label), a.HORIZON)
        if horizon is not None and horizon.high > 0:
            title = board.node(label).title
            yield f"{title} {agree(title, 'has', 'have')} a horizon"
    windowed = [
        node
        for node in map(board.node, sorted(board.lineage.upstream(dataset.id)))
        if node.kind is Kind.FEATURE and board.number(node, a.WINDOW) is not None
    ]
    if windowed:
        title = windowed[0].title
        yield f"{title} {agree(title, 'has', 'have')} a window"
    if board.design.lane is Lane.TABULAR:
        yield from _signs_of_change(board, dataset)


def _signs_of_change(board: Board, dataset: Node) -> Iterator[str]:
    """Weak signs: they tell of events over time only where rows are events."""
    models = set(board.lineage.learners_of(dataset.id))
    if any(monitor.get(a.SIGNAL) in _DRIFT for monitor in board.of_kind(Kind.MONITOR)):
        yield "drift is monitored"
    jobs = board.of_kind(Kind.TRAINING_JOB)
    if any(
        board.number(job, a.PERIOD) is not None and models & set(board.lineage.learners_of(job.id))
        for job in jobs
    ):
        yield "the model is retrained on a schedule"
