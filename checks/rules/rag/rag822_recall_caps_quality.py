"""RAG822: the target is beyond what the retriever finds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.tokens import retrievers_of
from checks.facts.wording import percent
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Recall, the ceiling it gives and the target, as fractions."""

    retriever: str
    evaluation: str
    metric: str
    recall: float
    answerable: float
    closed_book: float
    ceiling: float
    target: float
    among: float  # the candidates it was measured among, 0 where it is the recall at k


class RecallCapsQuality(Rule["Node", Facts]):
    """The target is beyond what the retriever finds.

    ## What it does
    Compares the target for correct answers with the recall at k times the share of questions the
    corpus answers, plus the share that needs no retrieval. What was measured among more candidates
    bounds the recall at k; what was measured among fewer says nothing of it.

    ## Why it matters
    What is not retrieved is not answered, except by luck. No prompt lifts that ceiling, and a
    reranker cannot find what was not among the candidates.

    ## How to fix it
    Better retrieval first: chunking, hybrid search, more candidates; or a target below the ceiling.

    ## When it does not apply
    Metrics that count a correct refusal; retrieval over several steps, where the recall of the
    final context counts.

    ## References
    - RAGAS: context recall.
    """

    code = "RAG822"
    name = "recall-caps-quality"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "What would you spend the next sprint on: retriever, chunking, or prompt?"
    sources = ("RAGAS",)
    checks_what = "the ceiling of retrieval"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.EVALUATION,)
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "85 % of answers from 78 % of the passages",
            """
            lane: llm
            nodes:
              search: {kind: retriever, recall_at_k: 0.78}
              writer: {kind: llm}
              answers: {kind: evaluation, metric: answer accuracy,
                    quality_target: answer accuracy >= 0.85}
            edges: ["writer -> search: calls", "answers -> writer: evaluates"]
            """,
            at=("answers",),
        ),
        Good(
            "a third needs no retrieval",
            """
            lane: llm
            nodes:
              search: {kind: retriever, recall_at_k: 0.78}
              writer: {kind: llm}
              answers: {kind: evaluation, metric: answer accuracy,
                    quality_target: answer accuracy >= 0.85,
                    closed_book_share: 35%}
            edges: ["writer -> search: calls", "answers -> writer: evaluates"]
            """,
        ),
        Good(
            "a refusal counts as correct",
            """
            lane: llm
            nodes:
              search: {kind: retriever, recall_at_k: 0.78}
              writer: {kind: llm}
              answers: {kind: evaluation, metric: answer accuracy,
                    quality_target: answer accuracy >= 0.85,
                    definition: a correct abstention counts}
            edges: ["writer -> search: calls", "answers -> writer: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations of answers that have a target."""
        return (
            node
            for node in board.of_kind(Kind.EVALUATION)
            if board.number(node, a.QUALITY_TARGET) is not None and _is_about_answers(node)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the target with the ceiling of each retriever behind the answers."""
        target = board.number(subject, a.QUALITY_TARGET)
        for retriever in _retrievers(board, subject):
            recall, among = _recall(board, retriever)
            if target is None or recall is None or not 0 < target.value <= 1:
                continue
            answerable = board.number(subject, a.ANSWERABLE) or _ALL
            closed = board.number(subject, a.CLOSED_BOOK_SHARE) or _NONE
            ceiling = recall * answerable * (_ALL - closed) + closed
            verdict = exceeds(target, ceiling)
            if verdict is Verdict.HOLDS:
                continue
            yield Observation(
                at=Place((subject.id, retriever.id), fields=(a.QUALITY_TARGET.name,)),
                facts=Facts(
                    retriever.title,
                    subject.title,
                    subject.get(a.METRIC) or subject.title,
                    recall.value,
                    answerable.value,
                    closed.value,
                    ceiling.value,
                    target.value,
                    among,
                ),
                certainty=Certainty(verdict.value),
                numbers=(target, recall, answerable, closed),
            )
            return

    def explain(self, facts: Facts) -> Explanation:
        """Say the ceiling and the target."""
        target, ceiling = percent(facts.target), percent(facts.ceiling)
        terms = percent(facts.recall)
        if facts.answerable < 1:
            terms += f" x {percent(facts.answerable)} answerable"
        if facts.closed_book:
            terms = (
                f"{percent(1 - facts.closed_book)} x {terms} + {percent(facts.closed_book)} "
                "without retrieval"
            )
        found = (1 - facts.closed_book) * facts.answerable  # what perfect retrieval would add
        needed = (facts.target - facts.closed_book) / found if found > 0 else math.inf
        among = f" among {facts.among:g} candidates" if facts.among else ""
        better = f"recall of {percent(needed)}{among}, or " if needed <= 1 else ""
        return Explanation(
            message=(
                f"{facts.metric} cannot exceed {ceiling} with the recall of {facts.retriever}"
                f"{among} at {percent(facts.recall)}; the target is {target}."
            ),
            working=(f"ceiling = {terms} = {ceiling}", *_against(facts)),
            remedy=f"{better}a target of {ceiling} at most.".capitalize(),
        )


def _against(facts: Facts) -> Iterator[str]:
    if facts.ceiling > 0:
        share = percent(facts.target / facts.ceiling)
        yield f"{percent(facts.target)} / {percent(facts.ceiling)} = {share} of what is retrieved"


_ALL, _NONE = Number.exactly(1.0), Number.exactly(0.0)
_ANSWERS = re.compile(r"accura|correct|exact match|answer quality|right answers")
_AT = re.compile(r"@ ?(\d+)")
_ABSTAINS = re.compile(r"abst(?:ain|ention)|refus|multi-?hop|iterative")


def _is_about_answers(test: Node) -> bool:
    said = f"{test.get(a.METRIC) or test.title} {test.get(a.DEFINITION) or ''}".casefold()
    return bool(_ANSWERS.search(said)) and not _ABSTAINS.search(said)


def _retrievers(board: Board, test: Node) -> tuple[Node, ...]:
    """The retrievers behind what *test* measures."""
    found: dict[str, Node] = {}
    for target in board.targets_of(test.id, Relation.EVALUATES):
        parts = [board.node(one) for one in board.monitoring.part_of(target.id)]
        for part in parts:
            near = retrievers_of(board, part) if part.kind is Kind.LLM else ()
            for one in (*near, part):
                if one.kind is Kind.RETRIEVER:
                    found[one.id] = one
    return tuple(found[one] for one in sorted(found))


def _recall(board: Board, retriever: Node) -> tuple[Number | None, float]:
    """The least of what is known to bound its recall at k, and among how many it was measured.

    No reranker finds what was not among the candidates.
    """
    own, k = board.number(retriever, a.RECALL_AT_K), board.number(retriever, a.K)
    bounds = [] if own is None else [(own, 0.0)]
    for test in board.sources_of(retriever.id, Relation.EVALUATES):
        measured, among = board.number(test, a.RECALL_AT_K), _measured_among(board, test)
        if measured is None:
            continue
        if k is None or among in {0.0, k.value}:
            bounds.append((measured, 0.0))
        elif among > k.value:
            bounds.append((measured, among))
    return min(bounds, key=lambda bound: bound[0].value, default=(None, 0.0))


def _measured_among(board: Board, test: Node) -> float:
    """The k of the recall *test* measured: as stated, else of its name; 0 where neither says."""
    k = board.number(test, a.K)
    if k is not None:
        return k.value
    named = _AT.search(test.get(a.METRIC) or test.title)
    return float(named[1]) if named is not None else 0.0
