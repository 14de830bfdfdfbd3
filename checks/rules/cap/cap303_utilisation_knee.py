"""CAP303: the servers are so busy at peak that requests wait for each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.queueing import (
    BEARABLE_WAIT,
    HEADROOM,
    erlang_c,
    knee,
    mean_wait,
    replicas_needed,
    servers_below,
    wait_quantile,
)
from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
from checks.facts.servers import servers_of
from checks.facts.serving import mode_of
from checks.facts.stage_latency import percentiles, stage_latency
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
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The queue at peak: rates a second, times in seconds."""

    title: str
    servers: int
    rate: float
    each: float
    busy: float
    knee: float
    waiting: float  # the share that waits
    mean: float
    wait: float  # p95
    latency: float  # of the stage, 0 where nobody states it
    needed: int


class UtilisationKnee(Rule["Node", Facts]):
    """The servers are so busy at peak that requests wait for each other.

    ## What it does
    Works out the utilisation at peak and the p95 of the wait in a queue of so many equal servers
    (M/M/c), and compares the one with the knee (0.8 up to four servers, 0.9 beyond) and the other
    with a quarter of the stage's own latency.

    ## Why it matters
    Waiting does not grow with load, it explodes near it. The latency that was measured at half the
    load is not the one at peak.

    ## How to fix it
    A few more servers, shorter service, or a latency that was measured at this load.

    ## When it does not apply
    A latency measured at peak load; batches, which run full by design; a stage whose p95 is
    shorter than the time its throughput leaves for one request, which is no such queue. Arrivals
    and service are taken as random, so this is a warning at most.

    ## References
    - HB13 14: M/M/c.
    - SRE 22: overload.
    - NIM: latency against concurrency.
    """

    code = "CAP303"
    name = "utilisation-knee"
    severity = ByLevel.of("-/I/W/W")
    skills = (Skill.DECISIONS, Skill.END_TO_END)
    question = "Where is the knee of your latency curve, and how did you find it?"
    sources = ("HB13 14", "SRE 22", "NIM")
    checks_what = "queue waits"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twelve servers at 93 percent",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 12,
                    throughput_per_replica: 180 rps, headroom: 1.0x}
            """,
            at=("api",),
        ),
        Bad(
            "every worker is taken",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 15,
                    workers_per_replica: 16,
                    latency_mean: 120 ms}
            """,
            at=("api",),
        ),
        Good(
            "fifteen servers at 74 percent",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 15,
                    throughput_per_replica: 180 rps}
            """,
        ),
        Good(
            "the latency was measured at this load",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 12,
                    throughput_per_replica: 180 rps, measured_at_load: yes}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The parts with servers whose latency was not measured at peak."""
        return (
            node
            for node in board.nodes
            if board.number(node, a.REPLICAS) is not None
            and node.get(a.MEASURED_AT_LOAD) is not True
            and node.get(a.THROUGHPUT) is None
            and node.get(a.SHED_LOAD) is not True
            and not (node.kind is Kind.ENDPOINT and mode_of(node) == "batch")
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare utilisation and wait with what is bearable."""
        peak, found = board.load.peak(subject.id), servers_of(board, subject)
        if peak is None or found is None:
            return
        count_, each = found
        if (
            count_.low <= 0
            or count_.value < 1
            or each.low <= 0
            or _is_no_such_queue(board, subject, each)
        ):
            return
        busy = peak / (count_ * each)
        bound = knee(count_.value)
        latency = stage_latency(lambda one: board.number(subject, one), _Q)
        wait = _wait(count_.value, peak.value, each.value)
        bearable = Number.exactly(math.inf) if latency is None else latency.about * _BEARABLE
        longest = _wait(count_.low, peak.high, each.low)
        shortest = _wait(count_.high, peak.low, each.high)
        certain = busy.low >= bound or shortest > bearable.high
        if not certain and busy.high < bound and longest <= bearable.low:
            return
        servers = round(count_.value)
        yield Observation(
            at=Place((subject.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                title=subject.title,
                servers=servers,
                rate=peak.value,
                each=each.value,
                busy=busy.value,
                knee=bound,
                waiting=erlang_c(servers, peak.value / each.value),
                mean=mean_wait(servers, peak.value, each.value) if busy.value < 1 else math.inf,
                wait=wait,
                latency=0.0 if latency is None else latency.about.value,
                needed=max(
                    servers_below(peak.value, each.value, bound),
                    _with_headroom(board, subject, peak),
                ),
            ),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(peak, count_, each),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how busy they are, and how long one waits."""
        busy = figure(facts.busy, 3)
        system = f"M/M/{facts.servers}"
        if math.isinf(facts.wait):
            waits = f"every server is taken and the queue grows ({system})"
        else:
            waits = f"the queueing wait is {duration_text(facts.wait)} at p95 ({system})"
        share = (
            f", {percent(facts.wait / facts.latency)} of the stage's {duration_text(facts.latency)}"
            if facts.latency and not math.isinf(facts.wait)
            else ""
        )
        mean = "" if math.isinf(facts.mean) else f", mean wait {duration_text(facts.mean)}"
        return Explanation(
            message=f"{facts.title}: at {busy} utilisation {waits}{share}.",
            working=(
                f"{rate_text(facts.rate)} / ({facts.servers} x {rate_text(facts.each)}) = {busy}",
                f"{percent(facts.waiting)} of the requests wait{mean}",
            ),
            remedy=f"{max(facts.needed, facts.servers + 1)} servers, or a latency measured at "
            "this load.",
        )


_BEARABLE = Number.exactly(BEARABLE_WAIT)
_HEADROOM = Number.exactly(HEADROOM)
_Q = 0.95


def _with_headroom(board: Board, node: Node, peak: Number) -> int:
    """What the peak needs with its headroom; fewer servers would only move the finding."""
    each = board.number(node, a.THROUGHPUT_PER_REPLICA)
    headroom = board.number(node, a.HEADROOM) or _HEADROOM
    if each is None or each.low <= 0:
        return 0
    return replicas_needed(peak.high, each.low, headroom.high)


def _is_no_such_queue(board: Board, node: Node, each: Number) -> bool:
    """Whether even the slow requests take less than the mean service of one server would."""
    known = percentiles(lambda one: board.number(node, one))
    slow = [one.value for q, one in known.items() if q >= _Q]
    return bool(slow) and each.value * slow[0] < 1


def _wait(servers: float, rate: float, each: float) -> float:
    whole = round(servers)
    return wait_quantile(whole, rate, each, _Q) if rate < whole * each else math.inf
