"""How old data is when it is used: ages against requirements, and values that expire."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from design.brief import Level
from tests.checks.judging import asked_by
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# FRESH351

CHAIN = """
nodes:
  db: {kind: source, lag: 5 min}
  counts: {kind: transform, period: hourly, duration: 12 min}
  store: {kind: feature_store, period: every 30 min, duration: 4 min}
  cache: {kind: cache, ttl: 10 min}
  api: {kind: endpoint, mode: online, freshness_req: %s}
edges:
  - "db -> counts: feeds"
  - {edge: "counts -> store: feeds"%s}
  - "cache -> store: reads"
  - "api -> cache: reads"
"""


@pytest.mark.parametrize(
    ("required", "certainty"),
    [
        ("60 min", "certain"),
        ("69 min", "certain"),  # 71 min on average
        ("70 min", "possible"),  # within two percent of it
        ("118 min", "possible"),  # 121 min at worst
        ("119 min", None),
        ("121 min", None),
    ],
)
def test_the_mean_decides_what_is_certain(found_by, required, certainty):
    found = found_by("FRESH351", CHAIN % (required, ""))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_the_oldest_way_is_added_up_and_shown(found_by):
    (found,) = found_by("FRESH351", CHAIN % ("60 min", ""))

    assert (
        "Data can be 2.017 h old at api (mean 71 min) along db → counts → store → cache; the "
        "requirement is 1 h."
    ) == found.message
    assert "worst: 5 min + 1 h + 12 min + 30 min + 4 min + 10 min = 2.017 h" == found.working[0]
    assert ("api", "cache", "store", "counts", "db") == found.at.nodes


def test_age_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "FRESH351", CHAIN % ("60 min", ""))
    assert [INFO, W, W, W] == weights(found_by, "FRESH351", CHAIN % ("90 min", ""))


def test_a_job_that_its_input_starts_does_not_wait(found_by):
    assert found_by("FRESH351", CHAIN % ("95 min", ""))
    assert [] == found_by("FRESH351", CHAIN % ("95 min", ", trigger: upstream"))


@pytest.mark.parametrize(
    ("required", "remedy"),
    [
        ("70 min", "The cadence of counts down to 9 min, or a requirement of 2.017 h."),
        ("61 min", "More than the cadence of counts shortened, or a requirement of 2.017 h."),
    ],
)
def test_the_remedy_brings_down_the_worst_case(found_by, required, remedy):
    (found,) = found_by("FRESH351", CHAIN % (required, ""))
    assert remedy == found.remedy


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("metric: age of the counts", "possible"),
        ("metric: age is always below", "certain"),
        ("name: Never older", "certain"),
        ("text: the maximum counts", "certain"),
        ("note: at all times", "certain"),
        ("text: in the WORST case", "certain"),
        ("text: the climax of it", "possible"),
    ],
)
def test_who_says_always_means_the_worst_case(found_by, said, certainty):
    text = (CHAIN % ("", "")).replace(", freshness_req: ", "")
    text = text.replace(
        "nodes:", f"nodes:\n  need: {{kind: requirement, freshness_req: 90 min, {said}}}"
    )
    (found,) = found_by("FRESH351", text + '  - "need -> api: constrains"\n')

    assert certainty == found.certainty.value


UNSAID = """
nodes:
  db: {kind: source, lag: 5 min}
  %s
  store: {kind: feature_store, freshness_req: %s}
