"""When a bill is too high, wrong, not worth it, or for nothing. Over 400 lines: four rules."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.changes import apply
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
TOKENS = "tokens_in: 3k tokens, tokens_out: 400 out"
PRICES = "price_in: $0.50 / 1M tokens, price_out: $1.50 / 1M tokens"


# COST851


def bill(budget="$20k/month", api="replicas: 15, unit_cost: $1.20/h", more="", edges=""):
    return f"""
lane: llm
nodes:
  api: {{kind: endpoint, mode: online, requests_per_day: 200k/day, monthly_budget: {budget}, {api}}}
  writer: {{kind: llm, {TOKENS}, {PRICES}}}
  log: {{kind: log, rows_per_day: 43.2M/day, event_bytes: 4 KB, retention: 90 d,
         storage_price: $23/TB-month}}
{textwrap.indent(more, "  ")}
edges: ["api -> writer: calls", "api -> log: logs_to"{edges}]
"""


def test_machines_tokens_and_storage_add_up_to_the_dollar(found_by):
    (found,) = found_by("COST851", bill())

    assert (
        "The numbers add up to $26 273/month: api $13 140/month (machines), writer $12 775/month "
        "(tokens), log $358/month (storage); the budget of api is $20 000/month."
    ) == found.message
    assert (
        "api: 15 x $1.20/h x 730 h = $13 140/month",
        "writer: 200 000/day x 0.0021 x 30.4 d = $12 775/month",
        "log: 15.55 TB x $23/TB-month = $358/month",
        "sum = $26 273/month",
    ) == found.working
    assert "Api down to $6 867/month, or a budget of $26 273/month." == found.remedy
    assert (("api", "writer", "log"), ("monthly_budget",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("budget", "findings"),
    [("$25.8k/month", []), ("$25.7k/month", [SURE]), ("$25.3-25.8k/month", [MAYBE]),
     ("EUR 1k/month", [])],
)  # fmt: skip
def test_two_percent_over_the_budget_are_tolerated(found_by, budget, findings):
    assert findings == [one.certainty for one in found_by("COST851", bill(budget))]


def test_the_remedy_of_a_bill_clears_it(found_by):
    assert [] == found_by("COST851", bill(api="replicas: 15, unit_cost: $0.627/h"))
    assert [] == found_by("COST851", bill("$26273/month"))


def test_where_the_first_line_is_not_enough_more_is_cut(found_by):
    (found,) = found_by("COST851", bill("$13k/month"))
    assert "More than api cut, or a budget of $26 273/month." == found.remedy


def test_where_all_of_the_first_line_is_too_little_by_nothing_more_is_cut(found_by):
    text = """
nodes:
  a: {kind: model, replicas: 1, unit_cost: $1/h, monthly_budget: $730/month}
  b: {kind: model, replicas: 1, unit_cost: $1/h}
