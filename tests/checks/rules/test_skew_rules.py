"""When serving is not what was trained, and when it is. Over 400 lines: five rules, one subject."""

from __future__ import annotations

import textwrap

import pytest

from checks.arithmetic.calibration import break_even, sampled, unsampled
from checks.engine import evaluate
from checks.finding import Certainty, OutcomeState
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.changes import apply

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


# SKEW451


def sides(feature="", more="", edges="rows -> m, api -> f", asks="api -> m", mode="online"):
    return f"""
nodes:
  f: {{kind: feature, name: Spend{feature}}}
  rows: {{kind: dataset}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: {mode}}}
{more}
edges: [f -> rows, {edges}, {asks}]
"""


@pytest.mark.parametrize(
    ("train", "serve", "count"),
    [
        ("SQL", "Java", 1),
        ("SQL in the warehouse", "Java service", 1),
        ("features_lib", "Features-Lib", 0),
        ("aggregates job", "aggregates job, hourly", 0),
        ("aggregates job, hourly", "aggregates job", 0),
        ("pandas with the shared feature library", "Flink", 0),
        ("SQL", "the same SQL", 0),
    ],
)
def test_two_implementations_differ_unless_one_is_named_for_both(found_by, train, serve, count):
    text = sides(f", train_impl: '{train}', serve_impl: '{serve}'")

    assert count == len(found_by("SKEW451", text))


@pytest.mark.parametrize(
    ("stated", "count"),
    [
        (", train_impl: SQL", 0),
        (", serve_impl: Java", 0),
        (", train_impl: SQL, serve_impl: Java, equivalence_test: false", 1),
        (", train_impl: SQL, serve_impl: Java, equivalence_test: true", 0),
    ],
)
def test_an_implementation_is_compared_with_another_and_a_test_settles_it(found_by, stated, count):
    assert count == len(found_by("SKEW451", sides(stated)))


def test_implementations_that_are_said_to_differ_differ_in_a_batch_as_well(seen):
    text = sides(", train_impl: notebook, serve_impl: Scala", mode="batch")

    assert [("implementation", SURE, E)] == seen("SKEW451", text)


def test_the_words_name_both_implementations(found_by):
    (found,) = found_by("SKEW451", sides(", train_impl: SQL, serve_impl: Java"))

    assert (
        "Spend differs between training and serving: SQL computes it for training, Java for "
        "requests, and no test compares the two."
    ) == found.message
    assert found.remedy.startswith("SQL on both sides, one feature store for both, or a test")
    assert ("f", "m") == found.at.nodes
    assert ("serve_impl",) == found.at.fields


@pytest.mark.parametrize(
    ("level", "severity"),
    [(Level.JUNIOR, W), (Level.MID, E), (Level.SENIOR, E), (Level.STAFF, E)],
)
def test_divergence_is_a_warning_for_a_junior_alone(found_by, level, severity):
    (found,) = found_by("SKEW451", sides(", train_impl: SQL, serve_impl: Java"), level=level)

    assert severity is found.severity


STEPS = """
  nightly: {kind: transform, computed: batch%s}
  live: {kind: transform, computed: %s}
"""
MADE = "rows -> m, api -> f, nightly -> f, live -> f"


@pytest.mark.parametrize("computed", ["stream", "request"])
def test_a_batch_step_and_one_at_the_time_of_the_request_are_two_implementations(
    found_by, computed
):
    (found,) = found_by("SKEW451", sides(more=STEPS % ("", computed), edges=MADE))

    assert "implementation" == found.variant
    assert "nightly computes it for training, live for requests" in found.message
    assert ("f", "nightly", "live", "m") == found.at.nodes


@pytest.mark.parametrize(
    ("edges", "count"),
    [
        ("rows -> m, api -> k, f -> k, k -> rows", 0),
        ("rows -> m, api -> f, f -> k, k -> rows", 1),
        ("rows -> m, api -> k, f -> k", 1),
    ],
)
def test_a_store_makes_one_of_two_where_both_sides_read_it(found_by, edges, count):
    more = STEPS % ("", "stream") + "  k: {kind: feature_store}"

    text = sides(more=more, edges=edges + ", nightly -> f, live -> f")
    assert count == len(found_by("SKEW451", text))


