"""Replicas against the peak, in flight, at the knee, without a zone. Over 400 lines: four rules."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from tests.checks.judging import is_cleared, needs
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
STAFF = Level.STAFF


NOT_SERVED = "nodes: {x: {kind: transform, replicas: 1, throughput_per_replica: 1/s}}"

# CAP301


def pods(peak="2400/s", replicas="replicas: 12", more="", mode="online"):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: {mode}, peak_qps: {peak}, throughput_per_replica: 180 rps,
            {replicas}{more}}}
    """


NO_MORE = ", headroom: 1.0x"


@pytest.mark.parametrize(
    ("peak", "replicas", "more", "variant"),
    [
        ("2160/s", 12, NO_MORE, None),
        ("2203/s", 12, NO_MORE, None),  # within the two percent that absorb rounding
        ("2204/s", 12, NO_MORE, "below_peak"),
        ("2160/s", 12, "", "no_headroom"),
        ("1694/s", 12, "", None),
        ("1696/s", 12, "", "no_headroom"),
        ("2000/s", 14, "", "no_headroom"),
        ("2000/s", 15, "", None),
    ],
)
def test_the_peak_and_its_headroom_are_bounds(found_by, peak, replicas, more, variant):
    found = found_by("CAP301", pods(peak, f"replicas: {replicas}", more))

    assert ([variant] if variant else []) == [one.variant for one in found]


def test_below_the_peak_both_sides_are_worked_out(found_by):
    (found,) = found_by("CAP301", pods())

    assert "api: 12 replicas x 180/s = 2 160/s is below 2 400/s; 18 replicas needed." == (
        found.message
    )
    assert ("capacity = 12 x 180/s = 2 160/s", "need = 2 400/s x 1.3 = 3 120/s") == found.working
    assert "18 replicas" == found.remedy
    assert (("api",), ("replicas",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("peak", "more", "expected"),
    [
        ("2400/s", "", [W, E, E, E]),
        ("2000/s", ", headroom: 30% headroom", [None, W, W, E]),
        ("~2200/s", ", headroom: 1.0x", [INFO, W, W, W]),  # a possible shortfall of the peak itself
    ],
)
def test_a_shortfall_weighs_by_what_is_short(found_by, peak, more, expected):
    assert expected == weights(found_by, "CAP301", pods(peak, more=more))


def test_a_certain_lack_of_headroom_goes_before_a_possible_lack_of_replicas(found_by):
    (found,) = found_by("CAP301", pods("~2000/s", more=", headroom: 2.0x"))

    assert ("no_headroom", Certainty.CERTAIN) == (found.variant, found.certainty)


def test_a_possible_lack_of_headroom_says_where_it_flips(found_by):
    (found,) = found_by("CAP301", pods("~1600/s", more=", headroom: 1.3x"))

    assert ("no_headroom", Certainty.POSSIBLE) == (found.variant, found.certainty)
    assert found.message.endswith(
        "holds only up to a peak of 1 662/s with 1.3 headroom; the peak stated may be 1 920/s."
    )


@pytest.mark.parametrize(
    "text",
    [
        pods(more=", throughput: 3k rps"),
        pods(more=", shed_load: yes"),
        pods(mode="batch"),
        pods(mode="async"),
        pods(replicas="replicas: 12, max_replicas: 18"),
        pods().replace("180 rps", "0/s"),
        NOT_SERVED,
    ],
)
def test_totals_shed_load_queues_and_ceilings_are_left_alone(found_by, text):
    assert [] == found_by("CAP301", text)


def test_a_replica_may_serve_less_than_one_a_second(found_by):
    (found,) = found_by("CAP301", pods("9/s").replace("180 rps", "0.5/s"))

    assert "24 replicas needed." in found.message


@pytest.mark.parametrize(
    "more", [", shed_load: no", ", max_replicas: 13", ", workers_per_replica: 9"]
)
def test_what_changes_nothing_is_no_excuse(found_by, more):
    assert 1 == len(found_by("CAP301", pods(more=more)))


@pytest.mark.parametrize(
    ("mode", "relation", "kind", "count"),
    [
        ("async", "reads", "feature_store", 0),
        ("sync", "reads", "feature_store", 1),
        ("async", "calls", "llm", 0),
        ("sync", "calls", "llm", 1),
    ],
)
def test_calls_nobody_waits_for_wait_in_a_queue(found_by, mode, relation, kind, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: 2400/s}}
      part: {{kind: {kind}, replicas: 12, throughput_per_replica: 180 rps}}
    edges: [{{edge: "api -> part: {relation}", mode: {mode}}}]
    """

    assert count == len(found_by("CAP301", text))
    both = text.replace("nodes:", "nodes:\n      web: {kind: endpoint, mode: online}")
    both = both.replace("edges: [", f'edges: ["web -> part: {relation}", ')
    assert 1 == len(found_by("CAP301", both))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("replicas: 12, throughput_per_replica: 9/s", "needs Peak QPS of api"),
        ("peak_qps: 9/s, replicas: 12", "needs Throughput per replica of api"),
        ("peak_qps: 9/s, max_replicas: 12", "needs Throughput per replica of api"),
        ("peak_qps: 9/s, throughput_per_replica: 9/s", "needs Replicas of api"),
        ("peak_qps: 9/s", "nothing it judges is on the board"),
    ],
)
def test_what_is_missing_is_asked_once_something_is_said(design_from, fields, reason):
    design = design_from(f"nodes: {{api: {{kind: endpoint, mode: online, {fields}}}}}")

    assert reason == needs(design, "CAP301")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (pods(), "replicas"),
        (pods("2000/s"), "replicas"),
        (pods("~2000/s", more=NO_MORE), "replicas"),  # it holds for all the peak may be
        (pods(replicas="replicas: 4, max_replicas: 12"), "max_replicas"),
    ],
)
def test_the_quick_fix_adds_replicas_where_they_are_counted(found_by, design_from, text, field):
    (found,) = found_by("CAP301", text, level=STAFF)

    assert field == found.fix[0].field
    assert is_cleared(design_from(text), "CAP301")


# CAP302


def workers(peak="2000/s", latency="latency_mean: 120 ms", more="", replicas=12, each=16):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: {peak}, replicas: {replicas}, {latency},
            workers_per_replica: {each}{more}}}
    """


