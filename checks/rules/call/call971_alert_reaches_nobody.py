"""CALL971: something goes wrong, a threshold is crossed, and nobody is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import answering_endpoints, waiting_consumers
from checks.facts.wording import agree, several
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
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The chains that end nowhere, or the endpoint nobody is woken for."""

    monitors: tuple[str, ...] = ()
    endpoint: str = ""


class AlertReachesNobody(Rule["tuple[Node, ...]", Facts]):
    """Something goes wrong, a threshold is crossed, and nobody is told.

    ## What it does
    Follows every monitor with a bound to a person on call, an owner, or an action that happens by
    itself, and lists those that end before. Asks as well whether anything about an endpoint people
    wait for wakes somebody.

    ## Why it matters
    A threshold without a receiver is a number in a table. The incident is then found by the users.

    ## How to fix it
    Draw the alert, and who is paged or gets the ticket; or the retraining, rollback or fallback it
    starts.

    ## When it does not apply
    Dashboards somebody reviews at a stated cadence.

    ## References
    - PB: what page wakes someone up.
    - SRE 11: being on-call.
    """

    code = "CALL971"
    name = "alert-reaches-nobody"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_route": ByLevel.of("I/W/E/E"),
        "no_page": ByLevel.of("I/W/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Whose phone rings?"
    sources = ("PB", "SRE 11")
    checks_what = "who is told"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a threshold and nobody behind it",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
            edges: ["drift -> ranker: monitors"]
            """,
            at=("drift",),
            variant="no_route",
        ),
        Bad(
            "everything becomes a ticket",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online}
              errors: {kind: monitor, signal: errors, threshold: 1% absolute, window: 5 min}
              slow: {kind: alert, severity: ticket}
              people: {kind: oncall}
            edges: ["shop -> api: consumes", "errors -> api: monitors", "errors -> slow: raises",
                  "slow -> people: tickets"]
            """,
            at=("api",),
            variant="no_page",
        ),
        Good(
            "it pages, and drift becomes a ticket",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online}
              errors: {kind: monitor, signal: errors, threshold: 1% absolute, window: 5 min}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
              down: {kind: alert, severity: page}
              odd: {kind: alert, severity: ticket}
              people: {kind: oncall}
            edges:
              - "shop -> api: consumes"
              - "errors -> api: monitors"
              - "drift -> api: monitors"
              - "errors -> down: raises"
              - "drift -> odd: raises"
              - "down -> people: pages"
              - "odd -> people: tickets"
            """,
        ),
        Good(
            "it starts the training by itself",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              training: {kind: training_job, period: weekly}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
            edges: ["training -> ranker: trains", "drift -> ranker: monitors",
                  "drift -> training: triggers"]
            """,
        ),
        Good(
            "a dashboard with a review",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d,
                    severity: dashboard, review_period: weekly}
            edges: ["drift -> ranker: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """All monitors with a bound together, then each endpoint people wait for."""
        bounded = tuple(node for node in board.monitoring.monitors if _has_bound(board, node))
        if bounded:
            yield bounded
            yield from (
                (node,) for node in answering_endpoints(board) if waiting_consumers(board, node)
            )

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Follow the chains, or look for a page."""
        if subject[0].kind is Kind.ENDPOINT:
            (endpoint,) = subject
            watching = board.monitoring.watching(endpoint.id)
            routed = [one for one in watching if not _has_bound(board, one) or _arrives(board, one)]
            # Where none of them has a route, that is the finding, and it is made once.
            if routed and not any(board.monitoring.pages(one) for one in watching):
                yield Observation(
                    at=Place((endpoint.id,)),
                    facts=Facts(endpoint=endpoint.title),
                    variant="no_page",
                )
            return
        lost = [node for node in subject if not _arrives(board, node)]
        if lost:
            yield Observation(
                at=Place(tuple(node.id for node in lost)),
                facts=Facts(monitors=tuple(node.title for node in lost)),
                variant="no_route",
            )

    def explain(self, facts: Facts) -> Explanation:
        """Name what ends nowhere."""
        if facts.endpoint:
            return Explanation(
                message=f"People wait for {facts.endpoint}, and nothing that watches it wakes "
                "anybody.",
                remedy=f"An alert with severity page for errors or latency of {facts.endpoint}.",
            )
        named = several(facts.monitors)
        return Explanation(
            message=(
                f"{named} {agree(named, 'has', 'have')} a bound and no route to a "
                "person "
                "or to an action."
            ),
            remedy="An alert that pages or files a ticket with somebody, or what it starts by "
            "itself.",
        )


_ACTS = frozenset({Kind.TRAINING_JOB, Kind.DEPLOYMENT, Kind.FALLBACK, Kind.TRANSFORM, Kind.INDEX})


def _has_bound(board: Board, monitor: Node) -> bool:
    return any(
        board.number(monitor, one) is not None for one in (a.THRESHOLD, a.BURN_RATE, a.ALPHA)
    )


def _arrives(board: Board, monitor: Node) -> bool:
    """Whether somebody is told, or something happens."""
    if (
        monitor.get(a.SEVERITY) == "dashboard"
        and board.number(monitor, a.REVIEW_PERIOD) is not None
    ):
        return True
    for one in (monitor, *board.monitoring.alerts(monitor)):
        if board.out_of(one.id, Relation.PAGES, Relation.TICKETS):
            return True
        if any(node.kind in _ACTS for node in board.targets_of(one.id, Relation.TRIGGERS)):
            return True
        if one.kind is Kind.ALERT and (one.get(a.OWNER) or "").strip():
            return True
    return False
