"""Stages, one by one and together, against the budget of those who wait for them."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.finding import Certainty, Demand
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.vocabulary import attributes as a
from tests.checks.weighing import weights

E, W = Severity.ERROR, Severity.WARNING
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
LEVELS = list(Level)


def certainties(found_by, code, text):
    return [one.certainty for one in found_by(code, text)]


@pytest.fixture
def asked(design_from):
    """What a rule asks for, as (node, attribute)."""

    def look(code, text):
        board, rule = Board(design_from(text)), all_rules()[code]
        every = [one for subject in rule.subjects(board) for one in rule.judge(board, subject)]
        return [(one.owner, *one.missing) for one in every if isinstance(one, Demand)]

    return look


# LAT201


def stage(
    node="latency_p95: 350 ms", budget="p95 200 ms", call="", api="", kind="model, type: reranker"
):
    limit = f", latency_budget: {budget}" if budget else ""
    return f"""
nodes:
  api: {{kind: endpoint, mode: online{limit}{api}}}
  reranker: {{kind: {kind}, {node}}}
edges: [{{edge: "api -> reranker: calls"{call}}}]
"""


def test_a_stage_that_is_slower_than_the_whole_may_be_is_found(found_by):
    (found,) = found_by("LAT201", stage())

    assert (
        "reranker alone takes 350 ms at p95, above the 200 ms end-to-end budget of api."
    ) == found.message
    assert ("350 ms > 200 ms (p95 200 ms)",) == found.working
    assert "reranker at 200 ms or less, or a budget of 350 ms or more." == found.remedy
    assert (("reranker", "api"), SURE) == (found.at.nodes, found.certainty)


def test_the_total_of_the_endpoint_itself_is_no_stage(found_by):
    text = "nodes: {api: {kind: endpoint, mode: online, latency_budget: p95 200 ms, %s}}"
    (found,) = found_by("LAT201", text % "latency_p95: 350 ms")

    assert "api takes 350 ms at p95, above the 200 ms end-to-end budget of api." == found.message
    assert ("api",) == found.at.nodes
    assert [] == found_by("LAT201", text % "latency_p95: 150 ms")


@pytest.mark.parametrize(
    ("node", "budget", "known"),
    [
        ("latency_p95: 200 ms", "p95 200 ms", []),
        ("latency_p95: 203 ms", "p95 200 ms", []),
        ("latency_p95: 205 ms", "p95 200 ms", [SURE]),
        ("latency_p95: 205 ms", "200 ms", [MAYBE]),
        ("latency_p95: 150-250 ms", "p95 200 ms", [MAYBE]),
        ("latency_p50: 205 ms", "p95 200 ms", [SURE]),
        ("latency_p50: 205 ms, latency_p99: 900 ms", "p95 200 ms", [SURE]),
        ("latency_p50: 20 ms, latency_p99: 900 ms", "p95 200 ms", [MAYBE]),
        ("latency_p99: 205 ms", "p95 200 ms", [MAYBE]),
        ("latency_p95: 205 ms", "p99 200 ms", [SURE]),
        ("latency_mean: 205 ms", "p95 200 ms", [MAYBE]),
        ("latency: 205 ms", "p95 200 ms", [MAYBE]),
        ("latency: p95 205 ms", "p95 200 ms", [SURE]),
        ("latency_p50: 205 ms, latency_p95: 150 ms", "p95 200 ms", []),
    ],
)
def test_a_percentile_up_to_that_of_the_budget_is_sure(found_by, node, budget, known):
    assert known == certainties(found_by, "LAT201", stage(node, budget))


@pytest.mark.parametrize(
    ("call", "known"),
    [
        (", mode: async", []),
        (", fraction: 5%", []),
        (", fraction: 10%", [MAYBE]),
        (", fraction: 100%", [SURE]),
    ],
)
def test_what_few_requests_or_nobody_waits_for_is_not_sure(found_by, call, known):
    assert known == certainties(found_by, "LAT201", stage(call=call))


@pytest.mark.parametrize(
    ("api", "node", "kind", "count"),
    [
        (", streaming: yes", "latency_p95: 3 s", "llm", 0),
        (", streaming: yes", "latency_p95: 3 s, ttft: 100 ms", "llm", 1),
        (", streaming: yes", "latency_p95: 3 s", "model, type: nn", 1),
        (", streaming: no", "latency_p95: 3 s", "llm", 1),
        ("", "latency_p95: 3 s", "llm", 1),
    ],
)
def test_a_whole_answer_is_not_held_to_the_budget_of_its_first_token(
    found_by, api, node, kind, count
):
    assert count == len(found_by("LAT201", stage(node, api=api, kind=kind)))


def test_a_stage_that_is_reached_twice_is_found_once(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
      a: {kind: model, type: nn}
      b: {kind: model, type: nn}
      store: {kind: feature_store, latency_p95: 350 ms}
      other: {kind: feature_store, latency_p95: 250 ms}
    edges: ["api -> a: calls", "api -> b: calls", "a -> store: reads", "b -> store: reads",
        "b -> other: reads"]
    """

    assert ["other", "store"] == sorted(one.at.nodes[0] for one in found_by("LAT201", text))


