"""What each overlay writes beside the parts of a design. Over 400 lines: six overlays."""

from __future__ import annotations

import pytest

from checks.overlays import OverlayName, Tone, overlay


@pytest.fixture
def drawn(design_from):
    """`drawn("load", yaml_text)`: the overlay, and its marks by owner."""

    def draw(name: str, text: str):
        found = overlay(design_from(text), OverlayName[name.upper()])
        return found, {mark.owner: mark for mark in found.marks}

    return draw


SIDE_BY_SIDE = """
nodes:
  api: {kind: endpoint, name: API, mode: online, latency_budget: p95 200 ms}
  features: {kind: feature_store, latency_p95: 60 ms}
  retriever: {kind: retriever, latency_p95: 90 ms}
  encoder: {kind: model, type: embedder, latency_p95: 10 ms}
  ranker: {kind: model, type: nn, latency_p95: 82 ms}
edges:
  - {edge: "api -> features: reads", parallel_group: fetch}
  - {edge: "api -> retriever: calls", parallel_group: fetch}
  - "retriever -> encoder: calls"
  - "api -> ranker: calls"
"""


def test_the_slower_leg_is_on_the_critical_path_and_hides_the_other(drawn):
    found, marks = drawn("latency", SIDE_BY_SIDE)

    assert ("82 ms · 41 %", Tone.PATH, True) == (
        marks["ranker"].label,
        marks["ranker"].tone,
        marks["ranker"].emphasised,
    )
    assert {"retriever", "encoder", "ranker", "api"} == {
        mark.owner for mark in found.marks if mark.emphasised and "->" not in mark.owner
    }
    hidden = marks["features"]
    assert (Tone.MUTED, 0.3) == (hidden.tone, pytest.approx(hidden.share))
    assert "side by side with the others of fetch; hidden behind retriever, which is slower" in (
        hidden.working
    )
    assert Tone.MUTED is marks["api -> features: reads"].tone
    assert marks["api -> retriever: calls"].emphasised
    assert "side by side: fetch" == marks["api -> retriever: calls"].label


def test_an_endpoint_says_its_sum_against_its_budget(drawn):
    found, marks = drawn("latency", SIDE_BY_SIDE)

    assert ("p95: 182 of 200 ms", Tone.GOOD, 0.91) == (
        marks["api"].label,
        marks["api"].tone,
        pytest.approx(marks["api"].share),
    )
    assert "API: p95: 182 of 200 ms if every stage is slow at once" in found.summary[0]


NESTED = """
nodes:
  api: {kind: endpoint, mode: online}
  binder: {kind: transform, in_process: yes}
  left: {kind: model, type: nn, latency_p95: 30 ms}
  right: {kind: model, type: nn, latency_p95: 20 ms}
  slow: {kind: model, type: nn, latency_p95: 40 ms}
edges:
  - {edge: "api -> binder: calls", parallel_group: outer}
  - {edge: "api -> slow: calls", parallel_group: outer}
  - {edge: "binder -> left: calls", parallel_group: inner}
  - {edge: "binder -> right: calls", parallel_group: inner}
"""


def test_groups_within_groups_hide_what_is_inside_a_hidden_leg(drawn):
    found, marks = drawn("latency", NESTED)

    assert {"api", "slow", "api -> slow: calls"} == {
        mark.owner for mark in found.marks if mark.emphasised
    }
    assert "binder" not in marks
    assert Tone.MUTED is marks["api -> binder: calls"].tone
    assert ("40 ms", None, Tone.NONE) == (
        marks["slow"].label,
        marks["slow"].share,
        marks["api"].tone,
    )
    assert [("api", "latency_budget")] == [*found.missing]


