"""REL903: the fallback cannot take over when it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import doublings
from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
from checks.facts.serving import is_sync
from checks.facts.stage_latency import stage_latency
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

    from checks.facts.request_paths import RequestPath
    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The part, its fallback, and what is wrong with it; rates a second, times in seconds."""

    primary: str
    fallback: str
    shared: str
    stands_on: bool
    wait: tuple[float, float, float] | None  # for the part, latency, budget
    load: tuple[float, float] | None  # what it can take, what would reach it


class FallbackUnviable(Rule["Edge", Facts]):
    """The fallback cannot take over when it is needed.

    ## What it does
    Compares, for each fallback, the wait for the part (all its attempts) plus its own latency with
    the budget, what it can take with what would reach it, and asks whether it shares a zone or a
    provider with the part or stands on it.

    ## Why it matters
    A fallback that is too late, too small or down together with the part is a drawing of one.

    ## How to fix it
    A shorter timeout, room for the load that would reach it, another zone or provider.

    ## When it does not apply
    A static default, which takes no time and no machine. A fallback for a share of the requests is
    asked for that share.

    ## References
    - SRE 22: addressing cascading failures.
    - AWSAV: correlated failure.
    - CALC.
    - ABL: timeouts.
    """

    code = "REL903"
    name = "fallback-unviable"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DEBUGGING,)
    question = "When did you last run on the fallback at full load?"
    sources = ("SRE 22", "AWSAV", "CALC", "ABL")
    checks_what = "fallbacks"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "180 ms of waiting leave no time for it",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: nn}
              simple: {kind: fallback, latency_p95: 60 ms}
            edges: [{edge: "api -> ranker: calls", timeout: 180 ms},
                  "ranker -> simple: falls_back_to"]
            """,
            at=("simple",),
        ),
        Bad(
            "the second model is of the same provider",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: acme}
              small: {kind: llm, provider: Acme}
            edges: ["api -> writer: calls", "writer -> small: falls_back_to"]
            """,
            at=("small",),
        ),
        Good(
            "a timeout that leaves it time",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: nn}
              simple: {kind: fallback, latency_p95: 60 ms}
            edges: [{edge: "api -> ranker: calls", timeout: 130 ms},
                  "ranker -> simple: falls_back_to"]
            """,
        ),
        Good(
            "a static default takes no time and no machine",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms, peak_qps: 2k QPS}
              ranker: {kind: model, type: nn}
              popular: {kind: fallback, type: heuristic}
            edges: [{edge: "api -> ranker: calls", timeout: 190 ms},
                  "ranker -> popular: falls_back_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """Every way from a part to what answers instead."""
        return (edge for edge in board.edges if edge.relation is Relation.FALLS_BACK_TO)

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Ask whether it is apart, in time and large enough."""
        primary, fallback = board.node(subject.source), board.node(subject.target)
        shared = board.dependencies.shared(fallback, primary)
        stands_on = primary.id in board.dependencies.stands_on(fallback.id)
        late = _late(board, primary, fallback)
        small = _small(board, primary, fallback)
        verdicts = [verdict for verdict, _, _ in (late, small)]
        if not shared and not stands_on and set(verdicts) == {Verdict.HOLDS}:
            return
        certain = bool(shared) or stands_on or Verdict.CERTAIN in verdicts
        yield Observation(
            at=Place((fallback.id, primary.id), (subject.key,)),
            facts=Facts(
                primary.title,
                fallback.title,
                shared,
                stands_on,
                wait=late[1],
                load=small[1],
            ),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(*late[2], *small[2]),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say each reason why it cannot take over."""
        reasons, working, cures = [], [], []
        if facts.wait is not None:
            waited, latency, budget = facts.wait
            shown = [duration_text(one) for one in (waited, latency, waited + latency, budget)]
            reasons.append(
                f"{shown[0]} of waiting and {shown[1]} of its own are above the {shown[3]} budget"
            )
            working.append(f"{shown[0]} + {shown[1]} = {shown[2]}, budget {shown[3]}")
            left = budget - latency
            cures.append(
                f"a wait of {duration_text(left)} at most" if left > 0 else "a faster fallback"
            )
        if facts.load is not None:
            takes, reaches = map(rate_text, facts.load)
            reasons.append(f"it can take {takes} of the {reaches} that would reach it")
            working.append(f"{takes} < {reaches}")
            cures.append(f"room for {reaches}")
        if facts.shared:
            reasons.append(f"both depend on {facts.shared}")
            cures.append("another provider or zone")
        if facts.stands_on:
            reasons.append(f"it needs {facts.primary} itself")
            cures.append(f"a way that does not need {facts.primary}")
        return Explanation(
            message=f"{facts.fallback} cannot take over from {facts.primary}: "
            f"{'; '.join(reasons)}.",
            working=tuple(working),
            remedy=f"{', '.join(cures)[0].upper()}{', '.join(cures)[1:]}.",
        )


_ONE = Number.exactly(1.0)
_NOTHING = Number.exactly(0.0)


def _late(
    board: Board, primary: Node, fallback: Node
) -> tuple[Verdict, tuple[float, float, float] | None, tuple[Number, ...]]:
    """Whether the wait for the part and the fallback's own time are beyond a budget."""
    worst: tuple[Verdict, tuple[float, float, float] | None, tuple[Number, ...]]
    worst = (Verdict.HOLDS, None, ())
    for edge in board.into(primary.id, Relation.CALLS, Relation.READS):
        wait = _wait(board, edge, primary)
        for path in _asking(board, edge):
            own = stage_latency(lambda one: board.number(fallback, one), path.q)
            if wait is None or path.budget is None or own is None:
                continue
            verdict = exceeds(wait + own.about, path.budget)
            if verdict is Verdict.CERTAIN or (
                verdict is Verdict.POSSIBLE and worst[0] is Verdict.HOLDS
            ):
                worst = (
                    verdict,
                    (wait.value, own.about.value, path.budget.value),
                    (wait, own.about, path.budget),
                )
    return worst


def _wait(board: Board, edge: Edge, primary: Node) -> Number | None:
    """How long a call is waited for before something else answers: every attempt, timed out."""
    number = board.number
    timeout = number(edge, a.TIMEOUT) or number(primary, a.TIMEOUT)
    if timeout is None:
        return None
    attempts, backoff = number(edge, a.ATTEMPTS) or _ONE, number(edge, a.BACKOFF) or _NOTHING
    return attempts * timeout + backoff * Number.exactly(doublings(attempts.value))


def _asking(board: Board, edge: Edge) -> tuple[RequestPath, ...]:
    """The request paths that wait for a call."""
    if not is_sync(edge):
        return ()
    own = board.paths.of(edge.source)
    return board.paths.through(edge.source) if own is None else (own,)


def _small(
    board: Board, primary: Node, fallback: Node
) -> tuple[Verdict, tuple[float, float] | None, tuple[Number, ...]]:
    """Whether the load of the part is more than the fallback can take."""
    peak = board.load.peak(primary.id)
    takes = board.number(fallback, a.THROUGHPUT) or board.number(fallback, a.MAX_QPS)
    each = board.number(fallback, a.THROUGHPUT_PER_REPLICA)
    replicas = board.number(fallback, a.MAX_REPLICAS) or board.number(fallback, a.REPLICAS)
    if takes is None and each is not None and replicas is not None:
        takes = each * replicas
    if peak is None or takes is None:
        return Verdict.HOLDS, None, ()
    reaches = peak * (board.number(fallback, a.COVERAGE) or _ONE)
    verdict = exceeds(reaches, takes)
    if verdict is Verdict.HOLDS:
        return verdict, None, ()
    return verdict, (takes.value, reaches.value), (reaches, takes)
