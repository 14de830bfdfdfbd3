"""RETR754: the model makes the labels it will be trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
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

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The titles on the way round, the model first."""

    model: str
    consumer: str
    source: str


class FeedbackLoop(Rule["Node", Facts]):
    """The model makes the labels it will be trained on.

    ## What it does
    Looks for a way from a model over who acts on it to a source or a label that the same model is
    trained with, on which nothing is left to chance: no exploration share, no control group.

    ## Why it matters
    What was blocked has no outcome, what was not shown was not clicked. The next model learns the
    taste of this one, and every offline metric agrees.

    ## How to fix it
    Leave a random slice untreated, or explore; log the propensity; or hold a control group back.

    ## When it does not apply
    Labels that do not depend on the action, such as the weather, a test everybody takes, or the
    verdicts of people on a random sample.

    ## References
    - HTD 4: feedback loops.
    - RoML 34, 36: avoid feedback loops, hold out.
    - HUYEN 8.
    """

    code = "RETR754"
    name = "feedback-loop"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = (
        "If you block every transaction you score as fraud, what will the model believe about "
        "fraud next year?"
    )
    sources = ("HTD 4", "RoML 34, 36", "HUYEN 8")
    checks_what = "feedback loops"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "what is blocked never becomes fraud",
            """
            nodes:
              payments: {kind: source}
              training: {kind: training_job, period: weekly}
              scorer: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
              rules: {kind: consumer, action: blocks the payment}
            edges:
              - "payments -> training: feeds"
              - "training -> scorer: trains"
              - "api -> scorer: calls"
              - "rules -> api: consumes"
              - "rules -> payments: acts_on"
            """,
            at=("scorer",),
        ),
        Good(
            "one in a hundred goes through whatever the score",
            """
            nodes:
              payments: {kind: source}
              training: {kind: training_job, period: weekly}
              scorer: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
              rules: {kind: consumer, action: blocks the payment, exploration: 1%}
            edges:
              - "payments -> training: feeds"
              - "training -> scorer: trains"
              - "api -> scorer: calls"
              - "rules -> api: consumes"
              - "rules -> payments: acts_on"
            """,
        ),
        Good(
            "the action changes something the model does not learn from",
            """
            nodes:
              payments: {kind: source}
              letters: {kind: source}
              training: {kind: training_job, period: weekly}
              scorer: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
              rules: {kind: consumer, action: writes a letter}
            edges:
              - "payments -> training: feeds"
              - "training -> scorer: trains"
              - "api -> scorer: calls"
              - "rules -> api: consumes"
              - "rules -> letters: acts_on"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The fitted models somebody acts on."""
        acting = any(edge.relation is Relation.ACTS_ON for edge in board.edges)
        return (board.node(model) for model in board.lineage.models) if acting else ()

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Follow the action back to the data of the same model."""
        if _is_sampled(board, subject):
            return
        targets = board.lineage.targets(subject.id)
        learnt = board.lineage.feeding(subject.id).union(
            targets, *map(board.lineage.upstream, targets)
        )
        for consumer, endpoints in _acting(board, subject):
            for edge in board.out_of(consumer.id, Relation.ACTS_ON):
                source = board.node(edge.target)
                if source.id not in learnt or source.get(a.STATIC) is True:
                    continue
                if _explores(board, (consumer, source, *endpoints)):
                    continue
                yield Observation(
                    at=Place((subject.id, consumer.id, source.id), (edge.key,)),
                    facts=Facts(subject.title, consumer.title, source.title),
                )
                return

    def explain(self, facts: Facts) -> Explanation:
        """Say the way round."""
        return Explanation(
            message=(
                f"{facts.model}'s own actions create its next labels ({facts.model} → "
                f"{facts.consumer} → "
                f"{facts.source} → {facts.model}) and nothing is left untreated."
            ),
            remedy=(
                f"An exploration share of {facts.consumer}, such as 1 %, or an experiment that "
                "holds a "
                "control group back."
            ),
        )


def _is_sampled(board: Board, model: Node) -> bool:
    """Whether people label a random sample for it, whatever was done with the sample."""
    return any(
        review.kind is Kind.HUMAN_REVIEW and board.number(review, a.SAMPLES_PER_DAY) is not None
        for label in board.lineage.targets(model.id)
        for review in board.sources_of(label)
    )


def _acting(board: Board, model: Node) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Who asks an endpoint the model answers within, with those endpoints; in id order."""
    asked: dict[str, list[Node]] = {}
    endpoints = [
        board.node(one)
        for one in sorted({model.id, *board.monitoring.callers_of(model.id)})
        if board.node(one).kind is Kind.ENDPOINT
    ]
    for endpoint in endpoints:
        for edge in board.into(endpoint.id, Relation.CONSUMES):
            asked.setdefault(edge.source, []).append(endpoint)
    for consumer in sorted(asked):
        yield board.node(consumer), tuple(asked[consumer])


def _explores(board: Board, parts: tuple[Node, ...]) -> bool:
    """Whether a share is left to chance, at one of the parts or by an experiment on them."""
    if any(
        (share := board.number(node, a.EXPLORATION)) is not None and share.high > 0
        for node in parts
        if a.EXPLORATION.name in node.fields
    ):
        return True
    around = {node.id for node in parts}
    around |= {part for node in parts for part in board.monitoring.part_of(node.id)}
    return any(
        board.number(test, a.SHARE) is not None
        and any(edge.target in around for edge in board.out_of(test.id))
        for test in board.of_kind(Kind.EXPERIMENT)
    )
