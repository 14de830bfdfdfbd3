"""REL902: when a part fails, the endpoint has nothing else to answer with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.availability import ONE_MORE_NINE
from checks.facts.serving import waiting_consumers
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.dependencies import Dependency
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The endpoint and what it has no stand-in for."""

    title: str
    parts: tuple[str, ...]
    endless: tuple[str, ...]  # those without a timeout
    generates: bool


class NoFallback(Rule["Node", Facts]):
    """When a part fails, the endpoint has nothing else to answer with.

    ## What it does
    Lists for each answering endpoint the parts it calls and waits for with nothing to fall back to,
    neither behind the part nor behind the endpoint, and says where not even a timeout ends the
    wait.

    ## Why it matters
    Models, stores and providers fail. Without a degraded answer their outage is the product's
    outage, and without a timeout it holds every worker until then.

    ## How to fix it
    A cached or default answer, a simpler model, a second provider; and a timeout that leaves it
    time to answer.

    ## When it does not apply
    Batches, which keep yesterday's table. A dependency with one more nine than the promise where
    the answer is advice. A decision that it fails closed, as fraud and safety may.

    ## References
    - AWSPG 7.3: fallback.
    - SRE 22: graceful degradation.
    - IN 3: fail safely.
    - NIST MANAGE.
    """

    code = "REL902"
    name = "no-fallback"
    severity = ByLevel.of("I/W/E/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "The model server is down for ten minutes: what does the user see?"
    sources = ("AWSPG 7.3", "SRE 22", "IN 3", "NIST MANAGE")
    checks_what = "fallbacks"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one model server and nothing behind it",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn, replicas: 12}
            edges: ["api -> ranker: calls"]
            """,
            at=("api",),
        ),
        Good(
            "the most popular items are shown instead",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn, replicas: 12}
              popular: {kind: fallback, type: heuristic}
            edges: [{edge: "api -> ranker: calls", timeout: 80 ms},
                  "ranker -> popular: falls_back_to"]
            """,
        ),
        Good(
            "a batch keeps yesterday's table",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch}
              ranker: {kind: model, type: gbdt}
            edges: ["scoring -> ranker: calls"]
            """,
        ),
        Good(
            "it fails closed, and a decision says so",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              scorer: {kind: model, type: gbdt}
              closed: {kind: decision, status: chosen, choice: fail closed,
                    because: an unscored payment costs more than a declined one}
            edges: ["api -> scorer: calls", "closed -> api: supports"]
            """,
        ),
        Good(
            "the answer goes on without it",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn}
            edges: [{edge: "api -> ranker: calls", hard: no}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The answering endpoints that cannot answer without something."""
        return (node for node in board.dependencies.endpoints if board.dependencies.of(node.id))

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """List the parts with nothing behind them.

        What stands behind a listed part goes with it.
        """
        bare = [
            one
            for one in board.dependencies.of(subject.id)
            if one.node.kind in _SERVERS
            and not one.fallbacks
            and not _is_excused(board, subject, one)
        ]
        listed = {one.node.id for one in bare}
        bare = [one for one in bare if one.behind not in listed]
        if not bare:
            return
        endless = [
            one.node.title
            for one in bare
            if board.number(one.edge, a.TIMEOUT) is None
            and board.number(one.node, a.TIMEOUT) is None
        ]
        yield Observation(
            at=Place(
                (subject.id, *(one.node.id for one in bare)), tuple(one.edge.key for one in bare)
            ),
            facts=Facts(
                title=subject.title,
                parts=tuple(one.node.title for one in bare),
                endless=tuple(endless),
                generates=any(one.node.kind is Kind.LLM for one in bare),
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the parts, and those that are waited for without an end."""
        many = len(facts.parts) > 1
        endless = (
            f" {several(facts.endless)} {_HAVE[len(facts.endless) > 1]} no timeout."
            if facts.endless
            else ""
        )
        ways = " The provider may be down, refuse, or answer 429." if facts.generates else ""
        return Explanation(
            message=(
                f"{several(facts.parts)} {_IS[many]} hard dependenc{'ies' if many else 'y'} of "
                f"{facts.title} with no fallback: when {'one' if many else 'it'} fails, so does "
                "the "
                f"answer.{endless}{ways}"
            ),
            remedy=f"Draw what {facts.title} answers instead: a default, a cached answer, a "
            "simpler model.",
        )


_IS = ("is a", "are")
_HAVE = ("has", "have")
_SERVERS = frozenset(
    {Kind.MODEL, Kind.FEATURE_STORE, Kind.RETRIEVER, Kind.LLM, Kind.TOOL, Kind.SOURCE, Kind.INDEX}
)
_CLOSED = ("fail closed", "fails closed", "fail-closed", "fails-closed", "failing closed")


def _is_excused(board: Board, endpoint: Node, needed: Dependency) -> bool:
    return _fails_closed(board, endpoint.id, needed.node.id) or _is_sure_advice(
        board, endpoint, needed
    )


def _fails_closed(board: Board, *parts: str) -> bool:
    """Whether a decision about any of *parts* says that no answer is the safe answer."""
    said = (
        board.node(edge.source)
        for part in parts
        for edge in board.into(part, Relation.SUPPORTS)
        if board.node(edge.source).kind is Kind.DECISION
    )
    words = (
        f"{one.title} {one.get(a.CHOICE) or ''} {one.get(a.BECAUSE) or ''}".casefold()
        for one in said
        if (one.get(a.BECAUSE) or "").strip()
    )
    return any(phrase in text for text in words for phrase in _CLOSED)


def _is_sure_advice(board: Board, endpoint: Node, needed: Dependency) -> bool:
    slo = board.number(endpoint, a.AVAILABILITY_SLO)
    if slo is None or needed.availability is None:
        return False
    asking = waiting_consumers(board, endpoint)
    is_advice = bool(asking) and all(one.get(a.IMPACT) == "advisory" for one in asking)
    return is_advice and (1 - needed.availability.low) * ONE_MORE_NINE <= 1 - slo.high
