"""MON610: a burn-rate alert that cannot fire, or fires when the budget is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics
from checks.facts.durations import duration_text
from checks.facts.error_budget import budget_period
from checks.facts.wording import percent
from checks.numbers import Number
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_ONE = Number.exactly(1.0)
_HALF = Number.exactly(0.5)
_LATE = Number.exactly(0.20)  # of the budget gone when somebody is told
_ALL_BAD_HAPPENS = frozenset({"latency", "freshness"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The burn rate in terms of errors; ``spent`` is the share of the budget gone by the page."""

    title: str
    burn: float
    slo: float
    needed: float
    spent: float
    window: float
    variant: str


class BurnRateUnreachable(Rule["Node", Facts]):
    """A burn rate asks for more errors than there are requests, or tells too late.

    ## What it does
    Multiplies the burn rate by the errors the objective allows. At 1 or more the alert cannot
    fire; above one half it fires only in a near-total outage. It also works out how much of the
    budget is gone when the window is full.

    ## Why it matters
    14.4x belongs to a 99.9 % objective. Copied to a 90 % one it never fires, and nobody finds out
    until it should have.

    ## How to fix it
    Take the largest burn rate the objective leaves room for, 1 / (1 - SLO), and stay well below.

    ## When it does not apply
    Where all requests can be bad at once (latency, freshness) only the impossible is raised.

    ## References
    - SRE Workbook 5: 14.4x over 1 h is 2 % of the budget, 6x over 6 h 5 %, 1x over 3 d 10 %.
    """

    code = "MON610"
    name = "burn-rate-unreachable"
    severity = ByLevel.of("-/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "impossible": ByLevel.of("-/W/W/E"),
        "near_total": ByLevel.of("-/W/W/W"),
        "late": ByLevel.of("-/W/W/W"),
    }
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "Did you copy 14.4 from a 99.9% service?"
    sources = ("SREW 5",)
    checks_what = "burn rates"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "14.4x of a tenth is more than everything",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 90%}
              errors: {kind: monitor, signal: errors, burn_rate: 14.4x, window: 1 h}
            edges: ["errors -> api: monitors"]
            """,
            at=("errors",),
            variant="impossible",
        ),
        Bad(
            "a page after a third of the month's budget",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              errors: {kind: monitor, signal: errors, burn_rate: 2x, window: 5 d}
            edges: ["errors -> api: monitors"]
            """,
            at=("errors",),
            variant="late",
        ),
        Good(
            "14.4x of one in a thousand",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%}
              errors: {kind: monitor, signal: errors, burn_rate: 14.4x, window: 1 h}
            edges: ["errors -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The monitors and alerts with a burn rate."""
        return (
            one
            for one in board.of_kind(Kind.MONITOR, Kind.ALERT)
            if board.number(one, a.BURN_RATE) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Turn the burn rate into an error rate and into a share of the budget."""
        burn, slo = board.number(subject, a.BURN_RATE), _slo(board, subject)
        if burn is None or slo is None or slo.high >= 1:
            return
        needed = burn * (_ONE - slo)
        # Exactly 1 takes every request: no tolerance here, only the dust of floats.
        above_all = exceeds(needed, _ONE, tolerance=-1e-9)
        if above_all is not Verdict.HOLDS:
            yield _observation(board, subject, (burn, slo), "impossible", above_all)
            return
        if _all_bad_happens(board, subject):
            return
        above_half = exceeds(needed, _HALF)
        if above_half is not Verdict.HOLDS:
            yield _observation(board, subject, (burn, slo), "near_total", above_half)
            return
        window = _window(board, subject)
        if window is None:
            return
        late = exceeds(burn * window / Number.exactly(budget_period(slo)), _LATE)
        if late is not Verdict.HOLDS:
            yield _observation(board, subject, (burn, slo, window), "late", late)

    def explain(self, facts: Facts) -> Explanation:
        """Say what error rate it takes, or how much is gone."""
        most = 1 / (1 - facts.slo)
        slo = show_value(facts.slo, Dimension.AVAILABILITY)
        if facts.variant == "late":
            return Explanation(
                message=(
                    f"{facts.title}: a {facts.burn:g}x burn over {duration_text(facts.window)} "
                    f"tells when {percent(facts.spent)} of the error budget is gone."
                ),
                working=(
                    (
                        f"spent = {facts.burn:g} x {duration_text(facts.window)} / period = "
                        f"{percent(facts.spent)}"
                    ),
                ),
                remedy=(
                    f"A window of at most "
                    f"{duration_text(facts.window * _LATE.value / facts.spent)}."
                ),
            )
        what = "is impossible" if facts.variant == "impossible" else "equals a near-total outage"
        return Explanation(
            message=(
                f"{facts.title}: a {facts.burn:g}x burn on a {slo} SLO needs an error rate of "
                f"{percent(facts.needed)}, which {what}."
            ),
            working=(
                f"{facts.burn:g} x (1 - {slo}) = {percent(facts.needed)}",
                f"largest burn rate = 1 / (1 - SLO) = {figure(most, 3)}x",
            ),
            remedy=f"A burn rate well below {figure(most, 3)}x, {figure(most / 2, 3)}x at most.",
        )


def _observation(
    board: Board,
    node: Node,
    numbers: tuple[Number, ...],
    variant: str,
    verdict: Verdict,
) -> Observation[Facts]:
    burn, slo = numbers[0], numbers[1]
    window = _window(board, node)
    seconds = 0.0 if window is None else window.value
    return Observation(
        at=Place((node.id,), fields=(a.BURN_RATE.name,)),
        facts=Facts(
            title=node.title,
            burn=burn.value,
            slo=slo.value,
            needed=statistics.burn_error_rate(burn.value, slo.value),
            spent=statistics.budget_spent(burn.value, seconds, budget_period(slo)),
            window=seconds,
            variant=variant,
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=numbers,
    )


def _monitors(board: Board, node: Node) -> tuple[Node, ...]:
    return (node,) if node.kind is Kind.MONITOR else board.sources_of(node.id, Relation.RAISES)


def _slo(board: Board, node: Node) -> Number | None:
    """The objective stated on it, on what raises it, or on the endpoint that is observed."""
    monitors = _monitors(board, node)
    observed = sorted({one for monitor in monitors for one in board.monitoring.observed(monitor)})
    around = [board.node(one) for one in observed]
    endpoints = [one for one in around if one.kind is Kind.ENDPOINT]
    for owner in (node, *monitors, *endpoints):
        stated = board.number(owner, a.AVAILABILITY_SLO)
        if stated is not None:
            return stated
    return None


def _window(board: Board, node: Node) -> Number | None:
    for owner in (node, *_monitors(board, node)):
        stated = board.number(owner, a.WINDOW)
        if stated is not None:
            return stated
    return None


def _all_bad_happens(board: Board, node: Node) -> bool:
    signals: set[str] = set()
    for monitor in _monitors(board, node):
        signals |= board.monitoring.signals_of(monitor)
    return bool(signals & _ALL_BAD_HAPPENS)
