"""NUM101: nobody says how many requests arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from checks.facts.rates import rate_text
from checks.facts.serving import answering_endpoints, entry_endpoints, mode_of
from checks.numbers import State
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
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import Missing, asked, blocked_by, cannot_check, excused, observed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LOAD = (a.PEAK_QPS, a.AVG_QPS, a.REQUESTS_PER_DAY)


class PeakLoadMissing(Rule[str, Missing]):
    """Nobody says how many requests arrive.

    ## What it does
    Looks for a load where requests enter: a peak rate, an average with a peak factor, a number per
    day, or what its consumers send. An average without a peak is taken three times, and said so.

    ## Why it matters
    Replicas, quotas, cost, canary samples and alert windows all follow from this one number.

    ## How to fix it
    State the rate of the worst minute of the day and where it comes from; an interval will do.

    ## When it does not apply
    Batch jobs need rows and a window instead; devices count themselves; stages inside get their
    load from the calls that reach them.

    ## References
    - PB: "no QPS target".
    - XU 1: back-of-the-envelope estimates.
    - SRE 4: service level objectives.
    """

    code = "NUM101"
    name = "peak-load-missing"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "average_only": ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END)
    question = (
        "Roughly how many predictions per second at the worst minute of the day, and where does "
        "that come from?"
    )
    sources = ("PB", "XU 1", "SRE 4")
    checks_what = "the load"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an endpoint with pods and no load",
            """
            nodes:
              api: {kind: endpoint, mode: online, replicas: 12, throughput_per_replica: 180 rps}
            """,
            at=("api",),
        ),
        Bad(
            "an average says little about the peak",
            """
            nodes:
              api: {kind: endpoint, mode: online, avg_qps: 600/s}
            """,
            at=("api",),
            variant="average_only",
        ),
        Good(
            "the consumer says how much it sends",
            """
            nodes:
              shop: {kind: consumer, action: shows the ranking, peak_qps: 2k QPS}
              api: {kind: endpoint, mode: online}
            edges: ["shop -> api: consumes"]
            """,
        ),
        Good(
            "a batch job has no QPS",
            """
            nodes:
              job: {kind: endpoint, mode: batch}
            """,
        ),
        Good(
            "not applicable, with a reason",
            """
            nodes:
              api: {kind: endpoint, mode: online, na: {peak_qps: internal tool with three users}}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """Where requests enter, and wherever another rule asked for a load."""
        entries = {node.id for node in entry_endpoints(board)}
        answering = {node.id for node in answering_endpoints(board)}
        return sorted((entries & answering) | set(asked(board, AttributeGroup.LOAD)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """Look for a peak, however it is stated."""
        if excused(board, subject, _LOAD) or mode_of(board.node(subject)) in {"batch", "device"}:
            return
        blocked = blocked_by(asked(board, AttributeGroup.LOAD).get(subject, ()))
        title = board.title(subject)
        peak = board.load.peak(subject)
        if peak is None:
            facts = Missing(title, ("QPS",), blocked)
            yield observed(board, subject, (a.PEAK_QPS,), facts)
        elif peak.state is State.DEFAULTED:
            facts = Missing(title, ("peak",), (), detail=rate_text(peak.value))
            yield observed(board, subject, (a.PEAK_QPS,), facts, variant="average_only")

    def explain(self, facts: Missing) -> Explanation:
        """Say what is missing and what it blocks."""
        if facts.detail:
            return Explanation(
                message=(
                    f"{facts.title} states an average only: its peak is taken as 3x that, "
                    f"{facts.detail}."
                ),
                remedy="State the peak QPS, or the peak factor you expect.",
            )
        rest = cannot_check(facts.blocked) or ": nothing that depends on load can be checked"
        return Explanation(
            message=f"{facts.title} has no QPS{rest}.",
            remedy=f"State the peak QPS of {facts.title}: an order of magnitude is enough.",
        )
