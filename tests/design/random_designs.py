"""Designs and edits from a seed: faster than hypothesis, for thousands of them.

What hypothesis shrinks, a seed repeats: ``random_design(7, 12)`` is the same design everywhere.
"""

from __future__ import annotations

import dataclasses
import random
from functools import cache

from design import changes as c
from design.brief import Lane, Level
from design.fields import FieldError, read_value
from design.model import Design, Edge, EdgeKey, Node
from design.vocabulary import attributes as a
from design.vocabulary.attribute import ChoiceAttribute, FlagAttribute, QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, legal

# What a field of any dimension may be asked to mean, the awkward ends included.
TYPED = (
    "0", "0%", "0 s", "12", "1e9", "0.25", "~3 h", "1-2k", "200 ms", "p95 80 ms", "p99 20 ms",
    "daily", "30 d", "5 min", "2k QPS", "50M/day", "99.9%", "100%", "drops 5%", "5 pp", "14.4x",
    "1 in 500", "$40", "1.5 TB", "conversion", "error rate", "null rate, age and schema", "v1",
    "version", "canary 5% for 1 h", "shadow", "full", "error rate > 2% absolute over 10 min",
    "rules (heuristic): too weak", "web pages", "PR-AUC >= 0.35", "recall@5", "all users",
)  # fmt: skip


@cache
def readable(attribute) -> tuple[object, ...]:
    """Every value the words above, and its own example, give *attribute*."""
    words: tuple[object, ...] = TYPED
    if isinstance(attribute, ChoiceAttribute):
        words = attribute.options
    elif isinstance(attribute, FlagAttribute):
        words = ("yes", "no")
    elif isinstance(attribute, QuantityAttribute):
        words = (*TYPED, *(attribute.example,) * 6)
    found = []
    for word in words:
        for raw in (word, [word]):
            try:
                found.append((raw, read_value(attribute, raw)))
            except FieldError:
                continue
            break
    return tuple(found)


def random_fields(spec, dice: random.Random, share: float) -> dict[str, object]:
    """About *share* of the fields of a kind or relation, filled in."""
    chosen = [one for one in spec.fields.values() if dice.random() < share and readable(one)]
    chosen = [one for one in chosen if one is not a.LATENCY]  # it is kept under its percentile
    return {one.name: dice.choice(readable(one))[1] for one in chosen}


def random_design(seed: int, size: int, share: float = 0.3) -> Design:
    """A design of *size* boxes of any kind, legally joined, *share* of the fields filled in."""
    dice = random.Random(seed)
    ids = [f"n{number}" for number in range(size)]
    nodes = {id_: _random_node(id_, dice, share) for id_ in ids}
    edges = {}
    for _ in range(3 * size):
        edge = _random_edge(nodes, dice)
        if edge is not None:
            edges[edge.key] = edge
    return Design(
        nodes=nodes, edges=edges, lane=dice.choice(tuple(Lane)), level=dice.choice(tuple(Level))
    )


def _random_node(id_: str, dice: random.Random, share: float) -> Node:
    kind = dice.choice(tuple(Kind))
    fields = random_fields(KINDS[kind], dice, share)
    fields.pop("out_of_scope", None)
    blank = [name for name in KINDS[kind].fields if name not in fields]
    na = {dice.choice(blank): dice.choice(("", "not in this round"))} if dice.random() < 0.1 else {}
    return Node(id_, kind, fields=fields, na=na)


def _random_edge(nodes: dict[str, Node], dice: random.Random) -> Edge | None:
    source, target = dice.choice([*nodes]), dice.choice([*nodes])
    relations = legal(nodes[source].kind, nodes[target].kind)
    if source == target or not relations:
        return None
    relation = dice.choice(relations)
    return Edge(source, target, relation, fields=random_fields(RELATIONS[relation], dice, 0.2))


def shuffled(design: Design, seed: int) -> Design:
    """*design* with its nodes and edges in another order."""
    dice = random.Random(seed)
    nodes, edges = [*design.nodes.items()], [*design.edges.items()]
    dice.shuffle(nodes)
    dice.shuffle(edges)
    return dataclasses.replace(design, nodes=dict(nodes), edges=dict(edges))


def random_change(design: Design, dice: random.Random) -> c.Change:
    """An edit that is legal on *design*, which has a node."""
    node = design.nodes[dice.choice([*design.nodes])]
    keys = [*design.edges]
    made: list[c.Change] = [
        c.AddNode(id=f"new{dice.randrange(10**6)}", kind=dice.choice(tuple(Kind))),
        c.RenameNode(id=node.id, name=dice.choice(("ranker", "warehouse", "email of users"))),
        c.RemoveNode(id=node.id),
        c.SetNa(id=node.id, field=dice.choice([*KINDS[node.kind].fields]), reason="not here"),
        *(_random_setting(node, dice) for _ in range(6)),
    ]
    if keys:
        made.append(c.Disconnect(*dice.choice(keys)))
    joined = _random_edge(dict(design.nodes), dice)
    if joined is not None and EdgeKey(*joined.key) not in design.edges:
        made.append(c.Connect(*joined.key))
    return dice.choice(made)


def _random_setting(node: Node, dice: random.Random) -> c.SetField:
    attribute = dice.choice([one for one in KINDS[node.kind].fields.values() if readable(one)])
    raw = dice.choice((None, *(raw for raw, _ in readable(attribute))))
    return c.SetField(id=node.id, field=attribute.name, value=raw)
