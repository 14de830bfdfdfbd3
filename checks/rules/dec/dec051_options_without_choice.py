"""DEC051: options are listed and none is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    """The decision and its options, and what is chosen for the time being."""

    title: str
    options: tuple[str, ...]
    interim: str = ""


class OptionsWithoutChoice(Rule["Node", Facts]):
    """Options are listed and none is chosen.

    ## What it does
    Looks for decisions that are open, or list options without a choice.

    ## Why it matters
    On Monday something has to be built. A list of options is homework for somebody else.

    ## How to fix it
    Choose one for now, and say what would reopen it.

    ## When it does not apply
    A decision that is put off on purpose, with an interim choice and the condition that ends it;
    one about parts that are out of scope.

    ## References
    - IN 3: avoiding commitment.
    - PB.
    """

    code = "DEC051"
    name = "options-without-choice"
    severity = ByLevel.of("I/E/E/E")
    skills = (Skill.DECISIONS,)
    question = "You have to ship Monday: which one, and what would make you regret it?"
    sources = ("IN 3", "PB")
    checks_what = "commitment"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three options, no choice",
            """
            nodes:
              model: {kind: model, type: gbdt}
              which: {kind: decision, name: Which model,
                    alternatives: ["boosted trees (ml): fast", "a network (ml): slow",
                          "rules (heuristic): weak"]}
            edges: ["which -> model: supports"]
            """,
            at=("which",),
        ),
        Bad(
            "still open",
            """
            nodes:
              which: {kind: decision, name: Feature store, status: open}
            """,
            at=("which",),
        ),
        Good(
            "one is chosen",
            """
            nodes:
              model: {kind: model, type: gbdt}
              which: {kind: decision, name: Which model, choice: boosted trees,
                    alternatives: ["a network (ml): slow",
                          "rules (heuristic): weak"], because: 20 ms at p95}
            edges: ["which -> model: supports"]
            """,
        ),
        Good(
            "put off, with something until then",
            """
            nodes:
              which: {kind: decision, name: Feature store, status: open,
                    choice: a table until then,
                    revisit_when: a second model needs the same features}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every decision about something in scope, or about nothing that is drawn."""
        return (one for one in board.of_kind(Kind.DECISION) if not _is_elsewhere(board, one))

    def judge(
        self,
        board: Board,  # noqa: ARG002 - the decision says it all
        subject: Node,
    ) -> Iterator[Observation[Facts] | Demand]:
        """Ask whether one option is taken."""
        chosen = bool((subject.get(a.CHOICE) or "").strip())
        options = tuple(option.name for option in subject.get(a.ALTERNATIVES) or ())
        waits = chosen and bool((subject.get(a.REVISIT_WHEN) or "").strip())
        is_open = subject.get(a.STATUS) == "open" and not waits
        if is_open or (len(options) > 1 and not chosen):
            yield Observation(
                at=Place((subject.id,), fields=(a.CHOICE.name,)),
                facts=Facts(subject.title, options, (subject.get(a.CHOICE) or "").strip()),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Count the options."""
        if facts.interim:
            return Explanation(
                message=f"{facts.title} is open: {facts.interim} is the choice until then, and "
                "nothing says until when.",
                remedy=f"When {facts.title} is revisited, or that {facts.interim} is chosen.",
            )
        if not facts.options:
            return Explanation(
                message=f"{facts.title} is open: no option is named and none is chosen.",
                remedy=f"The choice of {facts.title}, or an interim one and when it is revisited.",
            )
        return Explanation(
            message=f"{facts.title} lists {len(facts.options)} options and commits to none.",
            remedy=f"The choice of {facts.title}: {several(facts.options)}.",
        )


def _is_elsewhere(board: Board, decision: Node) -> bool:
    """Whether all it is about is out of scope."""
    about = [
        key.target
        for key in board.design.edges
        if key.source == decision.id and key.relation is Relation.SUPPORTS
    ]
    return bool(about) and not board.out_of(decision.id, Relation.SUPPORTS)