"""
    (found,) = found_by("COST851", text)
    assert "More than a cut, or a budget of $1 460/month." == found.remedy


@pytest.mark.parametrize(("replicas", "rest"), [(15, ""), (1, " and 1 more")])
def test_three_lines_are_named_and_the_rest_counted(found_by, replicas, rest):
    more = f"r: {{kind: model, replicas: {replicas}, unit_cost: $0.001/h}}" if rest else ""
    (found,) = found_by("COST851", bill(more=more, edges=', "api -> r: calls"' if rest else ""))
    assert f"log $358/month (storage){rest}; the budget" in found.message


@pytest.mark.parametrize(
    ("replicas", "variant"), [(15, "over_budget"), (14, "tokens_first"), (0, "tokens_first")]
)
def test_it_speaks_for_the_tokens_where_they_are_the_largest_line(judged, replicas, variant):
    text = bill("$3k/month", f"replicas: {replicas}, unit_cost: $1.20/h")

    found = {one.code: one.variant for one in judged(text, level=Level.STAFF).findings}
    assert variant == found["COST851"]
    assert (variant == "over_budget") == ("COST852" in found)


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
        ("$160/month", ", duration: 50-90 min", 0),
        ("$160/month", "", 0),
    ],
)
def test_a_batch_is_paid_for_while_it_runs(found_by, stated, duration, findings):
    assert findings == len(found_by("COST851", BATCH % (stated, duration)))


@pytest.mark.parametrize(
    ("stated", "findings"),
    [
        ("$13140/month", 0),
        ("$10520/month", 0),
        ("$10500/month", 1),
        ("$16420/month", 0),
        ("$16430/month", 1),
        ("$9-11k/month", 0),
        ("EUR 1k/month", 0),
    ],
)
def test_a_stated_cost_may_differ_by_a_quarter(found_by, stated, findings):
    text = (
        f"nodes: {{m: {{kind: model, replicas: 15, unit_cost: $1.20/h, monthly_cost: {stated}}}}}"
    )
    found = found_by("COST851", text)
    assert ["does_not_add_up"] * findings == [one.variant for one in found]
    assert all(one.certainty is SURE for one in found)


def test_a_cost_that_does_not_add_up_is_worked_out(found_by):
    text = "nodes: {m: {kind: model, replicas: 15, unit_cost: $1.20/h, monthly_cost: $5k/month}}"
    (found,) = found_by("COST851", text)

    assert "m is said to cost $5 000/month, and its own numbers give $13 140/month." == (
        found.message
    )
    assert ("m: 15 x $1.20/h x 730 h = $13 140/month",) == found.working
    assert "A cost of $13 140/month, or the count or price that is meant." == found.remedy
    assert (("m",), ("monthly_cost",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize("fields", ["monthly_cost: $5k/month", "replicas: 15, unit_cost: $1.20/h"])
def test_a_cost_alone_and_counts_alone_contradict_nothing(found_by, fields):
    assert [] == found_by("COST851", f"nodes: {{m: {{kind: model, {fields}}}}}")


def test_a_part_with_a_budget_and_a_stated_cost_is_judged_once_for_each(found_by):
    fields = "replicas: 15, unit_cost: $1.20/h, monthly_cost: $5k/month"
    text = f"nodes: {{m: {{kind: model, {fields}, monthly_budget: %s}}}}"

    assert ["does_not_add_up"] == [one.variant for one in found_by("COST851", text % "$50k/month")]
    assert {"does_not_add_up", "over_budget"} == {
        one.variant for one in found_by("COST851", text % "$1k/month")
    }


HALVES = """
nodes:
  cheap: {kind: requirement, monthly_budget: %s}
  a: {kind: endpoint, mode: online, replicas: 1, unit_cost: $1/h, monthly_cost: $9/month}
  b: {kind: endpoint, mode: online, replicas: 1, unit_cost: $1/h}
edges: [%s]
"""


@pytest.mark.parametrize(
    ("edges", "nodes"),
    [
        ('"cheap -> a: constrains", "cheap -> b: constrains"', ("a", "b")),
        ('"cheap -> b: constrains"', ("b", "a")),
        ("", ("cheap", "a", "b")),
    ],
)
def test_a_budget_of_a_requirement_is_one_for_all_it_constrains(found_by, edges, nodes):
    found = found_by("COST851", HALVES % ("$1k/month", edges))
    stated, over = sorted(found, key=lambda one: one.variant)

    assert (nodes, "over_budget") == (over.at.nodes, over.variant)
    assert "$1 460/month" in over.message
    assert (("a",), "does_not_add_up") == (stated.at.nodes, stated.variant)


def test_a_requirement_that_is_drawn_to_nothing_gives_way_to_the_budget_of_a_part(found_by):
    text = HALVES % ("$1/month", "")
    text = text.replace("cost: $1/h}", "cost: $1/h, monthly_budget: $2k/month}")
    assert ["does_not_add_up"] == [one.variant for one in found_by("COST851", text)]


def test_of_two_requirements_that_are_drawn_to_nothing_the_first_counts(found_by):
    text = HALVES % ("$1k/month", "")
    second = "  also: {kind: requirement, monthly_budget: $900/month}\n  cheap:"
    found = found_by("COST851", text.replace("  cheap:", second))
    assert ["also"] == [one.at.nodes[0] for one in found if one.variant == "over_budget"]


def test_of_two_budgets_each_pays_for_its_own_parts(found_by):
    text = """
nodes:
  a: {kind: endpoint, mode: online, monthly_budget: $1k/month, replicas: 1, unit_cost: $1/h}
  b: {kind: endpoint, mode: online, monthly_budget: $1k/month, replicas: 1, unit_cost: $1/h}
  m: {kind: model, replicas: 1, unit_cost: $1/h}