def test_a_stage_that_is_called_more_than_once_says_how_often(drawn):
    _, marks = drawn(
        "latency",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          tool: {kind: tool, latency_p95: 40 ms}
          slow: {kind: model, type: nn}
        edges:
          - {edge: "api -> tool: calls", calls_per_request: 3}
          - "api -> slow: calls"
        """,
    )

    assert ("120 ms · 120 %", Tone.BAD, 1.0) == (
        marks["tool"].label,
        marks["tool"].tone,
        marks["tool"].share,
    )
    assert "3 calls x 40 ms = 120 ms" in marks["tool"].working[0]
    assert ("no latency stated", Tone.NONE) == (marks["slow"].label, marks["slow"].tone)


def test_rates_are_carried_along_every_edge(drawn):
    found, marks = drawn(
        "load",
        """
        nodes:
          shop: {kind: consumer, peak_qps: 1k QPS}
          api: {kind: endpoint, mode: online, replicas: 8, throughput_per_replica: 160 rps}
          cache: {kind: cache, cache_hit: 80%}
          store: {kind: feature_store, replicas: 2}
          guard: {kind: guardrail}
        edges:
          - "shop -> api: consumes"
          - {edge: "api -> cache: reads", calls_per_request: 2}
          - "cache -> store: reads"
          - "guard -> api: guards"
        """,
    )

    assert {
        "shop -> api: consumes": "1 000/s",
        "api -> cache: reads": "2 000/s",
        "cache -> store: reads": "400/s",
        "guard -> api: guards": "1 000/s",
    } == {owner: mark.label for owner, mark in marks.items() if "->" in owner}
    assert ("1 000/s · 78.1 % busy", Tone.GOOD) == (marks["api"].label, marks["api"].tone)
    assert "1 000/s / (8 x 160/s) = 0.781" in marks["api"].working
    assert 0.2 == pytest.approx(marks["cache -> store: reads"].share)
    assert "from cache: 400/s" in marks["store"].working
    assert [("store", "throughput_per_replica")] == [*found.missing]


@pytest.mark.parametrize(("replicas", "tone"), [(10, Tone.BAD), (12, Tone.BUSY), (15, Tone.GOOD)])
def test_servers_are_busy_beyond_the_knee_and_bad_beyond_the_whole(drawn, replicas, tone):
    _, marks = drawn(
        "load",
        f"""
        nodes:
          api: {{kind: endpoint, mode: online, peak_qps: 2000/s, replicas: {replicas},
                throughput_per_replica: 180 rps}}
        """,
    )
    assert tone is marks["api"].tone


def test_a_rate_that_nobody_states_is_asked_for(drawn):
    found, marks = drawn(
        "load",
        """
        nodes:
          api: {kind: endpoint, mode: online}
          model: {kind: model, type: nn}
        edges: ["api -> model: calls"]
        """,
    )
    assert {} == marks
    assert [("api", "peak_qps")] == [*found.missing]


AGES = """
nodes:
  db: {kind: source, lag: 5 min}
  fast: {kind: source, lag: 1 s}
  counts: {kind: transform, period: hourly, duration: 12 min}
  store: {kind: feature_store, period: every 30 min, duration: 4 min}
  cache: {kind: cache, ttl: 10 min}
  api: {kind: endpoint, name: API, mode: online, freshness_req: 90 min}
edges:
  - "db -> counts: feeds"
  - {edge: "counts -> store: feeds", lag: 1 min}
  - "fast -> store: feeds"
  - "cache -> store: reads"
  - "api -> cache: reads"
"""


def test_every_part_says_what_it_adds_to_the_age(drawn):
    found, marks = drawn("freshness", AGES)

    assert {
        "db": "+ 5 min · 4.1 %",
        "counts": "+ 72 min · 59 %",
        "store": "+ 34 min · 27.9 %",
        "cache": "+ 10 min · 8.2 %",
    } == {owner: marks[owner].label for owner in ("db", "counts", "store", "cache")}
    assert "+ 1 min" == marks["counts -> store: feeds"].label
    assert ("2.033 h of 90 min old", Tone.BUSY) == (marks["api"].label, marks["api"].tone)
    assert found.summary[0].startswith("API: 2.033 h of 90 min at worst")


def test_what_is_not_on_the_oldest_way_is_muted(drawn):
    _, marks = drawn("freshness", AGES)

    assert ("+ 1 s", Tone.MUTED, False) == (
        marks["fast"].label,
        marks["fast"].tone,
        marks["fast"].emphasised,
    )
    assert Tone.MUTED is marks["fast -> store: feeds"].tone
    for edge in ("db -> counts: feeds", "cache -> store: reads", "api -> cache: reads"):
        assert (Tone.PATH, True) == (marks[edge].tone, marks[edge].emphasised)


def test_a_cadence_that_nobody_states_is_asked_for(drawn):
    found, marks = drawn(
        "freshness",
        """
        nodes:
          db: {kind: source, lag: 5 min}
          counts: {kind: transform}
          api: {kind: endpoint, mode: online, freshness_req: 90 min}
        edges: ["db -> counts: feeds", "counts -> api: feeds"]
        """,
    )
    assert [("counts", "period")] == [*found.missing]
    assert ("cadence not stated", Tone.NONE) == (marks["counts"].label, marks["counts"].tone)


def leak(lag: str = "", join: str = "", label: str = "label_delay: 30 d") -> str:
    return f"""
    nodes:
      fraud: {{kind: label, {label}}}
      count: {{kind: feature{f", lag: {lag}" if lag else ""}}}
      rows: {{kind: dataset, split: time}}
      model: {{kind: model, type: gbdt}}
    edges:
      - fraud -> count
      - {{edge: count -> rows{f", join: {join}" if join else ""}}}
      - fraud -> rows
      - rows -> model
    """


@pytest.mark.parametrize(
    ("text", "label", "tone"),
    [
        (leak(), "no lag", Tone.BAD),
        (leak("7 d"), "lag 7 d of 30 d", Tone.BAD),
        (leak("20-40 d"), "lag 20-40 d of 30 d", Tone.BUSY),
        (leak("30 d"), "lag 30 d of 30 d", Tone.GOOD),
        (leak("7 d", label="horizon: 9 d"), "lag 7 d", Tone.NONE),
    ],
    ids=["none", "short", "perhaps", "long enough", "no delay"],
)
def test_a_way_is_judged_by_its_lag_against_the_delay(drawn, text, label, tone):
    found, marks = drawn("leakage", text)

    assert (label, tone) == (marks["count"].label, marks["count"].tone)
    assert tone is marks["fraud -> count: feeds"].tone is marks["count -> rows: feeds"].tone
    assert Tone.MUTED is marks["rows -> model: trains"].tone
    asked = [("fraud", "label_delay")] if tone is Tone.NONE else []
    assert asked == [*found.missing]


def test_a_point_in_time_join_makes_a_way_legal_and_says_so(drawn):
    found, marks = drawn("leakage", leak(join="point_in_time"))

    join = marks["count -> rows: feeds"]
    assert ("joined point-in-time", Tone.GOOD) == (join.label, join.tone)
    assert ("path: fraud → count → rows", "legal for model: joined point-in-time") == join.working
    assert Tone.GOOD is marks["fraud -> count: feeds"].tone
    assert ("1 way is legal",) == found.summary
    assert "fraud -> rows: feeds" not in marks


@pytest.mark.parametrize(
    ("stated", "step"),
    [
        ("kind: transform, op: target encoding, fit_scope: train_folds", "fitted out of fold"),
        ("kind: feature, logged_at_serving: yes", "replayed from what was logged at serving"),
    ],
)
def test_other_legal_steps_say_what_they_are(drawn, stated, step):
    found, marks = drawn(
        "leakage",
        f"""
        nodes:
          fraud: {{kind: label, label_delay: 30 d}}
          step: {{{stated}}}
          model: {{kind: model, type: gbdt}}
          rows: {{kind: dataset}}
        edges: [fraud -> step, step -> rows, fraud -> rows, rows -> model]
        """,
    )
    assert (step, Tone.GOOD) == (
        marks["fraud -> step: feeds"].label,
        marks["fraud -> step: feeds"].tone,
    )
    assert ("1 way is legal",) == found.summary


def test_a_window_that_ends_in_time_ends_the_way_of_an_outcome_and_only_that(drawn):
    text = """
    nodes:
      notes: {kind: source, written_after_outcome: true}
      length: {kind: feature, window: 7 d%s}
      rows: {kind: dataset}
      fraud: {kind: label, label_delay: 30 d}
      model: {kind: model, type: gbdt}
    edges: [notes -> length, length -> rows, fraud -> rows, rows -> model]
    """
    _, open_ = drawn("leakage", text % "")
    _, closed = drawn("leakage", text % ", window_end_offset: 0 d")

    assert Tone.BAD is open_["length"].tone
    assert ("its window ends before the prediction", Tone.GOOD) == (
        closed["notes -> length: feeds"].label,
        closed["notes -> length: feeds"].tone,
    )


def test_what_is_watched_names_its_signals_and_the_rest_is_bad(drawn):
    found, marks = drawn(
        "monitoring",
        """
        nodes:
          clicks: {kind: source, name: Clicks}
          orders: {kind: source, name: Orders, schema_contract: protobuf}
          country: {kind: source, static: yes}
          ctr: {kind: feature}
          api: {kind: endpoint, mode: online}
          other: {kind: endpoint, name: Other, mode: online}
          ranker: {kind: model, type: gbdt}
          scores: {kind: monitor, signal: prediction_drift, threshold: 0.2}
          nulls: {kind: monitor, signal: data_quality, threshold: 5%, window: 1 h}
        edges:
          - "clicks -> ctr: feeds"
          - "orders -> ranker: feeds"
          - "country -> ranker: feeds"
          - "ctr -> ranker: feeds"
          - "api -> ranker: uses"
          - "scores -> api: monitors"
          - "nulls -> orders: monitors"
        """,
    )

    assert {
        "api": ("prediction drift", Tone.GOOD),
        "ranker": ("prediction drift", Tone.GOOD),
        "other": ("not watched", Tone.BAD),
        "clicks": ("not watched", Tone.BAD),
        "orders": ("not watched: freshness", Tone.BUSY),
        "country": ("never changes", Tone.MUTED),
        "scores -> api: monitors": ("prediction drift", Tone.PATH),
    } == {
        owner: (marks[owner].label, marks[owner].tone)
        for owner in (
            "api",
            "ranker",
            "other",
            "clicks",
            "orders",
            "country",
            "scores -> api: monitors",
        )
    }
    assert (
        "2 of 3 served parts are watched; not Other",
        "0 of 2 sources are watched in full; nothing of Clicks",
    ) == found.summary
    assert [("scores", "window")] == [*found.missing]


BILL = """
nodes:
  api: {kind: endpoint, name: API, mode: online, monthly_budget: $10k/month, replicas: 10,
        unit_cost: $1/h}
  store: {kind: feature_store, replicas: 2, unit_cost: $0.50/h}
  trainer: {kind: training_job, period: daily, duration: 4 h, unit_cost: EUR 30/h}
  desk: {kind: human_review, reviewers: 4}
"""


def test_parts_show_what_they_cost_and_their_share(drawn):
    found, marks = drawn("cost", BILL)

    assert {
        "api": "$7 300/month · 90.9 %",
        "store": "$730/month · 9.09 %",
        "trainer": "€3 650/month · 100 %",
    } == {owner: mark.label for owner, mark in marks.items()}
    assert ["api", "trainer"] == [mark.owner for mark in found.marks if mark.emphasised]
    assert (
        "$8 030/month in all, of what can be worked out",
        "€3 650/month in all, of what can be worked out",
        "Budget of API: $8 030 of $10 000/month",
    ) == found.summary
    assert [("desk", "hours_per_day"), ("desk", "unit_cost")] == [*found.missing]


def test_a_budget_of_a_requirement_is_marked_where_it_is_stated(drawn):
    _, marks = drawn(
        "cost",
        """
        nodes:
          frugal: {kind: requirement, about: cost, monthly_budget: $1k/month}
          api: {kind: endpoint, mode: online, replicas: 10, unit_cost: $1/h}
        edges: ["frugal -> api: constrains"]
        """,
    )
    assert ("$7 300 of $1 000/month", Tone.BAD, 1.0) == (
        marks["frugal"].label,
        marks["frugal"].tone,
        marks["frugal"].share,
    )
