"""Jobs that start too soon or overrun, windows past what is kept. Over 400 lines: two rules."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from tests.checks.weighing import weights

E, W = Severity.ERROR, Severity.WARNING


# FRESH353


def race(first="02:00", length="2 h 20 min", second="04:00", *, job="", arrow=""):
    return f"""
    nodes:
      a: {{kind: transform, starts_at: "{first}", duration: {length}}}
      b: {{kind: transform, starts_at: "{second}"{job}}}
    edges: [{{edge: "a -> b: feeds"{arrow}}}]
    """


@pytest.mark.parametrize(
    ("first", "length", "second", "certainty"),
    [
        ("02:00", "2 h 20 min", "04:00", "certain"),
        ("02:00", "2 h", "04:00", None),  # done to the minute
        ("02:00", "121 min", "04:00", "certain"),
        ("02:00", "~2 h", "04:00", "possible"),
        ("02:00", "~2 h", "03:36", "possible"),  # 1.6 h is there just in time
        ("02:00", "~2 h", "03:35", "certain"),
        ("22:00", "2 h", "02:00", None),  # the evening before
        ("22:00", "5 h", "02:00", "certain"),
        ("22:00", "14401 s", "02:00", "certain"),  # a second more than four hours
        ("04:00", "2 h", "04:00", "certain"),  # at once with its input
        ("23:00", "4 h", "23:30", "certain"),
    ],
)
def test_a_job_by_the_clock_waits_for_the_end_of_its_input(
    found_by, first, length, second, certainty
):
    found = found_by("FRESH353", race(first, length, second))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_a_race_is_told_with_both_times_and_mended_by_its_input(found_by):
    (found,) = found_by("FRESH353", race())

    assert (
        "b starts at 04:00, before a is done at 04:20: it reads the partition before without a "
        "word."
    ) == found.message
    assert ("04:00 < 04:20",) == found.working
    assert "Start b when a is done, or after 04:20." == found.remedy
    assert [("trigger", "upstream", "b")] == [(one.field, one.value, one.id) for one in found.fix]
    assert (("b", "a"), ("starts_at",)) == (found.at.nodes, found.at.fields)
    assert "race" == found.variant


def test_what_is_done_after_midnight_is_done_the_next_day(found_by):
    (found,) = found_by("FRESH353", race("23:00", "4 h", "23:30"))
    assert ("23:30 < 03:00 the next day",) == found.working


@pytest.mark.parametrize(
    ("job", "arrow", "count"),
    [
        ("", "", 1),
        (", trigger: schedule", "", 1),
        (", trigger: upstream", "", 0),
        (", trigger: on_change", "", 0),
        (", trigger: continuous", "", 0),
        (", previous_partition: yes", "", 0),
        (", previous_partition: no", "", 1),
        ("", ", trigger: upstream", 0),
        ("", ", trigger: schedule", 1),
    ],
)
def test_what_its_input_starts_runs_no_race(found_by, job, arrow, count):
    assert count == len(found_by("FRESH353", race(job=job, arrow=arrow)))


@pytest.mark.parametrize(
    ("first", "second", "working"),
    [
        ("02:00 UTC", "04:00 UTC", "04:00 < 04:20"),
        ("02:00 UTC", "04:00", "04:00 < 04:20"),  # by the same clock
        ("02:00", "04:00 CET", "04:00 < 04:20"),
        ("02:00 CET", "04:00 CET", "04:00 < 04:20"),
        ("02:00 UTC", "04:00 UTC+2", "02:00 UTC < 04:20 UTC"),
        ("02:00 UTC", "04:00 UTC+3", None),  # 01:00 UTC, so it is the run of the day before
        ("02:00 UTC+2", "04:00 UTC", None),  # 00:00 UTC
        ("04:00 UTC+2", "04:00 UTC", "04:00 UTC < 04:20 UTC"),
        ("01:30 GMT-0030", "04:00 UTC", "04:00 UTC < 04:20 UTC"),
        ("00:30 UTC+02:00", "23:00 UTC", "23:00 UTC < 00:50 UTC the next day"),
        ("23:30 UTC-3", "04:00 UTC", "04:00 UTC < 04:50 UTC"),
        ("02:00 CET", "04:00 UTC", None),  # nobody says how far ahead
        ("02:00 Europe/Berlin", "04:00 America/Chicago", None),
    ],
)
def test_hours_are_compared_by_one_clock(found_by, first, second, working):
    found = found_by("FRESH353", race(first, second=second))
    assert [one.working[0] for one in found] == ([working] if working else [])


@pytest.mark.parametrize(
    ("one", "other", "count"), [("", "", 1), (" UTC", " UTC+3", 0), (" CET", " UTC", 0)]
)
def test_a_cadence_may_say_when_it_starts(found_by, one, other, count):
    text = f"""
    nodes:
      a: {{kind: transform, period: "daily at 02:00{one}", duration: 2 h 20 min}}
      b: {{kind: transform, period: "daily at 04:00{other}"}}
    edges: ["a -> b: feeds"]
    """
    assert count == len(found_by("FRESH353", text))


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("transform, duration: 2 h", "transform, starts_at: '04:00'", 0),
        ("transform, starts_at: '03:00'", "transform, starts_at: '04:00'", 0),
        ("transform, starts_at: '03:00', duration: 2 h", "transform", 0),
        ("source, available_at: '03:00', duration: 2 h", "transform, starts_at: '04:00'", 1),
        ("transform, starts_at: '03:00', duration: 2 h", "feature, period: daily at 04:00", 1),
        ("transform, starts_at: '03:00', duration: 2 h", "training_job, starts_at: '04:00'", 1),
        ("transform, starts_at: '03:00', duration: 2 h", "index, period: daily at 04:00", 1),
        ("transform, starts_at: '03:00', duration: 2 h", "feature_store, starts_at: '04:00'", 1),
    ],
)
def test_every_kind_of_job_may_race(found_by, first, second, count):
    text = f"nodes: {{a: {{kind: {first}}}, b: {{kind: {second}}}}}\nedges: ['a -> b: feeds']"
    assert ["b"] * count == [one.at.nodes[0] for one in found_by("FRESH353", text)]


@pytest.mark.parametrize(("starts", "findings"), [("04:00", 1), ("05:00", 0)])
def test_a_batch_endpoint_races_with_what_it_reads(found_by, starts, findings):
    text = """
    nodes:
      store: {kind: feature_store, starts_at: "02:00", duration: 2 h 20 min}
      scores: {kind: endpoint, mode: batch, starts_at: "%s", duration: 1 h}
    edges: ["scores -> store: reads"]
    """
    assert findings == len(found_by("FRESH353", text % starts))


@pytest.mark.parametrize(
    ("fields", "certainty"),
    [
        ("period: daily, duration: 30 h", "certain"),
        ("period: daily, duration: 24.4 h", None),  # within two percent
        ("period: daily, duration: 24.6 h", "certain"),
        ("period: daily, duration: ~22 h", "possible"),
        ("period: daily, duration: 30 h, overlaps_ok: yes", None),
        ("period: daily, duration: 30 h, overlaps_ok: no", "certain"),
        ("duration: 30 h", None),
        ("period: daily", None),
    ],
)
def test_a_run_is_shorter_than_its_cadence(found_by, fields, certainty):
    found = found_by("FRESH353", f"nodes: {{job: {{kind: training_job, {fields}}}}}")
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_a_job_may_run_every_second(found_by):
    text = "nodes: {job: {kind: training_job, period: every 1 s, duration: %s}}"

    assert 1 == len(found_by("FRESH353", text % "2 s"))
    assert [] == found_by("FRESH353", text % "1 s")


def test_an_overrun_is_told_with_both_lengths(found_by):
    text = "nodes: {job: {kind: index, period: daily, duration: 30 h}}"
    (found,) = found_by("FRESH353", text)

    assert "job takes 30 h, longer than its cadence of 24 h." == found.message
    assert ("30 h > 24 h",) == found.working
    assert "A run of less than 24 h, or a run every 30 h at most." == found.remedy
    assert (("job",), ("duration", "period")) == (found.at.nodes, found.at.fields)
    assert "overrun" == found.variant


def test_schedules_weigh_as_the_level_says(found_by):
    overrun = "nodes: {job: {kind: index, period: daily, duration: 30 h}}"

    assert [None, W, E, E] == weights(found_by, "FRESH353", race())
    assert [None, W, E, E] == weights(found_by, "FRESH353", overrun)


# FRESH354


def looking_back(kept="retention: 30 d", fields="window: 90 d", kind="feature", source="source"):
    return f"""
    nodes:
      clicks: {{kind: {source}, {kept}}}
      x: {{kind: {kind}, {fields}}}
    edges: ["clicks -> x: feeds"]
    """


@pytest.mark.parametrize(
    ("kept", "certainty"),
    [
        ("retention: 30 d", "certain"),
        ("retention: 88 d", "certain"),
        ("retention: 89 d", None),  # within two percent
        ("retention: 90 d", None),
        ("retention: ~80 d", "possible"),
        ("owner: shop", None),
    ],
)
def test_a_window_is_no_longer_than_what_is_kept(found_by, kept, certainty):
    found = found_by("FRESH354", looking_back(kept))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_a_short_source_is_told_and_the_fix_keeps_enough(found_by):
    (found,) = found_by("FRESH354", looking_back())

    assert "x looks back 90 d, and clicks keeps 30 d." == found.message
    assert ("90 d > 30 d",) == found.working
    assert "90 d of retention at clicks, or a window of 30 d at most." == found.remedy
    assert [("retention", "90 d", "clicks")] == [(o.field, o.value, o.id) for o in found.fix]
    assert (("x", "clicks"), "serving") == (found.at.nodes, found.variant)


@pytest.mark.parametrize(
    ("window", "kept"), [("90 d", "90 d"), ("7776001 s", "91 d"), ("89.5 d", "90 d")]
)
def test_the_fix_keeps_whole_days(found_by, window, kept):
    (found,) = found_by("FRESH354", looking_back(fields=f"window: {window}"))
    assert [kept] == [one.value for one in found.fix]


@pytest.mark.parametrize(
    ("fields", "kind", "source", "count"),
    [
        ("window: 90 d", "feature", "log", 1),
        ("window: 90 d", "transform", "source", 1),
        ("window: 90 d, incremental: yes", "feature", "source", 0),
        ("window: 90 d, incremental: no", "feature", "source", 1),
        ("definition: clicks", "feature", "source", 0),
        ("window: 90 d", "feature", "dataset", 0),
    ],
)
def test_who_looks_back_and_on_what(found_by, fields, kind, source, count):
    assert count == len(found_by("FRESH354", looking_back("retention: 30 d", fields, kind, source)))


@pytest.mark.parametrize(("between", "count"), [("", 1), (", incremental: yes", 0)])
def test_the_source_behind_a_job_counts_unless_the_job_keeps_it(found_by, between, count):
    text = f"""
    nodes:
      clicks: {{kind: source, retention: 30 d}}
      other: {{kind: source, retention: 400 d}}
      job: {{kind: transform{between}}}
      again: {{kind: transform}}
      x: {{kind: feature, window: 90 d}}
    edges:
      - "clicks -> job: feeds"
      - "job -> again: feeds"
      - "again -> job: feeds"
      - "other -> x: feeds"
      - "again -> x: feeds"
      - "job -> x: feeds"
    """
    found = found_by("FRESH354", text)
    assert [("x", "clicks")] * count == [one.at.nodes for one in found]


def trained(kept="retention: 120 d", *, feature="", nodes="", edges="", training="window: 180 d"):
    return f"""
    nodes:
      clicks: {{kind: source, {kept}}}
      spend: {{kind: feature, window: 90 d{feature}}}
      churned: {{kind: label, label_delay: 30 d}}
      bought: {{kind: label, label_delay: 10 d}}
      training: {{kind: training_job, {training}, period: monthly}}
      model: {{kind: model, type: gbdt}}
      {nodes}
    edges:
      - "clicks -> spend: feeds"
      - "spend -> training: feeds"
      - "churned -> training: feeds"
      - "bought -> training: feeds"
      - "training -> model: trains"
      {edges}
    """


@pytest.mark.parametrize(
    ("kept", "variant"),
    [
        ("retention: 30 d", "serving"),
        ("retention: 120 d", "training"),
        ("retention: 290 d", "training"),
        ("retention: 295 d", None),  # within two percent of 300 d
        ("retention: 300 d", None),
    ],
)
def test_training_looks_back_over_its_span_and_the_longest_delay(found_by, kept, variant):
    found = found_by("FRESH354", trained(kept))
    assert [one.variant for one in found] == ([variant] if variant else [])


def test_the_terms_of_training_are_shown(found_by):
    (found,) = found_by("FRESH354", trained())

    assert (
        "spend looks back 90 d and training needs 180 d of examples with their labels (30 d), "
        "300 d in all; clicks keeps 120 d."
    ) == found.message
    assert ("90 d + 180 d + 30 d = 300 d > 120 d",) == found.working
    assert (
        "300 d of retention at clicks, or a store that keeps the feature's history."
    ) == found.remedy
    assert ["300 d"] == [one.value for one in found.fix]


def test_what_is_too_short_for_serving_says_nothing_of_training(found_by):
    (found,) = found_by("FRESH354", trained("retention: 30 d"))
    assert ("90 d > 30 d",) == found.working


def test_a_model_without_a_span_needs_the_window_only(found_by):
    assert [] == found_by("FRESH354", trained(training="duration: 3 h"))


KEEPER = "store: {kind: %s, retention: %s}"


@pytest.mark.parametrize(
    ("feature", "keeper", "count"),
    [
        (", logged_at_serving: yes", "", 0),
        (", logged_at_serving: no", "", 1),
        ("", KEEPER % ("feature_store", "400 d"), 0),
        ("", KEEPER % ("log", "400 d"), 0),
        ("", KEEPER % ("dataset", "400 d"), 0),
        ("", KEEPER % ("feature_store", "178 d"), 0),  # within two percent of 180 d
        ("", KEEPER % ("feature_store", "170 d"), 1),
        ("", "store: {kind: feature_store}", 1),
    ],
)
def test_a_history_of_its_own_serves_for_training(found_by, feature, keeper, count):
    edges = '- "spend -> store: feeds"' if keeper else ""
    found = found_by("FRESH354", trained(feature=feature, nodes=keeper, edges=edges))
    assert ["training"] * count == [one.variant for one in found]


def test_an_index_of_the_feature_keeps_no_history(found_by):
    text = trained(nodes="near: {kind: source, retention: 400 d}", edges='- "spend -> near: feeds"')
    assert ["training"] == [one.variant for one in found_by("FRESH354", text)]


TRAINED_ON_A_LOG = """
nodes:
  served: {kind: %s, retention: %s}
  churned: {kind: label, label_delay: 30 d}
  training: {kind: training_job, window: 180 d, period: monthly}
  model: {kind: model, type: gbdt}
