"""RAG824: sizes along the retrieval do not fit each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.durations import duration_text
from checks.facts.tokens import chunk_tokens
from checks.facts.wording import count, percent
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
    """Each contradiction as a sentence, its arithmetic and its cure."""

    title: str
    found: tuple[tuple[str, str, str], ...]


class RetrievalShapeContradiction(Rule["Node", Facts]):
    """Sizes along the retrieval do not fit each other.

    ## What it does
    Compares the passages that are used with the candidates that are fetched, the size of a chunk
    with what the embedder reads, the overlap with the chunk, the scores of the reranker with its
    latency, and what the shards return with the candidates.

    ## Why it matters
    A chunk that is longer than the embedder reads is cut without a word: its tail can never be
    found.

    ## How to fix it
    Change the one of the two numbers that is wrong.

    ## When it does not apply
    Embedders with a longer input, or late chunking: state the limit.

    ## References
    - RAGAS.
    - PB: retrieval at 200 ms.
    """

    code = "RAG824"
    name = "retrieval-shape-contradiction"
    severity = ByLevel.of("W/E/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS, Skill.DEBUGGING)
    question = "What happens to token 513 of your chunk?"
    sources = ("RAGAS", "PB")
    checks_what = "the shape of the retrieval"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "chunks of 800 tokens for an embedder that reads 512",
            """
            lane: llm
            nodes:
              passages: {kind: index, chunk_tokens: "800"}
              embedder: {kind: model, type: embedder, max_input_tokens: "512"}
              search: {kind: retriever, k: top-5, candidates: "40"}
            edges: ["embedder -> passages: embeds", "search -> passages: reads"]
            """,
            at=("search",),
        ),
        Bad(
            "more passages than candidates",
            """
            lane: llm
            nodes:
              search: {kind: retriever, k: top-50, candidates: "40"}
            """,
            at=("search",),
        ),
        Good(
            "they fit",
            """
            lane: llm
            nodes:
              passages: {kind: index, chunk_tokens: "400", overlap_tokens: "50"}
              embedder: {kind: model, type: embedder, max_input_tokens: "512"}
              reranker: {kind: model, type: reranker, latency_per_item: 1 ms, latency_p95: 60 ms}
              search: {kind: retriever, k: top-5, candidates: "40"}
            edges: ["embedder -> passages: embeds", "search -> passages: reads",
                  "search -> reranker: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every retriever."""
        return board.of_kind(Kind.RETRIEVER)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare each pair of sizes that is stated."""
        found = [one for one in _pairs(board, subject) if one.verdict is not Verdict.HOLDS]
        if not found:
            return
        certain = any(one.verdict is Verdict.CERTAIN for one in found)
        nodes = dict.fromkeys(node for one in found for node in one.nodes if node != subject.id)
        yield Observation(
            at=Place((subject.id, *nodes)),
            facts=Facts(subject.title, tuple((one.said, one.working, one.cure) for one in found)),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=tuple(number for one in found for number in one.numbers),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say each pair."""
        cures = ", and ".join(cure for _, _, cure in facts.found)
        return Explanation(
            message=f"{facts.title}: {'; '.join(said for said, _, _ in facts.found)}.",
            working=tuple(working for _, working, _ in facts.found),
            remedy=f"{cures[0].upper()}{cures[1:]}.",
        )


_ASKS = (Relation.READS, Relation.CALLS, Relation.USES)
_EXACTLY = 0.0


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two sizes that have to fit: whether they do, and in words."""

    verdict: Verdict
    said: str
    working: str
    cure: str
    nodes: tuple[str, ...]
    numbers: tuple[Number, ...]


def _pairs(board: Board, retriever: Node) -> Iterator[_Pair]:
    parts = board.targets_of(retriever.id, *_ASKS)
    indexes = [node for node in parts if node.kind is Kind.INDEX]
    rankers = [node for node in parts if node.get(a.MODEL_TYPE) == "reranker"]
    candidates = board.number(retriever, a.CANDIDATES)
    k = board.number(retriever, a.K)
    if k is not None and candidates is not None:
        yield _Pair(
            exceeds(k, candidates, tolerance=_EXACTLY),
            f"{count(k.value)} passages are used of {count(candidates.value)} candidates",
            f"{count(k.value)} > {count(candidates.value)}",
            f"{count(k.value)} candidates at least",
            (),
            (k, candidates),
        )
    yield from _chunks(board, retriever, indexes)
    for ranker in rankers:
        yield from _scores(board, ranker, candidates)
    for index in indexes:
        yield from _shards(board, index, candidates)


def _chunks(board: Board, retriever: Node, indexes: list[Node]) -> Iterator[_Pair]:
    chunk = chunk_tokens(board, retriever)
    if chunk is None or chunk.value <= 0:
        return
    for embedder, limit in _readers(board, retriever, indexes):
        lost = max(0.0, 1 - limit.value / chunk.value)
        yield _Pair(
            exceeds(chunk, limit),
            f"chunks of {count(chunk.value)} tokens, of which {embedder.title} reads "
            f"{count(limit.value)}: the last {percent(lost)} of each is never embedded",
            f"{count(chunk.value)} > {count(limit.value)}",
            f"chunks of {count(limit.value)} tokens at most",
            (embedder.id,),
            (chunk, limit),
        )
    for node in (retriever, *indexes):
        overlap = board.number(node, a.OVERLAP_TOKENS)
        if overlap is not None and overlap.low >= chunk.high:
            yield _Pair(
                Verdict.CERTAIN,
                f"an overlap of {count(overlap.value)} tokens on chunks of {count(chunk.value)}",
                f"{count(overlap.value)} >= {count(chunk.value)}",
                f"an overlap below {count(chunk.value)}",
                (node.id,),
                (overlap, chunk),
            )


def _readers(board: Board, retriever: Node, indexes: list[Node]) -> Iterator[tuple[Node, Number]]:
    embedders = {
        edge.source: board.node(edge.source)
        for one in (retriever, *indexes)
        for edge in board.into(one.id, Relation.EMBEDS)
        if edge.get(a.SIDE) != "query"
    }
    for embedder in embedders.values():
        limit = board.number(embedder, a.MAX_INPUT_TOKENS)
        if limit is not None:
            yield embedder, limit


def _scores(board: Board, ranker: Node, candidates: Number | None) -> Iterator[_Pair]:
    each, takes = board.number(ranker, a.LATENCY_PER_ITEM), board.number(ranker, a.LATENCY_P95)
    scored = board.number(ranker, a.CANDIDATES) or candidates
    if each is None or takes is None or scored is None:
        return
    batch = board.number(ranker, a.BATCH_SIZE)
    if each.low <= 0 or scored.low <= 0 or (batch is not None and batch.low <= 0):
        return
    every = scored * each if batch is None else scored * each / batch
    times, taken = duration_text(every.value), duration_text(takes.value)
    fits = takes.value / each.value * (1 if batch is None else batch.value)
    at_once = "" if batch is None else f" / {count(batch.value)} at once"
    yield _Pair(
        exceeds(every, takes),
        f"{ranker.title} scores {count(scored.value)} candidates in {times} and is said to take "
        f"{taken}",
        f"{count(scored.value)} x {duration_text(each.value)}{at_once} = {times} > {taken}",
        f"{count(whole.at_most(fits))} candidates at most",
        (ranker.id,),
        (scored, each, takes),
    )


def _shards(board: Board, index: Node, candidates: Number | None) -> Iterator[_Pair]:
    shards, k = board.number(index, a.SHARDS), board.number(index, a.K)
    if shards is None or k is None or candidates is None or shards.low <= 0:
        return
    found = shards * k
    yield _Pair(
        exceeds(candidates, found, tolerance=_EXACTLY),
        f"{count(shards.value)} shards return {count(k.value)} each, {count(found.value)} of the "
        f"{count(candidates.value)} candidates",
        f"{count(shards.value)} x {count(k.value)} = {count(found.value)} < "
        f"{count(candidates.value)}",
        f"{count(-(-candidates.value // shards.value))} from each shard",
        (index.id,),
        (shards, k, candidates),
    )