def test_two_batch_steps_are_no_two_sides(seen):
    assert [] == seen("SKEW451", sides(more=STEPS % ("", "batch"), edges=MADE))


def test_two_steps_whose_results_are_compared_are_one_implementation(seen):
    more = STEPS % (", equivalence_test: true", "stream")

    assert [] == seen("SKEW451", sides(more=more, edges=MADE))
    assert [] == seen("SKEW451", sides(", equivalence_test: true", STEPS % ("", "stream"), MADE))


def test_steps_of_one_named_implementation_are_no_two(seen):
    named = ", train_impl: shared library, serve_impl: shared library"

    assert [] == seen("SKEW451", sides(named, STEPS % ("", "stream"), MADE))


@pytest.mark.parametrize(
    ("batch", "stream", "expected"),
    [
        ("7 d", "24 h", [("definition", SURE, E)]),
        ("24 h", "7 d", [("definition", SURE, E)]),
        ("24 h", "1440 min", [("implementation", SURE, E)]),
        ("30 d", "30.4 d", [("implementation", SURE, E)]),
        ("30 d", "31 d", [("definition", SURE, E)]),
        ("7 d", "6-8 d", [("definition", MAYBE, W)]),
    ],
)
def test_a_window_is_the_same_on_both_sides_within_rounding(seen, batch, stream, expected):
    more = STEPS % (f", window: {batch}", f"stream, window: {stream}")

    assert expected == seen("SKEW451", sides(more=more, edges=MADE))


def test_the_words_name_both_windows(found_by):
    more = STEPS % (", window: 7 d", "stream, window: 24 h")
    (found,) = found_by("SKEW451", sides(more=more, edges=MADE))

    assert found.message.endswith("a window of 7 d in training and one of 24 h in serving.")
    assert "a window of 7 d on both sides, or train again on one of 24 h" == found.remedy
    assert ["7 d", "24 h"] == [one.text for one in found.bindings]


@pytest.mark.parametrize("stated", [", train_impl: SQL", ", serve_impl: Java"])
def test_one_name_alone_does_not_make_two_steps_one(seen, stated):
    text = sides(stated, STEPS % ("", "stream"), MADE)

    assert [("implementation", SURE, E)] == seen("SKEW451", text)


def test_one_window_is_compared_with_none(seen):
    text = sides(more=STEPS % (", window: 7 d", "stream"), edges=MADE)

    assert [("implementation", SURE, E)] == seen("SKEW451", text)


TWINS = """
nodes:
  spend_train: {kind: feature, name: Spend (training)%s}
  spend_live: {kind: feature, name: "%s"%s}
  rows: {kind: dataset}
  m: {kind: model, type: gbdt}
  api: {kind: endpoint, mode: online}
edges: [spend_train -> rows, rows -> m, api -> spend_live, api -> m]
"""


@pytest.mark.parametrize(
    ("train", "name", "serve", "expected"),
    [
        (", definition_version: v3", "Spend online", ", definition_version: v4",
         [("definition", SURE, E)]),
        (", definition_version: v3", "Spend online", ", definition_version: V3", []),
        (", definition_version: v3", "Spend online", "", []),
        ("", "Spend online", ", definition_version: v3", []),
        (", window: 7 d", "Spend 24 h, live", ", window: 24 h", [("definition", SURE, E)]),
        (", computed: batch", "Spend online", ", computed: stream", [("implementation", SURE, E)]),
        (", computed: batch", "Spend online", ", computed: batch", []),
        ("", "Spend online", "", []),
        ("", "Income", "", [("one_side", SURE, E), ("one_side", SURE, E)]),
    ],
)  # fmt: skip
def test_two_boxes_of_one_name_are_the_two_sides_of_one_feature(seen, train, name, serve, expected):
    assert expected == seen("SKEW451", TWINS % (train, name, serve))


def test_twins_are_shown_at_the_training_side_and_name_what_each_says(found_by):
    text = TWINS % (", definition_version: v3", "Spend online", ", definition_version: v4")
    (found,) = found_by("SKEW451", text)

    assert ("spend_train", "spend_live", "m") == found.at.nodes
    assert found.message.endswith("definition v3 in training and definition v4 in serving.")
    assert "definition v3 on both sides, or train again on definition v4" == found.remedy


OTHER = "  g: {kind: feature, name: Tenure%s}"


