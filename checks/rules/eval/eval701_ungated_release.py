"""EVAL701: a change reaches production and no measurement can stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.releases import Release
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The release, what is released without a gate, or the measurement that may not be one."""

    title: str
    ungated: tuple[str, ...]
    evaluation: str


class UngatedRelease(Rule["Release", Facts]):
    """A change reaches production and no measurement can stop it.

    ## What it does
    Looks on the way to every release for an evaluation that stops it when it fails, for each kind
    of thing that is released: model, prompt, index, features.

    ## Why it matters
    A nightly training run that goes wrong is released nightly. Nobody looks at a number that cannot
    say no.

    ## How to fix it
    Let an evaluation promote the release, mark it as a gate, and give it a target.

    ## When it does not apply
    A shadow stage that is compared automatically; a person who signs off an evaluation; a
    heuristic.

    ## References
    - MLTS Infra 4: quality gate before serving.
    - RoML 9: detect problems before exporting models.
    - GCP: model validation.
    - KN L1.1: no test set.
    """

    code = "EVAL701"
    name = "ungated-release"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "ungated": ByLevel.of("W/E/E/E"),
        "unsaid": ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "The nightly retrain produces a bad model: what stops it?"
    sources = ("MLTS Infra 4", "RoML 9", "GCP level 1", "KN L1.1")
    checks_what = "the gate of a release"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "what was trained is released",
            """
            nodes:
              training: {kind: training_job, period: daily}
              model: {kind: model, type: gbdt}
              release: {kind: deployment, stages: [canary 5% for 1 d, full]}
            edges: ["training -> model: trains", "training -> release: promotes",
                  "release -> model: rolls_out"]
            """,
            at=("release",),
            variant="ungated",
        ),
        Bad(
            "an evaluation that may or may not stop it",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC}
              release: {kind: deployment, stages: [canary 5% for 1 d, full]}
            edges: ["offline -> model: evaluates", "offline -> release: promotes",
                  "release -> model: rolls_out"]
            """,
            at=("release",),
            variant="unsaid",
        ),
        Good(
            "the evaluation is a gate",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, gate: yes}
              release: {kind: deployment, stages: [canary 5% for 1 d, full]}
            edges: ["offline -> model: evaluates", "offline -> release: promotes",
                  "release -> model: rolls_out"]
            """,
        ),
        Good(
            "a shadow stage is compared automatically",
            """
            nodes:
              model: {kind: model, type: gbdt}
              release: {kind: deployment, automatic: yes, stages: [shadow for 2 d,
                    canary 5% for 1 d, full]}
            edges: ["release -> model: rolls_out"]
            """,
        ),
        Good(
            "a person signs the evaluation off",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC}
              release: {kind: deployment, decider: the risk board, stages: [full]}
            edges: ["offline -> model: evaluates", "offline -> release: promotes",
                  "release -> model: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The releases that change something a measurement could judge."""
        return (release for release in board.releases.all if _judged(board, release))

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Look for what can say no."""
        tests = board.evaluations.promoting(subject)
        if _is_stopped(board, subject, tests):
            return
        deployment = subject.deployment
        open_parts = [
            one
            for one in _judged(board, subject)
            if not any(board.evaluations.gates(test) for test in _near(board, one))
        ]
        if not open_parts:
            return
        if tests:
            first = tests[0]
            yield Observation(
                at=Place((deployment.id, first.id), blanks=((first.id, a.GATE.name),)),
                facts=Facts(deployment.title, (), first.title),
                variant="unsaid",
                fix=(SetField(field=a.GATE.name, value="yes", id=first.id),),
            )
            return
        yield Observation(
            at=Place((deployment.id, *(one.id for one in open_parts))),
            facts=Facts(deployment.title, tuple(one.title for one in open_parts), ""),
            variant="ungated",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what goes through."""
        if facts.evaluation:
            return Explanation(
                message=f"{facts.evaluation} stands on the way to {facts.title}, and nobody says "
                "that it can stop it.",
                remedy=f"Mark {facts.evaluation} as a gate.",
                question="Is it blocking, and at what value?",
            )
        return Explanation(
            message=f"{several(facts.ungated)} reach production through {facts.title} with no "
            "evaluation that can stop them."
            if len(facts.ungated) > 1
            else f"{facts.ungated[0]} reaches production through {facts.title} with no evaluation "
            "that can stop it.",
            remedy=f"An evaluation that promotes {facts.title} and is marked as a gate.",
        )


_MEASURED = frozenset({Kind.MODEL, Kind.LLM, Kind.PROMPT, Kind.INDEX, Kind.RETRIEVER})
_AROUND = (Relation.READS, Relation.USES, Relation.CALLS)


def _judged(board: Board, release: Release) -> tuple[Node, ...]:
    """What is released of kinds an offline measurement judges; of endpoints, the models within."""
    found = [one for one in release.artefacts if one.kind in _MEASURED]
    if not found:
        parts = [board.node(one) for one in release.parts]
        found = [one for one in parts if one.kind in (Kind.MODEL, Kind.LLM)]
    return tuple(one for one in found if one.get(a.MODEL_TYPE) != "heuristic")


def _is_stopped(board: Board, release: Release, tests: tuple[Node, ...]) -> bool:
    deployment = release.deployment
    if any(board.evaluations.gates(test) for test in tests):
        return True
    if any(edge.get(a.GATE) is True for edge in board.into(deployment.id, Relation.PROMOTES)):
        return bool(tests)
    if (
        any(stage.kind == "shadow" for stage in release.stages)
        and deployment.get(a.AUTOMATIC) is True
    ):
        return True
    signs = bool((deployment.get(a.DECIDER) or "").strip()) or deployment.get(a.APPROVAL) is True
    return bool(tests) and (signs or deployment.get(a.GATE) is True)


def _near(board: Board, artefact: Node) -> tuple[Node, ...]:
    """The evaluations of an artefact and of what answers with it."""
    readers = {edge.source for edge in board.into(artefact.id, *_AROUND)}
    return board.evaluations.of(artefact.id, *sorted(readers))
