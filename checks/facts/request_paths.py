"""What a request waits for, and how long that takes. Over 400 lines: one walk over all stages.

A path starts at an endpoint that answers, or on a device at one with a budget, and follows the
``calls`` and ``reads`` a caller waits for. What an endpoint or a retriever ``uses`` is a stage
where the user states no latency of its own, or, of a retriever, one that is too short to hold it.
Edges of one parallel group under one parent run side by side, others one after the other.
Guardrails that are waited for stand on the path of what they guard. A call back to a stage that is
still open ends the path: one pass is counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from checks.arithmetic.latency import log_normal_quantile, quantile_behind
from checks.facts.serving import ANSWERING, is_sync, mode_of, waiting_consumers
from checks.facts.stage_latency import StageLatency, stage_latency
from checks.numbers import Number, Verdict, exceeds
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Edge, EdgeKey, Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

USUAL_QUANTILE = 0.95
_SAME = 1e-9
# Kinds that are no hop: what is read there is in the process already.
_NO_HOP = frozenset({Kind.PROMPT, Kind.FEATURE, Kind.DATASET, Kind.HUMAN_REVIEW})


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage a request waits for; ``share`` of the requests reach it, ``calls`` times each."""

    node: str
    edge: EdgeKey | None
    share: float
    calls: float
    latency: StageLatency | None
    inside: tuple[str, ...]  # the stages that call it, the endpoint first
    after: bool = False  # it checks what was generated
    group: str = ""  # of the legs that run side by side, the outermost
    leg: str = ""  # the first stage of its leg there


@dataclass(frozen=True, slots=True)
class Estimate:
    """The latency of stages together, in seconds; see ``checks.arithmetic.latency``.

    ``quad`` and ``total`` are computed from the numbers as stated, ``least`` and ``most`` from
    the ends of intervals that favour and burden the design.
    """

    median: float = 0.0
    variance: float = 0.0
    least_median: float = 0.0
    least_variance: float = 0.0
    total: float = 0.0
    most: float = 0.0

    @property
    def quad(self) -> float:
        """Medians plus the root of the summed squares of what is above them."""
        return self.median + math.sqrt(self.variance)

    @property
    def least(self) -> float:
        """The same from what is known for certain."""
        return self.least_median + math.sqrt(self.least_variance)

    def then(self, other: Estimate) -> Estimate:
        """One after the other."""
        return Estimate(
            self.median + other.median,
            self.variance + other.variance,
            self.least_median + other.least_median,
            self.least_variance + other.least_variance,
            self.total + other.total,
            self.most + other.most,
        )

    def beside(self, other: Estimate) -> Estimate:
        """Side by side: the slower one, by each way of counting."""
        slower = self if self.quad >= other.quad else other
        surely = self if self.least >= other.least else other
        return Estimate(
            slower.median,
            slower.variance,
            surely.least_median,
            surely.least_variance,
            max(self.total, other.total),
            max(self.most, other.most),
        )


@dataclass(frozen=True, slots=True)
class RequestPath:
    """What a request to ``endpoint`` waits for, at quantile ``q`` of its budget."""

    endpoint: str
    q: float
    budget: Number | None
    stages: tuple[Stage, ...]
    estimate: Estimate
    own: StageLatency | None = None  # what the endpoint states of itself
    own_is_total: bool = False  # whether that can hold all the parts it waits for
    streams: bool = False

    @property
    def percentile_stated(self) -> bool:
        """Whether the budget says at which percentile it holds."""
        quantity = self.budget.quantity if self.budget is not None else None
        return quantity is not None and quantity.percentile is not None

    @property
    def missing(self) -> tuple[str, ...]:
        """The stages without a latency, in id order."""
        return tuple(sorted({one.node for one in self.stages if one.latency is None}))

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every latency that went into the estimate."""
        return tuple(one.latency.about for one in self.stages if one.latency is not None)


class RequestPaths:
    """The request paths of a board."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @cached_property
    def all(self) -> tuple[RequestPath, ...]:
        """One path per endpoint that answers or, on a device, says in which time; in id order."""
        return tuple(
            _walked(self._board, node)
            for node in self._board.of_kind(Kind.ENDPOINT)
            if mode_of(node) in ANSWERING
            or (mode_of(node) == "device" and budget_of(self._board, node) is not None)
        )

    def of(self, endpoint: str) -> RequestPath | None:
        """The path that starts at *endpoint*."""
        return next((path for path in self.all if path.endpoint == endpoint), None)

    def through(self, node: str) -> tuple[RequestPath, ...]:
        """The paths on which *node* is a stage."""
        return self._through.get(node, ())

    @cached_property
    def _through(self) -> dict[str, tuple[RequestPath, ...]]:
        found: dict[str, tuple[RequestPath, ...]] = {}
        for path in self.all:
            for node in {one.node for one in path.stages}:
                found[node] = (*found.get(node, ()), path)
        return found


