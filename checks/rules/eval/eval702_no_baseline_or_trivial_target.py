"""EVAL702: the target is met by something that has learnt nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The target and the trivial score."""

    title: str
    metric: str
    target: float
    trivial: float
    who: str
    lower_is_better: bool


class TrivialTarget(Rule["Node", Facts]):
    """The target is met by something that has learnt nothing.

    ## What it does
    Compares a target with what a constant or a random predictor scores: accuracy with the larger
    class, PR-AUC with the base rate, ROC-AUC with a half, an error with the naive baseline where it
    is stated.

    ## Why it matters
    At one percent of positives, 98 % accuracy is worse than saying no to everything.

    ## How to fix it
    A target above the trivial score, or a metric on which a constant scores nothing.

    ## When it does not apply
    Balanced classes, for accuracy. A target whose baseline is missing is asked for by NUM108.

    ## References
    - MLTS Model 5: a simpler model is not better.
    - RoML 1, 4: start with a heuristic; keep the first model simple.
    - HUYEN 6: baselines.
    - PB: dumb baseline.
    """

    code = "EVAL702"
    name = "no-baseline-or-trivial-target"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.DEBUGGING)
    question = "What does predicting the majority class score?"
    sources = ("MLTS Model 5", "RoML 1, 4", "HUYEN 6", "PB")
    checks_what = "trivial predictors"
    evidence = Evidence.MISSING
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "98 % accuracy at one percent of positives",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: accuracy, quality_target: accuracy >= 98%,
                    base_rate: 1%}
            edges: ["offline -> model: evaluates"]
            """,
            at=("offline",),
        ),
        Bad(
            "PR-AUC at the base rate",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, quality_target: PR-AUC >= 0.02,
                    base_rate: 2%}
            edges: ["offline -> model: evaluates"]
            """,
            at=("offline",),
        ),
        Good(
            "accuracy on balanced classes",
            """
            nodes:
              model: {kind: model, type: nn}
              offline: {kind: evaluation, metric: accuracy, quality_target: accuracy >= 80%,
                    base_rate: 50%}
            edges: ["offline -> model: evaluates"]
            """,
        ),
        Good(
            "PR-AUC well above the base rate",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, quality_target: PR-AUC >= 0.35,
                    base_rate: 2%}
            edges: ["offline -> model: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations with a target."""
        return (
            node
            for node in board.evaluations.all
            if board.number(node, a.QUALITY_TARGET) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the target with what costs nothing."""
        target, trivial = board.number(subject, a.QUALITY_TARGET), _trivial(board, subject)
        if target is None or trivial is None:
            return
        score, who, lower = trivial
        higher, below = (score, target) if lower else (target, score)
        beats = exceeds(higher, below, tolerance=_SAME)
        if beats is Verdict.CERTAIN:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.QUALITY_TARGET.name,)),
            facts=Facts(subject.title, _metric(subject), target.value, score.value, who, lower),
            certainty=Certainty.CERTAIN if beats is Verdict.HOLDS else Certainty.POSSIBLE,
            numbers=(target, score),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say who meets it."""
        target, trivial = figure(facts.target, 3), figure(facts.trivial, 3)
        sign = "<" if facts.lower_is_better else ">"
        return Explanation(
            message=f"{facts.metric} target {target} is met by {facts.who}, which scores "
            f"{trivial}.",
            working=(f"{facts.who}: {trivial}",),
            remedy=f"A target {'below' if facts.lower_is_better else 'above'} {trivial} "
            f"({facts.metric} {sign} {trivial}), or another metric.",
        )


_SAME = 1e-9  # 1 - 7 % is not 93 % to the last digit
_HALF = Number.exactly(0.5)
_ALL = Number.exactly(1.0)


_OF_PRECISION = re.compile(
    r"\bpr auc\b|\bauc pr\b|prauc|aucpr|auprc|average precision|precision recall"
)
_OF_RANKS = re.compile(r"auc|auroc|\broc\b")
_ERRORS = re.compile(r"mape|rmse|mae|wape|error")


def _metric(test: Node) -> str:
    quantity = test.get(a.QUALITY_TARGET)
    stated = quantity.metric if quantity is not None else None
    return stated or test.get(a.METRIC) or test.title


def _trivial(board: Board, test: Node) -> tuple[Number, str, bool] | None:
    """What costs nothing scores on the metric of *test*, who that is, and if less is better."""
    name = _metric(test).casefold().replace("_", " ").replace("-", " ")
    base = board.evaluations.base_rate(test)
    if _OF_PRECISION.search(name):
        return None if base is None else (base, "a random predictor", False)
    if _OF_RANKS.search(name):
        return _HALF, "a random predictor", False
    if "accuracy" in name and "balanced" not in name:
        return None if base is None else (base.largest(_ALL - base), "a constant predictor", False)
    naive = board.number(test, a.BASELINE)
    if naive is not None and _ERRORS.search(name) and _is_naive(naive):
        return naive, "the naive baseline", True
    return None


def _is_naive(baseline: Number) -> bool:
    quantity = baseline.quantity
    return quantity is not None and "naive" in f"{quantity.text} {quantity.relative_to}".casefold()
