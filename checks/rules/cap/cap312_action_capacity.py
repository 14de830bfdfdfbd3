"""CAP312: more cases are flagged than there are people to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.durations import duration_text
from checks.facts.review import review_of
from checks.facts.wording import agree, count, percent
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
    Topic,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Cases and hours of a day."""

    title: str
    cases: float
    each: float
    room: float
    volume: float
    share: float
    people: float


class ActionCapacity(Rule["Node", Facts]):
    """More cases are flagged than there are people to look at them.

    ## What it does
    Multiplies the volume of a day by the share that is flagged (stated, or base rate x recall /
    precision) and the time a case takes, and compares that with the people and their hours.

    ## Why it matters
    The queue grows from the first day. Then cases are closed unseen, and the labels the next model
    learns from are noise.

    ## How to fix it
    A higher threshold, more people, or deciding the clear cases automatically.

    ## When it does not apply
    A queue that is ranked and cut at what can be done; reviews of a sample.

    ## References
    - LG08: Little's law.
    - AXEL: base rates.
    - EUAI 14: human oversight.
    - HUYEN 11.
    """

    code = "CAP312"
    name = "action-capacity"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END, Skill.COMMUNICATION)
    question = (
        "At your threshold the team is over its hours: raise the threshold, hire, or auto-decide?"
    )
    sources = ("LG08", "AXEL", "EUAI 14", "HUYEN 11")
    checks_what = "the people who look at cases"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.ON_CALL,)
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ten thousand cases for twenty-five people",
            """
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 2M/day, flag_rate: 0.5%}
              desk: {kind: human_review, reviewers: 25, minutes_per_case: 4 min,
                    hours_per_day: 6.5 h}
            edges: ["api -> desk: calls"]
            """,
            at=("desk",),
        ),
        Good(
            "the queue is ranked and cut",
            """
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 2M/day, flag_rate: 0.5%}
              desk: {kind: human_review, reviewers: 25, minutes_per_case: 4 min,
                    hours_per_day: 6.5 h, ranked_queue: yes}
            edges: ["api -> desk: calls"]
            """,
        ),
        Good(
            "one in a thousand",
            """
            nodes:
              api: {kind: endpoint, mode: online, requests_per_day: 2M/day, flag_rate: 0.1%}
              desk: {kind: human_review, reviewers: 25, minutes_per_case: 4 min,
                    hours_per_day: 6.5 h}
            edges: ["api -> desk: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The desks whose queue is not cut."""
        return (
            node
            for node in board.of_kind(Kind.HUMAN_REVIEW)
            if node.get(a.RANKED_QUEUE) is not True
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the work with the hours."""
        work = review_of(board, subject)
        if work.cases is None:
            return
        missing = tuple(
            name
            for name in (a.MINUTES_PER_CASE, a.REVIEWERS, a.HOURS_PER_DAY)
            if board.number(subject, name) is None
        )
        if missing:
            yield Demand(subject.id, AttributeGroup.WORKLOAD, missing)
            return
        people = board.number(subject, a.REVIEWERS)
        if work.each is None or work.room is None or people is None or work.room.value <= 0:
            return
        verdict = exceeds(work.cases * work.each, work.room)
        if verdict is Verdict.HOLDS:
            return
        sender = () if work.sender is None else (work.sender.id,)
        yield Observation(
            at=Place((subject.id, *sender), fields=(a.REVIEWERS.name,)),
            facts=Facts(
                subject.title,
                work.cases.value,
                work.each.value,
                work.room.value,
                0.0 if work.volume is None else work.volume.value,
                0.0 if work.share is None else work.share.value,
                people.value,
            ),
            certainty=Certainty(verdict.value),
            numbers=(work.cases, work.each, work.room),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say the hours, and what fits into them."""
        hours, room = facts.cases * facts.each / 3600, facts.room / 3600
        most = facts.room / facts.each
        each = duration_text(facts.each)
        sampled = facts.cases - facts.volume * facts.share
        on_top = f" + {count(sampled)}" if round(sampled) else ""
        arriving = (
            f"{count(facts.volume)} x {percent(facts.share)}{on_top} = {count(facts.cases)}"
            if facts.volume
            else count(facts.cases)
        )
        needed = whole.at_least(facts.people * hours / room)
        share = (
            f"a share of {percent(most / facts.volume)}, or " if facts.volume and not on_top else ""
        )
        return Explanation(
            message=(
                f"{count(facts.cases)} cases a day need {count(hours)} h of work; {facts.title} "
                f"{agree(facts.title, 'has', 'have')} {figure(room, 4)} h (at most "
                f"{count(int(most))} cases), {figure(hours / room, 2)} times over."
            ),
            working=(
                f"{arriving} cases x {each} = {count(hours)} h",
                f"{figure(room, 4)} h / {each} = {count(int(most))} cases",
            ),
            remedy=f"{share}{needed} people.".capitalize(),
        )
