"""FRESH353: a job starts before its input is there, or is not done when the next run starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import clock_text, duration_text
from checks.facts.schedules import in_one_zone, starts_of
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
    exceeds,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import EdgeKey, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Times of day or lengths, in seconds."""

    title: str
    first: float  # its start, or the length of its run
    second: float  # the end of what it does not wait for, or its cadence
    other: str = ""  # what it does not wait for; none where it overruns
    zone: str = ""  # of a time of day, where it is not that of the job as stated


class ScheduleRaceOrOverrun(Rule["Node", Facts]):
    """A job starts before its input is there, or is not done when the next run starts.

    ## What it does
    Compares the start of each job that runs by the clock with the end of the jobs that feed it,
    tables and steps that only pass data on in between, and the length of every job with its
    cadence.

    ## Why it matters
    A job that starts too early reads yesterday's partition and nobody notices. One that overruns
    piles up or overwrites itself.

    ## How to fix it
    Start it when its input is there, start it later, or make it shorter than its cadence.

    ## When it does not apply
    Jobs started by their input; jobs that read the partition before on purpose; runs that may
    overlap; hours of two zones that are not written as offsets from UTC.

    ## References
    - SREW 13: data processing pipelines.
    - RoML 10: watch for silent failures.
    - HUYEN 10.
    - HTD 3: data dependencies.
    """

    code = "FRESH353"
    name = "schedule-race-or-overrun"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "race": ByLevel.of("-/W/E/E"),
        "overrun": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "How would you notice that today's scores used yesterday's features?"
    sources = ("SREW 13", "RoML 10", "HUYEN 10", "HTD 3")
    checks_what = "schedules"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "it starts twenty minutes before its input is done",
            """
            nodes:
              features: {kind: transform, starts_at: "02:00", duration: 2 h 20 min}
              scoring: {kind: transform, trigger: schedule, starts_at: "04:00", duration: 1 h}
            edges: ["features -> scoring: feeds"]
            """,
            at=("scoring",),
            variant="race",
        ),
        Bad(
            "a rebuild of thirty hours every day",
            """
            nodes:
              passages: {kind: index, period: daily, duration: 30 h}
            """,
            at=("passages",),
            variant="overrun",
        ),
        Bad(
            "a table in between makes nothing ready",
            """
            nodes:
              features: {kind: transform, starts_at: "02:00", duration: 2 h 20 min}
              store: {kind: feature_store}
              scoring: {kind: transform, trigger: schedule, starts_at: "04:00", duration: 1 h}
            edges: ["features -> store: feeds", "store -> scoring: feeds"]
            """,
            at=("scoring",),
            variant="race",
        ),
        Good(
            "it is started by its input",
            """
            nodes:
              features: {kind: transform, starts_at: "02:00", duration: 2 h 20 min}
              scoring: {kind: transform, trigger: upstream, starts_at: "04:00", duration: 1 h}
            edges: ["features -> scoring: feeds"]
            """,
        ),
        Good(
            "it reads the partition before on purpose",
            """
            nodes:
              features: {kind: transform, starts_at: "02:00", duration: 2 h 20 min}
              scoring: {kind: transform, starts_at: "04:00", duration: 1 h, previous_partition: yes}
            edges: ["features -> scoring: feeds"]
            """,
        ),
        Good(
            "done before midnight, used in the morning",
            """
            nodes:
              features: {kind: transform, starts_at: "22:00", duration: 2 h}
              scoring: {kind: transform, starts_at: "02:00", duration: 1 h}
            edges: ["features -> scoring: feeds"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The jobs that say when they start or how long they run."""
        return (
            node
            for node in board.of_kind(*_JOBS)
            if starts_of(board, node) is not None or board.number(node, a.DURATION) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare its start with its inputs, and its length with its cadence."""
        yield from _races(board, subject)
        period, length = board.number(subject, a.PERIOD), board.number(subject, a.DURATION)
        if (
            period is None
            or length is None
            or subject.get(a.OVERLAPS_OK) is True
            or period.low <= 0
        ):
            return
        verdict = exceeds(length, period)
        if verdict is not Verdict.HOLDS:
            yield Observation(
                at=Place((subject.id,), fields=(a.DURATION.name, a.PERIOD.name)),
                facts=Facts(subject.title, length.value, period.value),
                certainty=Certainty(verdict.value),
                variant="overrun",
                numbers=(length, period),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say both times."""
        if not facts.other:
            length, period = duration_text(facts.first), duration_text(facts.second)
            return Explanation(
                message=f"{facts.title} takes {length}, longer than its cadence of {period}.",
                working=(f"{length} > {period}",),
                remedy=f"A run of less than {period}, or a run every {length} at most.",
            )
        starts, ends = (
            f"{clock_text(seconds)}{facts.zone}{' the next day' if seconds >= _DAY else ''}"
            for seconds in (facts.first, facts.second)
        )
        return Explanation(
            message=(
                f"{facts.title} starts at {starts}, before {facts.other} is done at {ends}: it "
                "reads the "
                "partition before without a word."
            ),
            working=(f"{starts} < {ends}",),
            remedy=f"Start {facts.title} when {facts.other} is done, or after {ends}.",
        )


_DAY = 86400.0
_JOBS = (
    Kind.TRANSFORM,
    Kind.FEATURE,
    Kind.FEATURE_STORE,
    Kind.INDEX,
    Kind.TRAINING_JOB,
    Kind.ENDPOINT,
)
_BY_THE_CLOCK = frozenset({None, "schedule"})


def _races(board: Board, job: Node) -> Iterator[Observation[Facts]]:
    stated = starts_of(board, job)
    if (
        stated is None
        or job.get(a.TRIGGER) not in _BY_THE_CLOCK
        or job.get(a.PREVIOUS_PARTITION) is True
    ):
        return
    for run in _runs_before(board, job):
        times = in_one_zone(stated, run.begun)
        if times is None:
            continue
        starts, begins = times
        ends = begins + run.length
        if begins.value > starts.value:  # the run of the day before
            ends = ends - Number.exactly(_DAY)
        if ends.high > starts.low:
            yield Observation(
                at=Place((job.id, run.node.id), run.edges, (a.STARTS_AT.name,)),
                facts=Facts(
                    job.title,
                    starts.value,
                    ends.value,
                    run.last.title,
                    zone="" if starts is stated else " UTC",
                ),
                certainty=Certainty.CERTAIN if ends.low > starts.high else Certainty.POSSIBLE,
                variant="race",
                numbers=(starts, begins, run.length),
                fix=(SetField(field=a.TRIGGER.name, value="upstream", id=job.id),),
            )


@dataclass(frozen=True, slots=True)
class _Run:
    """What runs by the clock before a job, and the way from there.

    ``last`` is what is done last, ``length`` after ``begun``.
    """

    node: Node
    edges: tuple[EdgeKey, ...]
    begun: Number
    length: Number
    last: Node


def _runs_before(board: Board, job: Node) -> Iterator[_Run]:
    """The runs by the clock whose outcome *job* reads.

    Tables and features in between that say nothing of time hand on what feeds them, and steps that
    run when their input is there make it later.
    """
    met = {job.id}
    waiting: list[tuple[Node, tuple[EdgeKey, ...], Number | None, Node | None]]
    waiting = [(job, (), None, None)]
    while waiting:
        here, way, extra, last = waiting.pop()
        reads = board.out_of(here.id, Relation.READS) if here is job else ()
        for edge in (*board.into(here.id, Relation.FEEDS), *reads):
            before = board.node(edge.target if edge.source == here.id else edge.source)
            if edge.get(a.TRIGGER) not in _BY_THE_CLOCK or before.id in met:
                continue
            met.add(before.id)
            begun, length = starts_of(board, before), board.number(before, a.DURATION)
            edges = (*way, edge.key)
            takes = length if extra is None else extra if length is None else length + extra
            if begun is not None and length is not None and takes is not None:
                yield _Run(before, edges, begun, takes, last or before)
            elif begun is None and _hands_on(board, before):
                done = last if length is None else last or before
                waiting.append((before, edges, takes, done))


def _hands_on(board: Board, node: Node) -> bool:
    """Whether what it holds is as new as what fed it last."""
    if node.kind not in _PASSED or node.get(a.PREVIOUS_PARTITION) is True:
        return False
    return node.get(a.TRIGGER) in _ON_INPUT or (
        node.get(a.TRIGGER) is None
        and board.number(node, a.PERIOD) is None
        and board.number(node, a.DURATION) is None
    )


_ON_INPUT = frozenset({"upstream", "on_change"})
_PASSED = frozenset(
    {Kind.SOURCE, Kind.DATASET, Kind.TRANSFORM, Kind.FEATURE, Kind.FEATURE_STORE, Kind.INDEX}
)
