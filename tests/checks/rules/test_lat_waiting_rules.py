"""A full batch, a machine that starts, jobs, reports. Over 400 lines: four rules."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.finding import Certainty, Demand
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.vocabulary import attributes as a
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
LEVELS = list(Level)


def certainties(found_by, code, text):
    return [one.certainty for one in found_by(code, text)]


def demands(design_from, code, text):
    board = Board(design_from(text))
    rule = all_rules()[code]
    every = [one for subject in rule.subjects(board) for one in rule.judge(board, subject)]
    return [one for one in every if isinstance(one, Demand)]


# LAT207


def batched(
    batch="32", node="", api="peak_qps: 400/s", kind="model, type: nn", lane="deep_learning"
):
    return f"""
lane: {lane}
nodes:
  api: {{kind: endpoint, mode: online, latency_budget: p95 200 ms{api and f", {api}"}}}
  vision: {{kind: {kind}, replicas: 4, batch_size: "{batch}", latency_p50: 20 ms,
        latency_p95: 40 ms{node}}}
edges: ["api -> vision: calls"]
"""


def test_a_batch_of_32_fills_in_320_ms_at_a_hundred_a_second(found_by):
    (found,) = found_by("LAT207", batched())

    assert (
        "vision: filling a batch of 32 at 100/s per replica takes 320 ms and nothing caps the "
        "wait; with 40 ms of the path this exceeds 200 ms."
    ) == found.message
    assert ("32 / 100/s = 320 ms", "320 ms + 40 ms = 360 ms > 200 ms") == found.working
    assert "A longest wait of 160 ms, or a smaller batch." == found.remedy
    assert (("vision", "api"), SURE) == (found.at.nodes, found.certainty)
    assert [("max_batch_wait", "160 ms")] == [(one.field, one.value) for one in found.fix]


def test_a_cap_that_is_too_long_is_not_called_none(found_by):
    (found,) = found_by("LAT207", batched(node=", max_batch_wait: 300 ms"))

    assert "per replica takes 300 ms; with 40 ms" in found.message


@pytest.mark.parametrize(
    ("wait", "count"), [("160 ms", 0), ("163 ms", 0), ("165 ms", 1), ("10 ms", 0)]
)
def test_the_longest_wait_has_to_fit_beside_the_path(found_by, wait, count):
    assert count == len(found_by("LAT207", batched(node=f", max_batch_wait: {wait}")))


@pytest.mark.parametrize(
    ("batch", "node", "api", "known"),
    [
        ("16", "", "peak_qps: 400/s", [MAYBE]),
        ("5", "", "peak_qps: 400/s", []),
        ("1", "", "peak_qps: 1/s", []),
        ("2", "", "peak_qps: 1/s", [SURE]),
        ("32", "", "peak_qps: 300-3000/s", [MAYBE]),
        ("32", "", "avg_qps: 400/s", [MAYBE]),
        ("32", "", "avg_qps: 400/s, peak_factor: 2", [MAYBE]),
        ("32", "", "peak_qps: 0/s", []),
        ("32", "", "", []),
        ("32", ", measured_at_load: yes", "peak_qps: 400/s", []),
        ("32", ", max_batch_wait: 150-400 ms", "peak_qps: 400/s", [MAYBE]),
        ("30-34", "", "peak_qps: 400/s", [SURE]),
    ],
)
def test_at_the_peak_it_is_sure_and_at_the_average_possible(found_by, batch, node, api, known):
    assert known == certainties(found_by, "LAT207", batched(batch, node, api))


def test_a_part_without_replicas_is_one(found_by):
    text = batched(api="peak_qps: 100/s").replace("replicas: 4, ", "")

    assert "at 100/s per replica" in found_by("LAT207", text)[0].message
    assert [] == found_by("LAT207", text.replace("kind: model", "replicas: 0, kind: model"))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("model, type: nn", 1), ("model, type: llm", 0), ("guardrail", 1), ("retriever", 0)],
)
def test_text_joins_the_batch_that_runs(found_by, kind, count):
    text = batched(kind=kind, lane="llm")
    if kind == "retriever":
        text = text.replace(', batch_size: "32"', "")

    assert count == len(found_by("LAT207", text))


def test_a_path_that_is_over_already_has_no_room_for_batching(found_by):
    (found,) = found_by("LAT207", batched().replace("40 ms", "210 ms"))

    assert "No batching, or a smaller batch." == found.remedy
    assert () == found.fix


@pytest.mark.parametrize(
    ("budget", "values"), [("42.5 ms", ["2 ms"]), ("41.5 ms", ["1 ms"]), ("40.5 ms", [])]
)
def test_a_longest_wait_is_named_from_a_millisecond_on(found_by, budget, values):
    (found,) = found_by("LAT207", batched().replace("200 ms", budget))

    assert values == [change.value for change in found.fix]


def test_an_endpoint_may_batch_itself(found_by):
    text = """
    lane: deep_learning
    nodes:
      api: {kind: endpoint, mode: %s, latency_budget: p95 200 ms, peak_qps: 100/s,
            batch_size: "32", latency_p50: 20 ms, latency_p95: 40 ms}
    """
    (found,) = found_by("LAT207", text % "online")

    assert ("api",) == found.at.nodes
    assert [] == found_by("LAT207", text % "batch")


def test_a_path_with_nothing_measured_or_no_budget_is_left_alone(found_by):
    unknown = batched().replace("latency_p50: 20 ms,", "").replace("latency_p95: 40 ms", "k: 1")

    assert [] == found_by("LAT207", unknown.replace(", k: 1", "").replace("k: 1", "zones: 1"))
    assert [] == found_by("LAT207", batched().replace("latency_budget: p95 200 ms", "zones: 1"))


def test_batching_weighs_as_the_level_says_where_networks_serve(found_by):
    assert [None, INFO, W, W] == weights(found_by, "LAT207", batched())
    assert [] == found_by("LAT207", batched(lane="tabular"), lane=Lane.TABULAR)


# LAT208


def cold(node="min_replicas: 0, startup_time: 16 s", budget=", latency_budget: p95 300 ms"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online{budget}}}
  ranker: {{kind: model, type: nn, {node}}}
edges: ["api -> ranker: calls"]
"""


