"""RAG823: the retriever shows passages to people who may not see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
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
    Topic,
    Verdict,
    exceeds,
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
    """The retriever, what it mixes, and the times in seconds."""

    retriever: str
    holders: tuple[str, ...]
    why: str
    age: float = 0.0
    bound: float = 0.0


class RetrievalWithoutAccessControl(Rule["Node", Facts]):
    """The retriever shows passages to people who may not see them.

    ## What it does
    Looks behind every retriever for sources and indexes that require access control, hold personal
    data or several tenants, and asks whether the rights of the caller are enforced when it
    searches. Rights that are only copied into the index are compared with how fast they must be
    taken away.

    ## Why it matters
    A vector has no owner. What one customer wrote is quoted to another, politely and with a
    citation.

    ## How to fix it
    Filter by the caller's rights in the query, or one index for each tenant, bound to the identity.

    ## When it does not apply
    One tenant and a public corpus; an index of its own for each tenant.

    ## References
    - OWASP LLM02, LLM08: sensitive information; vector weaknesses.
    """

    code = "RAG823"
    name = "retrieval-without-access-control"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "not_enforced": ByLevel.of("W/E/E/E"),
        "unstated": ByLevel.of("W/W/W/W"),
        "stale_acl": ByLevel.of("W/E/E/E"),
    }
    lanes = frozenset({Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Someone loses access at noon: at what time does the bot stop quoting that document?"
    sources = ("OWASP LLM02, LLM08",)
    checks_what = "access to passages"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA,)
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an index of tickets that asks nobody",
            """
            lane: llm
            nodes:
              tickets: {kind: source, acl: required}
              passages: {kind: index}
              search: {kind: retriever, acl: none}
            edges: ["tickets -> passages: feeds", "search -> passages: reads"]
            """,
            at=("search",),
            variant="not_enforced",
        ),
        Bad(
            "personal data, and nobody says who may see it",
            """
            lane: llm
            nodes:
              mails: {kind: source, personal_data: yes}
              passages: {kind: index}
              search: {kind: retriever}
            edges: ["mails -> passages: feeds", "search -> passages: reads"]
            """,
            at=("search",),
            variant="unstated",
        ),
        Bad(
            "rights are copied once a week and have to go within a day",
            """
            lane: llm
            nodes:
              files: {kind: source, acl: required, deletion_sla: 24 h}
              passages: {kind: index, acl: enforced, period: weekly, duration: 6 h}
              search: {kind: retriever}
            edges: ["files -> passages: feeds", "search -> passages: reads"]
            """,
            at=("search",),
            variant="stale_acl",
        ),
        Good(
            "the caller's rights are part of the query",
            """
            lane: llm
            nodes:
              tickets: {kind: source, acl: required}
              passages: {kind: index}
              search: {kind: retriever, acl: enforced}
            edges: ["tickets -> passages: feeds", "search -> passages: reads"]
            """,
        ),
        Good(
            "a public handbook",
            """
            lane: llm
            nodes:
              handbook: {kind: source}
              passages: {kind: index}
              search: {kind: retriever}
            edges: ["handbook -> passages: feeds", "search -> passages: reads"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every retriever."""
        return board.of_kind(Kind.RETRIEVER)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look at what stands behind it, and at whose rights count."""
        if subject.get(a.ACL) == "enforced":
            return
        behind = _behind(board, subject)
        required = [one for one in behind if one.get(a.ACL) == "required"]
        mixed = _mixed(board, subject, behind)
        copied = [one for one in behind if one.kind is Kind.INDEX and one.get(a.ACL) == "enforced"]
        if copied:
            yield from _stale(board, subject, copied[0], behind)
        elif required:
            yield _seen(subject, required, "access control is required", "not_enforced")
        elif mixed and all(one.get(a.ACL) is None for one in mixed):
            personal = all(one.get(a.PERSONAL_DATA) is True for one in mixed)
            why = "there is personal data" if personal else "there are several tenants"
            stated = subject.get(a.ACL) == "none"
            yield _seen(subject, mixed, why, "not_enforced" if stated else "unstated")

    def explain(self, facts: Facts) -> Explanation:
        """Say what is mixed, and whose rights are missing."""
        if facts.bound:
            age, bound = duration_text(facts.age), duration_text(facts.bound)
            return Explanation(
                message=(
                    f"The rights {facts.retriever} goes by are copied into "
                    f"{several(facts.holders)} and up to "
                    f"{age} old; access has to end within {bound}."
                ),
                working=(f"{age} > {bound}",),
                remedy=f"The caller's rights in the query, or a refresh within {bound}.",
            )
        return Explanation(
            message=(
                f"{facts.retriever} searches {several(facts.holders)}, where {facts.why}, and "
                "does not filter "
                "by the caller's rights."
            ),
            remedy=f"Access control of {facts.retriever}: enforced at query time.",
        )


def _behind(board: Board, retriever: Node) -> tuple[Node, ...]:
    """The indexes and data it searches, nearest first."""
    found: dict[str, Node] = {}
    waiting = list(board.targets_of(retriever.id, Relation.READS, Relation.USES, Relation.CALLS))
    for node in waiting:
        if node.id in found or node.kind not in _HOLDERS:
            continue
        found[node.id] = node
        waiting.extend(board.sources_of(node.id, Relation.FEEDS))
    return tuple(found.values())


_HOLDERS = frozenset({Kind.INDEX, Kind.SOURCE, Kind.TRANSFORM, Kind.LOG, Kind.DATASET, Kind.CACHE})


def _mixed(board: Board, retriever: Node, behind: tuple[Node, ...]) -> list[Node]:
    """What holds personal data or several tenants; the indexes where several tenants ask."""
    found = [
        one for one in behind if one.get(a.MULTI_TENANT) is True or one.get(a.PERSONAL_DATA) is True
    ]
    if found:
        return found
    entries = board.load.entries_of(retriever.id)
    asking = (who for one in entries for who in board.sources_of(one, Relation.CONSUMES))
    if not any(one.get(a.MULTI_TENANT) is True for one in (retriever, *asking)):
        return []
    return [
        one for one in behind if one.kind is Kind.INDEX and one.get(a.MULTI_TENANT) is not False
    ]


def _stale(
    board: Board, retriever: Node, index: Node, behind: tuple[Node, ...]
) -> Iterator[Observation[Facts]]:
    bounds = [one for node in behind if (one := board.number(node, a.DELETION_SLA)) is not None]
    bound = min(bounds, key=lambda number: number.value, default=None)
    if bound is None:
        return
    age = board.freshness.at(index.id).worst
    verdict = exceeds(age, bound)
    if verdict is not Verdict.HOLDS:
        yield Observation(
            at=Place((retriever.id, index.id), fields=(a.ACL.name,)),
            facts=Facts(retriever.title, (index.title,), "", age.value, bound.value),
            certainty=Certainty(verdict.value),
            variant="stale_acl",
            numbers=(age, bound),
            fix=(SetField(field=a.ACL.name, value="enforced", id=retriever.id),),
        )


def _seen(retriever: Node, holders: list[Node], why: str, variant: str) -> Observation[Facts]:
    return Observation(
        at=Place((retriever.id, *(one.id for one in holders)), fields=(a.ACL.name,)),
        facts=Facts(retriever.title, tuple(one.title for one in holders), why),
        variant=variant,
        fix=(SetField(field=a.ACL.name, value="enforced", id=retriever.id),),
    )
