"""SKEW454: queries and documents are embedded by different versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Observation,
    Place,
    Rule,
    Severity,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.embedding import Encoding, Meeting, Swap
    from checks.numbers import Number

_MISMATCH = "mismatch"
_ROLLOUT = "rollout"
_UNPINNED = "unpinned"
_RESIZED = "resized"


@dataclass(frozen=True, slots=True)
class Facts:
    """Both sides in words, the way between them, and what a release leaves out."""

    index: str
    query: str
    documents: str
    path: str
    variant: str
    lacks: tuple[str, ...] = ()


class EmbeddingVersionMismatch(Rule[str, Facts]):
    """The vectors of the query and of the index do not come from the same space.

    ## What it does
    For each index, compares the version and the size of the vectors it was built with and of those
    it is asked with, and looks at releases of an encoder for a job that embeds everything again
    and a switch to the new index.

    ## Why it matters
    Distances between two spaces mean nothing. The search answers as fast as ever, with no error,
    and with the wrong passages.

    ## How to fix it
    Build a second index with the new encoder, switch both sides at once, and keep the version on
    the index.

    ## When it does not apply
    Two encoders trained into one space (the same space_id); the same weights at another precision;
    vectors cut to the same size on both sides; a lexical index; a change of reranker.

    ## References
    - VOY: migrating to a new embedding model.
    - PB: the index that was not rebuilt.
    - HTD 3: data dependencies.
    """

    code = "SKEW454"
    name = "embedding-version-mismatch"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _MISMATCH: ByLevel.of("W/E/E/E"),
        _ROLLOUT: ByLevel.of("W/E/E/E"),
        _UNPINNED: ByLevel.of("I/I/W/W"),
        _RESIZED: ByLevel.of("W/E/E/E"),
    }
    lanes = frozenset({Lane.LLM, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "You upgrade the embedder on Monday: what do users retrieve on Tuesday?"
    sources = ("VOY", "PB index was not rebuilt", "HTD 3")
    checks_what = "embedding versions"
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.FEATURES, Topic.DEPLOYMENT)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "queries in version 3, the index in version 2",
            """
            lane: llm
            nodes:
              old: {kind: model, type: embedder, version: v2, dim: 768}
              new: {kind: model, type: embedder, version: v3, dim: 1024}
              passages: {kind: index}
              search: {kind: retriever}
            edges:
              - {edge: old -> passages, side: doc}
              - {edge: new -> search, side: query}
              - search -> passages
            """,
            at=("passages",),
            variant="mismatch",
        ),
        Bad(
            "a new embedder goes out and nothing rebuilds the index",
            """
            lane: llm
            nodes:
              embedder: {kind: model, type: embedder, version: v3, dim: 768}
              passages: {kind: index, rebuild: in_place}
              search: {kind: retriever}
              upgrade: {kind: deployment}
            edges:
              - {edge: embedder -> passages, side: doc}
              - {edge: embedder -> search, side: query}
              - search -> passages
              - upgrade -> embedder
            """,
            at=("passages",),
            variant="rollout",
        ),
        Bad(
            "no version on the embedder",
            """
            lane: llm
            nodes:
              embedder: {kind: model, type: embedder, dim: 768}
              passages: {kind: index}
              search: {kind: retriever}
            edges:
              - {edge: embedder -> passages, side: doc}
              - {edge: embedder -> search, side: query}
              - search -> passages
            """,
            at=("passages",),
            variant="unpinned",
        ),
        Bad(
            "the index says it is still in the old space",
            """
            lane: deep_learning
            nodes:
              tower: {kind: model, type: embedder, version: t7, dim: 128, space_id: towers 7}
              items: {kind: index, space_id: towers 6}
              candidates: {kind: retriever}
            edges:
              - {edge: tower -> items, side: doc}
              - {edge: tower -> candidates, side: query}
              - candidates -> items
            """,
            at=("items",),
            variant="mismatch",
        ),
        Bad(
            "more dimensions in the index than its embedder makes",
            """
            lane: llm
            nodes:
              embedder: {kind: model, type: embedder, version: v2, dim: 768}
              passages: {kind: index, dim: 1024}
            edges:
              - {edge: embedder -> passages, side: doc}
            """,
            at=("passages",),
            variant="resized",
        ),
        Good(
            "vectors cut to the first 256 dimensions",
            """
            lane: llm
            nodes:
              embedder: {kind: model, type: embedder, version: v2, dim: 768}
              passages: {kind: index, dim: 256}
            edges:
              - {edge: embedder -> passages, side: doc}
            """,
        ),
        Good(
            "two towers in one space",
            """
            lane: deep_learning
            nodes:
              item_tower: {kind: model, type: embedder, version: i7, dim: 128, space_id: shop}
              user_tower: {kind: model, type: embedder, version: u9, dim: 128, space_id: shop}
              items: {kind: index}
              candidates: {kind: retriever}
            edges:
              - {edge: item_tower -> items, side: doc}
              - {edge: user_tower -> candidates, side: query}
              - candidates -> items
            """,
        ),
        Good(
            "the release embeds everything again and switches",
            """
            lane: llm
            nodes:
              embedder: {kind: model, type: embedder, version: v3, dim: 768}
              passages: {kind: index, rebuild: blue_green}
              search: {kind: retriever}
              upgrade: {kind: deployment}
              embed_all: {kind: transform, op: embed every passage again}
            edges:
              - {edge: embedder -> passages, side: doc}
              - {edge: embedder -> search, side: query}
              - search -> passages
              - upgrade -> embedder
              - "upgrade -> embed_all: triggers"
              - embed_all -> passages
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """The indexes whose encoder is drawn."""
        return board.vector_spaces.indexes

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Facts] | Demand]:
        """Sides that differ now, then a release that will make them differ, then no version."""
        spaces = board.vector_spaces
        meetings = spaces.meetings(subject)
        for meeting in meetings:
            verdict = _differs(meeting)
            if verdict is not Verdict.HOLDS:
                yield _mismatch(board, meeting, verdict)
                return
        for side in spaces.documents_of(subject):
            made = spaces.size_made_by(side)
            if side.dim is not None and made is not None:
                verdict = exceeds(side.dim, made, tolerance=0.0)
                if verdict is not Verdict.HOLDS:
                    yield _resized(board, subject, side, made, verdict)
                    return
        swaps = spaces.swaps(subject)
        if swaps:
            yield _rollout(board, swaps[0])
            return
        sides = [*spaces.documents_of(subject), *(meeting.query for meeting in meetings)]
        open_sides = [side for side in sides if not side.version]
        if open_sides and not any(meeting.shares_a_space for meeting in meetings):
            yield _unpinned(board, subject, open_sides[0])

    def explain(self, facts: Facts) -> Explanation:
        """Say what both sides are, or what would make them differ."""
        if facts.variant == _MISMATCH:
            return Explanation(
                message=(
                    f"Queries use {facts.query}, {facts.index} was built with {facts.documents} "
                    f"({facts.path}): distances between them mean nothing."
                ),
                working=(f"query side = {facts.query}", f"document side = {facts.documents}"),
                remedy=(
                    f"embed every document of {facts.index} with {facts.query} into a second "
                    "index and switch both sides at once; or state the space_id they share"
                ),
            )
        if facts.variant == _RESIZED:
            return Explanation(
                message=(
                    f"{facts.index} holds vectors of {facts.documents} dimensions, and "
                    f"{facts.query}: it was not built with that embedder."
                ),
                remedy=f"embed every document of {facts.index} again with the embedder drawn",
            )
        if facts.variant == _ROLLOUT:
            lacks = " and no ".join(facts.lacks)
            wanted = " and ".join(f"a {one}" for one in facts.lacks)
            return Explanation(
                message=(
                    f"{facts.query} is rolled out ({facts.path}) and {facts.index} is not rebuilt "
                    f"with it: there is no {lacks}."
                ),
                remedy=f"connect {wanted} to the release",
            )
        return Explanation(
            message=(
                f"The version of {facts.query} is not stated, so nobody can tell whether "
                f"{facts.index} still matches its queries."
            ),
            remedy=f"pin the embedder version on {facts.index}",
        )


