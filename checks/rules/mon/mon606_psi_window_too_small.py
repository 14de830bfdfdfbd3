"""MON606: a PSI threshold that chance alone crosses, or that nothing crosses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import statistics, whole
from checks.facts.metric_names import words_of
from checks.facts.wording import count, percent
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
    Lane,
    Level,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_RARE = Number.exactly(0.01)  # false alarms a check may give
_OFTEN = Number.exactly(0.10)
_BLIND = Number.exactly(20.0)  # times the 99 % quantile of no drift
_EVERYTHING_COUNTS = Number.exactly(1e5)  # rows from which any difference is significant
_ENDLESS = Number.exactly(math.inf)
_P_VALUES = frozenset({"ks", "chi2"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The check and what chance makes of it. Rows; ``reference`` is None where nobody states it."""

    title: str
    rows: float
    reference: float | None
    bins: int
    threshold: float
    mean: float
    false_alarm: float
    needed: float
    noise: float
    variant: str


class PsiWindowTooSmall(Rule["Node", Facts]):
    """A PSI is judged on so few rows that it alarms with no drift at all.

    ## What it does
    Without drift the PSI of two samples is (1/n_ref + 1/n_cur) times a chi-square variable with
    one degree of freedom less than bins. From it come the average PSI and the chance to cross the
    threshold. The rule speaks above 1 % a check. It also remarks a threshold far above both the
    noise and the stated tolerance, and p-values over so many rows that everything is significant.

    ## Why it matters
    The customary 0.1 and 0.25 have no error rate. At 200 rows a third of all checks alarm, and
    after a week nobody reads them.

    ## How to fix it
    Wait for more rows, use fewer bins, or take the 99 % quantile of no drift as the threshold.

    ## When it does not apply
    Other statistics. A threshold calibrated to a stated significance level.

    ## References
    - Yurdakul 2018: the distribution of the PSI; the rule 0.10/0.25 has no error-rate basis.
    """

    code = "MON606"
    name = "psi-window-too-small"
    severity = ByLevel.of("-/I/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "noisy": ByLevel.of("-/I/W/W"),
        "mostly_noise": ByLevel.of("-/W/E/E"),
        "blind": ByLevel.of("-/I/I/I"),
        "everything_significant": ByLevel.of("-/I/I/I"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "Where does 0.1 come from, and does it depend on how many rows you look at?"
    sources = ("PSI", "EVID")
    checks_what = "drift statistics"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "200 rows against 200 rows at 0.1",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: prediction_drift, stat: psi, threshold: 0.1,
                      n_cur: 200, n_ref: 200, bins: 10}
            edges: ["drift -> ranker: monitors"]
            """,
            at=("drift",),
            variant="mostly_noise",
        ),
        Bad(
            "200 rows against a large reference",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: prediction_drift, stat: psi, threshold: 0.1,
                      n_cur: 200, n_ref: 100k}
            edges: ["drift -> ranker: monitors"]
            """,
            at=("drift",),
            variant="noisy",
        ),
        Good(
            "434 rows on each side",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: prediction_drift, stat: psi, threshold: 0.1,
                      n_cur: 434, n_ref: 434, bins: 10}
            edges: ["drift -> ranker: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The monitors that compare distributions and are not calibrated."""
        return (
            one
            for one in board.monitoring.monitors
            if one.get(a.STAT) in _P_VALUES
            or (one.get(a.STAT) == "psi" and one.get(a.ALPHA) is None)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the threshold with what chance makes of it."""
        rows = _rows(board, subject)
        if subject.get(a.STAT) in _P_VALUES:
            if rows is not None and exceeds(rows, _EVERYTHING_COUNTS) is Verdict.CERTAIN:
                yield _observation(board, subject, (rows, None), "everything_significant")
            return
        threshold = _threshold(board, subject)
        if threshold is None:
            return  # MON605 asks for it
        if rows is None or rows.low <= 0:
            levels = frozenset({Level.SENIOR, Level.STAFF})
            yield Demand(subject.id, AttributeGroup.MONITOR_STATS, (a.N_CUR,), levels)
            return
        reference = _reference(board, subject)
        if reference is not None and reference.low <= 0:
            return
        alarm = _false_alarm(board, subject, threshold, rows, reference or _ENDLESS)
        often, rare = exceeds(alarm, _OFTEN), exceeds(alarm, _RARE)
        if often is not Verdict.HOLDS:
            yield _observation(board, subject, (rows, reference), "mostly_noise", often)
        elif rare is not Verdict.HOLDS:
            yield _observation(board, subject, (rows, reference), "noisy", rare)
        elif reference is None:
            levels = frozenset({Level.SENIOR, Level.STAFF})
            yield Demand(subject.id, AttributeGroup.MONITOR_STATS, (a.N_REF,), levels)
        elif _is_blind(board, subject, threshold, rows, reference):
            yield _observation(board, subject, (rows, reference), "blind")

    def explain(self, facts: Facts) -> Explanation:
        """Say what the check shows when nothing drifts."""
        if facts.variant == "everything_significant":
            return Explanation(
                message=(
                    f"{facts.title}: over {count(facts.rows)} rows every difference is "
                    "significant, however small."
                ),
                remedy="Judge the size of the difference (PSI, Wasserstein), not its p.",
            )
        against = "an endless reference" if facts.reference is None else (
            f"{count(facts.reference)} of reference"
        )  # fmt: skip
        working = (
            (
                f"without drift: mean = ({facts.bins} - 1) x (1/n_ref + 1/n_cur) = "
                f"{figure(facts.mean, 3)}"
            ),
            (
                f"P(PSI > {facts.threshold:g}) = P(chi2 with {facts.bins - 1} degrees > "
                f"threshold / (1/n_ref + 1/n_cur)) = {percent(facts.false_alarm)}"
            ),
        )
        if facts.variant == "blind":
            return Explanation(
                message=(
                    f"{facts.title}: over {count(facts.rows)} rows PSI stays below "
                    f"{figure(facts.noise, 2)} without drift; a {facts.threshold:g} threshold "
                    "waits for far more than the stated tolerance."
                ),
                working=working,
                remedy=f"A threshold nearer to {figure(facts.noise, 2)}.",
            )
        return Explanation(
            message=(
                f"{facts.title}: PSI over {count(facts.rows)} rows against {against} in "
                f"{facts.bins} bins averages {figure(facts.mean, 2)} with no drift at all; a "
                f"{facts.threshold:g} threshold false-alarms {percent(facts.false_alarm)} of the "
                "time."
            ),
            working=working,
            remedy=_remedy(facts),
        )


def _remedy(facts: Facts) -> str:
    by_bound = f"a threshold of {figure(facts.noise, 2)}"
    if math.isinf(facts.needed):
        return f"A larger reference, or {by_bound}."
    side = " on each side" if facts.reference == facts.rows else ""
    return f"{count(whole.at_least(facts.needed))} rows a check{side}, or {by_bound}."


def _observation(
    board: Board,
    monitor: Node,
    sizes: tuple[Number, Number | None],
    variant: str,
    verdict: Verdict = Verdict.CERTAIN,
) -> Observation[Facts]:
    rows, reference = sizes
    bins, threshold = _bins(board, monitor), _threshold(board, monitor)
    known = reference or _ENDLESS
    bound = threshold.value if threshold is not None else 1.0
    alone = None if reference is None or reference.value == rows.value else known.value
    return Observation(
        at=Place((monitor.id,), fields=(a.N_CUR.name, a.THRESHOLD.name)),
        facts=Facts(
            title=monitor.title,
            rows=rows.value,
            reference=None if reference is None else reference.value,
            bins=round(bins.value),
            threshold=bound,
            mean=statistics.psi_mean_without_drift(round(bins.value), known.value, rows.value),
            false_alarm=statistics.psi_false_alarm(
                bound, round(bins.value), reference=known.value, current=rows.value
            ),
            needed=statistics.psi_rows_needed(
                bound,
                round(bins.value),
                reference=math.inf if reference is None else alone,
            ),
            noise=statistics.psi_quantile_without_drift(
                0.99, round(bins.value), reference=known.value, current=rows.value
            ),
            variant=variant,
        ),
        certainty=Certainty(verdict.value),
        variant=variant,
        numbers=tuple(one for one in (rows, reference, threshold) if one is not None),
    )


def _rows(board: Board, monitor: Node) -> Number | None:
    stated = board.number(monitor, a.N_CUR)
    if stated is not None:
        return stated
    window = board.number(monitor, a.WINDOW)
    rate = None if window is None else board.monitoring.rate(monitor)
    return None if window is None or rate is None else rate * window


def _reference(board: Board, monitor: Node) -> Number | None:
    stated = board.number(monitor, a.N_REF)
    if stated is not None:
        return stated
    span = board.number(monitor, a.REF_SPAN)
    rate = None if span is None else board.monitoring.rate(monitor)
    if span is not None and rate is not None:
        return rate * span
    return _rows(board, monitor) if monitor.get(a.REFERENCE) == "rolling" else None


def _bins(board: Board, monitor: Node) -> Number:
    stated = board.number(monitor, a.BINS)
    if stated is not None and stated.low >= 2:
        return stated
    # Deciles are what the statistic means where nobody says otherwise, not a guess.
    return Number.exactly(statistics.PSI_BINS)


def _threshold(board: Board, monitor: Node) -> Number | None:
    for owner in board.monitoring.bounding(monitor):
        stated = board.number(owner, a.THRESHOLD)
        if stated is not None and stated.low > 0:
            return stated
    return None


def _false_alarm(
    board: Board, monitor: Node, threshold: Number, rows: Number, reference: Number
) -> Number:
    """More rows and a higher threshold both make it smaller."""
    bins = round(_bins(board, monitor).value)

    def chance(bound: float, current: float, base: float) -> float:
        return statistics.psi_false_alarm(bound, bins, reference=base, current=current)

    middle = chance(threshold.value, rows.value, reference.value)
    if all(one.low == one.high for one in (threshold, rows, reference)):
        return Number(middle, middle, middle, rows.state)
    least = chance(threshold.high, rows.high, reference.high)
    most = chance(threshold.low, rows.low, reference.low)
    return Number(least, middle, most, rows.state)


def _is_blind(
    board: Board, monitor: Node, threshold: Number, rows: Number, reference: Number
) -> bool:
    noise = statistics.psi_quantile_without_drift(
        0.99, round(_bins(board, monitor).value), reference=reference.value, current=rows.value
    )
    tolerated = _tolerance(board, monitor)
    return (
        tolerated is not None
        and exceeds(threshold, tolerated) is Verdict.CERTAIN
        and exceeds(threshold, Number.exactly(noise) * _BLIND) is Verdict.CERTAIN
    )


def _tolerance(board: Board, monitor: Node) -> Number | None:
    """The drift a requirement on the monitor, or on what it observes, can live with."""
    meant = {monitor.id, *board.monitoring.observed(monitor)}
    for requirement in board.of_kind(Kind.REQUIREMENT):
        constrained = {edge.target for edge in board.out_of(requirement.id, Relation.CONSTRAINS)}
        metric = requirement.get(a.METRIC) or ""
        if constrained & meant and words_of(metric or requirement.title) & {"psi", "drift"}:
            return board.number(requirement, a.VALUE)
    return None
