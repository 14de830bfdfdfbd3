"""Where each leakage rule begins to speak and when not. (Over 400 lines: tables of cases.)"""

from __future__ import annotations

import textwrap

import pytest

from checks.board import Board
from checks.engine import evaluate
from checks.finding import Certainty, Demand, OutcomeState
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.changes import apply
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

LEAK = tuple(code for code in all_rules() if code.startswith("LEAK"))


@pytest.fixture
def seen(found_by):
    """`seen(code, yaml)`: (variant, certainty, severity at senior) of each finding."""

    def look(code, text, **asked):
        found = found_by(code, textwrap.dedent(text), **asked)
        return [(one.variant, one.certainty, one.severity) for one in found]

    return look


@pytest.fixture
def demands(design_from):
    def ask(code, text):
        board, rule = Board(design_from(text)), all_rules()[code]
        return [
            one
            for subject in rule.subjects(board)
            for one in rule.judge(board, subject)
            if isinstance(one, Demand)
        ]

    return ask


E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE


def history(lag="", delay="label_delay: 30 d", join="", model="gbdt"):
    return f"""
nodes:
  y: {{kind: label, {delay}}}
  f: {{kind: feature{lag and ", lag: " + lag}}}
  rows: {{kind: dataset, split: time}}
  m: {{kind: model, type: {model}}}
edges:
  - y -> f
  - {{edge: f -> rows{join and ", join: " + join}}}
  - y -> rows
  - rows -> m
"""


# LEAK401, LEAK403


@pytest.mark.parametrize(
    ("lag", "of_401", "of_403"),
    [
        ("", 1, 0),
        ("0 d", 1, 0),
        ("7 d", 0, 1),
        ("29 d", 0, 1),
        ("29.6 d", 0, 0),
        ("30 d", 0, 0),
        ("45 d", 0, 0),
    ],
)
def test_history_is_legal_from_a_lag_of_the_label_delay_on(found_by, lag, of_401, of_403):
    assert of_401 == len(found_by("LEAK401", history(lag)))
    assert of_403 == len(found_by("LEAK403", history(lag)))


def test_history_joined_point_in_time_is_legal_at_any_lag(found_by):
    for code in ("LEAK401", "LEAK403", "LEAK404"):
        assert [] == found_by(code, history(join="point_in_time"))
        assert [] == found_by(code, history("7 d", join="point_in_time"))


def test_a_missing_label_delay_does_not_block_401_and_is_asked_for_by_403(found_by, demands):
    assert 1 == len(found_by("LEAK401", history(delay="horizon: 30 d")))
    assert [] == found_by("LEAK403", history("7 d", "horizon: 30 d"))
    (demand,) = demands("LEAK403", history("7 d", "horizon: 30 d"))

    assert ("y", AttributeGroup.LABEL_TIMING) == (demand.owner, demand.group)
    assert (a.LABEL_DELAY,) == demand.missing


def test_a_label_delay_that_does_not_apply_is_not_asked_for(demands):
    assert [] == demands("LEAK403", history("7 d", "na: {label_delay: known at once}"))


def test_403_says_lag_delay_path_and_the_lag_that_is_enough(found_by):
    (found,) = found_by("LEAK403", history("7 d"))

    assert "up to 7 d before the prediction" in found.message
    assert "final only after 30 d" in found.message
    assert "y (known after 30 d) → f (lag 7 d) → rows" in found.message
    assert "too short by 23 d" == found.working[-1]
    assert "at least 30 d" in found.remedy
    assert SURE is found.certainty


def test_403_is_possible_where_only_a_part_of_the_lag_is_too_short(found_by):
    (found,) = found_by("LEAK403", history("20-40 d"))

    assert (MAYBE, W) == (found.certainty, found.severity)
    assert "no leak once the lag is 30 d" in found.message


def test_one_finding_per_feature_however_many_labels_reach_it(found_by):
    two = (
        history()
        .replace("edges:\n", "edges:\n  - z -> f\n  - z -> rows\n")
        .replace("nodes:\n", "nodes:\n  z: {kind: label}\n")
    )

    assert ["f"] == [one.at.nodes[0] for one in found_by("LEAK401", two)]


@pytest.mark.parametrize("code", LEAK)
def test_a_design_with_a_heuristic_only_is_not_judged_for_leaks(found_by, code):
    everything = """
nodes:
  y: {kind: label, horizon: 14 d, label_delay: 30 d, base_rate: 1%}
  f: {kind: feature, window: 7 d, window_end_offset: 1 d}
  scaler: {kind: transform, op: feature selection, fit_scope: all}
  rows: {kind: dataset, split: random, group_key: user, serves_new_entities: true, dedup: false,
    used_for_selection: true}
  e: {kind: evaluation}
  m: {kind: model, type: heuristic}
edges:
  - y -> f
  - {edge: f -> rows, join: latest}
  - scaler -> rows
  - y -> rows
  - rows -> m
  - rows -> e
  - e -> m
"""
    trained = everything.replace("heuristic", "gbdt")

    assert [] == found_by(code, everything)
    if code not in ("LEAK403", "LEAK408"):
        assert found_by(code, trained), f"{code} would have had something to say"


# LEAK402


def window(offset, more=""):
    return f"""
nodes:
  f: {{kind: feature, window: 7 d, window_end_offset: {offset}{more}}}
  m: {{kind: model, type: gbdt}}
edges:
  - {{edge: f -> m{", join: latest" if "computed" in more else ""}}}
"""


@pytest.mark.parametrize(("offset", "count"), [("-1 d", 0), ("0 d", 0), ("1 min", 1), ("30 d", 1)])
def test_a_window_may_end_at_the_prediction_and_not_after(found_by, offset, count):
    assert count == len(found_by("LEAK402", window(offset)))


@pytest.mark.parametrize(("offset", "count"), [("-3 h", 0), ("-2 h", 0), ("-1 h", 1), ("0 h", 1)])
def test_a_batch_value_is_there_once_lag_and_job_are_over(found_by, offset, count):
    batch = window(offset, ", computed: batch, lag: 30 min, duration: 90 min")

    assert count == len(found_by("LEAK402", batch))
    assert [] == found_by("LEAK402", batch.replace("join: latest", "join: point_in_time"))


