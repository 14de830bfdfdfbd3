"""FRAME006: when the score arrives there is no time left to act on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.serving import mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Level,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Times in seconds."""

    consumer: str
    lead: float
    horizon: float
    age: float
    longest: float  # the most the action may need
    least: float  # the least that may be left of the horizon
    certain: bool


class TooLateToAct(Rule["Edge", Facts]):
    """When the score arrives there is no time left to act on it.

    ## What it does
    Takes the age of a batch score (cadence, run and delivery) from the horizon of the label and
    compares what is left with the lead time of the action.

    ## Why it matters
    A customer who leaves in five days is not won back by a campaign that takes ten.

    ## How to fix it
    A longer horizon, fresher scores, or an action that is quicker.

    ## When it does not apply
    Scoring on the request, where the score has no age; actions that are of use after the outcome.

    ## References
    - HUYEN 2, 7.
    - XU 1.
    - RoML 8.
    """

    code = "FRAME006"
    name = "too-late-to-act"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END)
    question = "A customer scored today churns on day 5; can the campaign reach them?"
    sources = ("HUYEN 2, 7", "XU 1", "RoML 8")
    checks_what = "the time to act"
    topics: ClassVar[tuple[Topic, ...] | None] = ()
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a week ahead for an action of ten days",
            """
            nodes:
              crm: {kind: consumer, action: runs the win-back campaign, action_lead_time: 10 d}
              scoring: {kind: endpoint, mode: batch, period: daily, duration: 3 h}
              model: {kind: model, type: gbdt}
              churned: {kind: label, horizon: 7 d, label_delay: 7 d}
            edges: ["crm -> scoring: consumes", "scoring -> model: uses",
                  "churned -> model: trains"]
            """,
            at=("crm",),
        ),
        Good(
            "a month ahead",
            """
            nodes:
              crm: {kind: consumer, action: runs the win-back campaign, action_lead_time: 10 d}
              scoring: {kind: endpoint, mode: batch, period: daily, duration: 3 h}
              model: {kind: model, type: gbdt}
              churned: {kind: label, horizon: 30 d, label_delay: 30 d}
            edges: ["crm -> scoring: consumes", "scoring -> model: uses",
                  "churned -> model: trains"]
            """,
        ),
        Good(
            "calls for today that follow the run of the night",
            """
            nodes:
              calls: {kind: consumer, action: calls before noon, action_lead_time: 2 h,
                    finish_by: "06:00"}
              scoring: {kind: endpoint, mode: batch, period: daily, duration: 30 min}
              model: {kind: model, type: gbdt}
              missed: {kind: label, horizon: 1 d, label_delay: 1 d}
            edges: ["calls -> scoring: consumes", "scoring -> model: uses",
                  "missed -> model: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """Who takes the scores of a batch."""
        return (
            edge
            for edge in board.edges
            if edge.relation is Relation.CONSUMES
            and board.node(edge.target).kind is Kind.ENDPOINT
            and mode_of(board.node(edge.target)) == "batch"
        )

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Compare what is left with what the action needs."""
        consumer, endpoint = board.node(subject.source), board.node(subject.target)
        lead, horizon = board.number(consumer, a.ACTION_LEAD_TIME), _horizon(board, endpoint)
        period = board.number(endpoint, a.PERIOD)
        if lead is None and horizon is not None and (consumer.get(a.ACTION) or "").strip():
            yield Demand(consumer.id, AttributeGroup.WORKLOAD, (a.ACTION_LEAD_TIME,), _EXPERIENCED)
        if lead is None or horizon is None or period is None:
            return
        # Who acts every day at a stated hour acts on the run that has just come, not on the last.
        is_fresh = consumer.get(a.FINISH_BY) is not None and period.high <= _DAY
        age = Number.exactly(0.0) if is_fresh else period
        for owner, attribute in ((endpoint, a.DURATION), (subject, a.LAG)):
            more = board.number(owner, attribute)
            age = age if more is None else age + more
        verdict = exceeds(lead + age, horizon)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((consumer.id, endpoint.id), fields=(a.ACTION_LEAD_TIME.name,)),
            facts=Facts(
                consumer.title,
                lead.value,
                horizon.value,
                age.value,
                longest=lead.high,
                least=(horizon - age).low,
                certain=verdict is Verdict.CERTAIN,
            ),
            certainty=Certainty(verdict.value),
            numbers=(lead, age, horizon),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is left."""
        lead, horizon, age = map(duration_text, (facts.lead, facts.horizon, facts.age))
        longer = f"A horizon of {duration_text(facts.lead + facts.age)}"
        usable = duration_text(max(0.0, facts.horizon - facts.age))
        if not facts.certain:
            least = duration_text(facts.least) if facts.least > 0 else "nothing"
            return Explanation(
                message=(
                    f"The action of {facts.consumer} may need {duration_text(facts.longest)} when "
                    f"the prediction may leave {least}; it is in time up to a lead of {usable}: "
                    f"horizon {horizon} minus score age {age}."
                ),
                working=(f"{horizon} - {age} = {usable}",),
                remedy=f"The lead time of {facts.consumer}, and a horizon beyond it.",
            )
        if facts.horizon <= facts.age:
            return Explanation(
                message=(
                    f"The action of {facts.consumer} needs {lead} but the prediction leaves "
                    f"nothing: the score may be {age} old and the horizon is {horizon}."
                ),
                working=(f"{horizon} <= {age}",),
                remedy=f"{longer}, or fresher scores.",
            )
        return Explanation(
            message=(
                f"The action of {facts.consumer} needs {lead} but the prediction leaves only "
                f"{usable}: horizon {horizon} minus score age {age}."
            ),
            working=(f"{horizon} - {age} = {usable} < {lead}",),
            remedy=f"{longer}, or an action within {usable}.",
        )


_DAY = 24 * 3600
_EXPERIENCED = frozenset({Level.SENIOR, Level.STAFF})


def _horizon(board: Board, endpoint: Node) -> Number | None:
    """The shortest horizon of what its models predict."""
    found = [
        one
        for part in board.monitoring.part_of(endpoint.id)
        for label in board.lineage.targets(part)
        if (one := board.number(board.node(label), a.HORIZON)) is not None
    ]
    return min(found, key=lambda number: number.value, default=None)
