"""RETR754: the model makes the labels it will be trained on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import several
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
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, EdgeKey, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The titles on the way round, the models first, and who could leave a share to chance."""

    models: tuple[str, ...]
    way: tuple[str, ...]
    source: str
    explorer: str


class FeedbackLoop(Rule["Loop", Facts]):
    """The model makes the labels it will be trained on.

    ## What it does
    Looks for a way from a model over who acts on it to a source or a label that the same model is
    trained with, on which nothing is left to chance: no exploration share, no control group. The
    answer may be asked for, written to a table first, or looked at by people.

    ## Why it matters
    What was blocked has no outcome, what was not shown was not clicked. The next model learns the
    taste of this one, and every offline metric agrees.

    ## How to fix it
    Leave a random slice untreated, or explore; log the propensity; or hold a control group back.

    ## When it does not apply
    Labels that do not depend on the action, such as the weather, a test everybody takes, or the
    verdicts of people on a random sample. An experiment counts where its name says that some are
    held back ("never blocked", "control group"): two models compared leave nobody untreated.

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

    def subjects(self, board: Board) -> Iterable[Loop]:
        """The first way round of each fitted model; models that share it, once."""
        found: dict[EdgeKey, Loop] = {}
        if any(edge.relation is Relation.ACTS_ON for edge in board.edges):
            for model in board.lineage.models:
                loop = _loop(board, board.node(model))
                if loop is not None:
                    known = found.get(loop.action.key)
                    models = loop.models if known is None else (*known.models, *loop.models)
                    found[loop.action.key] = replace(known or loop, models=models)
        return found.values()

    def judge(self, board: Board, subject: Loop) -> Iterator[Observation[Facts] | Demand]:
        """Tell the way round."""
        actor, source = subject.way[-1], board.node(subject.action.target)
        models = tuple(model.title for model in subject.models)
        yield Observation(
            at=Place(
                (*(model.id for model in subject.models), actor.id, source.id),
                (subject.action.key,),
            ),
            facts=Facts(
                models,
                tuple(node.title for node in subject.way if node.kind not in _ANSWERS),
                source.title,
                next(filter(_may_explore, reversed(subject.way)), actor).title,
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say the way round."""
        models = several(facts.models)
        way = " → ".join((models, *facts.way, facts.source, models))
        many = len(facts.models) > 1
        return Explanation(
            message=(
                f"The actions of {models} create their next labels ({way}) and nothing is left "
                "untreated."
                if many
                else f"{models}'s own actions create its next labels ({way}) and nothing is left "
                "untreated."
            ),
            remedy=(
                f"An exploration share of {facts.explorer}, such as 1 %, or an experiment that "
                "holds a control group back."
            ),
        )


_ANSWERS = frozenset({Kind.MODEL, Kind.ENDPOINT})
_TABLES = frozenset({Kind.SOURCE, Kind.FEATURE_STORE, Kind.FEATURE, Kind.DATASET})
_HANDS_OVER = (Relation.CALLS, Relation.FALLS_BACK_TO, Relation.FEEDS, Relation.CONSUMES)
# What the name of an experiment says that keeps some from being treated.
_HOLDBACK = re.compile(
    r"\b(?:no|never|not|without|un(?:treated|touched|filtered)|random\w*|explor\w*"
    r"|(?:held|hold\w*)[ -]?(?:back|out)s?|control group)\b"
)


@dataclass(frozen=True, slots=True)
class Loop:
    """The models, the way from the first of them to who acts, and the action."""

    models: tuple[Node, ...]
    way: tuple[Node, ...]
    action: Edge


def _loop(board: Board, model: Node) -> Loop | None:
    """The first way from *model* round to its own data on which nothing is left to chance."""
    if _is_sampled(board, model):
        return None
    targets = board.lineage.targets(model.id)
    learnt = board.lineage.feeding(model.id).union(targets, *map(board.lineage.upstream, targets))
    for way in _ways_to_act(board, model):
        for edge in board.out_of(way[-1].id, Relation.ACTS_ON):
            source = board.node(edge.target)
            if source.id not in learnt or source.get(a.STATIC) is True:
                continue
            if not _explores(board, (*way, source)):
                return Loop((model,), way, edge)
    return None


def _is_sampled(board: Board, model: Node) -> bool:
    """Whether people label a random sample for it, whatever was done with the sample."""
    return any(
        review.kind is Kind.HUMAN_REVIEW and board.number(review, a.SAMPLES_PER_DAY) is not None
        for label in board.lineage.targets(model.id)
        for review in board.sources_of(label)
    )


def _ways_to_act(board: Board, model: Node) -> Iterator[tuple[Node, ...]]:
    """From an endpoint the model answers within to each who acts on it, the nearest first.

    The answer is asked for, read from a table it is written to, or looked at by people.
    """
    waiting: list[tuple[Node, ...]] = [
        (board.node(one),)
        for one in sorted({model.id, *board.monitoring.callers_of(model.id)})
        if board.node(one).kind in _ANSWERS
    ]
    met = {way[0].id for way in waiting}
    for way in waiting:
        if way[-1].kind not in _ANSWERS | _TABLES:
            yield way
        for one in _told(board, way[-1]):
            if one.id not in met:
                met.add(one.id)
                waiting.append((*way, one))


def _told(board: Board, node: Node) -> Iterator[Node]:
    """Who or what learns next what *node* says."""
    yield from board.sources_of(node.id, Relation.CONSUMES)
    for one in board.targets_of(node.id, *_HANDS_OVER):
        if one.kind is Kind.HUMAN_REVIEW:
            yield one
    if node.kind in _ANSWERS:
        for table in board.targets_of(node.id, Relation.FEEDS):
            if table.kind in _TABLES:
                yield table
    elif node.kind in _TABLES:
        for reader in board.sources_of(node.id, Relation.READS):
            if reader.kind is Kind.ENDPOINT:
                yield reader


def _may_explore(node: Node) -> bool:
    return a.EXPLORATION.name in KINDS[node.kind].fields


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
        and _HOLDBACK.search(f"{test.title} {test.note or ''}".casefold())
        and any(edge.target in around for edge in board.out_of(test.id))
        for test in board.of_kind(Kind.EXPERIMENT)
    )
