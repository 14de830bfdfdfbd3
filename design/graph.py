"""The design as a networkx graph, for drawings, exports and people's own scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

    from design.model import Design


def to_graph(design: Design) -> nx.MultiDiGraph[str]:
    """A frozen graph of *design*; equal designs give graphs with the same order.

    Nodes are ids with ``kind``, ``name`` and ``fields``; edges are keyed by relation and carry
    ``fields``. Edges whose ends are not on the board are left out. Changing the graph raises
    ``networkx.NetworkXError``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=design.title)
    for id_ in sorted(design.nodes):
        node = design.nodes[id_]
        graph.add_node(id_, kind=str(node.kind), name=node.title, fields=dict(node.fields))
    for key in sorted(design.edges):
        edge = design.edges[key]
        if key.source in graph and key.target in graph:
            graph.add_edge(key.source, key.target, key=str(key.relation), fields=dict(edge.fields))
    frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
    return frozen
