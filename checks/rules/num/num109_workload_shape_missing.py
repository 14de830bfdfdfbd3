"""NUM109: a check needs the size of something, and nobody states it."""

from __future__ import annotations

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
    Phase,
    Rule,
    Skill,
)
from checks.rules.num._asking import (
    Missing,
    asked,
    blocked_by,
    excused,
    labels,
    listed,
    observed,
)
from design.vocabulary.attribute import AttributeGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUPS = (
    AttributeGroup.COMPUTE,
    AttributeGroup.TOKENS,
    AttributeGroup.INDEX_SIZE,
    AttributeGroup.MONEY,
    AttributeGroup.MONITOR_STATS,
    AttributeGroup.WORKLOAD,
    AttributeGroup.OTHER,
)
_NAMED = 3


class WorkloadShapeMissing(Rule[str, Missing]):
    """A check needs the size of something, and nobody states it.

    ## What it does
    Collects what other rules could not do without: replicas and what one takes, tokens, vectors,
    prices, windows. One finding a node, with every number it lacks.

    ## Why it matters
    Each of these is one factor of a product that decides whether the design holds.

    ## How to fix it
    An order of magnitude is enough: write "~" in front and it is read as plus or minus 20 %.

    ## When it does not apply
    When no rule at this level and in this lane needs the number.

    ## References
    - PB: numbers.
    - XU 1: back-of-the-envelope estimates.
    - NIM: token metrics.
    """

    code = "NUM109"
    name = "workload-shape-missing"
    severity = ByLevel.of("I/W/W/W")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "Give me an order of magnitude for it: ten, a thousand, a million?"
    sources = ("PB", "XU 1", "NIM")
    checks_what = "the workload"
    evidence = Evidence.MISSING
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twelve pods, and nobody knows what one takes",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 12}
            """,
            at=("api",),
        ),
        Good(
            "replicas and what one takes",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 2000/s, replicas: 15,
                    throughput_per_replica: 180 rps per pod}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """Wherever another rule asked for the size of something."""
        return asked(board, *_GROUPS)

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """One finding with every number the node lacks."""
        demands = [
            posted
            for group in _GROUPS
            for posted in asked(board, group).get(subject, ())
            if not all(excused(board, subject, (one,)) for one in posted.demand.missing)
        ]
        wanted = dict.fromkeys(one for posted in demands for one in posted.demand.missing)
        missing = tuple(one for one in wanted if not excused(board, subject, (one,)))
        if missing:
            facts = Missing(board.title(subject), labels(missing), blocked_by(demands))
            yield observed(board, subject, missing, facts)

    def explain(self, facts: Missing) -> Explanation:
        """Say what is missing and what it blocks."""
        lacks = listed(facts.lacks)
        more = f" and {len(facts.blocked) - _NAMED} more" if len(facts.blocked) > _NAMED else ""
        return Explanation(
            message=f"{facts.title} lacks {lacks}, blocking "
            f"{', '.join(facts.blocked[:_NAMED])}{more}.",
            remedy=f"State {lacks} of {facts.title}, if only roughly.",
            question=f"Give me an order of magnitude for the {facts.lacks[0]} of {facts.title}?",
        )
