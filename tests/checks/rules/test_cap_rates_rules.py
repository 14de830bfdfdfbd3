"""A day against a second, and what one request becomes."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from tests.checks.judging import needs
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# CAP305


def api(fields):
    return f"nodes: {{api: {{kind: endpoint, mode: online, {fields}}}}}"


def clicks(size="4 KB", total="80 GB/day", rows="20M/day"):
    return f"""
    nodes:
      clicks: {{kind: source, rows_per_day: {rows}, event_bytes: {size}, bytes_per_day: {total}}}
    """


FIFTY = "requests_per_day: 50M/day"  # 578.7/s


@pytest.mark.parametrize(
    ("fields", "variant"),
    [
        (f"peak_qps: 400/s, {FIFTY}", "above_peak"),
        (f"peak_qps: 568/s, {FIFTY}", None),  # within two percent
        (f"peak_qps: 567/s, {FIFTY}", "above_peak"),
        (f"avg_qps: 200/s, {FIFTY}", "two_averages"),
        (f"avg_qps: 464/s, {FIFTY}", None),  # a quarter apart
        (f"avg_qps: 462/s, {FIFTY}", "two_averages"),
        (f"avg_qps: 723/s, {FIFTY}", None),
        (f"avg_qps: 724/s, {FIFTY}", "two_averages"),
        (f"avg_qps: 400-470/s, {FIFTY}", None),  # ranges that may be the same
        (f"avg_qps: 400-460/s, {FIFTY}", "two_averages"),
        (f"avg_qps: 724-900/s, {FIFTY}", "two_averages"),
        (f"peak_qps: 400/s, avg_qps: 200/s, {FIFTY}", "above_peak"),  # the graver one
        (f"peak_qps: 900/s, avg_qps: 200/s, {FIFTY}", "two_averages"),
        ("peak_qps: 40/s, avg_qps: 100/s", "above_peak"),
        ("peak_qps: 100/s, avg_qps: 102/s", None),
        ("peak_qps: 100/s, avg_qps: 102.1/s", "above_peak"),
        ("peak_qps: 2000/s, avg_qps: 100/s", None),  # twenty times
        ("peak_qps: 2050/s, avg_qps: 100/s", "burst"),
        ("peak_qps: 2000-2100/s, avg_qps: 100/s", None),  # a burst is asked about when certain
        (f"peak_qps: 12k/s, {FIFTY}", "burst"),
        (f"peak_qps: 12k/s, avg_qps: 650/s, {FIFTY}", None),  # what is stated goes first
        ("peak_qps: 12k/s, avg_qps: 0/s", None),
        ("peak_qps: 1/s", None),
        (FIFTY, None),
    ],
)
def test_two_rates_agree_or_one_is_wrong(found_by, fields, variant):
    found = found_by("CAP305", api(fields))

    assert ([variant] if variant else []) == [one.variant for one in found]


@pytest.mark.parametrize(
    ("drawn", "count"),
    [
        ({}, 0),
        ({"total": "1.2 TB/day"}, 1),
        ({"total": "99 GB/day"}, 0),
        ({"total": "101 GB/day"}, 1),
        ({"total": "64 GB/day"}, 0),
        ({"total": "63 GB/day"}, 1),
        ({"rows": "0/day"}, 0),
        ({"rows": "1/day"}, 1),
    ],
)
def test_rows_times_their_size_are_the_bytes_of_a_day(found_by, drawn, count):
    assert ["bytes"] * count == [one.variant for one in found_by("CAP305", clicks(**drawn))]


def test_a_day_of_fifty_million_is_worked_out(found_by):
    (found,) = found_by("CAP305", api(f"peak_qps: 400/s, {FIFTY}"))

    assert (
        "50 000 000 / 86400 s = 578.7/s",
        "400/s x 86400 s = 34 560 000 a day",
    ) == found.working
    assert (("api",), ("peak_qps",)) == (found.at.nodes, found.at.fields)


def test_two_averages_are_said_as_such(found_by):
    (found,) = found_by("CAP305", api(f"avg_qps: 200/s, {FIFTY}"))

    assert found.message.endswith("is 578.7/s on average, but the stated average is 200/s.")
    assert "An average of 578.7/s, or 17 280 000 requests a day." == found.remedy
    assert ("avg_qps",) == found.at.fields


def test_an_average_above_the_peak_is_worked_out_over_the_day(found_by):
    (found,) = found_by("CAP305", api("peak_qps: 40/s, avg_qps: 100/s"))

    assert (
        "8 640 000 / 86400 s = 100/s",
        "40/s x 86400 s = 3 456 000 a day",
    ) == found.working
    assert ("peak_qps",) == found.at.fields


def test_a_burst_is_asked_about(found_by):
    (found,) = found_by("CAP305", api("peak_qps: 10k/s, avg_qps: 200/s"))

    assert (
        "api: the peak of 10 000/s is 50 times the average of 200/s: a burst, or a slip of units?"
    ) == found.message
    assert ("10 000/s / 200/s = 50",) == found.working


def test_the_bytes_of_a_day_are_worked_out(found_by):
    (found,) = found_by("CAP305", clicks(total="1.2 TB/day"))

    assert (
        "clicks: 20 000 000 rows x 4 KB are 80 GB per day, but 1.2 TB per day is stated."
    ) == found.message
    assert ("20 000 000 x 4 KB = 80 GB",) == found.working
    assert "80 GB per day, or events of 60 KB." == found.remedy
    assert ("bytes_per_day",) == found.at.fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (api(f"peak_qps: 400/s, {FIFTY}"), [W, E, E, E]),
        (api(f"peak_qps: ~500/s, {FIFTY}"), [INFO, W, W, W]),
        (api(f"avg_qps: 200/s, {FIFTY}"), [W, E, E, E]),
        (api("peak_qps: 10k/s, avg_qps: 200/s"), [INFO, INFO, INFO, INFO]),
        (clicks(total="1.2 TB/day"), [W, E, E, E]),
    ],
)
def test_a_contradiction_weighs_more_than_a_question(found_by, text, expected):
    assert expected == weights(found_by, "CAP305", text)


def test_a_possible_contradiction_is_possible(found_by):
    (found,) = found_by("CAP305", api("peak_qps: 100-130/s, avg_qps: 110/s"))

    assert Certainty.POSSIBLE is found.certainty


# CAP306


def reads(store="max_qps: 100k/s", edge="calls_per_request: 3, fanout: '40'", peak="2000/s"):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: {peak}}}
      store: {{kind: feature_store, {store}}}
    edges: [{{edge: "api -> store: reads", {edge}}}]
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, Certainty.CERTAIN),
        ({"store": "max_qps: 240k/s"}, None),
        ({"store": "max_qps: 236k/s"}, None),  # within two percent
        ({"store": "max_qps: 235k/s"}, Certainty.CERTAIN),
        ({"store": "max_qps: 230-250k/s"}, Certainty.POSSIBLE),
        ({"store": "max_qps: 0/s"}, None),
        ({"store": "max_qps: 1/s", "peak": "0/s"}, None),
        ({"store": "max_qps: 100k/s, batch_size: 3"}, None),
        ({"store": "max_qps: 100k/s, batch_size: 2"}, Certainty.CERTAIN),
        ({"store": "max_qps: 100k/s, batch_size: 0"}, Certainty.CERTAIN),
        ({"store": "max_qps: 130k/s, batch_size: 0.5"}, Certainty.CERTAIN),
        ({"store": "period: hourly"}, None),
        ({"edge": "fraction: 100%"}, None),
    ],
)
def test_what_reaches_a_part_is_held_against_the_most_it_takes(found_by, drawn, certainty):
    found = found_by("CAP306", reads(**drawn))

    assert ([certainty] if certainty else []) == [one.certainty for one in found]


def test_one_request_becomes_a_hundred_and_twenty_reads(found_by):
    (found,) = found_by("CAP306", reads())

    assert (
        "api at 2 000/s makes 120 calls each, so store sees 240 000/s against 100 000/s."
    ) == found.message
    assert ("2 000/s x 120 = 240 000/s > 100 000/s",) == found.working
    assert "50 calls for a request at most, or room for 240 000/s." == found.remedy
    assert (("store", "api"), ("max_qps",)) == (found.at.nodes, found.at.fields)


def test_a_batch_of_reads_is_one_operation(found_by):
    (found,) = found_by("CAP306", reads("max_qps: 100k/s, batch_size: 2"))

    assert ("2 000/s x 60 = 120 000/s > 100 000/s",) == found.working


def test_several_endpoints_add_up(found_by):
    text = """
    nodes:
      web: {kind: endpoint, mode: online, peak_qps: 700/s}
      app: {kind: endpoint, mode: online, peak_qps: 600/s}
      store: {kind: feature_store, max_qps: 1000/s}
    edges: ["web -> store: reads", {edge: "app -> store: reads", fanout: "2"}]
    """
    (found,) = found_by("CAP306", text)

    assert (
        "app and web at 1 300/s make 1.46 calls each, so store sees 1 900/s against 1 000/s."
    ) == found.message
    assert ("store", "app", "web") == found.at.nodes


def test_an_endpoint_may_state_both_sides_itself(found_by):
    (found,) = found_by("CAP306", api("peak_qps: 20/s, max_qps: 10/s"))

    assert "api gets 20/s and can take 10/s." == found.message
    assert ("api",) == found.at.nodes


def test_amplified_calls_weigh_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "CAP306", reads())


def test_a_limit_without_a_rate_asks_for_the_rate(design_from):
    text = reads().replace(", peak_qps: 2000/s", "")

    assert "needs Peak QPS of api" == needs(design_from(text), "CAP306")
    assert "nothing it judges is on the board" == needs(
        design_from(reads("period: hourly")), "CAP306"
    )
