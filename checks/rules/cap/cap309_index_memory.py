"""CAP309: the vectors do not fit into the memory that is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.memory import HNSW_OVERHEAD, LINK_BYTES
from checks.facts.wording import count
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
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Bytes of the index and of the memory."""

    title: str
    vectors: float
    each: float
    overhead: float
    copies: float
    whole: float
    memory: float
    grown: bool


class IndexMemory(Rule["Node", Facts]):
    """The vectors do not fit into the memory that is there.

    ## What it does
    Multiplies the vectors by their bytes and links, the overhead and the copies, and compares the
    product with the memory; with the stated growth, for a year ahead as well.

    ## Why it matters
    A graph index is in memory or it is slow. Half a year of growth later it is neither.

    ## How to fix it
    Fewer dimensions, smaller ones, fewer copies, product quantisation, or an index on disk.

    ## When it does not apply
    Indexes on disk, inverted indexes and serverless services.

    ## References
    - FAISS: guidelines.
    - OSK: k-NN memory.
    """

    code = "CAP309"
    name = "index-memory"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "memory": ByLevel.of("-/W/E/E"),
        "growth": ByLevel.of("-/I/W/W"),
    }
    lanes = frozenset({Lane.DEEP_LEARNING, Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "What do you give up first: dimensions, precision, or replicas?"
    sources = ("FAISS", "OSK")
    checks_what = "index memory"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "fifty million vectors, twice",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 50M vectors, dim: 768-d, bytes_per_dim: 4 B,
                    hnsw_m: M=32, copies: 2, memory: 256 GB}
            """,
            at=("passages",),
            variant="memory",
        ),
        Bad(
            "half as much again in a year",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 50M vectors, dim: 768-d, bytes_per_dim: int8,
                    hnsw_m: M=32, copies: 2, memory: 128 GB, growth: 5%}
            """,
            at=("passages",),
            variant="growth",
        ),
        Good(
            "a byte a dimension",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 50M vectors, dim: 768-d, bytes_per_dim: int8,
                    hnsw_m: M=32, copies: 2, memory: 256 GB}
            """,
        ),
        Good(
            "on disk",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 50M vectors, dim: 768-d, bytes_per_dim: 4 B,
                    index_type: disk, memory: 32 GB}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The indexes in a memory of a stated size."""
        return (
            node
            for node in board.of_kind(Kind.INDEX)
            if board.number(node, a.MEMORY) is not None and node.get(a.INDEX_TYPE) not in _ELSEWHERE
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Work out what it takes."""
        number = board.number
        vectors, memory = number(subject, a.N_VECTORS), _memory(board, subject)
        each = _each(board, subject)
        missing = tuple(
            name for name, one in ((a.N_VECTORS, vectors), (a.DIM, each)) if one is None
        )
        if missing:
            yield Demand(subject.id, AttributeGroup.INDEX_SIZE, missing)
        if vectors is None or each is None or memory is None:
            return
        overhead = HNSW_OVERHEAD if _type(subject) == "hnsw" else 1.0
        copies = number(subject, a.COPIES) or Number.exactly(1.0)
        whole = vectors * each * Number.exactly(overhead) * copies
        variant, verdict = "memory", exceeds(whole, memory)
        growth = number(subject, a.GROWTH)
        if verdict is Verdict.HOLDS and growth is not None:
            year = _in_a_year(growth)
            vectors, whole = vectors * year, whole * year
            variant, verdict = "growth", exceeds(whole, memory)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.MEMORY.name,)),
            facts=Facts(
                subject.title,
                vectors.value,
                each.value,
                overhead,
                copies.value,
                whole.value,
                memory.value,
                variant == "growth",
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(whole, memory),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it takes, and what there is."""
        whole, memory, each = map(_bytes, (facts.whole, facts.memory, facts.each))
        copies = f" x {facts.copies:g} copies" if facts.copies != 1 else ""
        over = f" x {facts.overhead:g}" if facts.overhead != 1 else ""
        later = " in a year" if facts.grown else ""
        fits = facts.memory / facts.whole
        return Explanation(
            message=(
                f"{facts.title}: {count(facts.vectors)} vectors{later} x {each}{copies} = "
                f"{whole}, above "
                f"{memory} available."
            ),
            working=(f"{count(facts.vectors)} x {each}{over}{copies} = {whole} > {memory}",),
            remedy=(
                f"{_bytes(facts.each * fits)} a vector, {count(int(facts.vectors * fits))} "
                f"vectors, or {whole} "
                "of memory."
            ),
        )


_ELSEWHERE = frozenset({"disk", "serverless", "inverted"})


def _type(index: Node) -> str:
    return index.get(a.INDEX_TYPE) or "hnsw"


def _in_a_year(growth: Number) -> Number:
    """What *growth* a month multiplies by in a year."""
    low, value, high = ((1 + one) ** 12 for one in (growth.low, growth.value, growth.high))
    return replace(growth, low=low, value=value, high=high)


def _each(board: Board, index: Node) -> Number | None:
    """The bytes of one vector: its code, or its dimensions and links."""
    number = board.number
    code, kind = number(index, a.CODE_BYTES), _type(index)
    if kind == "pq" and code is not None:
        return code
    dim = number(index, a.DIM)
    if dim is None:
        return None
    size = number(index, a.BYTES_PER_DIM) or Number.default(4.0, a.BYTES_PER_DIM.name, "4 B (fp32)")
    plain = dim * size
    if kind != "hnsw":
        return plain
    links = number(index, a.HNSW_M) or Number.default(16.0, a.HNSW_M.name, "M=16")
    return plain + links * Number.exactly(2 * LINK_BYTES)


def _memory(board: Board, index: Node) -> Number | None:
    """What there is: at least the memory stated, at most that much on every replica."""
    stated, replicas = board.number(index, a.MEMORY), board.number(index, a.REPLICAS)
    if stated is None or replicas is None or replicas.value <= 1:
        return stated
    most = stated * replicas
    return Number(stated.low, stated.value, most.high, most.state, most.bindings)


def _bytes(value: float) -> str:
    return show_value(value, Dimension.BYTES)
