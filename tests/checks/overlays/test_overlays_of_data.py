"""What freshness and leakage write beside the parts data comes by."""

from __future__ import annotations

import pytest

from checks.overlays import Tone

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
