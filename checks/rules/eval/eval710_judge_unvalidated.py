"""EVAL710: a model grades the answers, and nobody graded the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
)
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The judge and what is wrong with it."""

    title: str
    judge: str
    gaps: tuple[str, ...]


class JudgeUnvalidated(Rule["Node", Facts]):
    """A model grades the answers, and nobody graded the model.

    ## What it does
    Looks at evaluations whose judge is a model: for its agreement with people, for a pinned
    version, and for a family, and a model, that is not the one it grades.

    ## Why it matters
    A judge that agrees with people two times in three measures its own taste, and it likes what its
    own family writes.

    ## How to fix it
    A hundred items labelled by people, the agreement stated; a pinned judge of another family.

    ## When it does not apply
    Deterministic checkers; a judge that only sorts what people then label.

    ## References
    - ZHENG: judging LLM as a judge.
    - MILLER.
    - RAGAS.
    """

    code = "EVAL710"
    name = "judge-unvalidated"
    severity = ByLevel.of("I/W/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = (
        "On the 50 items you labelled yourself, how often does the judge disagree, and in "
        "which direction?"
    )
    sources = ("ZHENG", "MILLER", "RAGAS")
    checks_what = "the judge"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a judge nobody checked",
            """
            lane: llm
            nodes:
              writer: {kind: llm}
              answers: {kind: evaluation, metric: groundedness, judge: big model 4}
            edges: ["answers -> writer: evaluates"]
            """,
            at=("answers",),
        ),
        Bad(
            "it grades its own family",
            """
            lane: llm
            nodes:
              writer: {kind: llm, provider: acme}
              answers: {kind: evaluation, metric: groundedness, judge: acme-large-3,
                    provider: acme, judge_agreement: kappa 0.7 on 120 items}
            edges: ["answers -> writer: evaluates"]
            """,
            at=("answers",),
        ),
        Good(
            "checked on 120 items, of another family",
            """
            lane: llm
            nodes:
              writer: {kind: llm, provider: acme}
              answers: {kind: evaluation, metric: groundedness, judge: judge-9,
                    judge_agreement: kappa 0.71 on 120 items}
            edges: ["answers -> writer: evaluates"]
            """,
        ),
        Good(
            "a schema check is no judge",
            """
            lane: llm
            nodes:
              writer: {kind: llm}
              answers: {kind: evaluation, metric: valid JSON, judge: schema check}
            edges: ["answers -> writer: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations a model grades."""
        return (
            node
            for node in board.evaluations.all
            if node.get(a.JUDGE) and not _CHECKERS.search((node.get(a.JUDGE) or "").casefold())
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Ask for agreement, version and family."""
        judge = subject.get(a.JUDGE) or ""
        gaps = []
        if board.number(subject, a.JUDGE_AGREEMENT) is None:
            gaps.append("no agreement against humans")
        pinned = (
            subject.get(a.PINNED) is True or bool(subject.get(a.VERSION)) or _VERSION.search(judge)
        )
        if not pinned:
            gaps.append("no pinned version")
        graded = board.evaluations.measured(subject)
        if any(_is_itself(subject, one) for one in graded):
            gaps.append("the same model as what it grades")
        elif any(_is_family(subject, one) for one in graded):
            gaps.append("the same family as what it grades")
        if gaps:
            yield Observation(
                at=Place((subject.id,), fields=(a.JUDGE_AGREEMENT.name,)),
                facts=Facts(subject.title, judge, tuple(gaps)),
            )

    def explain(self, facts: Facts) -> Explanation:
        """List the gaps."""
        cures = {
            "no agreement against humans": "the agreement on items people labelled",
            "no pinned version": "a pinned version",
            "the same family as what it grades": "a judge of another family",
            "the same model as what it grades": "a judge of another family",
        }
        said = ", ".join(cures[one] for one in facts.gaps)
        return Explanation(
            message=(
                f"{facts.title} {agree(facts.title, 'comes', 'come')} from the judge "
                f"{facts.judge}, with {several(facts.gaps)}."
            ),
            remedy=f"{said[0].upper()}{said[1:]}.",
        )


_CHECKERS = re.compile(
    r"exact match|schema|unit tests?|regex|deterministic|string|human|people|annotat|expert"
)
_TELLING = 4  # characters: "v2" is a version of many things
_VERSION = re.compile(r"\d")


def _is_itself(test: Node, graded: Node) -> bool:
    """Whether the judge is named as the version or the title of what it grades."""
    judge = (test.get(a.JUDGE) or "").casefold().strip()
    version = (graded.get(a.VERSION) or "").casefold().strip()
    if judge in (version, graded.title.casefold()):
        return True
    return len(version) >= _TELLING and version in re.split(r"[\s,;:/()]+", judge)


def _is_family(test: Node, graded: Node) -> bool:
    provider = (graded.get(a.PROVIDER) or "").casefold()
    named = (test.get(a.PROVIDER) or test.get(a.JUDGE) or "").casefold()
    return bool(provider) and provider not in {"hosted", "internal"} and provider in named