@pytest.mark.parametrize(
    ("drawn", "count"),
    [
        ({}, 1),
        ({"replicas": 15}, 0),
        ({"peak": "1631/s"}, 0),  # 195.7 in flight, and two percent above 192 are 195.8
        ({"peak": "1633/s"}, 1),
        ({"latency": "latency_mean: 97 ms"}, 0),
        ({"latency": "latency_mean: 98 ms"}, 1),
        ({"more": ", batch_size: 20"}, 0),
        ({"more": ", batch_size: 8"}, 1),  # sixteen workers are more
        ({"more": ", max_replicas: 15"}, 0),
        ({"more": ", max_replicas: 14"}, 1),
        ({"more": ", shed_load: yes"}, 0),
        ({"more": ", shed_load: no"}, 1),
        ({"each": 0}, 0),
        ({"latency": "latency: 120 ms"}, 0),
    ],
)
def test_what_is_in_flight_fits_the_workers_or_a_batch(found_by, drawn, count):
    assert count == len(found_by("CAP302", workers(**drawn)))


@pytest.mark.parametrize(("kind", "count"), [("feature_store", 1), ("cache", 0), ("index", 1)])
def test_what_serves_has_workers_and_a_cache_has_none(found_by, kind, count):
    text = f"""
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: 2000/s}}
      search: {{kind: retriever}}
      part: {{kind: {kind}, replicas: 12, latency_mean: 120 ms, workers_per_replica: 16}}
    edges: ["api -> search: calls", "search -> part: reads"]
    """

    assert count == len(found_by("CAP302", text))