def test_sixteen_seconds_are_too_long_for_who_waits_300_ms(found_by):
    (found,) = found_by("LAT208", cold())

    assert (
        "ranker can scale to 0 replicas and needs 16 s to start, against a 300 ms budget."
    ) == found.message
    assert ("16 s > 300 ms",) == found.working
    assert ("scale_to_zero", ("ranker",), SURE) == (found.variant, found.at.nodes, found.certainty)
    assert [("min_replicas", "1")] == [(one.field, one.value) for one in found.fix]


@pytest.mark.parametrize(
    ("node", "known"),
    [
        ("min_replicas: 0, startup_time: 300 ms", []),
        ("min_replicas: 0, startup_time: 305 ms", []),
        ("min_replicas: 0, startup_time: 307 ms", [SURE]),
        ("min_replicas: 0, startup_time: 200-400 ms", [MAYBE]),
        ("min_replicas: 1, startup_time: 16 s", []),
        ("startup_time: 16 s", []),
        ("min_replicas: 0, startup_time: 16 s, warm_pool: yes", []),
        ("min_replicas: 0, startup_time: 16 s, warm_pool: no", [SURE]),
    ],
)
def test_only_what_may_be_off_and_starts_slowly_is_found(found_by, node, known):
    assert known == certainties(found_by, "LAT208", cold(node))


@pytest.mark.parametrize(("provider", "count"), [("Hosted", 0), ("acme", 1)])
def test_what_somebody_else_hosts_is_warm(found_by, provider, count):
    text = cold(f"min_replicas: 0, startup_time: 16 s, provider: {provider}")

    assert count == len(found_by("LAT208", text.replace("model, type: nn", "llm")))


def test_the_experienced_are_asked_how_long_a_start_takes(design_from):
    (asked,) = demands(design_from, "LAT208", cold("min_replicas: 0"))

    assert ("ranker", (a.STARTUP_TIME,)) == (asked.owner, asked.missing)
    assert {Level.SENIOR, Level.STAFF} == asked.levels