def lonely(stated="", edges="g -> rows, rows -> m, api -> f", mode="online", more=""):
    return sides(more=OTHER % stated + more, edges=edges, mode=mode)


@pytest.mark.parametrize(
    ("stated", "edges", "expected"),
    [
        ("", "g -> rows, rows -> m, api -> f", [("one_side", SURE, E)]),
        ("", "g -> rows, rows -> m, api -> f, api -> g", []),
        ("", "g -> rows, rows -> m", []),
        ("", "g -> m, rows -> m, api -> f", [("one_side", MAYBE, W)]),
        ("", "g -> rows, g -> m, rows -> m, api -> f", [("one_side", SURE, E)]),
        (", computed: request", "g -> rows, rows -> m, api -> f", []),
        (", computed: batch", "g -> rows, rows -> m, api -> f", [("one_side", SURE, E)]),
        (", logged_at_serving: true", "g -> rows, rows -> m, api -> f", []),
        ("", "{edge: 'g -> m: trains', role: auxiliary}, rows -> m, api -> f", []),
        ("", "{edge: 'g -> m: trains', role: input}, rows -> m, api -> f",
         [("one_side", MAYBE, W)]),
        ("", "rows -> m, api -> f, api -> g", [("one_side", SURE, E)]),
        ("", "{edge: 'g -> m: trains', role: auxiliary}, rows -> m, api -> f, api -> g", []),
        ("", "g -> f, rows -> m, api -> f", []),
    ],
)  # fmt: skip
def test_a_feature_belongs_to_both_sides_where_both_are_drawn(seen, stated, edges, expected):
    assert expected == seen("SKEW451", lonely(stated, edges))


def test_a_batch_has_the_features_it_was_trained_with(seen):
    assert [] == seen("SKEW451", lonely(mode="batch"))
    assert [("one_side", SURE, E)] == seen("SKEW451", lonely(mode="stream"))


def test_a_store_hides_what_it_holds_unless_that_is_drawn(seen):
    store = "\n  k: {kind: feature_store}"
    kept = "g -> rows, rows -> m, api -> k"

    assert [] == seen("SKEW451", lonely(edges=kept, more=store))
    assert [("one_side", SURE, E)] == seen("SKEW451", lonely(edges=kept + ", f -> k", more=store))
    assert [] == seen("SKEW451", lonely(edges=kept + ", f -> k, g -> k", more=store))
    assert [] == seen("SKEW451", lonely(edges=kept + ", f -> k, k -> g", more=store))


def test_logged_requests_hold_whatever_was_read(seen):
    log = "\n  served: {kind: log}"
    read = "rows -> m, api -> f, api -> g, served -> rows"

    assert [] == seen("SKEW451", lonely(edges=read, more=log))
    assert 1 == len(seen("SKEW451", lonely(edges=read.removesuffix(", served -> rows"), more=log)))


def test_a_prompt_may_hold_what_no_model_was_fitted_with(seen):
    llm = "\n  w: {kind: llm}"
    read = "rows -> m, api -> f, api -> g"

    assert [] == seen("SKEW451", lonely(edges=read + ", api -> w", more=llm))


def test_what_is_missing_is_missing_for_one_model_and_its_endpoint(found_by):
    text = """
nodes:
  f: {kind: feature}
  g: {kind: feature}
  one: {kind: dataset}
  two: {kind: dataset}
  a: {kind: model, type: gbdt}
  b: {kind: model, type: gbdt}
  api: {kind: endpoint, mode: online}
  web: {kind: endpoint, mode: online}
edges: [f -> one, g -> one, one -> a, f -> two, g -> two, two -> b, api -> a, web -> b,
        api -> f, api -> g, web -> f]
"""
    (found,) = found_by("SKEW451", text)

    assert ("g", "b", "web") == found.at.nodes
    assert "g is in training only: it trains b, and no request to web brings it." == found.message


def test_what_was_never_trained_with_is_named_with_who_reads_it(found_by):
    (found,) = found_by("SKEW451", lonely(edges="rows -> m, api -> f, api -> g"))

    assert ("g", "m", "api") == found.at.nodes
    assert (
        "Tenure is in serving only: requests to api read it, and it never trained m."
    ) == found.message


