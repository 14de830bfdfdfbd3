"""Queues, windows, memory, quotas, storage and desks at both sides of their limits."""

from __future__ import annotations

import pytest

from checks.finding import Certainty

BUSY = """
nodes:
  load: {kind: requirement, about: load, peak_qps: 2000/s}
  api: {kind: endpoint, mode: online, replicas: %d, throughput_per_replica: 180 rps%s}
edges: ["load -> api"]
"""


@pytest.mark.parametrize(
    ("replicas", "more", "findings"),
    [
        (12, "", 1),
        (13, "", 0),
        (13, ", latency_p95: 20 ms", 1),
        (15, ", latency_p95: 20 ms", 0),
        (12, ", measured_at_load: yes", 0),
    ],
)
def test_the_knee_and_a_quarter_of_the_latency_are_the_bounds(found_by, replicas, more, findings):
    assert findings == len(found_by("CAP303", BUSY % (replicas, more)))


def test_the_wait_is_worked_out(found_by):
    (found,) = found_by("CAP303", BUSY % (12, ""))
    assert "16.71 ms" in found.message
    assert "72.5 % of the requests wait" in found.working[1]


def test_a_billion_servers_are_judged_at_once(found_by):
    assert [] == found_by("CAP303", BUSY % (10**9, ", latency_p95: 20 ms"))


WINDOW = """
nodes:
  scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows, replicas: %d,
            throughput_per_replica: 450 rps, %s}
"""


@pytest.mark.parametrize(
    ("workers", "time", "findings"),
    [
        (8, "batch_window: 2 h", 1),
        (13, "batch_window: 2 h", 0),
        (8, 'starts_at: "23:00", finish_by: "01:00"', 1),
        (8, 'starts_at: "23:00", finish_by: "03:00"', 0),
        (8, "period: every 3 h", 1),
        (8, "period: daily", 0),
    ],
)
def test_a_batch_has_its_window_or_until_the_next_run(found_by, workers, time, findings):
    assert findings == len(found_by("CAP307", WINDOW % (workers, time)))


def test_forty_million_rows_take_three_hours_and_need_thirteen_workers(found_by):
    (found,) = found_by("CAP307", WINDOW % (8, "batch_window: 2 h"))
    assert "3.086 h" in found.message
    assert "13 workers" in found.remedy


QUOTA = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, peak_qps: %s}
  writer: {kind: llm, tokens_in: 3000 tokens, tokens_out: 400 out, quota_tpm: 1M TPM}
edges: ["api -> writer: calls"]
"""


@pytest.mark.parametrize(("peak", "findings"), [("8/s", 1), ("4/s", 0)])
def test_tokens_a_minute_are_held_against_the_quota(found_by, peak, findings):
    found = found_by("CAP310", QUOTA % peak)
    assert findings == len(found)
    assert all("1.632M TPM" in one.message for one in found)
    assert all(one.certainty is Certainty.CERTAIN for one in found)


DESK = """
nodes:
  api: {kind: endpoint, mode: online, requests_per_day: 500k/day}
  desk: {kind: human_review, reviewers: %d, minutes_per_case: 4 min/case, hours_per_day: 6 h}
edges: [{edge: "api -> desk", mode: async, fraction: 2%%}]
"""


@pytest.mark.parametrize(("people", "findings"), [(30, 1), (112, 0)])
def test_ten_thousand_cases_a_day_need_a_hundred_and_twelve_people(found_by, people, findings):
    assert findings == len(found_by("CAP312", DESK % people))


@pytest.mark.parametrize(("people", "findings"), [(112, 1), (120, 0)])
def test_a_random_sample_comes_on_top(found_by, people, findings):
    text = (DESK % people).replace("hours_per_day", "samples_per_day: 500/day, hours_per_day")
    found = found_by("CAP312", text)
    assert findings == len(found)
    assert all("500 000 x 2 % + 500 = 10 500 cases" in one.working[0] for one in found)