edges:
  - "served -> training: feeds"
  - "churned -> training: feeds"
  - "training -> model: trains"
"""


@pytest.mark.parametrize(
    ("kind", "kept", "findings"), [("log", "200 d", 1), ("log", "210 d", 0), ("source", "200 d", 0)]
)
def test_a_log_keeps_the_examples_until_their_labels_are_there(found_by, kind, kept, findings):
    found = found_by("FRESH354", TRAINED_ON_A_LOG % (kind, kept))
    assert findings == len(found)
    for one in found:
        assert ("180 d + 30 d = 210 d > 200 d",) == one.working
        assert (
            "training needs 180 d of examples with their labels (30 d), 210 d in all; served keeps "
            "200 d."
        ) == one.message
        assert "210 d of retention at served, or fewer examples." == one.remedy


def test_a_training_set_needs_its_log_as_the_job_does(found_by):
    text = TRAINED_ON_A_LOG % ("log", "200 d")
    text = text.replace(
        "kind: training_job, window: 180 d, period: monthly", "kind: dataset, window: 180 d"
    )
    assert [("training", "served")] == [one.at.nodes for one in found_by("FRESH354", text)]


def test_retention_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "FRESH354", looking_back())
    assert [None, W, E, E] == weights(found_by, "FRESH354", trained())


THROUGH = """
nodes:
  features: {{kind: transform, starts_at: "02:00", duration: 1 h 30 min}}
  between: {{kind: {between}}}
  scoring: {{kind: endpoint, mode: batch, starts_at: "04:00", duration: 1 h}}
edges: ["features -> between: feeds", "{way}"]
"""


@pytest.mark.parametrize(
    ("between", "way", "count"),
    [
        ("transform, trigger: upstream, duration: 40 min", "between -> scoring: feeds", 1),
        ("transform, trigger: upstream, duration: 20 min", "between -> scoring: feeds", 0),
        ("feature_store, trigger: upstream, duration: 40 min", "scoring -> between: reads", 1),
        ("feature_store, period: hourly, duration: 40 min", "scoring -> between: reads", 0),
        ("dataset", "between -> scoring: feeds", 0),
        ("log", "between -> scoring: feeds", 0),
    ],
)
def test_what_runs_when_its_input_is_there_is_done_later(found_by, between, way, count):
    found = found_by("FRESH353", THROUGH.format(between=between, way=way))

    assert count == len(found)
    assert all("before between is done at 04:10" in one.message for one in found)


def test_a_table_that_two_ways_lead_to_is_raised_once(found_by):
    text = THROUGH.format(between="dataset", way="between -> scoring: feeds")
    text = text.replace("1 h 30 min", "3 h").replace(
        "edges: [", 'edges: ["features -> scoring: feeds", '
    )

    assert 1 == len(found_by("FRESH353", text))