def test_a_step_that_makes_no_feature_is_judged_by_itself(found_by):
    text = """
nodes:
  cut: {kind: transform, name: Tokenise, train_impl: Python, serve_impl: Rust%s}
  rows: {kind: dataset}
  m: {kind: model, type: nn}
  api: {kind: endpoint, mode: online}
edges: [cut -> rows, rows -> m, api -> m, api -> cut]
"""
    (found,) = found_by("SKEW451", text % "")

    assert ("cut",) == found.at.nodes
    assert [] == found_by("SKEW451", text % ", equivalence_test: true")


def test_a_step_that_makes_a_feature_is_judged_with_it(found_by):
    step = "  s: {kind: transform, train_impl: SQL, serve_impl: Java}"
    (found,) = found_by("SKEW451", sides(more=step, edges="rows -> m, api -> f, s -> f"))

    assert ("f", "s", "m") == found.at.nodes


def test_a_feature_that_cannot_be_used_at_all_is_said_once(judged):
    text = sides(", train_impl: SQL, serve_impl: Java, window_end_offset: 7 d")
    evaluation = judged(text)

    assert ["SKEW451"] == [one.finding.code for one in evaluation.suppressed if one.by == "LEAK402"]


# SKEW452


def served(log="", edges="", more="", model="gbdt", api="mode: online"):
    return f"""
nodes:
  api: {{kind: endpoint, {api}}}
  m: {{kind: model, type: {model}}}
  f: {{kind: feature}}
  rows: {{kind: dataset}}
  logs: {{kind: log{log}}}
{more}
edges: [api -> m, f -> rows, rows -> m{edges}]
"""


@pytest.mark.parametrize(
    ("content", "reads", "count"),
    [
        ("features, score, model version", ", api -> f", 0),
        ("score, features and model version", ", api -> f", 0),
        ("inputs and outputs", ", api -> f", 0),
        ("request, score", ", api -> f", 1),
        ("request, score", "", 0),
        ("score and model version", "", 1),
        ("score, feature version", "", 1),
        ("scores without features", "", 1),
        ("", "", 1),
    ],
)
def test_a_log_counts_by_what_it_keeps(found_by, content, reads, count):
    text = served(f", content: '{content}'" if content else "", reads + ", api -> logs")

    assert count == len(found_by("SKEW452", text))


def test_what_the_edge_says_is_kept_counts_as_well(found_by):
    text = served(edges=", {edge: api -> logs, content: 'features, score'}, api -> f")

    assert [] == found_by("SKEW452", text)


def test_a_log_that_says_nothing_is_taken_by_its_name(found_by):
    assert [] == found_by("SKEW452", served(", name: Feature log", ", api -> logs, api -> f"))
    assert 1 == len(found_by("SKEW452", served(", name: Score log", ", api -> logs, api -> f")))


@pytest.mark.parametrize(
    ("monitor", "target", "count"),
    [
        ("signal: input_drift, reference: fixed_train", "m", 0),
        ("signal: input_drift, reference: fixed_train", "f", 0),
        ("signal: input_drift, reference: fixed_prod", "m", 1),
        ("signal: input_drift", "m", 1),
        ("signal: prediction_drift, reference: fixed_train", "m", 1),
        ("metric: training-serving skew", "api", 0),
        ("metric: difference of training and serving values", "api", 0),
        ("metric: training loss", "api", 1),
    ],
)
def test_a_monitor_counts_that_compares_with_training(found_by, monitor, target, count):
    text = served(edges=f", o -> {target}", more=f"  o: {{kind: monitor, {monitor}}}")

    assert count == len(found_by("SKEW452", text))


def test_an_evaluation_on_replayed_requests_counts_and_one_on_the_test_set_does_not(found_by):
    parity = "  e: {kind: evaluation, metric: feature parity}"
    quality = "  e: {kind: evaluation, metric: ROC-AUC}"

    assert [] == found_by("SKEW452", served(edges=", e -> m", more=parity))
    assert 1 == len(found_by("SKEW452", served(edges=", e -> m", more=quality)))


def test_values_logged_at_serving_need_no_other_log(found_by):
    text = served().replace("{kind: feature}", "{kind: feature, logged_at_serving: true}")

    assert [] == found_by("SKEW452", text)


