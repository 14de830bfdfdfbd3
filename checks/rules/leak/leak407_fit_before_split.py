"""LEAK407: a step learned from all rows before they were split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.operations import Operation, operation
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
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import EdgeKey, Node

_CLASS_A = "class_a"
_CLASS_B = "class_b"
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Facts:
    """The step, the dataset behind it, and whether it carries labels over the split."""

    step: str
    op: str
    dataset: str
    uses_labels: bool
    stated: bool


class FitBeforeSplit(Rule["Node", Facts]):
    """A step that learns from data is fitted on all of it, test rows included.

    ## What it does
    Looks at the steps in front of a split that say they are fitted on everything, and at steps
    that use labels (feature selection, target encoding, oversampling, tuning) drawn in front of a
    split. Steps that only learn means or a vocabulary are mentioned, not held against the design.

    ## Why it matters
    A target encoding or a feature selection that saw the test labels repeats them to the model.
    For a scaler the measured effect is usually negligible, but the habit is not.

    ## How to fix it
    Fit the step on the training part, or within each fold.

    ## When it does not apply
    Stateless steps (a logarithm, a hash); statistics of a fixed external corpus; a pretrained
    tokenizer.

    ## References
    - KN L1.2, L1.3: pre-processing and feature selection on train and test together.
    - YANG: pre-processing leakage.
    - WLT: which leakage types matter.
    """

    code = "LEAK407"
    name = "fit-before-split"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _CLASS_A: ByLevel.of("W/E/E/E"),
        _CLASS_B: ByLevel.of("-/I/I/I"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING,)
    question = "Which of these steps saw a test label?"
    sources = ("KN L1.2, L1.3", "YANG preprocessing leakage", "WLT")
    checks_what = "the order of fitting and splitting"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "features selected on all rows",
            """
            nodes:
              selection: {kind: transform, op: feature selection, fit_scope: all}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [selection -> rows, rows -> model]
            """,
            at=("selection",),
            variant="class_a",
        ),
        Bad(
            "a scaler fitted on all rows",
            """
            nodes:
              scaler: {kind: transform, op: standard scaler, fit_scope: all}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: linear}
            edges: [scaler -> rows, rows -> model]
            """,
            at=("scaler",),
            variant="class_b",
        ),
        Bad(
            "oversampling drawn in front of the split",
            """
            nodes:
              smote: {kind: transform, op: SMOTE}
              rows: {kind: dataset, split: random}
              model: {kind: model, type: gbdt}
            edges: [smote -> rows, rows -> model]
            """,
            at=("smote",),
            variant="class_a",
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "target encoding fitted on the training folds",
            """
            nodes:
              encoder: {kind: transform, op: target encoding, fit_scope: train_folds}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [encoder -> rows, rows -> model]
            """,
        ),
        Good(
            "a hash learns nothing",
            """
            nodes:
              hashing: {kind: transform, op: hash the city, fit_scope: all}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [hashing -> rows, rows -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The steps in front of a dataset that is split."""
        return (
            node
            for node in board.of_kind(Kind.TRANSFORM, Kind.FEATURE, Kind.DATASET)
            if _way_to_split(board, node) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Fitted on everything, or using labels with the scope left open."""
        scope = subject.get(a.FIT_SCOPE)
        does = operation(subject) if subject.kind is not Kind.DATASET else Operation.UNKNOWN
        uses_labels = does is Operation.USES_LABELS
        open_scope = scope is None and uses_labels and subject.kind is Kind.TRANSFORM
        if does is Operation.STATELESS or not (scope == _ALL or open_scope):
            return
        way = _way_to_split(board, subject)
        if way is None or board.is_na(subject, a.FIT_SCOPE):
            return
        dataset = way[-1].target if way else subject.id
        yield Observation(
            at=Place(
                tuple(dict.fromkeys((subject.id, *(key.target for key in way)))),
                way,
                (a.FIT_SCOPE.name,),
            ),
            facts=Facts(
                step=subject.title,
                op=subject.get(a.OP) or subject.title,
                dataset=board.node(dataset).title,
                uses_labels=uses_labels,
                stated=scope is not None,
            ),
            certainty=Certainty.CERTAIN if scope == _ALL else Certainty.POSSIBLE,
            variant=_CLASS_A if uses_labels else _CLASS_B,
            fix=(SetField(a.FIT_SCOPE.name, "train", id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say which step saw the test rows."""
        if not facts.stated:
            return Explanation(
                message=(
                    f"{facts.op} stands in front of the split of {facts.dataset} and does not "
                    "state what it is fitted on: if on all data, it has seen the test labels."
                ),
                remedy="state fit_scope: train or train_folds, or move it behind the split",
            )
        is_inside = facts.step == facts.dataset
        fitted = f"A step inside {facts.dataset}" if is_inside else facts.op
        split = "its split" if is_inside else f"{facts.dataset} is split"
        note = (
            ""
            if facts.uses_labels
            else " The measured effect is usually negligible; the habit is not."
        )
        return Explanation(
            message=f"{fitted} is fitted on all data before {split}.{note}",
            remedy=f"fit {facts.step} on the training part only (fit_scope: train)",
        )


def _way_to_split(board: Board, node: Node) -> tuple[EdgeKey, ...] | None:
    """The shortest way from *node* to a dataset that is split and used, or None."""
    ways: list[tuple[str, tuple[EdgeKey, ...]]] = [(node.id, ())]
    seen = {node.id}
    for here, way in ways:
        if _is_split(board, board.node(here)):
            return way
        for edge in board.out_of(here, Relation.FEEDS):
            if edge.target not in seen:
                seen.add(edge.target)
                ways.append((edge.target, (*way, edge.key)))
    return None


def _is_split(board: Board, node: Node) -> bool:
    if node.kind is not Kind.DATASET or node.get(a.SPLIT) is None:
        return False
    lineage = board.lineage
    return bool(lineage.models_of(node.id) or lineage.models_measured_on(node.id))
