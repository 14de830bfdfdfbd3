"""CALL973: the people on call are woken more often than they can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import percent, several
from checks.numbers import total_of
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What each brings in a shift, and the limit."""

    parts: tuple[tuple[str, float], ...]  # title, pages a shift
    tests: float  # false alarms among them
    limit: float


class PageLoad(Rule["tuple[Node, ...]", Facts]):
    """The people on call are woken more often than they can answer.

    ## What it does
    Adds up what each page is expected to bring in a week, and the false alarms of tests that are
    run for many features, and compares the sum with two pages in a shift of twelve hours.

    ## Why it matters
    Beyond two incidents a shift there is no time to look into any, and the one that matters is
    acknowledged like the others.

    ## How to fix it
    Group alerts, correct for the number of tests, raise thresholds, or make tickets of those nobody
    acts on.

    ## When it does not apply
    Tickets; grouped alerts, which count once; tests corrected for their number, or an alert on the
    share of features that moved.

    ## References
    - SRE 11: two incidents a shift.
    - RAB: multiple testing.
    """

    code = "CALL973"
    name = "page-load"
    severity = ByLevel.of("-/W/W/E")
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "After two weeks, which of these alerts is everybody ignoring?"
    sources = ("SRE 11", "RAB")
    checks_what = "the load of pages"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "two hundred features tested every day",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, n_features: 200, alpha: 0.05,
                    window: 24 h, period: daily}
              odd: {kind: alert, severity: page}
            edges: ["drift -> ranker: monitors", "drift -> odd: raises"]
            """,
            at=("odd",),
        ),
        Bad(
            "forty pages a week",
            """
            nodes:
              errors: {kind: alert, severity: page, expected_per_week: 25/week}
              slow: {kind: alert, severity: page, expected_per_week: 15/week}
            """,
            at=("errors",),
        ),
        Good(
            "corrected for the number of tests",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, n_features: 200, alpha: 0.05,
                    window: 24 h, period: daily, correction: fdr}
              odd: {kind: alert, severity: page}
            edges: ["drift -> ranker: monitors", "drift -> odd: raises"]
            """,
        ),
        Good(
            "forty tickets a week",
            """
            nodes:
              errors: {kind: alert, severity: ticket, expected_per_week: 25/week}
              slow: {kind: alert, severity: ticket, expected_per_week: 15/week}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """The alerts that wake the same people, together."""
        pages = tuple(
            alert
            for alert in board.of_kind(Kind.ALERT)
            if alert.get(a.SEVERITY) == "page"
            or (alert.get(a.SEVERITY) is None and board.out_of(alert.id, Relation.PAGES))
        )
        teams: dict[str, list[Node]] = {}
        unsaid = [one for one in pages if not board.out_of(one.id, Relation.PAGES)]
        for alert in pages:
            for team in board.targets_of(alert.id, Relation.PAGES):
                teams.setdefault(team.id, []).append(alert)
        if not teams:
            return (tuple(unsaid),) if unsaid else ()
        # Where there is one team, an alert that names none is theirs.
        if len(teams) == 1:
            return (pages,)
        alike = {tuple(one.id for one in woken): tuple(woken) for woken in teams.values()}
        return (*alike.values(), tuple(unsaid)) if unsaid else tuple(alike.values())

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Add up the pages of a shift."""
        known = [
            (alert, *found) for alert in subject if (found := _a_second(board, alert)) is not None
        ]
        if not known:
            return
        total = total_of(rate * _SHIFT for _, rate, _ in known)
        limit = Number.exactly(_LIMIT)
        verdict = exceeds(total, limit)
        if verdict is Verdict.HOLDS:
            return
        ordered = sorted(known, key=lambda one: (-one[1].value, one[0].id))
        yield Observation(
            at=Place(tuple(alert.id for alert, _, _ in ordered)),
            facts=Facts(
                tuple((alert.title, (rate * _SHIFT).value) for alert, rate, _ in ordered),
                sum((rate * _SHIFT).value for _, rate, is_test in ordered if is_test),
                _LIMIT,
            ),
            certainty=Certainty(verdict.value),
            numbers=(total,),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say the sum and its largest parts."""
        total = sum(pages for _, pages in facts.parts)
        named = several([f"{title} {figure(pages, 2)}" for title, pages in facts.parts])
        tests = f" ({figure(facts.tests, 2)} of them false)" if facts.tests else ""
        fits = facts.limit / total
        return Explanation(
            message=(
                f"{len(facts.parts)} alert{'s give' if len(facts.parts) > 1 else ' gives'} about "
                f"{figure(total, 2)} pages per 12 h shift{tests}, above {facts.limit:g}."
            ),
            working=(f"a shift: {named}", f"a week: {figure(total * 14, 2)} pages"),
            remedy=(
                f"{percent(fits)} of them at most: group them, correct for the number of tests, "
                "or make "
                "tickets of the rest."
            ),
        )


_SHIFT = Number.exactly(12 * 3600.0)
_LIMIT = 2.0  # incidents in a shift of twelve hours [SRE 11]
_DAY = 86400.0
_CORRECTED = frozenset({"bonferroni", "fdr", "share"})


def _a_second(board: Board, alert: Node) -> tuple[Number, bool] | None:
    """How often the alert wakes somebody, a second, and whether that is chance alone."""
    stated = board.number(alert, a.EXPECTED_PER_WEEK)
    if stated is not None:
        return stated, False
    total: Number | None = None
    for monitor in board.sources_of(alert.id, Relation.RAISES):
        rate = _false_alarms(board, monitor, grouped=alert.get(a.GROUPED) is True)
        if rate is not None:
            total = rate if total is None else total + rate
    return None if total is None else (total, True)


def _false_alarms(board: Board, monitor: Node, *, grouped: bool) -> Number | None:
    alpha, tests = board.number(monitor, a.ALPHA), board.number(monitor, a.N_FEATURES)
    period = board.number(monitor, a.PERIOD) or board.number(monitor, a.WINDOW)
    if (
        alpha is None
        or period is None
        or period.low <= 0
        or monitor.get(a.CORRECTION) in _CORRECTED
    ):
        return None
    if tests is None:
        return alpha / period
    if not grouped:
        return alpha * tests / period
    # Grouped alerts of one check are one page however many of its tests cry.
    if alpha.value <= 0:
        return None
    any_of = 1 - (1 - min(alpha.value, 1.0)) ** tests.value
    return alpha * Number.exactly(any_of / alpha.value) / period
