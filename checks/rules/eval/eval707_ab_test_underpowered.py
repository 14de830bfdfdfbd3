"""EVAL707: the test ends before it can see the effect it looks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics, whole
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
from design.changes import SetField
from design.quantities.quantity import Basis, Direction
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Units of the smaller arm, the effect and the days."""

    title: str
    days: float
    per_day: float
    share: float
    arm: float
    least: float  # that the arm may be
    base: float
    effect: float
    needed: float  # that may be, at most
    enough: float  # days
    seen: float
    weeks: int  # days, whole weeks
    variant: str
    is_certain: bool


class AbTestUnderpowered(Rule["Node", Facts]):
    """The test ends before it can see the effect it looks for.

    ## What it does
    Works out how many units an arm needs for the smallest effect at the base rate (two-sided, 5 %
    unless stated, power 80 %) and compares that with the entrants of the planned days. Of arms of
    different sizes the smaller one decides: of a 1 % holdout it is the one percent. A test that is
    no whole number of weeks is mentioned.

    ## Why it matters
    An underpowered test says 'no difference' about everything, and its rare wins are the largest
    exaggerations.

    ## How to fix it
    More days, a larger effect, another metric, or less variance.

    ## When it does not apply
    Tests whose units are counted over the whole time already; interleaving; ramps that only look
    for harm.

    ## References
    - KTX 17: 16 sigma^2 / delta^2; the variance of a difference is p (1 - p) (1/n1 + 1/n2).
    """

    code = "EVAL707"
    name = "ab-test-underpowered"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "underpowered": ByLevel.of("-/W/E/E"),
        "not_weeks": ByLevel.of("-/I/I/I"),
    }
    skills = (Skill.DECISIONS,)
    question = "You get half the traffic you hoped for: longer, larger MDE, or a different metric?"
    sources = ("KTX 17",)
    checks_what = "the power of the test"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three days for a fifth of a point",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, base_rate: 4%, mde: +0.2 pp,
                    duration: 3 d, entrants_per_day: 40k/day}
            edges: ["test -> ranker: evaluates"]
            """,
            at=("test",),
            variant="underpowered",
        ),
        Bad(
            "ten days are no whole weeks",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, base_rate: 4%, mde: +0.2 pp,
                    duration: 10 d, entrants_per_day: 40k/day}
            edges: ["test -> ranker: evaluates"]
            """,
            at=("test",),
            variant="not_weeks",
        ),
        Good(
            "two weeks",
            """
            nodes:
              ranker: {kind: model, type: nn}
              test: {kind: experiment, metric: conversion, base_rate: 4%, mde: +0.2 pp,
                    duration: 14 d, entrants_per_day: 40k/day}
            edges: ["test -> ranker: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The experiments that say which effect they look for."""
        return (
            node
            for node in board.of_kind(Kind.EXPERIMENT)
            if node.get(a.ASSIGNMENT) != "interleaving" and board.number(node, a.MDE) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the units it gets with those it needs."""
        base, mde = _base(board, subject), board.number(subject, a.MDE)
        days, entrants = (
            board.number(subject, a.DURATION),
            board.number(subject, a.ENTRANTS_PER_DAY),
        )
        missing = tuple(
            name
            for name, number in (
                (a.DURATION, days),
                (a.ENTRANTS_PER_DAY, entrants),
                (a.BASE_RATE, base),
            )
            if number is None
        )
        if missing:
            yield Demand(subject.id, AttributeGroup.WORKLOAD, missing)
        if base is None or mde is None or days is None or entrants is None:
            return
        effect = _effect(mde, base)
        if effect is None:
            return
        share = _smaller(board.number(subject, a.SHARE))
        arm = entrants * days * share
        less = board.number(subject, a.VARIANCE_REDUCTION) or Number.exactly(0.0)
        alpha = board.number(subject, a.ALPHA) or _ALPHA
        if arm.low <= 0 or less.high >= 1 or not 0 < alpha.low <= alpha.high < 1:
            return
        needed = _needed(base, effect, share, less, alpha, falls=_falls(mde))
        if needed is None:
            return
        verdict = exceeds(needed, arm)
        variant = "underpowered"
        if verdict is Verdict.HOLDS:
            if days.low < days.high or _is_weeks(days):
                return
            variant, verdict = "not_weeks", Verdict.CERTAIN
        weeks = _whole_weeks(days, needed, arm)
        is_certain = verdict is Verdict.CERTAIN
        most, least = (needed.value, arm.value) if is_certain else (needed.high, arm.low)
        both = 2 * arm.value * (1 - share.value)  # two arms of this size see as much
        yield Observation(
            at=Place((subject.id,), fields=(a.DURATION.name,)),
            facts=Facts(
                title=subject.title,
                days=days.value / _DAY,
                per_day=entrants.value * _DAY,
                share=share.value,
                arm=arm.value,
                base=base.value,
                effect=effect.value,
                least=least,
                needed=most,
                enough=days.value / _DAY * most / least,
                seen=statistics.detectable(
                    base.value, both, correlation=less.value, alpha=alpha.value
                ),
                weeks=weeks,
                variant=variant,
                is_certain=is_certain,
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(needed, arm),
            fix=(
                (SetField(field=a.DURATION.name, value=f"{weeks} d", id=subject.id),)
                if weeks <= _LONGEST
                else ()
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it sees, and when it would see enough."""
        if facts.variant == "not_weeks":
            return Explanation(
                message=(
                    f"{facts.title} runs {figure(facts.days, 3)} d, no whole number of weeks: one "
                    "weekday counts "
                    "more than another."
                ),
                working=(f"{figure(facts.days, 3)} / 7 = {figure(facts.days / 7, 3)}",),
                remedy=f"{facts.weeks} d.",
                question="Which day of the week is in it twice?",
            )
        arm = "per arm" if facts.share == _HALF else "in the smaller arm"
        give, needs = ("give", "needs") if facts.is_certain else ("may give", "may need")
        return Explanation(
            message=(
                f"{facts.title}: {figure(facts.days, 3)} d x {count(facts.per_day)}/day {give} "
                f"{count(facts.least)} {arm}; detecting {_points(facts.effect)} on "
                f"{percent(facts.base)} {needs} {count(facts.needed)} "
                f"({figure(facts.enough, 3)} d)."
            ),
            working=(
                (
                    f"{count(facts.per_day)} x {figure(facts.days, 3)} x {percent(facts.share)} = "
                    f"{count(facts.arm)}"
                ),
                f"in {figure(facts.days, 3)} d it sees {_points(facts.seen)}",
            ),
            remedy=_remedy(facts),
        )


_DAY = 86400.0
_LONGEST = 180  # days: beyond that the product is another one before the answer is there
_WEEK = 7 * _DAY
_HALF = 0.5
_ALPHA = Number.exactly(0.05)


def _remedy(facts: Facts) -> str:
    effect = f"an effect of {_points(facts.seen)}"
    if facts.weeks <= _LONGEST:
        return f"{facts.weeks} d, or {effect}."
    per_day = count(whole.at_least(facts.per_day * facts.enough / facts.days))
    return f"A{effect[1:]}, or {per_day} a day: it would take {count(facts.enough)} d."


def _smaller(share: Number | None) -> Number:
    """The share of the smaller arm: half of all where none is stated, or all are in the test."""
    if share is None or share.high >= 1:
        return Number.exactly(_HALF)
    return share if share.value <= _HALF else Number.exactly(1.0) - share


def _base(board: Board, test: Node) -> Number | None:
    for attribute in (a.BASE_RATE, a.BASELINE):
        stated = board.number(test, attribute)
        if stated is not None and 0 < stated.low <= stated.high < 1:
            return stated
    return None


def _effect(mde: Number, base: Number) -> Number | None:
    """The effect in points of the rate, or None where its basis is not said."""
    quantity = mde.quantity
    if quantity is None or mde.low <= 0 or (quantity.in_percent and quantity.basis is None):
        return None
    return base * mde if quantity.basis is Basis.RELATIVE else mde


def _falls(mde: Number) -> bool:
    """Whether the effect it looks for is a drop."""
    return mde.quantity is not None and mde.quantity.direction is Direction.DROP


def _needed(
    base: Number, effect: Number, share: Number, less: Number, alpha: Number, *, falls: bool
) -> Number | None:
    """Units the smaller arm needs; None where the effect takes the rate out of 0 to 1."""
    after = base - effect if falls else base + effect
    if after.low <= 0 or after.high >= 1:
        return None

    def at(rate: float, step: float, part: float, saved: float, error: float) -> float:
        moved, ratio = -step if falls else step, (1 - part) / part
        return statistics.per_arm(rate, moved, ratio=ratio, alpha=error) * (1 - saved)

    return over(at, base, effect, share, less, alpha)


def _is_weeks(days: Number) -> bool:
    return round(days.value / _WEEK, 6).is_integer()


def _whole_weeks(days: Number, needed: Number, arm: Number) -> int:
    enough = days.value / _DAY * max(1.0, needed.high / arm.low)
    return whole.at_least(enough / 7) * 7


def _points(fraction: float) -> str:
    return f"{figure(fraction * 100, 2)} pp"