@pytest.mark.parametrize(
    "text", [cold("min_replicas: 0", budget=""), cold("min_replicas: 1"), cold()]
)
def test_nobody_is_asked_for_a_start_that_is_stated_or_not_waited_for(design_from, text):
    assert [] == demands(design_from, "LAT208", text)


def test_the_tightest_of_those_who_wait_counts(found_by):
    text = """
    nodes:
      slow: {kind: endpoint, mode: online, latency_budget: p95 20 s}
      fast: {kind: endpoint, mode: online, latency_budget: p95 1 s}
      ranker: {kind: model, type: nn, min_replicas: 0, startup_time: 16 s}
    edges: ["slow -> ranker: calls", "fast -> ranker: calls"]
    """
    (found,) = found_by("LAT208", text)

    assert "against a 1 s budget" in found.message


BURST = "burst_qps: 6k QPS, replicas: 12, throughput_per_replica: 180 rps, startup_time: 90 s"


def burst(fields=BURST, mode="online"):
    return f"nodes: {{api: {{kind: endpoint, mode: {mode}, latency_budget: p95 300 ms, {fields}}}}}"


def test_a_burst_meets_machines_that_are_still_starting(found_by):
    (found,) = found_by("LAT208", burst())

    assert (
        "A burst of 6 000/s is more than the 2 160/s that run of api, and a new replica needs 90 s "
        "to start, against a 300 ms budget."
    ) == found.message
    assert ("6 000/s > 2 160/s", "90 s > 300 ms") == found.working
    assert "Replicas for 6 000/s that run, a warm pool, or load that is shed." == found.remedy
    assert ("burst", SURE, ()) == (found.variant, found.certainty, found.fix)


@pytest.mark.parametrize(
    ("old", "new", "known"),
    [
        ("6k QPS", "2160/s", []),
        ("6k QPS", "2200/s", []),
        ("6k QPS", "2210/s", [SURE]),
        ("6k QPS", "2000-6000/s", [MAYBE]),
        ("90 s", "305 ms", []),
        ("90 s", "200-400 ms", []),
        ("90 s", "307 ms", [SURE]),
        ("replicas: 12, ", "", []),
        (", throughput_per_replica: 180 rps", "", []),
        (", startup_time: 90 s", "", []),
        ("burst_qps: 6k QPS, ", "", []),
        (BURST, f"{BURST}, warm_pool: yes", []),
        (BURST, f"{BURST}, min_replicas: 1", [SURE]),
    ],
)
def test_a_burst_needs_every_number_and_a_slow_start(found_by, old, new, known):
    assert known == certainties(found_by, "LAT208", burst(BURST.replace(old, new)))


@pytest.mark.parametrize(("mode", "count"), [("online", 1), ("stream", 1), ("batch", 0)])
def test_a_batch_may_start_when_it_likes(found_by, mode, count):
    off = "min_replicas: 0, startup_time: 16 s"

    assert count == len(found_by("LAT208", burst(mode=mode)))
    assert count == len(found_by("LAT208", burst(off, mode=mode)))


def test_cold_starts_weigh_as_the_level_says(found_by):
    assert [None, INFO, W, E] == weights(found_by, "LAT208", cold())
    assert [None, INFO, W, W] == weights(found_by, "LAT208", burst())


# LAT210


def jobs(  # noqa: PLR0917 - one board, many hours
    ready='"02:00"',
    features="duration: 2 h, trigger: upstream",
    scoring="duration: 3 h 5 min, trigger: upstream",
    by='"06:00"',
    more="",
    edges="",
):
    return f"""
nodes:
  landing: {{kind: source, available_at: {ready}}}
  features: {{kind: transform, {features}}}
  scoring: {{kind: endpoint, mode: batch, {scoring}}}
  crm: {{kind: consumer, action: calls them, finish_by: {by}}}
  {more}
edges:
  - "landing -> features: feeds"
  - "features -> scoring: feeds"
  - "crm -> scoring: consumes"
  {edges}
"""


