"""How words of strangers reach a language model, and what the model can do with them.

Content flows along ``feeds``, back from what is called or read to who asked, from a request to what
it calls, and from whoever asks an endpoint into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import EdgeKey, Node

_Way: TypeAlias = "tuple[tuple[str, ...], tuple[EdgeKey, ...]]"  # nodes, and edges between them
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
    """A way from a stranger's words over a model to something it can do or must not tell.

    ``nodes`` from the stranger to the tool, or to the data not everybody may see, and ``edges``
    between them in the same order; ``guarded`` says whether something checks the words or the deed
    on the way.
    """

    stranger: Node
    llm: Node
    tool: Node  # or the data
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


def is_privileged(node: Node) -> bool:
    """Whether not everybody may see what is in it; a retriever is judged by itself."""
    return node.kind is not Kind.RETRIEVER and node.get(a.ACL) == "required"


def guards_of(board: Board, node: str) -> frozenset[str]:
    """The stages at which a guardrail checks *node*; "" where the edge does not say."""
    return frozenset(edge.get(a.GUARD_STAGE) or "" for edge in board.into(node, Relation.GUARDS))


def _injection(board: Board, llm: Node) -> Injection | None:
    ways = [(way, _is_checked(board, way[0])) for way in _ways_in(board, llm)]
    deeds = [(deed, _is_approved(board, deed[0])) for deed in _deeds(board, llm)]
    # What a stranger wrote is no secret from it.
    pairs = [
        (is_checked + is_approved, way, deed)
        for way, is_checked in ways
        for deed, is_approved in deeds
        if deed[0][-1] not in way[0]
    ]
    if not pairs:
        return None
    guards, (nodes, edges), (done, arrows) = min(pairs, key=lambda pair: pair[0])
    stranger = board.node(nodes[0])
    return Injection(
        stranger,
        llm,
        board.node(done[-1]),
        (*nodes, *done),
        (*edges, *arrows),
        guarded=guards > 0,
        direct=stranger.kind in _ASKING,
    )


def _deeds(board: Board, llm: Node) -> Iterator[_Way]:
    """What the model can do, and what it can look up with more rights than who asks has.

    Whose rights a retriever goes by is asked of the retriever.
    """
    for edge in board.out_of(llm.id, Relation.CALLS, Relation.READS):
        target = board.node(edge.target)
        if does_something(target) or is_privileged(target):
            yield (target.id,), (edge.key,)
        elif target.kind is Kind.TOOL and target.get(a.ACL) != "enforced":
            for inner in board.out_of(target.id, Relation.READS):
                if is_privileged(board.node(inner.target)):
                    yield (target.id, inner.target), (edge.key, inner.key)


def _is_approved(board: Board, nodes: tuple[str, ...]) -> bool:
    return any(
        board.node(one).get(a.APPROVAL) is True
        or guards_of(board, one) - (_AFTER if does_something(board.node(one)) else frozenset())
        for one in nodes
    )


_AFTER = frozenset({"output"})  # a deed is done by then; what was read can still be held back


def _is_checked(board: Board, nodes: tuple[str, ...]) -> bool:
    """Whether a guardrail sees the words before the model acts on them."""
    return any(guards_of(board, node) & {"", "input", "retrieved", "tool"} for node in nodes)


def _ways_in(board: Board, llm: Node) -> list[_Way]:
    """The shortest way from each stranger to *llm*, the shortest first."""
    ways: dict[str, _Way] = {llm.id: ((llm.id,), ())}
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