def budget_of(board: Board, endpoint: Node) -> Number | None:
    """The latency budget of *endpoint*: its own, else the tightest of those who wait for it."""
    own = board.number(endpoint, a.LATENCY_BUDGET)
    if own is not None:
        return own
    asked = (board.number(one, a.LATENCY_BUDGET) for one in waiting_consumers(board, endpoint))
    return min((one for one in asked if one is not None), key=lambda one: one.value, default=None)


def _walked(board: Board, endpoint: Node) -> RequestPath:
    budget = budget_of(board, endpoint)
    stated = budget.quantity.percentile if budget is not None and budget.quantity else None
    q = USUAL_QUANTILE if stated is None else stated / 100
    walk = _Walk(board, q, streams=_streams(board, endpoint))
    own = _own_latency(board, endpoint, None, q)
    below = walk.below(endpoint, _Reach((endpoint.id,)), uses=own is None)
    # Whether an endpoint's own latency holds what it calls is not said: counted once for certain,
    # and on top of the rest for the most it can be.
    own_is_total = False
    if own is not None:
        own_is_total = exceeds(Number.exactly(below.least), own.about) is not Verdict.CERTAIN
        alone = _of_stage(own, q, 1.0, 1.0)
        together = alone.then(below)
        below = Estimate(
            *_longer(alone, below), *_surely_longer(alone, below), together.total, together.most
        )
    stages = tuple(walk.stages)
    return RequestPath(
        endpoint.id, q, budget, stages, below, own, own_is_total, streams=walk.streams
    )


def _longer(one: Estimate, other: Estimate) -> tuple[float, float]:
    longer = one if one.quad >= other.quad else other
    return longer.median, longer.variance


def _surely_longer(one: Estimate, other: Estimate) -> tuple[float, float]:
    longer = one if one.least >= other.least else other
    return longer.least_median, longer.least_variance