def test_the_window_of_a_label_may_end_after_the_prediction(found_by):
    text = """
nodes:
  events: {kind: source}
  outcome: {kind: transform, op: join, window_end_offset: 30 d}
  y: {kind: label}
  rows: {kind: dataset, split: time}
  m: {kind: model, type: gbdt}
edges: [events -> outcome, outcome -> y, outcome -> rows, y -> rows, rows -> m]
"""

    assert [] == found_by("LEAK402", text)


def named(feature, label="chargeback", more=""):
    return f"""
nodes:
  y: {{kind: label, name: {label}}}
  f: {{kind: feature, name: {feature}{more}}}
  m: {{kind: model, type: gbdt}}
edges:
  - f -> m
  - {{edge: y -> m, role: target}}
"""


@pytest.mark.parametrize(
    ("feature", "count"),
    [
        ("chargeback flag", 1),
        ("Chargebacks", 1),
        ("is chargeback", 1),
        ("merchant chargeback rate", 0),
        ("spend", 0),
    ],
)
def test_half_of_the_words_shared_with_the_label_are_suspect(seen, feature, count):
    assert [("suspect", SURE, INFO)] * count == seen("LEAK402", named(feature))


@pytest.mark.parametrize(
    "more",
    [", lag: 30 d", ", window_end_offset: -1 d", ", computed: request", ", static: true"],
)
def test_a_feature_that_states_its_time_is_not_suspect(found_by, more):
    assert [] == found_by("LEAK402", named("chargeback flag", more=more))


def test_a_feature_the_outcome_process_writes_is_unavailable(seen):
    written = named("case notes", more=", written_after_outcome: true")

    assert [("unavailable", SURE, E)] == seen("LEAK402", written)
    assert [] == seen("LEAK402", written.replace("outcome: true", "outcome: false"))


# LEAK404


def joined(join, feature="window: 7 d", lag="1 h"):
    return f"""
nodes:
  s: {{kind: source, lag: {lag}}}
  f: {{kind: feature, {feature}}}
  rows: {{kind: dataset, split: time}}
  m: {{kind: model, type: gbdt}}
edges:
  - s -> f
  - {{edge: f -> rows{join and ", join: " + join}}}
  - rows -> m
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (joined("latest"), [("latest", SURE, E)]),
        (joined("point_in_time"), []),
        (joined(""), []),
        (joined("latest", "static: true"), []),
        (joined("latest", "computed: request"), []),
        (joined("latest", "logged_at_serving: true"), []),
        (joined("event_time"), [("event_time_only", SURE, W)]),
        (joined("event_time", lag="0 s"), []),
        (joined("event_time", lag="0-5 min"), [("event_time_only", MAYBE, INFO)]),
    ],
)
def test_only_a_value_as_it_was_is_safe_to_join(seen, text, expected):
    assert expected == seen("LEAK404", text)


def store(feature="window: 7 d", to_rows="", reads="  - api -> k\n"):
    return f"""
nodes:
  f: {{kind: feature, {feature}}}
  k: {{kind: feature_store}}
  api: {{kind: endpoint}}
  rows: {{kind: dataset, split: time}}
  m: {{kind: model, type: gbdt}}
edges:
  - f -> k
  - {{edge: k -> rows{to_rows}}}
  - rows -> m
{reads}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (store(), [("join_unstated", SURE, W)]),
        (store(reads=""), []),
        (store("static: true"), []),
        (store(to_rows=", join: point_in_time"), []),
        (store(to_rows=", join: latest"), [("latest", SURE, E)]),
    ],
)
def test_a_store_read_online_must_state_how_training_reads_it(seen, text, expected):
    assert expected == seen("LEAK404", text)


# LEAK405


def split(how, label="", more="", lane="tabular", rows=""):
    return f"""
lane: {lane}
nodes:
  y: {{kind: label{label}}}
  rows: {{kind: dataset{how and ", split: " + how}{rows}}}
  m: {{kind: model, type: gbdt}}
{more}
edges: [y -> rows, rows -> m{", t -> e, e -> m" if "  t:" in more else ""}]
"""


DRIFT = "  drift: {kind: monitor, signal: input_drift}"
LATER = "  t: {kind: dataset, split: time}\n  e: {kind: evaluation}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (split("random", ", horizon: 30 d"), [("random", SURE, E)]),
        (split("random", ", horizon: 0 d"), []),
        (split("random", rows=", time_dependent: true"), [("random", SURE, E)]),
        (split("random", ", horizon: 30 d", rows=", time_dependent: false"), []),
        (split("random"), []),
        (split("random", more=DRIFT), [("random", SURE, E)]),
        (split("random", more=DRIFT, lane="deep_learning"), []),
        (split("random", ", horizon: 30 d", LATER), []),
        (split("", ", horizon: 30 d"), [("split_unstated", SURE, W)]),
        (split("", ", horizon: 30 d", LATER), []),
        (split("time", ", horizon: 30 d"), []),
        (split("time+group", ", horizon: 30 d"), []),
        (split("group", ", horizon: 30 d"), []),
    ],
)
def test_a_random_split_is_wrong_where_time_matters(seen, text, expected):
    assert expected == seen("LEAK405", text)


# LEAK406


def groups(how, new="", more=""):
    return f"""
nodes:
  rows: {{kind: dataset, group_key: user, split: {how}{new and ", serves_new_entities: " + new}
    {more}}}
  m: {{kind: model, type: nn}}
edges: [rows -> m]
"""


@pytest.mark.parametrize(
    ("how", "new", "expected"),
    [
        ("random", "true", [("overlap", SURE, E)]),
        ("time", "true", [("overlap", SURE, E)]),
        ("random", "", [("new_entities_unstated", SURE, W)]),
        ("time", "", []),
        ("time", "false", []),
        ("random", "false", []),
        ("group", "true", []),
        ("time+group", "true", []),
    ],
)
def test_users_may_be_on_both_sides_only_when_production_knows_them(seen, how, new, expected):
    assert expected == seen("LEAK406", groups(how, new))


