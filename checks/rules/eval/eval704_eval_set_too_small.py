"""EVAL704: the set cannot tell the claimed gain from chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics, whole
from checks.facts.metric_names import words_of
from checks.facts.wording import count, percent
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
from checks.rules.eval._over_intervals import over
from design.quantities.quantity import Basis, Comparator
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute


@dataclass(frozen=True, slots=True)
class Facts:
    """Items, the rate, the gain and what is resolved, as fractions."""

    title: str
    items: float
    rate: float
    gain: float
    least: float
    half: float
    needed: float
    correlation: float
    counted: str  # items, or those among them the metric is about


class EvalSetTooSmall(Rule["Node", Facts]):
    """The set cannot tell the claimed gain from chance.

    ## What it does
    Works out the smallest difference so many items resolve (the same items for both, correlation
    0.5 unless stated) and compares it with the claimed gain, or with what lies between baseline and
    target. Recall is counted on the positives, precision on what is flagged.

    ## Why it matters
    83 against 80 on two hundred questions is what two runs of the same model give.

    ## How to fix it
    More items, a smaller claim, or the same items for both with their correlation measured.

    ## When it does not apply
    Smoke gates with a wide margin; metrics that are no share of items; sets that grow by a stated
    plan.

    ## References
    - MILLER: error bars for evals.
    - KTX 17: sample size.
    - HUYEN 6.
    """

    code = "EVAL704"
    name = "eval-set-too-small"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "Your new prompt wins 83 to 80 on 200 questions: do you believe it?"
    sources = ("MILLER", "KTX 17", "HUYEN 6")
    checks_what = "the size of the evaluation set"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three points on two hundred questions",
            """
            nodes:
              writer: {kind: model, type: nn}
              answers: {kind: evaluation, metric: accuracy, n: "200", baseline: accuracy 80%,
                    claimed_gain: +3 pp, paired_correlation: 0.5}
            edges: ["answers -> writer: evaluates"]
            """,
            at=("answers",),
        ),
        Good(
            "fourteen hundred questions",
            """
            nodes:
              writer: {kind: model, type: nn}
              answers: {kind: evaluation, metric: accuracy, n: "1450", baseline: accuracy 80%,
                    claimed_gain: +3 pp, paired_correlation: 0.5}
            edges: ["answers -> writer: evaluates"]
            """,
        ),
        Good(
            "ranking metrics are no share of items",
            """
            nodes:
              ranker: {kind: model, type: nn}
              offline: {kind: evaluation, metric: NDCG@10, n: "200", baseline: NDCG@10 0.40,
                    claimed_gain: +0.01}
            edges: ["offline -> ranker: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations of shares whose gain is claimed or aimed at."""
        return (
            node
            for node in board.evaluations.all
            if _is_share(node) and _claim(board, node) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the gain with what the items resolve."""
        claim, items = _claim(board, subject), _items(board, subject)
        if claim is None:
            return
        gain, rate = claim
        if items is None:
            yield Demand(subject.id, AttributeGroup.WORKLOAD, (a.N,))
            return
        if items.low < 1:
            return
        rho = board.number(subject, a.PAIRED_CORRELATION) or Number.default(
            0.5, a.PAIRED_CORRELATION.name, "0.5 between two answers to the same item"
        )
        least = _spread(items, rate, rho)
        verdict = exceeds(least, gain)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.N.name,)),
            facts=Facts(
                title=subject.title,
                items=items.value,
                rate=rate.value,
                gain=gain.value,
                least=least.value,
                half=statistics.half_width(rate.value, items.value),
                needed=statistics.items_for(rate.value, gain.value, correlation=rho.value),
                correlation=rho.value,
                counted=_counted(subject),
            ),
            certainty=Certainty(verdict.value),
            numbers=(least, gain),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is resolved, and what is claimed."""
        return Explanation(
            message=(
                f"{facts.title}: {count(facts.items)} {facts.counted} resolve differences of "
                f"{_points(facts.least)}; "
                f"the gain is {_points(facts.gain)}."
            ),
            working=(
                (
                    f"{percent(facts.rate)} on {count(facts.items)} {facts.counted}: "
                    f"+-{_points(facts.half)}"
                ),
                (
                    f"2.80 x sqrt(2 x {figure(facts.rate, 3)} x {figure(1 - facts.rate, 3)} x "
                    f"{figure(1 - facts.correlation, 3)} / "
                    f"{count(facts.items)}) = {_points(facts.least)}"
                ),
            ),
            remedy=(
                f"{count(whole.at_least(facts.needed))} {facts.counted}, or a claim of "
                f"{_points(facts.least)}."
            ),
        )


_NO_SHARES = frozenset(
    "auc ndcg mrr map rmse mae mape wape smape logloss brier perplexity bleu rouge loss latency "
    "cost calibration ece pinball rmsle".split()
)
_OF_POSITIVES = frozenset({"recall", "sensitivity", "tpr"})
_OF_FLAGGED = frozenset({"precision", "ppv"})
_FALLING = (Comparator.BELOW, Comparator.AT_MOST)


def _name(test: Node) -> str:
    metric: str | None = test.get(a.METRIC)
    return metric or test.title


def _is_share(test: Node) -> bool:
    name = _name(test)
    return not words_of(name) & _NO_SHARES and "average precision" not in name.casefold()


def _is_of_positives(test: Node) -> bool:
    return bool(words_of(_name(test)) & _OF_POSITIVES)


def _is_of_flagged(test: Node) -> bool:
    return bool(words_of(_name(test)) & _OF_FLAGGED)


def _counted(test: Node) -> str:
    if _is_of_positives(test):
        return "positives"
    return "flagged items" if _is_of_flagged(test) else "items"


def _rate(board: Board, test: Node) -> Number | None:
    """The rate the gain is on: today's, else the target."""
    for attribute in (a.BASELINE, a.QUALITY_TARGET):
        stated = board.number(test, attribute)
        if stated is not None and 0 < stated.low <= stated.high < 1:
            return stated
    return None


def _claim(board: Board, test: Node) -> tuple[Number, Number] | None:
    """The gain in points of the rate, claimed or from baseline to target, and the rate."""
    claimed, rate = board.number(test, a.CLAIMED_GAIN), _rate(board, test)
    if rate is None:
        return None
    if claimed is not None and claimed.low > 0:
        quantity = claimed.quantity
        if quantity is None or (quantity.in_percent and quantity.basis is None):
            return None
        return (rate * claimed if quantity.basis is Basis.RELATIVE else claimed), rate
    target, today = board.number(test, a.QUALITY_TARGET), board.number(test, a.BASELINE)
    if target is None or today is None:
        return None
    falls = target.quantity is not None and target.quantity.comparator in _FALLING
    worse, better = (target, today) if falls else (today, target)
    return (better - worse, rate) if worse.high < better.low < 1 else None


def _items(board: Board, test: Node) -> Number | None:
    """The items the metric is counted on, as many independent ones as they are worth."""
    owners = (test, *board.evaluations.sets_of(test))
    if _is_of_positives(test):
        stated = _first(board, owners, a.N_POSITIVES) or _times(
            _first(board, owners, a.N), board.evaluations.base_rate(test)
        )
    elif _is_of_flagged(test):
        stated = _times(_first(board, owners, a.N), board.number(test, a.FLAG_RATE))
    else:
        stated = _first(board, owners, a.N)
    each, icc = board.number(test, a.ITEMS_PER_GROUP), board.number(test, a.ICC)
    if stated is None or each is None or icc is None:
        return stated
    return stated / (Number.exactly(1.0) + (each - Number.exactly(1.0)) * icc)


def _first(board: Board, owners: tuple[Node, ...], attribute: Attribute[Quantity]) -> Number | None:
    stated = (board.number(node, attribute) for node in owners)
    return next((one for one in stated if one is not None), None)


def _times(items: Number | None, share: Number | None) -> Number | None:
    """The items that count, all of them where their share is not known."""
    return items if items is None or share is None else items * share


def _spread(items: Number, rate: Number, rho: Number) -> Number:
    """What is resolved, over the intervals."""

    def at(n: float, p: float, r: float) -> float:
        return statistics.detectable(p, n, correlation=min(r, 1.0))

    return over(at, items, rate, rho)


def _points(fraction: float) -> str:
    return f"{figure(fraction * 100, 3)} pp"
