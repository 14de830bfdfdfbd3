"""Capacity: the worked numbers, the traps, and the words."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.changes import apply

PODS = """
nodes:
  api: {kind: endpoint, mode: online, peak_qps: %s, replicas: 12,
        throughput_per_replica: 180 rps per pod%s}
"""


def test_twelve_pods_have_no_headroom_at_2_000_and_fifteen_are_needed(found_by):
    (found,) = found_by("CAP301", PODS % ("2000/s", ""))
    assert "no_headroom" == found.variant
    assert (
        "api: 12 replicas x 180/s = 2 160/s is below 2 600/s (2 000/s peak x 1.3 headroom); "
        "15 replicas needed."
    ) == found.message
    assert "15 replicas, or headroom 1.08" == found.remedy


def test_the_quick_fix_clears_the_finding(design_from):
    design = design_from(PODS % ("2400/s", ""))
    rules = [all_rules()["CAP301"]]
    (found,) = evaluate(design, rules=rules).findings
    assert () == evaluate(apply(design, found.fix).design, rules=rules).findings


def test_the_default_headroom_caps_the_weight_at_a_warning(found_by):
    (found,) = found_by("CAP301", PODS % ("2000/s", ""), level=Level.STAFF)
    assert Severity.WARNING is found.severity
    (stated,) = found_by("CAP301", PODS % ("2000/s", ", headroom: 30% headroom"), level=Level.STAFF)
    assert Severity.ERROR is stated.severity


def test_a_possible_shortfall_says_where_it_flips(found_by):
    (found,) = found_by("CAP301", PODS % ("~2000/s", ", headroom: 1.0x"))
    assert Certainty.POSSIBLE is found.certainty
    assert "holds only up to a peak of 2 160/s" in found.message


def test_no_headroom_is_not_asked_of_a_junior(found_by):
    assert [] == found_by("CAP301", PODS % ("2000/s", ""), level=Level.JUNIOR)
    assert 1 == len(found_by("CAP301", PODS % ("2400/s", ""), level=Level.JUNIOR))


def test_load_reaches_the_model_behind_the_endpoint(found_by):
    (found,) = found_by(
        "CAP301",
        """
        nodes:
          shop: {kind: consumer, action: shows the ranking, peak_qps: 2400/s}
          api: {kind: endpoint, mode: online}
          ranker: {kind: model, type: nn, replicas: 12, throughput_per_replica: 180 rps}
        edges: ["shop -> api: consumes", "api -> ranker: calls"]
        """,
    )
    assert "ranker" == found.at.nodes[0]


def test_one_missing_peak_is_asked_once_for_all_that_need_it(judged):
    evaluation = judged(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms, availability_slo: 99.9%,
                monthly_budget: $3k/month}
          ranker: {kind: model, type: heuristic, replicas: 12, throughput_per_replica: 180 rps,
                   latency_p95: 20 ms}
          store: {kind: feature_store, replicas: 3, throughput_per_replica: 500 rps,
                  latency_p95: 20 ms, workers_per_replica: 8, latency_mean: 9 ms, period: hourly,
                  freshness_req: 2 h}
        edges: ["api -> ranker: calls", "api -> store: reads"]
        """
    )
    messages = [one.message for one in evaluation.findings if one.code.startswith("NUM10")]
    assert ["api has no QPS: cannot check capacity, concurrency."] == messages


def test_240_in_flight_do_not_fit_192_workers(found_by):
    (found,) = found_by(
        "CAP302",
        """
        nodes:
          api: {kind: endpoint, mode: online, peak_qps: 2000/s, latency_mean: 120 ms,
                replicas: 12, workers_per_replica: 16}
        """,
    )
    assert (
        "api: 2 000/s x 120 ms mean latency = 240 requests in flight, but only 192 can be "
        "processed at once."
    ) == found.message
    assert "15 replicas, or a mean latency of 96 ms." == found.remedy


def test_a_day_of_fifty_million_contradicts_a_peak_of_400(found_by):
    (found,) = found_by(
        "CAP305",
        "nodes: {api: {kind: endpoint, mode: online, peak_qps: 400/s, requests_per_day: 50M/day}}",
    )
    assert (
        "api: 50 000 000 per day is 578.7/s on average, but the stated peak is 400/s."
    ) == found.message
    assert "A peak of at least 578.7/s, or 34 560 000 requests a day." == found.remedy


def test_a_stated_average_above_the_peak_is_a_contradiction_too(found_by):
    (found,) = found_by(
        "CAP305", "nodes: {api: {kind: endpoint, mode: online, peak_qps: 40/s, avg_qps: 100/s}}"
    )
    assert "above_peak" == found.variant


@pytest.mark.parametrize("code", sorted(one for one in all_rules() if one.startswith("CAP")))
def test_a_reason_may_excuse_a_queue_or_a_zone_and_no_numbers_that_cannot_hold(found_by, code):
    (found,) = found_by(code, all_rules()[code].examples[0].design, level=Level.STAFF)
    assert (code not in {"CAP303", "CAP304"}) is found.contradiction


def test_gb_against_gib_is_no_contradiction(found_by):
    assert [] == found_by(
        "CAP305",
        """
        nodes:
          clicks: {kind: source, rows_per_day: 20M/day, event_bytes: 4 KiB,
                   bytes_per_day: 80 GB/day}
        """,
    )


def test_a_contradiction_in_a_requirement_is_raised_once_where_it_applies(found_by):
    design = """
    nodes:
      traffic: {kind: requirement, peak_qps: 400/s, requests_per_day: 50M/day}
      api: {kind: endpoint, mode: online}
    edges: ["traffic -> api: constrains"]
    """

    assert ["api"] == [one.at.nodes[0] for one in found_by("CAP305", design)]


def test_nobody_is_asked_for_more_devices_than_there_are_places(found_by):
    (found,) = found_by(
        "CAP301",
        """
        nodes:
          belt: {kind: endpoint, mode: device, peak_qps: 60/s, replicas: 4,
                 throughput_per_replica: 12/s}
        """,
    )

    assert "belt: 4 devices x 12/s = 48/s is below 60/s." == found.message
    assert "A lighter model that does 19.5/s on each device, or fewer requests." == found.remedy
    assert () == found.fix
