"""What monitoring and cost write beside the parts that have to be kept up."""

from __future__ import annotations

from checks.overlays import Tone


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
