"""REL901: the parts an endpoint needs fail more often than it may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.availability import in_series, minutes_down
from checks.facts.error_budget import budget_period
from checks.facts.wording import percent, several
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
    Severity,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The product and the objective, fractions of time."""

    title: str
    terms: tuple[tuple[str, float], ...]
    product: float
    slo: float
    days: float
    weakest: tuple[str, float]
    needed: float  # what the weakest part would have to reach
    unknown: tuple[str, ...]
    alone: bool


class AvailabilityComposition(Rule["Node", Facts]):
    """The parts an endpoint needs fail more often than it may.

    ## What it does
    Multiplies the availabilities of everything an endpoint cannot answer without, with the credit
    of fallbacks that can be up while the part is down, and compares the product with the objective.
    A single part below the objective is told apart: no fallback around others can lift it.

    ## Why it matters
    Every hard dependency adds its own downtime. The rule of thumb is that a dependency needs one
    more nine than what stands on it.

    ## How to fix it
    Make the weakest part soft, put something independent behind it, or promise less.

    ## When it does not apply
    Soft dependencies, cached and asynchronous ones. A published objective is a floor, so the
    product alone is an error only beyond twice the budget. Parts whose availability nobody states
    count as always up and are listed.

    ## References
    - CALC: the calculus of service availability, the rule of the extra nine.
    - AWSAV: availability with dependencies.
    """

    code = "REL901"
    name = "availability-composition"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "extra_nine": ByLevel.of("-/W/E/E"),
        "product": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "Which dependency would you make soft first?"
    sources = ("CALC", "AWSAV")
    checks_what = "availability"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a provider that fails more often than the endpoint may",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, availability: 99.99%}
              store: {kind: feature_store, availability: 99.95%}
              writer: {kind: llm, availability: 99.5%}
            edges: ["api -> store: reads", "api -> writer: calls"]
            """,
            at=("api",),
            variant="extra_nine",
        ),
        Bad(
            "three parts that are each good enough and together are not",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, availability: 99.9%}
              store: {kind: feature_store, availability: 99.9%}
              ranker: {kind: model, type: nn, availability: 99.9%}
            edges: ["api -> store: reads", "api -> ranker: calls"]
            """,
            at=("api",),
            variant="product",
        ),
        Good(
            "each has something independent behind it",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, availability: 99.99%}
              store: {kind: feature_store, availability: 99.9%}
              writer: {kind: llm, availability: 99.5%}
              defaults: {kind: fallback, availability: 99.9%}
              template: {kind: fallback, availability: 99.9%}
            edges:
              - "api -> store: reads"
              - "api -> writer: calls"
              - "store -> defaults: falls_back_to"
              - "writer -> template: falls_back_to"
            """,
        ),
        Good(
            "the same provider, and nobody waits for it",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, availability: 99.99%}
              writer: {kind: llm, availability: 99.5%}
            edges: [{edge: "api -> writer: calls", hard: no}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The answering endpoints that promise an availability and need something."""
        return (
            node
            for node in board.dependencies.endpoints
            if board.number(node, a.AVAILABILITY_SLO) is not None and board.dependencies.of(node.id)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Multiply what is known, and compare the time down with the time that may be."""
        slo = board.number(subject, a.AVAILABILITY_SLO)
        if slo is None:
            return
        needed = board.dependencies.of(subject.id)
        own = board.number(subject, a.AVAILABILITY)
        known = [(subject, own)] if own is not None else []
        known += [(one.node, one.known) for one in needed if one.availability is not None]
        if not known:
            return
        product = _ALL
        for _, number in known:
            product = product * number
        verdict = exceeds(_ALL - product, _ALL - slo)
        weakest = min(known, key=lambda part: (part[1].value, part[0].id))
        alone = exceeds(_ALL - weakest[1], _ALL - slo)
        if verdict is Verdict.HOLDS:
            return
        is_alone = alone is Verdict.CERTAIN
        floors_only = not is_alone and 1 - product.value <= _TWICE * (1 - slo.value)
        rest = in_series(number.value for part, number in known if part is not weakest[0])
        yield Observation(
            at=Place(
                (subject.id, *(one.node.id for one in needed)), fields=(a.AVAILABILITY_SLO.name,)
            ),
            facts=Facts(
                title=subject.title,
                terms=tuple((node.title, number.value) for node, number in known),
                product=in_series(number.value for _, number in known),
                slo=slo.value,
                days=budget_period(slo) / 86400,
                weakest=(weakest[0].title, weakest[1].value),
                needed=min(slo.value / rest, 1.0) if rest else 1.0,
                unknown=tuple(one.node.title for one in needed if one.availability is None),
                alone=is_alone,
            ),
            certainty=Certainty(verdict.value),
            variant="extra_nine" if is_alone else "product",
            numbers=(slo, *(number for _, number in known)),
            cap=Severity.WARNING if floors_only else Severity.ERROR,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say the product, and the minutes it costs."""
        down, may = minutes_down(facts.product, facts.days), minutes_down(facts.slo, facts.days)
        terms = " x ".join(_shown(value) for _, value in facts.terms)
        period = f"{facts.days:g} d"
        named = ", ".join(f"{title} {_shown(value)}" for title, value in facts.terms)
        title, value = facts.weakest
        if facts.alone:
            message = (
                f"{facts.title} promises {_shown(facts.slo)} and cannot answer without {title}, "
                "which "
                f"is up {_shown(value)}: {down:.3g} min down in {period} against {may:.3g}."
            )
        else:
            message = (
                f"{facts.title}: {named} multiply to {_shown(facts.product)}, below the "
                f"{_shown(facts.slo)} promised: {down:.3g} min down in {period} against {may:.3g}."
            )
        working = [
            f"{terms} = {facts.product:.5f}",
            f"({period}) x (1 - {facts.product:.5f}) = {down:.3g} min",
        ]
        if facts.unknown:
            working.append(f"taken as always up: {several(facts.unknown)}")
        return Explanation(message=message, working=tuple(working), remedy=_remedy(facts))


_ALL = Number.exactly(1.0)
_TWICE = 2.0


def _shown(value: float) -> str:
    return show_value(value, Dimension.AVAILABILITY, digits=6)


def _remedy(facts: Facts) -> str:
    title, value = facts.weakest
    promise = f"a promise of {_shown(int(facts.product * 1e5) / 1e5)}"
    if facts.needed >= 1:
        return f"Something independent behind more than one of the parts, or {promise}."
    missing = (facts.needed - value) / (1 - value)
    return (
        f"{title} up {_shown(facts.needed)}, a fallback for it that answers {percent(missing)} of "
        f"what fails, or {promise}."
    )
