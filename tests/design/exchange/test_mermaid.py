"""Mermaid flowcharts as people write them."""

from __future__ import annotations

import pytest

from design.exchange import read_mermaid, write_mermaid
from design.formats import FormatError
from design.model import Design, Edge, EdgeKey, Group, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from tests.design.exchange.drawings import arrows, doubts, kinds, numbers, sample


def test_d50_a_flowchart_becomes_a_design():
    fraud = sample("fraud.mmd")

    assert "Fraud scoring" == fraud.design.title
    assert {
        "checkout_app": "consumer",
        "scoring_api": "endpoint",
        "xgboost_model": "model",
        "rule_based_fallback": "fallback",
        "kafka_payments": "source",
        "flink_aggregation": "transform",
        "redis_feature_store": "feature_store",
        "prediction_log": "log",
        "training_job": "training_job",
        "drift_monitor": "monitor",
        "pagerduty": "oncall",
    } == kinds(fraud)
    assert {
        "checkout_app -> scoring_api: consumes",
        "scoring_api -> xgboost_model: calls",
        "scoring_api -> rule_based_fallback: falls_back_to",
        "scoring_api -> redis_feature_store: reads",
        "scoring_api -> prediction_log: logs_to",
        "kafka_payments -> flink_aggregation: feeds",
        "flink_aggregation -> redis_feature_store: feeds",
        "prediction_log -> training_job: feeds",
        "training_job -> xgboost_model: trains",
        "drift_monitor -> pagerduty: monitors",
    } == arrows(fraud)


def test_d52_numbers_in_a_label_become_fields():
    fraud = sample("fraud.mmd")

    assert {"replicas": "12 pods", "latency_p95": "120 ms"} == numbers(fraud, "scoring_api")
    assert {"latency_p95": "4 ms", "ttl": "1 h"} == numbers(fraud, "redis_feature_store")
    assert {"period": "daily"} == numbers(fraud, "training_job")
    (edge,) = [one for one in fraud.design.edges.values() if one.fields]
    assert "2k QPS" == edge.fields["peak_qps"].text


def test_a_subgraph_becomes_a_group():
    (group,) = sample("fraud.mmd").design.groups.values()

    assert Group(
        "serving_path",
        "Serving path",
        ("rule_based_fallback", "scoring_api", "xgboost_model"),
    ) == group  # fmt: skip


def test_d53_what_says_how_things_look_is_ignored_and_said():
    said = "\n".join(map(str, sample("fraud.mmd").doubts))

    assert "`%%{`, `direction`, `style`, `classDef`, `class`; ignored" in said
    assert "line 23: read `click`" in said
    assert "a line without an arrow head" in said


def test_d54_addresses_and_descriptions_are_kept_in_notes():
    read = read_mermaid(
        "graph LR\naccTitle: Search\naccDescr { for\nshoppers }\nApi\n"
        'click Api href "https://example.com/x" "open it"\naccDescr: and sellers'
    )

    assert "https://example.com/x" == read.design.nodes["api"].note
    assert ("Search", "for\nshoppers\nand sellers") == (read.design.title, read.design.note)


def test_the_flowchart_of_a_page_is_read():
    page = sample("page.md")

    assert {
        "user": "consumer",
        "api_gateway": "endpoint",
        "retriever": "retriever",
        "vector_db": "index",
        "claude": "llm",
    } == kinds(page)
    assert "line 13: read another drawing" in str(page.doubts[0])
    assert "llm" == page.design.lane


