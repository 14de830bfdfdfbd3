"""OVER953: an approximate index over what can be searched exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.rates import rate_text
from checks.facts.reasons import is_reasoned
from checks.facts.wording import count
from checks.rule import (
    Bad,
    Board,
    ByLevel,
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
)
from design.changes import SetField
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Vectors, their size, and the work of searching all."""

    title: str
    vectors: float
    dim: float
    megabytes: float
    operations: float
    peak: float


class AnnIndexForSmallCorpus(Rule["Node", Facts]):
    """An approximate index over what can be searched exactly.

    ## What it does
    Works out the size of the vectors and what searching all of them takes at peak: up to 50 000
    vectors or 200 MB, and ten billion operations a second, exact search does the job.

    ## Why it matters
    An approximate index loses recall and adds a service. At this size it gains nothing.

    ## How to fix it
    A flat index in the process.

    ## When it does not apply
    A corpus that grows tenfold in a year; filters, tenants or hybrid search that need it, which a
    decision says.

    ## References
    - FAISS: flat index.
    - RoML 4.
    """

    code = "OVER953"
    name = "ann-index-for-small-corpus"
    severity = ByLevel.of("I/W/W/W")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS,)
    question = "What recall do you lose to the ANN, and what do you gain at this size?"
    sources = ("FAISS", "RoML 4")
    checks_what = "the need for an ANN index"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "fifty thousand vectors",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 20/s}
              search: {kind: retriever}
              passages: {kind: index, n_vectors: 50k vectors, dim: 768-d, index_type: hnsw}
            edges: ["api -> search: calls", "search -> passages: reads"]
            """,
            at=("passages",),
        ),
        Good(
            "a flat one",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 20/s}
              search: {kind: retriever}
              passages: {kind: index, n_vectors: 50k vectors, dim: 768-d, index_type: flat}
            edges: ["api -> search: calls", "search -> passages: reads"]
            """,
        ),
        Good(
            "nine million",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 20/s}
              search: {kind: retriever}
              passages: {kind: index, n_vectors: 9M vectors, dim: 768-d, index_type: hnsw}
            edges: ["api -> search: calls", "search -> passages: reads"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The indexes that are approximate, as far as is said."""
        return (node for node in board.of_kind(Kind.INDEX) if node.get(a.INDEX_TYPE) not in _EXACT)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Work out what searching everything takes."""
        vectors, dim = board.number(subject, a.N_VECTORS), board.number(subject, a.DIM)
        peak, growth = board.load.peak(subject.id), board.number(subject, a.GROWTH)
        if vectors is None or dim is None or peak is None or is_reasoned(board, subject.id):
            return
        if growth is not None and (1 + growth.value) ** 12 >= _TENFOLD:
            return
        size = vectors * dim * Number.exactly(4.0)
        work = peak * vectors * dim * Number.exactly(2.0)
        small = vectors.high <= _FEW or size.high <= _SMALL
        if not small or work.high > _QUICK:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.INDEX_TYPE.name,)),
            facts=Facts(
                subject.title, vectors.value, dim.value, size.value / 1e6, work.value, peak.value
            ),
            numbers=(vectors, dim, peak),
            fix=(SetField(field=a.INDEX_TYPE.name, value="flat", id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how little it is."""
        size = f"{figure(facts.megabytes, 4)} MB"
        return Explanation(
            message=(
                f"{facts.title}: {count(facts.vectors)} vectors x {facts.dim:g} = {size}; exact "
                "search does the job."
            ),
            working=(
                f"{count(facts.vectors)} x {facts.dim:g} x 4 B = {size}",
                (
                    f"{rate_text(facts.peak)} x {count(facts.vectors)} x {facts.dim:g} x 2 = "
                    f"{figure(facts.operations / 1e9, 3)} GFLOP/s"
                ),
            ),
            remedy="A flat index.",
        )


_EXACT = frozenset({"flat", "inverted", "serverless"})
_FEW = 50_000
_SMALL = 200e6  # bytes
_QUICK = 1e10  # operations a second
_TENFOLD = 10.0
