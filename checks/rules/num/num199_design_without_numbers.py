"""NUM199: the design has no numbers to speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Phase,
    Place,
    Rule,
    Skill,
)
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FEWEST_GIVEN = 3
MOST_RAISED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """How many load-bearing numbers are stated, and how many questions are open."""

    given: int
    missing: int


class DesignWithoutNumbers(Rule[int, Facts]):
    """The design has no numbers to speak of.

    ## What it does
    Counts the load-bearing numbers that are stated and the missing-number findings. Under three of
    the first and over three of the second, one finding stands for all of them.

    ## Why it matters
    ML system design without numbers is creative writing: nothing on the board can be wrong.

    ## How to fix it
    Pick the three numbers that would change the architecture and estimate them: usually the peak
    load, the latency budget and the label delay.

    ## When it does not apply
    The first minutes of a drawing.

    ## References
    - PB: "ML system design without numbers is creative writing".
    """

    code = "NUM199"
    name = "design-without-numbers"
    severity = ByLevel.of("E/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.DECISIONS, Skill.COMMUNICATION)
    question = (
        "Pick the three numbers that would change the architecture: can you estimate them now?"
    )
    sources = ("PB",)
    checks_what = "the design"
    evidence = Evidence.MISSING
    phase = Phase.OMISSIONS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "boxes and arrows",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online, replicas: 12}
              ranker: {kind: model, type: gbdt}
              clicked: {kind: label, origin: natural}
              offline: {kind: evaluation, metric: NDCG@10}
            edges:
              - "shop -> api: consumes"
              - "api -> ranker: uses"
              - "clicked -> ranker: trains"
              - "offline -> ranker: evaluates"
            """,
            at=("",),
        ),
        Good(
            "three numbers, and the rest can be asked for one by one",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking, peak_qps: 2k QPS}
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: gbdt}
              clicked: {kind: label, origin: natural, label_delay: 1 d}
              offline: {kind: evaluation, metric: NDCG@10}
            edges:
              - "shop -> api: consumes"
              - "api -> ranker: uses"
              - "clicked -> ranker: trains"
              - "offline -> ranker: evaluates"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[int]:
        """The design as a whole, by its count of load-bearing numbers."""
        return (sum(1 for owner, name in board.stated_numbers if _bears(board, owner, name)),)

    def judge(self, board: Board, subject: int) -> Iterator[Observation[Facts] | Demand]:
        """Few numbers and many questions."""
        if subject < FEWEST_GIVEN and len(board.omissions) > MOST_RAISED:
            missing = sum(len(one.at.fields) + len(one.at.blanks) for one in board.omissions)
            yield Observation(at=Place(), facts=Facts(subject, missing))

    def explain(self, facts: Facts) -> Explanation:
        """Say the two counts."""
        given = {0: "no numbers", 1: "1 number"}.get(facts.given, f"{facts.given} numbers")
        return Explanation(
            message=(
                f"The design has {given} and {facts.missing} load-bearing ones missing: it cannot "
                "be checked."
            ),
            remedy="Estimate the three numbers that would change the architecture.",
        )


def _bears(board: Board, owner: str, name: str) -> bool:
    node = board.design.nodes.get(owner)
    attribute = KINDS[node.kind].fields.get(name) if node is not None else None
    return attribute is not None and attribute.group is not AttributeGroup.OTHER
