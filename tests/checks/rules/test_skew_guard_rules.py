"""What keeps training and serving apart, and what does not. Over 400 lines: five rules."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.changes import SetField
from design.vocabulary.relations import Relation

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


# SKEW451


def made(nightly="", live="", feature=""):
    """A feature that a batch step and one at the time of the request make."""
    return f"""
nodes:
  f: {{kind: feature, name: Spend{feature}}}
  rows: {{kind: dataset}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online}}
  nightly: {{kind: transform, computed: batch{nightly}}}
  live: {{kind: transform, computed: stream{live}}}
edges: [f -> rows, rows -> m, api -> f, api -> m, nightly -> f, live -> f]
"""


@pytest.mark.parametrize(
    ("nightly", "live", "feature", "count"),
    [
        ("", "", "", 1),
        (", equivalence_test: true", "", "", 0),
        ("", ", equivalence_test: true", "", 0),
        ("", "", ", equivalence_test: true", 0),
        ("", ", equivalence_test: false", "", 1),
    ],
)
def test_one_test_anywhere_compares_both_steps(found_by, nightly, live, feature, count):
    assert count == len(found_by("SKEW451", made(nightly, live, feature)))


@pytest.mark.parametrize(
    ("nightly", "live", "feature", "said"),
    [
        (", train_impl: SQL", ", serve_impl: Java", "", "SQL computes it for training, Java for"),
        (", train_impl: SQL", ", serve_impl: SQL", "", None),
        (", train_impl: SQL", "", ", serve_impl: Java", "SQL computes it for training, Java for"),
        ("", ", serve_impl: Java", ", train_impl: SQL", "SQL computes it for training, Java for"),
        (", train_impl: Go", "", ", train_impl: SQL, serve_impl: SQL", "Go computes it for"),
        ("", ", serve_impl: Go", ", train_impl: SQL, serve_impl: SQL", "training, Go for"),
    ],
)
def test_a_step_says_how_it_computes_before_its_feature_does(
    found_by, nightly, live, feature, said
):
    found = found_by("SKEW451", made(nightly, live, feature))

    assert ([True] if said else []) == [said in one.message for one in found]


TWINS = """
nodes:
  spend_train: {kind: feature, name: Spend (training)%s}
  spend_live: {kind: feature, name: Spend online%s}
  rows: {kind: dataset}
  m: {kind: model, type: gbdt}
  api: {kind: endpoint, mode: online}
edges: [spend_train -> rows, rows -> m, api -> spend_live, api -> m]
"""


@pytest.mark.parametrize(
    ("train", "serve", "count"),
    [
        (", computed: batch", ", computed: stream", 1),
        (", computed: batch", ", computed: request", 1),
        (", computed: batch", "", 0),
        (", computed: stream", ", computed: request", 0),
        (", computed: stream", ", computed: batch", 0),
        ("", ", computed: stream", 0),
    ],
)
def test_only_a_batch_differs_from_what_is_computed_on_request(found_by, train, serve, count):
    found = found_by("SKEW451", TWINS % (train, serve))

    assert count == len(found)
    assert all(("serve_impl",) == one.at.fields for one in found)


def test_a_definition_is_at_no_field_of_the_implementation(found_by):
    text = TWINS % (", definition_version: v3", ", definition_version: v4")

    assert [()] == [one.at.fields for one in found_by("SKEW451", text)]


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ("g -> rows, rows -> m, api -> f", "Tenure is in training only"),
        ("g -> m, rows -> m, api -> f", "Tenure may be in training only"),
    ],
)
def test_an_arrow_that_may_stand_for_both_sides_leaves_a_doubt(found_by, edges, said):
    text = f"""
nodes:
  f: {{kind: feature, name: Spend}}
  g: {{kind: feature, name: Tenure}}
  rows: {{kind: dataset}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online}}
