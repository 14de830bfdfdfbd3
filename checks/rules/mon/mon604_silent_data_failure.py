"""MON604: data can go null, stale or change its schema and nobody is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.data_checks import unwatched
from checks.facts.monitoring import DATA_SIGNALS, Root
from checks.facts.releases import words_in
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
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WORDS = {
    "data_quality": ("nulls", "ranges"),
    "freshness": ("age",),
    "schema": ("schema",),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The data nobody checks, what of it, and how a feature made from it hides a gap."""

    titles: tuple[str, ...]
    missing: tuple[str, ...]
    filled: tuple[str, ...]
    variant: str


class SilentDataFailure(Rule[tuple[Root, ...], Facts]):
    """An upstream source or feature can fail without an alarm.

    ## What it does
    Follows the data of everything served back to its sources and collects what is watched on the
    way: nulls, defaults and ranges; age; schema, where a stated contract counts. It raises data of
    which nothing is watched, then data of which a part is, then sources of other teams that come
    without a contract.

    ## Why it matters
    A feature that was filled for 99 % of requests and is now filled for 60 % raises no error when
    the gap is imputed. The model keeps answering from a stale mean.

    ## How to fix it
    Watch null rate, age and schema where the data enters, or let a validation step stop the
    pipeline and page.

    ## When it does not apply
    Data that never changes; a step that validates and stops the pipeline.

    ## References
    - MLTS Data 1, Monitor 1, 2: schema expectations, dependency changes, invariants.
    - Breck et al. 2019: data validation for machine learning.
    """

    code = "MON604"
    name = "silent-data-failure"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "nothing": ByLevel.of("I/W/E/E"),
        "partly": ByLevel.of("-/I/I/W"),
        "no_contract": ByLevel.of("-/-/W/E"),
    }
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "The upstream team renames a column on Friday evening: what happens?"
    sources = (
        "RoML 10",
        "MLTS Data 1, Monitor 1,2",
        "HTD 3",
        "DV",
        "PB schema evolution",
    )
    checks_what = "data failures"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA, Topic.MONITORING)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "scores are watched, the clicks they are made from are not",
            """
            nodes:
              clicks: {kind: source}
              ctr_7d: {kind: feature, impute: mean}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              scores: {kind: monitor, signal: prediction_drift, threshold: 0.2, window: 1 d}
            edges:
              - "clicks -> ctr_7d: feeds"
              - "ctr_7d -> ranker: feeds"
              - "api -> ranker: uses"
              - "scores -> api: monitors"
            """,
            at=("clicks",),
            variant="nothing",
        ),
        Bad(
            "the null rate is watched, age and schema are not",
            """
            nodes:
              clicks: {kind: source}
              ranker: {kind: model, type: gbdt}
              nulls: {kind: monitor, signal: data_quality, threshold: 5%, window: 1 h}
            edges: ["clicks -> ranker: feeds", "nulls -> clicks: monitors"]
            """,
            at=("clicks",),
            variant="partly",
        ),
        Good(
            "nulls, age and schema are covered",
            """
            nodes:
              clicks: {kind: source, schema_contract: versioned protobuf}
              ranker: {kind: model, type: gbdt}
              nulls: {kind: monitor, signal: data_quality, threshold: 5%, window: 1 h}
              age: {kind: monitor, signal: freshness, threshold: 2 h, window: 5 min}
            edges:
              - "clicks -> ranker: feeds"
              - "nulls -> clicks: monitors"
              - "age -> clicks: monitors"
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Root, ...]]:
        """The roots of all served data together; none where nothing at all is monitored."""
        roots = tuple(
            root for root in board.monitoring.roots if root.node.get(a.STATIC) is not True
        )
        return (roots,) if roots and board.monitoring.monitors else ()

    def judge(
        self, board: Board, subject: tuple[Root, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Sort the roots by how much of them is watched, and raise each sort once."""
        missing = {root.node.id: unwatched(board, root) for root in subject}
        bare = [root for root in subject if missing[root.node.id] == DATA_SIGNALS]
        if bare:
            yield _observation(board, bare, "nothing", DATA_SIGNALS)
        watched = [root for root in subject if missing[root.node.id] != DATA_SIGNALS]
        foreign = [
            root
            for root in watched
            if "schema" in missing[root.node.id] and _is_of_another_team(board, root)
        ]
        for root in foreign:
            missing[root.node.id] = tuple(one for one in missing[root.node.id] if one != "schema")
        partly = [root for root in watched if missing[root.node.id]]
        if partly:
            wanting = {signal for root in partly for signal in missing[root.node.id]}
            signals = tuple(signal for signal in DATA_SIGNALS if signal in wanting)
            yield _observation(board, partly, "partly", signals)
        if foreign:
            yield _observation(board, foreign, "no_contract", ("schema",))

    def explain(self, facts: Facts) -> Explanation:
        """Say what can fail in silence."""
        missing = several([word for signal in facts.missing for word in _WORDS[signal]])
        names = several(facts.titles)
        if facts.variant == "no_contract":
            return Explanation(
                message=(
                    f"{names}: another team owns it, and there is no schema contract or notice of "
                    "a change."
                ),
                remedy="A schema contract on the source, or a monitor with signal schema.",
            )
        hidden = (
            f" {several(facts.filled)} would go on with an imputed value." if facts.filled else ""
        )
        return Explanation(
            message=(
                f"{names} can go null, stale or change schema without an alarm "
                f"(not watched: {missing}).{hidden}"
            ),
            remedy=f"Watch {missing} where the data enters.",
        )


def _observation(
    board: Board, roots: list[Root], variant: str, missing: tuple[str, ...]
) -> Observation[Facts]:
    fed = [feature for root in roots for feature in root.fed]
    nodes = dict.fromkeys((*(root.node.id for root in roots), *(one.id for one in fed)))
    made = [board.node(one) for one in nodes]
    return Observation(
        at=Place(tuple(nodes), fields=(a.SCHEMA_CONTRACT.name,) if "schema" in missing else ()),
        facts=Facts(
            tuple(root.node.title for root in roots),
            missing,
            tuple(
                one.title
                for one in made
                if one.kind is Kind.FEATURE and one.get(a.IMPUTE) not in (None, "none")
            ),
            variant,
        ),
        variant=variant,
    )


def _is_of_another_team(board: Board, root: Root) -> bool:
    if root.node.get(a.PROVIDER):
        return True
    owner = root.node.get(a.OWNER)
    own = (*board.monitoring.served, *board.of_kind(Kind.ONCALL))
    return bool(owner) and words_in(owner or "") not in [
        words_in(node.get(a.OWNER) or "") for node in own
    ]