def test_five_hours_of_work_from_two_on_are_late_at_six(found_by):
    (found,) = found_by("LAT210", jobs())

    assert (
        "Data ready at 02:00 + features 2 h + scoring 3.083 h = 07:05, after the 06:00 deadline of "
        "scoring."
    ) == found.message
    assert ("02:00 + features 2 h + scoring 3.083 h = 07:05 > 06:00",) == found.working
    assert "65 min off the chain, or a start 65 min earlier." == found.remedy
    assert ("late", SURE) == (found.variant, found.certainty)
    assert ("scoring", "features", "landing") == found.at.nodes


def test_what_one_more_run_would_make_late_has_no_slack(found_by):
    text = jobs(features="duration: 1 h, trigger: upstream",
                scoring="duration: 2 h, trigger: upstream")  # fmt: skip
    (found,) = found_by("LAT210", text, level=Level.STAFF)

    assert (
        "scoring is done at 05:00 for 06:00: one more run of scoring (2 h) is too late, so there "
        "is no slack for a retry."
    ) == found.message
    assert ("02:00 + features 1 h + scoring 2 h = 05:00, 1 h before 06:00",) == found.working
    assert "Start 1 h earlier, or shorten scoring." == found.remedy
    assert "no_slack" == found.variant


@pytest.mark.parametrize(
    ("length", "by", "expected"),
    [
        ("1 h", "05:00", []),
        ("1 h 1 min", "05:00", [("no_slack", SURE)]),
        ("1-2 h", "05:00", [("no_slack", MAYBE)]),
        ("3 h", "06:00", [("no_slack", SURE)]),
        ("3 h 1 min", "06:00", [("late", SURE)]),
        ("2-4 h", "06:00", [("late", MAYBE)]),
        ("3-4 h", "06:00", [("late", MAYBE)]),
    ],
)
def test_hours_are_compared_to_the_minute(found_by, length, by, expected):
    """From 02:00 on, one hour and then this one."""
    text = jobs(features="duration: 1 h, trigger: upstream",
                scoring=f"duration: {length}, trigger: upstream", by=f'"{by}"')  # fmt: skip
    found = found_by("LAT210", text, level=Level.STAFF)

    assert expected == [(one.variant, one.certainty) for one in found]


@pytest.mark.parametrize(
    ("scoring", "by", "messages"),
    [
        ("duration: 4 h, trigger: upstream", '"09:00"', ["06:00"]),
        ('duration: 4 h, trigger: upstream, finish_by: "09:00"', '"05:00"', ["05:00"]),
        ('duration: 4 h, trigger: upstream, finish_by: "04:00"', '"05:00"', ["04:00"]),
        ('duration: 4 h, trigger: upstream, na: {finish_by: "no hurry"}', '"05:00"', []),
    ],
)
def test_the_earliest_deadline_counts_whoever_states_it(found_by, scoring, by, messages):
    text = jobs(features="duration: 30 min, trigger: upstream", scoring=scoring, by=by,
                more='ops: {kind: consumer, action: reads, finish_by: "06:00"}',
                edges='- "ops -> scoring: consumes"')  # fmt: skip

    assert messages == [
        one.message.split("after the ")[1][:5] for one in found_by("LAT210", text, level=Level.MID)
    ]


@pytest.mark.parametrize(("own", "count"), [('"09:00"', 1), ('"05:00"', 1), ('"07:30"', 1)])
def test_a_requirement_counts_beside_what_the_job_states(found_by, own, count):
    text = jobs(
        scoring=f"duration: 3 h 5 min, trigger: upstream, finish_by: {own}",
        by='"08:00"',
        more='ready: {kind: requirement, finish_by: "06:00"}',
        edges='- "ready -> scoring: constrains"',
    )

    assert count == len(found_by("LAT210", text, level=Level.MID))


def test_the_earliest_deadline_is_the_next_one_after_the_chain_has_begun(found_by):
    text = jobs(
        ready='"22:00"',
        features="duration: 30 min, trigger: upstream",
        scoring='duration: 2 h, trigger: upstream, finish_by: "23:30"',
    )
    (found,) = found_by("LAT210", text)

    assert "after the 23:30" in found.message


