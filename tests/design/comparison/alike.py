"""Designs that say the same, or nearly: with other ids, in another order, without a part."""

from __future__ import annotations

import dataclasses
import random
import textwrap

from design.comparison import Comparison, ConnectionPair, Differing, Pair
from design.formats import read_design
from design.model import Design, Edge, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

BOARD = """
nodes:
  api: {kind: endpoint, mode: online}
  store: {kind: feature_store, latency_p95: 5 ms}
  counts: {kind: feature, computed: stream}
  drift: {kind: monitor, signal: input_drift}
  errors: {kind: monitor, signal: errors}
edges:
  - counts -> store
  - edge: api -> store
    timeout: 15 ms
  - drift -> store
  - errors -> api
"""


def design_of(text):
    return read_design(textwrap.dedent(text)).design


def partners(comparison):
    return {one.left: one.right for one in comparison.pairs}


def plain(seed):
    """A design of up to 14 parts of two kinds that nothing but their arrows tells apart."""
    dice = random.Random(seed)
    kinds = (Kind.SOURCE, Kind.TRANSFORM)
    nodes = [Node(f"n{number}", dice.choice(kinds)) for number in range(dice.randint(3, 14))]
    joined = [dice.sample(nodes, 2) for _ in range(dice.randint(1, 2 * len(nodes)))]
    edges = [Edge(source.id, target.id, Relation.FEEDS) for source, target in joined]
    return Design(nodes={node.id: node for node in nodes}, edges={edge.key: edge for edge in edges})


def renamed(design, new):
    """*design* with the ids that *new* gives, by old id; ids that are not in it stay."""
    nodes = {
        new.get(id_, id_): dataclasses.replace(node, id=new.get(id_, id_))
        for id_, node in design.nodes.items()
    }
    edges = [
        dataclasses.replace(
            edge, source=new.get(edge.source, edge.source), target=new.get(edge.target, edge.target)
        )
        for edge in design.edges.values()
    ]
    return dataclasses.replace(design, nodes=nodes, edges={edge.key: edge for edge in edges})


def fresh_ids(design):
    """A new id for every node, in an order that has nothing to do with the old one."""
    ids = sorted(design.nodes, key=lambda id_: (id_[::-1], id_))
    return {id_: f"zz_part_{number:03d}" for number, id_ in enumerate(ids)}


def without(design, id_):
    """*design* with one node and its arrows taken off."""
    return dataclasses.replace(
        design,
        nodes={one: node for one, node in design.nodes.items() if one != id_},
        edges={key: edge for key, edge in design.edges.items() if id_ not in key[:2]},
    )


def without_arrow(design, key):
    """*design* with one arrow taken off."""
    return dataclasses.replace(
        design, edges={one: edge for one, edge in design.edges.items() if one != key}
    )


def unnamed(design):
    """*design* with the names of its nodes taken off."""
    nodes = {id_: dataclasses.replace(node, name="") for id_, node in design.nodes.items()}
    return dataclasses.replace(design, nodes=nodes)


def mirrored(comparison):
    """*comparison* as seen from the right; pairs in no particular order."""
    return Comparison(
        pairs=frozenset(
            Pair(one.right, one.left, _turned(one.differing)) for one in comparison.pairs
        ),
        only_left=comparison.only_right,
        only_right=comparison.only_left,
        connections=frozenset(
            ConnectionPair(one.right, one.left, _turned(one.differing))
            for one in comparison.connections
        ),
        connections_only_left=comparison.connections_only_right,
        connections_only_right=comparison.connections_only_left,
    )


def unordered(comparison):
    """*comparison* with its pairs in no particular order."""
    return dataclasses.replace(
        comparison,
        pairs=frozenset(comparison.pairs),
        connections=frozenset(comparison.connections),
    )


def _turned(differing):
    return tuple(Differing(one.field, one.right, one.left) for one in differing)
