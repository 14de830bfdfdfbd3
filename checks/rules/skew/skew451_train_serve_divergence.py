"""SKEW451: training and serving do not see the same feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.facts.feature_sides import FeatureSides, Sides
from checks.facts.releases import words_in
from checks.facts.wording import agree, several
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_IMPLEMENTATION = "implementation"
_DEFINITION = "definition"
_ONE_SIDE = "one_side"
_SHARED = frozenset({"shared", "same", "common"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The feature and what each side says of it; ``train`` or ``serve`` is empty on one side only.

    ``models`` and ``asking`` are the titles of who is fitted or asked without it.
    """

    feature: str
    variant: str
    train: str = ""
    serve: str = ""
    models: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Difference:
    variant: str
    train: str
    serve: str
    certainty: Certainty = Certainty.CERTAIN
    numbers: tuple[Number, ...] = ()


class TrainServeDivergence(Rule[Sides, Facts]):
    """A feature is computed differently in training and in serving, or is missing on one side.

    ## What it does
    Compares, for each feature, what training and serving say of it: the implementation, the
    version of its definition, its window. Two boxes of one name on the two sides are compared as
    one feature, and so are a batch step and a streaming step that feed one box. Where the features
    an endpoint reads are drawn, it looks for those on one side only.

    ## Why it matters
    Two implementations agree on the rows their authors thought of and differ on nulls, time zones
    and ties. Offline metrics never show it, since they see one side only.

    ## How to fix it
    Compute the feature once and use it on both sides: one library, one feature store, or the
    values logged at serving. Else test both implementations on the same rows in every build.

    ## When it does not apply
    One feature store serves both sides. Batch scoring runs the code of training. An input that
    exists in training only on purpose, such as an importance weight, has the role auxiliary.
    Features of the request itself come with it.

    ## References
    - RoML 32, 37: reuse code between training and serving; measure the skew.
    - MLTS Monitor 3: training and serving compute the same. HTD 5.
    """

    code = "SKEW451"
    name = "train-serve-divergence"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _IMPLEMENTATION: ByLevel.of("W/E/E/E"),
        _DEFINITION: ByLevel.of("W/E/E/E"),
        _ONE_SIDE: ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "The SQL and the Java disagree on nulls: who finds out first?"
    sources = ("RoML 32,37", "MLTS Monitor 3", "HTD 5", "FEAST")
    checks_what = "training-serving skew"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "SQL for training and Java for requests",
            """
            nodes:
              spend: {kind: feature, train_impl: SQL in the warehouse, serve_impl: Java service}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [spend -> model, api -> model]
            """,
            at=("spend",),
            variant="implementation",
        ),
        Bad(
            "seven days in training, one in serving",
            """
            nodes:
              nightly: {kind: transform, op: sum per card, computed: batch, window: 7 d}
              live: {kind: transform, op: sum per card, computed: stream, window: 24 h}
              spend: {kind: feature}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [nightly -> spend, live -> spend, spend -> model, api -> spend, api -> model]
            """,
            at=("spend",),
            variant="definition",
        ),
        Bad(
            "training has it, no request does",
            """
            nodes:
              spend: {kind: feature}
              chargebacks: {kind: feature}
              rows: {kind: dataset}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [spend -> rows, chargebacks -> rows, rows -> model, api -> spend, api -> model]
            """,
            at=("chargebacks",),
            variant="one_side",
        ),
        Bad(
            "an arrow into the model may stand for both sides",
            """
            nodes:
              spend: {kind: feature}
              country: {kind: feature}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [spend -> model, country -> model, api -> spend, api -> model]
            """,
            at=("country",),
            variant="one_side",
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "both implementations are tested on the same rows",
            """
            nodes:
              spend: {kind: feature, train_impl: SQL in the warehouse, serve_impl: Java service,
                      equivalence_test: true}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [spend -> model, api -> model]
            """,
        ),
        Good(
            "one feature store serves both sides",
            """
            nodes:
              nightly: {kind: transform, computed: batch, window: 7 d}
              live: {kind: transform, computed: stream, window: 7 d}
              spend: {kind: feature}
              store: {kind: feature_store}
              rows: {kind: dataset}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [nightly -> spend, live -> spend, spend -> store, store -> rows, rows -> model,
                    api -> store, api -> model]
            """,
        ),
        Good(
            "importance weights exist in training only, on purpose",
            """
            nodes:
              spend: {kind: feature}
              weight: {kind: feature}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges:
              - spend -> model
              - {edge: "weight -> model: trains", role: auxiliary}
              - api -> spend
              - api -> model
            """,
        ),
        Good(
            "a nightly batch scores with the features it was trained on",
            """
            nodes:
              spend: {kind: feature, computed: batch}
              tenure: {kind: feature, computed: batch}
              rows: {kind: dataset}
              model: {kind: model, type: gbdt}
              scoring: {kind: endpoint, mode: batch}
            edges: [spend -> rows, tenure -> rows, rows -> model, scoring -> spend,
                    scoring -> model]
            """,
        ),
        Good(
            "the amount comes with the request",
            """
            nodes:
              spend: {kind: feature}
              amount: {kind: feature, computed: request}
              rows: {kind: dataset}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [spend -> rows, amount -> rows, rows -> model, api -> spend, api -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Sides]:
        """The features of which both sides, or the lack of one, can be seen."""
        return FeatureSides(board).all

    def judge(self, board: Board, subject: Sides) -> Iterator[Observation[Facts] | Demand]:
        """A side that is not there, else the first thing the two sides do not agree on."""
        found = _difference(board, subject)
        if found is None:
            return
        ends = (subject.train or subject.serve, subject.serve or subject.train)
        boxes = tuple(one.id for one in ends if one is not None)
        nodes = dict.fromkeys((subject.subject.id, *boxes, *subject.models, *subject.asking))
        certain = found.certainty is Certainty.CERTAIN
        yield Observation(
            at=Place(
                tuple(nodes),
                fields=(a.SERVE_IMPL.name,) if found.variant == _IMPLEMENTATION else (),
            ),
            facts=Facts(
                feature=subject.subject.title,
                variant=found.variant,
                train=found.train,
                serve=found.serve,
                models=tuple(board.title(one) for one in subject.models),
                asking=tuple(board.title(one) for one in subject.asking),
                certain=certain,
            ),
            certainty=found.certainty,
            variant=found.variant,
            numbers=found.numbers,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what each side makes of it, or on which side it is missing."""
        if facts.variant == _ONE_SIDE:
            return _one_side(facts)
        differs = agree(facts.feature, "differs", "differ")
        if facts.variant == _DEFINITION:
            return Explanation(
                message=(
                    f"{facts.feature} {differs} between training and serving: {facts.train} in "
                    f"training and {facts.serve} in serving."
                ),
                remedy=f"{facts.train} on both sides, or train again on {facts.serve}",
            )
        return Explanation(
            message=(
                f"{facts.feature} {differs} between training and serving: {facts.train} computes "
                f"it for training, {facts.serve} for requests, and no test compares the two."
            ),
            remedy=(
                f"{facts.train} on both sides, one feature store for both, or a test that compares "
                "the two on the same rows in every build"
            ),
        )


def _one_side(facts: Facts) -> Explanation:
    models, asking = several(facts.models), several(facts.asking) or "the serving side"
    if not facts.train:
        return Explanation(
            message=(
                f"{facts.feature} is in serving only: requests to {asking} read it, and it never "
                f"trained {models}."
            ),
            remedy=f"train {models} with {facts.feature}, or do not read it",
        )
    maybe = "is" if facts.certain else "may be"
    return Explanation(
        message=(
            f"{facts.feature} {maybe} in training only: it trains {models}, and no request to "
            f"{asking} brings it."
        ),
        remedy=f"read {facts.feature} for each request too, or train without it",
    )


def _difference(board: Board, sides: Sides) -> _Difference | None:
    if sides.train is None or sides.serve is None:
        certainty = Certainty.POSSIBLE if sides.drawn_straight else Certainty.CERTAIN
        train = sides.train.title if sides.train is not None else ""
        serve = sides.serve.title if sides.serve is not None else ""
        return _Difference(_ONE_SIDE, train, serve, certainty)
    return _of_definition(board, sides.train, sides.serve) or _of_implementation(
        sides, sides.train, sides.serve
    )


def _of_definition(board: Board, train: Node, serve: Node) -> _Difference | None:
    versions = (train.get(a.DEFINITION_VERSION), serve.get(a.DEFINITION_VERSION))
    if versions[0] and versions[1] and words_in(versions[0]) != words_in(versions[1]):
        return _Difference(_DEFINITION, f"definition {versions[0]}", f"definition {versions[1]}")
    windows = (board.number(train, a.WINDOW), board.number(serve, a.WINDOW))
    if windows[0] is None or windows[1] is None:
        return None
    verdict = _apart(windows[0], windows[1])
    if verdict is Verdict.HOLDS:
        return None
    return _Difference(
        _DEFINITION,
        f"a window of {as_stated(windows[0])}",
        f"one of {as_stated(windows[1])}",
        Certainty(verdict.value),
        (windows[0], windows[1]),
    )


def _of_implementation(sides: Sides, train: Node, serve: Node) -> _Difference | None:
    if sides.one_store:
        return None
    if any(one.get(a.EQUIVALENCE_TEST) is True for one in (sides.subject, train, serve)):
        return None
    fitted = train.get(a.TRAIN_IMPL) or sides.subject.get(a.TRAIN_IMPL)
    served = serve.get(a.SERVE_IMPL) or sides.subject.get(a.SERVE_IMPL)
    if fitted and served:
        return None if _alike(fitted, served) else _Difference(_IMPLEMENTATION, fitted, served)
    computed = (train.get(a.COMPUTED), serve.get(a.COMPUTED))
    if computed[0] == "batch" and computed[1] in ("stream", "request"):
        return _Difference(_IMPLEMENTATION, train.title, serve.title)
    return None


def _alike(one: str, other: str) -> bool:
    """Whether both names speak of one implementation: all words of one, or said to be shared."""
    mine, yours = words_in(one), words_in(other)
    return mine <= yours or yours <= mine or bool((mine | yours) & _SHARED)


def _apart(one: Number, other: Number) -> Verdict:
    ways = {exceeds(one, other), exceeds(other, one)}
    return next(verdict for verdict in Verdict if verdict in ways)
