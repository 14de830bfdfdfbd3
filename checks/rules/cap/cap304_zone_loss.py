"""CAP304: when a zone or the only machine is gone, the rest cannot carry the peak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.arithmetic.queueing import replicas_needed
from checks.facts.rates import rate_text
from checks.facts.serving import mode_of
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
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is left, and what arrives, a second."""

    title: str
    zones: int
    replicas: float
    each: float
    left: float
    peak: float
    slo: float
    needed: int


class ZoneLoss(Rule["Node", Facts]):
    """When a zone or the only machine is gone, the rest cannot carry the peak.

    ## What it does
    Takes the replicas of one zone away and compares the rest with the peak. Where there is one zone
    or one replica, compares the promise with three nines.

    ## Why it matters
    Zones fail, and are drained on purpose. What is left is overloaded at the moment everybody
    looks.

    ## How to fix it
    More replicas, more zones, or a way to shed load.

    ## When it does not apply
    Batches that can run again; a fallback with capacity of its own; hosted APIs.

    ## References
    - AWSAV: zones.
    - CALC.
    - SRE 22: N + 2.
    """

    code = "CAP304"
    name = "zone-loss"
    severity = ByLevel.of("-/-/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "zone": ByLevel.of("-/-/W/E"),
        "single": ByLevel.of("-/-/W/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Which dependency do you share across zones?"
    sources = ("AWSAV", "CALC", "SRE 22")
    checks_what = "the loss of a zone"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "eight of twelve are left",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 12, zones: 3,
                    throughput_per_replica: 180 rps}
            """,
            at=("api",),
            variant="zone",
        ),
        Bad(
            "one replica for three nines",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, replicas: 1}
            """,
            at=("api",),
            variant="single",
        ),
        Good(
            "twelve of eighteen carry it",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 18, zones: 3,
                    throughput_per_replica: 180 rps}
            """,
        ),
        Good(
            "one replica for two nines",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99%, replicas: 1}
            """,
        ),
        Good(
            "something else answers",
            """
            nodes:
              api: {kind: endpoint, mode: online, availability_slo: 99.9%, replicas: 1}
              static: {kind: fallback}
            edges: ["api -> static: falls_back_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The parts with replicas that answer, and nothing else instead."""
        return (
            node
            for node in board.nodes
            if board.has_number(node, _COUNTS)
            and not board.out_of(node.id, Relation.FALLS_BACK_TO)
            and node.get(a.SHED_LOAD) is not True
            and not (node.kind is Kind.ENDPOINT and mode_of(node) == "batch")
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Take a zone away."""
        number = board.number
        replicas = number(subject, a.MAX_REPLICAS) or number(subject, a.REPLICAS)
        zones = number(subject, a.ZONES)
        if (zones is not None and zones.value <= 1) or (
            replicas is not None and replicas.value <= 1
        ):
            slo = _slo(board, subject)
            if slo is not None and slo.low >= _THREE_NINES - 1e-9:
                yield _single(subject, slo, zones, replicas)
            return
        each, peak = number(subject, a.THROUGHPUT_PER_REPLICA), board.load.peak(subject.id)
        if zones is None or replicas is None or each is None or peak is None:
            return
        if each.low <= 0 or zones.low <= 0:
            return
        left = replicas * (Number.exactly(1.0) - Number.exactly(1.0) / zones) * each
        verdict = exceeds(peak, left)
        if verdict is Verdict.HOLDS:
            return
        needed = _needed(peak.high, each.low, math.ceil(zones.value))
        field = a.MAX_REPLICAS if number(subject, a.MAX_REPLICAS) is not None else a.REPLICAS
        yield Observation(
            at=Place((subject.id,), fields=(a.REPLICAS.name, a.ZONES.name)),
            facts=Facts(
                subject.title,
                math.ceil(zones.value),
                replicas.value,
                each.value,
                left.value,
                peak.value,
                0.0,
                needed,
            ),
            certainty=Certainty(verdict.value),
            variant="zone",
            numbers=(replicas, zones, each, peak),
            fix=(SetField(field=field.name, value=str(needed), id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is left."""
        if facts.slo:
            what = "one zone" if facts.zones == 1 else "one replica"
            slo = show_value(facts.slo, Dimension.AVAILABILITY, digits=6)
            return Explanation(
                message=f"{facts.title} is in {what} and promises {slo}: its loss is an outage.",
                remedy="A second zone."
                if facts.zones == 1
                else "A second replica, in another zone.",
            )
        left, peak, each = (rate_text(one) for one in (facts.left, facts.peak, facts.each))
        stay = facts.replicas * (1 - 1 / facts.zones)
        return Explanation(
            message=f"Losing one of {facts.zones} zones leaves {facts.title} {left} for a {peak} "
            "peak.",
            working=(
                f"{facts.replicas:g} x (1 - 1/{facts.zones}) x {each} = {stay:g} x {each} = {left}",
            ),
            remedy=f"{facts.needed} replicas, {facts.needed // facts.zones} in each zone.",
        )


_THREE_NINES = 0.999
_COUNTS = frozenset((a.REPLICAS.name, a.ZONES.name))


def _slo(board: Board, node: Node) -> Number | None:
    """The promise it has to keep: its own, else that of an endpoint which needs it."""
    own = board.number(node, a.AVAILABILITY_SLO)
    if own is not None:
        return own
    asked = [
        one
        for endpoint in board.dependencies.endpoints
        if node.id in {needed.node.id for needed in board.dependencies.of(endpoint.id)}
        and (one := board.number(endpoint, a.AVAILABILITY_SLO)) is not None
    ]
    return max(asked, key=lambda number: number.value, default=None)


def _single(
    node: Node, slo: Number, zones: Number | None, replicas: Number | None
) -> Observation[Facts]:
    one_zone = zones is not None and zones.value <= 1
    bound = zones if one_zone else replicas
    return Observation(
        at=Place((node.id,), fields=(a.ZONES.name if one_zone else a.REPLICAS.name,)),
        facts=Facts(node.title, 1 if one_zone else 0, 1.0, 0.0, 0.0, 0.0, slo.value, 2),
        variant="single",
        numbers=(slo,) if bound is None else (slo, bound),
    )


def _needed(peak: float, each: float, zones: int) -> int:
    """The fewest replicas, as many in every zone, that carry the peak without one zone."""
    rest = replicas_needed(peak, each)
    return whole.at_least(rest / (zones - 1)) * zones
