"""LAT207: the first request of a batch waits for the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.arithmetic.latency import filling
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
    Lane,
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
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath
    from design.changes import Change
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Batch, rate of one replica and times in seconds."""

    title: str
    batch: float
    rate: float
    fills: float
    capped: bool
    rest: float
    budget: float


class BatchingWait(Rule["tuple[RequestPath, Node]", Facts]):
    """The first request of a batch waits for the others.

    ## What it does
    Works out how long a batch takes to fill at the rate of one replica, no longer than the stated
    longest wait, adds it to the latency, and compares with the budget; at the average rate it is
    possible, at the peak certain.

    ## Why it matters
    Batching helps at peak and hurts at night: at three in the morning a batch of 32 never fills.

    ## How to fix it
    A longest wait, a smaller batch, or batching in flight.

    ## When it does not apply
    A batch of one; batching in flight, as language models do; endpoints nobody waits for.

    ## References
    - HUYEN 7.
    - AWSML performance.
    - NIM: concurrency.
    """

    code = "LAT207"
    name = "batching-wait"
    severity = ByLevel.of("-/I/W/W")
    lanes = frozenset({Lane.DEEP_LEARNING, Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "At 3 a.m. traffic, how long does the first request wait for company?"
    sources = ("HUYEN 7", "AWSML performance", "NIM")
    checks_what = "batching"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "32 at a hundred a second",
            """
            lane: deep_learning
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 400/s, latency_budget: p95 200 ms}
              vision: {kind: model, type: nn, replicas: 4, batch_size: "32", latency_p50: 20 ms,
                    latency_p95: 40 ms}
            edges: ["api -> vision: calls"]
            """,
            at=("vision",),
        ),
        Good(
            "no longer than ten milliseconds",
            """
            lane: deep_learning
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 400/s, latency_budget: p95 200 ms}
              vision: {kind: model, type: nn, replicas: 4, batch_size: "32",
                    max_batch_wait: 10 ms, latency_p50: 20 ms, latency_p95: 40 ms}
            edges: ["api -> vision: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[RequestPath, Node]]:
        """The parts that batch requests, on paths with a budget."""
        return (
            (path, node)
            for node in board.of_kind(Kind.MODEL, Kind.ENDPOINT, Kind.GUARDRAIL)
            if (size := board.number(node, a.BATCH_SIZE)) is not None
            and size.value > 1
            and node.get(a.MODEL_TYPE) != "llm"  # joins the batch that runs
            and node.get(a.MEASURED_AT_LOAD) is not True
            for path in (*board.paths.through(node.id), *_own(board, node))
            if path.budget is not None
        )

    def judge(
        self, board: Board, subject: tuple[RequestPath, Node]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Add the wait to what the path takes."""
        path, node = subject
        size, longest = board.number(node, a.BATCH_SIZE), board.number(node, a.MAX_BATCH_WAIT)
        replicas = board.number(node, a.REPLICAS) or Number.exactly(1.0)
        rates = [board.load.peak(node.id), board.load.average(node.id)]
        if size is None or path.budget is None or replicas.low <= 0 or path.estimate.total <= 0:
            return
        for rate, certainty in zip(rates, (Certainty.CERTAIN, Certainty.POSSIBLE), strict=True):
            if rate is None or rate.low <= 0:
                continue
            each = rate / replicas
            fills = _fills(size, each, longest)
            whole = Number.exactly(path.estimate.quad) + fills
            if exceeds(Number.exactly(whole.value), path.budget) is Verdict.HOLDS:
                continue
            sure = exceeds(whole, path.budget) is Verdict.CERTAIN
            yield Observation(
                at=Place(
                    (node.id, path.endpoint) if node.id != path.endpoint else (node.id,),
                    fields=(a.MAX_BATCH_WAIT.name,),
                ),
                facts=Facts(
                    node.title,
                    size.value,
                    each.value,
                    fills.value,
                    longest is not None,
                    path.estimate.quad,
                    path.budget.value,
                ),
                certainty=certainty if sure else Certainty.POSSIBLE,
                numbers=(size, each, path.budget),
                fix=_cap(node, path.budget.low - path.estimate.quad),
            )
            return

    def explain(self, facts: Facts) -> Explanation:
        """Say how long it fills, and what is left for it."""
        fills, rest, budget = map(duration_text, (facts.fills, facts.rest, facts.budget))
        cap = "" if facts.capped else " and nothing caps the wait"
        left = facts.budget - facts.rest
        fits = f"a longest wait of {duration_text(left)}" if left > 0 else "no batching"
        return Explanation(
            message=(
                f"{facts.title}: filling a batch of {facts.batch:g} at {rate_text(facts.rate)} "
                "per replica takes "
                f"{fills}{cap}; with {rest} of the path this exceeds {budget}."
            ),
            working=(
                f"{facts.batch:g} / {rate_text(facts.rate)} = {fills}",
                f"{fills} + {rest} = {duration_text(facts.fills + facts.rest)} > {budget}",
            ),
            remedy=f"{fits[0].upper()}{fits[1:]}, or a smaller batch.",
        )


def _fills(size: Number, rate: Number, longest: Number | None) -> Number:
    """How long a batch takes to fill, end by end."""
    cap = Number.exactly(math.inf) if longest is None else longest
    return Number(
        filling(size.low, rate.high, cap.low),
        filling(size.value, rate.value, cap.value),
        filling(size.high, rate.low, cap.high),
        size.state,
    )


def _own(board: Board, node: Node) -> tuple[RequestPath, ...]:
    path = board.paths.of(node.id)
    return () if path is None else (path,)


def _cap(node: Node, left: float) -> tuple[Change, ...]:
    """The longest wait that fits, in whole milliseconds."""
    fits = whole.at_most(left * 1000)
    return (
        (SetField(field=a.MAX_BATCH_WAIT.name, value=f"{fits} ms", id=node.id),) if fits > 0 else ()
    )
