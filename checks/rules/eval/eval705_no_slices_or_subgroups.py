"""EVAL705: one number for everybody hides who it is worst for."""

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
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The evaluations without slices, and the decision that weighs on people."""

    tests: tuple[str, ...]
    decision: str


class NoSlicesOrSubgroups(Rule["tuple[Node, ...]", Facts]):
    """One number for everybody hides who it is worst for.

    ## What it does
    Looks at the evaluations that gate a release for slices; and, where decisions weigh on people,
    for a comparison of protected groups in any evaluation or monitor.

    ## Why it matters
    An average can rise while the smallest group loses everything, and it is that group that writes
    to the regulator.

    ## How to fix it
    Name the slices, and the groups that are compared, with a bound for each.

    ## When it does not apply
    A product for one segment; attributes that may not be had, with a decision that says what is
    audited instead.

    ## References
    - MLTS Model 6, 7: slices; inclusion.
    - HUYEN 6: slice-based evaluation.
    - NIST MEASURE.
    - EUAI 10, 15.
    """

    code = "EVAL705"
    name = "no-slices-or-subgroups"
    severity = ByLevel.of("-/I/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "plain": ByLevel.of("-/I/W/W"),
        "consequential": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "For whom is it worst, and would you have noticed?"
    sources = ("MLTS Model 6, 7", "HUYEN 6", "NIST MEASURE", "EUAI 10, 15")
    checks_what = "slices"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one PR-AUC gates the release",
            """
            nodes:
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, gate: yes}
            edges: ["offline -> model: evaluates"]
            """,
            at=("offline",),
            variant="plain",
        ),
        Bad(
            "credit, and no group is compared",
            """
            nodes:
              desk: {kind: consumer, action: grants the loan, impact: consequential}
              api: {kind: endpoint, mode: online}
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, gate: yes, slices: [region]}
            edges: ["desk -> api: consumes", "api -> model: calls", "offline -> model: evaluates"]
            """,
            at=("offline",),
            variant="consequential",
        ),
        Good(
            "slices, and groups compared",
            """
            nodes:
              desk: {kind: consumer, action: grants the loan, impact: consequential}
              api: {kind: endpoint, mode: online}
              model: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: PR-AUC, gate: yes, slices: [region],
                    subgroups: [age band, sex]}
            edges: ["desk -> api: consumes", "api -> model: calls", "offline -> model: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """The evaluations that gate, together; all of them where decisions weigh on people."""
        gates = tuple(one for one in board.evaluations.all if board.evaluations.gates(one))
        chosen = board.evaluations.all if board.evaluations.grave else gates
        return (chosen,) if chosen else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Ask for slices, and for groups where it weighs."""
        grave = board.evaluations.grave
        if grave and not _compares(board):
            yield Observation(
                at=Place((subject[0].id, grave[0].id), fields=(a.SUBGROUPS.name,)),
                facts=Facts(tuple(one.title for one in subject), grave[0].title),
                variant="consequential",
            )
            return
        bare = [
            one for one in subject if board.evaluations.gates(one) and not _has_slices(board, one)
        ]
        if bare:
            yield Observation(
                at=Place(tuple(one.id for one in bare), fields=(a.SLICES.name,)),
                facts=Facts(tuple(one.title for one in bare), ""),
                variant="plain",
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is an average only."""
        if facts.decision:
            return Explanation(
                message=(
                    f"The decision of {facts.decision} weighs on people, and no protected group "
                    "is compared "
                    f"in {several(facts.tests)}."
                ),
                remedy="The groups that are compared, in an evaluation or a monitor.",
            )
        many = len(facts.tests) > 1
        return Explanation(
            message=f"{several(facts.tests)} {'are' if many else 'is'} reported in aggregate only.",
            remedy=f"The slices of {several(facts.tests)}.",
        )


def _compares(board: Board) -> bool:
    tests = (*board.evaluations.all, *board.of_kind(Kind.MONITOR))
    fair = any(one.get(a.ABOUT) == "fairness" for one in board.of_kind(Kind.REQUIREMENT))
    return any(one.get(a.SUBGROUPS) for one in tests) or (
        fair and any(_has_slices(board, one) for one in board.evaluations.all)
    )


def _has_slices(board: Board, test: Node) -> bool:
    return bool(test.get(a.SLICES) or test.get(a.SUBGROUPS)) or any(
        one.get(a.SLICES) for one in board.evaluations.sets_of(test)
    )