edges: ["db -> x: feeds", "x -> store: feeds"]
"""
A_BATCH = "x: {kind: feature, computed: batch%s}"


@pytest.mark.parametrize(
    ("job", "asked"),
    [
        ("x: {kind: transform}", [("x", "period")]),
        ("x: {kind: transform, period: hourly}", []),
        ("x: {kind: transform, trigger: upstream}", []),
        (A_BATCH % "", [("x", "period")]),
        (A_BATCH % ", period: hourly", []),
        (A_BATCH % ", trigger: on_change", []),
        ("x: {kind: feature, computed: request}", []),
        ("x: {kind: feature, computed: stream}", []),
        ("x: {kind: feature}", []),
    ],
)
def test_what_runs_in_batches_is_asked_how_often(job, asked):
    assert asked == asked_by("FRESH351", UNSAID % (job, "2 h"))


@pytest.mark.parametrize(("job", "asked"), [("", ["job"]), (", period: hourly", [])])
def test_a_batch_feature_is_as_old_as_the_job_that_makes_it(job, asked):
    text = f"""
    nodes:
      job: {{kind: transform{job}}}
      x: {{kind: feature, computed: batch}}
      store: {{kind: feature_store, freshness_req: 2 h}}
    edges: ["job -> x: feeds", "x -> store: feeds"]
    """
    assert asked == [one for one, _ in asked_by("FRESH351", text)]


def test_what_is_too_old_already_is_not_asked(found_by):
    text = UNSAID % (A_BATCH % "", "2 min")

    assert [] == asked_by("FRESH351", text)
    assert 1 == len(found_by("FRESH351", text))


def test_a_chain_of_600_jobs_is_followed(found_by):
    nodes = "\n".join(f"  t{i}: {{kind: transform, duration: 1 s}}" for i in range(600))
    edges = "\n".join(f'  - "t{i} -> t{i + 1}: feeds"' for i in range(599))
    text = (
        'nodes:\n  db: {kind: source, lag: 1 h, starts_at: "01:00"}\n'
        f"{nodes}\n  api: {{kind: endpoint, mode: online, freshness_req: 1 min}}\n"
        f'edges:\n  - "db -> t0: feeds"\n{edges}\n  - "t599 -> api: feeds"\n'
    )
    assert 1 == len(found_by("FRESH351", text))
    assert [] == found_by("FRESH353", text)


# FRESH352


def expiring(fields="ttl: 24 h, period: daily, duration: 2 h", kind="feature"):
    return f"nodes: {{x: {{kind: {kind}, {fields}}}}}"


@pytest.mark.parametrize(
    ("fields", "certainty"),
    [
        ("ttl: 24 h, period: daily, duration: 2 h", "certain"),
        ("ttl: 26 h, period: daily, duration: 2 h", None),
        ("ttl: 24 h, period: daily, duration: 8 min", "certain"),  # 8 / 1440 = 0.56 %
        ("ttl: 24 h, period: daily, duration: 7 min", None),  # 0.49 %, which is rounding
        ("ttl: 1000 s, period: every 1000 s, duration: 5 s", None),  # half a point
        ("ttl: 1000 s, period: every 1000 s, duration: 5-10 s", "possible"),
        ("ttl: 1 s, period: every 1 s, duration: 1 s", "certain"),
        ("ttl: 25 h, period: daily, duration: ~2 h", "certain"),  # 1.6 h at least
        ("ttl: 26 h, period: daily, duration: ~2 h", "possible"),  # 2.4 h at most
        ("ttl: 27 h, period: daily, duration: ~2 h", None),
        ("ttl: 24 h, period: daily, lag: 1 h", "certain"),
        ("ttl: 24 h", None),
        ("period: daily, duration: 2 h", None),
        ("ttl: 24 h, period: daily, duration: 2 h, trigger: continuous", None),
        ("ttl: 24 h, period: daily, duration: 2 h, serves_stale: yes", None),
        ("ttl: 24 h, period: daily, duration: 2 h, serves_stale: no", "certain"),
    ],
)
def test_a_value_has_to_live_until_the_next_one_is_there(found_by, fields, certainty):
    found = found_by("FRESH352", expiring(fields))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_the_gap_is_shown_with_its_share_and_filled_by_the_fix(found_by):
    (found,) = found_by("FRESH352", expiring("ttl: 24 h, period: daily, duration: 2 h, lag: 1 h"))

    assert (
        "x expires after 24 h and is refreshed every 24 h with 2 h run and 1 h lag: it is missing "
        "12.5 % of the time."
    ) == found.message
    assert ("(24 h + 2 h + 1 h - 24 h) / 24 h = 12.5 %",) == found.working
    assert "A TTL of 27 h, or a store that serves the old value." == found.remedy
    assert [("ttl", "27 h", "x")] == [(one.field, one.value, one.id) for one in found.fix]
    assert (("x",), ("ttl",)) == (found.at.nodes, found.at.fields)


def test_a_value_that_is_hardly_there_is_missing_at_most_always(found_by):
    (found,) = found_by("FRESH352", expiring("ttl: 5 min, period: daily, duration: 2 h"))
    (undelayed,) = found_by("FRESH352", expiring("ttl: 12 h, period: daily"))

    assert "missing 100 % of the time" in found.message
    assert "refreshed every 24 h with no delay: it is missing 50 % of the time" in undelayed.message


def test_a_gap_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "FRESH352", expiring())


@pytest.mark.parametrize(("lane", "count"), [("tabular", 1), ("deep_learning", 1), ("llm", 0)])
def test_values_expire_where_features_are_served(found_by, lane, count):
    assert count == len(found_by("FRESH352", f"lane: {lane}\n{expiring()}"))


@pytest.mark.parametrize(
    ("store", "findings"),
    [("online", 1), ("offline", 0), ("warehouse", 0), ("lake", 0)],
)
def test_a_ttl_for_training_leaves_no_gap(found_by, store, findings):
    text = expiring(f"store: {store}, ttl: 12 h, period: daily, duration: 2 h", "feature_store")
    assert findings == len(found_by("FRESH352", text))


FED = """
nodes:
  slow: {kind: %s, period: daily, duration: 2 h, lag: 1 h}
  quick: {kind: transform, period: every 10 min}
  x: {kind: %s, %s}
