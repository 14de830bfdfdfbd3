"""LEAK409: examples too young to have their label are counted as negatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from checks.facts.durations import as_stated, duration_text
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
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_NONE = Number.exactly(0.0)
_HANDLED = frozenset({"wait", "censor_model"})
_NO_EVENT = frozenset({"value", "ranking", "text", "embedding"})


class Fitting(NamedTuple):
    """What a model is fitted with, and the label it is fitted to."""

    rows: Node  # the dataset, or the training job where no dataset is drawn
    label: Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The delay beside the span of the rows; shares as fractions, None without a span."""

    rows: str
    label: str
    delay: str
    delay_seconds: float
    span: str
    share: float | None
    stated: bool  # maturity_rule is stated as none
    event: bool


class ImmatureNegatives(Rule[Fitting, Facts]):
    """Rows whose outcome is still open are taken for rows without an outcome.

    ## What it does
    Where a label means that something happened, rows younger than the label delay cannot be
    negatives yet. Divides the delay by the span of the training rows to say how many are affected,
    unless a maturity rule waits for them or models the delay.

    ## Why it matters
    The base rate seems to fall in the most recent weeks, which are the weeks the model should
    learn most from. It learns that recent means safe.

    ## How to fix it
    Drop rows younger than the label delay, or use a delayed-feedback or survival model.

    ## When it does not apply
    A maturity rule is stated; labels that close early; explicit negative feedback; annotated or
    synthetic labels.

    ## References
    - CHAP: delayed feedback in display advertising.
    - HUYEN 4: feedback-loop length.
    """

    code = "LEAK409"
    name = "immature-negatives"
    severity = ByLevel.of("I/W/E/E")
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Why did the fraud rate 'fall' in the most recent two weeks of your training data?"
    sources = ("CHAP", "HUYEN 4")
    checks_what = "label maturity"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a third of a 90-day window is younger than the 30-day delay",
            """
            nodes:
              fraud: {kind: label, label_delay: 30 d, base_rate: 0.2%}
              rows: {kind: dataset, split: time, window: 90 d}
              model: {kind: model, type: gbdt}
            edges: [fraud -> rows, rows -> model]
            """,
            at=("rows",),
        ),
        Bad(
            "whether the label is an event is not said",
            """
            nodes:
              outcome: {kind: label, label_delay: 30 d}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges: [outcome -> rows, rows -> model]
            """,
            at=("rows",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "young rows wait for their label",
            """
            nodes:
              fraud: {kind: label, label_delay: 30 d, base_rate: 0.2%, maturity_rule: wait}
              rows: {kind: dataset, split: time, window: 90 d}
              model: {kind: model, type: gbdt}
            edges: [fraud -> rows, rows -> model]
            """,
        ),
        Good(
            "a delivery time has no negatives",
            """
            nodes:
              minutes: {kind: label, label_delay: 2 h}
              rows: {kind: dataset, split: time}
              model: {kind: model, type: gbdt, output: value}
            edges: [minutes -> rows, rows -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Fitting]:
        """Each training set, or job without one, with each natural label of its models."""
        found: dict[tuple[str, str], Fitting] = {}
        for model in board.lineage.models:
            if board.node(model).get(a.OUTPUT) in _NO_EVENT:
                continue
            for rows in _rows_of(board, model):
                for label in map(board.node, board.lineage.targets(model)):
                    if label.get(a.ORIGIN) in (None, "natural"):
                        found[rows.id, label.id] = Fitting(rows, label)
        return tuple(found[key] for key in sorted(found))

    def judge(self, board: Board, subject: Fitting) -> Iterator[Observation[Facts] | Demand]:
        """Rows younger than the delay, unless something is done about them."""
        rows, label = subject
        if _is_handled(board, subject):
            return
        delay = board.number(label, a.LABEL_DELAY)
        if delay is None:
            if not board.is_na(label, a.LABEL_DELAY):
                yield Demand(label.id, AttributeGroup.LABEL_TIMING, (a.LABEL_DELAY,))
            return
        verdict = exceeds(delay, _NONE)
        if verdict is Verdict.HOLDS:
            return
        span = _span(board, rows)
        event = _is_event(board, label)
        yield Observation(
            at=Place((rows.id, label.id), fields=(a.MATURITY_RULE.name,)),
            facts=Facts(
                rows=rows.title,
                label=label.title,
                delay=as_stated(delay),
                delay_seconds=delay.high,
                span="" if span is None else as_stated(span),
                share=None if span is None else min(1.0, delay.value / span.value),
                stated=rows.get(a.MATURITY_RULE) == "none",
                event=event,
            ),
            certainty=Certainty(verdict.value) if event else Certainty.POSSIBLE,
            numbers=(delay,) if span is None else (delay, span),
            fix=(SetField(a.MATURITY_RULE.name, "wait", id=rows.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say which rows, and how many of them."""
        share = (
            "" if facts.share is None else f"; about {facts.share:.0%} of the window is not mature"
        )
        rule = "" if facts.stated else " (no maturity rule is stated)"
        event = "" if facts.event else f" if {facts.label} is the absence of an event"
        return Explanation(
            message=(
                f"{facts.rows}: examples younger than {facts.delay} count as "
                f"negatives{event}{rule}{share}."
            ),
            working=()
            if facts.share is None
            else (f"immature share = {facts.delay} / {facts.span} = {facts.share:.0%}",),
            remedy=(
                f"leave out rows younger than {duration_text(facts.delay_seconds)} "
                "(maturity_rule: wait), or model the delay (censor_model)"
            ),
        )


def _rows_of(board: Board, model: str) -> tuple[Node, ...]:
    feeding = board.lineage.feeding(model)
    datasets = tuple(node for node in board.of_kind(Kind.DATASET) if node.id in feeding)
    jobs = board.of_kind(Kind.TRAINING_JOB)
    return datasets or tuple(node for node in jobs if node.id in feeding)


def _is_handled(board: Board, subject: Fitting) -> bool:
    jobs = [
        job
        for job in board.of_kind(Kind.TRAINING_JOB)
        if set(board.lineage.models_of(job.id)) & set(board.lineage.models_of(subject.rows.id))
    ]
    owners = (*subject, *jobs)
    return any(owner.get(a.MATURITY_RULE) in _HANDLED for owner in owners) or any(
        board.is_na(owner, a.MATURITY_RULE) for owner in owners
    )


def _span(board: Board, rows: Node) -> Number | None:
    """The span of the rows: their own window, or that of the job that reads them."""
    jobs = (node for node in board.targets_of(rows.id) if node.kind is Kind.TRAINING_JOB)
    spans = (board.number(node, a.WINDOW) for node in (rows, *jobs))
    return next((span for span in spans if span is not None and span.value > 0), None)


def _is_event(board: Board, label: Node) -> bool:
    """Whether the label is something that happens within a window, or does not."""
    stated = (a.HORIZON, a.BASE_RATE, a.N_POSITIVES)
    return any(board.number(label, one) is not None for one in stated)
