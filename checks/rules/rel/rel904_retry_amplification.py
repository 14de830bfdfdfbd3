"""REL904: retries on top of retries turn a slow part into a dead one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.rates import rate_text
from checks.facts.serving import is_sync
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
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The part, the attempts on the way to it, and the rates a second."""

    title: str
    layers: tuple[tuple[str, float], ...]
    times: float
    storm: tuple[float, float] | None  # what arrives at the peak and what it takes, of one layer


class RetryAmplification(Rule["Node", Facts]):
    """Retries on top of retries turn a slow part into a dead one.

    ## What it does
    Multiplies the attempts of the calls that follow each other down to a part: nine and more over
    at least two layers is found. A single layer is found where the peak times its attempts is more
    than the part can take and nothing holds the retries back.

    ## Why it matters
    When a part slows down, every layer sends everything again. Three layers of four attempts are 64
    requests for one, and the part never comes back.

    ## How to fix it
    Retry at one layer, with a budget of ten percent, a circuit breaker, or backoff with jitter.

    ## When it does not apply
    A retry budget or a circuit breaker on the way; asynchronous calls, which wait in a queue.

    ## References
    - SRE 21, 22: retry budget; 4 x 4 x 4 = 64.
    - ABL: backoff with jitter.
    """

    code = "REL904"
    name = "retry-amplification"
    severity = ByLevel.of("-/I/W/E")
    skills = (Skill.DEBUGGING,)
    question = "The dependency recovers at 50% capacity: does your traffic let it?"
    sources = ("SRE 21, 22", "ABL")
    checks_what = "retries"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three layers of three attempts",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              retriever: {kind: retriever}
              ranker: {kind: model, type: nn}
              embedder: {kind: model, type: embedder}
            edges:
              - {edge: "api -> retriever: calls", attempts: 3 tries}
              - {edge: "retriever -> ranker: calls", attempts: 3 tries}
              - {edge: "ranker -> embedder: calls", attempts: 3 tries}
            """,
            at=("embedder",),
        ),
        Bad(
            "two attempts at the peak are more than it can take",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 600/s}
              scorer: {kind: model, type: nn, max_qps: 1000/s}
            edges: [{edge: "api -> scorer: calls", attempts: 2}]
            """,
            at=("scorer",),
        ),
        Good(
            "a retry budget of ten percent",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 600/s}
              scorer: {kind: model, type: nn, max_qps: 1000/s}
            edges: [{edge: "api -> scorer: calls", attempts: 2, retry_budget: 10%}]
            """,
        ),
        Good(
            "one layer retries",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              retriever: {kind: retriever}
              ranker: {kind: model, type: nn}
            edges: ["api -> retriever: calls", {edge: "retriever -> ranker: calls",
                  attempts: 3 tries}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """What is called with more than one attempt."""
        called = {
            edge.target
            for edge in board.edges
            if edge.relation in _CALLS and is_sync(edge) and _attempts(board, edge) > 1
        }
        return tuple(board.node(one) for one in sorted(called))

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Follow the attempts up to where requests enter."""
        layers = _layers(board, subject.id)
        times = math.prod(_attempts(board, edge) for edge in layers)
        if times >= _STACKED and len(layers) > 1 and not _goes_on(board, subject.id, layers):
            yield _seen(board, subject, layers, times, None)
            return
        if len(layers) != 1 or _is_held_back(board, layers[0]):
            return
        peak, takes = board.load.peak(subject.id), _takes(board, subject)
        if peak is None or takes is None:
            return
        stormed = peak * Number.exactly(times)
        verdict = exceeds(stormed, takes)
        if len(board.into(subject.id, *_CALLS)) > 1 and verdict is Verdict.CERTAIN:
            verdict = Verdict.POSSIBLE  # what the others send does not come again
        # Without retries the part is too small already: that is another finding.
        if verdict is not Verdict.HOLDS and exceeds(peak, takes) is Verdict.HOLDS:
            yield _seen(board, subject, layers, times, (peak, takes), verdict=verdict)

    def explain(self, facts: Facts) -> Explanation:
        """Say what one request becomes."""
        layers = " x ".join(f"{attempts:g}" for _, attempts in facts.layers)
        if facts.storm is None:
            names = several([title for title, _ in facts.layers])
            return Explanation(
                message=(
                    f"{len(facts.layers)} layers with {layers} attempts multiply the load of "
                    f"{facts.title} by {facts.times:g} during an outage ({names})."
                ),
                working=(f"{layers} = {facts.times:g}",),
                remedy="Attempts at one layer only, or a retry budget of 10 % on every one.",
            )
        peak, storm, takes = (
            rate_text(one) for one in (facts.storm[0], facts.storm[0] * facts.times, facts.storm[1])
        )
        allowed = whole.at_most((facts.storm[1] / facts.storm[0] - 1) * 100)
        return Explanation(
            message=(
                f"When {facts.title} is slow, {peak} with {layers} attempts are {storm}, and it "
                "can take "
                f"{takes}: no retry budget, circuit breaker or jitter holds them back."
            ),
            working=(f"{peak} x {layers} = {storm}, capacity {takes}",),
            remedy=f"A retry budget of {min(allowed, 10)} %, a circuit breaker, or backoff with "
            "jitter.",
        )