def test_a_chain_from_the_evening_ends_the_next_morning(found_by):
    text = jobs(ready='"22:00"', scoring="duration: 3 h, trigger: upstream")

    assert [] == found_by("LAT210", text)
    (found,) = found_by("LAT210", text.replace("duration: 3 h", "duration: 7 h"))
    assert "Data ready at 22:00 + features 2 h + scoring 7 h = 07:00, after the 06:00" in (
        found.message
    )
    assert "1 h off the chain, or a start 1 h earlier." == found.remedy


def test_a_chain_that_begins_at_its_deadline_is_for_that_deadline(found_by):
    (found,) = found_by("LAT210", jobs(ready='"06:00"'))

    assert "after the 06:00 deadline" in found.message


@pytest.mark.parametrize(
    ("ready", "by", "count"),
    [
        ('"02:00 UTC"', '"06:00 UTC"', 1),
        ('"02:00 UTC"', '"06:00"', 1),
        ('"02:00"', '"06:00 UTC"', 1),
        ('"02:00 UTC"', '"06:00 PST"', 0),
    ],
)
def test_hours_of_different_zones_are_not_compared(found_by, ready, by, count):
    assert count == len(found_by("LAT210", jobs(ready, by=by)))


@pytest.mark.parametrize(
    ("other", "count"),
    [('available_at: "01:00 UTC"', 1), ('available_at: "01:00 EST"', 0), ("lag: 1 h", 1)],
)
def test_every_input_has_to_state_its_hour_in_the_same_zone(found_by, other, count):
    text = jobs('"02:00 UTC"', more=f"second: {{kind: source, {other}}}",
                edges='- "second -> features: feeds"')  # fmt: skip

    assert count == len(found_by("LAT210", text))


def test_an_hour_that_is_said_with_its_cadence_has_its_zone_too(found_by):
    text = jobs(features="duration: 2 h, period: daily at 02:00 UTC")

    assert 1 == len(found_by("LAT210", text))
    assert [] == found_by("LAT210", text.replace('"06:00"', '"06:00 PST"'))


def test_a_job_on_a_part_of_the_data_is_left_alone(found_by):
    text = jobs(features="duration: 2 h, trigger: upstream, incremental: %s")

    assert [] == found_by("LAT210", text % "yes")
    assert 1 == len(found_by("LAT210", text % "no"))


@pytest.mark.parametrize(
    "text",
    [
        jobs(by='"06:00"').replace(', finish_by: "06:00"', ""),
        jobs().replace('available_at: "02:00"', "lag: 1 h"),
        jobs(features="trigger: upstream", scoring="trigger: upstream"),
    ],
)
def test_without_a_deadline_a_start_or_a_length_nothing_is_said(found_by, text):
    assert [] == found_by("LAT210", text)


@pytest.mark.parametrize(
    "job",
    [
        'kind: transform, starts_at: "02:00", duration: 5 h, finish_by: "06:00"',
        'kind: training_job, starts_at: "02:00", duration: 5 h, finish_by: "06:00"',
        'kind: endpoint, mode: batch, starts_at: "02:00", duration: 5 h, finish_by: "06:00"',
    ],
)
def test_every_kind_of_job_has_deadlines(found_by, job):
    (found,) = found_by("LAT210", f"nodes: {{job: {{{job}}}}}")

    assert ("job",) == found.at.nodes


def test_a_late_chain_and_one_without_slack_weigh_as_the_level_says(found_by):
    tight = jobs(features="duration: 1 h, trigger: upstream",
                 scoring="duration: 2 h, trigger: upstream")  # fmt: skip

    assert [W, E, E, E] == weights(found_by, "LAT210", jobs())
    assert [None, None, W, W] == weights(found_by, "LAT210", tight)


# LAT211


def read(store, edge="", mode="online"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: {mode}}}
  orders: {{kind: {store}}}
