"""When a filled value or a vector from another space is called out, and when it is right."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty, OutcomeState
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


@pytest.fixture
def seen(found_by):
    def look(code, text, **asked):
        found = found_by(code, textwrap.dedent(text), **asked)
        return [(one.variant, one.certainty, one.severity) for one in found]

    return look


# SKEW453


def filled(feature="impute: mean", more="", edges="", asks="api -> m"):
    return f"""
nodes:
  s: {{kind: source}}
  f: {{kind: feature, {feature}}}
  k: {{kind: feature_store}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online}}
  log: {{kind: log}}
{more}
edges: [s -> f, f -> k, f -> m, {asks}, api -> log{edges}]
"""


def nulls(train, serve):
    return filled(f"impute: mean, null_rate: {train}, serving_null_rate: {serve}")


@pytest.mark.parametrize(
    ("train", "serve", "expected"),
    [
        ("1%", "40%", [("null_shift", SURE, E)]),
        ("1%", "7%", [("null_shift", SURE, E)]),
        ("1%", "6.6%", [("null_shift", SURE, E)]),
        ("1%", "6.4%", [("filled", SURE, E)]),
        ("1%", "6%", [("filled", SURE, E)]),
        ("1%", "1%", [("filled", SURE, E)]),
        ("40%", "1%", [("null_shift", SURE, E)]),
        ("1%", "4-9%", [("null_shift", MAYBE, W)]),
    ],
)
def test_null_rates_shift_when_they_are_more_than_five_points_apart(seen, train, serve, expected):
    assert expected == seen("SKEW453", nulls(train, serve))


def test_a_shift_weighs_more_for_a_junior_than_a_fill_alone(seen):
    assert [("null_shift", SURE, W)] == seen("SKEW453", nulls("1%", "40%"), level=Level.JUNIOR)
    assert [("filled", SURE, INFO)] == seen("SKEW453", filled(), level=Level.JUNIOR)


def test_the_message_has_the_fill_and_the_arithmetic(found_by):
    (found,) = found_by("SKEW453", nulls("1%", "40%"))

    assert "filled with its mean when missing and its null rate is not monitored" in found.message
    assert "39 pp apart" in found.message
    assert ("|40 % - 1 %| = 39 pp > 5 pp",) == found.working
    assert "passes 6 %, and a missing indicator" in found.remedy


@pytest.mark.parametrize(
    ("feature", "count"),
    [
        ("impute: zero", 1),
        ("impute: last_value", 1),
        ("impute: default, missing_indicator: true", 1),
        ("impute: none", 0),
        ("impute: mean, static: true", 0),
        ("window: 7 d", 0),
    ],
)
def test_only_a_changing_value_that_is_filled_is_judged(found_by, feature, count):
    assert count == len(found_by("SKEW453", filled(feature)))


@pytest.mark.parametrize(
    ("target", "count"), [("f", 0), ("k", 0), ("m", 0), ("api", 0), ("log", 0), ("s", 1)]
)
def test_a_monitor_counts_where_the_filled_value_can_be_seen(found_by, target, count):
    monitor = "  o: {kind: monitor, signal: data_quality}"

    assert count == len(found_by("SKEW453", filled(more=monitor, edges=f", o -> {target}")))


def test_another_signal_does_not_count(found_by):
    monitor = "  o: {kind: monitor, signal: prediction_drift}"

    assert 1 == len(found_by("SKEW453", filled(more=monitor, edges=", o -> f")))


def test_a_feature_nothing_serves_is_not_judged(found_by):
    assert [] == found_by("SKEW453", filled(asks="s -> k"))
    assert 1 == len(found_by("SKEW453", filled(asks="api -> k")))


# SKEW454


def spaces(doc="version: v2, dim: 768", query="version: v3, dim: 768", more="", edges="", **extra):
    return f"""