def test_both_products_are_shown(found_by):
    (found,) = found_by("CAP302", workers())
    (batch,) = found_by("CAP302", workers(more=", batch_size: 18"))

    assert (
        "in flight = 2 000/s x 120 ms = 240",
        "at once = 12 replicas x 16 workers = 192",
    ) == found.working
    assert "at once = 12 replicas x 18 requests in a batch = 216" == batch.working[1]
    assert "14 replicas, or a mean latency of 108 ms." == batch.remedy
    assert (("api",), ("replicas",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("latency", "word", "certainty"),
    [
        ("latency_mean: 120 ms, latency_p50: 1 ms", "mean", Certainty.CERTAIN),
        ("latency_mean: 100-120 ms", "mean", Certainty.CERTAIN),
        ("latency_mean: 90-120 ms", "mean", Certainty.POSSIBLE),
        ("latency_p50: 120 ms, latency_p95: 1 ms", "median", Certainty.POSSIBLE),
        ("latency_p95: 120 ms", "p95", Certainty.POSSIBLE),
    ],
)
def test_another_percentile_stands_in_for_the_mean_but_proves_nothing(
    found_by, latency, word, certainty
):
    (found,) = found_by("CAP302", workers(latency=latency))

    assert certainty is found.certainty
    assert f" {word} latency = " in found.message


def test_requests_in_flight_weigh_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "CAP302", workers())


def test_workers_without_a_rate_ask_for_it_and_without_replicas_say_nothing(design_from):
    text = "nodes: {api: {kind: endpoint, mode: online, workers_per_replica: 2%s}}"

    assert "needs Peak QPS of api" == needs(design_from(text % ", replicas: 2"), "CAP302")
    assert "nothing it judges is on the board" == needs(design_from(text % ""), "CAP302")
    no_workers = text.replace("workers_per_replica: 2%s", "replicas: 2")
    assert "nothing it judges is on the board" == needs(design_from(no_workers), "CAP302")


# CAP303


@pytest.mark.parametrize(
    ("replicas", "peak", "count"),
    [
        (12, "1943/s", 0),  # the knee is no bound two numbers have to agree on: no tolerance
        (12, "1944/s", 1),
        (5, "809/s", 0),
        (5, "810/s", 1),
        (4, "575/s", 0),
        (4, "576/s", 1),
        (1, "143/s", 0),
        (1, "144/s", 1),
        (0, "144/s", 0),
    ],
)
def test_the_knee_is_at_80_percent_of_four_and_at_90_of_more(found_by, replicas, peak, count):
    assert count == len(found_by("CAP303", pods(peak, f"replicas: {replicas}")))


@pytest.mark.parametrize(
    ("peak", "latency", "certainty"),
    [
        ("2000/s", "8 ms", None),  # 1.995 ms are waited
        ("2000/s", "7.9 ms", Certainty.CERTAIN),
        ("1950-2050/s", "8 ms", Certainty.POSSIBLE),
        ("1950-2050/s", "7.9 ms", Certainty.POSSIBLE),
        ("1950-2050/s", "6 ms", Certainty.CERTAIN),
        ("2000/s", "7-9 ms", Certainty.POSSIBLE),
        ("2430-2600/s", "9 s", Certainty.CERTAIN),
        ("2400-2600/s", "9 s", Certainty.POSSIBLE),
        ("2400-2600/s", "", Certainty.POSSIBLE),
    ],
)
def test_a_wait_is_long_from_a_quarter_of_the_latency(found_by, peak, latency, certainty):
    more = f", latency_p95: {latency}" if latency else ""
    found = found_by("CAP303", pods(peak, "replicas: 15", more))

    assert ([certainty] if certainty else []) == [one.certainty for one in found]


def test_the_wait_is_worked_out(found_by):
    (found,) = found_by("CAP303", pods("2000/s", more=", latency_p95: 40 ms"))

    assert (
        "api: at 0.926 utilisation the queueing wait is 16.71 ms at p95 (M/M/12), 41.8 % of the "
        "stage's 40 ms."
    ) == found.message
    assert (
        "2 000/s / (12 x 180/s) = 0.926",
        "72.5 % of the requests wait, mean wait 4.531 ms",
    ) == found.working
    assert "15 servers, or a latency measured at this load." == found.remedy
    assert (("api",), ("replicas",)) == (found.at.nodes, found.at.fields)


def test_a_wait_nobody_stated_a_latency_for_is_no_share_of_one(found_by):
    (found,) = found_by("CAP303", pods("2000/s"))

    assert found.message.endswith("the queueing wait is 16.71 ms at p95 (M/M/12).")


@pytest.mark.parametrize("peak", ["2160/s", "2500/s"])
def test_full_servers_have_no_wait_to_state(found_by, peak):
    (found,) = found_by("CAP303", pods(peak, more=", latency_p95: 40 ms"))

    assert "utilisation every server is taken and the queue grows (M/M/12)." in found.message
    assert "100 % of the requests wait" == found.working[1]


