"""EVAL707: the test ends before it can see the effect it looks for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
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
from design.changes import SetField
from design.quantities.quantity import Basis
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Units of an arm, the effect and the days."""

    title: str
    days: float
    per_day: float
    share: float
    arm: float
    base: float
    effect: float
    needed: float
    seen: float


class AbTestUnderpowered(Rule["Node", Facts]):
    """The test ends before it can see the effect it looks for.

    ## What it does
    Works out how many units an arm needs for the smallest effect at the base rate (two-sided, 5 %,
    power 80 %) and compares that with the entrants of the planned days. A test that is no whole
    number of weeks is mentioned.

    ## Why it matters
    An underpowered test says 'no difference' about everything, and its rare wins are the largest
    exaggerations.

    ## How to fix it
    More days, a larger effect, another metric, or less variance.

    ## When it does not apply
    Tests whose units are counted over the whole time already; interleaving; ramps that only look
    for harm.

    ## References
    - KTX 17: 16 sigma^2 / delta^2.
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
        base, effect = _base(board, subject), _effect(board, subject)
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
        if base is None or effect is None or days is None or entrants is None:
            return
        share = board.number(subject, a.SHARE)
        smaller = (
            Number.exactly(0.5)
            if share is None
            else Number.exactly(min(share.value, 1 - share.value) or 0.5)
        )
        arm = entrants * days * smaller
        reduction = board.number(subject, a.VARIANCE_REDUCTION)
        needed = _spread(base, effect, Number.exactly(0.0) if reduction is None else reduction)
        if needed is None or arm.low <= 0:
            return
        verdict = exceeds(needed, arm)
        weeks = days.value / _WEEK
        variant = "underpowered"
        if verdict is Verdict.HOLDS:
            if abs(weeks - round(weeks)) < 1e-6 and round(weeks) > 0:
                return
            variant, verdict = "not_weeks", Verdict.CERTAIN
        yield Observation(
            at=Place((subject.id,), fields=(a.DURATION.name,)),
            facts=Facts(
                title=subject.title,
                days=days.value / 86400,
                per_day=entrants.value * 86400,
                share=smaller.value,
                arm=arm.value,
                base=base.value,
                effect=effect.value,
                needed=needed.value,
                seen=statistics.detectable(base.value, arm.value),
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(needed, arm),
            fix=(
                SetField(
                    field=a.DURATION.name,
                    value=f"{_whole_weeks(days, needed, arm)} d",
                    id=subject.id,
                ),
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it sees, and when it would see enough."""
        days = facts.days * max(1.0, facts.needed / facts.arm)
        weeks = math.ceil(round(days / 7, 9)) * 7
        if facts.needed <= facts.arm:
            return Explanation(
                message=(
                    f"{facts.title} runs {facts.days:.3g} d, no whole number of weeks: one "
                    "weekday counts "
                    "more than another."
                ),
                working=(f"{facts.days:.3g} / 7 = {facts.days / 7:.3g}",),
                remedy=f"{weeks} d.",
                question="Which day of the week is in it twice?",
            )
        return Explanation(
            message=(
                f"{facts.title}: {facts.days:.3g} d x {count(facts.per_day)}/day give "
                f"{count(facts.arm)} per "
                f"arm; detecting {_points(facts.effect)} on {percent(facts.base)} needs "
                f"{count(facts.needed)} ({days:.3g} d)."
            ),
            working=(
                (
                    f"{count(facts.per_day)} x {facts.days:.3g} x {percent(facts.share)} = "
                    f"{count(facts.arm)}"
                ),
                f"in {facts.days:.3g} d it sees {_points(facts.seen)}",
            ),
            remedy=f"{weeks} d, or an effect of {_points(facts.seen)}.",
        )


_WEEK = 7 * 86400.0


def _base(board: Board, test: Node) -> Number | None:
    for attribute in (a.BASE_RATE, a.BASELINE):
        stated = board.number(test, attribute)
        if stated is not None and 0 < stated.low <= stated.high < 1:
            return stated
    return None


def _effect(board: Board, test: Node) -> Number | None:
    """The effect in points of the rate, or None where its basis is not said."""
    stated, base = board.number(test, a.MDE), _base(board, test)
    quantity = stated.quantity if stated is not None else None
    if stated is None or quantity is None or base is None or stated.low <= 0:
        return None
    if quantity.in_percent and quantity.basis is None:
        return None
    return base * stated if quantity.basis is Basis.RELATIVE else stated


def _spread(base: Number, effect: Number, reduction: Number) -> Number | None:
    """Units an arm needs, over the intervals."""
    if base.high + effect.high >= 1 or reduction.high >= 1:
        return None

    def at(rate: float, step: float, less: float) -> float:
        return statistics.per_arm(rate, step) * (1 - less)

    ends = [*product(*((one.low, one.high) for one in (base, effect, reduction)))]
    corners = [at(*corner) for corner in ends]
    middle = at(base.value, effect.value, reduction.value)
    bound = (base + effect) * reduction  # for its bindings and state alone
    return Number(min(*corners, middle), middle, max(*corners, middle), bound.state, bound.bindings)


def _whole_weeks(days: Number, needed: Number, arm: Number) -> int:
    enough = days.value / 86400 * max(1.0, needed.high / arm.low)
    return max(1, math.ceil(round(enough / 7, 9))) * 7


def _points(fraction: float) -> str:
    return f"{figure(fraction * 100, 2)} pp"
