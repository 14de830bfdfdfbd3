"""MON601: something is served that no monitor observes."""

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
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What nobody observes; ``anywhere`` says whether there is any monitor at all."""

    titles: tuple[str, ...]
    anywhere: bool


class NothingMonitored(Rule[tuple["Node", ...], Facts]):
    """Something that answers people is observed by no monitor.

    ## What it does
    Looks for a monitor on every endpoint, model, call site and index that is served: on itself, on
    the log, feature store or score table it shares, or on the endpoint it answers within. Where
    the design has no monitor at all it says so once.

    ## Why it matters
    A model degrades without an error: the service answers, quickly, and wrongly. What nobody
    observes is found by the people it harms.

    ## How to fix it
    Put a monitor on the prediction log: it sees inputs, predictions and latency in one place.

    ## When it does not apply
    A monitor on a shared parent covers the children.

    ## References
    - MLTS Monitor 1-7: a production system is monitored for each of them.
    - RoML 10: watch for silent failures.
    """

    code = "MON601"
    name = "nothing-monitored"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "nowhere": ByLevel.of("W/E/E/E"),
        "unwatched": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Quality has fallen for six weeks: which screen would have told you?"
    sources = ("PB Stage 2,3", "RoML 10", "MLTS Monitor 1-7", "IN 1")
    checks_what = "monitoring"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a ranker without any monitor",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> ranker: uses"]
            """,
            at=("api",),
            variant="nowhere",
        ),
        Bad(
            "the second endpoint is observed by nobody",
            """
            nodes:
              feed: {kind: endpoint, mode: online}
              search: {kind: endpoint, mode: online}
              errors: {kind: monitor, signal: errors, threshold: 1%, window: 5 min}
            edges: ["errors -> feed: monitors"]
            """,
            at=("search",),
            variant="unwatched",
        ),
        Good(
            "a monitor on the prediction log sees the endpoint and its model",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              predictions: {kind: log}
              drift: {kind: monitor, signal: prediction_drift}
            edges:
              - "api -> ranker: uses"
              - "api -> predictions: logs_to"
              - "drift -> predictions: monitors"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """What is served and observed, one by one; then all that is served and not, together."""
        monitoring = board.monitoring
        blind = tuple(node for node in monitoring.served if not monitoring.watching(node.id))
        yield from ((node,) for node in monitoring.served if monitoring.watching(node.id))
        if blind:
            yield blind

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Ask for a monitor that observes the first of them."""
        if board.monitoring.watching(subject[0].id):
            return
        anywhere = bool(board.monitoring.monitors)
        shown = subject
        if not anywhere:
            # What a release would be watched by is missing together with the rest.
            shown = (*subject, *board.of_kind(Kind.DEPLOYMENT, Kind.FEATURE, Kind.SOURCE))
        yield Observation(
            at=Place(tuple(node.id for node in shown)),
            facts=Facts(tuple(node.title for node in subject), anywhere),
            variant="unwatched" if anywhere else "nowhere",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is not observed."""
        where = "" if facts.anywhere else " The design has no monitor that observes anything."
        return Explanation(
            message=(
                f"No monitor observes {several(facts.titles)}: degradation would be silent.{where}"
            ),
            remedy=f"A monitor on {several(facts.titles)}, or on a log of their answers."
            if len(facts.titles) > 1
            else f"A monitor on {facts.titles[0]}, or on a log of its answers.",
        )
