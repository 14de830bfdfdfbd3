"""EVAL709: the test set is drawn from others than those who are served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import words_in
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
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
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Who is measured and who is served."""

    test: str
    measured: str
    served_by: str
    served: str


class PopulationMismatch(Rule["Node", Facts]):
    """The test set is drawn from others than those who are served.

    ## What it does
    Compares the population of the evaluation or of its dataset with that of the endpoint or its
    consumer, as far as both are stated. A golden set that is all synthetic, with nothing sampled
    from production beside it, is found as well.

    ## Why it matters
    The loans that were rejected have no outcome, so they are not in the set. The number is about
    the customers one already liked.

    ## How to fix it
    Sample from what is served; add an exploration slice, reject inference or weights; or restrict
    what is served.

    ## When it does not apply
    A gate that keeps others out in production; a set that is harder on purpose and says so.

    ## References
    - KN L3.3: sampling bias.
    - RoML 34, 35: held-out data; skew of ranking.
    - HUYEN 4: sampling.
    """

    code = "EVAL709"
    name = "population-mismatch"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "other_population": ByLevel.of("-/W/E/E"),
        "synthetic": ByLevel.of("-/W/W/W"),
    }
    skills = (Skill.DEBUGGING, Skill.PROBLEM_FRAMING)
    question = "Who is missing from this test set because your old system never let them in?"
    sources = ("KN L3.3", "RoML 34, 35", "HUYEN 4")
    checks_what = "who is measured"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "approved loans, and everybody applies",
            """
            nodes:
              loans: {kind: dataset, split: time, population: approved loans}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online, population: all applicants}
            edges: ["loans -> offline: feeds", "offline -> model: evaluates", "api -> model: calls"]
            """,
            at=("offline",),
            variant="other_population",
        ),
        Bad(
            "questions a model made up",
            """
            lane: llm
            nodes:
              golden: {kind: dataset, origin: synthetic}
              answers: {kind: evaluation, metric: groundedness}
              writer: {kind: llm}
            edges: ["golden -> answers: feeds", "answers -> writer: evaluates"]
            """,
            at=("answers",),
            variant="synthetic",
        ),
        Good(
            "last quarter's applicants",
            """
            nodes:
              loans: {kind: dataset, split: time, population: all applicants of the last quarter}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online, population: all applicants}
            edges: ["loans -> offline: feeds", "offline -> model: evaluates", "api -> model: calls"]
            """,
        ),
        Good(
            "a share is accepted at random",
            """
            nodes:
              loans: {kind: dataset, split: time, population: approved loans}
              offline: {kind: evaluation, metric: PR-AUC}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online, population: all applicants, exploration: 2%}
            edges: ["loans -> offline: feeds", "offline -> model: evaluates", "api -> model: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations that say, or whose datasets say, who is in them."""
        return (
            node for node in board.evaluations.all if _said(board, node) or _made_up(board, node)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare who is measured with who is served."""
        said = _said(board, subject)
        for served in _serving(board, subject):
            population = served.get(a.POPULATION) or ""
            if (
                said
                and population
                and not _fits(said, population)
                and not _corrects(board, subject, served)
            ):
                yield Observation(
                    at=Place((subject.id, served.id)),
                    facts=Facts(subject.title, said, served.title, population),
                    variant="other_population",
                )
                return
        if _made_up(board, subject):
            yield Observation(
                at=Place((subject.id,)), facts=Facts(subject.title, "", "", ""), variant="synthetic"
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say both."""
        if not facts.measured:
            return Explanation(
                message=f"{facts.test} measures on made-up items alone, with nothing sampled from "
                "production.",
                remedy="A few hundred items sampled from production, beside the synthetic ones.",
            )
        return Explanation(
            message=f"{facts.test} is drawn from {facts.measured}, and {facts.served_by} serves "
            f"{facts.served}.",
            remedy=f"A set drawn from {facts.served}, a slice accepted at random, or weights.",
        )


_EMPTY = frozenset(
    "a all and any are at by every for from in last month of on our quarter sampled sample who "
    "week "
    "production served the this to with year recent".split()
)


_LET_IN = frozenset(
    "accepted approved booked clicked converted english funded granted hired logged only paid "
    "purchased registered reviewed selected shown treated".split()
)


def _said(board: Board, test: Node) -> str:
    for owner in (test, *board.evaluations.sets_of(test)):
        population = owner.get(a.POPULATION)
        if population:
            return population
    return ""


def _serving(board: Board, test: Node) -> Iterator[Node]:
    """The endpoints that answer with what it measures, and who asks them."""
    parts = {node.id for node in board.evaluations.measured(test)}
    around = sorted(parts | {one for part in parts for one in board.monitoring.callers_of(part)})
    for node in (board.node(one) for one in around):
        if node.kind is Kind.ENDPOINT:
            yield node
            yield from board.sources_of(node.id, Relation.CONSUMES)


def _fits(measured: str, served: str) -> bool:
    """Whether the words of one are all among those of the other, empty words aside.

    Those who are measured may be named more closely, unless that is by what let them in.
    """
    mine, yours = words_in(measured) - _EMPTY, words_in(served) - _EMPTY
    if not mine or not yours or mine <= yours:
        return True
    return yours <= mine and not (mine - yours) & _LET_IN


def _corrects(board: Board, test: Node, served: Node) -> bool:
    """Whether a share is left to chance, or rows are weighted."""
    around = (served, *board.targets_of(served.id, Relation.CONSUMES))
    explores = any(one.get(a.EXPLORATION) is not None for one in around)
    return explores or any(one.get(a.REWEIGHTED) is True for one in board.evaluations.sets_of(test))


def _made_up(board: Board, test: Node) -> bool:
    """In the lane of language models: whether all it measures on was written by a machine."""
    origins = [one.get(a.ORIGIN) for one in board.evaluations.sets_of(test)]
    return board.design.lane is Lane.LLM and bool(origins) and set(origins) == {"synthetic"}
