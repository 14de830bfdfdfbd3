"""DEC054: what is hard to take back has no condition that would reopen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.reasons import chosen_by
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
    """The decision and what it binds."""

    title: str
    about: str


class NoRevisitTrigger(Rule["Node", Facts]):
    """What is hard to take back has no condition that would reopen it.

    ## What it does
    Looks at decisions that are not reversible, and at those about an index, a label, a feature
    store or a hosted model where nobody says so, for the condition under which they are looked at
    again.

    ## Why it matters
    A decision without an end is defended instead of measured.

    ## How to fix it
    The metric, and the value at which it is reopened.

    ## When it does not apply
    An experiment on what was decided that says how long it runs or on how many; decisions that are
    reversible and say so.

    ## References
    - IN 3: plan for change over time.
    - HTD 7: changes in the external world.
    - PB stage 4: killed a model.
    """

    code = "DEC054"
    name = "no-revisit-trigger"
    severity = ByLevel.of("-/I/W/W")
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "What metric, at what value, reopens this decision?"
    sources = ("IN 3", "HTD 7", "PB")
    checks_what = "when decisions are reopened"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a vector space for years",
            """
            lane: llm
            nodes:
              passages: {kind: index}
              space: {kind: decision, choice: one embedding space,
                    alternatives: ["two spaces (ml): twice the memory"],
                    because: 12 GB instead of 24, reversible: no}
            edges: ["space -> passages: supports"]
            """,
            at=("space",),
        ),
        Good(
            "it says when",
            """
            lane: llm
            nodes:
              passages: {kind: index}
              space: {kind: decision, choice: one embedding space,
                    alternatives: ["two spaces (ml): twice the memory"],
                    because: 12 GB instead of 24,
                    reversible: no, revisit_when: recall@5 falls below 0.85}
            edges: ["space -> passages: supports"]
            """,
        ),
        Good(
            "it can be taken back",
            """
            nodes:
              store: {kind: feature_store}
              table: {kind: decision, choice: a table,
                    alternatives: ["a store (buy): one more service"],
                    because: one model, reversible: yes}
            edges: ["table -> store: supports"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The choices that bind."""
        return (one for one in board.of_kind(Kind.DECISION) if _binds(board, one) is not None)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look for the condition."""
        if (subject.get(a.REVISIT_WHEN) or "").strip() or _is_tested(board, subject):
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.REVISIT_WHEN.name,)),
            facts=Facts(chosen_by(subject), _binds(board, subject) or ""),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is bound."""
        about = f" ({facts.about})" if facts.about else ""
        return Explanation(
            message=f"{facts.title} is hard to reverse{about} and states no condition under which "
            "you would change it.",
            remedy=f"When {facts.title} is revisited: a metric and a value.",
        )


_BINDING = {
    Kind.INDEX: "a vector space",
    Kind.LABEL: "a label definition",
    Kind.FEATURE_STORE: "a feature store",
}


def _binds(board: Board, decision: Node) -> str | None:
    """What makes it hard to take back; None where it is not, or nothing is chosen."""
    if not (decision.get(a.CHOICE) or "").strip() or decision.get(a.REVERSIBLE) is True:
        return None
    about = [board.node(edge.target) for edge in board.out_of(decision.id, Relation.SUPPORTS)]
    named = next((_BINDING[one.kind] for one in about if one.kind in _BINDING), "")
    if not named and any(one.kind is Kind.LLM and one.get(a.PROVIDER) for one in about):
        named = "a vendor"
    return named if named or decision.get(a.REVERSIBLE) is False else None


def _is_tested(board: Board, decision: Node) -> bool:
    """Whether an experiment that ends runs on what was decided: it states how long, or how many."""
    about = {edge.target for edge in board.out_of(decision.id, Relation.SUPPORTS)}
    return any(
        edge.target in about
        for test in board.of_kind(Kind.EXPERIMENT)
        if any(board.number(test, one) is not None for one in (a.DURATION, a.N))
        for edge in board.out_of(test.id, Relation.EVALUATES)
    )
