"""Excalidraw drawings as the program saves them."""

from __future__ import annotations

import json

import pytest

from design.exchange import read_excalidraw, write_excalidraw
from design.formats import FormatError
from design.model import Design, Edge, EdgeKey, Group, Node, Position
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from tests.design.exchange.drawings import arrows, doubts, kinds, numbers, sample


def drawing(*elements):
    return json.dumps({"type": "excalidraw", "version": 2, "elements": elements})


def box(id_, text, at=(0, 0, 200, 80), **more):
    x, y, wide, high = at
    shape = {"id": id_, "type": "rectangle", "x": x, "y": y, "width": wide, "height": high}
    words = {"id": f"{id_}-t", "type": "text", "text": text, "containerId": id_}
    return (shape | more, words)


def test_d50_a_drawing_becomes_a_design():
    sketch = sample("sketch.excalidraw")

    assert {
        "ranking_api": "endpoint",
        "claude": "llm",
        "kafka_clicks": "source",
        "spark_etl": "transform",
    } == kinds(sketch)
    assert {"ranking_api -> claude: calls", "kafka_clicks -> spark_etl: feeds"} == arrows(sketch)
    assert {"peak_qps": "2k QPS", "latency_p95": "120 ms"} == numbers(sketch, "ranking_api")
    assert {"lag": "5 min"} == numbers(sketch, "kafka_clicks")
    assert ("Serving", ("claude", "ranking_api")) == (
        sketch.design.groups["serving"].title,
        sketch.design.groups["serving"].members,
    )
    assert Position(400, 400) == sketch.design.layout["spark_etl"]


def test_d53_what_stands_by_itself_is_kept_and_said():
    sketch = sample("sketch.excalidraw")

    assert "taken as words on `Kafka clicks`" in doubts(sketch, "element lag")[0]
    assert "kept in the note of the design" in doubts(sketch, "element remark")[0]
    assert "Ask about cost" == sketch.design.note
    assert "tied to `Spark ETL`, the nearest" in doubts(sketch, "element a2")[0]
    assert "left out" in doubts(sketch, "element a3")[0]
    assert "a shape without words" in doubts(sketch, "element nothing")[0]
    assert "1 of `freedraw`; left out" in doubts(sketch, "the drawing")[0]


def test_words_inside_a_shape_are_its_own_without_a_doubt():
    assert [] == doubts(sample("sketch.excalidraw"), "element llm-t")


def test_a_rectangle_around_others_is_a_group_named_by_the_words_in_its_head():
    read = read_excalidraw(
        drawing(
            {"id": "o", "type": "rectangle", "x": 0, "y": 0, "width": 900, "height": 400},
            {
                "id": "h",
                "type": "text",
                "x": 10,
                "y": 10,
                "width": 90,
                "height": 20,
                "text": "Zone",
            },
            *box("a", "Kafka", (20, 100, 200, 80)),
            *box("b", "Model", (500, 100, 200, 80)),
        )
    )

    assert {"kafka", "model"} == set(read.design.nodes)
    assert "Zone" == read.design.groups["zone"].title


def test_a_text_at_which_an_arrow_ends_is_a_box():
    read = read_excalidraw(
        drawing(
            *box("a", "Kafka"),
            {"id": "t", "type": "text", "x": 400, "y": 0, "width": 90, "height": 20, "text": "ETL"},
            {
                "id": "e",
                "type": "arrow",
                "startBinding": {"elementId": "a"},
                "endBinding": {"elementId": "t"},
            },
        )
    )

    assert {"kafka -> etl: feeds"} == arrows(read)


REFUSED = [
    ("{", 1, "not JSON"),
    ('{\n"elements": [,]}', 2, "not JSON: expecting value"),
    ('{"elements": [NaN]}', 1, "`NaN` is no number"),
    ("[]", 1, "expected an Excalidraw drawing"),
    ('{"type": "excalidrawlib", "elements": []}', 1, 'expected `"type": "excalidraw"`'),
    ('{"type": "excalidraw"}', 1, "expected `elements`"),
    ('{"elements": [1]}', 1, "expected a mapping"),
    ('{"elements": []}', 1, "no boxes were found"),
]


@pytest.mark.parametrize(("text", "line", "message"), REFUSED)
def test_d55_what_cannot_be_read_is_refused_with_its_place(text, line, message):
    with pytest.raises(FormatError) as caught:
        read_excalidraw(text, name="x.excalidraw")
    (problem,) = caught.value.problems
    assert line == problem.line
    assert message in problem.message


def test_words_and_arrows_are_tied_both_ways():
    key = EdgeKey("a", "b", Relation.FEEDS)
    design = Design(
        nodes={"a": Node("a", Kind.SOURCE), "b": Node("b", Kind.TRANSFORM)},
        edges={key: Edge(*key)},
        groups={"g": Group("g", "Data", ("a", "b"))},
    )
    elements = {one["id"]: one for one in json.loads(write_excalidraw(design))["elements"]}

    tied = [(id_, one["id"]) for id_, e in elements.items() for one in e["boundElements"]]
    assert {("n-a", "t-a"), ("n-a", "e-1"), ("n-b", "t-b"), ("n-b", "e-1"), ("e-1", "l-1")} == {
        *tied
    }
    assert {"t-a": "n-a", "t-b": "n-b", "l-1": "e-1", "title": None} == {
        id_: one["containerId"] for id_, one in elements.items() if one["type"] == "text"
    }
    arrow = elements["e-1"]
    assert ("n-a", "n-b") == (
        arrow["startBinding"]["elementId"],
        arrow["endBinding"]["elementId"],
    )
    assert "g-1" == elements["n-a"]["frameId"] == elements["t-b"]["frameId"]
    order = [*elements]
    assert order.index("g-1") > order.index("n-b")
    assert len({one["seed"] for one in elements.values()}) == len(elements)


def test_arrows_begin_and_end_at_the_border_of_their_boxes():
    key = EdgeKey("a", "b", Relation.FEEDS)
    design = Design(
        nodes={"a": Node("a", Kind.SOURCE), "b": Node("b", Kind.TRANSFORM)},
        edges={key: Edge(*key)},
        layout={"a": Position(0, 0), "b": Position(500, 0)},
    )
    elements = {one["id"]: one for one in json.loads(write_excalidraw(design))["elements"]}
    tail, arrow = elements["n-a"], elements["e-1"]

    assert tail["x"] + tail["width"] == arrow["x"]
    assert 500 == arrow["x"] + arrow["points"][1][0]
