"""FRAME001: something is predicted and nobody does anything about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_INSIDE = (Relation.CALLS, Relation.READS, Relation.USES)
_OFFLINE = ("offline analysis", "offline only", "analysis only")
_HANDS_ON = (Relation.FEEDS, Relation.LOGS_TO, Relation.EMBEDS)


@dataclass(frozen=True, slots=True)
class Facts:
    """Who produces, and the consumers without an action."""

    title: str
    idle: tuple[str, ...]


class NoConsumerAction(Rule["Node", Facts]):
    """Something is predicted and nobody does anything about it.

    ## What it does
    Follows every served endpoint, and every model no endpoint serves, to the consumers of its
    output, and asks each for the action it takes.

    ## Why it matters
    A score that changes no decision is worth nothing, however good it is; and without the action
    neither errors nor latency can be priced.

    ## How to fix it
    Draw who consumes the output and write what they do differently when it changes.

    ## When it does not apply
    Models whose output another model, retriever or index consumes: the end of the chain is asked.
    A decision that says the work is offline analysis only.

    ## References
    - RoML 2, 13: metrics and objectives first.
    - HUYEN 2: business and ML objectives.
    - IN 1, PB: problem framing.
    """

    code = "FRAME001"
    name = "no-consumer-action"
    severity = ByLevel.of("E/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.COMMUNICATION)
    question = (
        "Who does what differently when the score changes, and what happens today without it?"
    )
    sources = ("RoML 2, 13", "HUYEN 2", "IN 1", "PB")
    checks_what = "the consumer"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = ()
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an endpoint nobody asks",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> ranker: uses"]
            """,
            at=("api",),
        ),
        Bad(
            "a consumer that does nothing",
            """
            nodes:
              crm: {kind: consumer}
              scoring: {kind: endpoint, mode: batch}
            edges: ["crm -> scoring: consumes"]
            """,
            at=("crm",),
        ),
        Good(
            "the retention desk calls the riskiest hundred",
            """
            nodes:
              crm: {kind: consumer, action: calls the hundred riskiest}
              scoring: {kind: endpoint, mode: batch}
              churn: {kind: model, type: gbdt}
            edges: ["crm -> scoring: consumes", "scoring -> churn: uses"]
            """,
        ),
        Good(
            "an embedder serves an index, and somebody reads the results",
            """
            nodes:
              shopper: {kind: consumer, action: opens a result}
              search: {kind: endpoint, mode: online}
              retriever: {kind: retriever}
              index: {kind: index}
              embedder: {kind: model, type: embedder}
            edges:
              - "shopper -> search: consumes"
              - "search -> retriever: calls"
              - "retriever -> index: uses"
              - "embedder -> index: embeds"
            """,
        ),
        Good(
            "a batch table is read where it lands",
            """
            nodes:
              crm: {kind: consumer, action: calls the hundred riskiest}
              scoring: {kind: endpoint, mode: batch}
              scores: {kind: feature_store}
            edges: ["scoring -> scores: feeds", "crm -> scores: consumes"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The endpoints and models whose output leaves the system, in id order."""
        return (
            node
            for node in board.of_kind(Kind.ENDPOINT, Kind.MODEL)
            if not board.into(node.id, *_INSIDE)
            and not board.out_of(node.id, Relation.EMBEDS)
            and not (node.kind is Kind.MODEL and _feeds_a_model(board, node))
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Somebody at the end must act."""
        consumers = _consumers(board, subject)
        acts = any((one.get(a.ACTION) or "").strip() for one in consumers)
        if acts or board.out_of(subject.id, Relation.ACTS_ON) or _is_offline(board, subject):
            return
        if any(board.is_na(one, a.ACTION) for one in consumers):
            return
        yield Observation(
            at=_place(subject, consumers),
            facts=Facts(subject.title, tuple(one.title for one in consumers)),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say whether there is nobody, or nobody who acts."""
        if not facts.idle:
            return Explanation(
                message=(
                    f"{facts.title} produces predictions but no consumer takes an action on them, "
                    "so no decision is influenced."
                ),
                remedy=f"Draw the consumer of {facts.title} and write what it does differently.",
            )
        who = ", ".join(facts.idle)
        verb = "takes" if len(facts.idle) == 1 else "take"
        return Explanation(
            message=(
                f"{who} {verb} the output of {facts.title} but no action is written, so no "
                "decision is influenced."
            ),
            remedy=f"Write the action of {facts.idle[0]}.",
        )


def _feeds_a_model(board: Board, model: Node) -> bool:
    inside = {Kind.MODEL, Kind.INDEX, Kind.RETRIEVER, Kind.FEATURE, Kind.FEATURE_STORE}
    fed = board.targets_of(model.id, Relation.FEEDS)
    return any(one.kind in inside for one in fed)


def _place(served: Node, consumers: tuple[Node, ...]) -> Place:
    """Where the action is to be written: the consumer, or what has none."""
    if not consumers:
        return Place((served.id,))
    first, *others = consumers
    return Place(
        (first.id, *(one.id for one in others), served.id),
        fields=(a.ACTION.name,),
        blanks=tuple((one.id, a.ACTION.name) for one in others),
    )


def _consumers(board: Board, start: Node) -> tuple[Node, ...]:
    """Who consumes the output, or what it is written to, or those who review it."""
    found: dict[str, Node] = {}
    met, waiting = {start.id}, [start.id]
    while waiting:
        here = waiting.pop()
        for consumer in board.sources_of(here, Relation.CONSUMES):
            found[consumer.id] = consumer
        for edge in board.out_of(here, *_HANDS_ON):
            if edge.target not in met:
                met.add(edge.target)
                waiting.append(edge.target)
    return tuple(found[one] for one in sorted(found))


def _is_offline(board: Board, node: Node) -> bool:
    for edge in board.into(node.id, Relation.SUPPORTS):
        decision = board.node(edge.source)
        words = f"{decision.get(a.CHOICE) or ''} {decision.title}".lower()
        if any(one in words for one in _OFFLINE):
            return True
    return False
