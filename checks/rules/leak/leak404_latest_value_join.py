"""LEAK404: training rows get today's value of a feature for yesterday's example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.facts.joins import JoinFlaw, flaw_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
)
from design.changes import SetField
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.joins import TrainingJoin
    from checks.numbers import Number

_EVENT_TIME = JoinFlaw.EVENT_TIME.value
_LATEST = JoinFlaw.LATEST.value
_UNSTATED = JoinFlaw.UNSTATED.value
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What is joined, where to and how."""

    source: str
    target: str
    features: tuple[str, ...]
    variant: str
    lag: str  # of the ingestion, as stated; empty where it does not matter


class LatestValueJoin(Rule["TrainingJoin", Facts]):
    """A value that changes over time is joined to training rows as it is today.

    ## What it does
    Looks at every edge on which a changing value (an aggregate, a profile, an embedding, a mutable
    table) enters training, and at the join stated there. Also flags a join on event time alone
    where rows arrive late, and a store that is read online and trained from with no join stated.

    ## Why it matters
    The row of 3 March gets the balance of today, which the event to be predicted has already
    changed. The model looks better offline than it can ever be.

    ## How to fix it
    Join as of the moment of each example, on the time the value became available; or log the
    features at serving and train on the log.

    ## When it does not apply
    Point-in-time joins; features logged at serving and replayed; attributes that never change;
    values computed from the request.

    ## References
    - FEAST, DBXTS: point-in-time joins.
    - RoML 29, 31: log at serving; tables change under you.
    - GCP: point-in-time lookup in BigQuery.
    """

    code = "LEAK404"
    name = "latest-value-join"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _LATEST: ByLevel.of("W/E/E/E"),
        _EVENT_TIME: ByLevel.of("W/W/W/W"),
        _UNSTATED: ByLevel.of("W/W/W/W"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Rebuild the training row for 3 March: which version of the table do you read?"
    sources = ("FEAST", "DBXTS", "RoML 29, 31", "GCP BigQuery point-in-time lookup")
    checks_what = "training joins"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a 30-day aggregate joined by its latest value",
            """
            nodes:
              spend_30d: {kind: feature, window: 30 d}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - {edge: spend_30d -> training_set, join: latest}
              - training_set -> model
            """,
            at=("spend_30d",),
            variant="latest",
        ),
        Bad(
            "joined on event time while rows arrive an hour late",
            """
            nodes:
              clicks: {kind: source, lag: 1 h}
              ctr_7d: {kind: feature, window: 7 d}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - clicks -> ctr_7d
              - {edge: ctr_7d -> training_set, join: event_time}
              - training_set -> model
            """,
            at=("ctr_7d",),
            variant="event_time_only",
        ),
        Bad(
            "a store that is read online and trained from, with no join stated",
            """
            nodes:
              store: {kind: feature_store}
              api: {kind: endpoint}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - store -> training_set
              - api -> store
              - training_set -> model
            """,
            at=("store",),
            variant="join_unstated",
        ),
        Good(
            "the aggregate as it was at each example",
            """
            nodes:
              spend_30d: {kind: feature, window: 30 d}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - {edge: spend_30d -> training_set, join: point_in_time}
              - training_set -> model
            """,
        ),
        Good(
            "an attribute that never changes",
            """
            nodes:
              birth_country: {kind: feature, static: true}
              model: {kind: model, type: gbdt}
            edges:
              - {edge: birth_country -> model, join: latest}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[TrainingJoin]:
        """The edges on which a changing value enters training undated."""
        return board.training_joins.joins

    def judge(self, board: Board, subject: TrainingJoin) -> Iterator[Observation[Facts] | Demand]:
        """Tell the three ways a value can come from the wrong day apart."""
        flaw, verdict = flaw_of(board, subject)
        if verdict is Verdict.HOLDS:
            return
        variant = flaw.value
        edge = subject.edge
        late: tuple[Number, ...] = ()
        if variant == _EVENT_TIME and subject.ingest_lag is not None:
            late = (subject.ingest_lag,)
        changing = tuple(node for node in subject.changing if node != edge.source)
        yield Observation(
            at=Place((edge.source, edge.target, *changing), (edge.key,)),
            facts=Facts(
                source=board.node(edge.source).title,
                target=board.node(edge.target).title,
                features=tuple(board.node(node).title for node in changing),
                variant=variant,
                lag=as_stated(late[0]) if late else "",
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=late,
            fix=(SetField(a.JOIN.name, "point_in_time", edge=edge.key),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say which value the training row gets."""
        named = ", ".join(facts.features[:_NAMED])
        more = len(facts.features) - _NAMED
        held = f" ({named}{f' and {more} more' if more > 0 else ''})" if named else ""
        arrow = f"{facts.source} → {facts.target}"
        if facts.variant == _UNSTATED:
            return Explanation(
                message=(
                    f"{facts.source}{held} is read online, and {arrow} does not state how its "
                    "values are joined: today's, or those of the example?"
                ),
                remedy=f"state the join of {arrow}: point-in-time",
            )
        if facts.variant == _EVENT_TIME:
            return Explanation(
                message=(
                    f"{facts.source}{held} is joined on event time alone ({arrow}), but rows "
                    f"arrive {facts.lag} late: training sees rows that serving would not have had."
                ),
                working=(f"ingest lag = {facts.lag} > 0",),
                remedy="join point-in-time on the time the value became available",
            )
        return Explanation(
            message=(
                f"{facts.source}{held} is joined to training rows by its latest value ({arrow}), "
                "i.e. today's value for yesterday's example."
            ),
            remedy=f"join point-in-time on {arrow}",
        )
