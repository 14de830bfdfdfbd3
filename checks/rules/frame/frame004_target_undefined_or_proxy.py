"""FRAME004: nobody can tell from the words whether a row is a yes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.metric_names import same_metric
from checks.facts.wording import agree, several
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
    Skill,
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What the label lacks, or what it stands for."""

    title: str
    lacks: tuple[str, ...] = ()
    goal: str = ""


class TargetUndefinedOrProxy(Rule["Node", Facts]):
    """Nobody can tell from the words whether a row is a yes.

    ## What it does
    Asks of every label that is predicted for its unit, its definition and its horizon, and of a
    proxy whether anything measures what it stands for. Where answers are graded and nothing is
    trained, asks for a rubric of what a model judges or a word of taste names.

    ## Why it matters
    Two people label the same customer differently, and both are right. A proxy that nobody checks
    is optimised until it stops meaning anything.

    ## How to fix it
    One sentence: what a row is, over which window the outcome is counted, when a no is final. A
    metric for the goal itself.

    ## When it does not apply
    What can be seen at once (an image, a text) needs no horizon. A horizon alone that is missing is
    asked for with the label delay.

    ## References
    - RoML 13, 38: simple objectives; product goals.
    - HUYEN 2, 4.
    - KN L3.
    - XU 1.
    """

    code = "FRAME004"
    name = "target-undefined-or-proxy"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "undefined": ByLevel.of("W/E/E/E"),
        "proxy": ByLevel.of("W/E/E/E"),
        "no_rubric": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.PROBLEM_FRAMING,)
    question = (
        "For one row: at what instant do you predict, over what window is the outcome "
        "counted, and when is 'no' final?"
    )
    sources = ("RoML 13, 38", "HUYEN 2, 4", "KN L3", "XU 1")
    checks_what = "the target"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "churned, whatever that is",
            """
            nodes:
              churned: {kind: label, label_delay: 30 d}
              model: {kind: model, type: gbdt}
            edges: ["churned -> model: trains"]
            """,
            at=("churned",),
            variant="undefined",
        ),
        Bad(
            "clicks stand for satisfaction, and nobody asks the users",
            """
            nodes:
              clicked: {kind: label, unit: impression, definition: a click within the session,
                    horizon: 1 h, label_delay: 1 h, proxy_for: satisfaction}
              model: {kind: model, type: nn}
            edges: ["clicked -> model: trains"]
            """,
            at=("clicked",),
            variant="proxy",
        ),
        Bad(
            "good answers, says the judge",
            """
            lane: llm
            nodes:
              writer: {kind: llm}
              answers: {kind: evaluation, metric: quality, judge: judge-9}
            edges: ["answers -> writer: evaluates"]
            """,
            at=("answers",),
            variant="no_rubric",
        ),
        Good(
            "one sentence says it",
            """
            nodes:
              churned: {kind: label, unit: customer and day, definition: no paid order,
                    horizon: 30 d, label_delay: 30 d}
              model: {kind: model, type: gbdt}
            edges: ["churned -> model: trains"]
            """,
        ),
        Good(
            "an image shows its class at once",
            """
            nodes:
              defect: {kind: label, origin: annotated, unit: photo,
                    definition: a scratch longer than 2 mm}
              model: {kind: model, type: nn}
            edges: ["defect -> model: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The labels that are predicted; where nothing is, the evaluations by somebody's taste."""
        yield from _targets(board)
        if board.design.lane is Lane.LLM and not board.of_kind(Kind.LABEL):
            yield from (
                one
                for one in board.of_kind(Kind.EVALUATION)
                if one.get(a.JUDGE) or _TASTE.search((one.get(a.METRIC) or "").casefold())
            )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """List what is missing."""
        if subject.kind is Kind.EVALUATION:
            if not (subject.get(a.DEFINITION) or "").strip():
                yield Observation(
                    at=Place((subject.id,), fields=(a.DEFINITION.name,)),
                    facts=Facts(subject.title, ("definition",)),
                    variant="no_rubric",
                )
            return
        lacks = [one for one in (a.UNIT, a.DEFINITION) if not (subject.get(one) or "").strip()]
        timed = subject.get(a.ORIGIN) in (None, "natural") and not board.is_na(subject, a.HORIZON)
        no_horizon = timed and board.number(subject, a.HORIZON) is None
        lacks = [one for one in lacks if not board.is_na(subject, one)]
        if lacks:
            fields = (*(one.name for one in lacks), *((a.HORIZON.name,) if no_horizon else ()))
            yield Observation(
                at=Place((subject.id,), fields=fields),
                facts=Facts(subject.title, tuple(field.replace("_", " ") for field in fields)),
                variant="undefined",
            )
        elif no_horizon:
            yield Demand(subject.id, AttributeGroup.LABEL_TIMING, (a.HORIZON,))
        goal = subject.get(a.PROXY_FOR)
        if goal and not _is_measured(board, goal):
            yield Observation(
                at=Place((subject.id,), about=a.PROXY_FOR.name),
                facts=Facts(subject.title, goal=goal),
                variant="proxy",
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is missing."""
        if facts.goal:
            return Explanation(
                message=f"{facts.title} is a proxy for {facts.goal} and nothing measures "
                f"{facts.goal}.",
                remedy=f"An evaluation, an experiment or a monitor of {facts.goal}.",
                question=f"How do you notice that {facts.title} and {facts.goal} part ways?",
            )
        return Explanation(
            message=f"{facts.title} {agree(facts.title, 'lacks', 'lack')} {several(facts.lacks)}.",
            remedy=f"State {several(facts.lacks)} of {facts.title}.",
        )


# What two readers of one answer do not agree on by themselves.
_TASTE = re.compile(
    r"\b(?:acceptab\w+|adequa\w+|appropriate\w*|good|great|helpful\w*|nice|pleas\w+|polite\w*"
    r"|quality|satisf\w+|sensible|usable|useful\w*)\b"
)


def _targets(board: Board) -> tuple[Node, ...]:
    found = {label for model in board.lineage.models for label in board.lineage.targets(model)}
    return tuple(board.node(one) for one in sorted(found))


def _is_measured(board: Board, goal: str) -> bool:
    kinds = (Kind.EVALUATION, Kind.EXPERIMENT, Kind.MONITOR)
    return any(same_metric(one.get(a.METRIC) or one.title, goal) for one in board.of_kind(*kinds))