edges: ["b -> m: calls"]
"""
    assert [("b", "m")] == [one.at.nodes for one in found_by("COST851", text)]


@pytest.mark.parametrize("budget", ["monthly_budget: $1k/month", "replicas: 1"])
def test_without_lines_or_a_budget_there_is_no_bill(found_by, budget):
    assert [] == found_by("COST851", f"nodes: {{a: {{kind: endpoint, mode: online, {budget}}}}}")


def test_the_bill_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "COST851", bill())
    assert [None, W, E, E] == weights(found_by, "COST851", BATCH % ("$1/month", ", duration: 1 h"))
    assert [None, W, E, E] == weights(
        found_by, "COST851", bill("$3k/month", "replicas: 1, unit_cost: $1/h")
    )


# COST852


def calls(
    budget="monthly_budget: $3k/month",
    llm=f"{TOKENS}, {PRICES}",
    load="requests_per_day: 200k/day",
    more="",
    edges="",
):
    return f"""
lane: llm
nodes:
  api: {{kind: endpoint, mode: online, {load}, {budget}}}
  writer: {{kind: llm, {llm}}}
{textwrap.indent(more, "  ")}
edges: ["api -> writer: calls"{edges}]
"""


def test_w12_tokens_are_12_775_a_month_and_four_times_the_budget(found_by):
    (found,) = found_by("COST852", calls())

    assert (
        "writer: 200 000/day x $0.0021 are $12 775/month, 4.3 times the budget of $3 000/month."
    ) == found.message
    assert (
        "3 000 in, 400 out: $0.0021 a call",
        "200 000/day x $0.0021 x 30.4 d = $12 775/month",
    ) == found.working
    assert "$0.0021 down to $0.000493 a call, or 46 966 calls a day." == found.remedy
    assert (("writer",), ("tokens_in",)) == (found.at.nodes, found.at.fields)


def test_the_calls_the_remedy_names_fit(found_by):
    assert [] == found_by("COST852", calls(load="requests_per_day: 46966/day"))


@pytest.mark.parametrize(
    ("budget", "findings"),
    [("$12.55k/month", []), ("$12.5k/month", [SURE]), ("$12-12.6k/month", [MAYBE]),
     ("EUR 3k/month", []), ("$0/month", [])],
)  # fmt: skip
def test_the_token_bill_tolerates_two_percent(found_by, budget, findings):
    found = found_by("COST852", calls(f"monthly_budget: {budget}"))
    assert findings == [one.certainty for one in found]


@pytest.mark.parametrize(
    ("cached", "month"),
    [
        ("cache_hit: 60%, cached_price: $0.05 / 1M tokens", "$7 848/month"),
        ("cache_hit: 60%", "$12 775/month"),
        ("cached_price: $0.05 / 1M tokens", "$12 775/month"),
    ],
)
def test_w12_with_a_cached_prefix_it_is_7_848(found_by, cached, month):
    (found,) = found_by("COST852", calls(llm=f"{TOKENS}, {PRICES}, {cached}"))
    assert f"are {month}" in found.message


@pytest.mark.parametrize(
    ("own", "findings"),
    [
        ("", 1),
        (", replicas: 2, unit_cost: $2/h", 0),
        (", gpu_count: 2", 0),
        (", monthly_cost: $9k/month", 0),
    ],
)
def test_tokens_without_a_price_are_counted_unless_the_machines_are_ones_own(
    found_by, own, findings
):
    found = found_by("COST852", calls(llm=TOKENS + own))
    assert ["no_price"] * findings == [one.variant for one in found]
    assert [("price_in", "price_out")] * findings == [one.at.fields for one in found]


def test_a_bill_that_is_stated_beside_prices_is_held_against_the_budget(found_by):
    llm = f"{TOKENS}, {PRICES}, monthly_cost: $1k/month"
    assert ["over_budget"] == [one.variant for one in found_by("COST852", calls(llm=llm))]
    own = f"{TOKENS}, {PRICES}, unit_cost: $2/h"
    assert [] == found_by("COST852", calls(llm=own))


@pytest.mark.parametrize(
    ("tokens", "shown", "each"),
    [
        (TOKENS, "20.7 billion", "3 400"),
        ("tokens_in: 3k tokens", "18.2 billion", "3 000"),
        ("tokens_in: 164 tokens", "998 million", "164"),
        ("tokens_in: 165 tokens", "1 billion", "165"),
        ("tokens_in: 0 tokens, tokens_out: 400 out", "2.43 billion", "400"),
    ],
)
def test_so_many_tokens_a_month(found_by, tokens, shown, each):
    (found,) = found_by("COST852", calls(llm=tokens))

    assert (
        f"writer reads and writes {shown} tokens a month (200 000/day), and no price is stated."
    ) == found.message
    assert (f"200 000/day x {each} x 30.4 d = {shown}",) == found.working
    assert "State the prices of writer." == found.remedy


@pytest.mark.parametrize(
    ("budget", "llm", "words"),
    [
        ("monthly_budget: $90k/month", ", spend_cap: $4k/month", "$4 000/month"),
        ("monthly_budget: $1k/month", ", spend_cap: $4k/month", "$4 000/month"),
        ("replicas: 2", ", spend_cap: $4k/month", "$4 000/month"),
    ],
)
def test_a_cap_on_the_call_itself_goes_first(found_by, budget, llm, words):
    (found,) = found_by("COST852", calls(budget, f"{TOKENS}, {PRICES}{llm}"))
    assert f"the budget of {words}." in found.message


def test_of_two_who_call_the_smaller_budget_counts(found_by):
    more = "bulk: {kind: endpoint, mode: online, monthly_budget: $1k/month}"
    (found,) = found_by("COST852", calls(more=more, edges=', "bulk -> writer: calls"'))
    assert "the budget of $1 000/month." in found.message


def test_the_budget_may_be_where_the_requests_enter(found_by):
    text = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, requests_per_day: 200k/day, monthly_budget: $3k/month}
  agent: {kind: tool}
  writer: {kind: llm, %s}
edges: ["api -> agent: calls", "agent -> writer: calls"]
"""
    assert 1 == len(found_by("COST852", text % f"{TOKENS}, {PRICES}"))