def test_a_long_wait_below_the_knee_takes_a_server_more(found_by):
    (found,) = found_by("CAP303", pods("2000/s", "replicas: 15", ", latency_p95: 7 ms"))

    assert found.remedy.startswith("16 servers")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("replicas: 15, workers_per_replica: 16, latency_mean: 120 ms", 1),  # 240 servers, full
        ("replicas: 17, workers_per_replica: 16, latency_mean: 120 ms", 0),
        ("replicas: 15, workers_per_replica: 16, latency_p50: 120 ms", 0),
        ("replicas: 15, latency_mean: 120 ms", 0),
        ("replicas: 15, workers_per_replica: 16, latency_mean: 0 ms", 0),
        ("replicas: 15, max_replicas: 17, workers_per_replica: 16, latency_mean: 120 ms", 0),
        ("replicas: 12, throughput_per_replica: 180/s", 1),
        ("replicas: 12, throughput_per_replica: 0/s", 0),
        ("replicas: 12, throughput_per_replica: 180/s, measured_at_load: no", 1),
        ("replicas: 12, throughput_per_replica: 180/s, measured_at_load: yes", 0),
        ("replicas: 12, throughput_per_replica: 180/s, shed_load: no", 1),
        ("replicas: 12, throughput_per_replica: 180/s, shed_load: yes", 0),
        ("replicas: 12, throughput_per_replica: 180/s, throughput: 2200/s", 0),
        ("max_replicas: 12, throughput_per_replica: 180/s", 0),
        ("replicas: 12, throughput_per_replica: 180/s, mode: batch", 0),
    ],
)
def test_servers_are_replicas_or_their_workers(found_by, fields, count):
    text = f"nodes: {{api: {{kind: endpoint, peak_qps: 2000/s, {fields}}}}}"

    assert count == len(found_by("CAP303", text))


def test_workers_serve_at_the_inverse_of_their_latency(found_by):
    text = workers(replicas=15)
    (found,) = found_by("CAP303", text)

    assert "2 000/s / (240 x 8.333/s) = 1" == found.working[0]
    assert found.remedy.startswith("267 servers")


def test_the_knee_is_a_warning_at_most(found_by):
    assert [None, INFO, W, W] == weights(found_by, "CAP303", pods("2000/s"))


def test_a_knee_without_a_rate_is_silent(design_from):
    text = "nodes: {api: {kind: endpoint, mode: online, replicas: 2, throughput_per_replica: 9/s}}"

    assert "" == needs(design_from(text), "CAP303")


# CAP304


def zones(peak="2000/s", replicas="12", count="3", more=""):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: {peak}, replicas: {replicas}, zones: {count},
            throughput_per_replica: 180 rps{more}}}
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, Certainty.CERTAIN),
        ({"replicas": 18}, None),
        ({"peak": "1468/s"}, None),  # 8 x 180 = 1 440, and two percent
        ({"peak": "1469/s"}, Certainty.CERTAIN),
        ({"peak": "1400-1500/s"}, Certainty.POSSIBLE),
        ({"count": "2"}, Certainty.CERTAIN),
        ({"count": "20"}, None),
        ({"more": ", max_replicas: 18"}, None),
        ({"more": ", max_replicas: 16"}, Certainty.CERTAIN),
        ({"more": ", shed_load: yes"}, None),
        ({"more": ", shed_load: no"}, Certainty.CERTAIN),
        ({"count": "1"}, None),  # nothing is promised
    ],
)
def test_the_zones_that_stay_carry_the_peak(found_by, drawn, certainty):
    found = found_by("CAP304", zones(**drawn), level=STAFF)

    assert ([certainty] if certainty else []) == [one.certainty for one in found]


def test_what_is_left_is_worked_out(found_by):
    (found,) = found_by("CAP304", zones(), level=STAFF)

    assert "Losing one of 3 zones leaves api 1 440/s for a 2 000/s peak." == found.message
    assert ("12 x (1 - 1/3) x 180/s = 8 x 180/s = 1 440/s",) == found.working
    assert "18 replicas, 6 in each zone." == found.remedy
    assert ("zone", ("api",), ("replicas", "zones")) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (zones(), "replicas"),
        (zones("~2000/s", "18"), "replicas"),
        (zones(count="2"), "replicas"),
        (zones(count="1-3", replicas="11"), "replicas"),
        (zones(more=", max_replicas: 13"), "max_replicas"),
    ],
)
def test_the_quick_fix_fills_every_zone(found_by, design_from, text, field):
    (found,) = found_by("CAP304", text, level=STAFF)

    assert field == found.fix[0].field
    assert "1-3" in text or is_cleared(design_from(text), "CAP304")


