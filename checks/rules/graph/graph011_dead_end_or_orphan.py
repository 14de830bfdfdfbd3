"""GRAPH011: something is drawn that leads nowhere, or that nothing leads to."""

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
    Place,
    Rule,
    Skill,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WORDS = {
    "orphan": "nothing leads to it or from it",
    "dead_end": "its output goes nowhere",
    "no_source": "no data reaches it",
}
_REMEDIES = {
    "orphan": "Draw what {title} takes and who uses it, or mark it as out of scope.",
    "dead_end": "Draw who uses {title}: a model, a consumer or a monitor.",
    "no_source": "Draw where the data of {title} comes from.",
}
_FEWEST = 2  # the first box of a drawing has nothing to be connected to


@dataclass(frozen=True, slots=True)
class Facts:
    """What is loose, and how."""

    title: str
    way: str


@dataclass(frozen=True, slots=True)
class Loose:
    """A node that is not connected as it must be; "" for the design as a whole."""

    node: str
    way: str


class DeadEndOrOrphan(Rule[Loose, Facts]):
    """Something is drawn that leads nowhere, or that nothing leads to.

    ## What it does
    Follows data from sources to whoever acts on it, watches it or learns from it, answers flowing
    back to who asked. Names what is on no such way, and says so when there is no way at all.

    ## Why it matters
    A request or a row that cannot be followed end to end is a part nobody has thought through, and
    no other rule can judge it.

    ## How to fix it
    Draw the missing arrow, or mark the part as out of scope.

    ## When it does not apply
    Requirements, assumptions and decisions; parts marked as out of scope; a drawing that has data
    but nobody who uses it yet, or the other way round.

    ## References
    - IN 1: end-to-end thinking.
    - HTD 5: pipeline jungles, dead experimental paths.
    """

    code = "GRAPH011"
    name = "dead-end-or-orphan"
    severity = ByLevel.of("I/W/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_path": ByLevel.of("E/E/E/E"),
        "orphan": ByLevel.of("I/W/W/W"),
        "dead_end": ByLevel.of("I/W/W/W"),
        "no_source": ByLevel.of("I/W/W/W"),
    }
    skills = (Skill.END_TO_END,)
    question = "Can you walk me through one request end to end?"
    sources = ("IN 1", "HTD 5")
    checks_what = "the structure"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "events nobody uses",
            """
            nodes:
              clicks: {kind: source, rows_per_day: 20M/day}
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online}
              orders: {kind: source, rows_per_day: 1M/day}
              ranker: {kind: model, type: gbdt}
            edges: ["shop -> api: consumes", "api -> ranker: uses", "orders -> ranker: trains"]
            """,
            at=("clicks",),
            variant="orphan",
        ),
        Bad(
            "a feature that feeds nothing",
            """
            nodes:
              clicks: {kind: source}
              ctr: {kind: feature, window: 7 d}
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              training: {kind: training_job, period: weekly}
            edges:
              - "clicks -> ctr: feeds"
              - "clicks -> training: feeds"
              - "training -> ranker: trains"
              - "api -> ranker: uses"
              - "shop -> api: consumes"
            """,
            at=("ctr",),
            variant="dead_end",
        ),
        Bad(
            "data on one side, a consumer on the other",
            """
            nodes:
              clicks: {kind: source}
              training: {kind: training_job, period: weekly}
              shop: {kind: consumer, action: shows the ranking}
              api: {kind: endpoint, mode: online}
            edges: ["clicks -> training: feeds", "shop -> api: consumes"]
            """,
            at=("",),
            variant="no_path",
        ),
        Good(
            "from the click to the ranking",
            """
            nodes:
              clicks: {kind: source}
              training: {kind: training_job, period: weekly}
              ranker: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
              shop: {kind: consumer, action: shows the ranking}
              fast: {kind: requirement, about: latency, value: p95 < 200 ms}
            edges:
              - "clicks -> training: feeds"
              - "training -> ranker: trains"
              - "api -> ranker: uses"
              - "shop -> api: consumes"
            """,
        ),
        Good(
            "drawn for later, and said so",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              shop: {kind: consumer, action: shows the ranking}
              clicks: {kind: source, out_of_scope: true}
            edges: ["shop -> api: consumes"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Loose]:
        """The design as a whole, then each node that is not connected as it must be."""
        reach = board.reach
        if len(reach.drawn) < _FEWEST:
            return ()
        whole = Loose("", "" if reach.has_path else "no_path")
        nodes = dict.fromkeys(reach.unfed, "no_source")
        nodes.update(dict.fromkeys(reach.dead_ends, "dead_end"))
        nodes.update(dict.fromkeys(reach.loose, "orphan"))
        return (whole, *(Loose(node, nodes[node]) for node in sorted(nodes)))

    def judge(self, board: Board, subject: Loose) -> Iterator[Observation[Facts] | Demand]:
        """What is not connected is a finding; with no path at all only that is said."""
        if not subject.way or (subject.node and not board.reach.has_path):
            return
        yield Observation(
            at=Place((subject.node,) if subject.node else ()),
            facts=Facts(board.title(subject.node), subject.way),
            variant=subject.way,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say in which way it is not connected."""
        if facts.way == "no_path":
            return Explanation(
                message="Nothing drawn leads from data to anybody who uses it.",
                remedy="Connect the data to what is served: features or training to the model, "
                "the model to its endpoint.",
            )
        return Explanation(
            message=f"{facts.title} is not connected: {_WORDS[facts.way]}.",
            remedy=_REMEDIES[facts.way].format(title=facts.title),
        )