def test_without_a_budget_there_is_nothing_to_compare(found_by, judged):
    text = calls("replicas: 2", TOKENS)
    assert [] == found_by("COST852", text)
    assert "tokens_in" not in judged(calls("replicas: 2", PRICES)).missing.get("writer", ())


@pytest.mark.parametrize(
    ("llm", "load", "asked"),
    [
        (PRICES, "requests_per_day: 200k/day", "needs Input tokens of writer"),
        (f"{TOKENS}, {PRICES}", "replicas: 2", "needs Peak QPS of api"),
        (PRICES, "replicas: 2", "needs Peak QPS of api, Input tokens of writer"),
        (f"{TOKENS}, {PRICES}", "requests_per_day: 1/day", ""),
    ],
)
def test_what_is_missing_is_asked_of_the_call_and_of_the_entry(design_from, llm, load, asked):
    design = design_from(calls(llm=llm, load=load))
    (outcome,) = evaluate(design, rules=[all_rules()["COST852"]], strict=True).outcomes
    assert asked == outcome.reason


def test_the_token_bill_is_one_of_the_llm_lane_and_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "COST852", calls())
    assert [None, None, INFO, INFO] == weights(found_by, "COST852", calls(llm=TOKENS))
    assert [] == found_by("COST852", calls(), lane=Lane.TABULAR)


# COST853


def economics(
    value="value_per_decision: $0.05, uplift: 2%",
    api="requests_per_day: 200k/day",
    more="",
    edges="",
    llm=f"{TOKENS}, {PRICES}",
):
    return f"""
lane: llm
nodes:
  shop: {{kind: consumer, action: shows the answer{value and ", "}{value}}}
  api: {{kind: endpoint, mode: online, {api}}}
  writer: {{kind: llm, {llm}}}
{textwrap.indent(more, "  ")}
edges: ["shop -> api: consumes", "api -> writer: calls"{edges}]
"""


def test_a_call_that_costs_two_tenths_of_a_cent_and_brings_one_tenth(found_by):
    (found,) = found_by("COST853", economics())

    assert (
        "api: a decision costs $0.0021 and is worth $0.001 (2 % x $0.05): it loses money."
    ) == found.message
    assert (
        "$12 775/month / 6 083 333 decisions = $0.0021",
        "2 % x $0.05 = $0.001",
    ) == found.working
    assert "A share of 4.2 %, or a cost of $0.001 a decision." == found.remedy
    assert ("api", "writer") == found.at.nodes


def test_where_even_every_decision_would_not_pay_only_the_cost_can_fall(found_by):
    (found,) = found_by("COST853", economics("value_per_decision: $0.002, uplift: 50%"))
    assert "A cost of $0.001 a decision." == found.remedy


