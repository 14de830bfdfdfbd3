"""The design as a networkx graph."""

from __future__ import annotations

import networkx as nx
import pytest

from design.graph import to_graph
from design.model import Design, Edge, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation


def _design(*, backwards: bool = False) -> Design:
    nodes = [Node("api", Kind.ENDPOINT), Node("ranker", Kind.MODEL), Node("store", Kind.CACHE)]
    edges = [
        Edge("api", "ranker", Relation.USES),
        Edge("api", "ranker", Relation.CALLS),
        Edge("api", "gone", Relation.READS),
    ]
    if backwards:
        nodes, edges = nodes[::-1], edges[::-1]
    return Design(nodes={n.id: n for n in nodes}, edges={e.key: e for e in edges})


def test_two_relations_between_the_same_nodes_are_two_edges() -> None:
    assert [("api", "ranker", "calls"), ("api", "ranker", "uses")] == list(
        to_graph(_design()).edges(keys=True)
    )


def test_the_order_of_the_file_does_not_show() -> None:
    one, other = to_graph(_design()), to_graph(_design(backwards=True))

    assert list(one.nodes) == list(other.nodes)
    assert list(one.edges(keys=True)) == list(other.edges(keys=True))


def test_a_node_carries_its_kind_and_readable_name() -> None:
    assert "endpoint" == to_graph(_design()).nodes["api"]["kind"]
    assert "api" == to_graph(_design()).nodes["api"]["name"]


def test_the_graph_cannot_be_changed() -> None:
    with pytest.raises(nx.NetworkXError):
        to_graph(_design()).add_node("new")
