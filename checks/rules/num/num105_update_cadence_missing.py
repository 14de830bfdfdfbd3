"""NUM105: something in production has neither a refresh cadence nor a trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Phase,
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import Missing, asked, blocked_by, excused, observed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_STATIC = ("static", "frozen", "never retrain", "no retrain", "not retrain")
_REVIEW = "review cadence: nothing says when its evaluation is run again"
_DONE = {_REVIEW: "evaluated again"}
_PRETRAINED = frozenset({"llm", "embedder", "reranker"})
_FITTED = frozenset({"linear", "gbdt"})  # nobody takes these from a third party and freezes them


@dataclass(frozen=True, slots=True)
class Artefact:
    """What may grow old, and the node its cadence belongs to."""

    node: str
    owner: str
    what: str  # "training job, cadence or trigger"


class UpdateCadenceMissing(Rule[Artefact, Missing]):
    """Something in production has neither a refresh cadence nor a trigger.

    ## What it does
    Follows every served model to its training job, every served index to what fills it, and every
    hosted language model to its evaluation, and looks for a period or something that starts it.

    ## Why it matters
    A model nobody refreshes decays in silence, and how old it may get decides the whole loop.

    ## How to fix it
    State how often the training job runs, or draw what triggers it.

    ## When it does not apply
    Heuristics; frozen models of a third party; a decision that says why the model stays as it is.

    ## References
    - PB: "no retraining cadence".
    - MLTS Model 4, Monitor 4: staleness.
    - RoML 8: know the freshness requirements.
    - GCP: triggers of a pipeline.
    - AWSPG 8: retraining.
    """

    code = "NUM105"
    name = "update-cadence-missing"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END,)
    question = "How old may the model get before it hurts, and what starts the next training run?"
    sources = ("PB", "MLTS Model 4, Monitor 4", "RoML 8", "GCP", "AWSPG 8")
    checks_what = "the cadence"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a ranker is served and never trained again",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> ranker: uses"]
            """,
            at=("ranker",),
        ),
        Bad(
            "a training job that says nothing of when",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              ranker: {kind: model, type: gbdt}
              training: {kind: training_job, duration: 3 h}
            edges: ["api -> ranker: uses", "training -> ranker: trains"]
            """,
            at=("training",),
        ),
        Bad(
            "pinning a version does not renew it",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              ranker: {kind: model, type: gbdt, pinned: yes}
            edges: ["api -> ranker: uses"]
            """,
            at=("ranker",),
        ),
        Good(
            "trained weekly",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              ranker: {kind: model, type: gbdt}
              training: {kind: training_job, period: weekly}
            edges: ["api -> ranker: uses", "training -> ranker: trains"]
            """,
        ),
        Good(
            "a heuristic does not grow old",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 200/s}
              rules: {kind: model, type: heuristic}
            edges: ["api -> rules: uses"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Artefact]:
        """What is served and can grow old, then whatever another rule asked a cadence for."""
        served = [*_models(board), *_indexes(board), *_hosted(board)]
        known = {one.owner for one in served}
        asked_for = (
            Artefact(owner, owner, "cadence")
            for owner in asked(board, AttributeGroup.CADENCE)
            if owner not in known
        )
        return (*served, *asked_for)

    def judge(self, board: Board, subject: Artefact) -> Iterator[Observation[Missing] | Demand]:
        """Let a reason or a decision stand, else raise it once per artefact."""
        cadence = a.REVIEW_PERIOD if board.node(subject.node).kind is Kind.LLM else a.PERIOD
        if excused(board, subject.owner, (cadence, a.TRIGGER)) or _is_static(board, subject.node):
            return
        blocked = blocked_by(asked(board, AttributeGroup.CADENCE).get(subject.owner, ()))
        facts = Missing(board.title(subject.node), (subject.what,), blocked)
        beside = (subject.node,) if subject.node != subject.owner else ()
        yield observed(board, subject.owner, (cadence,), facts, beside=beside)

    def explain(self, facts: Missing) -> Explanation:
        """Say what would have to be known."""
        if facts.lacks == ("cadence",):
            return Explanation(
                message=f"{facts.title} has no cadence.", remedy="State how often it runs."
            )
        return Explanation(
            message=f"{facts.title} is in production with no {facts.lacks[0]}.",
            remedy=(
                f"State how often {facts.title} is {_DONE.get(facts.lacks[0], 'renewed')}, or draw "
                "what triggers it."
            ),
        )


def _served(board: Board, kind: Kind) -> Iterator[Node]:
    """The nodes of *kind* that answer, or fill what answers."""
    callers = (Relation.USES, Relation.CALLS, Relation.READS)
    is_sketch = kind is Kind.MODEL and not board.of_kind(Kind.ENDPOINT)
    for node in board.of_kind(kind):
        into = any(one.kind is not Kind.EXPERIMENT for one in board.sources_of(node.id, *callers))
        ahead = any(
            one.kind in {Kind.ENDPOINT, Kind.FEATURE_STORE, Kind.CACHE, Kind.INDEX}
            for one in board.targets_of(node.id, Relation.FEEDS, Relation.EMBEDS)
        )
        if into or ahead or (is_sketch and node.id in board.monitoring.served_ids):
            yield node


def _models(board: Board) -> Iterator[Artefact]:
    for model in _served(board, Kind.MODEL):
        kind = model.get(a.MODEL_TYPE)
        jobs = [
            one
            for one in board.sources_of(model.id, Relation.TRAINS)
            if one.kind is Kind.TRAINING_JOB
        ]
        trained = bool(board.into(model.id, Relation.TRAINS))
        frozen = model.get(a.PINNED) is True and kind not in _FITTED
        hosted = model.get(a.PROVIDER) is not None or frozen
        if kind == "heuristic" or (not trained and (hosted or kind in _PRETRAINED)):
            continue
        if board.number(model, a.PERIOD) is not None or any(_is_renewed(board, j) for j in jobs):
            continue
        owner = jobs[0].id if jobs else model.id
        lacks = "training cadence or trigger" if jobs else "training job, cadence or trigger"
        yield Artefact(model.id, owner, lacks)


def _indexes(board: Board) -> Iterator[Artefact]:
    for index in _served(board, Kind.INDEX):
        fillers = board.sources_of(index.id, Relation.FEEDS, Relation.TRIGGERS)
        if _is_renewed(board, index) or any(_is_renewed(board, one) for one in fillers):
            continue
        if any(edge.get(a.TRIGGER) for edge in board.into(index.id, Relation.FEEDS)):
            continue
        yield Artefact(index.id, index.id, "refresh cadence or trigger")


def _hosted(board: Board) -> Iterator[Artefact]:
    if board.design.lane is not Lane.LLM:
        return
    for llm in board.of_kind(Kind.LLM):
        if llm.get(a.PARAMS) is not None or llm.get(a.GPU_COUNT) is not None:
            continue
        prompts = board.targets_of(llm.id, Relation.USES, Relation.READS)
        judged = (
            evaluation
            for node in (llm, *prompts)
            for evaluation in board.sources_of(node.id, Relation.EVALUATES)
        )
        if not any(_is_renewed(board, one) for one in (llm, *prompts, *judged)):
            yield Artefact(llm.id, llm.id, _REVIEW)


def _is_renewed(board: Board, node: Node) -> bool:
    for attribute in (a.PERIOD, a.REVIEW_PERIOD):
        stated = board.number(node, attribute)
        if stated is not None and not (stated.quantity and stated.quantity.on_demand):
            return True
    if node.get(a.TRIGGER) in {"upstream", "continuous", "on_change"}:
        return True
    if node.kind is Kind.ENDPOINT and mode_of(node) == "stream":
        return True
    return bool(board.into(node.id, Relation.TRIGGERS))


def _is_static(board: Board, node: str) -> bool:
    for edge in board.into(node, Relation.SUPPORTS):
        decision = board.node(edge.source)
        because = edge.get(a.BECAUSE) or decision.get(a.BECAUSE)
        choice = f"{decision.get(a.CHOICE) or ''} {decision.title}".lower()
        if because and any(word in choice for word in _STATIC):
            return True
    return False
