"""Which part of one design is taken for which of the other: D60 and D61."""

from __future__ import annotations

import dataclasses
import itertools
import random

import pytest

from design.comparison import compare
from design.model import Design, Edge, EdgeKey, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from prompts_library import shipped
from tests.design.comparison.alike import (
    BOARD,
    design_of,
    mirrored,
    partners,
    renamed,
    unordered,
    without_arrow,
)


def test_swapped_ids_and_names_do_not_hide_what_the_parts_do():
    design = shipped().entry("card-fraud").reference
    swapped = {"inputs_drift": "slo_watch", "slo_watch": "inputs_drift",
               "card_velocity": "merchant_risk", "merchant_risk": "card_velocity"}  # fmt: skip
    names = {new: design.nodes[new].name for new in swapped}
    other = renamed(design, swapped)
    other = dataclasses.replace(
        other,
        nodes={
            id_: dataclasses.replace(node, name=names.get(id_, node.name))
            for id_, node in other.nodes.items()
        },
    )

    found = compare(design, other)

    assert found.is_empty
    assert swapped == {id_: partners(found)[id_] for id_ in swapped}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("{kind: monitor, signal: input_drift}", "{kind: monitor, signal: errors}"),
        ("{kind: monitor, metric: null rate}", "{kind: monitor, metric: p99 latency}"),
        ("{kind: alert, severity: page}", "{kind: alert, severity: ticket}"),
        ("{kind: requirement, about: cost}", "{kind: requirement, about: latency}"),
        ("{kind: cache}", "{kind: runbook}"),
        ("{kind: evaluation}", "{kind: experiment}"),
    ],
)
def test_parts_of_different_purpose_are_never_paired(here, there):
    one, other = design_of(f"nodes:\n  same: {here}"), design_of(f"nodes:\n  same: {there}")

    found = compare(one, other)

    assert (("same",), ("same",), ()) == (found.only_left, found.only_right, found.pairs)


def test_an_alert_that_does_not_say_what_it_does_is_known_by_its_arrows():
    one = design_of("nodes: {a: {kind: alert, severity: ticket}}")
    other = design_of("nodes: {a: alert, pager: oncall}\nedges: [a -> pager]")

    assert () == compare(one, other).pairs


def test_ids_that_are_the_same_do_not_outweigh_what_the_parts_do():
    one = design_of("""
        nodes:
          recent: {kind: feature, computed: stream, window: 1 h, definition: clicks of a session}
          history: {kind: feature, computed: batch, window: 30 d, definition: orders of a user}
    """)
    other = design_of("""
        nodes:
          history: {kind: feature, computed: stream, window: 5 min, definition: last clicks seen}
          recent: {kind: feature, computed: batch, window: 90 d, definition: all orders so far}
    """)

    assert {"recent": "history", "history": "recent"} == partners(compare(one, other))


def test_an_id_from_the_starter_keeps_a_part_that_says_little_yet():
    one = design_of("nodes: {shop: {kind: consumer, action: shows twenty slots}}")
    other = design_of("nodes: {shop: consumer, team: {kind: consumer, action: reviews payments}}")

    assert {"shop": "shop"} == partners(compare(one, other))


def test_parts_of_a_kind_that_have_little_in_common_have_no_partner():
    one, other = shipped().entry("card-fraud"), shipped().entry("churn-daily")
    found = compare(one.reference, other.reference)

    assert {"card_velocity", "model_choice"} <= set(found.only_left)
    assert {"nightly_batch", "usage_trend"} <= set(found.only_right)


def test_a_monitor_without_a_signal_is_known_by_its_metric():
    one = design_of("nodes:\n  nulls: {kind: monitor, metric: null rate and schema violations}")
    other = design_of("nodes:\n  m: {kind: monitor, signal: data_quality, metric: null rate}")

    assert {"nulls": "m"} == partners(compare(one, other))


def test_a_cache_that_serves_the_features_stands_for_their_store():
    other = BOARD.replace("kind: feature_store", "kind: cache").replace("store", "redis")

    found = compare(design_of(BOARD), design_of(other))

    assert "redis" == partners(found)["store"]
    assert not found.only_left
    assert EdgeKey("api", "store", Relation.READS) not in found.connections_only_left


def test_an_arrow_stands_for_one_other_arrow_where_a_part_stands_in_for_another_kind():
    one = design_of("""
        nodes: {store: feature_store, api: {kind: endpoint, mode: online}}
        edges:
          - edge: "api -> store: reads"
            timeout: 5 ms
    """)
    other = design_of("""
        nodes: {store: {kind: cache}, api: {kind: endpoint, mode: online}}
        edges:
          - edge: "api -> store: reads"
            timeout: 6 ms
          - edge: "api -> store: calls"
            timeout: 7 ms
    """)
    only_called = without_arrow(other, EdgeKey("api", "store", Relation.READS))

    for there, relation in ((other, Relation.READS), (only_called, Relation.CALLS)):
        found = compare(one, there)

        assert [EdgeKey("api", "store", relation)] == [pair.right for pair in found.connections]
        assert () == found.connections_only_left
        assert unordered(found) == mirrored(compare(there, one))


def test_parts_that_look_the_same_are_told_apart_by_what_they_belong_to():
    one = design_of("""
        nodes:
          a: {kind: monitor}
          b: {kind: monitor}
          early: {kind: alert}
          late: {kind: alert}
          pager: {kind: oncall, hours: 24x7}
        edges: [a -> early, b -> late, late -> pager]
    """)
    new = {"a": "z", "b": "y", "early": "n", "late": "m"}

    found = compare(one, renamed(one, new))

    assert found.is_empty
    assert new | {"pager": "pager"} == partners(found)


def test_parts_that_are_the_same_in_every_way_keep_their_own_neighbours():
    one = design_of("""
        nodes: {a: monitor, b: monitor, early: alert, late: alert}
        edges: [a -> early, b -> late]
    """)

    assert compare(one, renamed(one, {"a": "z", "b": "y", "early": "m", "late": "n"})).is_empty


@pytest.mark.parametrize("seed", range(10))
def test_a_long_chain_of_parts_that_look_the_same_is_followed_from_its_ends(seed):
    ids = random.Random(seed).sample(range(40), 40)
    nodes = {f"n{n:02}": Node(f"n{n:02}", Kind.TRANSFORM) for n in ids}
    links = [Edge(one, other, Relation.FEEDS) for one, other in itertools.pairwise(nodes)]
    chain = Design(nodes=nodes, edges={edge.key: edge for edge in links})
    new = dict(zip(nodes, random.Random(seed + 1).sample(sorted(nodes), 40), strict=True))

    assert compare(chain, renamed(chain, {id_: f"x{new[id_]}" for id_ in nodes})).is_empty
