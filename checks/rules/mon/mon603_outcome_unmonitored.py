"""MON603: nothing in production says whether the predictions are right or useful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.monitoring import OUTCOMES
from checks.facts.releases import words_in
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
    Place,
    Rule,
    Severity,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_HELD_BACK = frozenset({"holdback", "holdout"})
_LONG = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What answers, and in which words its worth would be measured."""

    title: str
    answers_in_words: bool
    has_proxy: bool


class OutcomeUnmonitored(Rule["Node", Facts]):
    """Nothing in production measures whether the predictions are right or useful.

    ## What it does
    For each endpoint looks for a monitor of quality (labels or a human sample), of groundedness, or
    of a business metric: on the endpoint, on what answers within it, on its labels, or on who
    consumes it.

    ## Why it matters
    Drift says that something moved, latency that something is slow. Neither says that the
    decisions are worse. That is noticed in the accounts, months later.

    ## How to fix it
    Join predictions with labels as they arrive, have people grade a sample each day, or watch the
    metric the consumer is paid for.

    ## When it does not apply
    An experiment that holds back a group for good measures it. Where labels take long and the
    predictions are watched as a proxy, this is only a remark.

    ## References
    - MLTS Monitor 7: regressions in prediction quality.
    - RAGAS: faithfulness of answers to what was retrieved.
    """

    code = "MON603"
    name = "outcome-unmonitored"
    severity = ByLevel.of("I/W/E/E")
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "Drift is zero and revenue is down: how would you know the model is wrong?"
    sources = ("PB business-metric drift", "MLTS Monitor 7", "RAGAS faithfulness", "NIST MANAGE")
    checks_what = "outcomes"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "only latency and drift are watched",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              speed: {kind: monitor, signal: latency, threshold: p95 > 300 ms, window: 5 min}
              drift: {kind: monitor, signal: prediction_drift, threshold: 0.2, window: 1 d}
            edges: ["api -> ranker: uses", "speed -> api: monitors", "drift -> api: monitors"]
            """,
            at=("api",),
        ),
        Good(
            "the consumer's own metric is watched",
            """
            nodes:
              shop: {kind: consumer, action: orders the page by score}
              api: {kind: endpoint, mode: online}
              conversion: {kind: monitor, signal: business, metric: conversion}
            edges: ["shop -> api: consumes", "conversion -> shop: monitors"]
            """,
        ),
        Good(
            "people grade a sample every day",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              review: {kind: human_review, samples_per_day: 200/day}
              errors: {kind: monitor, signal: errors}
            edges: ["api -> review: calls", "errors -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every endpoint some monitor observes, or what is served where there is no endpoint."""
        endpoints = board.of_kind(Kind.ENDPOINT)
        return (
            node
            for node in endpoints or board.monitoring.served
            if board.monitoring.watching(node.id)
            and not board.into(node.id, Relation.CALLS)
            and node.kind is not Kind.INDEX
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look for anything that measures what the answers are worth."""
        around = _around(board, subject)
        signals = board.monitoring.signals(*around)
        if signals & OUTCOMES or _is_graded(board, around) or _is_held_back(board, around):
            return
        has_proxy = "prediction_drift" in signals and _labels_are_late(board, around)
        yield Observation(
            at=Place((subject.id,)),
            facts=Facts(subject.title, _answers_in_words(board, around), has_proxy),
            cap=Severity.INFO if has_proxy else Severity.ERROR,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say which measurement is missing."""
        if facts.answers_in_words:
            signal = "graded sample of answers, groundedness, thumbs or resolution"
        else:
            signal = "quality (labels or a human sample) or business"
        proxy = " Prediction drift stands in while the labels are late." if facts.has_proxy else ""
        return Explanation(
            message=(
                f"Nothing measures whether the predictions of {facts.title} are right or useful: "
                f"no {signal} signal in production.{proxy}"
            ),
            remedy="One monitor with signal quality, groundedness or business.",
        )


def _around(board: Board, node: Node) -> tuple[str, ...]:
    parts = board.monitoring.answering_for(node.id)
    asking = (edge.source for edge in board.into(node.id, Relation.CONSUMES))
    labels = (label for part in parts for label in board.lineage.targets(part))
    return tuple(dict.fromkeys((*parts, *asking, *labels)))


def _is_graded(board: Board, around: tuple[str, ...]) -> bool:
    """Whether people look at a sample of what it answers."""
    logs = {edge.target for one in around for edge in board.out_of(one, Relation.LOGS_TO)}
    near = {*around, *logs}
    for review in board.of_kind(Kind.HUMAN_REVIEW):
        joined = {edge.source for edge in board.into(review.id)}
        joined |= {edge.target for edge in board.out_of(review.id)}
        if review.get(a.SAMPLES_PER_DAY) is not None and joined & near:
            return True
    return any(
        monitor.get(a.SAMPLES_PER_DAY) is not None for monitor in board.monitoring.watching(*around)
    )


def _is_held_back(board: Board, around: tuple[str, ...]) -> bool:
    for experiment in board.of_kind(Kind.EXPERIMENT):
        evaluated = {edge.target for edge in board.out_of(experiment.id, Relation.EVALUATES)}
        words = words_in(f"{experiment.title} {experiment.note}")
        if evaluated & set(around) and words & _HELD_BACK:
            return True
    return False


def _labels_are_late(board: Board, around: tuple[str, ...]) -> bool:
    delays = [
        board.number(board.node(one), a.LABEL_DELAY)
        for one in around
        if board.node(one).kind is Kind.LABEL
    ]
    known = [delay.value for delay in delays if delay is not None]
    return bool(known) and min(known) > _LONG


def _answers_in_words(board: Board, around: tuple[str, ...]) -> bool:
    return board.design.lane is Lane.LLM or any(board.node(one).kind is Kind.LLM for one in around)
