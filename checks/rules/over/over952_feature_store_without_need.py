"""OVER952: a feature store for one model that nobody reads online."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.reasons import is_reasoned
from checks.facts.releases import words_in
from checks.facts.serving import answering_endpoints
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
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
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The store and what uses it, or the features made again and again."""

    title: str
    models: int
    features: int
    again: tuple[str, ...]


class FeatureStoreWithoutNeed(Rule["tuple[Node, ...]", Facts]):
    """A feature store for one model that nobody reads online.

    ## What it does
    Looks at feature stores with at most one model, fewer than ten features, no read on a request
    and no point-in-time join that rests on them. Three models that make the same feature without a
    store are mentioned.

    ## Why it matters
    It is one more service to run, to learn and to keep in step with what it was copied from.

    ## How to fix it
    A table; or the second model, the online read or the join that needs it.

    ## When it does not apply
    A store the organisation runs already, or a second model with a date: a decision says so.

    ## References
    - PB: feature store choice, or no feature store and why.
    - HUYEN 10.
    - HTD 5.
    """

    code = "OVER952"
    name = "feature-store-without-need"
    severity = ByLevel.of("W/W/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_need": ByLevel.of("W/W/W/W"),
        "missing_reuse": ByLevel.of("I/I/I/I"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DECISIONS,)
    question = "No feature store: what exactly do you lose on day one?"
    sources = ("PB", "HUYEN 10", "HTD 5")
    checks_what = "the need for a feature store"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.FEATURES,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one model, six features, read at night",
            """
            nodes:
              store: {kind: feature_store, n_features: 6}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
              scoring: {kind: endpoint, mode: batch}
            edges: ["store -> rows: feeds", "rows -> model: trains", "scoring -> store: reads",
                  "scoring -> model: uses"]
            """,
            at=("store",),
            variant="no_need",
        ),
        Bad(
            "three models make the same feature",
            """
            nodes:
              spend_a: {kind: feature, name: 30 day spend}
              spend_b: {kind: feature, name: 30-day spend}
              spend_c: {kind: feature, name: spend 30 day}
              churn: {kind: model, type: gbdt}
              value: {kind: model, type: gbdt}
              offer: {kind: model, type: gbdt}
            edges: ["spend_a -> churn: trains", "spend_b -> value: trains",
                  "spend_c -> offer: trains"]
            """,
            at=("spend_a",),
            variant="missing_reuse",
        ),
        Good(
            "it is read on every request",
            """
            nodes:
              store: {kind: feature_store, n_features: 6}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: ["store -> model: trains", "api -> store: reads", "api -> model: uses"]
            """,
        ),
        Good(
            "training joins it as of the prediction",
            """
            nodes:
              store: {kind: feature_store, n_features: 6}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [{edge: "store -> rows: feeds", join: point_in_time}, "rows -> model: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """Each store; where there is none, all features together."""
        stores = board.of_kind(Kind.FEATURE_STORE)
        if stores:
            return ((store,) for store in stores)
        features = board.of_kind(Kind.FEATURE)
        return (features,) if features else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Count who needs it."""
        if subject[0].kind is Kind.FEATURE:
            again = _made_again(board, subject)
            if again:
                yield Observation(
                    at=Place(tuple(node.id for node in again)),
                    facts=Facts("", len(again), len(again), tuple(node.title for node in again)),
                    variant="missing_reuse",
                )
            return
        (store,) = subject
        models, features = _models(board, store), _features(board, store)
        if features is None or len(models) > 1 or features >= _FEW or is_reasoned(board, store.id):
            return
        if _is_read_online(board, store) or _is_joined(board, store):
            return
        yield Observation(
            at=Place((store.id,)),
            facts=Facts(store.title, len(models), round(features), ()),
            variant="no_need",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it serves."""
        if facts.again:
            return Explanation(
                message=f"{facts.models} models make the same feature on their own: "
                f"{several(facts.again)}.",
                remedy="One definition that all of them read.",
                question="The three definitions disagree on nulls: which one is right?",
            )
        return Explanation(
            message=(
                f"{facts.title} serves {facts.models} model{'s' if facts.models != 1 else ''} and "
                f"{facts.features} "
                "features with no online read and no point-in-time join."
            ),
            remedy="A table instead, or a decision that says what needs the store.",
        )


_FEW = 10
_REUSED = 3


def _models(board: Board, store: Node) -> set[str]:
    readers = {edge.source for edge in board.into(store.id, Relation.READS, Relation.USES)}
    used = {
        part
        for reader in readers
        for part in board.monitoring.part_of(reader)
        if board.node(part).kind is Kind.MODEL
    }
    return used | set(board.lineage.models_of(store.id))


def _features(board: Board, store: Node) -> float | None:
    """How many features it keeps: stated, else those drawn; None where neither is."""
    stated = board.number(store, a.N_FEATURES)
    if stated is not None:
        return stated.high
    drawn = [
        node
        for node in (
            *board.sources_of(store.id, Relation.FEEDS),
            *board.targets_of(store.id, Relation.FEEDS),
        )
        if node.kind is Kind.FEATURE
    ]
    groups = [board.number(node, a.N_FEATURES) for node in drawn]
    if not drawn or None in groups:
        return None
    return sum(one.high for one in groups if one is not None)


def _is_read_online(board: Board, store: Node) -> bool:
    online = {
        part
        for endpoint in answering_endpoints(board)
        for part in board.monitoring.part_of(endpoint.id)
    }
    return any(
        edge.source in online for edge in board.into(store.id, Relation.READS, Relation.USES)
    )


def _is_joined(board: Board, store: Node) -> bool:
    edges = (*board.out_of(store.id, Relation.FEEDS), *board.out_of(store.id, Relation.TRAINS))
    return any(edge.get(a.JOIN) == "point_in_time" for edge in edges)


def _made_again(board: Board, features: tuple[Node, ...]) -> tuple[Node, ...]:
    """Features of the same words that at least three models make for themselves."""
    alike: dict[frozenset[str], list[Node]] = {}
    for feature in features:
        if len(board.lineage.models_of(feature.id)) == 1:
            alike.setdefault(words_in(feature.title), []).append(feature)
    groups = [tuple(nodes) for nodes in alike.values() if len(nodes) >= _REUSED]
    for nodes in groups:
        models = {model for node in nodes for model in board.lineage.models_of(node.id)}
        if len(models) >= _REUSED:
            return nodes
    return ()