def test_without_a_budget_it_is_asked_for(asked, found_by):
    assert [("api", a.LATENCY_BUDGET)] == asked("LAT201", stage(budget=""))
    assert [] == asked("LAT201", stage())
    assert [] == asked("LAT201", "nodes: {api: {kind: endpoint, mode: online}}")
    assert [] == found_by("LAT201", stage(budget=""))


def test_a_stage_over_the_budget_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "LAT201", stage())


# LAT202


def path(budget="p95 190 ms", api="", stages=("20-60", "30-90", "40-120"), edges=None, more=""):
    limit = f", latency_budget: {budget}" if budget else ""
    pairs = [one.split("-") for one in stages]
    nodes = "\n".join(
        f"  s{i}: {{kind: model, type: nn, latency_p50: {p50} ms, latency_p95: {p95} ms}}"
        for i, (p50, p95) in enumerate(pairs)
    )
    if edges is None:
        edges = ", ".join(f'"api -> s{i}: calls"' for i in range(len(pairs)))
    return f"""
nodes:
  api: {{kind: endpoint, mode: online{limit}{api}}}
{nodes}
{more}
edges: [{edges}]
"""


def test_three_stages_are_added_up_in_two_ways(found_by):
    (found,) = found_by("LAT202", path())

    assert (
        "api needs 197.7 ms to 270 ms at p95 (s0 60 ms + s1 90 ms + s2 120 ms); the budget is "
        "190 ms."
    ) == found.message
    assert (
        "SUM of p95 = s0 60 ms + s1 90 ms + s2 120 ms = 270 ms: if every stage is slow at once",
        "QUAD = medians + root of squares above them = 197.7 ms: if they are independent",
        "budget p95 190 ms",
    ) == found.working
    assert "s2 in 40 ms instead of 120 ms, or a budget of 270 ms." == found.remedy
    assert ("api", "s0", "s1", "s2") == found.at.nodes
    assert 3 == len(found.at.edges)


@pytest.mark.parametrize(
    ("budget", "known"),
    [
        ("p95 190 ms", [SURE]),
        ("p95 193 ms", [SURE]),
        ("p95 195 ms", [MAYBE]),
        ("p95 264 ms", [MAYBE]),
        ("p95 265 ms", []),
        ("190 ms", [MAYBE]),
        ("mean 190 ms", [MAYBE]),
    ],
)
def test_over_by_quad_is_sure_and_by_sum_alone_possible(found_by, budget, known):
    assert known == certainties(found_by, "LAT202", path(budget))


def test_only_a_possible_finding_says_on_what_it_rests(found_by):
    (sure,), (maybe,) = (found_by("LAT202", path(one)) for one in ("p95 190 ms", "p95 200 ms"))

    assert "slow moments" not in sure.message
    assert maybe.message.endswith("It holds only while slow moments do not meet.")


def test_of_seven_stages_the_number_is_said_and_the_terms_are_in_the_working(found_by):
    (six,) = found_by("LAT202", path("p95 50 ms", stages=("1-20",) * 6))
    (seven,) = found_by("LAT202", path("p95 50 ms", stages=("1-20",) * 7))

    assert "(s0 20 ms + s1 20 ms" in six.message
    assert "(7 stages)" in seven.message
    assert "s6 20 ms" in seven.working[0]


def test_what_no_single_stage_can_save_is_taken_off_the_path(found_by):
    (found,) = found_by("LAT202", path("p95 60 ms", stages=("10-60", "10-60", "10-60")))

    assert "Take 120 ms off the path, or a budget of 180 ms." == found.remedy


def test_equal_estimates_are_one_number(found_by):
    (found,) = found_by("LAT202", path("p95 60 ms", stages=("60-60", "60-60")))

    assert found.message.startswith("api needs 120 ms at p95 (")


