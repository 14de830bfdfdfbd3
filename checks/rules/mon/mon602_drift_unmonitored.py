"""MON602: nobody watches what goes into a model, or what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.metric_names import words_of
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
    Lane,
    Number,
    Observation,
    Place,
    Rule,
    Severity,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_DAY = Number.exactly(86400.0)
_ASKED = frozenset("chunk document query question retrieval topic".split())
_ANSWERED = frozenset("answer length refusal response tool".split())


@dataclass(frozen=True, slots=True)
class Facts:
    """The model and which of its two sides nobody watches."""

    title: str
    inputs: bool
    predictions: bool
    is_call: bool
    labels_are_fast: bool


class DriftUnmonitored(Rule["Node", Facts]):
    """A served model has no monitor on its inputs, or none on its predictions.

    ## What it does
    For each served model looks for a monitor of input drift on the model, on what it is asked, or
    on a feature, store, source or log it gets values from; and for one of prediction drift on what
    it answers. For a language model: queries, topics or retrieval scores go in; refusals, answer
    lengths and tool calls come out.

    ## Why it matters
    The two tell different faults apart. Inputs that moved while scores did not are a model that
    ignores something; scores that moved while inputs did not are a pipeline or version fault.

    ## How to fix it
    Log inputs and predictions together and compare each with a fixed reference every day.

    ## When it does not apply
    Heuristics. Inputs that do not change over time. Where labels arrive within a day and quality
    is watched daily, that is the faster signal and this one only worth a remark.

    ## References
    - MLTS Monitor 2, 3: data invariants and training-serving skew.
    - Huyen 2022, ch. 8: data distribution shifts.
    """

    code = "MON602"
    name = "drift-unmonitored"
    severity = ByLevel.of("I/W/E/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Inputs moved but scores did not, or the reverse: what does each tell you?"
    sources = (
        "PB data drift, prediction drift",
        "HUYEN 8",
        "NML",
        "EVID",
        "MLTS Monitor 2,3",
    )
    checks_what = "drift"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the scores are watched, what goes in is not",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              store: {kind: feature_store}
              scores: {kind: monitor, signal: prediction_drift, threshold: 0.2, window: 1 d}
            edges:
              - "api -> ranker: uses"
              - "api -> store: reads"
              - "scores -> api: monitors"
            """,
            at=("ranker",),
        ),
        Good(
            "both sides are watched, the inputs on the feature store",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              store: {kind: feature_store}
              inputs: {kind: monitor, signal: input_drift, threshold: 0.2, window: 1 d}
              scores: {kind: monitor, signal: prediction_drift, threshold: 0.2, window: 1 d}
            edges:
              - "api -> ranker: uses"
              - "api -> store: reads"
              - "inputs -> store: monitors"
              - "scores -> api: monitors"
            """,
        ),
        Good(
            "a heuristic has nothing that drifts",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rules: {kind: model, type: heuristic}
              errors: {kind: monitor, signal: errors}
            edges: ["api -> rules: uses", "errors -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every served model some monitor observes; without any, that is said elsewhere."""
        monitoring = board.monitoring
        return (
            node
            for node in monitoring.served_models
            if monitoring.watching(node.id) and not _only_encodes(board, node)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look for a monitor on either side."""
        around = (subject.id, *board.monitoring.callers_of(subject.id))
        inputs = board.monitoring.inputs_of(subject.id)
        seen = board.monitoring.signals(*around, *inputs)
        names = _names(board, (*around, *inputs)) if _is_llm(board, subject) else frozenset()
        answers = _names(board, (*around, *inputs), of_answers=True) if names else names
        is_blind_before = not (
            "input_drift" in seen or names & _ASKED or _never_changes(board, inputs)
        )
        is_blind_after = not (
            "prediction_drift" in board.monitoring.signals(*around) or answers & _ANSWERED
        )
        if not (is_blind_before or is_blind_after):
            return
        is_fast = _labels_are_fast(board, subject)
        yield Observation(
            at=Place((subject.id,)),
            facts=Facts(
                subject.title,
                inputs=is_blind_before,
                predictions=is_blind_after,
                is_call=subject.kind is Kind.LLM,
                labels_are_fast=is_fast,
            ),
            cap=Severity.INFO if is_fast else Severity.ERROR,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the sides that are not watched."""
        sides = [
            side
            for side, is_blind in (("inputs", facts.inputs), ("predictions", facts.predictions))
            if is_blind
        ]
        examples = []
        if facts.is_call:
            examples += ["queries, topics or retrieval scores"] if facts.inputs else []
            examples += ["refusals, answer length or tool calls"] if facts.predictions else []
        also = f" ({several(examples)})" if examples else ""
        fast = (
            " Labels arrive within a day and quality is watched, which is faster."
            if facts.labels_are_fast
            else ""
        )
        return Explanation(
            message=f"{facts.title} has no monitor on its {several(sides)}{also}.{fast}",
            remedy=" and ".join(
                f"one monitor with signal {'input' if side == 'inputs' else 'prediction'}_drift"
                for side in sides
            ),
        )


def _is_llm(board: Board, node: Node) -> bool:
    return node.kind is Kind.LLM or board.design.lane is Lane.LLM


def _only_encodes(board: Board, node: Node) -> bool:
    """In a language-model design the embedder is watched through the scores of what it finds."""
    encoders = ("embedder", "reranker")
    return board.design.lane is Lane.LLM and node.get(a.MODEL_TYPE) in encoders


def _names(board: Board, node_ids: Iterable[str], *, of_answers: bool = False) -> frozenset[str]:
    """The words of the monitors there; what people do with an answer tells nothing of its kind."""
    words = (
        words_of(f"{monitor.get(a.METRIC) or ''} {monitor.title}")
        for monitor in board.monitoring.watching(*node_ids)
        if not (of_answers and "business" in board.monitoring.signals_of(monitor))
    )
    return frozenset().union(*words)


def _never_changes(board: Board, inputs: frozenset[str]) -> bool:
    data = [board.node(one) for one in inputs]
    changing = [one for one in data if one.kind in (Kind.SOURCE, Kind.FEATURE)]
    return bool(changing) and all(one.get(a.STATIC) is True for one in changing)


def _labels_are_fast(board: Board, model: Node) -> bool:
    around = (*board.monitoring.joined_to(model.id), *board.monitoring.callers_of(model.id))
    measured = [
        monitor
        for monitor in board.monitoring.watching(*around)
        if "quality" in board.monitoring.signals_of(monitor)
    ]
    for monitor in measured:
        pace = board.number(monitor, a.PERIOD) or board.number(monitor, a.WINDOW) or _DAY
        delays = [
            board.number(monitor, a.METRIC_DELAY),
            *(
                board.number(board.node(label), a.LABEL_DELAY)
                for one in board.monitoring.joined_to(model.id)
                for label in board.lineage.targets(one)
            ),
        ]
        known = [delay for delay in delays if delay is not None]
        if (
            known
            and exceeds(pace, _DAY) is Verdict.HOLDS
            and exceeds(known[0], _DAY) is Verdict.HOLDS
        ):
            return True
    return False