@pytest.mark.parametrize(
    ("api", "model", "count"),
    [
        ("mode: online", "gbdt", 1),
        ("mode: stream", "nn", 1),
        ("period: daily", "gbdt", 0),
        ("mode: batch", "gbdt", 0),
        ("mode: device", "nn", 0),
        ("mode: online", "heuristic", 0),
    ],
)
def test_it_is_asked_of_models_that_answer_requests(found_by, api, model, count):
    assert count == len(found_by("SKEW452", served(api=api, model=model)))


def test_one_missing_log_is_raised_once_where_requests_enter(found_by):
    text = """
nodes:
  web: {kind: endpoint, mode: online}
  scorer: {kind: endpoint, mode: online}
  other: {kind: endpoint, mode: online}
  m: {kind: model, type: gbdt}
  n: {kind: model, type: nn}
edges: ["web -> scorer: calls", scorer -> m, web -> n, other -> n]
"""
    web, other = sorted(found_by("SKEW452", text), key=lambda one: one.at.nodes[0] != "web")

    assert ("web", "m", "n") == web.at.nodes
    assert ("other", "n") == other.at.nodes
    assert (
        "The inputs of m and n at web are neither logged nor compared with their training values."
    ) == web.message


def test_a_log_of_who_asks_or_of_a_called_part_counts(found_by):
    more = "  web: {kind: endpoint, mode: online}\n  app: {kind: consumer, action: shows it}"
    kept = ", content: 'features, score'"

    assert [] == found_by("SKEW452", served(kept, ", 'web -> api: calls', m -> logs", more))
    assert [] == found_by("SKEW452", served(kept, ", app -> api, 'app -> logs: logs_to'", more))


def test_a_hosted_model_needs_its_prompt_in_the_log(found_by):
    text = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  w: {kind: llm, provider: hosted}
  q: {kind: model, type: embedder}
  logs: {kind: log, name: Answers, content: "%s"}
edges: [api -> w, api -> q, api -> logs]
"""
    (found,) = found_by("SKEW452", text % "answer, prompt and model version")

    assert (
        "The prompts and context of q and w at api are not logged (not in Answers): no answer can "
        "be traced to what it was made from."
    ) == found.message
    assert found.remedy.startswith("log the prompt with its context, the prediction and")
    assert [] == found_by("SKEW452", text % "prompt, passages, answer")


@pytest.mark.parametrize(
    ("models", "begins"),
    [
        ("w: {kind: llm}", "The prompts and context of w"),
        ("w: {kind: model, type: embedder}", "The inputs of w"),
        ("w: {kind: llm}\n  v: {kind: model, type: gbdt}", "The inputs of v and w"),
        ("w: {kind: llm}\n  v: {kind: model, type: reranker}", "The prompts and context of v"),
    ],
)
def test_prompts_are_spoken_of_where_a_language_model_answers(found_by, models, begins):
    asks = ", api -> v" if "v:" in models else ""
    text = f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  {models}
edges: [api -> w{asks}]
"""
    (found,) = found_by("SKEW452", text)

    assert found.message.startswith(begins)


@pytest.mark.parametrize(
    ("level", "severities"),
    [(Level.JUNIOR, []), (Level.MID, [W]), (Level.SENIOR, [W]), (Level.STAFF, [E])],
)
def test_a_missing_skew_check_weighs_more_with_the_level(found_by, level, severities):
    assert severities == [one.severity for one in found_by("SKEW452", served(), level=level)]


def test_nothing_monitored_speaks_for_it(judged):
    by = {one.finding.code: one.by for one in judged(served()).suppressed}

    assert "MON601" == by["SKEW452"]


# SKEW455


def kept(
    rows="sampling: 1%",
    *,
    model="",
    use="used_as: probability",
    label="",
    more="",
    edges="",
    job="",
):
    return f"""
nodes:
  y: {{kind: label, name: Click{label}}}
  rows: {{kind: dataset, name: Clicks, {rows}}}
  job: {{kind: training_job, period: daily{job}}}
  m: {{kind: model, name: CTR, type: gbdt{model}}}
  api: {{kind: endpoint, mode: online}}
  c: {{kind: consumer, name: Auction, action: bids, {use}}}
{more}
edges: [y -> rows, rows -> job, job -> m, api -> m, c -> api{edges}]
"""