def test_near_copies_in_media_need_no_word_on_new_entities(seen):
    copies = groups("random", more=", dedup: false")

    assert [("overlap", SURE, E)] == seen("LEAK406", "lane: deep_learning" + copies)
    assert [("new_entities_unstated", SURE, W)] == seen("LEAK406", copies)


def test_an_unstated_entity_question_is_not_for_juniors(seen):
    assert [] == seen("LEAK406", groups("random"), level=Level.MID)


# LEAK407


def step(op, scope="all", how=", split: time"):
    return f"""
nodes:
  step: {{kind: transform, op: {op}{scope and ", fit_scope: " + scope}}}
  rows: {{kind: dataset{how}}}
  m: {{kind: model, type: gbdt}}
edges: [step -> rows, rows -> m]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (step("feature selection"), [("class_a", SURE, E)]),
        (step("target encoding"), [("class_a", SURE, E)]),
        (step("SMOTE"), [("class_a", SURE, E)]),
        (step("threshold choice"), [("class_a", SURE, E)]),
        (step("standard scaler"), [("class_b", SURE, INFO)]),
        (step("impute the mean"), [("class_b", SURE, INFO)]),
        (step("PCA"), [("class_b", SURE, INFO)]),
        (step("log"), []),
        (step("hash"), []),
        (step("pretrained tokenizer"), []),
        (step("target encoding", "train"), []),
        (step("target encoding", "train_folds"), []),
        (step("target encoding", ""), [("class_a", MAYBE, W)]),
        (step("standard scaler", ""), []),
        (step("feature selection", how=""), []),
    ],
)
def test_only_what_carries_labels_over_the_split_weighs(seen, text, expected):
    assert expected == seen("LEAK407", text)


def test_a_scaler_is_not_even_mentioned_to_a_junior(seen):
    assert [] == seen("LEAK407", step("standard scaler"), level=Level.JUNIOR)


def test_a_step_behind_the_split_is_no_leak(found_by):
    behind = """
nodes:
  rows: {kind: dataset, split: time}
  step: {kind: transform, op: feature selection, fit_scope: all}
  m: {kind: model, type: gbdt}
edges: [rows -> step, step -> m]
"""

    assert [] == found_by("LEAK407", behind)


# LEAK408


def gap(text, timing="horizon: 14 d, label_delay: 21 d", how="time"):
    return f"""
nodes:
  y: {{kind: label, {timing}}}
  rows: {{kind: dataset, split: {how}{text}}}
  m: {{kind: model, type: gbdt}}
edges: [y -> rows, rows -> m]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (gap(", gap: 0 d"), [("overlap", SURE, E)]),
        (gap(", gap: 13 d"), [("overlap", SURE, E)]),
        (gap(", gap: 14 d"), [("immature", SURE, W)]),
        (gap(", gap: 20 d"), [("immature", SURE, W)]),
        (gap(", gap: 21 d"), []),
        (gap(", gap: 30 d"), []),
        (gap(""), [("overlap", MAYBE, W)]),
        (gap(", gap: 10-18 d"), [("overlap", MAYBE, W)]),
        (gap(", gap: 0 d", how="random"), []),
        (gap(", gap: 0 d", how="time+group"), [("overlap", SURE, E)]),
        (gap(", gap: 0 d", "horizon: 0 d, label_delay: 0 d"), []),
        (gap(", gap: 7 d", "label_delay: 21 d"), [("immature", SURE, W)]),
        (gap(", na: {gap: measured on label time}"), []),
    ],
)
def test_the_test_begins_once_the_labels_of_training_are_known(seen, text, expected):
    assert expected == seen("LEAK408", text)


def test_408_asks_for_the_delay_only_when_the_horizon_does_not_settle_it(found_by, demands):
    assert "overlap" == found_by("LEAK408", gap(", gap: 0 d", "horizon: 14 d"))[0].variant
    assert [] == demands("LEAK408", gap(", gap: 0 d", "horizon: 14 d"))
    assert ["y"] == [one.owner for one in demands("LEAK408", gap(", gap: 14 d", "horizon: 14 d"))]
    assert [] == demands("LEAK408", gap(", gap: 14 d", "origin: annotated"))


def test_408_names_the_gap_that_is_enough(found_by):
    (found,) = found_by("LEAK408", gap(", gap: 0 d"))

    assert "test starts 0 d after train ends" in found.message
    assert "14 d (known after 21 d)" in found.message
    assert "a gap of at least 21 d" == found.remedy


# LEAK409


def young(label="label_delay: 30 d, base_rate: 1%", rows=", window: 90 d", output=""):
    return f"""
nodes:
  y: {{kind: label, {label}}}
  rows: {{kind: dataset, split: time{rows}}}
  m: {{kind: model, type: gbdt{output}}}
edges: [y -> rows, rows -> m]
"""


def test_a_third_of_ninety_days_is_younger_than_thirty(found_by):
    (found,) = found_by("LEAK409", young())

    assert "about 33% of the window is not mature" in found.message
    assert ("immature share = 30 d / 90 d = 33%",) == found.working
    assert SURE is found.certainty


def test_the_share_is_never_more_than_all(found_by):
    (found,) = found_by("LEAK409", young(rows=", window: 10 d"))

    assert "100%" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (young(rows=""), [("", SURE, E)]),
        (young("label_delay: 30 d"), [("", MAYBE, W)]),
        (young("label_delay: 0 d, base_rate: 1%"), []),
        (young("label_delay: 30 d, base_rate: 1%, maturity_rule: none"), [("", SURE, E)]),
        (young("label_delay: 30 d, base_rate: 1%, maturity_rule: wait"), []),
        (young(rows=", maturity_rule: censor_model"), []),
        (young("label_delay: 30 d, base_rate: 1%, origin: annotated"), []),
        (young("label_delay: 30 d, base_rate: 1%, origin: natural"), [("", SURE, E)]),
        (young(output=", output: value"), []),
        (young(output=", output: score"), [("", SURE, E)]),
        (young(rows=", na: {maturity_rule: feedback is explicit}"), []),
    ],
)
def test_absence_of_an_event_is_a_negative_only_when_it_is_final(seen, text, expected):
    assert expected == seen("LEAK409", text)