edges: ["quick -> x: feeds", "slow -> x: feeds"]
"""


@pytest.mark.parametrize(
    ("source", "kind", "fields", "terms"),
    [
        ("transform", "feature_store", "ttl: 3 h, period: hourly", "24 h + 2 h + 1 h - 3 h"),
        ("feature", "feature_store", "ttl: 3 h, period: hourly", "24 h + 2 h + 1 h - 3 h"),
        ("transform", "feature_store", "ttl: 3 h", "24 h + 2 h + 1 h - 3 h"),
        ("transform", "feature", "ttl: 3 h", "24 h + 2 h + 1 h - 3 h"),
        # A feature is made anew by its own job, whatever is old in it.
        ("transform", "feature", "ttl: 30 min, period: hourly", "1 h + 0 s + 0 s - 30 min"),
        ("transform", "feature", "ttl: 3 h, period: hourly", None),
        ("transform", "feature_store", "ttl: 3 h, lag: 2 h", "24 h + 2 h + 2 h - 3 h"),
    ],
)
def test_a_store_is_as_slow_as_the_slowest_job_that_fills_it(found_by, source, kind, fields, terms):
    found = found_by("FRESH352", FED % (source, kind, fields))
    assert [one.working[0].split(")")[0] for one in found] == ([f"({terms}"] if terms else [])


def test_a_stream_into_the_store_waits_for_nobody(found_by):
    text = FED % ("transform", "feature_store", "ttl: 3 h, period: hourly")
    text = text.replace("lag: 1 h", "trigger: continuous")

    assert [] == found_by("FRESH352", text)


ACCEPTED = """
nodes:
  why: {kind: decision, choice: old data, because: fresher data would cost 2k a month, risk: old}
  db: {kind: source, lag: 3 h, retention: 30 d}
  x: {kind: feature, window: 90 d, ttl: 24 h, period: daily, duration: 30 h}
  api: {kind: endpoint, mode: online, freshness_req: 1 h}
edges: ["db -> x: feeds", "api -> x: reads", "why -> x: supports", "why -> api: supports"]
"""


@pytest.mark.parametrize("code", ["FRESH351", "FRESH352", "FRESH353", "FRESH354"])
def test_no_decision_excuses_the_arithmetic_of_time(found_by, code):
    (found,) = found_by(code, ACCEPTED, level=Level.SENIOR)
    assert (E, True) == (found.severity, found.contradiction)
