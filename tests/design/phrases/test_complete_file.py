"""What is offered while a design file is typed, whether it can be read yet or not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from design.formats import read_design, write_yaml
from design.phrases import complete_file
from design.vocabulary.kinds import KINDS, Kind
from tests.design.strategies import designs

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

FILE = """\
whiteboard: 1
lane: tabular

nodes:
  clicks: source
  pager: {kind: oncall, hours: 24x7}
  ranker:
    kind: model  # the big one
    type: gbdt
    latency_p95: 30 ms
  api:
    replicas: 12 pods
    kind: endpoint
edges:
  - clicks -> ranker
  - edge: "api -> ranker: calls"
    timeout: 80 ms
"""


def offers(text):
    """What is offered where `|` stands in *text*."""
    before, _, after = text.partition("|")
    lines = before.split("\n")
    return complete_file(before + after, len(lines), len(lines[-1]) + 1)


def offered(text):
    return [one.insert for one in offers(text)]


def completed(text, number=0):
    """The line at `|` after the first offer was taken."""
    whole = text.replace("|", "", 1)
    one = offers(text)[number]
    after = whole[: one.start] + one.insert + whole[one.end :]
    return after[: one.start].rpartition("\n")[2] + after[one.start :].partition("\n")[0]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("  x:\n    kind: mod|", "    kind: model"),
        ("  x:\n    kind: feature s|", "    kind: feature_store"),
        ("  x: endp|", "  x: endpoint"),
        ("  x:\n    ki|", "    kind: "),
        ("  x:\n    kind: model\n    lat|", "    latency_p95: "),
        ("  x:\n    pea|\n    kind: endpoint", "    peak_qps: "),
        ("  x:\n    kind: endpoint\n    pea|: 3", "    peak_qps: 3"),
        ("  x:\n    kind: model\n    type: g|", "    type: gbdt"),
        ("  x:\n    kind: endpoint\n    streaming: y|", "    streaming: yes"),
        ("  x:\n    kind: model\n    latency_p95: 30|", "    latency_p95: 30 ms"),
        ("  x:\n    kind: model\n    latency_p95: 30 m|", "    latency_p95: 30 ms"),
        ("  x:\n    kind: endpoint\n    latency_budget: p95 2|", "    latency_budget: p95 2 ms"),
        ("  x:\n    kind: model\n    na:\n      tim|", "      timeout: "),
        ("  x:\n    kind: deployment\n    stages:\n      - can|", "      - canary"),
        ("  x: {kind: mod|", "  x: {kind: model"),
        ("  x: {kind: mod|}", "  x: {kind: model}"),
        ("  x: {kind: model, rep|", "  x: {kind: model, replicas: "),
        ("  x: {rep|, kind: model}", "  x: {replicas: , kind: model}"),
        ("  x: {kind: model, type: g|}", "  x: {kind: model, type: gbdt}"),
        ("edges:\n  - cl|", "  - clicks"),
        ("edges:\n- cl|", "- clicks"),
        ("edges:\n  - clicks -> ran|", "  - clicks -> ranker"),
        ("edges:\n  - clicks -> ranker: tr|", "  - clicks -> ranker: trains"),
        ('edges:\n  - edge: "api -> ran|', '  - edge: "api -> ranker'),
        ('edges:\n  - edge: "api -> ranker: ca|"', '  - edge: "api -> ranker: calls"'),
        ('edges:\n  - edge: "api -> ranker: calls"\n    tim|', "    timeout: "),
        ('edges:\n  - edge: "api -> ranker: calls"\n    mode: as|', "    mode: async"),
        ("edges: [cl|", "edges: [clicks"),
        ("edges: [clicks -> ranker, api -> r|]", "edges: [clicks -> ranker, api -> ranker]"),
        ("groups:\n  g:\n    mem|", "    members: "),
        ("groups:\n  g:\n    members: [api, ra|", "    members: [api, ranker"),
        ("groups:\n  g:\n    members:\n      - ra|", "      - ranker"),
        ("layout:\n  ra|", "  ranker: "),
        ("answers:\n  CAP301@api:\n    status: acc|", "    status: accepted"),
        ("edg|", "edges: "),
        ("lane: ll|", "lane: llm"),
        ("level: st|", "level: staff"),
    ],
)
def test_the_first_offer_is_what_is_meant(more, line):
    head = FILE[: FILE.index("edges:")]

    assert line == completed(head + more)


def test_the_offers_fit_the_kind_of_the_node_wherever_its_kind_stands():
    found = offered(FILE.replace("    replicas: 12 pods\n", "    replicas: 12 pods\n    |\n"))

    assert "peak_qps: " in found
    assert "replicas: " not in found


def test_every_kind_can_be_completed():
    for kind, spec in KINDS.items():
        assert str(kind) in offered(f"nodes:\n  x:\n    kind: {spec.label}|")


def test_only_nodes_that_an_arrow_can_reach_are_offered():
    found = offered(FILE + "  - pager -> |")

    assert [] == found


def test_relations_are_those_between_the_two_kinds():
    assert {"calls", "uses"} <= set(offered(FILE + "  - api -> ranker: |"))
    assert "monitors" not in offered(FILE + "  - api -> ranker: |")


def test_an_option_that_needs_quotes_has_them():
    text = "nodes:\n  x:\n    kind: requirement\n    value: |"

    for one in offers(text):
        file = text.replace("|", one.insert)
        assert one.insert == "n/a" or ">= 62%" == read_design(file).design.nodes["x"].fields[
            "value"
        ].text  # fmt: skip


def test_a_comment_and_a_name_get_no_offers():
    assert [] == offered("nodes:\n  # ki|")
    assert [] == offered("nodes:\n  ran|")
    assert [] == offered("nodes:\n  ranker:\n    kind: model\n    name: mod|")


def test_a_text_that_cannot_be_read_yet_is_completed_all_the_same():
    broken = 'title: "open\nnodes:\n  a: {kind: source\n  b:\n    kind: mo|\n   edges: [['

    assert "model" in offered(broken)


@slow
@given(st.data())
def test_any_place_of_any_text_has_few_offers_that_fit_in_it(data):
    text = write_yaml(data.draw(designs(max_nodes=4)))
    cut = data.draw(st.integers(0, len(text)))
    text = (
        text[:cut] + data.draw(st.text(max_size=8)) + data.draw(st.just(text[cut:]) | st.just(""))
    )
    line, column = data.draw(st.integers(-2, 60)), data.draw(st.integers(-2, 90))
    found = complete_file(text, line, column)

    assert found == complete_file(text, line, column)
    assert len(found) <= 12
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.insert and one.label and one.what


@slow
@given(designs(min_nodes=1, max_nodes=4))
def test_a_field_that_is_offered_is_one_of_the_kind(design):
    for id_, node in design.nodes.items():
        text = f"nodes:\n  {id_}:\n    kind: {node.kind}\n    |"
        known = {*KINDS[Kind(node.kind)].fields, "name", "na", "numbers", "note"}

        assert {one.removesuffix(": ") for one in offered(text)} <= known
