"""Which encoder made the vectors of an index, and which one asks it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.numbers import Number
    from design.model import Edge, Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

# The same weights at another precision share their space.
_PRECISIONS = frozenset("int8 int4 fp16 fp32 bf16 q8 q4 gguf onnx quantised quantized".split())
_ASKING = frozenset({Kind.RETRIEVER, Kind.LLM, Kind.INDEX})
_REBUILDS = frozenset({"blue_green", "versioned"})


@dataclass(frozen=True, slots=True)
class Encoding:
    """Vectors of one side: the encoder, its version and size, and the space it says it is in.

    ``version`` is empty, and ``dim`` None, where neither the edge nor the encoder states it.
    """

    encoder: str
    edge: Edge
    version: str
    dim: Number | None
    space: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A query encoding and the documents it is compared with in *index*."""

    index: str
    query: Encoding
    documents: Encoding
    way: tuple[Edge, ...]  # encoder of the query → retriever → index ← encoder of the documents

    @property
    def shares_a_space(self) -> bool:
        """Whether both sides say they are in the same space."""
        return bool(self.query.space) and self.query.space == self.documents.space


@dataclass(frozen=True, slots=True)
class Swap:
    """A release of the encoder of *index*, and what of the rebuild is not drawn."""

    index: str
    encoder: str
    deployment: str
    edges: tuple[Edge, ...]  # deployment → encoder → index
    no_job: bool
    no_switch: bool


class VectorSpaces:
    """Every index whose vectors come from an encoder that is drawn; a lexical index has none."""

    def __init__(self, board: Board) -> None:
        """Read the encoders off *board*."""
        self._board = board

    @cached_property
    def indexes(self) -> tuple[str, ...]:
        """The indexes an encoder fills, in id order."""
        return tuple(
            node.id for node in self._board.of_kind(Kind.INDEX) if self.documents_of(node.id)
        )

    def documents_of(self, index: str) -> tuple[Encoding, ...]:
        """What fills *index*."""
        edges = self._board.into(index, Relation.EMBEDS)
        return tuple(
            self._encoding(edge, edge.source, index)
            for edge in edges
            if edge.get(a.SIDE) != "query"
        )

    def size_made_by(self, side: Encoding) -> Number | None:
        """The dimensions the encoder of *side* states for its vectors, on the arrow or itself."""
        return self._first((side.edge, self._board.node(side.encoder)), a.DIM)

    def meetings(self, index: str) -> tuple[Meeting, ...]:
        """Every pair of a query encoding and a document encoding in *index*."""
        pairs = product(self._queries(index), self.documents_of(index))
        return tuple(
            Meeting(index, query, documents, (query.edge, *way, documents.edge))
            for (query, way), documents in pairs
        )

    def swaps(self, index: str) -> tuple[Swap, ...]:
        """The releases of an encoder of *index* that do not also rebuild and switch it."""
        ways: list[tuple[Encoding, tuple[Edge, ...]]] = [
            (one, (one.edge,)) for one in self.documents_of(index)
        ]
        ways += [(one, (one.edge, *way)) for one, way in self._queries(index)]
        found: dict[tuple[str, str], Swap] = {}
        for encoding, way in ways:
            for release in self._board.into(encoding.encoder, Relation.ROLLS_OUT):
                swap = self._swap(index, encoding.encoder, (release, *way))
                if swap.no_job or swap.no_switch:
                    found.setdefault((swap.deployment, swap.encoder), swap)
        return tuple(found[key] for key in sorted(found))

    def _queries(self, index: str) -> Iterator[tuple[Encoding, tuple[Edge, ...]]]:
        for edge in self._board.into(index, Relation.EMBEDS):
            if edge.get(a.SIDE) == "query":
                yield self._encoding(edge, edge.source, index), ()
        for use in self._board.into(index, Relation.USES, Relation.READS):
            asking = [
                (edge, edge.source)
                for edge in self._board.into(use.source, Relation.EMBEDS)
                if edge.get(a.SIDE) != "doc"
            ]
            asking += ((edge, edge.target) for edge in self._embedders_of(use.source))
            for edge, encoder in asking or self._given_to(use.source):
                yield self._encoding(edge, encoder, use.source), (use,)

    def _embedders_of(self, node: str) -> tuple[Edge, ...]:
        return tuple(
            edge
            for edge in self._board.out_of(node, Relation.CALLS, Relation.USES)
            if self._board.node(edge.target).get(a.MODEL_TYPE) == "embedder"
        )

    def _given_to(self, asking: str) -> Iterator[tuple[Edge, str]]:
        """The encoder of who calls *asking*, where that makes no vectors for anything else."""
        for caller in self._board.sources_of(asking, Relation.CALLS, Relation.USES):
            edges = self._embedders_of(caller.id)
            called = self._board.targets_of(caller.id, Relation.CALLS, Relation.USES)
            others = [one for one in called if one.kind in _ASKING and one.id != asking]
            if len(edges) == 1 and not others:
                yield edges[0], edges[0].target

    def _encoding(self, edge: Edge, encoder_id: str, asked_id: str) -> Encoding:
        encoder, asked = self._board.node(encoder_id), self._board.node(asked_id)
        owners: tuple[Node | Edge, ...] = (edge, asked, encoder)
        return Encoding(
            encoder=encoder.id,
            edge=edge,
            version=_same_weights(edge.get(a.VERSION) or encoder.get(a.VERSION) or ""),
            dim=self._first(owners, a.DIM),
            space=(asked.get(a.SPACE_ID) or encoder.get(a.SPACE_ID) or "").strip().casefold(),
        )

    def _first(
        self, owners: tuple[Node | Edge, ...], attribute: Attribute[Quantity]
    ) -> Number | None:
        numbers = (self._board.number(owner, attribute) for owner in owners)
        return next((number for number in numbers if number is not None), None)

    def _swap(self, index: str, encoder: str, edges: tuple[Edge, ...]) -> Swap:
        deployment = self._board.node(edges[0].source)
        node = self._board.node(index)
        stages = deployment.get(a.STAGES) or ()
        switched = (
            node.get(a.REBUILD) in _REBUILDS
            or deployment.get(a.DUAL_WRITE) is True
            or any(stage.kind == "blue_green" for stage in stages)
        )
        return Swap(
            index=index,
            encoder=encoder,
            deployment=deployment.id,
            edges=edges,
            no_job=not self._is_rebuilt(index, deployment.id),
            no_switch=not switched,
        )

    def _is_rebuilt(self, index: str, deployment: str) -> bool:
        """Whether the release, or any change, starts the job that embeds everything again."""
        started = {
            edge.target
            for edge in self._board.out_of(deployment, Relation.TRIGGERS, Relation.ROLLS_OUT)
        }
        fillers = self._board.sources_of(index, Relation.FEEDS)
        return any(
            node.id in started or node.get(a.TRIGGER) == "on_change"
            for node in (self._board.node(index), *fillers)
        )


def _same_weights(version: str) -> str:
    words = version.strip().casefold().replace("_", "-").split("-")
    return "-".join(word for word in words if word not in _PRECISIONS)
