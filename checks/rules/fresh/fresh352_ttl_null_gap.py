"""FRESH352: a value expires before the next one is there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.wording import percent
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
    Number,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The times in seconds, and the share of the time without a value."""

    title: str
    ttl: float
    period: float
    run: float
    lag: float
    share: float


class TtlNullGap(Rule["Node", Facts]):
    """A value expires before the next one is there.

    ## What it does
    Compares the TTL of a feature or of the store that keeps it with its cadence, run and lag, and
    says for which share of the time there is no value. A store is refreshed as seldom as the
    slowest job that fills it.

    ## Why it matters
    In the gap the model sees a null or a filled-in mean. A feature that was there 99 % of the time
    is there 60 % of the time, and nothing failed.

    ## How to fix it
    A TTL of at least cadence plus run plus lag, or a store that goes on serving the old value and
    says how old it is.

    ## When it does not apply
    Stores that serve past the TTL; a TTL that limits training joins only.

    ## References
    - FEAST: TTL is relative to each row.
    - PB: populated 99 % of the time, then 60 %.
    - MLTS Monitor 2: invariants hold.
    """

    code = "FRESH352"
    name = "ttl-null-gap"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "What value does the model see in that gap, and did it ever see it in training?"
    sources = ("FEAST", "PB", "MLTS Monitor 2")
    checks_what = "expiry"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a day's value that lives a day, from a job of two hours",
            """
            nodes:
              spend: {kind: feature, ttl: 24 h, period: daily, duration: 2 h}
            """,
            at=("spend",),
        ),
        Good(
            "it lives until the next one is there",
            """
            nodes:
              spend: {kind: feature, ttl: 26 h, period: daily, duration: 2 h}
            """,
        ),
        Good(
            "the old value is served until then",
            """
            nodes:
              spend: {kind: feature, ttl: 24 h, period: daily, duration: 2 h, serves_stale: yes}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The features and stores whose values expire."""
        return (
            node
            for node in board.of_kind(Kind.FEATURE, Kind.FEATURE_STORE)
            if board.number(node, a.TTL) is not None
            and node.get(a.SERVES_STALE) is not True
            and node.get(a.STORE) not in _FOR_TRAINING
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the life of a value with the time until the next one."""
        ttl = board.number(subject, a.TTL)
        period, run, lag = _refresh(board, subject)
        if ttl is None or period is None or period.low <= 0:
            return
        share = (period + run + lag - ttl) / period
        if share.high <= _LEAST:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.TTL.name,)),
            facts=Facts(
                subject.title, ttl.value, period.value, run.value, lag.value, min(share.value, 1.0)
            ),
            certainty=Certainty.CERTAIN if share.low > _LEAST else Certainty.POSSIBLE,
            numbers=(ttl, period, run, lag),
            fix=(
                SetField(
                    field=a.TTL.name,
                    value=duration_text(math.ceil((period + run + lag).high)),
                    id=subject.id,
                ),
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how long there is nothing, and how long it should live."""
        ttl, period, run, lag = map(duration_text, (facts.ttl, facts.period, facts.run, facts.lag))
        needed = facts.period + facts.run + facts.lag
        later = [f"{run} run" if facts.run else "", f"{lag} lag" if facts.lag else ""]
        delay = " and ".join(part for part in later if part) or "no delay"
        return Explanation(
            message=(
                f"{facts.title} expires after {ttl} and is refreshed every {period} with {delay}: "
                "it is "
                f"missing {percent(facts.share)} of the time."
            ),
            working=(f"({period} + {run} + {lag} - {ttl}) / {period} = {percent(facts.share)}",),
            remedy=f"A TTL of {duration_text(needed)}, or a store that serves the old value.",
        )


_FOR_TRAINING = frozenset({"offline", "warehouse", "lake"})  # where a TTL limits look-back only
_LEAST = 0.005  # half a point: rounding, not a gap
_ZERO = Number.exactly(0.0)


def _refresh(board: Board, node: Node) -> tuple[Number | None, Number, Number]:
    """Cadence, run and lag of *node*, else of the slowest job that feeds it.

    A store only copies what it is fed, row by row: a feeding job that is slower decides.
    """
    owners = [node, *board.sources_of(node.id, Relation.FEEDS)]
    known = [
        (period, owner)
        for owner in owners
        if owner.get(a.TRIGGER) != "continuous"
        and (period := board.number(owner, a.PERIOD)) is not None
    ]
    if not known:
        return None, _ZERO, _ZERO
    if known[0][1] is node and node.kind is Kind.FEATURE:
        period, owner = known[0]
    else:
        period, owner = max(known, key=lambda one: one[0].value)
    run = board.number(owner, a.DURATION) or _ZERO
    return period, run, board.number(node, a.LAG) or board.number(owner, a.LAG) or _ZERO
