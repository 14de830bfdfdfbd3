"""The bill: its sum, its lines, and machines that wait."""

from __future__ import annotations

import pytest

MACHINES = """
nodes:
  api: {kind: endpoint, mode: online, replicas: 15, unit_cost: $1.20/h, monthly_budget: %s}
"""


@pytest.mark.parametrize(("budget", "findings"), [("$10k/month", 1), ("$13140/month", 0)])
def test_fifteen_machines_cost_thirteen_thousand_a_month(found_by, budget, findings):
    found = found_by("COST851", MACHINES % budget)
    assert findings == len(found)
    assert all("$13 140/month" in one.message for one in found)


BATCH = """
nodes:
  scoring: {kind: endpoint, mode: batch, rows_per_run: 1M rows, period: daily, replicas: 4,
            unit_cost: $0.80/h, monthly_cost: %s%s}
"""


@pytest.mark.parametrize(
    ("stated", "duration", "findings"),
    [
        ("$81/month", ", duration: 50 min", 0),
        ("$160/month", ", duration: 50 min", 1),
        ("$160/month", "", 0),
    ],
)
def test_a_batch_is_paid_for_while_it_runs(found_by, stated, duration, findings):
    assert findings == len(found_by("COST851", BATCH % (stated, duration)))


def test_a_part_with_a_budget_and_a_stated_cost_is_judged_once(found_by):
    text = MACHINES % "$50k/month, monthly_cost: $5k/month"
    assert 1 == len(found_by("COST851", text))


TOKENS = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, requests_per_day: 200k/day, monthly_budget: %s}
  writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out, price_in: $0.50 / 1M tokens,
           price_out: $1.50 / 1M tokens}
edges: ["api -> writer: calls"]
"""


@pytest.mark.parametrize(("budget", "findings"), [("$3k/month", 1), ("$13k/month", 0)])
def test_the_token_bill_is_held_against_the_budget(found_by, budget, findings):
    found = found_by("COST852", TOKENS % budget)
    assert findings == len(found)
    assert all("12 775" in one.message + " ".join(one.working) for one in found)


IDLE = """
nodes:
  load: {kind: requirement, about: load, peak_qps: %s, requests_per_day: 1M/day}
  api: {kind: endpoint, mode: online, replicas: %d, throughput_per_replica: 180 rps,
        unit_cost: $1/h, latency_p95: 60 ms}
edges: ["load -> api"]
"""


@pytest.mark.parametrize(
    ("peak", "replicas", "findings"),
    [("90/s", 8, 1), ("600/s", 8, 0), ("90/s", 2, 0)],
)
def test_machines_that_wait_are_named_but_not_the_spare_one(found_by, peak, replicas, findings):
    assert findings == len(found_by("COST854", IDLE % (peak, replicas)))


def test_the_smaller_number_does_not_make_people_wait(found_by):
    """What COST854 recommends, CAP303 has nothing to say about."""
    (found,) = found_by("COST854", IDLE % ("90/s", 8))
    fewer = int(found.fix[0].value)

    assert [] == found_by("CAP303", IDLE % ("90/s", fewer))
