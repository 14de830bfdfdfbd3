"""Where boxes and arrows go."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from design.drawing.geometry import Point
from design.drawing.layout import Box, Layout, Link, lay_out
from design.drawing.wasm import EngineError, render


def _forty(seed: int = 4) -> tuple[list[Box], list[Link]]:
    dice = random.Random(seed)
    boxes = [
        Box(index % 6, f"node{index}", 90 + dice.randrange(60), 40 + dice.randrange(40))
        for index in range(40)
    ]
    links = [
        Link(f"node{dice.randrange(40)}", f"node{dice.randrange(40)}", f"edge{index}")
        for index in range(60)
    ]
    return boxes, links


def _no_engine(source: str, seconds: float) -> bytes:
    raise EngineError("not here")


def _overlapping(layout: Layout) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(sorted(layout.boxes.items()), 2)
        if a.overlaps(b)
    ]


@pytest.mark.parametrize("engines", [None, (), (_no_engine,)], ids=["graphviz", "none", "failing"])
def test_no_two_boxes_overlap_and_everything_is_inside(engines: tuple[()] | None) -> None:
    boxes, links = _forty()

    layout = lay_out(boxes, links, engines=engines)

    assert [] == _overlapping(layout)
    assert {box.id for box in boxes} == layout.boxes.keys()
    assert {link.id for link in links} == layout.curves.keys()
    for rect in layout.boxes.values():
        assert rect.x >= -0.01 and rect.y >= -0.01
        assert rect.right <= layout.width + 0.02 and rect.bottom <= layout.height + 0.02


@pytest.mark.parametrize("engines", [None, ()], ids=["graphviz", "built-in"])
def test_the_order_of_the_input_changes_nothing(engines: tuple[()] | None) -> None:
    boxes, links = _forty()
    first = lay_out(boxes, links, engines=engines)
    random.Random(1).shuffle(boxes)
    random.Random(2).shuffle(links)

    assert first == lay_out(boxes, links, engines=engines)


def test_graphviz_is_used_when_it_is_there() -> None:
    assert "graphviz" == lay_out(*_forty()).engine


def test_a_drawing_is_made_without_any_engine() -> None:
    assert "built-in" == lay_out(*_forty(), engines=(_no_engine,)).engine


def test_an_answer_that_is_not_a_layout_falls_through_to_the_next_engine() -> None:
    answers = (lambda _source, _seconds: b"<svg/>", lambda _source, _seconds: b'{"bb": "0,0,1,1"}')

    assert "built-in" == lay_out(*_forty(), engines=answers).engine


def test_what_a_person_typed_never_reaches_graphviz() -> None:
    sources: list[str] = []

    def spy(source: str, seconds: float) -> bytes:
        sources.append(source)
        raise EngineError("only looking")

    lay_out([Box(0, 'a"];<b>', 10, 10)], [Link('a"];<b>', 'a"];<b>', "x")], engines=(spy,))

    assert 'a"];<b>' not in sources[0]
    assert "n0" in sources[0]


def test_stages_stand_from_left_to_right_when_the_flow_goes_through_them() -> None:
    boxes = [Box(stage, f"n{stage}", 100, 40) for stage in range(5)]
    links = [Link("n0", "n1", "a"), Link("n1", "n2", "b"), Link("n2", "n3", "c")]
    links.append(Link("n4", "n3", "a monitor points back at what it watches"))

    for engines in (None, ()):
        placed = lay_out(boxes, links, engines=engines).boxes
        assert [f"n{stage}" for stage in range(5)] == sorted(placed, key=lambda id_: placed[id_].x)


def test_an_arrow_back_ends_at_its_head() -> None:
    boxes = [Box(0, "early", 100, 40), Box(1, "late", 100, 40)]

    layout = lay_out(boxes, [Link("late", "early", "back")])

    assert layout.curves["back"][-1].x == pytest.approx(layout.boxes["early"].right, abs=2)


def test_the_persons_own_arrangement_is_kept() -> None:
    boxes = [Box(0, "a", 100, 40), Box(1, "b", 100, 40)]
    positions = {"a": Point(500, 300), "b": Point(100, 100)}

    layout = lay_out(boxes, [], positions=positions)

    assert "board" == layout.engine
    assert Point(400, 200) == Point(
        layout.boxes["a"].x - layout.boxes["b"].x, layout.boxes["a"].y - layout.boxes["b"].y
    )


def test_boxes_drawn_close_together_are_pulled_apart_evenly() -> None:
    boxes = [Box(0, id_, 100, 40) for id_ in "abc"]
    positions = {"a": Point(0, 0), "b": Point(60, 10), "c": Point(120, 20)}

    layout = lay_out(boxes, [], positions=positions)

    assert "board" == layout.engine
    assert [] == _overlapping(layout)


def test_boxes_drawn_on_top_of_each_other_are_laid_out_instead() -> None:
    boxes = [Box(0, "a", 100, 40), Box(0, "b", 100, 40)]

    layout = lay_out(boxes, [], positions={"a": Point(5, 5), "b": Point(5, 5)})

    assert "board" != layout.engine
    assert [] == _overlapping(layout)


def test_a_graph_too_large_for_graphviz_is_still_drawn() -> None:
    boxes = [Box(index % 6, f"n{index}", 80, 30) for index in range(300)]

    layout = lay_out(boxes, [])

    assert "built-in" == layout.engine
    assert [] == _overlapping(layout)


def test_nothing_gives_an_empty_layout() -> None:
    assert (0, 0) == (lay_out([], []).width, lay_out([], []).height)


def test_a_render_that_takes_too_long_is_stopped() -> None:
    dice = random.Random(1)
    edges = "".join(f"n{dice.randrange(300)}->n{dice.randrange(300)};" for _ in range(600))

    with pytest.raises(EngineError, match="over 0.3 s"):
        render(f"digraph {{{edges}}}", seconds=0.3)


def test_the_engine_answers_after_it_was_stopped() -> None:
    assert b'"bb"' in render("digraph {a -> b}", seconds=5)


def test_drawings_made_at_the_same_time_do_not_disturb_each_other() -> None:
    graphs = [_forty(seed) for seed in range(4)] * 3
    alone = [lay_out(*graph) for graph in graphs]

    with ThreadPoolExecutor(4) as pool:
        assert alone == list(pool.map(lambda graph: lay_out(*graph), graphs))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.floats(20, 200), st.floats(20, 120)),
        min_size=1,
        max_size=25,
    ),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=40),
)
def test_the_built_in_layout_never_overlaps_boxes(
    sizes: list[tuple[int, float, float]], ends: list[tuple[int, int]]
) -> None:
    boxes = [Box(stage, f"n{i}", wide, high) for i, (stage, wide, high) in enumerate(sizes)]
    links = [Link(f"n{a}", f"n{b}", f"e{i}") for i, (a, b) in enumerate(ends)]

    assert [] == _overlapping(lay_out(boxes, links, engines=()))