def test_a_third_with_one_negative_in_a_hundred_is_four_in_a_thousand():
    assert 0.0043 == pytest.approx(unsampled(0.30, 0.01), abs=5e-5)
    assert 0.30 == pytest.approx(unsampled(0.30, 1.0))
    assert 0.917 == pytest.approx(sampled(0.10, 0.01), abs=5e-4)
    assert 0.10 == pytest.approx(break_even(5, 45))


@pytest.mark.parametrize("keep", [0.001, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_a_score_converted_there_and_back_is_what_it_was(keep, share):
    assert share == pytest.approx(unsampled(sampled(share, keep), keep))
    assert unsampled(share, keep) <= share + 1e-12


def test_the_words_say_what_a_score_means(found_by):
    (found,) = found_by("SKEW455", kept())

    assert (
        "Clicks keeps 1 % of one class, so a score of 0.5 from CTR means 0.0099, yet it is taken "
        "for a probability by Auction."
    ) == found.message
    assert ("p / (p + (1 - p) / w) = 0.5 / (0.5 + 0.5 / 0.01) = 0.0099",) == found.working
    assert "weigh the kept rows by 1/w = 100 in training" in found.remedy
    assert ("m", "rows", "c") == found.at.nodes
    assert ["1%"] == [one.text for one in found.bindings]


def test_costs_make_the_cut_off(found_by):
    (found,) = found_by("SKEW455", kept(use="used_as: threshold, fp_cost: $5, fn_cost: $45"))

    assert "a score of 0.1 from CTR means 0.0011" in found.message
    assert "cut-off = $5 / ($5 + $45) = 0.1" == found.working[0]
    assert found.remedy.endswith("acting above 0.1 then means a raw score of 0.917")
    assert ["1%", "$5", "$45"] == [one.text for one in found.bindings]


@pytest.mark.parametrize(
    ("use", "count"),
    [
        ("used_as: probability", 1),
        ("used_as: rank", 0),
        ("used_as: threshold", 0),
        ("used_as: threshold, fp_cost: $5", 0),
        ("used_as: threshold, fp_cost: $0, fn_cost: $45", 0),
        ("used_as: threshold, fp_cost: $5, fn_cost: $0", 0),
        ("used_as: threshold, fp_cost: $5, fn_cost: $45", 1),
        ("fp_cost: $5, fn_cost: $45", 0),
        ("impact: advisory", 0),
    ],
)
def test_only_a_score_taken_at_its_word_is_wrong(found_by, use, count):
    assert count == len(found_by("SKEW455", kept(use=use)))


def test_the_arrow_of_a_consumer_goes_before_the_consumer(found_by):
    text = kept(use="used_as: rank").replace("c -> api", "{edge: c -> api, used_as: probability}")

    assert 1 == len(found_by("SKEW455", text))


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        ("metric: mean score, base_rate: 2%", 1),
        ("metric: average prediction against the base rate", 1),
        ("metric: mean score", 0),
        ("metric: score distribution, base_rate: 2%", 0),
        ("metric: mean latency, base_rate: 2%", 0),
    ],
)
def test_a_monitor_that_holds_the_mean_against_a_base_rate_is_misled(found_by, metric, count):
    watched = kept(use="used_as: rank", more=f"  o: {{kind: monitor, {metric}}}", edges=", o -> m")
    found = found_by("SKEW455", watched)

    assert count == len(found)
    assert all("its mean is held against a base rate by o" in one.message for one in found)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("sampling: 1%", [(SURE, E)]),
        ("sampling: 97%", [(SURE, E)]),
        ("sampling: 99%", []),
        ("sampling: 100%", []),
        ("sampling: 96-100%", [(MAYBE, W)]),
        ("n_rows: 3M", []),
        ("sampling: 1%, reweighted: true", []),
        ("sampling: 1%, reweighted: false", [(SURE, E)]),
    ],
)
def test_a_class_is_sampled_when_less_than_all_of_it_is_kept(found_by, rows, expected):
    found = found_by("SKEW455", kept(rows))

    assert expected == [(one.certainty, one.severity) for one in found]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [("2%", "2%", 0), ("2%", "2.4%", 0), ("2%", "2.6%", 1), ("2%", "50%", 1), ("2%", "1%", 0)],
)
def test_rows_kept_at_one_rate_leave_the_base_rate_where_it_was(found_by, before, after, count):
    text = kept(f"sampling: 1%, base_rate: {after}", label=f", base_rate: {before}")

    assert count == len(found_by("SKEW455", text))