@pytest.mark.parametrize(
    ("value", "findings"),
    [
        ("value_per_decision: $0.05, uplift: 4.1%", [SURE]),
        ("value_per_decision: $0.05, uplift: 4.12%", []),
        ("value_per_decision: $0.05, uplift: 4.2%", []),
        ("value_per_decision: $0.05, uplift: 2-6%", [MAYBE]),
        ("value_per_decision: $0.0021, uplift: 100%", []),
        ("value_per_decision: $0.0021, uplift: 90%", [SURE]),
        ("value_per_decision: $0.05", []),
        ("value_per_decision: $0, uplift: 2%", []),
        ("value_per_decision: EUR 0.001, uplift: 2%", []),
        ("uplift: 2%", []),
    ],
)
def test_a_decision_pays_from_its_cost_on(found_by, value, findings):
    assert findings == [one.certainty for one in found_by("COST853", economics(value))]


def test_the_currency_is_the_one_that_was_typed(found_by):
    llm = f"{TOKENS}, {PRICES}".replace("$", "CHF ")
    (found,) = found_by("COST853", economics("value_per_decision: CHF 0.05, uplift: 2%", llm=llm))
    assert "A share of 4.2 %, or a cost of 0.001 CHF a decision." == found.remedy


@pytest.mark.parametrize(
    ("more", "edges", "effect"),
    [
        ("x: {kind: experiment, uplift: 1%}", ', "x -> api: evaluates"', "1 %"),
        ("x: {kind: experiment, uplift: 1%}", ', "x -> writer: evaluates"', "1 %"),
        ("x: {kind: experiment, uplift: 1%}", "", None),
        ("m: {kind: model, type: nn, precision: 3%}", ', "api -> m: calls"', "3 %"),
        ("m: {kind: model, type: nn, precision: 3%}", "", None),
        ("m: {kind: model, type: nn}", ', "api -> m: calls"', None),
        ("g: {kind: guardrail, precision: 3%}", ', "api -> g: calls"', None),
        (
            "x: {kind: experiment, uplift: 1%}\nm: {kind: model, type: nn, precision: 3%}",
            ', "x -> api: evaluates", "api -> m: calls"',
            "1 %",
        ),
    ],
)
def test_where_the_share_comes_from(found_by, more, edges, effect):
    text = economics("value_per_decision: $0.05", more=more, edges=edges)
    shown = [one.message.partition("(")[2].partition(" x")[0] for one in found_by("COST853", text)]
    assert [effect] * (effect is not None) == shown


def test_what_the_endpoint_states_goes_before_who_asks(found_by):
    api = "requests_per_day: 200k/day, value_per_decision: $0.04"
    (found,) = found_by("COST853", economics(api=api))
    assert "(2 % x $0.04)" in found.message


@pytest.mark.parametrize(
    ("api", "llm"),
    [
        ("requests_per_day: 0/day", f"{TOKENS}, {PRICES}"),
        ("replicas: 2", f"{TOKENS}, {PRICES}"),
        ("requests_per_day: 200k/day", TOKENS),
    ],
)
def test_without_decisions_or_a_cost_nothing_is_divided(found_by, api, llm):
    assert [] == found_by("COST853", economics(api=api, llm=llm))


def test_a_loss_weighs_as_the_level_says(found_by):
    assert [None, None, W, E] == weights(found_by, "COST853", economics())


# COST854


def idle(load="peak_qps: 90/s, avg_qps: 30/s", replicas=8, more="", each="180 rps"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, {load}, replicas: {replicas},
         throughput_per_replica: {each}, unit_cost: $3/h{more}}}
