"""DEC052: a choice stands alone, without what it was chosen over or why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.reasons import chosen_by, reason_of
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
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is chosen, and what is missing; several decisions where there are many."""

    titles: tuple[str, ...]
    choice: str
    lacks: tuple[str, ...]


class ChoiceWithoutAlternativeOrReason(Rule["tuple[Node, ...]", Facts]):
    """A choice stands alone, without what it was chosen over or why.

    ## What it does
    Asks of every choice for an alternative and a reason, and of experienced people whether the
    reason names a number, a requirement or an assumption of the board. More than three such
    decisions are told together.

    ## Why it matters
    'We use a feature store' is no decision. 'Because two models share forty features, knowing that
    it is one more service' is one.

    ## How to fix it
    What was rejected, and the number that rejected it.

    ## When it does not apply
    A choice a requirement forces; what can be taken back any day.

    ## References
    - IN 3.
    - PB stage 2: trade-offs.
    - RoML 25.
    """

    code = "DEC052"
    name = "choice-without-alternative-or-reason"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "incomplete": ByLevel.of("I/W/E/E"),
        "unanchored": ByLevel.of("-/-/W/W"),
    }
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "What did you reject, and which number made you reject it?"
    sources = ("IN 3", "PB", "RoML 25")
    checks_what = "reasons"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "chosen, over nothing, for no reason",
            """
            nodes:
              store: {kind: feature_store}
              why: {kind: decision, name: Feature store, choice: a feature store}
            edges: ["why -> store: supports"]
            """,
            at=("why",),
            variant="incomplete",
        ),
        Bad(
            "because it is the standard",
            """
            nodes:
              store: {kind: feature_store}
              why: {kind: decision, name: Feature store, choice: a feature store,
                    alternatives: ["a table (buy): slower"], because: it is the standard}
            edges: ["why -> store: supports"]
            """,
            at=("why",),
            variant="unanchored",
        ),
        Good(
            "two models share forty features",
            """
            nodes:
              store: {kind: feature_store}
              why: {kind: decision, name: Feature store, choice: a feature store,
                    alternatives: ["a table (no-ml): no online reads"],
                    because: two models share 40 features at 20 ms}
            edges: ["why -> store: supports"]
            """,
        ),
        Good(
            "a requirement leaves no choice",
            """
            nodes:
              law: {kind: requirement, about: privacy, text: data stays in the country}
              store: {kind: feature_store}
              why: {kind: decision, name: Region, choice: the local region}
            edges: ["why -> store: supports", "law -> why: constrains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """All choices, together."""
        chosen = tuple(one for one in board.of_kind(Kind.DECISION) if _is_free(board, one))
        return (chosen,) if chosen else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """List what each lacks; the fourth and the rest are told together."""
        bare = [(one, _lacks(board, one)) for one in subject]
        incomplete = [(one, lacks) for one, lacks in bare if lacks]
        for one, lacks in incomplete[:_MOST]:
            yield _seen((one,), lacks, "incomplete")
        rest = tuple(one for one, _ in incomplete[_MOST:])
        if rest:
            yield _seen(rest, ("an alternative or a reason",), "incomplete")
        anchors = _anchors(board)
        loose = tuple(
            one for one, lacks in bare if not lacks and not _is_anchored(board, one, anchors)
        )
        for one in loose[:_MOST]:
            yield _seen((one,), (), "unanchored")
        if loose[_MOST:]:
            yield _seen(loose[_MOST:], (), "unanchored")

    def explain(self, facts: Facts) -> Explanation:
        """Say what is missing."""
        named = several(facts.titles)
        picks = f" picks {facts.choice}" if facts.choice else ""
        if facts.choice == named:
            picks = " is chosen"
        if not facts.lacks:
            verb = picks or (" choose" if len(facts.titles) > 1 else " chooses")
            reason = "reasons that name" if len(facts.titles) > 1 else "a reason that names"
            return Explanation(
                message=(
                    f"{named}{verb} for {reason} no number, requirement or assumption of the board."
                ),
                remedy=f"The number that decided {named}.",
            )
        return Explanation(
            message=f"{named}{picks} without {' or '.join(facts.lacks)}.",
            remedy=f"{' and '.join(facts.lacks)[0].upper()}{' and '.join(facts.lacks)[1:]} of "
            f"{named}.",
        )


_MOST = 3
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{5,}")


def _is_free(board: Board, decision: Node) -> bool:
    """Whether it is a choice that nothing forces and that is not taken back lightly."""
    chosen = bool((decision.get(a.CHOICE) or "").strip()) or decision.get(a.STATUS) == "chosen"
    forced = bool(board.into(decision.id, Relation.CONSTRAINS))
    return chosen and not forced and decision.get(a.REVERSIBLE) is not True


def _lacks(board: Board, decision: Node) -> tuple[str, ...]:
    parts = []
    if not decision.get(a.ALTERNATIVES):
        parts.append("an alternative")
    if not reason_of(board, decision):
        parts.append("a reason")
    return tuple(parts)


def _anchors(board: Board) -> frozenset[str]:
    """The words requirements and assumptions are told by, and the names of stated numbers."""
    said = [
        f"{one.title} {one.get(a.METRIC) or ''} {one.get(a.TEXT) or ''}"
        for one in board.of_kind(Kind.REQUIREMENT, Kind.ASSUMPTION)
    ]
    said += [name.replace("_", " ") for _, name in board.stated_numbers if name != a.VALUE.name]
    return frozenset(_WORD.findall(" ".join(said).casefold()))


def _is_anchored(board: Board, decision: Node, anchors: frozenset[str]) -> bool:
    reason = reason_of(board, decision).casefold()
    return bool(_NUMBER.search(reason)) or not anchors.isdisjoint(_WORD.findall(reason))


def _seen(decisions: tuple[Node, ...], lacks: tuple[str, ...], variant: str) -> Observation[Facts]:
    choice = decisions[0].get(a.CHOICE) or "" if len(decisions) == 1 else ""
    return Observation(
        at=Place(tuple(one.id for one in decisions), fields=(a.BECAUSE.name,)),
        facts=Facts(tuple(chosen_by(one) for one in decisions), choice, lacks),
        variant=variant,
    )
