"""NUM108: a metric is named without saying how good is good enough, and better than what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Phase,
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import (
    Missing,
    asked,
    blocked_by,
    cannot_check,
    excused,
    listed,
    observed,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import Attribute, AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_QUALITY = frozenset({"business", "quality-online", "quality-offline", "fairness"})
_WORDS = {
    a.QUALITY_TARGET.name: "target",
    a.VALUE.name: "target value",
    a.BASELINE.name: "baseline value",
    a.BASE_RATE.name: "base rate",
}
# Metrics of a yes-or-no answer, which say nothing until the share of yes is known.
_OF_CLASSES = re.compile(r"\b(auc|f1|precision|recall|accuracy|average precision)\b")
_OF_RANKINGS = re.compile(r"@|\b(ndcg|mrr|map|hit rate|recall at)\b")
# Of many classes, or a mean of marks: there is no one positive class to be rare.
_OF_MANY = re.compile(
    r"\b(macro|micro|weighted|top \d+|multi ?class|per class|class wise|classes|confusion)\b"
    r"|\b(?:[3-9]|\d{2,}) (?:class|way|label|categor)|\bmean average precision\b"
    r"|\b(?:mean|average|median) (?:\w+ )*(?:score|mark|rating|grade)s?\b"
    r"|\b(?:score|rating|mark|grade)s? (?:of|from|out of)? ?\d ?(?:to|of|/) ?\d"
)


class QualityTargetMissing(Rule[str, Missing]):
    """A metric is named without saying how good is good enough, and better than what.

    ## What it does
    Looks, wherever a metric is named, for its target, for the value of the baseline it must beat,
    and for the base rate where the answer is yes or no.

    ## Why it matters
    An AUC of 0.87 is good or useless depending on what a rule reaches and how rare a yes is.

    ## How to fix it
    State target, baseline and base rate: "PR-AUC >= 0.35", "PR-AUC 0.28", "2%".

    ## When it does not apply
    Metrics marked secondary; rankings, mean scores and answers of many classes need no base rate;
    an application of language models may state a pass rate and the present one.

    ## References
    - MLTS Model 5: a simpler model as a baseline.
    - RoML 2: metrics first.
    - HUYEN 6: baselines.
    - PB: Stage 1, "baseline".
    """

    code = "NUM108"
    name = "quality-target-missing"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.DECISIONS)
    question = "Better than what, by how much, and how common is the positive class?"
    sources = ("MLTS Model 5", "RoML 2", "HUYEN 6", "PB")
    checks_what = "the quality target"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.EVALUATION,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "PR-AUC, and nothing to hold it against",
            """
            nodes:
              offline: {kind: evaluation, metric: PR-AUC}
              churn: {kind: model, type: gbdt}
            edges: ["offline -> churn: evaluates"]
            """,
            at=("offline",),
        ),
        Bad(
            "a business metric without a value",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: retention}
            """,
            at=("goal",),
        ),
        Good(
            "target, baseline and base rate",
            """
            nodes:
              offline: {kind: evaluation, metric: PR-AUC, quality_target: PR-AUC >= 0.35,
                        baseline: PR-AUC 0.28, base_rate: 2%}
            """,
        ),
        Good(
            "a ranking has no base rate",
            """
            nodes:
              offline: {kind: evaluation, metric: NDCG@10, quality_target: NDCG@10 >= 0.42,
                        baseline: NDCG@10 0.40}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """Every evaluation and quality requirement with a metric, and what others asked for."""
        named = {
            node.id
            for node in board.of_kind(Kind.EVALUATION, Kind.REQUIREMENT)
            if node.get(a.METRIC)
            and node.get(a.SECONDARY) is not True
            and (node.kind is Kind.EVALUATION or node.get(a.ABOUT) in _QUALITY)
        }
        return sorted(named | set(asked(board, AttributeGroup.QUALITY_TARGET)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """One finding with the absent parts."""
        demands = asked(board, AttributeGroup.QUALITY_TARGET).get(subject, ())
        node = board.design.nodes.get(subject)
        wanted = dict.fromkeys(_lacks(board, node)) if node is not None else {}
        wanted.update(dict.fromkeys(one for posted in demands for one in posted.demand.missing))
        missing = tuple(one for one in wanted if not excused(board, subject, (one,)))
        if missing:
            words = tuple(_WORDS.get(one.name, one.label.lower()) for one in missing)
            metric = (node.get(a.METRIC) or "") if node is not None else ""
            facts = Missing(board.title(subject), words, blocked_by(demands), detail=metric)
            yield observed(board, subject, missing, facts)

    def explain(self, facts: Missing) -> Explanation:
        """List the absent parts."""
        lacks = listed(facts.lacks, "or")
        blocked = cannot_check(facts.blocked)
        if facts.detail:
            message = f"{facts.title} names {facts.detail} without a {lacks}{blocked}."
        else:
            message = f"{facts.title} has no {lacks}{blocked}."
        return Explanation(message=message, remedy=f"State the {listed(facts.lacks)}.")


def _lacks(board: Board, node: Node) -> Iterator[Attribute[object]]:
    metric = node.get(a.METRIC)
    if not metric or node.get(a.SECONDARY) is True:
        return
    if node.kind is Kind.REQUIREMENT:
        if node.get(a.ABOUT) in _QUALITY and not _has_target(board, node):
            yield a.VALUE
        return
    if node.kind is not Kind.EVALUATION:
        return
    if not _has_target(board, node):
        yield a.QUALITY_TARGET
    if not _has_baseline(board, node):
        yield a.BASELINE
    if _needs_base_rate(board, metric) and not _has_base_rate(board, node):
        yield a.BASE_RATE


def _has_target(board: Board, node: Node) -> bool:
    stated = (a.QUALITY_TARGET, a.VALUE)
    around = (node, *board.targets_of(node.id, Relation.EVALUATES))
    return any(board.number(one, attribute) is not None for one in around for attribute in stated)


def _has_baseline(board: Board, node: Node) -> bool:
    around = (node, *board.targets_of(node.id, Relation.EVALUATES))
    if any(board.number(one, a.BASELINE) is not None for one in around):
        return True
    target = board.number(node, a.QUALITY_TARGET)
    return bool(target and target.quantity and target.quantity.relative_to)


def _needs_base_rate(board: Board, metric: str) -> bool:
    words = metric.lower().replace("-", " ").replace("_", " ")
    if board.design.lane is Lane.LLM or _OF_RANKINGS.search(words):
        return False
    if _OF_MANY.search(words):
        return False
    return _OF_CLASSES.search(words) is not None


def _has_base_rate(board: Board, node: Node) -> bool:
    known = (Kind.LABEL, Kind.DATASET, Kind.REQUIREMENT)
    return any(board.number(one, a.BASE_RATE) is not None for one in (node, *board.of_kind(*known)))