def _differs(meeting: Meeting) -> Verdict:
    """Whether the two sides of *meeting* state different versions or sizes."""
    if meeting.shares_a_space:
        return Verdict.HOLDS
    one, other = meeting.query, meeting.documents
    if one.space and other.space:
        return Verdict.CERTAIN
    if one.version and other.version and one.version != other.version:
        return Verdict.CERTAIN
    if one.dim is None or other.dim is None:
        return Verdict.HOLDS
    ways = {
        exceeds(one.dim, other.dim, tolerance=0.0),
        exceeds(other.dim, one.dim, tolerance=0.0),
    }
    return next(verdict for verdict in Verdict if verdict in ways)


def _mismatch(board: Board, meeting: Meeting, verdict: Verdict) -> Observation[Facts]:
    one, other = meeting.query, meeting.documents
    query, index = board.node(one.encoder).title, board.node(meeting.index).title
    hops = [board.node(edge.source).title for edge in meeting.way[1:-1]]
    ends = [query, *hops, index]
    nodes = [meeting.index, one.encoder, other.encoder]
    nodes += [end for edge in meeting.way for end in (edge.source, edge.target)]
    dims: tuple[Number, ...] = tuple(dim for dim in (one.dim, other.dim) if dim is not None)
    return Observation(
        at=Place(tuple(dict.fromkeys(nodes)), tuple(edge.key for edge in meeting.way)),
        facts=Facts(
            index=index,
            query=_side(board, one),
            documents=_side(board, other),
            path=f"{' → '.join(ends)} ← {board.node(other.encoder).title}",
            variant=_MISMATCH,
        ),
        certainty=Certainty(verdict.value),
        variant=_MISMATCH,
        numbers=dims if not (one.version and one.version != other.version) else (),
    )