@pytest.mark.parametrize(
    "text",
    [
        zones().replace(", zones: 3", ""),
        zones().replace("replicas: 12, ", ""),
        zones().replace("peak_qps: 2000/s, ", ""),
        zones().replace("180 rps", "0/s"),
        zones().replace(",\n            throughput_per_replica: 180 rps", ""),
        zones().replace("online", "batch"),
    ],
)
def test_a_zone_is_not_judged_where_a_number_is_missing_or_a_batch_runs_again(found_by, text):
    assert [] == found_by("CAP304", text, level=STAFF)


def one(fields="replicas: 1", slo="99.9%", mode="online"):
    return f"""
    nodes: {{api: {{kind: endpoint, mode: {mode}, availability_slo: {slo}, {fields}}}}}
    """


@pytest.mark.parametrize(
    ("drawn", "field"),
    [
        ({}, "replicas"),
        ({"slo": "99.89%"}, None),
        ({"slo": "99.99%"}, "replicas"),
        ({"mode": "batch"}, None),
        ({"fields": "zones: 1"}, "zones"),
        ({"fields": "zones: 1, replicas: 9"}, "zones"),
        ({"fields": "zones: 2, replicas: 1"}, "replicas"),
        ({"fields": "zones: 2"}, None),
        ({"fields": "replicas: 2"}, None),
        ({"fields": "replicas: 1, max_replicas: 4"}, None),
        ({"fields": "max_replicas: 1"}, None),
        ({"fields": "replicas: 1, shed_load: yes"}, None),
    ],
)
def test_one_of_anything_does_not_keep_three_nines(found_by, drawn, field):
    found = found_by("CAP304", one(**drawn), level=STAFF)

    assert ([(field,)] if field else []) == [each.at.fields for each in found]


def test_a_single_part_says_what_it_promises(found_by):
    (replica,) = found_by("CAP304", one(), level=STAFF)
    (zone,) = found_by("CAP304", one("zones: 1", "99.95%"), level=STAFF)

    assert "api is in one replica and promises 99.9 %: its loss is an outage." == replica.message
    assert "A second replica, in another zone." == replica.remedy
    assert "api is in one zone and promises 99.95 %: its loss is an outage." == zone.message
    assert "A second zone." == zone.remedy
    assert ("single", ()) == (zone.variant, zone.fix)


@pytest.mark.parametrize(
    ("first", "second", "own", "count"),
    [
        ("99%", "99.9%", "", 1),  # the stricter of those who need it
        ("99%", "99.8%", "", 0),
        ("99.9%", "99.9%", ", availability_slo: 99%", 0),  # its own promise goes first
    ],
)
def test_a_part_keeps_the_promise_of_those_who_need_it(found_by, first, second, own, count):
    text = f"""
    nodes:
      app: {{kind: endpoint, mode: online, availability_slo: {first}}}
      web: {{kind: endpoint, mode: online, availability_slo: {second}}}
      other: {{kind: endpoint, mode: online, availability_slo: 99.999%}}
      store: {{kind: feature_store, replicas: 1{own}}}
    edges: ["app -> store: reads", "web -> store: reads"]
    """
    found = found_by("CAP304", text, level=STAFF)

    assert count == len(found)
    assert all("promises 99.9 %" in one.message for one in found)


@pytest.mark.parametrize("text", [zones(), one()])
def test_the_loss_of_a_zone_is_for_seniors(found_by, text):
    assert [None, None, W, E] == weights(found_by, "CAP304", text)
    fallback = text.replace("nodes: {", "nodes: {spare: {kind: fallback}, ", 1)
    fallback = fallback.replace("nodes:\n", "nodes:\n      spare: {kind: fallback}\n", 1)
    assert [] == found_by(
        "CAP304", fallback + '\n    edges: ["api -> spare: falls_back_to"]', level=STAFF
    )
