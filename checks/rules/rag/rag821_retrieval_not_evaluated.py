"""RAG821: only the answer is measured, not what it was made from."""

from __future__ import annotations

import re
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
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The retriever, and what is measured instead."""

    title: str
    instead: tuple[str, ...]


class RetrievalNotEvaluated(Rule["Node", Facts]):
    """Only the answer is measured, not what it was made from.

    ## What it does
    Looks for an evaluation with a retrieval metric (recall@k, context recall or precision, MRR,
    nDCG, hit rate) of every retriever, its index, or the answer it serves. Recall without a k is
    one of the retriever or its index; of an answer it is another number.

    ## Why it matters
    A wrong answer was not retrieved, not used, or not there. Without a number for the first nobody
    knows which, and the prompt is rewritten again.

    ## How to fix it
    A set of questions with the passages that answer them, and recall@k on it.

    ## When it does not apply
    Look-ups by key or by query language.

    ## References
    - RAGAS: context recall, faithfulness.
    - PB: evaluation harness.
    """

    code = "RAG821"
    name = "retrieval-not-evaluated"
    severity = ByLevel.of("W/E/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Wrong answer: was the passage not retrieved, not used, or not there?"
    sources = ("RAGAS", "PB")
    checks_what = "retrieval quality"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.EVALUATION,)
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the answer is graded, the passages are not",
            """
            lane: llm
            nodes:
              passages: {kind: index}
              search: {kind: retriever}
              writer: {kind: llm}
              answers: {kind: evaluation, metric: groundedness}
            edges: ["search -> passages: reads", "writer -> search: calls",
                  "answers -> writer: evaluates"]
            """,
            at=("search",),
        ),
        Good(
            "recall is measured",
            """
            lane: llm
            nodes:
              passages: {kind: index}
              search: {kind: retriever}
              writer: {kind: llm}
              found: {kind: evaluation, metric: recall@5}
            edges: ["search -> passages: reads", "writer -> search: calls",
                  "found -> search: evaluates"]
            """,
        ),
        Good(
            "an exact look-up by key",
            """
            lane: llm
            nodes:
              orders: {kind: source}
              lookup: {kind: retriever, name: Order lookup by key}
              writer: {kind: llm}
            edges: ["lookup -> orders: reads", "writer -> lookup: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The retrievers somebody asks."""
        return (
            node
            for node in board.of_kind(Kind.RETRIEVER)
            if board.into(node.id, Relation.CALLS, Relation.USES) and not _is_exact(board, node)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Look for a retrieval metric near it."""
        own = {node.id for node in board.targets_of(subject.id, Relation.READS, Relation.USES)}
        own.add(subject.id)
        around = {*own, *board.monitoring.callers_of(subject.id)}
        around |= {
            node.id
            for caller in board.monitoring.callers_of(subject.id)
            for node in board.targets_of(caller, Relation.CALLS, Relation.USES)
        }
        tests = [
            node
            for node in board.of_kind(Kind.EVALUATION)
            if any(edge.target in around for edge in board.out_of(node.id, Relation.EVALUATES))
        ]
        if any(_is_retrieval(board, test, own) for test in tests):
            return
        yield Observation(
            at=Place((subject.id,)),
            facts=Facts(subject.title, tuple(test.get(a.METRIC) or test.title for test in tests)),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is measured and what is not."""
        instead = f"Only {several(facts.instead)} is measured; " if facts.instead else ""
        return Explanation(
            message=(
                f"{instead}{facts.title} has no recall@k or context recall, so failures cannot be "
                "attributed."
            ),
            remedy=f"An evaluation of {facts.title} with recall@k and a target.",
        )


_RETRIEVAL = re.compile(
    r"recall ?@|precision ?@|context (?:recall|precision)|\bmrr\b|\bndcg\b|hit[ -]?rate|"
    r"retrieval"
)
_RECALL = re.compile(r"\brecall\b")
_EXACT = re.compile(r"\b(?:sql|key|look-?up|id|exact)\b")


def _is_retrieval(board: Board, test: Node, own: set[str]) -> bool:
    """Whether *test* measures what is found, by the retriever's *own* parts or by a name for it."""
    said = f"{test.get(a.METRIC) or test.title} {test.get(a.DEFINITION) or ''}".casefold()
    if _RETRIEVAL.search(said) or board.number(test, a.RECALL_AT_K) is not None:
        return True
    is_of_it = any(edge.target in own for edge in board.out_of(test.id, Relation.EVALUATES))
    return is_of_it and bool(_RECALL.search(said))


def _is_exact(board: Board, node: Node) -> bool:
    reads_vectors = any(
        one.kind is Kind.INDEX for one in board.targets_of(node.id, Relation.READS, Relation.USES)
    )
    return not reads_vectors and bool(_EXACT.search(node.title.casefold().replace("_", " ")))