def _streams(board: Board, endpoint: Node) -> bool:
    """Whether the endpoint says it streams, and nothing waits for the whole answer."""
    if endpoint.get(a.STREAMING) is not True:
        return False
    guarded = {endpoint.id, *(edge.target for edge in board.out_of(endpoint.id, Relation.CALLS))}
    return not any(
        edge.get(a.GUARD_STAGE) == "output"
        and is_sync(edge)
        and board.node(edge.source).get(a.STREAMING) is not True
        for node in guarded
        for edge in board.into(node, Relation.GUARDS)
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """How a walk got to a node: through which stages, and with which share of the requests."""

    open: tuple[str, ...]
    share: float = 1.0
    calls: float = 1.0
    group: str = ""
    leg: str = ""


@dataclass(slots=True)
class _Walk:
    """One walk from an endpoint; collects the stages it passes."""

    board: Board
    q: float
    streams: bool
    stages: list[Stage] = field(default_factory=list)

    def below(self, node: Node, reach: _Reach, *, uses: bool) -> Estimate:
        """What *node* waits for, apart from its own latency."""
        series = Estimate()
        groups: dict[str, Estimate] = {}
        for edge, target in self._waits_for(node, uses=uses):
            leg = self._leg(edge, target, reach)
            group = edge.get(a.PARALLEL_GROUP)
            if not group:
                series = series.then(leg)
            else:
                groups[group] = groups[group].beside(leg) if group in groups else leg
        for leg in groups.values():
            series = series.then(leg)
        return series

    def _waits_for(self, node: Node, *, uses: bool) -> Iterator[tuple[Edge, Node]]:
        board = self.board
        for edge in board.out_of(node.id, Relation.CALLS, Relation.READS):
            if is_sync(edge):
                yield edge, board.node(edge.target)
        if uses:
            for edge in board.out_of(node.id, Relation.USES):
                yield edge, board.node(edge.target)
        for edge in board.into(node.id, Relation.GUARDS):
            if is_sync(edge):
                yield edge, board.node(edge.source)

    def _leg(self, edge: Edge, node: Node, reach: _Reach) -> Estimate:
        further = self._further(edge, node, reach)
        if further.share <= 1 - self.q + _SAME or node.id in reach.open:
            return Estimate()
        latency = _own_latency(self.board, node, edge, self.q)
        if latency is None and node.kind is Kind.LLM:
            latency = _generation(self.board, node, streams=self.streams)
        known = _of_stage(latency, self.q, further.share, further.calls)
        if _holds_the_rest(edge, node, latency, self.board):
            self._add(edge, (reach, further), latency)
            return known
        place = len(self.stages)
        inside = self.below(node, further, uses=self._is_apart(node, latency))
        # What only binds measured parts needs no latency of its own, nor do parts of a binder
        # whose own latency is asked for already.
        binds = bool(self.board.out_of(node.id, Relation.USES)) and inside != Estimate()
        part = edge.relation is Relation.USES and len(reach.open) > 1
        if latency is not None or not (binds or part or _needs_none(node)):
            self._add(edge, (reach, further), latency, place=place)
        return known.then(inside)

    def _is_apart(self, node: Node, latency: StageLatency | None) -> bool:
        """Whether the latency of *node* cannot hold that of what it uses."""
        if latency is None:
            return True
        for edge in self.board.out_of(node.id, Relation.USES):
            used = _own_latency(self.board, self.board.node(edge.target), edge, self.q)
            if used is not None and exceeds(used.about, latency.about) is Verdict.CERTAIN:
                return True
        return False

    def _add(
        self,
        edge: Edge,
        way: tuple[_Reach, _Reach],
        latency: StageLatency | None,
        *,
        place: int | None = None,
    ) -> None:
        before, here = way
        stage = Stage(
            here.open[-1],
            edge.key,
            here.share,
            here.calls,
            latency,
            before.open,
            after=edge.get(a.GUARD_STAGE) == "output",
            group=here.group,
            leg=here.leg,
        )
        self.stages.insert(len(self.stages) if place is None else place, stage)

    def _further(self, edge: Edge, node: Node, reach: _Reach) -> _Reach:
        share, calls = reach.share, reach.calls
        fraction = self.board.number(edge, a.FRACTION)
        if fraction is not None:
            share *= fraction.value
        source = self.board.node(edge.source)
        hit = self.board.number(source, a.CACHE_HIT) if source.kind is Kind.CACHE else None
        if hit is not None:
            share *= 1 - hit.value
        repeated = self.board.number(edge, a.CALLS_PER_REQUEST)
        if repeated is not None:
            calls *= max(repeated.value, 1.0)
            share *= min(repeated.value, 1.0)
        group, leg = reach.group, reach.leg
        side_by_side = edge.get(a.PARALLEL_GROUP)
        if side_by_side and not group:
            group, leg = f"{edge.source}/{side_by_side}", node.id
        return _Reach((*reach.open, node.id), share, calls, group, leg)


def _needs_none(node: Node) -> bool:
    return node.kind in _NO_HOP or node.get(a.IN_PROCESS) is True


def _holds_the_rest(edge: Edge, node: Node, latency: StageLatency | None, board: Board) -> bool:
    """Whether the latency was measured where the call is made, so that what is behind is in it."""
    if latency is None:
        return False
    on_edge = (a.LATENCY_P50, a.LATENCY_P95, a.LATENCY_P99)
    return node.get(a.MEASURED_AT) == "caller" or any(
        board.number(edge, one) is not None for one in on_edge
    )


def _own_latency(board: Board, node: Node, edge: Edge | None, q: float) -> StageLatency | None:
    if edge is not None:

        def on_edge(attribute: Attribute[Quantity]) -> Number | None:
            return board.number(edge, attribute)

        seen_by_caller = stage_latency(on_edge, q)
        if seen_by_caller is not None:
            return seen_by_caller

    def on_node(attribute: Attribute[Quantity]) -> Number | None:
        return board.number(node, attribute)

    return stage_latency(on_node, q)


def _generation(board: Board, llm: Node, *, streams: bool) -> StageLatency | None:
    """The latency of a call site that states how it generates: to the first token, or to the end.

    Without the number of tokens the first token is all that is certain.
    """
    ttft, tpot = board.number(llm, a.TTFT), board.number(llm, a.TPOT)
    if ttft is None or tpot is None:
        return None
    tokens = board.number(llm, a.TOKENS_OUT)
    if streams or tokens is None or tokens.low < 1:
        return StageLatency(ttft, exact=True, at_least=ttft)
    full = ttft + (tokens - Number.exactly(1.0)) * tpot
    return StageLatency(full, exact=True, at_least=ttft)


def _of_stage(latency: StageLatency | None, q: float, share: float, calls: float) -> Estimate:
    if latency is None:
        return Estimate()
    median, tail = latency.spread("value")
    least_median, least_tail = latency.spread("low") if latency.at_least else (0.0, 0.0)
    behind = quantile_behind(q, share)
    if share < 1 and behind is not None:
        tail = log_normal_quantile(median, tail, q, behind)
        least_tail = log_normal_quantile(least_median, least_tail, q, behind)
        median, least_median = min(median, tail), min(least_median, least_tail)
    return Estimate(
        calls * median,
        calls * (tail - median) ** 2,
        calls * least_median,
        calls * (least_tail - least_median) ** 2,
        calls * latency.about.value,
        calls * latency.about.high,
    )