edges: [f -> rows, {edges}, api -> m]
"""

    assert [True] == [one.message.startswith(said) for one in found_by("SKEW451", text)]


# SKEW452


@pytest.mark.parametrize(
    ("logged", "edges", "count"),
    [
        ("yes", "f -> rows, rows -> m", 0),
        ("no", "f -> rows, rows -> m", 1),
        ("yes", "f -> other, other -> n", 1),
        ("yes", "api -> f", 0),
    ],
)
def test_only_what_feeds_the_model_is_logged_for_it(found_by, logged, edges, count):
    text = f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  m: {{kind: model, type: gbdt}}
  n: {{kind: model, type: gbdt}}
  f: {{kind: feature, logged_at_serving: {logged}}}
  rows: {{kind: dataset}}
  other: {{kind: dataset}}
edges: [api -> m, {edges}]
"""

    assert count == len(found_by("SKEW452", text))


# SKEW453


def filled(feature, more="", edges=""):
    return f"""
nodes:
  f: {{kind: feature, impute: mean{feature}}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online}}
{more}
edges: [f -> m, api -> m{edges}]
"""


@pytest.mark.parametrize(
    ("feature", "variant", "certainty"),
    [
        ("", "filled", SURE),
        (", null_rate: 40%", "filled", SURE),
        (", serving_null_rate: 40%", "filled", SURE),
        (", null_rate: 1%, serving_null_rate: 40%", "null_shift", SURE),
        (", null_rate: 40%, serving_null_rate: 1%", "null_shift", SURE),
        (", null_rate: 4-9%, serving_null_rate: 1%", "null_shift", MAYBE),
        (", null_rate: 4-9%, serving_null_rate: 4-9%", "filled", SURE),
    ],
)
def test_a_shift_takes_two_null_rates(found_by, feature, variant, certainty):
    (found,) = found_by("SKEW453", filled(feature))

    assert (variant, certainty) == (found.variant, found.certainty)
    assert (("f", "m"), ("serving_null_rate",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("indicator", "wanted"), [("", True), (", missing_indicator: no", True),
                              (", missing_indicator: yes", False)],
)  # fmt: skip
def test_an_indicator_that_is_there_is_not_asked_for(found_by, indicator, wanted):
    (found,) = found_by("SKEW453", filled(indicator))

    assert wanted == ("a missing indicator" in found.remedy)


# SKEW454


def spaces(doc="version: v2", query="version: v2", index="", doc_edge="", release=""):
    return f"""
lane: llm
nodes:
  d: {{kind: model, type: embedder, name: D, {doc}}}
  q: {{kind: model, type: embedder, name: Q, {query}}}
  i: {{kind: index, name: I{index}}}
  r: {{kind: retriever, name: R}}
  go: {{kind: deployment, name: Go}}
edges: [{{edge: d -> i, side: doc{doc_edge}}}, {{edge: q -> r, side: query}}, r -> i{release}]
"""


@pytest.mark.parametrize(
    ("doc", "query", "expected"),
    [
        ("version: v2, space_id: s", "version: v2", []),
        ("version: v2", "version: v2, space_id: s", []),
        ("version: v2, space_id: s", "version: v2, space_id: z", ["mismatch"]),
        ("dim: 768, space_id: s", "dim: 1024, space_id: s", []),
        ("space_id: s", "space_id: s", []),
        ("space_id: s", "dim: 768", ["unpinned"]),
        ("version: v2", "dim: 768", ["unpinned"]),
        ("dim: 768", "version: v2", ["unpinned"]),
        ("version: v2, dim: 768", "version: v2", []),
        ("version: v2", "version: v2, dim: 768", []),
        ("dim: 768", "dim: 1024", ["mismatch"]),
    ],
)
def test_what_one_side_alone_says_is_no_difference(found_by, doc, query, expected):
    assert expected == [one.variant for one in found_by("SKEW454", spaces(doc, query))]


@pytest.mark.parametrize(
    ("doc", "query", "numbers"),
    [
        ("version: v2, dim: 768", "version: v2, dim: 1024", ["1024", "768"]),
        ("version: v2, dim: 768", "dim: 1024", ["1024", "768"]),
        ("dim: 768", "version: v2, dim: 1024", []),
        ("dim: 768", "dim: 1024", ["1024", "768"]),
        ("version: v2, dim: 768", "version: v3, dim: 1024", []),
        ("version: v2, dim: 768, space_id: s", "version: v2, space_id: z", ["768"]),
    ],
)
def test_sizes_are_bound_to_the_finding_unless_the_versions_make_it(found_by, doc, query, numbers):
    (found,) = found_by("SKEW454", spaces(doc, query))

    assert sorted(numbers) == sorted(one.text for one in found.bindings)


def test_a_mismatch_shows_the_way_and_both_sides(found_by):
    text = spaces("version: v2, dim: 768", "version: v3, space_id: Z")
    (found,) = found_by("SKEW454", text)

    assert "(Q → R → I ← D)" in found.message
    assert ("query side = Q v3 in space z", "document side = D v2 (dim 768)") == found.working
    assert ("i", "q", "d", "r") == found.at.nodes
    assert [Relation.EMBEDS, Relation.USES, Relation.EMBEDS] == [
        edge.relation for edge in found.at.edges
    ]


@pytest.mark.parametrize(
    ("doc", "index", "doc_edge", "said"),
    [
        (
            "version: v2, dim: 768",
            ", dim: 1024",
            "",
            "vectors of 1 024 dimensions, and D makes 768",
        ),
        ("version: v2, dim: 768", ", dim: 512", "", None),
        ("version: v2, dim: 768", ", dim: 768", "", None),
        ("version: v2, dim: 768", "", "", None),
        ("version: v2", ", dim: 1024", "", None),
        ("version: v2", "", ", dim: 1024", None),
        ("version: v2, dim: 768", ", dim: 1024", ", dim: 1024", None),
    ],
)
def test_an_index_holds_no_more_than_its_embedder_makes(found_by, doc, index, doc_edge, said):
    found = found_by("SKEW454", spaces(doc, "version: v2", index, doc_edge))

    assert ([("resized", ("dim",), True)] if said else []) == [
        (one.variant, one.at.fields, said in one.message) for one in found
    ]
    assert all(["1024", "768"] == sorted(b.text for b in one.bindings) for one in found)


def test_a_release_that_misses_the_index_is_shown_from_the_deployment(found_by):
    (found,) = found_by("SKEW454", spaces(release=", go -> d"))

    assert "(Go → D → I)" in found.message
    assert ("rollout", ("i", "d", "go"), ("rebuild",)) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


# SKEW455


def kept(rows="sampling: 1%", use="used_as: probability", more="", edges="", **given):
    return f"""
nodes:
  y: {{kind: label, name: Click{given.get("label", "")}}}
  rows: {{kind: dataset, name: Clicks, {rows}}}
  job: {{kind: training_job, period: daily{given.get("job", "")}}}
  m: {{kind: model, name: CTR, type: gbdt{given.get("model", "")}}}
  api: {{kind: endpoint, mode: online}}
  c: {{kind: consumer, name: Auction, action: bids, {use}}}
{more}
edges: [y -> rows, rows -> job, job -> m, api -> m, c -> api{edges}]
"""


@pytest.mark.parametrize(
    ("rows", "label", "count"),
    [
        ("sampling: 1%, base_rate: 2%", "", 1),
        ("sampling: 1%", ", base_rate: 2%", 1),
        ("sampling: 1%, base_rate: 2%", ", base_rate: 2%", 0),
        ("base_rate: 2%", ", base_rate: 2%, sampling: 1%", 1),
        ("sampling: 0%", "", 0),
    ],
)
def test_only_rows_known_to_keep_their_base_rate_are_kept_alike(found_by, rows, label, count):
    assert count == len(found_by("SKEW455", kept(rows, label=label)))


@pytest.mark.parametrize(
    ("use", "count"),
    [
        ("used_as: threshold, fp_cost: $0.50, fn_cost: $45", 1),
        ("used_as: threshold, fp_cost: $5, fn_cost: $0.50", 1),
        ("used_as: threshold, fn_cost: $45", 0),
        ("used_as: rank, fp_cost: $5, fn_cost: $45", 0),
    ],
)
def test_a_cut_off_is_made_of_two_costs_however_small(found_by, use, count):
    assert count == len(found_by("SKEW455", kept(use=use)))


@pytest.mark.parametrize(
    ("use", "score"),
    [
        ("used_as: probability", "a score of 0.5 "),
        ("used_as: probability, fp_cost: $5, fn_cost: $45", "a score of 0.1 "),
        ("used_as: probability, fp_cost: $5", "a score of 0.5 "),
    ],
)
def test_a_probability_is_spoken_of_at_its_cut_off(found_by, use, score):
    (found,) = found_by("SKEW455", kept(use=use))

    assert score in found.message


def test_who_takes_the_score_at_its_word_is_named_and_no_other(found_by):
    more = """
  b: {kind: consumer, name: Budget, used_as: probability, fp_cost: $1, fn_cost: $3}
  e: {kind: consumer, name: Page, used_as: rank}
  o: {kind: monitor, metric: mean score, base_rate: 2%}
"""
    (found,) = found_by("SKEW455", kept(more=more, edges=", b -> api, e -> api, o -> m"))

    assert ("m", "rows", "b", "c", "o") == found.at.nodes
    assert "a score of 0.25 " in found.message


def test_the_first_costs_make_the_cut_off(found_by):
    more = "  d: {kind: consumer, used_as: probability, fp_cost: $1, fn_cost: $3}"
    use = "used_as: probability, fp_cost: $5, fn_cost: $45"
    (found,) = found_by("SKEW455", kept(use=use, more=more, edges=", d -> api"))

    assert "a score of 0.1 " in found.message


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        ("metric: mean score against the base", 0),
        ("metric: mean score and its rate", 0),
        ("metric: mean score against the base rate", 1),
        ("metric: score against the base rate", 0),
        ("metric: mean against the base rate", 0),
        ("name: Mean score against the base rate", 1),
    ],
)
def test_a_mean_of_scores_is_held_against_a_base_rate_in_so_many_words(found_by, metric, count):
    text = kept(use="used_as: rank", more=f"  o: {{kind: monitor, {metric}}}", edges=", o -> m")

    assert count == len(found_by("SKEW455", text))