"""


def test_eight_replicas_for_thirty_requests_a_second_are_two_percent_busy(found_by):
    (found,) = found_by("COST854", idle())

    assert (
        "api: 8 paid replicas run at 2.08 % on average and 6.25 % at peak; 2 would do."
    ) == found.message
    assert (
        "8 x 180/s = 1 440/s",
        "30/s / 1 440/s = 2.08 %, 90/s / 1 440/s = 6.25 %",
    ) == found.working
    assert "2 replicas, the loss of one or of a zone included." == found.remedy
    assert [("api", "replicas", "2")] == [(one.id, one.field, one.value) for one in found.fix]
    assert (("api",), ("replicas",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("load", "findings"),
    [
        ("peak_qps: 490/s, avg_qps: 100/s", [SURE]),
        ("peak_qps: 495/s, avg_qps: 100/s", []),
        ("peak_qps: 510/s, avg_qps: 100/s", []),
        ("peak_qps: 400/s, avg_qps: 280/s", [SURE]),
        ("peak_qps: 400/s, avg_qps: 285/s", []),
        ("peak_qps: 400-600/s, avg_qps: 100/s", [MAYBE]),
        ("peak_qps: 400/s, avg_qps: 100-300/s", [MAYBE]),
    ],
)
def test_busy_at_peak_or_on_average_is_not_idle(found_by, load, findings):
    assert findings == [one.certainty for one in found_by("COST854", idle(load))]


@pytest.mark.parametrize(
    ("replicas", "more", "needed"),
    [
        (3, "", 2),
        (2, "", None),
        (1, "", None),
        (4, ", zones: 3", 3),
        (3, ", zones: 3", None),
        (8, ", zones: 4", 4),
        (8, ", zones: 1", 2),
        ("2-8", "", None),
    ],
)
def test_one_may_fail_or_a_zone(found_by, replicas, more, needed):
    messages = [one.message for one in found_by("COST854", idle(replicas=replicas, more=more))]
    assert (needed is not None) == bool(messages)
    assert all(f"; {needed} would do" in one for one in messages)


@pytest.mark.parametrize(
    ("load", "more", "needed"),
    [
        ("peak_qps: 1000/s, avg_qps: 300/s", "", 8),  # x 1.3 / 180 = 7.2
        ("peak_qps: 1000/s, avg_qps: 300/s", ", headroom: 2x", 12),
        ("peak_qps: 1000/s, avg_qps: 300/s", ", headroom: 1x", 7),  # 6, and one may fail
        ("peak_qps: 1000/s, avg_qps: 300/s", ", zones: 2", 12),  # 6 in either
        ("peak_qps: 1000/s, avg_qps: 300/s", ", zones: 3", 9),  # 3 in each
        ("peak_qps: 900/s, avg_qps: 300/s", ", headroom: 1x", 6),  # 5 exactly, and one may fail
    ],
)
def test_headroom_and_the_loss_of_one_both_count(found_by, load, more, needed):
    (found,) = found_by("COST854", idle(load, 20, more))
    assert f"; {needed} would do" in found.message


@pytest.mark.parametrize(
    ("latency", "needed"),
    [
        ("", 2),
        (", latency_p95: 0 ms", 2),
        (", latency_p95: 60 ms", 2),
        (", latency_p95: 10 ms", 3),
        (", latency_p95: 10 ms, latency_p99: 60 ms", 3),
    ],
)
def test_so_many_stay_that_people_do_not_wait(found_by, latency, needed):
    (found,) = found_by("COST854", idle("peak_qps: 160/s, avg_qps: 30/s", 8, latency))
    assert f"; {needed} would do" in found.message


def test_as_many_as_keep_people_from_waiting_are_not_idle(found_by):
    text = idle("peak_qps: 160/s, avg_qps: 30/s", 3, ", latency_p95: 10 ms")
    assert [] == found_by("COST854", text)


def test_the_smaller_number_clears_it_and_does_not_make_people_wait(design_from, found_by):
    """What COST854 recommends, CAP303 has nothing to say about."""
    text = idle("peak_qps: 90/s, avg_qps: 12/s", more=", latency_p95: 60 ms")
    design, rules = design_from(text), [all_rules()[one] for one in ("COST854", "CAP303")]
    (found,) = evaluate(design, rules=rules, strict=True).findings

    fewer = apply(design, found.fix).design
    assert () == evaluate(fewer, rules=rules, strict=True).findings


@pytest.mark.parametrize(
    "text",
    [
        idle(more=", max_replicas: 8"),
        idle().replace(", unit_cost: $3/h", ""),
        idle().replace("throughput_per_replica: 180 rps,", ""),
        idle().replace(" replicas: 8,", ""),
        idle("population: all"),
        idle(each="0 rps"),
        idle(each="0-10 rps"),
    ],
)
def test_what_scales_by_itself_has_no_price_or_no_numbers_is_left_alone(found_by, text):
    assert [] == found_by("COST854", text)


def test_slow_replicas_idle_as_well(found_by):
    (found,) = found_by("COST854", idle("peak_qps: 0.2/s, avg_qps: 0.1/s", each="0.5 rps"))
    assert "run at 2.5 % on average and 5 % at peak; 2 would do" in found.message


def test_idling_is_a_warning_at_most(found_by):
    assert [None, INFO, W, W] == weights(found_by, "COST854", idle())
