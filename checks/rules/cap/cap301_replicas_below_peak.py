"""CAP301: the replicas drawn cannot serve the peak that is stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.queueing import HEADROOM, replicas_needed
from checks.facts.rates import rate_text
from checks.facts.serving import is_sync, mode_of
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
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.changes import Change
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The two sides of the comparison, in requests per second."""

    title: str
    replicas: float
    each: float
    peak: float
    highest: float  # the upper end of the peak as stated
    headroom: float
    needed: int
    below_peak: bool
    certain: bool
    on_device: bool  # of which there are as many as there are places for them


class ReplicasBelowPeak(Rule["Node", Facts]):
    """A component is asked for more than its replicas can serve.

    ## What it does
    Multiplies the replicas (the ceiling, where they scale by themselves) by what one can take, and
    compares that with the peak rate that reaches the component, with and without headroom.

    ## Why it matters
    Past that point the queue grows without bound and so does the latency. Without headroom the
    loss of one replica at peak does the same.

    ## How to fix it
    Add replicas, batch, cache in front, or shed load, and say which on the board.

    ## When it does not apply
    The throughput is stated for the whole; load is shed or queued by design: an asynchronous
    endpoint, or a part that is only called asynchronously; a batch, which has a window rather than
    a peak (CAP307).

    ## References
    - SRE 21, 22: handling overload, addressing cascading failures.
    - LG08: Little's law.
    """

    code = "CAP301"
    name = "replicas-below-peak"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "below_peak": ByLevel.of("W/E/E/E"),
        "no_headroom": ByLevel.of("-/W/W/E"),
    }
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "One pod dies at peak: what happens to the other pods?"
    sources = ("SRE 21, 22", "LG08", "AWSML reliability")
    checks_what = "capacity"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twelve pods for 2 400 requests a second",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12 pods,
                    throughput_per_replica: 180 rps per pod}
            """,
            at=("api",),
            variant="below_peak",
        ),
        Bad(
            "twelve pods carry 2 000 a second with nothing to spare",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 12,
                    throughput_per_replica: 180 rps per pod, headroom: 30% headroom}
            """,
            at=("api",),
            variant="no_headroom",
        ),
        Good(
            "stated for the cluster, not for a pod",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
                    throughput: 3k rps, throughput_per_replica: 180 rps per pod}
            """,
        ),
        Good(
            "the autoscaler may go to thirty",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
                    max_replicas: 30, throughput_per_replica: 180 rps per pod}
            """,
        ),
        Good(
            "traffic above that is shed by design",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12, shed_load: true,
                    throughput_per_replica: 180 rps per pod}
            """,
        ),
        Good(
            "fifteen pods carry it with 30 % to spare",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 15,
                    throughput_per_replica: 180 rps per pod}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every served component that states replicas or a throughput, and no total."""
        return (
            node
            for node in board.of_kind(*_SERVED)
            if node.get(a.THROUGHPUT) is None
            and not _is_queued(board, node)
            and node.get(a.SHED_LOAD) is not True
            and any(
                board.number(node, one) is not None
                for one in (a.REPLICAS, a.MAX_REPLICAS, a.THROUGHPUT_PER_REPLICA)
            )
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare what arrives with what can be served."""
        ceiling = board.number(subject, a.MAX_REPLICAS)
        replicas = ceiling or board.number(subject, a.REPLICAS)
        each = board.number(subject, a.THROUGHPUT_PER_REPLICA)
        peak = board.load.peak(subject.id)
        if peak is None:
            yield from board.load.demands(subject.id)
        if replicas is None or each is None:
            missing = a.REPLICAS if replicas is None else a.THROUGHPUT_PER_REPLICA
            yield Demand(subject.id, AttributeGroup.COMPUTE, (missing,))
        if peak is None or replicas is None or each is None or each.low <= 0:
            return
        headroom = board.number(subject, a.HEADROOM) or Number.default(
            HEADROOM, a.HEADROOM.name, "1.3 (30 % headroom)"
        )
        capacity = replicas * each
        broken, tight = exceeds(peak, capacity), exceeds(peak * headroom, capacity)
        below_peak = broken is not Verdict.HOLDS and tight is not Verdict.CERTAIN
        below_peak = below_peak or broken is Verdict.CERTAIN
        verdict = broken if below_peak else tight
        if verdict is Verdict.HOLDS:
            return
        used = (replicas, each, peak) if below_peak else (replicas, each, peak, headroom)
        needed = replicas_needed(peak.high, each.low, headroom.high)
        yield Observation(
            at=Place((subject.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                title=subject.title,
                replicas=replicas.value,
                each=each.value,
                peak=peak.value,
                highest=peak.high,
                headroom=headroom.value,
                needed=needed,
                below_peak=below_peak,
                certain=verdict is Verdict.CERTAIN,
                on_device=_is_on_device(subject),
            ),
            certainty=Certainty(verdict.value),
            variant="below_peak" if below_peak else "no_headroom",
            numbers=used,
            fix=_more(board, subject, needed),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say both sides of the comparison."""
        capacity, each, peak = (
            rate_text(one) for one in (facts.replicas * facts.each, facts.each, facts.peak)
        )
        need = peak if facts.below_peak else rate_text(facts.peak * facts.headroom)
        reserve = "" if facts.below_peak else f" ({peak} peak x {facts.headroom:g} headroom)"
        places = "devices" if facts.on_device else "replicas"
        holds = f"{facts.title}: {facts.replicas:g} {places} x {each} = {capacity}"
        more = "" if facts.on_device else f"; {facts.needed} replicas needed"
        if facts.certain:
            message = f"{holds} is below {need}{reserve}{more}."
        else:
            flips = facts.replicas * facts.each / (1 if facts.below_peak else facts.headroom)
            message = (
                f"{holds} holds only up to a peak of {rate_text(flips)}{_with(facts)}; the peak "
                f"stated may be {rate_text(facts.highest)}."
            )
        return Explanation(
            message=message,
            working=(
                f"capacity = {facts.replicas:g} x {each} = {capacity}",
                f"need = {peak} x {facts.headroom:g} = {rate_text(facts.peak * facts.headroom)}",
            ),
            remedy=_remedy(facts),
        )


def _is_queued(board: Board, node: Node) -> bool:
    """Whether what reaches it waits by design: in a batch, or as nobody waits for an answer."""
    if node.kind is Kind.ENDPOINT and mode_of(node) in {"batch", "async"}:
        return True
    asked = board.into(node.id, Relation.CALLS, Relation.READS)
    return bool(asked) and not any(is_sync(edge) for edge in asked)


def _is_on_device(node: Node) -> bool:
    return node.kind is Kind.ENDPOINT and mode_of(node) == "device"


def _remedy(facts: Facts) -> str:
    if facts.on_device:
        each = rate_text(facts.highest * facts.headroom / facts.replicas)
        return f"A lighter model that does {each} on each device, or fewer requests."
    spare = facts.replicas * facts.each / facts.peak
    return f"{facts.needed} replicas" + ("" if facts.below_peak else f", or headroom {spare:.2f}")


def _more(board: Board, node: Node, needed: int) -> tuple[Change, ...]:
    if _is_on_device(node):
        return ()  # there are as many as there are places for them
    scales = board.number(node, a.MAX_REPLICAS) is not None
    field = a.MAX_REPLICAS if scales else a.REPLICAS
    return (SetField(field=field.name, value=str(needed), id=node.id),)


def _with(facts: Facts) -> str:
    return "" if facts.below_peak else f" with {facts.headroom:g} headroom"


_SERVED = (
    Kind.ENDPOINT,
    Kind.MODEL,
    Kind.FEATURE_STORE,
    Kind.RETRIEVER,
    Kind.INDEX,
    Kind.LLM,
    Kind.GUARDRAIL,
    Kind.TOOL,
    Kind.CACHE,
    Kind.FALLBACK,
)
