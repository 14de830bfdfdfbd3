"""LLM803: a model may do something nobody approves and nothing limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.trust import does_something, guards_of
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
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The model, the tool and its effect."""

    llm: str
    tool: str
    effect: str
    irreversible: bool


class ExcessiveAgency(Rule["Node", Facts]):
    """A model may do something nobody approves and nothing limits.

    ## What it does
    Looks at every tool with an effect that a model calls: what cannot be taken back (pay, send,
    delete) needs an approval, what can needs an approval, a scope or a limit.

    ## Why it matters
    Models err, and are talked into things. The worst single call is the size of the incident.

    ## How to fix it
    An approval by a person or a fixed policy, the caller's own rights, an amount or a rate it
    cannot exceed, or a draft.

    ## When it does not apply
    Drafts and dry runs; writes that can be taken back within a stated scope or limit.

    ## References
    - OWASP LLM06: excessive agency.
    - EUAI 14: human oversight.
    - NIST MANAGE.
    """

    code = "LLM803"
    name = "excessive-agency"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "irreversible": ByLevel.of("E/E/E/E"),
        "unlimited": ByLevel.of("W/E/E/E"),
    }
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DEBUGGING, Skill.DECISIONS)
    question = "What is the worst single call it can make, and who is accountable?"
    sources = ("OWASP LLM06", "EUAI 14", "NIST MANAGE")
    checks_what = "what a model may do"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "it pays on its own",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              refund: {kind: tool, side_effect: pay, limit: $50}
            edges: ["agent -> refund: calls"]
            """,
            at=("refund",),
            variant="irreversible",
        ),
        Bad(
            "it writes wherever it likes",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              notes: {kind: tool, side_effect: write}
            edges: ["agent -> notes: calls"]
            """,
            at=("notes",),
            variant="unlimited",
        ),
        Good(
            "a person approves",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              refund: {kind: tool, side_effect: pay, approval: yes}
            edges: ["agent -> refund: calls"]
            """,
        ),
        Good(
            "the notes of the ticket it works on",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              notes: {kind: tool, side_effect: write, scope: the ticket of the caller}
            edges: ["agent -> notes: calls"]
            """,
        ),
        Good(
            "it drafts the mail",
            """
            lane: llm
            nodes:
              agent: {kind: llm}
              mail: {kind: tool, side_effect: send, dry_run: yes}
            edges: ["agent -> mail: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The tools with an effect that a model calls."""
        return (
            node
            for node in board.of_kind(Kind.TOOL)
            if does_something(node)
            and any(one.kind is Kind.LLM for one in board.sources_of(node.id, Relation.CALLS))
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Ask for an approval, or for a limit where it can be taken back."""
        effect = subject.get(a.SIDE_EFFECT) or ""
        reversible = subject.get(a.REVERSIBLE)
        irreversible = reversible is False or (effect in _FINAL and reversible is not True)
        approved = subject.get(a.APPROVAL) is True or bool(
            guards_of(board, subject.id) & {"", "tool"}
        )
        limited = bool(subject.get(a.SCOPE) or subject.get(a.LIMIT))
        if approved or (limited and not irreversible):
            return
        caller = next(
            one for one in board.sources_of(subject.id, Relation.CALLS) if one.kind is Kind.LLM
        )
        yield Observation(
            at=Place((subject.id, caller.id), fields=(a.APPROVAL.name,)),
            facts=Facts(caller.title, subject.title, effect, irreversible),
            variant="irreversible" if irreversible else "unlimited",
            fix=(SetField(field=a.APPROVAL.name, value="yes", id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it may do, and what is missing."""
        if facts.irreversible:
            return Explanation(
                message=(
                    f"{facts.llm} can {facts.effect} through {facts.tool} with no approval, and "
                    "that cannot "
                    "be taken back."
                ),
                remedy=f"An approval of {facts.tool} by a person or a fixed policy.",
            )
        return Explanation(
            message=f"{facts.llm} can {facts.effect} through {facts.tool} with no approval, scope "
            "or limit.",
            remedy=f"An approval, a scope or a limit of {facts.tool}.",
        )


_FINAL = frozenset({"pay", "send", "delete"})
