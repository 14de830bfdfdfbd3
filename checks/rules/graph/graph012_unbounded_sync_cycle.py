"""GRAPH012: calls go round in a circle and nothing ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.call_cycles import nodes_of, sync_cycles
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.model import EdgeKey
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Facts:
    """The titles along the cycle, the first one again at the end."""

    titles: tuple[str, ...]


class UnboundedSyncCycle(Rule[tuple[EdgeKey, ...], Facts]):
    """Calls go round in a circle and nothing ends them.

    ## What it does
    Looks for cycles of calls that are waited for without a step limit on any node of the cycle or
    a timeout on any of its edges.

    ## Why it matters
    An agent that calls a tool that calls the agent runs until the money, the deadline or the quota
    is gone. Path rules count one pass and cannot know better.

    ## How to fix it
    Give the loop a step limit or a deadline.

    ## When it does not apply
    Feedback that nobody waits for; retraining loops; retries.

    ## References
    - SRE 22: cascading failures.
    - OWASP LLM10: unbounded consumption.
    """

    code = "GRAPH012"
    name = "unbounded-sync-cycle"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "What bounds the number of iterations?"
    sources = ("SRE 22", "OWASP LLM10")
    checks_what = "call cycles"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "agent and tool call each other",
            """
            lane: llm
            nodes:
              agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token}
              browser: {kind: tool, side_effect: read}
            edges: ["agent -> browser: calls", "browser -> agent: calls"]
            """,
            at=("agent",),
        ),
        Good(
            "six steps at most",
            """
            lane: llm
            nodes:
              agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token, max_steps: 6}
              browser: {kind: tool, side_effect: read}
            edges: ["agent -> browser: calls", "browser -> agent: calls"]
            """,
        ),
        Good(
            "the answer comes back later",
            """
            lane: llm
            nodes:
              agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token}
              browser: {kind: tool, side_effect: read}
            edges:
              - "agent -> browser: calls"
              - {edge: "browser -> agent: calls", mode: async}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[EdgeKey, ...]]:
        """One cycle per knot of calls."""
        return sync_cycles(board)

    def judge(
        self, board: Board, subject: tuple[EdgeKey, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """A limit anywhere on the cycle ends it."""
        nodes = nodes_of(subject)
        if any(board.number(board.node(one), a.MAX_STEPS) is not None for one in nodes):
            return
        edges = [board.design.edges[key] for key in subject]
        if any(board.number(edge, a.TIMEOUT) is not None for edge in edges):
            return
        titles = tuple(board.title(one) for one in nodes)
        yield Observation(
            at=Place(nodes, subject, fields=(a.MAX_STEPS.name,)),
            facts=Facts((*titles, titles[0])),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the way round."""
        if len(facts.titles) == 2:
            what = f"{facts.titles[0]} calls itself"
        else:
            what = f"{' -> '.join(facts.titles)} goes round"
        return Explanation(
            message=f"{what} synchronously with no step limit or deadline.",
            remedy=f"A step limit on {facts.titles[0]}, or a timeout on one of the calls.",
        )