def test_409_asks_a_natural_label_for_its_delay(demands):
    assert ["y"] == [one.owner for one in demands("LEAK409", young("base_rate: 1%"))]
    assert [] == demands("LEAK409", young("base_rate: 1%, origin: annotated"))


def test_the_span_may_stand_on_the_training_job(found_by):
    text = """
nodes:
  y: {kind: label, label_delay: 30 d, base_rate: 1%}
  rows: {kind: dataset, split: time}
  job: {kind: training_job, window: 60 d}
  m: {kind: model, type: gbdt}
edges: [y -> rows, rows -> job, job -> m]
"""
    (found,) = found_by("LEAK409", text)

    assert "50%" in found.message
    assert [] == found_by("LEAK409", text.replace("60 d", "60 d, maturity_rule: wait"))


# LEAK410


def measured(test="", evaluation="", more="", edges=""):
    return f"""
nodes:
  test: {{kind: dataset, split: time{test}}}
  e: {{kind: evaluation, metric: AUC{evaluation}}}
  m: {{kind: model, type: gbdt}}
{more}
edges: [test -> e, e -> m{edges}]
"""


HOLDOUT = "  holdout: {kind: dataset, split: time}\n  final: {kind: evaluation}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (measured(), []),
        (measured(", used_for_selection: true"), [("reused", SURE, E)]),
        (measured(", used_for_selection: false"), []),
        (
            measured(", used_for_selection: true", "", HOLDOUT, ", holdout -> final, final -> m"),
            [],
        ),
        (measured("", ", used_for_selection: true"), []),
        (
            measured(
                "", ", used_for_selection: true", "  r: {kind: deployment}", ", e -> r, r -> m"
            ),
            [("reused", SURE, E)],
        ),
        (
            measured(
                "",
                ", used_for_selection: true",
                "  r: {kind: deployment}\n  ab: {kind: experiment}",
                ", e -> r, r -> m, ab -> m",
            ),
            [],
        ),
        (measured(", test_reads: once"), []),
        (measured(", test_reads: 2"), [("reread", SURE, E)]),
        (measured("", ", test_reads: 3"), [("reread", SURE, E)]),
        (measured(", test_reads: 2", "", HOLDOUT, ", holdout -> final, final -> m"), []),
        (measured(more="  tune: {kind: transform, op: tuning}"), [("holdout_unstated", SURE, W)]),
        (
            measured("", "", HOLDOUT + "\n  tune: {kind: transform, op: tuning}",
                     ", holdout -> final, final -> m"),
            [],
        ),
    ],
)  # fmt: skip
def test_a_test_set_that_chooses_does_not_report(seen, text, expected):
    assert expected == seen("LEAK410", text)


# LEAK411


def items(rows, lane="deep_learning", more="", edges=""):
    return f"""
lane: {lane}
nodes:
  rows: {{kind: dataset, {rows}}}
  m: {{kind: model, type: nn}}
{more}
edges: [rows -> m{edges}]
"""


TWO = "  s1: {kind: source}\n  s2: {kind: source}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (items("split: random"), [("dedup_unstated", SURE, W)]),
        (items("split: random, dedup: false"), [("duplicates", SURE, E)]),
        (items("split: random, dedup: true"), []),
        (items("split: group, dedup: false"), []),
        (items("split: time"), []),
        (items("split: random", "tabular"), []),
        (items("split: random", "tabular", TWO, ", s1 -> rows"), []),
        (
            items("split: random", "tabular", TWO, ", s1 -> rows, s2 -> rows"),
            [("dedup_unstated", SURE, W)],
        ),
        (
            items("split: random", more="  d: {kind: transform, op: hash dedup}",
                  edges=", d -> rows"),
            [],
        ),
        (items("split: random, na: {dedup: ids are unique}"), []),
    ],
)  # fmt: skip
def test_random_splits_of_media_and_merged_sources_need_dedup(seen, text, expected):
    assert expected == seen("LEAK411", text)


def golden(edges, more=""):
    return f"""
lane: llm
nodes:
  docs: {{kind: source}}
  golden: {{kind: dataset, origin: annotated{more}}}
  e: {{kind: evaluation}}
  index: {{kind: index}}
  prompt: {{kind: prompt}}
  job: {{kind: training_job}}
  writer: {{kind: llm}}
  other: {{kind: llm}}
edges: [golden -> e, e -> writer, {edges}]
"""


@pytest.mark.parametrize(
    ("edges", "variants"),
    [
        ("docs -> index, docs -> golden", []),
        ("golden -> index", ["contaminated"]),
        ("golden -> prompt", ["contaminated"]),
        ("golden -> job", ["contaminated"]),
        ('"writer -> golden: feeds"', ["self_made"]),
        ('"other -> golden: feeds"', []),
    ],
)
def test_an_index_holds_documents_and_never_golden_answers(found_by, edges, variants):
    assert variants == [one.variant for one in found_by("LEAK411", golden(edges))]


def test_one_set_with_a_split_trains_and_measures(found_by):
    assert [] == found_by("LEAK411", golden("golden -> job", ", split: time"))


# What holds for the whole family


@pytest.mark.parametrize("code", ["LEAK407", "LEAK408", "LEAK409"])
def test_rules_on_trained_rows_are_silent_in_the_llm_lane(design_from, code):
    evaluation = evaluate(design_from("lane: llm"), rules=[all_rules()[code]], strict=True)

    assert OutcomeState.NOT_APPLICABLE is evaluation.outcomes[0].state
    assert Lane.LLM not in all_rules()[code].lanes


