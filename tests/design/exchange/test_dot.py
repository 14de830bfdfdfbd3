"""Graphviz DOT as people and programs write it."""

from __future__ import annotations

import pytest

from design.drawing.dot import to_dot
from design.drawing.wasm import render
from design.exchange import read_dot, write_dot
from design.formats import FormatError
from design.model import Design, Node
from design.vocabulary.kinds import Kind
from tests.design.exchange.drawings import arrows, kinds, numbers, sample


def test_d50_a_graph_becomes_a_design():
    platform = sample("platform.dot")

    assert "Feature platform" == platform.design.title
    assert {
        "ranking_api": "endpoint",
        "redis_cache": "cache",
        "click_stream": "source",
        "xgboost_ranker": "model",
        "flink": "transform",
        "spark_job": "transform",
        "feature_store": "feature_store",
        "a_b": "transform",
    } == kinds(platform)
    assert {
        "click_stream -> flink: feeds",
        "click_stream -> spark_job: feeds",
        "flink -> feature_store: feeds",
        "spark_job -> feature_store: feeds",
        "ranking_api -> redis_cache: reads",
        "xgboost_ranker -> redis_cache: reads",
        "ranking_api -> feature_store: reads",
        "ranking_api -> xgboost_ranker: uses",
        "a_b -> click_stream: feeds",
    } == arrows(platform)
    assert {"latency_p95": "8 ms"} == numbers(platform, "xgboost_ranker")
    assert ("ranking_api", "redis_cache") == platform.design.groups["online"].members
    assert (96.0, -48.0) == platform.design.layout["click_stream"]


@pytest.mark.parametrize(
    "text",
    [
        "digraph{a->b->c}",
        "digraph { a -> b; b -> c; }",
        "strict digraph G { a -> b [label=x] b -> c }",
        'digraph "G" { "a" -> "b" -> "c" }',
        "digraph { subgraph s { a } -> { b } ; b:p:n -> c:q }",
        "# comment\ndigraph { a->b // x\n/* y */ b->c }",
        'DIGRAPH { node [shape=box] edge [color=red] "a"->b b->c rank=same }',
        'digraph { "a" -> "b" + "" -> c }',
    ],
)
def test_the_ways_to_write_two_arrows_mean_the_same(text):
    assert {"a -> b: feeds", "b -> c: feeds"} == arrows(read_dot(text))


def test_attributes_of_all_nodes_reach_those_that_follow():
    read = read_dot("digraph { x; node [shape=cylinder]; y; subgraph z { node [shape=box] w } v }")

    assert ["transform", "source", "transform", "source"] == list(kinds(read).values())


def test_a_label_is_shown_as_graphviz_shows_it():
    read = read_dot(r'digraph { a [label="\N is\l\"a\" \\d &amp;" kind=model] }')

    assert 'a is "a" \\d &' == read.design.nodes["a_is_a_d"].name


def test_a_line_of_a_graph_has_no_direction():
    read = read_dot('graph { Kafka -- "Spark ETL" }')

    assert "a line without an arrow head" in str(read.doubts)
    assert {"kafka -> spark_etl: feeds"} == arrows(read)


def test_the_picture_of_a_design_can_be_read_as_well():
    design = Design(nodes={"a": Node("a", Kind.MODEL, name='The "model"')})

    assert ["model"] == [*kinds(read_dot(to_dot(design))).values()]


REFUSED = [
    ("digraf { a }", 1, "expected `digraph {` or `graph {`"),
    ("digraph {\na -> }", 2, "expected a node after the arrow"),
    ("digraph {\n-> a }", 2, "expected a node before the arrow"),
    ("digraph {\na", 2, "`{` on line 1 does not end"),
    ("digraph {\na [x", 2, "expected an attribute or `]`"),
    ("digraph {\na [x=]", 2, "expected a value"),
    ('digraph {\n"a', 2, "expected a text that ends"),
    ("digraph {\na [label=<b]", 2, "does not end"),
    ("digraph {\n/* a", 2, "does not end"),
    ("digraph {\n?", 2, "expected a name, a text or a sign, found `?`"),
    ("digraph {}", 1, "no boxes were found"),
]


@pytest.mark.parametrize(("text", "line", "message"), REFUSED)
def test_d55_what_cannot_be_read_is_refused_with_its_line(text, line, message):
    with pytest.raises(FormatError) as caught:
        read_dot(text, name="x.dot")
    (problem,) = caught.value.problems
    assert line == problem.line
    assert message in problem.message


def test_graphviz_reads_what_is_written():
    name = 'x"]; b -> c \\N \\ <b> & {|} -- //'
    nodes = {id_: Node(id_, Kind.MODEL, name=name) for id_ in ("node", "edge", "a")}
    written = write_dot(Design(title=name, nodes=nodes))

    assert nodes == read_dot(written).design.nodes
    assert render(written, seconds=20)
