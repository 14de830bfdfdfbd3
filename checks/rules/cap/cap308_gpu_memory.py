"""CAP308: weights and cache do not fit into the memory of the accelerator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.memory import USABLE, most_sequences
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
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Kept:
    """What sequences keep in the cache, and how many of them fit beside the weights."""

    sequences: float
    tokens: float
    per_token: float  # bytes
    most: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Bytes, and what is kept where that is known."""

    title: str
    weights: float
    usable: float
    whole: float
    kept: Kept | None


class GpuMemory(Rule["Node", Facts]):
    """Weights and cache do not fit into the memory of the accelerator.

    ## What it does
    Multiplies parameters and bytes, adds what the sequences at once keep in the KV cache, and
    compares the sum with nine tenths of the memory of all its devices.

    ## Why it matters
    A model that does not fit does not start. One whose cache does not fit starts, and evicts
    conversations at peak.

    ## How to fix it
    Fewer sequences at once, shorter contexts, smaller weights, or a larger device.

    ## When it does not apply
    Hosted models. KV heads count, not attention heads. Where the shape of the cache is unknown only
    the weights are compared.

    ## References
    - VLLM: paged attention.
    - KVC: size of the cache.
    - NIM.
    """

    code = "CAP308"
    name = "gpu-memory"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.DEEP_LEARNING, Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "How many concurrent conversations fit, and what happens to the next one?"
    sources = ("VLLM", "KVC", "NIM")
    checks_what = "GPU memory"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "64 conversations on a card of 24 GB",
            """
            lane: llm
            nodes:
              writer: {kind: llm, params: 8.03B params, bytes_per_param: fp16, gpu_memory: 24 GB,
                    n_layers: "32",
                       n_kv_heads: "8", head_dim: "128",
                       tokens_in: "2000", tokens_out: "300", concurrency: "64"}
            """,
            at=("writer",),
        ),
        Bad(
            "the weights alone are too large",
            """
            lane: llm
            nodes:
              writer: {kind: llm, params: 70B params, bytes_per_param: fp16, gpu_memory: 80 GB}
            """,
            at=("writer",),
        ),
        Good(
            "a card of 80 GB",
            """
            lane: llm
            nodes:
              writer: {kind: llm, params: 8.03B params, bytes_per_param: fp16, gpu_memory: 80 GB,
                    n_layers: "32",
                       n_kv_heads: "8", head_dim: "128",
                       tokens_in: "2000", tokens_out: "300", concurrency: "64"}
            """,
        ),
        Good(
            "sharded over two cards",
            """
            lane: llm
            nodes:
              writer: {kind: llm, params: 70B params, bytes_per_param: fp16, gpu_memory: 80 GB,
                    gpu_count: 2 x H100}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The models on devices whose memory is stated."""
        return (
            node
            for node in board.of_kind(Kind.MODEL, Kind.LLM)
            if board.number(node, a.PARAMS) is not None
            and board.number(node, a.GPU_MEMORY) is not None
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Add weights and cache, and compare."""
        parameters, memory = board.number(subject, a.PARAMS), _memory(board, subject)
        each = board.number(subject, a.BYTES_PER_PARAM) or Number.default(
            2.0, a.BYTES_PER_PARAM.name, "fp16"
        )
        if parameters is None or memory is None:
            return
        usable = memory * Number.exactly(USABLE)
        weights = parameters * each
        cache = _cache(board, subject)
        whole = (
            weights if cache is None else weights + cache.sequences * cache.tokens * cache.per_token
        )
        verdict = exceeds(whole, usable)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.GPU_MEMORY.name,)),
            facts=Facts(
                subject.title,
                weights.value,
                usable.value,
                whole.value,
                None
                if cache is None or whole.value <= weights.value
                else _kept(cache, usable.value - weights.value),
            ),
            certainty=Certainty(verdict.value),
            numbers=(whole, memory),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is needed, and what fits."""
        weights, whole, usable = map(_bytes, (facts.weights, facts.whole, facts.usable))
        kept = facts.kept
        if kept is None:
            return Explanation(
                message=f"{facts.title}: {weights} of weights exceed {usable} usable GPU memory.",
                working=(f"0.9 of the memory is usable: {usable}",),
                remedy=f"{_bytes(facts.weights / USABLE)} of GPU memory, or smaller weights.",
            )
        cache = _bytes(facts.whole - facts.weights)
        sum_ = f"{count(kept.sequences)} x {count(kept.tokens)} tokens x {_bytes(kept.per_token)}"
        return Explanation(
            message=(
                f"{facts.title}: weights {weights} + KV cache {cache} ({sum_}) = {whole} exceed "
                f"{usable} usable GPU memory; {kept.most} sequences fit."
            ),
            working=(f"{sum_} = {cache}", f"{weights} + {cache} = {whole} > {usable}"),
            remedy=f"{kept.most} sequences at once, or {_bytes(facts.whole / USABLE)} of GPU "
            "memory.",
        )


_SEVERAL = re.compile(r"\d\s*[x×]\s*\d")
_KV_BYTES = Number.exactly(2.0)  # keys and values are kept in fp16, whatever the weights are in


@dataclass(frozen=True, slots=True)
class _Cache:
    """What sequences keep: how many there are, their tokens, and the bytes of one token."""

    sequences: Number
    tokens: Number
    per_token: Number


def _kept(cache: _Cache, room: float) -> Kept:
    tokens, per_token = cache.tokens.value, cache.per_token.value
    most = most_sequences(room, 0.0, tokens * per_token)
    return Kept(cache.sequences.value, tokens, per_token, most)


def _memory(board: Board, node: Node) -> Number | None:
    """The memory of all its devices: "2x80GB" is that of both already."""
    memory, devices = board.number(node, a.GPU_MEMORY), board.number(node, a.GPU_COUNT)
    if memory is None or devices is None:
        return memory
    text = memory.quantity.text if memory.quantity is not None else ""
    return memory if _SEVERAL.search(text) else memory * devices


def _cache(board: Board, node: Node) -> _Cache | None:
    number = board.number
    shape = tuple(number(node, one) for one in (a.N_LAYERS, a.N_KV_HEADS, a.HEAD_DIM))
    sequences, tokens = _sequences(board, node), _tokens(board, node)
    if sequences is None or tokens is None:
        return None
    per_token = Number.exactly(2.0) * _KV_BYTES
    for one in shape:
        if one is None:
            return None
        per_token = per_token * one
    return _Cache(sequences, tokens, per_token)


def _tokens(board: Board, node: Node) -> Number | None:
    if node.kind is not Kind.LLM:
        return None
    read, written = board.number(node, a.TOKENS_IN), board.number(node, a.TOKENS_OUT)
    return read if written is None or read is None else read + written


def _sequences(board: Board, node: Node) -> Number | None:
    """Stated, or by Little's law from the rate of one replica and the time an answer takes."""
    stated = board.number(node, a.CONCURRENCY)
    rate, replicas = board.load.peak(node.id), board.number(node, a.REPLICAS)
    if stated is not None or rate is None or node.kind is not Kind.LLM:
        return stated
    first, each, written = (board.number(node, one) for one in (a.TTFT, a.TPOT, a.TOKENS_OUT))
    if first is None or each is None or written is None:
        return None
    lasts = first + (written - Number.exactly(1.0)) * each
    return rate * lasts if replicas is None or replicas.low <= 0 else rate / replicas * lasts


def _bytes(value: float) -> str:
    return show_value(value, Dimension.BYTES)
