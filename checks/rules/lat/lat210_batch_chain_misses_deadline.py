"""LAT210: the last job of the chain is done after the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import clock_text, duration_text
from checks.facts.schedules import zones_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.schedules import Chain
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Seconds after midnight, and lengths in seconds."""

    title: str
    begins: float
    jobs: tuple[tuple[str, float], ...]
    ends: float
    deadline: float
    longest: tuple[str, float]
    late: bool


class BatchChainMissesDeadline(Rule["Node", Facts]):
    """The last job of the chain is done after the deadline.

    ## What it does
    Follows the jobs behind a deadline to where their data is ready: each starts by the clock or
    when its inputs are done, and takes its duration. The end of the last one is compared with the
    deadline, and so is the end after one more run of the longest.

    ## Why it matters
    Every job is on time by its own schedule. The table is late all the same, and the consumer gets
    yesterday's.

    ## How to fix it
    Start earlier, start when the input is there, make the longest job shorter, or move the
    deadline.

    ## When it does not apply
    A deadline of the next day: the chain is counted from where it starts. Jobs on a part of the
    data, where only the last part counts. Hours stated in different time zones.

    ## References
    - SREW 13: pipelines.
    - HUYEN 10.
    - RoML 10.
    """

    code = "LAT210"
    name = "batch-chain-misses-deadline"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "late": ByLevel.of("W/E/E/E"),
        "no_slack": ByLevel.of("-/-/W/W"),
    }
    skills = (Skill.END_TO_END,)
    question = "The 02:00 job fails at 03:30: does the consumer get yesterday's scores or nothing?"
    sources = ("SREW 13", "HUYEN 10", "RoML 10")
    checks_what = "the end of the chain"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ready at two, and five and a half hours of work",
            """
            nodes:
              landing: {kind: source, available_at: "02:00"}
              features: {kind: transform, duration: 2 h, trigger: upstream}
              scoring: {kind: endpoint, mode: batch, duration: 3 h 5 min, trigger: upstream}
              crm: {kind: consumer, action: calls the riskiest, finish_by: "06:00"}
            edges: ["landing -> features: feeds", "features -> scoring: feeds",
                  "crm -> scoring: consumes"]
            """,
            at=("scoring",),
            variant="late",
        ),
        Bad(
            "a single retry makes it late",
            """
            nodes:
              landing: {kind: source, available_at: "02:00"}
              features: {kind: transform, duration: 1 h, trigger: upstream}
              scoring: {kind: endpoint, mode: batch, duration: 2 h, trigger: upstream,
                    finish_by: "06:00"}
            edges: ["landing -> features: feeds", "features -> scoring: feeds"]
            """,
            at=("scoring",),
            variant="no_slack",
        ),
        Good(
            "done at four with room for a retry",
            """
            nodes:
              landing: {kind: source, available_at: "02:00"}
              features: {kind: transform, duration: 1 h, trigger: upstream}
              scoring: {kind: endpoint, mode: batch, duration: 1 h, trigger: upstream,
                    finish_by: "06:00"}
            edges: ["landing -> features: feeds", "features -> scoring: feeds"]
            """,
        ),
        Good(
            "from the evening to the morning",
            """
            nodes:
              features: {kind: transform, starts_at: "22:00", duration: 2 h}
              scoring: {kind: endpoint, mode: batch, duration: 2 h, trigger: upstream,
                    finish_by: "06:00"}
            edges: ["features -> scoring: feeds"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The jobs that have to be done by a time of day."""
        return (
            node
            for node in board.of_kind(Kind.ENDPOINT, Kind.TRANSFORM, Kind.TRAINING_JOB)
            if _deadlines(board, node)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Follow the chain, then once more with a retry."""
        chain = board.schedules.chain(subject.id)
        if chain is None or not chain.jobs or _runs_on_parts(board, chain):
            return
        begins, ends = chain.begins, chain.ends
        bounds = [
            (_next(deadline, begins), deadline)
            for deadline in _deadlines(board, subject)
            if len(chain.zones | zones_of(deadline)) <= 1
        ]
        if not bounds:
            return
        bound, deadline = min(bounds, key=lambda one: one[0].value)
        name, longest = max(chain.jobs, key=lambda job: (job[1].value, job[0]))
        variant, verdict = "late", _after(ends, bound)
        if verdict is Verdict.HOLDS:
            variant, verdict = "no_slack", _after(ends + longest, bound)
        if verdict is Verdict.HOLDS:
            return
        nodes = dict.fromkeys((subject.id, *(job for job, _ in reversed(chain.jobs)), chain.first))
        yield Observation(
            at=Place(tuple(nodes)),
            facts=Facts(
                subject.title,
                begins.value,
                tuple((board.title(job), length.value) for job, length in chain.jobs),
                ends.value,
                bound.value,
                (board.title(name), longest.value),
                variant == "late",
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(deadline, begins, *(length for _, length in chain.jobs)),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say when it is done, and when it should be."""
        begins, ends, deadline = map(clock_text, (facts.begins, facts.ends, facts.deadline))
        terms = " + ".join(f"{title} {duration_text(seconds)}" for title, seconds in facts.jobs)
        title, longest = facts.longest
        if not facts.late:
            slack = facts.deadline - facts.ends
            return Explanation(
                message=(
                    f"{facts.title} is done at {ends} for {deadline}: one more run of {title} "
                    f"({duration_text(longest)}) is too late, so there is no slack for a retry."
                ),
                working=(f"{begins} + {terms} = {ends}, {duration_text(slack)} before {deadline}",),
                remedy=f"Start {duration_text(longest - slack)} earlier, or shorten {title}.",
            )
        over = facts.ends - facts.deadline
        return Explanation(
            message=f"Data ready at {begins} + {terms} = {ends}, after the {deadline} deadline of "
            f"{facts.title}.",
            working=(f"{begins} + {terms} = {ends} > {deadline}",),
            remedy=f"{duration_text(over)} off the chain, or a start {duration_text(over)} "
            "earlier.",
        )


_DAY = 86400.0


def _deadlines(board: Board, node: Node) -> tuple[Number, ...]:
    """Its own, those of requirements on it, and those of who consumes it."""
    if board.is_na(node, a.FINISH_BY):
        return ()
    asking = board.sources_of(node.id, Relation.CONSTRAINS, Relation.CONSUMES)
    stated = (board.number(one, a.FINISH_BY) for one in (node, *asking))
    return tuple(one for one in stated if one is not None)


def _next(deadline: Number, begins: Number) -> Number:
    """The first such time of day once the chain has begun."""
    while deadline.value < begins.value:
        deadline = deadline + Number.exactly(_DAY)
    return deadline


def _runs_on_parts(board: Board, chain: Chain) -> bool:
    return any(board.node(job).get(a.INCREMENTAL) is True for job, _ in chain.jobs)


def _after(ends: Number, deadline: Number) -> Verdict:
    """Times of day are compared to the minute, without a tolerance in percent."""
    if ends.low > deadline.high:
        return Verdict.CERTAIN
    return Verdict.POSSIBLE if ends.high > deadline.low else Verdict.HOLDS
