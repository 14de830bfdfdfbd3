"""draw.io files as the program saves them."""

from __future__ import annotations

import pytest

from design.exchange import read_drawio, write_drawio
from design.formats import FormatError
from design.model import Design, Node, Position
from design.vocabulary.kinds import Kind
from tests.design.exchange.drawings import arrows, doubts, kinds, numbers, sample


def page(*cells):
    return (
        '<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
        + "".join(cells)
        + "</root></mxGraphModel>"
    )


def box(id_, value, style="html=1;", parent="1", at=(0, 0, 100, 50)):
    x, y, wide, high = at
    return (
        f'<mxCell id="{id_}" value="{value}" style="{style}" vertex="1" parent="{parent}">'
        f'<mxGeometry x="{x}" y="{y}" width="{wide}" height="{high}" as="geometry"/></mxCell>'
    )


def arrow(source, target, style=""):
    return (
        f'<mxCell id="{source}{target}" style="{style}" edge="1" parent="1"'
        f' source="{source}" target="{target}"/>'
    )


def test_d50_a_page_becomes_a_design():
    serving = sample("serving.drawio")

    assert "Serving" == serving.design.title
    assert {
        "ranking_api": "endpoint",
        "online_feature_store": "feature_store",
        "s3": "source",
        "xgboost_ranker": "model",
    } == kinds(serving)
    assert {
        "ranking_api -> online_feature_store: reads",
        "s3 -> online_feature_store: feeds",
        "ranking_api -> xgboost_ranker: uses",
    } == arrows(serving)
    assert {"peak_qps": "2k QPS", "latency_p95": "120 ms"} == numbers(serving, "ranking_api")
    assert {"rows_per_day": "20M rows per day"} == numbers(serving, "s3")
    assert {"owner": "Ana", "type": "gbdt"} == numbers(serving, "xgboost_ranker")


def test_d51_places_are_those_on_the_page():
    layout = sample("serving.drawio").design.layout

    assert (Position(120, 90), Position(600, 90)) == (
        layout["ranking_api"],
        layout["xgboost_ranker"],
    )


def test_a_swimlane_becomes_a_group():
    (group,) = sample("serving.drawio").design.groups.values()

    assert ("Online path", ("online_feature_store", "ranking_api")) == (group.title, group.members)


def test_d53_everything_uncertain_is_said_with_its_place():
    serving = sample("serving.drawio")

    assert "only one was read" in doubts(serving, "page `Later`")[0]
    assert "tied to `Online feature store`, the nearest" in doubts(serving, "element e2")[0]
    assert "taken as words on `s3`" in doubts(serving, "element t1")[0]
    assert "kept in the note of the design" in doubts(serving, "element t2")[0]
    assert "To be discussed" in serving.design.note
    assert "Drawn, not kept: Online path -> XGBoost ranker scores" in serving.design.note


def test_a_compressed_page_is_unpacked():
    read = sample("compressed.drawio")

    assert {"kafka": "source", "training_job": "training_job"} == kinds(read)
    assert "Kafka & Ä" == read.design.nodes["kafka"].name
    assert {"kafka -> training_job: feeds"} == arrows(read)


def test_a_label_is_html_only_where_its_style_says_so():
    read = read_drawio(page(box("a", "a &lt;b&gt; model", ""), box("c", "&lt;b&gt;API&lt;/b&gt;")))

    assert {"a <b> model", "API"} == {node.name for node in read.design.nodes.values()}


def test_the_outline_says_something_of_a_kind():
    read = read_drawio(
        page(box("a", "Ana", "shape=umlActor;"), box("b", "Orders", "shape=cylinder3;html=1;"))
    )

    assert {"ana": "consumer", "orders": "source"} == kinds(read)


def test_a_box_drawn_around_others_is_a_group():
    read = read_drawio(
        page(
            box("o", "Zone", at=(0, 0, 500, 300)),
            box("a", "Kafka", at=(10, 10, 100, 50)),
            box("b", "Model", at=(200, 10, 100, 50)),
        )
    )

    assert {"kafka", "model"} == set(read.design.nodes)
    assert ("kafka", "model") == read.design.groups["zone"].members
    assert "taken as a group" in doubts(read, "element o")[0]


def test_the_rows_of_a_table_are_words_of_its_box():
    read = read_drawio(
        page(
            box("a", "Feature store", "swimlane;childLayout=stackLayout;"),
            box("r", "TTL: 1 h", "text;", parent="a"),
            box("s", "p95 4 ms", "text;", parent="a"),
        )
    )

    assert {"feature_store": "feature_store"} == kinds(read)
    assert {"ttl": "1 h", "latency_p95": "4 ms"} == numbers(read, "feature_store")


def test_a_shape_without_words_is_left_out_and_said():
    read = read_drawio(page(box("a", "Kafka"), box("b", "")))

    assert "a shape without words" in doubts(read, "element b")[0]


@pytest.mark.parametrize(
    ("style", "expected"),
    [("", "kafka -> etl: feeds"), ("endArrow=none;startArrow=open;", "etl -> kafka: feeds")],
)
def test_the_heads_of_an_arrow_say_where_it_goes(style, expected):
    read = read_drawio(page(box("a", "Kafka"), box("b", "ETL"), arrow("a", "b", style)))

    assert {expected} == arrows(read)


def test_cells_inside_one_another_in_a_circle_are_read():
    text = page(box("a", "Kafka", parent="b"), box("b", "Model", parent="a"))
    with pytest.raises(FormatError, match="no boxes"):
        read_drawio(text)


REFUSED = [
    ("<mxfile>", "not XML: no element found"),
    ("<mxfile><diagram></mxfile>", "not XML: mismatched tag"),
    ("<svg/>", "expected `<mxfile>` or `<mxGraphModel>`, found `<svg>`"),
    ("<mxfile/>", "there is no page"),
    ("<mxGraphModel/>", "with a `<root>` inside"),
    ("<mxfile><diagram>zzz</diagram></mxfile>", "neither XML nor compressed XML"),
    (page(), "no boxes were found"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_d55_what_cannot_be_read_is_refused(text, message):
    with pytest.raises(FormatError) as caught:
        read_drawio(text, name="x.drawio")
    assert message in caught.value.problems[0].message


def test_nothing_in_a_label_can_become_a_tag():
    name = "x\"/><mxCell id='y'/> &amp; <b>&#10;%name% ]]>"
    design = Design(nodes={"a": Node("a", Kind.MODEL, name=name)})

    assert design == read_drawio(write_drawio(design)).design
