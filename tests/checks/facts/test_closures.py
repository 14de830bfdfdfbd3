"""What is reached from a node, on cycles and off them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.facts.closures import Closures

NAMES = "abcdefg"
graphs = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=4))


def walked(next_of, start):
    met, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        if node in next_of and node not in met:
            met.add(node)
            waiting += next_of[node]
    return met


def test_a_node_reaches_itself_and_all_that_follows():
    chain = Closures({"a": ["b"], "b": ["c"], "c": []})
    assert {"a", "b", "c"} == chain.union(["a"])
    assert {"c"} == chain.union(["c"])
    assert frozenset() == chain.union([])


def test_what_is_not_a_key_is_no_part_of_the_graph():
    graph = Closures({"a": ["elsewhere", "b"], "b": []})
    assert {"a", "b"} == graph.union(["a"])
    assert "elsewhere" not in graph


def test_the_nodes_of_a_cycle_reach_each_other():
    ring = Closures({"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": []})
    assert {"a", "b", "c", "d"} == ring.union(["b"])
    assert {"d"} == ring.union(["d"])


def test_a_chain_may_be_longer_than_the_stack_is_deep():
    length = 5_000
    chain = Closures({str(one): [str(one + 1)] for one in range(length)})
    assert length == len(chain.union(["0"]))


@given(graphs)
def test_it_is_what_walking_from_each_node_finds(next_of):
    closures = Closures(next_of)
    assert all(walked(next_of, node) == closures.union([node]) for node in next_of)
