"""Parts are paired by what they do: D60 and D62."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given

from design.brief import Lane
from design.comparison import Comparison, Differing, Pair, by_stage, compare
from design.model import Design, EdgeKey, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from prompts_library import shipped
from tests.design.comparison.alike import (
    BOARD,
    design_of,
    fresh_ids,
    mirrored,
    partners,
    plain,
    renamed,
    unnamed,
    unordered,
    without,
)
from tests.design.random_designs import random_design, shuffled
from tests.design.strategies import designs

EVERY = shipped().readable()
ONE_OF_EACH_LANE = [
    next(id_ for id_, one in EVERY.items() if one.prompt.lane is lane) for lane in Lane
]
PARTS = [(prompt, id_) for prompt in ONE_OF_EACH_LANE for id_ in EVERY[prompt].reference.nodes]


@given(designs())
def test_a_design_has_no_difference_from_itself(design):
    found = compare(design, design)

    assert found.is_empty
    assert {id_: id_ for id_ in design.nodes} == partners(found)


@given(designs())
def test_other_ids_make_no_difference(design):
    assert compare(design, renamed(design, fresh_ids(design))).is_empty


@pytest.mark.parametrize("seed", range(20))
def test_other_ids_make_no_difference_in_a_large_design(seed):
    design = random_design(seed, 40)

    assert compare(design, renamed(design, fresh_ids(design))).is_empty


@pytest.mark.parametrize("seed", range(40))
def test_parts_that_only_their_arrows_tell_apart_are_found_under_other_ids(seed):
    design = plain(seed)

    assert compare(design, renamed(design, fresh_ids(design))).is_empty


@pytest.mark.parametrize("seed", [*range(20), 261, 408, 450])
def test_ties_fall_the_same_way_from_either_side(seed):
    one, other = plain(seed), plain(seed + 100_000)

    assert unordered(compare(one, other)) == mirrored(compare(other, one))


@pytest.mark.parametrize("prompt", EVERY)
def test_neither_other_ids_nor_other_names_hide_a_part(prompt):
    design = EVERY[prompt].reference
    new = fresh_ids(design)

    assert new == partners(compare(design, unnamed(renamed(design, new))))


@given(designs(), designs())
def test_the_other_way_round_is_the_mirror(one, other):
    assert unordered(compare(one, other)) == mirrored(compare(other, one))


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_nodes_and_edges_does_not_matter(seed):
    one, other = random_design(seed, 15, 0.1), random_design(seed + 100, 15, 0.1)

    found = compare(one, other)

    assert found == compare(shuffled(one, seed), shuffled(other, seed + 1))
    assert unordered(found) == mirrored(compare(other, one))


@given(designs(), designs())
def test_every_node_is_in_one_pair_or_alone(one, other):
    found = compare(one, other)

    assert sorted(one.nodes) == sorted([*(pair.left for pair in found.pairs), *found.only_left])
    assert sorted(other.nodes) == sorted([*(pair.right for pair in found.pairs), *found.only_right])


def test_nothing_beside_nothing_is_no_difference():
    assert Comparison() == compare(Design(), Design())


def test_beside_nothing_every_part_is_missing():
    design = design_of(BOARD)

    found = compare(design, Design())

    assert ("counts", "store", "api", "drift", "errors") == found.only_left
    assert () == found.connections_only_left == found.only_right == found.pairs


@pytest.mark.parametrize(("prompt", "id_"), PARTS)
def test_a_part_that_is_taken_off_is_all_that_is_missing(prompt, id_):
    design = EVERY[prompt].reference
    new = fresh_ids(design)

    for other in (without(design, id_), renamed(without(design, id_), new)):
        found = compare(design, other)

        assert (id_,) == found.only_left
        assert dataclasses.replace(found, only_left=()).is_empty


@pytest.mark.parametrize("prompt", EVERY)
def test_everything_but_the_starter_is_missing_from_a_starter(prompt):
    begun, design = EVERY[prompt].starter, EVERY[prompt].reference

    found = compare(design, begun)

    assert {id_: id_ for id_ in begun.nodes} == partners(found)
    assert set(design.nodes) - set(begun.nodes) == set(found.only_left)


def test_of_a_pair_every_field_that_differs_is_told():
    before = design_of("nodes:\n  api: {kind: endpoint, mode: online, replicas: 3, timeout: 0.5 s}")
    after = design_of(
        "nodes:\n  web:\n    kind: endpoint\n    mode: batch\n    timeout: 500 ms\n"
        "    zones: 2\n    numbers: {cold cells: 7}"
    )

    assert (
        Pair(
            "api",
            "web",
            (
                Differing("cold cells", "", "7"),
                Differing("mode", "online", "batch"),
                Differing("replicas", "3 replicas", ""),
                Differing("zones", "", "2 zones"),
            ),
        ),
    ) == compare(before, after).pairs


def test_an_arrow_between_two_pairs_is_told_where_it_is_on_one_side_or_states_something_else():
    before = design_of(BOARD)
    text = BOARD.replace("15 ms", "40 ms").replace("  - errors -> api\n", "  - errors -> store\n")
    new = {"store": "keep", "api": "front", "errors": "watch"}

    found = compare(before, renamed(design_of(text), new))

    assert (EdgeKey("errors", "api", Relation.MONITORS),) == found.connections_only_left
    assert (EdgeKey("watch", "keep", Relation.MONITORS),) == found.connections_only_right
    (arrow,) = found.connections
    assert EdgeKey("front", "keep", Relation.READS) == arrow.right
    assert (Differing("timeout", "15 ms", "40 ms"),) == arrow.differing


def test_an_arrow_to_nowhere_is_no_difference():
    one = design_of(BOARD)
    lost = EdgeKey("api", "gone", Relation.READS)
    edge = dataclasses.replace(one.edges[EdgeKey("api", "store", Relation.READS)], target="gone")

    assert compare(one, dataclasses.replace(one, edges={**one.edges, lost: edge})).is_empty


def test_parts_stand_under_the_stages_of_a_design():
    design = design_of(BOARD)

    assert [
        ("Features and indexes", ("counts", "store")),
        ("Serving", ("api",)),
        ("Operations", ("drift", "errors")),
    ] == [(one.name, one.ids) for one in by_stage(design, design.nodes)]


@pytest.mark.parametrize("fields", [0.0, 0.3])
def test_sixty_parts_of_every_kind_are_compared(fields):
    one, other = random_design(1, 60, fields), random_design(2, 60, fields)

    found = compare(one, other)

    assert 60 == len(found.pairs) + len(found.only_left) == len(found.pairs) + len(found.only_right)


def test_sixty_parts_that_look_the_same_are_all_paired():
    one = Design(nodes={f"a{n}": Node(f"a{n}", Kind.SOURCE) for n in range(60)})

    assert 60 == len(compare(one, renamed(one, fresh_ids(one))).pairs)