_CALLS = (Relation.CALLS, Relation.READS)
_STACKED = 9.0


def _attempts(board: Board, edge: Edge) -> float:
    """The attempts of one call, no more than its budget allows."""
    stated = board.number(edge, a.ATTEMPTS)
    budget = board.number(edge, a.RETRY_BUDGET)
    if stated is None or edge.get(a.CIRCUIT_BREAKER) is True:
        return 1.0
    return min(stated.value, 1 + budget.value) if budget is not None else stated.value


def _layers(board: Board, node: str) -> tuple[Edge, ...]:
    """The calls with retries on the way to *node* that multiply most, the outermost first."""
    met: dict[str, tuple[Edge, ...]] = {}
    open_nodes: set[str] = set()

    def above(here: str) -> tuple[Edge, ...]:
        if here in met:
            return met[here]
        open_nodes.add(here)
        best: tuple[Edge, ...] = ()
        for edge in board.into(here, *_CALLS):
            if is_sync(edge) and edge.source not in open_nodes:
                own = (edge,) if _attempts(board, edge) > 1 else ()
                way = (*above(edge.source), *own)
                if _product(board, way) > _product(board, best):
                    best = way
        open_nodes.discard(here)
        met[here] = best
        return best

    return above(node)


def _product(board: Board, edges: tuple[Edge, ...]) -> float:
    return math.prod(_attempts(board, edge) for edge in edges)


def _goes_on(board: Board, node: str, layers: tuple[Edge, ...]) -> bool:
    """Whether a part further on is tried again too: the finding belongs to the last one."""
    before = {edge.source for edge in layers}
    return any(
        is_sync(edge) and _attempts(board, edge) > 1 and edge.target not in before
        for edge in board.out_of(node, *_CALLS)
    )


def _is_held_back(board: Board, edge: Edge) -> bool:
    backs_off = edge.get(a.JITTER) is True and board.number(edge, a.BACKOFF) is not None
    budget = board.number(edge, a.RETRY_BUDGET) is not None
    return budget or backs_off


def _takes(board: Board, node: Node) -> Number | None:
    stated = board.number(node, a.MAX_QPS) or board.number(node, a.THROUGHPUT)
    if stated is not None:
        return stated
    each = board.number(node, a.THROUGHPUT_PER_REPLICA)
    replicas = board.number(node, a.MAX_REPLICAS) or board.number(node, a.REPLICAS)
    return None if each is None or replicas is None else each * replicas


def _seen(
    board: Board,
    node: Node,
    layers: tuple[Edge, ...],
    times: float,
    storm: tuple[Number, Number] | None,
    *,
    verdict: Verdict = Verdict.CERTAIN,
) -> Observation[Facts]:
    attempts = tuple(one for edge in layers if (one := board.number(edge, a.ATTEMPTS)) is not None)
    return Observation(
        at=Place((node.id,), tuple(edge.key for edge in layers)),
        facts=Facts(
            title=node.title,
            layers=tuple((board.title(edge.source), _attempts(board, edge)) for edge in layers),
            times=times,
            storm=None if storm is None else (storm[0].value, storm[1].value),
        ),
        certainty=Certainty(verdict.value),
        numbers=(*attempts, *(storm or ())),
    )
