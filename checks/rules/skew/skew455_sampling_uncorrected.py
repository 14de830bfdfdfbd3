"""SKEW455: a score of a model fitted on sampled negatives is used as a probability."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.calibration import break_even, sampled, unsampled
from checks.facts.releases import words_in
from checks.facts.wording import percent, several
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.changes import Change
    from design.model import Node

_ONE = Number.exactly(1.0)
_USUAL_SCORE = 0.5  # where no cut-off is known, the score everybody has a feeling for
_ALIKE = 0.25  # base rates this near to each other are the same: nothing was sampled by class
_SAMPLED = (Kind.DATASET, Kind.LABEL, Kind.TRAINING_JOB)
_CALIBRATES = re.compile(r"calibrat|isotonic|platt")
_MEANS = frozenset({"mean", "average", "avg", "sum"})
_SCORES = frozenset({"score", "scores", "prediction", "predictions", "probability"})


@dataclass(frozen=True, slots=True)
class Facts:
    """The model, how its negatives were kept, who takes its score at its word, and one score.

    ``costs`` are those of the two errors in money, where they make the cut-off.
    """

    model: str
    sampler: str
    keep: float
    users: tuple[str, ...]
    monitors: tuple[str, ...]
    score: float
    costs: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Sampled:
    """A fitted model and what keeps only a share of one class on the way into it."""

    model: Node
    sampler: Node
    keep: Number


@dataclass(frozen=True, slots=True)
class _Uses:
    """Who takes the score as a probability, and the cut-off that shows what it costs."""

    users: tuple[Node, ...]
    monitors: tuple[Node, ...]
    score: float
    costs: tuple[str, str] | None
    numbers: tuple[Number, ...]


class SamplingUncorrected(Rule[Sampled, Facts]):
    """A score of a model fitted on sampled negatives is taken for a probability.

    ## What it does
    Finds fitted models whose training data keeps only a share of one class, without weights and
    without calibration, and asks who uses the score as a number: a consumer that says so, one that
    compares it with a cut-off made of costs, or a monitor that holds its mean against a base rate.

    ## Why it matters
    With one negative in a hundred kept, a score of 0.30 means 0.4 %. An expected loss computed with
    it is seventy times too high, and so is the mean that a monitor calls drift.

    ## How to fix it
    Weigh the kept negatives by 1/w in training, calibrate on data that was not sampled, or convert
    each score p to p / (p + (1 - p) / w) before it is used.

    ## When it does not apply
    Only the order of scores counts. The cut-off was tuned on data that was not sampled. Every row
    was kept at the same rate, so that the base rate did not move.

    ## References
    - HE14 6.3: re-calibration after negative downsampling.
    - RoML 30: weigh sampled data. HTD 7: prediction bias.
    """

    code = "SKEW455"
    name = "sampling-uncorrected"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = (
        "What average prediction do you expect in production, and does it equal the base rate?"
    )
    sources = ("HE14 6.3", "RoML 30", "HTD 7 prediction bias")
    checks_what = "what a score means"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one negative in a hundred, and the score is multiplied by money",
            """
            nodes:
              clicks: {kind: dataset, sampling: 1%}
              ctr: {kind: model, type: gbdt}
              ads: {kind: endpoint, mode: online}
              auction: {kind: consumer, action: bids the score times the value of a click}
            edges:
              - clicks -> ctr
              - ads -> ctr
              - {edge: auction -> ads, used_as: probability}
            """,
            at=("ctr",),
        ),
        Bad(
            "the cut-off is made of costs",
            """
            nodes:
              payments: {kind: dataset, sampling: 10%}
              fraud: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
              gate: {kind: consumer, used_as: threshold, fp_cost: $5, fn_cost: $45}
            edges: [payments -> fraud, api -> fraud, gate -> api]
            """,
            at=("fraud",),
        ),
        Good(
            "only the order counts",
            """
            nodes:
              clicks: {kind: dataset, sampling: 1%}
              ctr: {kind: model, type: gbdt}
              ads: {kind: endpoint, mode: online}
              page: {kind: consumer, used_as: rank}
            edges: [clicks -> ctr, ads -> ctr, page -> ads]
            """,
        ),
        Good(
            "the kept negatives are weighed up again",
            """
            nodes:
              clicks: {kind: dataset, sampling: 1%, reweighted: true}
              ctr: {kind: model, type: gbdt}
              ads: {kind: endpoint, mode: online}
              auction: {kind: consumer, used_as: probability}
            edges: [clicks -> ctr, ads -> ctr, auction -> ads]
            """,
        ),
        Good(
            "the score is calibrated afterwards",
            """
            nodes:
              clicks: {kind: dataset, sampling: 1%}
              ctr: {kind: model, type: gbdt, calibrated: true}
              ads: {kind: endpoint, mode: online}
              auction: {kind: consumer, used_as: probability}
            edges: [clicks -> ctr, ads -> ctr, auction -> ads]
            """,
        ),
        Good(
            "a step calibrates what the model scores",
            """
            nodes:
              clicks: {kind: dataset, sampling: 1%}
              ctr: {kind: model, type: gbdt}
              isotonic: {kind: transform, op: isotonic regression on unsampled clicks}
              ads: {kind: endpoint, mode: online}
              auction: {kind: consumer, used_as: probability}
            edges: [clicks -> ctr, ads -> ctr, ads -> isotonic, auction -> ads]
            """,
        ),
        Good(
            "every row was kept at the same rate",
            """
            nodes:
              click: {kind: label, base_rate: 2%}
              clicks: {kind: dataset, sampling: 1%, base_rate: 2%}
              ctr: {kind: model, type: gbdt}
              ads: {kind: endpoint, mode: online}
              auction: {kind: consumer, used_as: probability}
            edges: [click -> clicks, clicks -> ctr, ads -> ctr, auction -> ads]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Sampled]:
        """The fitted models of which a class was sampled."""
        kept = [
            (one, keep)
            for one in board.of_kind(*_SAMPLED)
            if (keep := board.number(one, a.SAMPLING)) is not None and 0 < keep.low < 1
        ]
        if not kept:
            return
        for model in map(board.node, board.lineage.models):
            sampled = _sampled(board, model, kept)
            if sampled is not None:
                yield sampled

    def judge(self, board: Board, subject: Sampled) -> Iterator[Observation[Facts] | Demand]:
        """Somebody takes the score for a probability and nothing makes it one."""
        verdict = exceeds(_ONE, subject.keep)
        model, sampler = subject.model, subject.sampler
        if verdict is Verdict.HOLDS or _is_corrected(board, model):
            return
        uses = _uses(board, model)
        if uses is None:
            return
        nodes = (model, sampler, *uses.users, *uses.monitors)
        yield Observation(
            at=Place(tuple(one.id for one in nodes), fields=(a.CALIBRATED.name,)),
            facts=Facts(
                model.title,
                sampler.title,
                subject.keep.value,
                tuple(one.title for one in uses.users),
                tuple(one.title for one in uses.monitors),
                uses.score,
                uses.costs,
            ),
            certainty=Certainty(verdict.value),
            numbers=(subject.keep, *uses.numbers),
            fix=_weigh(sampler, model),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what one score really means."""
        keep, score = percent(facts.keep), figure(facts.score, 3)
        means = figure(unsampled(facts.score, facts.keep), 2)
        if facts.users:
            used = f"it is taken for a probability by {several(facts.users)}"
        else:
            used = f"its mean is held against a base rate by {several(facts.monitors)}"
        divided = f"{figure(1 - facts.score, 3)} / {figure(facts.keep, 3)}"
        steps = [f"p / (p + (1 - p) / w) = {score} / ({score} + {divided}) = {means}"]
        turn = ""
        if facts.costs is not None:
            wrong, missed = facts.costs
            steps.insert(0, f"cut-off = {wrong} / ({wrong} + {missed}) = {score}")
            turn = f"; acting above {score} then means a raw score of " + figure(
                sampled(facts.score, facts.keep), 3
            )
        return Explanation(
            message=(
                f"{facts.sampler} keeps {keep} of one class, so a score of {score} from "
                f"{facts.model} means {means}, yet {used}."
            ),
            working=tuple(steps),
            remedy=(
                f"weigh the kept rows by 1/w = {figure(1 / facts.keep, 3)} in training, or convert "
                f"each score p to p / (p + (1 - p) / {figure(facts.keep, 3)}){turn}"
            ),
        )


def _sampled(board: Board, model: Node, kept: list[tuple[Node, Number]]) -> Sampled | None:
    """What keeps the smallest share of a class on the way into *model*."""
    labels = board.lineage.targets(model.id)
    fed = board.lineage.feeding(model.id)
    rates = [board.number(board.node(label), a.BASE_RATE) for label in labels]
    found = [
        Sampled(model, one, keep)
        for one, keep in kept
        if (one.id in fed or one.id in labels) and not _is_uniform(board, one, rates)
    ]
    return min(found, key=lambda one: one.keep.value) if found else None


def _is_uniform(board: Board, dataset: Node, rates: list[Number | None]) -> bool:
    """Whether the base rate after sampling is what it was before: no class was singled out."""
    after = board.number(dataset, a.BASE_RATE) if dataset.kind is Kind.DATASET else None
    before = next((rate for rate in rates if rate is not None), None)
    if after is None or before is None:
        return False
    return exceeds(after, before, tolerance=_ALIKE) is Verdict.HOLDS


def _is_corrected(board: Board, model: Node) -> bool:
    fed = map(board.node, board.lineage.feeding(model.id))
    if model.get(a.CALIBRATED) is True or any(one.get(a.REWEIGHTED) is True for one in fed):
        return True
    around = {model.id, *board.monitoring.callers_of(model.id)}
    steps = {
        edge.target
        for one in around
        for edge in board.out_of(one, Relation.CALLS, Relation.USES, Relation.FEEDS)
    }
    return any(
        _CALIBRATES.search(f"{one.get(a.OP) or ''} {one.title}".casefold())
        for one in map(board.node, steps)
        if one.kind in (Kind.TRANSFORM, Kind.MODEL)
    )


def _uses(board: Board, model: Node) -> _Uses | None:
    """Who takes its score for a probability; None where nobody is known to."""
    users: dict[str, Node] = {}
    costs: tuple[Number, Number] | None = None
    for caller in (model.id, *board.monitoring.callers_of(model.id)):
        for edge in board.into(caller, Relation.CONSUMES):
            consumer = board.node(edge.source)
            used_as = edge.get(a.USED_AS) or consumer.get(a.USED_AS)
            wrong, missed = board.number(consumer, a.FP_COST), board.number(consumer, a.FN_COST)
            paid = wrong is not None and missed is not None and wrong.low > 0 and missed.low > 0
            if used_as == "probability" or (used_as == "threshold" and paid):
                users[consumer.id] = consumer
                if paid and wrong is not None and missed is not None:
                    costs = costs or (wrong, missed)
    monitors = tuple(
        one for one in board.monitoring.watching(model.id) if _holds_mean_to_rate(board, one)
    )
    if not users and not monitors:
        return None
    return _Uses(
        tuple(users[one] for one in sorted(users)),
        monitors,
        break_even(costs[0].value, costs[1].value) if costs is not None else _USUAL_SCORE,
        (_typed(costs[0]), _typed(costs[1])) if costs is not None else None,
        costs or (),
    )


def _holds_mean_to_rate(board: Board, monitor: Node) -> bool:
    words = words_in(f"{monitor.get(a.METRIC) or monitor.title}")
    rated = board.number(monitor, a.BASE_RATE) is not None or {"base", "rate"} <= words
    return rated and bool(words & _MEANS) and bool(words & _SCORES)


def _typed(cost: Number) -> str:
    return cost.quantity.text if cost.quantity is not None else figure(cost.value)


def _weigh(sampler: Node, model: Node) -> tuple[Change, ...]:
    if sampler.kind is Kind.LABEL:
        return (SetField(field=a.CALIBRATED.name, value="yes", id=model.id),)
    return (SetField(field=a.REWEIGHTED.name, value="yes", id=sampler.id),)
