"""LLM806: nothing ends a call, a loop or a flood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import mode_of
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
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What has no end, by what is missing; a stuck session's bill where it is known."""

    outputs: tuple[str, ...]
    steps: tuple[str, ...]
    users: tuple[str, ...]
    spend: tuple[str, ...]


class UnboundedConsumption(Rule["tuple[Node, ...]", Facts]):
    """Nothing ends a call, a loop or a flood.

    ## What it does
    Lists the models without a limit on what they write, those that call tools without a limit on
    steps or time, public endpoints without a limit per user, and token bills nobody watches.

    ## Why it matters
    A loop that goes wrong at two in the morning is paid for at eight. A single user can be the
    whole bill.

    ## How to fix it
    An output limit, a step limit or a deadline, a rate limit per user, an alert on spend; a hard
    cap at the provider.

    ## When it does not apply
    Batches with fixed inputs; a hard spend cap at the provider.

    ## References
    - OWASP LLM10: unbounded consumption.
    - SRE 21: handling overload.
    """

    code = "LLM806"
    name = "unbounded-consumption"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "A loop goes wrong at 2 a.m.: what is the bill at 8?"
    sources = ("OWASP LLM10", "SRE 21")
    checks_what = "limits"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an agent without a limit",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              orders: {kind: tool, side_effect: read}
            edges: ["agent -> orders: calls"]
            """,
            at=("agent",),
        ),
        Good(
            "an output limit and six steps",
            """
            lane: llm
            nodes:
              agent: {kind: llm, max_output_tokens: "400", max_steps: "6"}
              orders: {kind: tool, side_effect: read}
            edges: ["agent -> orders: calls"]
            """,
        ),
        Good(
            "the provider stops at a hard cap",
            """
            lane: llm
            nodes:
              writer: {kind: llm, spend_cap: $4k/month}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """All calls of language models, together."""
        calls = tuple(
            node
            for node in board.of_kind(Kind.LLM)
            if board.number(node, a.SPEND_CAP) is None and not _in_batches(board, node)
        )
        return (calls,) if calls else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """List what nothing ends."""
        outputs = [one for one in subject if board.number(one, a.MAX_OUTPUT_TOKENS) is None]
        steps = [one for one in subject if _loops(board, one)]
        users = [
            one for one in _public(board, subject) if board.number(one, a.USER_RATE_LIMIT) is None
        ]
        spend = [one for one in subject if _is_unwatched(board, one)]
        found = dict.fromkeys(one.id for one in (*outputs, *steps, *users, *spend))
        if found:
            missing = (
                (outputs, a.MAX_OUTPUT_TOKENS),
                (steps, a.MAX_STEPS),
                (users, a.USER_RATE_LIMIT),
                (spend, a.SPEND_CAP),
            )
            first, field = next((ones[0], field) for ones, field in missing if ones)
            yield Observation(
                at=Place(
                    (first.id, *(one for one in found if one != first.id)), fields=(field.name,)
                ),
                facts=Facts(
                    *(tuple(one.title for one in part) for part in (outputs, steps, users, spend))
                ),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Name each limit that is missing."""
        named = (
            (facts.outputs, "no limit on output tokens"),
            (facts.steps, "no limit on steps and no deadline"),
            (facts.users, "no rate limit per user"),
            (facts.spend, "a token bill nobody watches"),
        )
        said = [
            f"{several(titles)} {'have' if len(titles) > 1 else 'has'} {what}"
            for titles, what in named
            if titles
        ]
        return Explanation(
            message=f"{'; '.join(said)}.",
            remedy="State each limit, or a hard spend cap at the provider.",
        )


def _in_batches(board: Board, llm: Node) -> bool:
    entries = board.load.entries_of(llm.id)
    return bool(entries) and all(mode_of(board.node(one)) == "batch" for one in entries)


def _loops(board: Board, llm: Node) -> bool:
    """Whether it decides itself how often it goes on, without an end."""
    acts = any(node.kind is Kind.TOOL for node in board.targets_of(llm.id, Relation.CALLS))
    bounded = board.number(llm, a.MAX_STEPS) or board.number(llm, a.TIMEOUT)
    return acts and bounded is None


def _public(board: Board, calls: tuple[Node, ...]) -> tuple[Node, ...]:
    """The endpoints in front of the calls that anybody may ask."""
    entries = {entry for llm in calls for entry in board.load.entries_of(llm.id)}
    return tuple(
        board.node(one)
        for one in sorted(entries)
        if board.node(one).get(a.PUBLIC) is True
        or any(who.get(a.PUBLIC) is True for who in board.sources_of(one, Relation.CONSUMES))
    )


def _is_unwatched(board: Board, llm: Node) -> bool:
    """Whether its bill can be worked out and nothing watches it."""
    if not any(line.what == "tokens" for line in board.cost.computed(llm.id)):
        return False
    # A bill is watched as a whole: it need not be this call that the monitor is drawn on.
    return not any(
        "cost" in board.monitoring.signals_of(one) for one in board.of_kind(Kind.MONITOR)
    )