@pytest.mark.parametrize("code", LEAK)
def test_the_gesture_a_finding_offers_clears_it(design_from, code):
    rule = all_rules()[code]
    for example in rule.examples:
        design = design_from(textwrap.dedent(example.design))
        for found in evaluate(design, rules=[rule], level=Level.STAFF, strict=True).findings:
            if found.fix:
                better = apply(design, found.fix).design
                left = evaluate(better, rules=[rule], level=Level.STAFF, strict=True).findings

                assert found.fingerprint not in {one.fingerprint for one in left}


@pytest.mark.parametrize(
    ("edge", "count"),
    [("", 1), (", join: latest", 1), (", join: point_in_time", 0), (", lag: 30 d", 0)],
)
def test_a_feature_whose_source_edge_states_its_time_is_not_suspect(found_by, edge, count):
    text = named("chargeback flag").replace("edges:\n", f"edges:\n  - {{edge: s -> f{edge}}}\n")

    assert count == len(
        found_by("LEAK402", text.replace("nodes:\n", "nodes:\n  s: {kind: source}\n"))
    )


@pytest.mark.parametrize(
    ("window", "expected"),
    [("window: 7 d", [("random", SURE, E)]), ("computed: batch", [])],
)
def test_a_windowed_feature_makes_time_matter(seen, window, expected):
    text = f"""
lane: deep_learning
nodes:
  f: {{kind: feature, {window}}}
  rows: {{kind: dataset, split: random}}
  m: {{kind: model, type: nn}}
edges: [f -> rows, rows -> m]
"""

    assert expected == seen("LEAK405", text)


def test_only_a_late_row_is_bound_to_the_join_it_spoils(found_by):
    (late,) = found_by("LEAK404", joined("event_time"))
    (latest,) = found_by("LEAK404", joined("latest"))

    assert ["1 h"] == [one.text for one in late.bindings]
    assert () == latest.bindings
    assert "rows arrive 1 h late" in late.message
    assert "today's value for yesterday's example" in latest.message


def test_a_holdout_that_was_read_twice_is_no_holdout(found_by):
    touched = HOLDOUT.replace("split: time}", "split: time, test_reads: 2}")
    text = measured(", test_reads: 2", "", touched, ", holdout -> final, final -> m")

    assert ["holdout", "test"] == sorted(one.at.nodes[0] for one in found_by("LEAK410", text))


def test_410_and_411_name_what_chose_and_where_items_went(found_by):
    (reused,) = found_by("LEAK410", measured(", used_for_selection: true"))
    (shown,) = found_by("LEAK411", golden("golden -> prompt"))
    (made,) = found_by("LEAK411", golden('"writer -> golden: feeds"'))
    (copies,) = found_by("LEAK411", items("split: random, dedup: false"))

    assert "test selects (test) and also reports the final number (e)." == reused.message
    assert "its items also go into prompt" in shown.message
    assert "is written by writer, which is then judged on it" in made.message
    assert "are split at random and are not deduplicated" in copies.message


# Where each guard of the family begins


@pytest.mark.parametrize(
    ("lag", "of_401", "of_403"), [("0 s", 1, 0), ("1 s", 0, 1), ("0.5 s", 0, 1)]
)
def test_any_lag_at_all_is_a_lag(found_by, lag, of_401, of_403):
    assert of_401 == len(found_by("LEAK401", history(lag)))
    assert of_403 == len(found_by("LEAK403", history(lag)))


@pytest.mark.parametrize("late", ["y", "z"])
def test_the_way_without_a_lag_is_the_one_that_is_told(found_by, late):
    lags = {one: ", lag: 7 d" if one == late else "" for one in ("y", "z")}
    text = f"""
nodes:
  y: {{kind: label, label_delay: 30 d}}
  z: {{kind: label, label_delay: 30 d}}
  f: {{kind: feature}}
  m: {{kind: model, type: gbdt}}
edges:
  - {{edge: y -> f{lags["y"]}}}
  - {{edge: z -> f{lags["z"]}}}
  - f -> m
  - {{edge: y -> m, role: target}}
  - {{edge: z -> m, role: target}}
"""
    (found,) = found_by("LEAK401", text)

    assert late not in found.at.nodes


@pytest.mark.parametrize(
    ("offset", "may", "certainty"),
    [("1 d", "", SURE), ("0-1 d", "possibly ", MAYBE)],
)
def test_a_window_that_may_end_after_the_prediction_is_possible(found_by, offset, may, certainty):
    (found,) = found_by("LEAK402", window(offset))

    assert certainty is found.certainty
    assert bool(may) == ("possibly" in found.message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (store().replace("f -> k", "{edge: f -> k, join: point_in_time}"), []),
        (store().replace("f -> k", "{edge: f -> k, join: latest}"), [("latest", SURE, E)]),
        (store().replace("rows: {kind: dataset, split: time}", "rows: {kind: training_job}"),
         [("join_unstated", SURE, W)]),
        (store().replace("rows: {kind: dataset, split: time}", "rows: {kind: transform}"), []),
    ],
)  # fmt: skip
def test_a_store_is_asked_where_training_reads_it_and_nobody_said(seen, text, expected):
    assert expected == seen("LEAK404", text)


OTHER = "  t: {kind: dataset, split: time}\n  e: {kind: evaluation}\n  n: {kind: model, type: nn}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (split("random", ", horizon: 30 d", rows=", origin: synthetic"), []),
        (split("random", ", horizon: 30 d", rows=", origin: natural"), [("random", SURE, E)]),
        (split("", ", horizon: 30 d", rows=", na: {split: everything is trained on}"), []),
        (split("random", ", horizon: 1 s"), [("random", SURE, E)]),
        (split("random", more="  drift: {kind: monitor, signal: prediction_drift}"),
         [("random", SURE, E)]),
        (split("random", more="  drift: {kind: monitor, signal: latency}"), []),
        (split("", ", horizon: 30 d", LATER.replace("split: time", "split: random")), []),
        (split("random", ", horizon: 30 d", LATER.replace("split: time", "split: random")),
         [("random", SURE, E)]),
        (split("random", ", horizon: 30 d", OTHER).replace("e -> m", "e -> n"),
         [("random", SURE, E)]),
        (split("random", ", horizon: 30 d", "  t: {kind: evaluation, split: time}").replace(
            ", t -> e, e -> m", ", t -> m"), []),
        (split("random", ", horizon: 30 d", "  t: {kind: evaluation, split: time}").replace(
            ", t -> e, e -> m", ""), [("random", SURE, E)]),
    ],
)  # fmt: skip
def test_another_split_excuses_the_models_it_measures_only(seen, text, expected):
    assert expected == seen("LEAK405", text)


