"""LEAK410: the test set that reports the final number has also made the choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.operations import selects
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_REUSED = "reused"
_REREAD = "reread"
_UNSTATED = "holdout_unstated"
_ONCE = Number.exactly(1.0)


@dataclass(frozen=True, slots=True)
class Facts:
    """The dataset, what is chosen by it, and how often it was read where that is stated."""

    dataset: str
    chosen_by: tuple[str, ...]
    reported_by: tuple[str, ...]
    reads: str
    variant: str


class ReusedTestSet(Rule["Node", Facts]):
    """One dataset both selects and reports the final number.

    ## What it does
    Looks for a dataset that tuning, early stopping, a threshold or prompt iteration is decided on
    and that the reported evaluation uses as well, and for a test set that was read more than once
    with no untouched one beside it.

    ## Why it matters
    Every choice made on the test set fits it a little. After fifty of them the score is partly
    luck, and the release is where that shows.

    ## How to fix it
    Choose on a validation set or by cross-validation, and report once on a set nobody has touched.

    ## When it does not apply
    Cross-validation with a separate test; an online experiment is the judge and the offline number
    is called a development number; a development set beside a frozen golden set.

    ## References
    - YANG: multi-test leakage.
    - KN L1.1: no test set.
    - WLT: selection leakage.
    """

    code = "LEAK410"
    name = "test-set-reuse"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _REUSED: ByLevel.of("W/E/E/E"),
        _REREAD: ByLevel.of("W/E/E/E"),
        _UNSTATED: ByLevel.of("W/W/W/W"),
    }
    skills = (Skill.DEBUGGING,)
    question = "How many times has this test set been looked at?"
    sources = ("YANG multi-test leakage", "KN L1.1", "WLT selection leakage")
    checks_what = "the independence of the test set"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the threshold is chosen on the set that is reported",
            """
            nodes:
              test_set: {kind: dataset, split: time, used_for_selection: true}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
            edges: [test_set -> offline, offline -> model]
            """,
            at=("test_set",),
            variant="reused",
        ),
        Bad(
            "looked at twice",
            """
            nodes:
              test_set: {kind: dataset, split: time, test_reads: looked at twice}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
            edges: [test_set -> offline, offline -> model]
            """,
            at=("test_set",),
            variant="reread",
        ),
        Bad(
            "features are selected, and there is one set to do it on",
            """
            nodes:
              selection: {kind: transform, op: feature selection}
              rows: {kind: dataset, split: time}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
            edges: [selection -> rows, rows -> model, rows -> offline, offline -> model]
            """,
            at=("rows",),
            variant="holdout_unstated",
        ),
        Good(
            "a validation set chooses and a test set reports",
            """
            nodes:
              validation: {kind: dataset, split: time, used_for_selection: true}
              test_set: {kind: dataset, split: time}
              tuning: {kind: evaluation, used_for_selection: true}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
            edges:
              - validation -> tuning
              - test_set -> offline
              - tuning -> model
              - offline -> model
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The datasets evaluations measure on."""
        return board.measuring_sets.datasets

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Chosen by and reported on, read again, or the only set beside a choice."""
        sets = board.measuring_sets
        chosen_by, reported_by = sets.selects(subject), sets.reports(subject)
        if sets.untouched(subject):
            return
        if chosen_by and reported_by:
            yield _observation(board, subject, _REUSED, chosen_by, reported_by)
            return
        reads = _reads(board, subject, reported_by)
        verdict = Verdict.HOLDS if reads is None else exceeds(reads, _ONCE)
        if verdict is not Verdict.HOLDS:
            yield _observation(
                board, subject, _REREAD, (), reported_by, reads=reads, verdict=verdict
            )
            return
        choosing = tuple(node.id for node in board.of_kind(Kind.TRANSFORM) if selects(node))
        if choosing and not chosen_by and len(sets.datasets) == 1 and reads is None:
            yield _observation(board, subject, _UNSTATED, choosing, reported_by)

    def explain(self, facts: Facts) -> Explanation:
        """Say what is chosen by the set that reports."""
        reported = ", ".join(facts.reported_by)
        chosen = ", ".join(facts.chosen_by) or facts.dataset
        if facts.variant == _REREAD:
            return Explanation(
                message=(
                    f"{facts.dataset} was read {facts.reads} and there is no set beside it that "
                    "nobody has touched."
                ),
                working=(f"reads = {facts.reads} > 1",),
                remedy="one more dataset, held out and read once",
            )
        if facts.variant == _UNSTATED:
            return Explanation(
                message=(
                    f"{chosen} chooses by a score, and {facts.dataset} is the only set that is "
                    "measured on: name the split that nobody touches."
                ),
                remedy="a separate dataset for the final number, or say what the choice is made on",
            )
        return Explanation(
            message=f"{facts.dataset} selects ({chosen}) and also reports the final number"
            + (f" ({reported})." if reported else "."),
            remedy="choose on a validation set, and report on a dataset nobody has touched",
        )


def _observation(
    board: Board,
    dataset: Node,
    variant: str,
    chosen_by: tuple[str, ...],
    reported_by: tuple[str, ...],
    *,
    reads: Number | None = None,
    verdict: Verdict = Verdict.CERTAIN,
) -> Observation[Facts]:
    return Observation(
        at=Place(
            tuple(dict.fromkeys((dataset.id, *chosen_by, *reported_by))),
            fields=(a.TEST_READS.name,) if variant == _REREAD else (a.USED_FOR_SELECTION.name,),
        ),
        facts=Facts(
            dataset=dataset.title,
            chosen_by=tuple(board.node(one).title for one in chosen_by if one != dataset.id),
            reported_by=tuple(board.node(one).title for one in reported_by),
            reads="" if reads is None else _times(reads),
            variant=variant,
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=() if reads is None else (reads,),
    )


def _reads(board: Board, dataset: Node, evaluations: tuple[str, ...]) -> Number | None:
    stated = [
        reads
        for node in (dataset, *map(board.node, evaluations))
        if (reads := board.number(node, a.TEST_READS)) is not None
    ]
    return max(stated, key=lambda reads: reads.value, default=None)


def _times(reads: Number) -> str:
    return f"{reads.value:g} times"
