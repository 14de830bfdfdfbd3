"""How many tokens one call of a language model reads and writes, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.numbers import Number
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_ASKS = (Relation.CALLS, Relation.READS, Relation.USES)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what stands in the context window, in tokens."""

    name: str
    tokens: Number
    words: str  # "10 x 700"


def parts_of(board: Board, llm: Node) -> tuple[Part, ...]:
    """What one call of *llm* puts into the window, the answer it reserves included.

    System prompt, passages, history, question, tool results and steps where they are stated; the
    input as a whole where they are not, or where it is more than they add up to. Empty where
    nothing is known of the input.
    """
    found = tuple(_input_parts(board, llm))
    whole = board.number(llm, a.TOKENS_IN)
    is_split = any(part.name in {"system prompt", "passages"} for part in found)
    if not is_split and whole is None:
        return ()
    if whole is not None and (not is_split or whole.low > sum(part.tokens.high for part in found)):
        found = (_part("input", whole),)
    answer = board.number(llm, a.MAX_OUTPUT_TOKENS) or board.number(llm, a.TOKENS_OUT)
    steps, each = board.number(llm, a.MAX_STEPS), board.number(llm, a.STEP_TOKENS)
    more = [] if answer is None else [_part("reserved answer", answer)]
    if steps is not None and each is not None:
        words = f"{steps.value:g} x {figure(each.value)}"
        more.append(Part("steps", steps * each, words))
    return (*found, *more)


def retrievers_of(board: Board, llm: Node) -> tuple[Node, ...]:
    """The retrievers whose passages *llm* reads: its own, and those of who calls it."""
    callers = [edge.source for edge in board.into(llm.id, Relation.CALLS, Relation.USES)]
    found = {
        node.id
        for one in (llm.id, *callers)
        for node in board.targets_of(one, *_ASKS)
        if node.kind is Kind.RETRIEVER
    }
    found |= {one for one in callers if board.node(one).kind is Kind.RETRIEVER}
    return tuple(board.node(one) for one in sorted(found))


def prompts_of(board: Board, llm: Node) -> tuple[Node, ...]:
    """The prompts *llm* is called with, in id order."""
    asked = (node for node in board.targets_of(llm.id, *_ASKS) if node.kind is Kind.PROMPT)
    return tuple(sorted(asked, key=lambda node: node.id))


def chunk_tokens(board: Board, retriever: Node) -> Number | None:
    """The size of a passage: of the retriever, its index, or the job that cuts them."""
    own = board.number(retriever, a.CHUNK_TOKENS)
    if own is not None:
        return own
    indexes = (one for one in board.targets_of(retriever.id, *_ASKS) if one.kind is Kind.INDEX)
    sizes = (chunk_tokens_of_index(board, index) for index in indexes)
    return next((one for one in sizes if one is not None), None)


def chunk_tokens_of_index(board: Board, index: Node) -> Number | None:
    """The size of a passage in *index*: its own, or of the job that fills it."""
    jobs = (one for one in board.sources_of(index.id, Relation.FEEDS) if one.kind is Kind.TRANSFORM)
    sizes = (board.number(node, a.CHUNK_TOKENS) for node in (index, *jobs))
    return next((one for one in sizes if one is not None), None)


def _input_parts(board: Board, llm: Node) -> Iterator[Part]:
    number = board.number
    prompts = prompts_of(board, llm)
    for prompt in prompts:
        system = number(prompt, a.SYSTEM_TOKENS)
        if system is not None:
            yield _part("system prompt", system)
    retrievers = retrievers_of(board, llm)
    for retriever in retrievers:
        k, chunk = number(retriever, a.K), chunk_tokens(board, retriever)
        if k is not None and chunk is not None:
            yield Part("passages", k * chunk, f"{k.value:g} x {figure(chunk.value)}")
    for name, attribute, owners in (
        ("history", a.HISTORY_TOKENS, (llm, *prompts)),
        ("question", a.QUERY_TOKENS, (llm, *retrievers)),
    ):
        stated = next(
            (
                one
                for owner in owners
                if attribute.name in owner.fields and (one := number(owner, attribute)) is not None
            ),
            None,
        )
        if stated is not None:
            yield _part(name, stated)
    for tool in board.targets_of(llm.id, Relation.CALLS):
        result = number(tool, a.RESULT_TOKENS) if tool.kind is Kind.TOOL else None
        if result is not None:
            yield _part(f"result of {tool.title}", result)


def _part(name: str, tokens: Number) -> Part:
    return Part(name, tokens, figure(tokens.value))