@pytest.mark.parametrize(
    ("job", "lane", "expected"),
    [
        ("period: weekly", "tabular", [("random", SURE, E)]),
        ("period: weekly", "deep_learning", []),
        ("window: 90 d", "tabular", []),
    ],
)
def test_a_schedule_is_a_sign_that_rows_are_events(seen, job, lane, expected):
    text = f"""
lane: {lane}
nodes:
  rows: {{kind: dataset, split: random}}
  job: {{kind: training_job, {job}}}
  m: {{kind: model, type: gbdt}}
edges: [rows -> job, job -> m]
"""
    assert expected == seen("LEAK405", text)


def test_the_schedule_of_another_model_is_no_sign(seen):
    text = """
nodes:
  rows: {kind: dataset, split: random}
  job: {kind: training_job, period: weekly}
  m: {kind: model, type: gbdt}
  n: {kind: model, type: gbdt}
edges: [rows -> m, job -> n]
"""
    assert [] == seen("LEAK405", text)


@pytest.mark.parametrize(
    ("how", "new", "field", "better"),
    [
        ("random", "true", "split", "group"),
        ("time", "true", "split", "time+group"),
        ("random", "", "serves_new_entities", "group"),
    ],
)
def test_406_points_at_what_is_to_be_said_and_offers_the_split(found_by, how, new, field, better):
    (found,) = found_by("LEAK406", groups(how, new))

    assert (field,) == found.at.fields
    assert [("split", better)] == [(one.field, one.value) for one in found.fix]
    assert ("and production serves new ones" in found.message) is bool(new)


@pytest.mark.parametrize(
    ("edges", "count"),
    [("rows -> m", 1), ("rows -> e, e -> m, s -> m", 1), ("rows -> e, s -> m", 0)],
)
def test_groups_matter_where_a_model_learns_from_them_or_is_measured(found_by, edges, count):
    text = groups("random", "true").replace("edges: [rows -> m]", f"edges: [{edges}]")
    text = text.replace("nodes:\n", "nodes:\n  e: {kind: evaluation}\n  s: {kind: source}\n")

    assert count == len(found_by("LEAK406", text))


def test_rows_without_a_group_or_a_split_are_not_called_an_overlap(seen):
    unsplit = groups("random", "true").replace("split: random, ", "")

    assert [("new_entities_unstated", SURE, W)] == seen("LEAK406", unsplit)
    assert [] == seen("LEAK406", groups("random", "true").replace("group_key: user, ", ""))


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        (step("target encoding", "").replace("transform, op: target encoding", "feature"), []),
        (step("target encoding").replace("transform, op:", "feature, definition:"), ["class_b"]),
        (step("x", how=", split: time, fit_scope: all").replace("scope: all}", "scope: train}", 1),
         ["class_b"]),
        (step("feature selection", "").replace(
            "op: feature selection", "op: feature selection, na: {fit_scope: from the papers}"),
         []),
        (step("feature selection").replace("rows -> m", "rows -> e"), []),
    ],
)  # fmt: skip
def test_what_is_fitted_on_all_may_be_a_step_a_column_or_the_set(found_by, text, variants):
    text = text.replace("nodes:\n", "nodes:\n  e: {kind: evaluation}\n")
    assert variants == [one.variant for one in found_by("LEAK407", text)]


def test_a_set_that_only_measures_is_split_as_well(found_by):
    text = step("feature selection").replace("rows -> m", "rows -> e, e -> m, s -> m")
    text = text.replace("nodes:\n", "nodes:\n  e: {kind: evaluation}\n  s: {kind: source}\n")

    assert ["class_a"] == [one.variant for one in found_by("LEAK407", text)]


def test_a_step_far_in_front_of_the_split_is_bound_to_the_way(found_by):
    text = step("feature selection").replace("step -> rows", "step -> more, more -> rows")
    text = text.replace("nodes:\n", "nodes:\n  more: {kind: transform, op: log}\n")
    (found,) = found_by("LEAK407", text)

    assert ("step", "more", "rows") == found.at.nodes
    assert "feature selection is fitted on all data before rows is split." == found.message


@pytest.mark.parametrize(
    ("timing", "asked"),
    [
        ("horizon: 14 d", ["y"]),
        ("horizon: 14 d, origin: natural", ["y"]),
        ("horizon: 14 d, origin: annotated", []),
        ("horizon: 14 d, na: {label_delay: known at once}", []),
    ],
)
def test_408_asks_only_a_natural_label_for_its_delay(demands, timing, asked):
    assert asked == [one.owner for one in demands("LEAK408", gap(", gap: 14 d", timing))]


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (gap(", gap: 0 d"), "21 d"),
        (gap(", gap: 0 d", "horizon: 14 d"), "14 d"),
        (gap(", gap: 0 d", "horizon: 14 d, label_delay: 10 d"), "14 d"),
        (gap(", gap: 7 d", "label_delay: 21 d"), "21 d"),
    ],
)
def test_408_offers_the_longer_of_horizon_and_delay(found_by, text, least):
    (found,) = found_by("LEAK408", text)

    assert [("gap", least)] == [(one.field, one.value) for one in found.fix]


@pytest.mark.parametrize(
    ("window", "share"),
    [("0 s", None), ("1 s", "100%"), ("0.5 s", "100%"), ("60 d", "50%")],
)
def test_a_span_of_nothing_has_no_share(found_by, window, share):
    (found,) = found_by("LEAK409", young(rows=f", window: {window}"))

    assert (f"about {share} of" in found.message) if share else "about" not in found.message


