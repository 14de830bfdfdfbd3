"""SKEW452: nobody could tell whether serving sees what training saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.records import Served, inputs_of, is_compared
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The endpoint and its models; ``logs`` are kept without what went in."""

    endpoint: str
    models: tuple[str, ...]
    logs: tuple[str, ...]
    generates: bool


class NoSkewCheck(Rule[Served, Facts]):
    """What a model sees in serving is neither logged nor compared with training.

    ## What it does
    For each online endpoint at which a model answers looks for a log of the features, or of the
    whole input where nothing is looked up, and for a monitor or an evaluation that compares
    serving values with those of training.

    ## Why it matters
    Skew raises no error. Without the values a request was answered with, one wrong answer cannot be
    taken apart, and training data has to be rebuilt from tables that have changed since.

    ## How to fix it
    Log the features with the prediction and the model version, for a sample if the volume is high,
    and train on that log: it is the one source that cannot differ from serving.

    ## When it does not apply
    Batch scoring from the tables training reads. Values logged at serving. A hosted language model
    whose prompt and context are logged. A drift monitor with the training data as its reference.

    ## References
    - RoML 29, 37: save the features at serving time; measure training-serving skew.
    - MLTS Monitor 3, Infra 5: skew is watched; one example can be followed through the model.
    """

    code = "SKEW452"
    name = "no-skew-check"
    severity = ByLevel.of("-/W/W/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Take one production request: can you recompute every feature it saw?"
    sources = ("RoML 29,37", "MLTS Monitor 3, Infra 5", "DV")
    checks_what = "training-serving skew"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "nothing is logged",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: [api -> ranker]
            """,
            at=("api",),
        ),
        Bad(
            "the log keeps scores, and the features come from a store",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              store: {kind: feature_store}
              served: {kind: log, content: "request, score and model version"}
            edges: [api -> ranker, api -> store, api -> served]
            """,
            at=("api",),
        ),
        Good(
            "the log keeps the features",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              store: {kind: feature_store}
              served: {kind: log, content: "features, score and model version"}
            edges: [api -> ranker, api -> store, api -> served]
            """,
        ),
        Good(
            "a monitor compares the inputs with those of training",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, reference: fixed_train}
            edges: [api -> ranker, drift -> api]
            """,
        ),
        Good(
            "the prompt and the passages of a hosted model are logged",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted}
              served: {kind: log, content: "prompt, passages, answer, model version"}
            edges: [api -> writer, api -> served]
            """,
        ),
        Good(
            "a nightly batch scores the tables it was trained on",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch}
              ranker: {kind: model, type: gbdt}
            edges: [scoring -> ranker]
            """,
        ),
        Good(
            "rules have nothing to skew",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rules: {kind: model, type: heuristic}
            edges: [api -> rules]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Served]:
        """The online endpoints at which a model answers."""
        return board.records.asked

    def judge(self, board: Board, subject: Served) -> Iterator[Observation[Facts] | Demand]:
        """What went in is kept, was logged at serving, or is compared; else nobody can tell."""
        if subject.keeps_inputs or _is_logged_at_serving(board, subject):
            return
        if is_compared(board, subject):
            return
        yield Observation(
            at=Place((subject.endpoint.id, *(one.id for one in subject.models))),
            facts=Facts(
                subject.endpoint.title,
                tuple(one.title for one in subject.models),
                tuple(one.log.title for one in subject.records),
                generates=_generates(subject.models),
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is not kept."""
        where = f" (not in {several(facts.logs)})" if facts.logs else ""
        models = several(facts.models)
        if facts.generates:
            what = "the prompt with its context"
            message = (
                f"The prompts and context of {models} at {facts.endpoint} are not logged{where}: "
                "no answer can be traced to what it was made from."
            )
        else:
            what = "the features"
            message = (
                f"The inputs of {models} at {facts.endpoint} are neither logged{where} nor "
                "compared with their training values."
            )
        return Explanation(
            message=message,
            remedy=(
                f"log {what}, the prediction and the model version of each request to "
                f"{facts.endpoint}, or of a sample of them"
            ),
        )


def _generates(models: tuple[Node, ...]) -> bool:
    """Whether a language model answers, and what else is there only finds its passages."""
    others = (one.get(a.MODEL_TYPE) for one in models if one.kind is not Kind.LLM)
    written = any(one.kind is Kind.LLM for one in models)
    return written and all(one in ("embedder", "reranker") for one in others)


def _is_logged_at_serving(board: Board, served: Served) -> bool:
    fed = inputs_of(board, served)
    return any(
        one.id in fed for one in board.of_kind(Kind.FEATURE) if one.get(a.LOGGED_AT_SERVING) is True
    )