SHAPES = [
    "[x y]", "(x y)", "([x y])", "[[x y]]", "[(x y)]", "((x y))", "(((x y)))", "{x y}", "{{x y}}",
    "[/x y/]", "[\\x y\\]", "[/x y\\]", "[\\x y/]", ">x y]", '["x y"]', '[ "x y" ]',
    '["`x **y**`"]', '@{ shape: cyl, label: "x y" }', "@{ label: 'x y' }", '["x#32;y"]',
    '["x&nbsp;y"]', '["<b>x</b><br/>y"]', "[x\\ny]", '["x\ny"]',
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_its_text(shape):
    (node,) = read_mermaid(f"flowchart LR\n  a{shape}:::model").design.nodes.values()

    assert ("x y", Kind.MODEL) == (node.title, node.kind)


LINKS = [
    "-->", "--->", "---->", "==>", "-.->", "-..->", "--o", "--x", "-- go -->", "--go-->",
    "== go ==>", "-. go .->", "-->|go|", '-->|"go"|', '-- "go" -->', "e1@-->", "--xgo-->",
]  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
def test_every_link_joins_its_ends(link):
    read = read_mermaid(f"graph TD; a[Kafka] {link} b[Spark ETL];")

    assert {"kafka -> spark_etl: feeds"} == arrows(read)
    (edge,) = read.design.edges.values()
    assert ("go" if "go" in link else "") == edge.note.removeprefix("x")


def test_links_without_spaces_are_read():
    read = read_mermaid("graph LR\nmy-src[Kafka]-->b(Model)&c{{Dataset}}\nb---d[Log]")

    assert {"kafka -> model: trains", "kafka -> dataset: feeds", "model -> log: logs_to"} == arrows(
        read
    )


def test_an_arrow_with_two_heads_is_one_edge_and_a_doubt():
    read = read_mermaid("graph LR\na[Kafka] <--> b[Spark ETL]")

    assert 1 == len(read.design.edges)
    assert "an arrow with two heads" in doubts(read, "edge kafka -> spark_etl: feeds")[0]


def test_an_invisible_link_is_no_edge():
    assert {} == read_mermaid("graph LR\na[Kafka] ~~~ b[Model]").design.edges


def test_d54_an_arrow_that_nothing_allows_is_kept_in_the_note():
    read = read_mermaid("graph LR\na[XGBoost model] -->|wakes| b[PagerDuty]")

    assert {} == read.design.edges
    note = read.design.nodes["xgboost_model"].note
    assert "Drawn, not kept: xgboost_model -> pagerduty (wakes)" == note
    assert (
        "Nothing joins `model` and `oncall`" in doubts(read, "edge xgboost_model -> pagerduty")[0]
    )


def test_an_arrow_at_a_group_is_kept_in_the_note_of_the_design():
    read = read_mermaid(
        "graph LR\nsubgraph one[Data]\na[Kafka]\nend\nsubgraph two\nb[Model]\nend\none-->|x|two"
    )

    assert {"kafka", "model"} == set(read.design.nodes)
    assert "Drawn, not kept: Data -> two x" == read.design.note


def test_groups_inside_a_group_belong_to_both():
    read = read_mermaid("graph LR\nsubgraph A\nsubgraph B\nk[Kafka]\nend\nm[Model]\nend")

    assert {"a": ("kafka", "model"), "b": ("kafka",)} == {
        id_: group.members for id_, group in read.design.groups.items()
    }


REFUSED = [
    ("sequenceDiagram\nA->>B: hi", 1, "only flowcharts can be read"),
    ("flowchrt LR\nA-->B", 1, "expected `flowchart LR`"),
    ("flowchart LR\n\nA[Kafka --> B", 3, "expected `]` after `[Kafka"),
    ("flowchart LR\nA --> ", 2, "expected a node"),
    ("flowchart LR\nA B", 2, "expected an arrow or the end of the line, found `B`"),
    ("flowchart LR\nA -- text", 2, "a link does not end"),
    ("flowchart LR\nA -->|text\nB", 2, "a text that starts with `|` does not end"),
    ('flowchart LR\nA["text', 2, 'a text that starts with `"` does not end'),
    ("flowchart LR\nsubgraph x\nA", 2, "the subgraph `x` does not end"),
    ("flowchart LR\nend", 2, "`end` without a subgraph"),
    ("flowchart LR\nA@{ shape: cyl", 2, "expected `}` after `@{`"),
    ("---\ntitle: x\n", 2, "do not end"),
    ("flowchart LR\n%% nothing", 1, "no boxes were found"),
]


@pytest.mark.parametrize(("text", "line", "message"), REFUSED)
def test_d55_what_cannot_be_read_is_refused_with_its_line(text, line, message):
    with pytest.raises(FormatError) as caught:
        read_mermaid(text, name="x.mmd")
    (problem,) = caught.value.problems
    assert ("x.mmd", line) == (problem.file, problem.line)
    assert message in problem.message


def test_ids_that_mermaid_reserves_are_written_otherwise():
    ids = ("end", "end_", "graph", "class", "o", "x", "style")
    nodes = {id_: Node(id_, Kind.MODEL) for id_ in ids}
    key = EdgeKey("end", "end_", Relation.FEEDS)
    design = Design(nodes=nodes, edges={key: Edge(*key)})
    written = write_mermaid(design)

    assert not any(f"  {id_}[" in written for id_ in ids if id_ != "end_")
    assert design == read_mermaid(written).design


def test_nothing_in_a_label_can_become_a_statement():
    name = 'x"] --> y; %%{init: {}}%% style a:#f; classDef b fill:#f; <script> `z` #quot; \\n {|}'
    design = Design(nodes={"a": Node("a", Kind.MODEL, name=name)})
    written = write_mermaid(design)

    assert design == read_mermaid(written).design
    assert not {"%%{", "<script>", '"] -->'} & {*written.replace("%% whiteboard", "").split()}


def test_d56_what_a_person_changed_in_the_label_counts():
    design = Design(nodes={"ranker": Node("ranker", Kind.MODEL, name="Ranker")})
    written = write_mermaid(design).replace("Ranker<br>(model)", "Scorer<br>(endpoint)<br>12 pods")
    read = read_mermaid(written)

    assert {"ranker": "endpoint"} == kinds(read)
    assert "Scorer" == read.design.nodes["ranker"].name
    assert {"replicas": "12 pods"} == numbers(read, "ranker")
    assert "It was exported as a model" in doubts(read, "node ranker")[0]