def test_the_own_part_of_the_endpoint_stands_first(found_by):
    (found,) = found_by("LAT202", path("p95 150 ms", ", latency_p50: 20 ms, latency_p95: 100 ms"))

    assert "api needs 197.7 ms to 370 ms at p95 (api 100 ms + s0 60 ms" in found.message


@pytest.mark.parametrize(
    ("stages", "api", "edges", "count"),
    [
        (("60-90",), "", None, 0),
        (("60-90",), ", latency_p50: 60 ms, latency_p95: 90 ms", None, 1),
        (("60-90",), "", '{edge: "api -> s0: calls", calls_per_request: 3}', 1),
        (("60-90",), "", '{edge: "api -> s0: calls", calls_per_request: 2}', 1),
        (("60-90",), "", '{edge: "api -> s0: calls", calls_per_request: 1}', 0),
        (("60-90", "60-90"), "", None, 1),
    ],
)
def test_a_single_part_is_no_path(found_by, stages, api, edges, count):
    text = path("p95 70 ms", api, stages, edges)

    assert count == len(found_by("LAT202", text))


def test_repeated_calls_count_as_often_as_they_are_made(found_by):
    edges = '{edge: "api -> s0: calls", calls_per_request: 3}'
    (found,) = found_by("LAT202", path("p95 70 ms", "", ("60-90",), edges))

    assert "(s0 270 ms)" in found.message


UNKNOWN = """
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 %s%s}
  s0: {kind: model, type: nn, latency_p95: 90 ms}
  s1: {kind: model, type: nn}
  w: {kind: llm}
edges: ["api -> s0: calls", "api -> s1: calls", "api -> w: calls"]
"""


def test_a_stage_without_a_latency_is_asked_for_it(asked):
    assert [("s1", a.LATENCY_P95), ("w", a.TTFT)] == asked("LAT202", UNKNOWN % ("200 ms", ""))


def test_known_stages_over_the_budget_ask_for_nothing_and_say_what_is_not_counted(asked, found_by):
    text = UNKNOWN % ("50 ms", "")
    (found,) = found_by("LAT202", text)

    assert [] == asked("LAT202", text)
    assert "not counted, no latency: s1, w" in found.working


def test_an_endpoint_with_a_total_of_its_own_is_checked_by_it(asked):
    assert [] == asked("LAT202", UNKNOWN % ("200 ms", ", latency_p95: 95 ms"))


def test_the_budget_of_a_path_is_asked_for(asked):
    assert [("api", a.LATENCY_BUDGET)] == asked("LAT202", path(""))


def bimodal(node, call="", budget="p95 100 ms"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, latency_budget: {budget}}}
  one: {{{node}, latency_p50: 5 ms, latency_p95: 90 ms}}
  two: {{kind: model, type: nn, latency_p50: 10 ms, latency_p95: 90 ms}}
edges:
  - {{edge: "api -> one: {"reads" if "cache" in node else "calls"}"{call}}}
  - "api -> two: calls"
"""


@pytest.mark.parametrize(
    ("node", "call", "noted"),
    [
        ("kind: model, type: nn", "", False),
        ("kind: cache", "", True),
        ("kind: model, type: nn, min_replicas: 0", "", True),
        ("kind: model, type: nn, min_replicas: 1", "", False),
        ("kind: model, type: nn, latency_p99: 440 ms", "", False),
        ("kind: model, type: nn, latency_p99: 460 ms", "", True),
        ("kind: model, type: nn", ", attempts: 2", True),
        ("kind: model, type: nn", ", attempts: 1", False),
    ],
)
def test_a_stage_that_is_slow_now_and_then_is_noted(found_by, node, call, noted):
    (found,) = found_by("LAT202", bimodal(node, call))

    assert noted == ("one: slow now and then, so SUM is no upper bound either" in found.working)


def test_calls_that_go_round_are_counted_once(found_by):
    round_about = '"api -> s0: calls", "s0 -> s1: calls", "s1 -> s0: calls"'
    straight = '"api -> s0: calls", "s0 -> s1: calls"'
    note = "calls that go round are counted once"

    (found,) = found_by("LAT202", path("p95 50 ms", "", ("20-60", "30-90"), round_about))
    assert note in found.working
    (found,) = found_by("LAT202", path("p95 50 ms", "", ("20-60", "30-90"), straight))
    assert note not in found.working


def test_a_path_over_the_budget_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "LAT202", path())
