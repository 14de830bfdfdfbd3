"""How words of strangers reach a language model, and what the model can do with them.

Content flows along ``feeds``, back from what is called or read to who asked, from a request to what
it calls, and from whoever asks an endpoint into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import EdgeKey, Node

EFFECTS = frozenset({"write", "pay", "send", "delete"})
_ASKING = frozenset({Kind.CONSUMER, Kind.ENDPOINT})
_ANSWERS = (Relation.CALLS, Relation.READS, Relation.USES)
_ANSWERING = frozenset(
    {
        Kind.RETRIEVER,
        Kind.INDEX,
        Kind.TOOL,
        Kind.SOURCE,
        Kind.CACHE,
        Kind.FEATURE_STORE,
        Kind.FEATURE,
        Kind.LOG,
        Kind.LLM,
        Kind.PROMPT,
    }
)
# Sources that strangers write, where nobody says whether they are trusted.
_STRANGERS = re.compile(
    r"\b(?:web|internet|crawl(?:ed)?|e?-?mails?|tickets?|reviews?|uploads?|uploaded|comments?|"
    r"forum|posts?|messages?|attachments?|third[ -]party|user[ -]generated|customer messages?)\b"
)


@dataclass(frozen=True, slots=True)
class Injection:
    """A way from a stranger's words over a model to something it can do.

    ``nodes`` from the stranger to the tool and ``edges`` between them in the same order;
    ``guarded`` says whether something checks the words or the deed on the way.
    """

    stranger: Node
    llm: Node
    tool: Node
    nodes: tuple[str, ...]
    edges: tuple[EdgeKey, ...]
    guarded: bool
    direct: bool  # the stranger is who asks


def injections(board: Board) -> tuple[Injection, ...]:
    """One for each model that can do something and that a stranger's words reach."""
    found = (_injection(board, llm) for llm in board.of_kind(Kind.LLM))
    return tuple(one for one in found if one is not None)


def is_untrusted(node: Node) -> bool:
    """Whether strangers write what comes from it: as stated, else as its name says."""
    stated = node.get(a.TRUST)
    if stated is not None:
        return stated == "untrusted"
    if node.kind is Kind.CONSUMER:
        return node.get(a.PUBLIC) is True
    words = node.title.casefold().replace("_", " ")
    return node.kind is Kind.SOURCE and bool(_STRANGERS.search(words))


def does_something(tool: Node) -> bool:
    """Whether calling *tool* changes the world, and not only drafts it."""
    return tool.get(a.SIDE_EFFECT) in EFFECTS and tool.get(a.DRY_RUN) is not True


def guards_of(board: Board, node: str) -> frozenset[str]:
    """The stages at which a guardrail checks *node*; "" where the edge does not say."""
    return frozenset(edge.get(a.GUARD_STAGE) or "" for edge in board.into(node, Relation.GUARDS))


def _injection(board: Board, llm: Node) -> Injection | None:
    ways = _ways_in(board, llm)
    deeds = tuple(_deeds(board, llm))
    if not ways or not deeds:
        return None
    open_ways = [way for way in ways if not _is_checked(board, way[0])]
    open_deeds = [deed for deed in deeds if not _is_approved(board, deed[1])]
    guarded = not open_ways or not open_deeds
    nodes, edges = (open_ways or ways)[0]
    edge, tool = (open_deeds or deeds)[0]
    stranger = board.node(nodes[0])
    return Injection(
        stranger,
        llm,
        tool,
        (*nodes, tool.id),
        (*edges, edge),
        guarded,
        direct=stranger.kind in _ASKING,
    )


def _deeds(board: Board, llm: Node) -> Iterator[tuple[EdgeKey, Node]]:
    for edge in board.out_of(llm.id, Relation.CALLS):
        tool = board.node(edge.target)
        if tool.kind is Kind.TOOL and does_something(tool):
            yield edge.key, tool


def _is_approved(board: Board, tool: Node) -> bool:
    return tool.get(a.APPROVAL) is True or bool(guards_of(board, tool.id))


def _is_checked(board: Board, nodes: tuple[str, ...]) -> bool:
    """Whether a guardrail sees the words before the model acts on them."""
    return any(guards_of(board, node) & {"", "input", "retrieved", "tool"} for node in nodes)


def _ways_in(board: Board, llm: Node) -> list[tuple[tuple[str, ...], tuple[EdgeKey, ...]]]:
    """The shortest way from each stranger to *llm*, the shortest first."""
    ways: dict[str, tuple[tuple[str, ...], tuple[EdgeKey, ...]]] = {llm.id: ((llm.id,), ())}
    order = [llm.id]
    for here in order:
        nodes, edges = ways[here]
        for before, key in _before(board, here):
            if before not in ways:
                ways[before] = ((before, *nodes), (key, *edges))
                order.append(before)
    return [ways[one] for one in order if one != llm.id and _speaks(board, board.node(one))]


def _speaks(board: Board, node: Node) -> bool:
    if node.kind is Kind.CONSUMER:
        public = any(
            end.get(a.PUBLIC) is True for end in board.targets_of(node.id, Relation.CONSUMES)
        )
        return is_untrusted(node) or public
    if node.kind is Kind.ENDPOINT:  # open to a public that is not drawn
        return node.get(a.PUBLIC) is True and not board.into(node.id, Relation.CONSUMES)
    return is_untrusted(node)


def _before(board: Board, here: str) -> Iterator[tuple[str, EdgeKey]]:
    """Where the content of a node comes from."""
    for edge in board.out_of(here, *_ANSWERS):
        if board.node(edge.target).kind in _ANSWERING:
            yield edge.target, edge.key
    for edge in board.into(here, Relation.FEEDS):
        yield edge.source, edge.key
    if board.node(here).kind in (Kind.LLM, Kind.RETRIEVER, Kind.ENDPOINT):
        for edge in board.into(here, Relation.CALLS, Relation.USES, Relation.CONSUMES):
            yield edge.source, edge.key
