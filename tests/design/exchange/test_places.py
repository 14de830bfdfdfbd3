"""Where things stand in an exported drawing."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from design.exchange.places import homes_of, placed
from design.model import Design, Group, Node, Position
from design.vocabulary.kinds import Kind
from tests.design.strategies import designs

SIZE = (160.0, 80.0)


@given(designs(min_nodes=1))
def test_a_place_on_the_board_is_kept_and_every_other_box_stands_free(design):
    rects = placed(design, dict.fromkeys(design.nodes, SIZE))
    free = [rects[id_] for id_ in design.nodes if id_ not in design.layout]
    fixed = {id_: rects[id_] for id_ in design.nodes if id_ in design.layout}

    stored = {id_: at for id_, at in design.layout.items() if id_ in design.nodes}
    assert {id_: (at.x, at.y) for id_, at in fixed.items()} == stored
    assert not any(one.overlaps(other) for one, other in combinations(free, 2))
    assert not any(one.overlaps(other) for one in free for other in fixed.values())


def test_a_node_of_two_groups_is_drawn_in_the_first():
    nodes = {id_: Node(id_, Kind.MODEL) for id_ in ("a", "b")}
    groups = {"x": Group("x", "X", ("a",)), "y": Group("y", "Y", ("a", "b"))}
    homes = homes_of(Design(nodes=nodes, groups=groups, layout={"a": Position(0, 0)}))

    assert {"a": "x", "b": "y"} == homes.of_node
    assert {"x": ("a",), "y": ("b",)} == homes.of_group
