"""CAP306: one request becomes more look-ups than the part behind can take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.rates import rate_text
from checks.facts.wording import several
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What reaches the part and what it can take, a second."""

    title: str
    entries: tuple[str, ...]  # where requests enter, the part itself aside
    peak: float  # of them together
    arriving: float
    takes: float


class DownstreamAmplification(Rule["Node", Facts]):
    """One request becomes more look-ups than the part behind can take.

    ## What it does
    Carries the peak along every call with its share, fan-out and repetitions, less what caches
    answer, and compares what reaches a part with the most it can take.

    ## Why it matters
    Forty candidates with three look-ups each turn two thousand requests into a quarter of a
    million. The store was sized for the requests.

    ## How to fix it
    Look up many at once, cache, fetch once for all candidates, or a part that takes it.

    ## When it does not apply
    A batched look-up, where the limit counts operations: state the batch size. A cache in between
    with its hit rate.

    ## References
    - TAS: fan-out.
    - SRE 21, 22: overload.
    - FEAST: batched reads.
    """

    code = "CAP306"
    name = "downstream-amplification"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.END_TO_END,)
    question = "One user request becomes how many reads?"
    sources = ("TAS", "SRE 21, 22", "FEAST")
    checks_what = "what reaches a part"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a quarter of a million reads on a store of a hundred thousand",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s}
              store: {kind: feature_store, max_qps: 100k QPS}
            edges: [{edge: "api -> store: reads", calls_per_request: 3, fanout: "40"}]
            """,
            at=("store",),
        ),
        Good(
            "forty at a time",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s}
              store: {kind: feature_store, max_qps: 100k QPS, batch_size: "40"}
            edges: [{edge: "api -> store: reads", calls_per_request: 3, fanout: "40"}]
            """,
        ),
        Good(
            "a cache answers nine tenths",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s}
              cache: {kind: cache, cache_hit: 90%}
              store: {kind: feature_store, max_qps: 100k QPS}
            edges: [{edge: "api -> cache: reads", calls_per_request: 3, fanout: "40"},
                  "cache -> store: reads"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The parts that say the most they can take."""
        return (node for node in board.nodes if board.number(node, a.MAX_QPS) is not None)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare what reaches it with that."""
        takes, arriving = board.number(subject, a.MAX_QPS), board.load.peak(subject.id)
        if arriving is None:
            yield from board.load.demands(subject.id)
        if takes is None or arriving is None or takes.low <= 0:
            return
        batch = board.number(subject, a.BATCH_SIZE)
        operations = arriving if batch is None or batch.low <= 0 else arriving / batch
        verdict = exceeds(operations, takes)
        if verdict is Verdict.HOLDS:
            return
        entries = tuple(one for one in board.load.entries_of(subject.id) if one != subject.id)
        peaks = [peak.value for one in entries if (peak := board.load.peak(one)) is not None]
        yield Observation(
            at=Place((subject.id, *entries), fields=(a.MAX_QPS.name,)),
            facts=Facts(
                subject.title,
                tuple(board.title(one) for one in entries),
                sum(peaks) or operations.value,
                operations.value,
                takes.value,
            ),
            certainty=Certainty(verdict.value),
            numbers=(operations, takes),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what one request becomes."""
        peak, arriving, takes = (
            rate_text(one) for one in (facts.peak, facts.arriving, facts.takes)
        )
        times = facts.arriving / facts.peak
        most = facts.takes / facts.peak
        makes = "makes" if len(facts.entries) == 1 else "make"
        if not facts.entries:
            message = f"{facts.title} gets {arriving} and can take {takes}."
        else:
            message = (
                f"{several(facts.entries)} at {peak} {makes} {figure(times, 3)} calls each, so "
                f"{facts.title} sees {arriving} against {takes}."
            )
        return Explanation(
            message=message,
            working=(f"{peak} x {figure(times, 3)} = {arriving} > {takes}",),
            remedy=f"{figure(most, 3)} calls for a request at most, or room for {arriving}.",
        )