def test_the_rate_may_stand_on_the_label_or_the_job_and_the_smallest_counts(found_by):
    (label,) = found_by("SKEW455", kept("split: time", label=", sampling: 10%"))
    (job,) = found_by("SKEW455", kept("sampling: 50%", job=", sampling: 5%"))

    assert "Click keeps 10 %" in label.message
    assert "job keeps 5 %" in job.message
    assert [] == found_by("SKEW455", kept(job=", reweighted: true"))


def test_calibration_of_the_model_or_behind_it_corrects(found_by):
    step = "  cal: {kind: transform, op: %s}"

    assert [] == found_by("SKEW455", kept(model=", calibrated: true"))
    assert [] == found_by("SKEW455", kept(more=step % "Platt scaling", edges=", api -> cal"))
    assert [] == found_by("SKEW455", kept(more=step % "calibrate it", edges=", api -> cal"))
    assert 1 == len(found_by("SKEW455", kept(more=step % "top 20", edges=", api -> cal")))
    model = "  cal: {kind: model, name: Isotonic, type: linear}"
    assert [] == found_by("SKEW455", kept(more=model, edges=", 'api -> cal: uses'"))


@pytest.mark.parametrize("rows", ["sampling: 1%", "split: time"])
def test_the_quick_fix_corrects_it(design_from, rows):
    label = ", sampling: 1%" if rows == "split: time" else ""
    design = design_from(kept(rows, label=label))
    (found,) = [one for one in evaluate(design).findings if one.code == "SKEW455"]
    after = evaluate(apply(design, found.fix).design).findings

    assert found.fix
    assert "SKEW455" not in {one.code for one in after}


def test_it_is_not_asked_of_a_junior_nor_of_language_models(found_by):
    assert [] == found_by("SKEW455", kept(), level=Level.JUNIOR)
    assert [W] == [one.severity for one in found_by("SKEW455", kept(), level=Level.MID)]
    assert [] == found_by("SKEW455", kept(), lane=Lane.LLM)


def test_each_model_on_sampled_rows_is_judged_by_who_asks_it(found_by):
    text = """
nodes:
  rows: {kind: dataset, sampling: 2%}
  a: {kind: model, type: gbdt}
  b: {kind: model, type: nn}
  one: {kind: endpoint, mode: online}
  two: {kind: endpoint, mode: online}
  bids: {kind: consumer, used_as: probability}
  page: {kind: consumer, used_as: rank}
edges: [rows -> a, rows -> b, one -> a, two -> b, page -> one, bids -> two]
"""
    (found,) = found_by("SKEW455", text)

    assert ("b", "rows", "bids") == found.at.nodes


CALLED = """
nodes:
  new: {{kind: model, type: embedder, version: v2}}
  old: {{kind: model, type: embedder, version: v1}}
  passages: {{kind: index}}
  writer: {{kind: llm}}
  api: {{kind: endpoint, mode: online}}
  {more}
edges: ["old -> passages: embeds", "api -> writer: calls", "writer -> passages: reads",
        "api -> new: calls" {edges}]
"""


@pytest.mark.parametrize(
    ("more", "edges", "count"),
    [
        ("", "", 1),
        ("r: {kind: retriever}", ', "api -> r: calls"', 0),
        ("tone: {kind: model, type: embedder, version: v7}", ', "api -> tone: calls"', 0),
        ("", ', "writer -> old: calls"', 0),
    ],
)
def test_without_a_retriever_the_caller_brings_the_vector(found_by, more, edges, count):
    found = found_by("SKEW454", CALLED.format(more=more, edges=edges), lane=Lane.LLM)

    assert count == len([one for one in found if one.variant == "mismatch"])


@pytest.mark.parametrize(
    ("risk", "is_waived"),
    [
        ("the index needs more memory in a year", False),
        ("for a week queries come from another version of the embedder", True),
    ],
)
def test_a_risk_of_the_index_is_not_that_of_two_spaces(found_by, risk, is_waived):
    more = f"d: {{kind: decision, choice: own index, because: cheaper, risk: {risk}}}"
    text = CALLED.format(more=more, edges=', "d -> passages: supports"')
    (found,) = found_by("SKEW454", text, lane=Lane.LLM)

    assert is_waived == found.message.startswith("accepted risk: ")