lane: {extra.get("lane", "llm")}
nodes:
  d: {{kind: model, type: embedder, {doc}}}
  q: {{kind: model, type: embedder, {query}}}
  i: {{kind: index{extra.get("index", "")}}}
  r: {{kind: retriever}}
{more}
edges:
  - {{edge: d -> i, side: doc{extra.get("doc_edge", "")}}}
  - {{edge: q -> r, side: query{extra.get("query_edge", "")}}}
  - r -> i
{edges}
"""


@pytest.mark.parametrize(
    ("doc", "query", "expected"),
    [
        ("version: v2, dim: 768", "version: v3, dim: 768", [("mismatch", SURE, E)]),
        ("version: v2, dim: 768", "version: v2, dim: 1024", [("mismatch", SURE, E)]),
        ("version: v2, dim: 1024", "version: v2, dim: 768", [("mismatch", SURE, E)]),
        ("version: v2, dim: 768", "version: V2, dim: 768", []),
        ("version: v2, dim: 768", "version: v2-int8, dim: 768", []),
        ("version: v2", "version: v2, dim: 768", []),
        ("version: v2, space_id: s", "version: v3, space_id: s", []),
        ("version: v2, space_id: s", "version: v3, space_id: z", [("mismatch", SURE, E)]),
        ("version: v2, space_id: s", "version: v3", [("mismatch", SURE, E)]),
        ("version: v2", "dim: 768", [("unpinned", SURE, W)]),
    ],
)
def test_both_sides_must_be_in_one_space(seen, doc, query, expected):
    assert expected == seen("SKEW454", spaces(doc, query))


def test_the_version_on_the_edge_is_the_one_in_use(seen):
    same = spaces("version: v3", "version: v3", doc_edge=", version: v2")

    assert [("mismatch", SURE, E)] == seen("SKEW454", same)


def test_vectors_cut_to_one_size_on_both_sides_match(seen):
    cut = spaces(
        "version: v2, dim: 1024", "version: v2, dim: 1024", doc_edge=", dim: 256",
        query_edge=", dim: 256",
    )  # fmt: skip
    one_side = spaces("version: v2, dim: 1024", "version: v2, dim: 1024", doc_edge=", dim: 256")

    assert [] == seen("SKEW454", cut)
    assert [("mismatch", SURE, E)] == seen("SKEW454", one_side)


def test_an_unpinned_embedder_is_information_outside_the_llm_lane(seen):
    open_version = spaces("dim: 768", "dim: 768", lane="deep_learning")

    assert [("unpinned", SURE, INFO)] == seen("SKEW454", open_version)
    assert [("unpinned", SURE, W)] == seen("SKEW454", open_version, lane=Lane.LLM)


def test_a_lexical_index_and_a_reranker_are_not_judged(design_from):
    text = """
lane: llm
nodes:
  i: {kind: index}
  r: {kind: retriever}
  rr: {kind: model, type: reranker, version: v9}
  go: {kind: deployment}
edges: [r -> i, r -> rr, go -> rr]
"""
    evaluation = evaluate(design_from(text), rules=[all_rules()["SKEW454"]], strict=True)

    assert OutcomeState.NOT_APPLICABLE is evaluation.outcomes[0].state


@pytest.mark.parametrize(
    ("index", "edges", "lacks"),
    [
        ("", "", "job that embeds everything again and no switch"),
        (", rebuild: in_place", '  - "go -> job: triggers"\n', "no switch"),
        (", rebuild: blue_green", "", "no job"),
        (", rebuild: blue_green, trigger: on_change", "", ""),
        (", rebuild: versioned", '  - "go -> job: triggers"\n', ""),
        (", rebuild: blue_green", "  - go -> i\n", ""),
    ],
)
def test_a_new_embedder_needs_a_rebuild_and_a_switch(found_by, index, edges, lacks):
    text = spaces(
        "version: v2",
        "version: v2",
        "  go: {kind: deployment}\n  job: {kind: transform, op: embed again}",
        "  - go -> d\n  - job -> i\n" + edges,
        index=index,
    )
    found = found_by("SKEW454", text)

    assert bool(lacks) == bool(found)
    assert all(lacks in one.message and "rollout" == one.variant for one in found)


def test_a_release_that_writes_both_needs_no_other_switch(found_by):
    text = spaces(
        "version: v2", "version: v2", "  go: {kind: deployment, dual_write: true}",
        "  - go -> d\n  - go -> i\n",
    )  # fmt: skip

    assert [] == found_by("SKEW454", text)


def test_an_embedder_the_retriever_calls_is_the_query_side(seen):
    text = """
lane: llm
nodes:
  d: {kind: model, type: embedder, version: v2}
  q: {kind: model, type: embedder, version: v3}
  i: {kind: index}
  r: {kind: retriever}
edges:
  - {edge: d -> i, side: doc}
  - "r -> q: calls"
  - r -> i
"""

    assert [("mismatch", SURE, E)] == seen("SKEW454", text)


def test_null_rates_are_bound_to_the_finding_where_they_make_it(found_by):
    (shifted,) = found_by("SKEW453", nulls("1%", "40%"))
    (alike,) = found_by("SKEW453", nulls("1%", "2%"))
    (half,) = found_by("SKEW453", filled("impute: mean, null_rate: 1%"))

    assert ["1%", "40%"] == [one.text for one in shifted.bindings]
    assert () == alike.bindings
    assert ("|2 % - 1 %| = 1 pp <= 5 pp",) == alike.working
    assert () == half.working
