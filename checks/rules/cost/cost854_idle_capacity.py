"""COST854: paid machines wait for requests that do not come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.queueing import BEARABLE_WAIT, replicas_needed, servers_waiting
from checks.facts.rates import rate_text
from checks.facts.stage_latency import stage_latency
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
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Replicas, what they can take and what arrives, a second."""

    title: str
    replicas: float
    each: float
    peak: float
    average: float
    needed: int


class IdleCapacity(Rule["Node", Facts]):
    """Paid machines wait for requests that do not come.

    ## What it does
    Compares what the replicas can take with the peak and the average, and with the replicas that
    headroom and the loss of a zone or of one machine need.

    ## Why it matters
    Accelerators cost by the hour, busy or not. A fleet at a few percent is a budget for something
    else.

    ## How to fix it
    Fewer replicas, a smaller machine, batching, sharing with training, or a hosted model.

    ## When it does not apply
    Two replicas, or one a zone, for availability. Machines that scale by themselves. Parts without
    a price.

    ## References
    - AWSML cost, sustainability.
    - HUYEN 7.
    """

    code = "COST854"
    name = "idle-capacity"
    severity = ByLevel.of("-/I/W/W")
    skills = (Skill.DECISIONS,)
    question = "Why not batch, share, or a hosted endpoint?"
    sources = ("AWSML cost", "HUYEN 7")
    checks_what = "idle machines"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "eight replicas for ninety requests a second",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 90/s, avg_qps: 30/s, replicas: 8,
                    throughput_per_replica: 180 rps, unit_cost: $3/h}
            """,
            at=("api",),
        ),
        Good(
            "two for availability",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 9/s, avg_qps: 3/s, replicas: 2,
                    throughput_per_replica: 180 rps, unit_cost: $3/h}
            """,
        ),
        Good(
            "the autoscaler gives them back",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 90/s, avg_qps: 30/s, replicas: 8,
                    max_replicas: 8, throughput_per_replica: 180 rps, unit_cost: $3/h}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The parts that are paid by the hour and do not scale by themselves."""
        return (
            node
            for node in board.nodes
            if board.number(node, a.UNIT_COST) is not None
            and board.number(node, a.REPLICAS) is not None
            and board.number(node, a.MAX_REPLICAS) is None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare peak and average with what could be served."""
        number = board.number
        replicas, each = number(subject, a.REPLICAS), number(subject, a.THROUGHPUT_PER_REPLICA)
        peak, average = board.load.peak(subject.id), board.load.average(subject.id)
        if replicas is None or each is None or peak is None or average is None or each.low <= 0:
            return
        takes = replicas * each
        busy_peak = exceeds(takes * Number.exactly(_PEAK), peak)
        busy_average = exceeds(takes * Number.exactly(_AVERAGE), average)
        headroom = number(subject, a.HEADROOM) or Number.default(
            1.3, a.HEADROOM.name, "1.3 (30 % headroom)"
        )
        zones = number(subject, a.ZONES)
        needed = _needed(peak.high, each.low, headroom.value, 1.0 if zones is None else zones.value)
        verdicts = {busy_peak, busy_average}
        if Verdict.HOLDS in verdicts:
            return
        latency = stage_latency(lambda one: number(subject, one), 0.95)
        if latency is not None and latency.about.value > 0:
            bearable = BEARABLE_WAIT * latency.about.value
            needed = servers_waiting(peak.high, each.low, bearable, 0.95, least=needed)
        if replicas.low <= needed:
            return
        certain = verdicts == {Verdict.CERTAIN}
        yield Observation(
            at=Place((subject.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                subject.title, replicas.value, each.value, peak.value, average.value, needed
            ),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(replicas, each, peak, average),
            fix=(SetField(field=a.REPLICAS.name, value=str(needed), id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how busy they are."""
        takes = facts.replicas * facts.each
        average, peak = percent(facts.average / takes), percent(facts.peak / takes)
        return Explanation(
            message=(
                f"{facts.title}: {facts.replicas:g} paid replicas run at {average} on average and "
                f"{peak} at peak; {facts.needed} would do."
            ),
            working=(
                f"{facts.replicas:g} x {rate_text(facts.each)} = {rate_text(takes)}",
                (
                    f"{rate_text(facts.average)} / {rate_text(takes)} = {average}, "
                    f"{rate_text(facts.peak)} / {rate_text(takes)} = {peak}"
                ),
            ),
            remedy=f"{facts.needed} replicas, the loss of one or of a zone included.",
        )


_PEAK = 0.35  # busier than that at peak is no waste
_AVERAGE = 0.20
_FEWEST = 2  # one may fail


def _needed(peak: float, each: float, headroom: float, zones: float) -> int:
    """The replicas that carry the peak with headroom.

    And the peak without one or without a zone.
    """
    busy = replicas_needed(peak, each, headroom)
    bare = replicas_needed(peak, each)
    if zones > 1:
        left = math.ceil(round(bare * zones / (zones - 1), 9))
        return max(busy, math.ceil(left / zones) * math.ceil(zones))
    return max(busy, bare + 1, _FEWEST)
