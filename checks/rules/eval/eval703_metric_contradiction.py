"""EVAL703: the stated rates cannot all be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import base_rates
from checks.facts.wording import percent
from checks.rule import (
    Bad,
    Board,
    ByLevel,
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
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

    # The two that are given beside the base rate, what they imply, its field and its number.
    Implied = tuple[tuple[tuple[str, Number], ...], str, Attribute[Quantity], Number]


@dataclass(frozen=True, slots=True)
class Facts:
    """The three that fix the fourth, as fractions."""

    title: str
    given: tuple[tuple[str, float], ...]
    what: str
    implied: float
    stated: float | None


class MetricContradiction(Rule["Node", Facts]):
    """The stated rates cannot all be true.

    ## What it does
    Takes the base rate and two of recall, precision, false positive rate and flag rate, and works
    out the rest; a stated value that differs by more than a tenth, or an implied one above 1, is
    found.

    ## Why it matters
    With 0.2 % of positives, a false positive rate of one percent means that six of seven flags are
    wrong, whatever the slide says.

    ## How to fix it
    Correct the number that was guessed, or say on which data each was measured.

    ## When it does not apply
    Metrics at different thresholds, or on resampled data whose base rate is stated with the
    evaluation; metrics at k.

    ## References
    - AXEL: the base-rate fallacy.
    - HUYEN 6.
    """

    code = "EVAL703"
    name = "metric-contradiction"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.DECISIONS, Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "With 0.2% positives, what false-positive rate does 50% precision require?"
    sources = ("AXEL", "HUYEN 6")
    checks_what = "rates against each other"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "half of the flags right, and one percent of the rest flagged",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: recall, base_rate: 0.2%, recall: 80%,
                    precision: 50%, fpr: 1%}
            edges: ["offline -> model: evaluates"]
            """,
            at=("offline",),
        ),
        Bad(
            "more flags than there can be",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: recall, base_rate: 40%, recall: 90%,
                    precision: 30%}
            edges: ["offline -> model: evaluates"]
            """,
            at=("offline",),
        ),
        Good(
            "a false positive rate of 0.16 percent",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: recall, base_rate: 0.2%, recall: 80%,
                    precision: 50%, fpr: 0.16%}
            edges: ["offline -> model: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations and models that state rates."""
        return (
            node
            for node in board.of_kind(Kind.EVALUATION, Kind.MODEL)
            if any(board.number(node, one) is not None for one in (a.RECALL, a.PRECISION))
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Work out what the stated ones imply."""
        base = _base(board, subject)
        if base is None or base.low <= 0 or base.high >= 1:
            return
        for given, what, attribute, implied in _implied(board, subject, base):
            stated = board.number(subject, attribute)
            if not _cannot_be(implied, stated):
                continue
            named = [("base rate", base), *given]
            yield Observation(
                at=Place((subject.id,), fields=(attribute.name,)),
                facts=Facts(
                    subject.title,
                    tuple((name, number.value) for name, number in named),
                    what,
                    implied.value,
                    None if stated is None else stated.value,
                ),
                numbers=(*(number for _, number in named), *(() if stated is None else (stated,))),
            )
            return

    def explain(self, facts: Facts) -> Explanation:
        """Say what follows, and what is stated."""
        given = ", ".join(f"{name} {percent(value)}" for name, value in facts.given)
        implied = percent(facts.implied)
        if facts.stated is None:
            message = f"{facts.title}: {given} imply a {facts.what} of {implied}, which cannot be."
        else:
            message = (
                f"{facts.title}: {given} imply a {facts.what} of {implied}; "
                f"{percent(facts.stated)} is stated."
            )
        return Explanation(
            message=message,
            working=(f"{facts.what} = {implied}",),
            remedy=f"A {facts.what} of {implied}, or another of "
            f"{', '.join(name for name, _ in facts.given)}."
            if facts.implied <= 1
            else f"Another of {', '.join(name for name, _ in facts.given)}.",
        )


_IDENTITY = 0.10  # of the smaller: rates are measured, not derived
_ALL = Number.exactly(1.0)


def _base(board: Board, node: Node) -> Number | None:
    if node.kind is Kind.EVALUATION:
        return board.evaluations.base_rate(node)
    return board.lineage.base_rate(node.id)


def _implied(board: Board, node: Node, base: Number) -> Iterator[Implied]:
    """The two that are given beside the base rate, and what they imply for another."""
    recall, precision, false, flags = (
        board.number(node, one) for one in (a.RECALL, a.PRECISION, a.FPR, a.FLAG_RATE)
    )
    if recall is not None and precision is not None and precision.low > 0:
        given = (("recall", recall), ("precision", precision))
        wrong = over(base_rates.false_positive_rate, base, recall, precision)
        yield given, "false positive rate", a.FPR, wrong
        yield given, "flag rate", a.FLAG_RATE, over(base_rates.flag_rate, base, recall, precision)
    elif recall is not None and false is not None:
        given = (("recall", recall), ("false positive rate", false))
        yield given, "flag rate", a.FLAG_RATE, base * recall + (_ALL - base) * false
    elif recall is not None and flags is not None and flags.low > 0:
        given = (("recall", recall), ("flag rate", flags))
        yield given, "precision", a.PRECISION, base * recall / flags
    elif precision is not None and flags is not None:
        given = (("precision", precision), ("flag rate", flags))
        yield given, "recall", a.RECALL, flags * precision / base


def _cannot_be(implied: Number, stated: Number | None) -> bool:
    """Whether it is above one, or the intervals of both lie apart."""
    if stated is None:
        return implied.low > 1 + 1e-9
    return Verdict.CERTAIN in (
        exceeds(implied, stated, tolerance=_IDENTITY),
        exceeds(stated, implied, tolerance=_IDENTITY),
    )