@pytest.mark.parametrize(("rule", "said"), [("", True), (", maturity_rule: none", False)])
def test_409_says_when_no_rule_is_stated(found_by, rule, said):
    (found,) = found_by("LEAK409", young(rows=f", window: 90 d{rule}"))

    assert said is ("(no maturity rule is stated)" in found.message)


@pytest.mark.parametrize("output", ["value", "ranking", "text", "embedding"])
def test_what_is_no_event_has_no_young_negatives_and_hides_no_other_model(found_by, output):
    text = young(output=f", output: {output}")
    more = text.replace("nodes:\n", "nodes:\n  n: {kind: model, type: gbdt}\n")

    assert [] == found_by("LEAK409", text)
    assert 1 == len(found_by("LEAK409", more.replace("rows -> m]", "rows -> m, rows -> n]")))


@pytest.mark.parametrize(("job", "count"), [("job -> n", 1), ("rows -> job, job -> m", 0)])
def test_409_is_settled_by_the_job_of_the_same_model(found_by, job, count):
    text = young().replace("rows -> m]", f"rows -> m, {job}]").replace(
        "nodes:\n",
        "nodes:\n  n: {kind: model, type: gbdt}\n"
        "  job: {kind: training_job, maturity_rule: wait}\n",
    )  # fmt: skip
    assert count == len(found_by("LEAK409", text))


def test_409_asks_no_label_that_says_why_it_has_no_delay(demands):
    assert [] == demands("LEAK409", young("base_rate: 1%, na: {label_delay: known at once}"))


def test_a_job_without_a_set_is_judged_itself(found_by):
    text = """
nodes:
  y: {kind: label, label_delay: 30 d, base_rate: 1%}
  job: {kind: training_job, window: 60 d}
  m: {kind: model, type: gbdt}
edges: [y -> job, job -> m]
"""
    (found,) = found_by("LEAK409", text)

    assert ("job", "y") == found.at.nodes
    assert "50%" in found.message


TUNE = "  tune: {kind: transform, op: tuning}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (measured(", test_reads: once", more=TUNE), []),
        (measured("", ", used_for_selection: true", TUNE), []),
        (measured(more=TUNE.replace("tuning", "log")), []),
        (measured("", "", f"{HOLDOUT.replace('split: time', 'split: time, test_reads: 2')}\n{TUNE}",
                  ", holdout -> final, final -> m"), []),
        (measured(", test_reads: 1-3"), [("reread", MAYBE, W)]),
    ],
)  # fmt: skip
def test_one_set_beside_a_choice_is_asked_whether_it_was_read(seen, text, expected):
    assert expected == seen("LEAK410", text)


def test_the_most_that_was_read_counts(found_by):
    (found,) = found_by("LEAK410", measured(", test_reads: 2", ", test_reads: 5"))

    assert "5 times" in found.message
    assert ("test_reads",) == found.at.fields


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        (golden("golden -> index", ", dedup: true, split: group"), []),
        (golden("golden -> index", ", dedup: true"), ["contaminated"]),
        (golden("golden -> index", ", split: group"), ["contaminated"]),
        (golden("golden -> job").replace("lane: llm", "lane: deep_learning"), []),
        (golden("docs -> golden").replace("golden -> e, ", "golden -> index, "), []),
    ],
)
def test_only_measured_items_can_be_shown(found_by, text, variants):
    assert variants == [one.variant for one in found_by("LEAK411", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (items("split: random", "tabular", "  s: {kind: source, trust: untrusted}", ", s -> rows"),
         [("dedup_unstated", SURE, W)]),
        (items("split: random", "tabular", "  s: {kind: source, trust: trusted}", ", s -> rows"),
         []),
        (items("split: random", more="  s: {kind: source, name: dedup}", edges=", s -> rows"),
         [("dedup_unstated", SURE, W)]),
        (items("split: random", more="  d: {kind: dataset, dedup: true}", edges=", d -> rows"),
         []),
        (items("split: random").replace("rows -> m", "rows -> e, e -> m").replace(
            "nodes:\n", "nodes:\n  e: {kind: evaluation}\n"), []),
    ],
)  # fmt: skip
def test_what_may_repeat_itself_is_asked_about(seen, text, expected):
    assert expected == seen("LEAK411", text)


# What a leak is called, and where its fix is


def test_of_two_labels_without_a_lag_the_first_is_told(found_by):
    text = history().replace("edges:\n", "edges:\n  - z -> f\n  - z -> rows\n")
    (found,) = found_by("LEAK401", text.replace("nodes:\n", "nodes:\n  z: {kind: label}\n"))

    assert found.message.count("z") < found.message.count("y")
    assert "y" in found.at.nodes


@pytest.mark.parametrize(
    ("code", "text", "fix"),
    [
        ("LEAK401", history(), ("join", "point_in_time", "rows")),
        ("LEAK403", history("7 d"), ("window_end_offset", "-30 d", "f")),
        ("LEAK402", window("1 d"), ("window_end_offset", "0 d", "f")),
    ],
)
def test_the_fix_is_at_the_last_place_that_can_mend_it(found_by, code, text, fix):
    (found,) = found_by(code, text)
    (change,) = found.fix

    assert fix == (change.field, change.value, change.id or change.edge.target)


OUTCOME = """
nodes:
  notes: {kind: source, written_after_outcome: true}
  length: {kind: feature}
  rows: {kind: dataset, split: time}
  y: {kind: label, label_delay: 30 d}
  m: {kind: model, type: gbdt}
edges: [notes -> length, length -> rows, y -> rows, rows -> m]
"""
BATCH = ", computed: batch, lag: 30 min, duration: 90 min"


