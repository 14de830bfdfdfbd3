"""The edges of a file: `a -> b`, `a -> b: relation`, or a mapping with fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from design.arrows import ArrowError, orient
from design.changes.edges import oriented
from design.fields import Json
from design.fields.raw import is_empty
from design.formats.ledger import Ledger, Parts
from design.formats.nodes import Facts
from design.formats.tree import Entries, Items, Scalar, Tree, plain
from design.model import Edge, EdgeKey
from design.text import did_you_mean, shortened
from design.vocabulary.relations import Relation

OF_EDGE: Final = ("edge", "note")
_ARROW: Final = re.compile(
    r"(?P<source>[^\s:>→-][^\s:>→]*?)\s*(?:-+>|=+>|→)\s*(?P<target>[^\s:>→]+)"
    r"(?:\s*:\s*(?P<relation>\S.*))?"
)
_EXPECTED: Final = (
    "expected `source -> target`, `source -> target: relation`, or a mapping with "
    '`edge: "source -> target: relation"`'
)
_LONGEST: Final = 300  # characters of an arrow: two ids and a relation, with room for spaces
_RELATIONS: Final = tuple(map(str, Relation))


def edges_of(ledger: Ledger, top: Parts) -> Iterator[Edge]:
    """Every edge that can be read, the way round it is stored."""
    if "edges" not in top:
        return
    value = top["edges"][1]
    if not isinstance(value, Items):
        if not is_empty(plain(value)):
            ledger.problem(value, "edges", "expected a list: `- ranker -> api` on each line")
        return
    for number, item in enumerate(value.items):
        edge = _edge(ledger, item, f"edges[{number}]")
        if edge is not None:
            yield edge


def read_arrow(text: str) -> tuple[str, str, Relation | None]:
    """The two ids of an arrow written in *text*, and its relation where one is named.

    Raises ValueError where it is not an arrow or the relation is none.
    """
    match = _matched(text)
    if match is None:
        raise ValueError(f"expected `source -> target`, found `{shortened(text)}`")
    word = match["relation"]
    if word is not None and word not in _RELATIONS:
        raise ValueError(f"unknown relation `{shortened(word)}`{did_you_mean(word, _RELATIONS)}")
    return match["source"], match["target"], None if word is None else Relation(word)


def _matched(text: str) -> re.Match[str] | None:
    return _ARROW.fullmatch(text.strip()) if len(text) < _LONGEST else None


def _edge(ledger: Ledger, item: Tree, path: str) -> Edge | None:
    text, parts = _arrow(item)
    match = _matched(text) if isinstance(text, str) else None
    if match is None:
        ledger.problem(item, path, _EXPECTED)
        return None
    key = _key(ledger, item, match, path)
    if key is None:
        return None
    if key in ledger.edge_lines:
        first = ledger.edge_lines[key]
        ledger.problem(item, path, f"`{key}` stands on line {first} already; keep one")
        return None
    ledger.edge_lines[key] = item.line + 1
    facts = Facts(ledger, key, key.relation, path)
    for name, (field_key, value) in parts.items():
        if name not in OF_EDGE:
            facts.read(field_key, value)
    note = ledger.prose(parts, "note", f"{path}.")
    return Edge(*key, fields=MappingProxyType(facts.values), note=note)


def _arrow(item: Tree) -> tuple[Json, Parts]:
    """The arrow as text, and the entries that stand beside it."""
    if not isinstance(item, Entries):
        return plain(item), {}
    if "edge" in item.entries:
        return plain(item.entries["edge"][1]), item.entries
    if len(item.entries) == 1:  # YAML takes `- a -> b: feeds` as a mapping of one entry
        ((arrow, (_, relation)),) = item.entries.items()
        if isinstance(relation, Scalar):
            return f"{arrow}: {relation.text}" if relation.text else arrow, {}
    return None, {}


def _key(ledger: Ledger, item: Tree, match: re.Match[str], path: str) -> EdgeKey | None:
    word = match["relation"]
    known = word is None or word in _RELATIONS
    if not known:
        ledger.unknown(item, path, word, _RELATIONS, what="relation")
    source = ledger.node(item, match["source"], path)
    target = ledger.node(item, match["target"], path)
    if not known or source is None or target is None:
        return None
    if source == target:
        ledger.problem(item, path, "an arrow needs two different nodes")
        return None
    kinds = ledger.kinds[source], ledger.kinds[target]
    if kinds[0] is None or kinds[1] is None:  # its node is a problem already
        return None
    try:
        meant = orient(kinds[0], kinds[1], Relation(word) if word else None)
    except ArrowError as error:
        ledger.problem(item, path, error.message)
        return None
    return oriented(source, target, meant)
