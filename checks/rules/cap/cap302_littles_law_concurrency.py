"""CAP302: more requests are in the building than can be worked on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.queueing import replicas_needed
from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

_SERVED = (
    Kind.ENDPOINT,
    Kind.MODEL,
    Kind.FEATURE_STORE,
    Kind.RETRIEVER,
    Kind.INDEX,
    Kind.LLM,
    Kind.GUARDRAIL,
    Kind.TOOL,
    Kind.FALLBACK,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Both sides of Little's law; rate in requests per second, latency in seconds."""

    title: str
    rate: float
    latency: float
    latency_is: str  # "mean latency"
    in_flight: float
    replicas: float
    slots_each: float
    slots_are: str  # "workers"
    slots: float
    needed: int


class LittlesLawConcurrency(Rule["Node", Facts]):
    """More requests are in the building than can be worked on.

    ## What it does
    Multiplies the peak rate by the mean latency and compares the requests in flight with the
    workers there are. A batching server works on a batch per replica at a time. A median or a p95
    in place of a mean gives a possible finding only.

    ## Why it matters
    What cannot be worked on waits in a queue nobody drew, and the latency on the board is no
    longer the latency of the service.

    ## How to fix it
    Add workers or replicas, shorten the latency, or state the queue.

    ## When it does not apply
    Servers without a fixed number of workers, such as asynchronous input and output; load that is
    shed by design.

    ## References
    - LG08: Little's law.
    - HB13 6: Little's law and other operational laws.
    - SRE 21: handling overload.
    """

    code = "CAP302"
    name = "littles-law-concurrency"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "How many requests are in the building at any instant, and where do the rest wait?"
    sources = ("LG08", "HB13 6", "SRE 21")
    checks_what = "concurrency"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "240 in flight and 192 workers",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms,
                    replicas: 12, workers_per_replica: 16}
            """,
            at=("api",),
        ),
        Bad(
            "a median stands in for the mean",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_p50: 120 ms,
                    replicas: 12, workers_per_replica: 16}
            """,
            at=("api",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "fifteen replicas hold exactly 240",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms,
                    replicas: 15, workers_per_replica: 16}
            """,
        ),
        Good(
            "nobody stated how many it works on at once",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms,
                    replicas: 12}
            """,
        ),
        Good(
            "batches of 32 on each replica",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms,
                    replicas: 12, workers_per_replica: 1, batch_size: 32}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every served component that says how many requests it works on at once."""
        return (
            node
            for node in board.of_kind(*_SERVED)
            if node.get(a.SHED_LOAD) is not True
            and board.number(node, a.WORKERS_PER_REPLICA) is not None
            and board.number(node, a.REPLICAS) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Rate times latency against replicas times workers."""
        rate = board.load.peak(subject.id)
        if rate is None:
            yield from board.load.demands(subject.id)
            return
        replicas = board.number(subject, a.MAX_REPLICAS) or board.number(subject, a.REPLICAS)
        workers = board.number(subject, a.WORKERS_PER_REPLICA)
        batch = board.number(subject, a.BATCH_SIZE)
        latency, latency_is = _latency(board, subject)
        if replicas is None or workers is None or latency is None:
            return
        each = workers if batch is None else workers.largest(batch)
        if each.value <= 0:
            return
        in_flight, slots = rate * latency, replicas * each
        verdict = exceeds(in_flight, slots)
        if verdict is Verdict.HOLDS:
            return
        if latency_is != "mean":
            verdict = Verdict.POSSIBLE
        yield Observation(
            at=Place((subject.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                title=subject.title,
                rate=rate.value,
                latency=latency.value,
                latency_is=latency_is,
                in_flight=in_flight.value,
                replicas=replicas.value,
                slots_each=each.value,
                slots_are="workers" if each is workers else "requests in a batch",
                slots=slots.value,
                needed=replicas_needed(in_flight.value, each.value),
            ),
            certainty=Certainty(verdict.value),
            numbers=(in_flight, slots),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say both products."""
        rate = rate_text(facts.rate)
        latency = duration_text(facts.latency)
        in_flight, slots = figure(facts.in_flight), figure(facts.slots)
        each = f"{facts.slots_each:g} {facts.slots_are}"
        return Explanation(
            message=(
                f"{facts.title}: {rate} x {latency} {facts.latency_is} latency = {in_flight} "
                f"requests in flight, but only {slots} can be processed at once."
            ),
            working=(
                f"in flight = {rate} x {latency} = {in_flight}",
                f"at once = {facts.replicas:g} replicas x {each} = {slots}",
            ),
            remedy=(
                f"{facts.needed} replicas, or a mean latency of "
                f"{duration_text(facts.slots / facts.rate)}."
            ),
        )


def _latency(board: Board, node: Node) -> tuple[Number | None, str]:
    words: tuple[tuple[Attribute[Quantity], str], ...] = (
        (a.LATENCY_MEAN, "mean"),
        (a.LATENCY_P50, "median"),
        (a.LATENCY_P95, "p95"),
    )
    for attribute, word in words:
        stated = board.number(node, attribute)
        if stated is not None:
            return stated, word
    return None, ""