def _resized(
    board: Board, index: str, side: Encoding, made: Number, verdict: Verdict
) -> Observation[Facts]:
    """An index cannot hold more dimensions than its embedder makes; it may hold fewer, cut."""
    held = side.dim or made
    encoder = board.node(side.encoder).title
    return Observation(
        at=Place((index, side.encoder), (side.edge.key,), (a.DIM.name,)),
        facts=Facts(
            index=board.node(index).title,
            query=f"{encoder} makes {figure(made.value)}",
            documents=figure(held.value),
            path="",
            variant=_RESIZED,
        ),
        certainty=Certainty(verdict.value),
        variant=_RESIZED,
        numbers=(held, made),
    )


def _rollout(board: Board, swap: Swap) -> Observation[Facts]:
    lacks = ("job that embeds everything again",) * swap.no_job
    lacks += ("switch to a second index (blue/green or dual read)",) * swap.no_switch
    edges = swap.edges
    nodes = (swap.index, swap.encoder, swap.deployment)
    shown = (swap.deployment, swap.encoder, swap.index)
    return Observation(
        at=Place(nodes, tuple(edge.key for edge in edges), (a.REBUILD.name,)),
        facts=Facts(
            index=board.node(swap.index).title,
            query=board.node(swap.encoder).title,
            documents="",
            path=" → ".join(board.node(node).title for node in shown),
            variant=_ROLLOUT,
            lacks=lacks,
        ),
        variant=_ROLLOUT,
    )


def _unpinned(board: Board, index: str, side: Encoding) -> Observation[Facts]:
    only_information = board.design.lane is not Lane.LLM
    return Observation(
        at=Place((index, side.encoder), (side.edge.key,), ()),
        facts=Facts(
            index=board.node(index).title,
            query=board.node(side.encoder).title,
            documents="",
            path="",
            variant=_UNPINNED,
        ),
        variant=_UNPINNED,
        cap=Severity.INFO if only_information else Severity.ERROR,
    )


def _side(board: Board, side: Encoding) -> str:
    name = board.node(side.encoder).title
    version = f" {side.version}" if side.version else ""
    dim = "" if side.dim is None else f" (dim {figure(side.dim.value)})"
    space = f" in space {side.space}" if side.space else ""
    return f"{name}{version}{dim}{space}"