@pytest.mark.parametrize(
    ("text", "message", "remedy", "working"),
    [
        (OUTCOME, ": notes ", "leave length out, or join it point-in-time", "path: "),
        (window("1 d"), "window ends 1 d after it",
         "a window that ends at the prediction (0 d) or before", "readable 1 d = "),
        (window("-1 h", BATCH), " too late: ", "end the window 1 h earlier, or join point-in-time",
         "readable "),
    ],
)  # fmt: skip
def test_402_says_why_it_is_not_there_and_what_helps(found_by, text, message, remedy, working):
    (found,) = found_by("LEAK402", text)

    assert message in found.message
    assert remedy == found.remedy
    assert found.working[0].startswith(working)


def test_a_suspicion_has_nothing_to_calculate(found_by):
    (found,) = found_by("LEAK402", named("chargeback flag"))

    assert () == found.working
    assert ("f", "y") == found.at.nodes


@pytest.mark.parametrize(
    ("features", "named_so"), [(1, "f"), (3, "f, g1, g2"), (4, "f, g1, g2 and 1 more")]
)
def test_404_names_three_features_of_a_store(found_by, features, named_so):
    more = [f"g{n}" for n in range(1, features)]
    nodes = "".join(f"  {one}: {{kind: feature, window: 7 d}}\n" for one in more)
    edges = "".join(f"  - {one} -> k\n" for one in more)
    text = store().replace("nodes:\n", f"nodes:\n{nodes}").replace("edges:\n", f"edges:\n{edges}")
    (found,) = found_by("LEAK404", text)

    assert found.message.startswith(f"k ({named_so}) is read online")


def test_a_model_trained_from_the_store_reads_it_too(seen):
    text = store().replace("{edge: k -> rows}", '{edge: "k -> m: trains"}')

    assert [("join_unstated", SURE, W)] == seen("LEAK404", text)


@pytest.mark.parametrize(
    ("how", "start"),
    [
        ("random", "user appears in both train and test of rows (split at random)"),
        ("time", "user appears in both train and test of rows (split by time)"),
    ],
)
def test_406_says_who_and_how(found_by, how, start):
    (found,) = found_by("LEAK406", groups(how, "true"))
    assert found.message.startswith(start)


def test_the_name_of_a_set_is_no_operation(found_by):
    text = """
nodes:
  rows: {kind: dataset, name: target encoding, split: time, fit_scope: all}
  m: {kind: model, type: gbdt}
edges: [rows -> m]
"""
    assert ["class_b"] == [one.variant for one in found_by("LEAK407", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (gap("", "horizon: 1 s, label_delay: 1 s"), [("overlap", MAYBE, W)]),
        (gap("", "label_delay: 1 s"), [("immature", MAYBE, INFO)]),
        (gap(", gap: 0 d", "horizon: 1 s, label_delay: 1 s"), [("overlap", SURE, E)]),
    ],
)
def test_no_gap_is_shorter_than_a_second(seen, text, expected):
    assert expected == seen("LEAK408", text)


def test_408_says_how_much_is_short(found_by):
    (found,) = found_by("LEAK408", gap(", gap: 7 d", "label_delay: 21 d"))
    assert "short by 14 d" in found.working


def test_a_second_of_delay_is_a_delay(found_by):
    assert 1 == len(found_by("LEAK409", young("label_delay: 1 s, base_rate: 1%")))


def test_the_evaluation_that_chose_is_named(found_by):
    more = "  r: {kind: deployment}"
    text = measured("", ", used_for_selection: true", more, ", e -> r, r -> m")
    (found,) = found_by("LEAK410", text)

    assert "test selects (e) and also reports the final number (e)." == found.message


def test_golden_items_that_a_model_is_trained_with_are_shown(found_by):
    text = golden('"golden -> tuned: trains"').replace(
        "nodes:\n", "nodes:\n  tuned: {kind: model}\n"
    )
    assert ["contaminated"] == [one.variant for one in found_by("LEAK411", text)]


def test_what_is_written_after_the_outcome_is_joined_as_of_the_prediction_at_the_rows(found_by):
    (found,) = found_by("LEAK402", OUTCOME)
    assert [("join", "rows")] == [(one.field, one.edge.target) for one in found.fix]


@pytest.mark.parametrize(
    ("how", "start"),
    [("random", "rows are split at random although"), ("", "rows do not state their split")],
)
def test_405_says_whether_a_split_is_stated(found_by, how, start):
    (found,) = found_by("LEAK405", split(how, ", horizon: 30 d"))
    assert found.message.startswith(start)


TUNED = """
lane: llm
nodes:
  kept: {{kind: label, horizon: 7 d}}
  drafts: {{kind: dataset, {dataset}}}
  tuning: {{kind: training_job}}
  versions: {{kind: registry}}
  release: {{kind: deployment}}
  writer: {{kind: llm}}
edges:
  - kept -> drafts
  - drafts -> tuning
  - tuning -> versions
  - versions -> release
  - "release -> writer: rolls_out"
"""


@pytest.mark.parametrize(
    ("code", "stated", "variants"),
    [
        ("LEAK405", "split: random", ["random"]),
        ("LEAK405", "split: time", []),
        ("LEAK405", "split: random, time_dependent: false", []),
        ("LEAK406", "split: random, group_key: customer, serves_new_entities: yes", ["overlap"]),
        ("LEAK406", "split: group, group_key: customer, serves_new_entities: yes", []),
        ("LEAK411", "split: random, dedup: no", ["duplicates"]),
        ("LEAK411", "split: random, dedup: yes", []),
    ],
)
def test_a_language_model_that_is_tuned_learns_from_its_rows(found_by, code, stated, variants):
    found = found_by(code, TUNED.format(dataset=stated))

    assert variants == [one.variant for one in found]
    assert all(("drafts",) == one.at.nodes for one in found)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('  - "release -> writer: rolls_out"\n', ""),
        ("  - tuning -> versions\n", '  - tuning -> versions\n  - "tuning -> ranker: trains"\n'),
    ],
)
def test_a_job_that_makes_something_else_tunes_no_language_model(found_by, line, instead):
    text = TUNED.format(dataset="split: random, dedup: no").replace(line, instead)
    text = text.replace("nodes:\n", "nodes:\n  ranker: {kind: model, type: heuristic}\n")

    assert [] == found_by("LEAK411", text)