@pytest.mark.parametrize(
    ("more", "edges", "count"),
    [
        ("cal: {kind: transform, op: calibrate it}", "'api -> cal: calls'", 0),
        ("cal: {kind: transform, op: calibrate it}", "'m -> cal: feeds'", 0),
        ("cal: {kind: transform, op: calibrate it}", "'m -> cal: calls'", 0),
        ("cal: {kind: model, type: linear, name: Platt}", "'api -> cal: uses'", 0),
        ("cal: {kind: log, name: Calibration}", "'m -> cal: feeds'", 1),
        ("cal: {kind: transform, op: calibrate it}", "'cal -> rows: feeds'", 1),
    ],
)
def test_a_step_calibrates_behind_the_model(found_by, more, edges, count):
    assert count == len(found_by("SKEW455", kept(more=f"  {more}", edges=f", {edges}")))


@pytest.mark.parametrize(
    ("job", "model", "count"),
    [
        (", reweighted: yes", "", 0),
        (", reweighted: no", "", 1),
        ("", ", calibrated: yes", 0),
        ("", ", calibrated: no", 1),
    ],
)
def test_only_what_is_said_to_be_corrected_is(found_by, job, model, count):
    assert count == len(found_by("SKEW455", kept(job=job, model=model)))


def test_rows_that_train_nothing_are_nobodys(found_by):
    more = "  z: {kind: dataset, sampling: 1%}"

    assert [] == found_by("SKEW455", kept("split: time", more=more))


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        ({}, SetField(field="reweighted", value="yes", id="rows")),
        (
            {"rows": "split: time", "job": ", sampling: 1%"},
            SetField(field="reweighted", value="yes", id="job"),
        ),
        (
            {"rows": "split: time", "label": ", sampling: 1%"},
            SetField(field="calibrated", value="yes", id="m"),
        ),
    ],
)
def test_the_fix_weighs_rows_and_calibrates_where_there_are_none(found_by, given, fix):
    (found,) = found_by("SKEW455", kept(**given))

    assert (fix,) == found.fix