edges: [{{edge: "api -> orders: reads"{edge}}}]
"""


def test_who_reads_what_is_said(found_by):
    (found,) = found_by("LAT211", read("feature_store, store: offline"))

    assert ("api reads orders while somebody waits; it is an offline store.") == found.message
    assert "An online copy of what is read of orders." == found.remedy
    assert ("orders", "api") == found.at.nodes


@pytest.mark.parametrize(
    ("store", "what", "known"),
    [
        ("feature_store, store: offline", "an offline store", SURE),
        ("source, store: warehouse", "a warehouse", SURE),
        ("source, store: lake", "a data lake", SURE),
        ("source, store: file", "a file", SURE),
        ("dataset, split: time", "a dataset", SURE),
        ("source, name: Order warehouse", "a warehouse", MAYBE),
        ("source, name: BigQuery export", "a warehouse", MAYBE),
        ("source, name: orders_data_lake", "a data lake", MAYBE),
        ("feature_store, name: Offline store", "an offline store", MAYBE),
    ],
)
def test_a_store_for_reports_is_stated_or_guessed_by_its_name(found_by, store, what, known):
    (found,) = found_by("LAT211", read(store))

    assert (known, True) == (found.certainty, found.message.endswith(f"it is {what}."))


@pytest.mark.parametrize(
    "store",
    [
        "feature_store, store: online",
        "source, store: api, name: Order warehouse",
        "source, name: Orders",
        "cache, name: Warehouse cache",
        "log, content: warehouse",
        "feature_store, store: offline, latency_p50: 5 ms",
        "feature_store, store: offline, latency_p95: 15 ms",
        "feature_store, store: offline, latency_p99: 20 ms",
        "feature_store, store: offline, latency: 20 ms",
    ],
)
def test_a_store_for_requests_or_with_a_latency_is_left_alone(found_by, store):
    assert [] == found_by("LAT211", read(store))


@pytest.mark.parametrize("edge", [", mode: async", ", latency_p99: 20 ms"])
def test_what_nobody_waits_for_or_somebody_measured_is_left_alone(found_by, edge):
    assert [] == found_by("LAT211", read("feature_store, store: offline", edge))


@pytest.mark.parametrize(("mode", "count"), [("online", 1), ("stream", 1), ("batch", 0)])
def test_a_batch_may_read_a_warehouse(found_by, mode, count):
    assert count == len(found_by("LAT211", read("source, store: warehouse", mode=mode)))


@pytest.mark.parametrize(
    ("step", "edge", "count"),
    [
        ("model, type: nn", "calls", 1),
        ("model, type: nn", "uses", 1),
        ("model, type: nn", "feeds", 0),
        ("transform", "calls", 1),
        ("transform, computed: request", "calls", 1),
        ("transform, computed: request, period: daily", "calls", 1),
        ("transform, computed: batch", "calls", 0),
        ("transform, computed: stream", "calls", 0),
        ("transform, period: daily", "calls", 0),
        ('transform, starts_at: "02:00"', "calls", 0),
        ("model, type: nn, period: weekly", "calls", 1),
        ("endpoint, mode: online", "calls", 1),
        ("endpoint, mode: batch", "calls", 0),
    ],
)
def test_a_step_that_runs_by_its_own_clock_reads_for_nobody_who_waits(found_by, step, edge, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online}}
      step: {{kind: {step}}}
      orders: {{kind: source, store: warehouse}}
    edges: ["api -> step: {edge}", "step -> orders: reads"]
    """

    assert count == len(found_by("LAT211", text))


def test_behind_a_call_nobody_waits_for_a_warehouse_may_be_read(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      step: {kind: model, type: nn}
      orders: {kind: source, store: warehouse}
    edges: [{edge: "api -> step: calls", mode: async}, "step -> orders: reads"]
    """

    assert [] == found_by("LAT211", text)


def test_parts_that_call_each_other_are_walked_once(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      a: {kind: model, type: nn}
      b: {kind: model, type: nn}
      orders: {kind: source, store: warehouse}
    edges: ["api -> a: calls", "a -> b: calls", "b -> a: calls", "b -> orders: reads"]
    """

    assert [("orders", "b")] == [one.at.nodes for one in found_by("LAT211", text)]


def test_a_store_for_reports_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "LAT211", read("source, store: warehouse"))
