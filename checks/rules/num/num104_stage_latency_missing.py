"""NUM104: a budget stands over stages whose latency nobody states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.numbers import Number
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
    Topic,
    Verdict,
    exceeds,
)
from checks.rules.num._asking import asked, blocked_by, cannot_check, excused, listed
from checks.severity import Severity
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LATENCIES = (a.LATENCY_P50, a.LATENCY_P95, a.LATENCY_P99, a.LATENCY_MEAN, a.LATENCY)
_GENERATION = (a.TTFT, a.TPOT)
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """The stages without a latency, and the budget over them."""

    stages: tuple[str, ...]
    endpoint: str
    budget: str
    blocked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """An endpoint with a budget, or "" for the stages other rules asked about."""

    endpoint: str
    stages: tuple[str, ...]


class StageLatencyMissing(Rule[Path, Facts]):
    """A budget stands over stages whose latency nobody states.

    ## What it does
    Lists, for each request path with a budget, the stages a request waits for that state no
    latency: no percentile, no mean, and for a language model no time to first token and per token.

    ## Why it matters
    A budget that is not split over the hops cannot be checked, and the hop nobody measured is the
    one that breaks it.

    ## How to fix it
    Give each hop its share: p50 and p95 if you can.

    ## When it does not apply
    Stages a share of requests too small for the percentile reaches; stages in process; calls
    nobody waits for; paths whose known stages break the budget already; an endpoint that states
    a measured total long enough for the stages it waits for.

    ## References
    - PB: latency budgets.
    - TAS: the tail at scale.
    - HUYEN 7: model compression and serving.
    """

    code = "NUM104"
    name = "stage-latency-missing"
    severity = ByLevel.of("I/W/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "Split the budget: how many milliseconds does each hop get?"
    sources = ("PB", "TAS", "HUYEN 7")
    checks_what = "stage latency"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "one of two stages has no latency",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              features: {kind: feature_store, latency_p95: 20 ms}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> features: reads", "api -> ranker: calls"]
            """,
            at=("ranker",),
        ),
        Good(
            "an asynchronous log write is not waited for",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: gbdt, latency_p95: 40 ms}
              audit: {kind: tool}
            edges: ["api -> ranker: calls", {edge: "api -> audit: calls", mode: async}]
            """,
        ),
        Good(
            "three requests in a hundred do not move the p95",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: gbdt, latency_p95: 40 ms}
              appeal: {kind: model, type: nn}
            edges: ["api -> ranker: calls", {edge: "api -> appeal: calls", fraction: 3%}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Path]:
        """Every path with a budget, then the stages only other rules asked about."""
        paths = [
            Path(path.endpoint, path.missing)
            for path in board.paths.all
            if path.budget is not None
            and not path.own_is_total
            and exceeds(Number.exactly(path.estimate.least), path.budget) is not Verdict.CERTAIN
        ]
        covered = {stage for path in paths for stage in path.stages}
        alone = (
            Path("", (owner,))
            for owner in asked(board, AttributeGroup.STAGE_LATENCY)
            if owner not in covered
        )
        return (*paths, *alone)

    def judge(self, board: Board, subject: Path) -> Iterator[Observation[Facts] | Demand]:
        """Leave out what does not apply, and name the rest once."""
        stages = tuple(
            one for one in subject.stages if not excused(board, one, (*_LATENCIES, *_GENERATION))
        )
        if not stages:
            return
        demands = asked(board, AttributeGroup.STAGE_LATENCY)
        path = board.paths.of(subject.endpoint) if subject.endpoint else None
        budget = path.budget if path is not None else None
        blanks = tuple((one, _field(board, one)) for one in stages)
        shrugged = all(name in board.node(one).na for one, name in blanks)
        yield Observation(
            at=Place(
                (*stages, *((subject.endpoint,) if subject.endpoint else ())),
                fields=(blanks[0][1],),
                blanks=blanks[1:],
            ),
            facts=Facts(
                stages=tuple(board.title(one) for one in stages),
                endpoint=board.title(subject.endpoint) if subject.endpoint else "",
                budget=as_stated(budget) if budget is not None else "",
                blocked=blocked_by(posted for one in stages for posted in demands.get(one, ())),
            ),
            cap=Severity.INFO if shrugged else Severity.ERROR,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the stages, five at most."""
        more = f" and {len(facts.stages) - _NAMED} more" if len(facts.stages) > _NAMED else ""
        named = listed(facts.stages[:_NAMED]) if not more else ", ".join(facts.stages[:_NAMED])
        have = "has" if len(facts.stages) == 1 else "have"
        if not facts.endpoint:
            return Explanation(
                message=f"{named}{more} {have} no latency{cannot_check(facts.blocked)}.",
                remedy=f"State the p95 latency of {named}.",
            )
        return Explanation(
            message=(
                f"The budget of {facts.endpoint} is {facts.budget}, but {named}{more} {have} no "
                "latency: the budget cannot be checked."
            ),
            remedy=f"State the p95 latency of {named}.",
        )


def _field(board: Board, stage: str) -> str:
    if board.node(stage).kind is Kind.LLM:
        has_first = board.number(board.node(stage), a.TTFT) is not None
        return a.TPOT.name if has_first else a.TTFT.name
    return a.LATENCY_P95.name
