"""Tails: fan-outs, deadlines, timeouts and caches. Over 400 lines: four rules, one kind of sum."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
LEVELS = list(Level)


def certainties(found_by, code, text):
    return [one.certainty for one in found_by(code, text)]


# LAT203


def fan(budget="p95 200 ms", leg="latency_p50: 40 ms, latency_p95: 120 ms", call=', fanout: "20"'):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, latency_budget: {budget}}}
  search: {{kind: retriever, {leg}}}
edges: [{{edge: "api -> search: calls"{call}}}]
"""


P99 = "latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: 240 ms"
P95_ONLY = "latency_p95: 120 ms"


def test_a_slow_leg_of_twenty_decides_every_fifth_request(found_by):
    (found,) = found_by("LAT203", fan(leg=P99))

    assert (
        "api waits for 20 parallel calls of search: 18.2 % of the requests see at least one slower "
        "than p99; the p95 is decided by the legs' p99.744, its p99 is 240 ms already, above the "
        "budget of 200 ms."
    ) == found.message
    assert ("0.95 ** (1/20) = 0.99744", "1 - 0.99 ** 20 = 18.2 %") == found.working
    assert found.remedy.startswith("search with p99.744 within 200 ms, a hedged request")
    assert (("search", "api"), SURE) == (found.at.nodes, found.certainty)
    assert ["api -> search: calls"] == [str(edge) for edge in found.at.edges]


def test_where_the_p95_is_all_that_is_known_the_tail_is_taken_as_log_normal(found_by):
    (found,) = found_by("LAT203", fan())

    assert "64.2 % of the requests see at least one slower than p95" in found.message
    assert "about 259.4 ms if the tail is log-normal" in found.message
    assert MAYBE is found.certainty


def test_a_leg_with_nothing_known_below_what_counts_is_told_without_its_share(found_by):
    (found,) = found_by("LAT203", fan(leg="latency_p99: 240 ms", call=', fanout: "4"'))

    assert found.message.startswith("api waits for 4 parallel calls of search: the p95 is decided")
    assert ("0.95 ** (1/4) = 0.98726",) == found.working


@pytest.mark.parametrize(
    ("leg", "known"),
    [
        (P99, [SURE]),
        ("latency: p99 240 ms", [SURE]),
        (P95_ONLY, [MAYBE]),
        ("latency_p50: 240 ms", [SURE]),
        ("latency_p50: 150 ms", []),
        ("latency_mean: 150 ms", []),
        ("latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: 130 ms", []),
        ("latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: 190 ms", [MAYBE]),
        ("k: 5", []),
    ],
)
def test_what_is_known_of_a_leg_is_sure_and_what_is_guessed_is_not(found_by, leg, known):
    assert known == certainties(found_by, "LAT203", fan(leg=leg))


@pytest.mark.parametrize(("p99", "known"), [("200 ms", MAYBE), ("203 ms", MAYBE), ("205 ms", SURE)])
def test_two_percent_above_the_budget_are_rounding(found_by, p99, known):
    leg = f"latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: {p99}"

    assert [known] == certainties(found_by, "LAT203", fan(leg=leg))


@pytest.mark.parametrize(("budget", "count"), [("p95 250 ms", 1), ("p95 255 ms", 0)])
def test_two_percent_of_a_guess_are_rounding_too(found_by, budget, count):
    assert count == len(found_by("LAT203", fan(budget)))


@pytest.mark.parametrize(
    ("fanout", "leg", "count"),
    [
        ("1", "latency_p95: 900 ms", 0),
        ("2", "latency_p50: 210 ms, latency_p95: 900 ms", 1),
        ("2", "latency_p50: 40 ms, latency_p95: 195 ms", 0),
        ("3", "latency_p50: 40 ms, latency_p95: 195 ms", 1),
    ],
)
def test_two_legs_are_judged_by_what_is_known_and_three_by_a_guess_too(
    found_by, fanout, leg, count
):
    assert count == len(found_by("LAT203", fan(leg=leg, call=f', fanout: "{fanout}"')))


def test_a_quantile_counts_where_it_is_exactly_the_one_that_decides(found_by):
    # 0.9025 ** (1/2) is 0.95: the p95 of a leg is what decides.
    leg = "latency_p50: 40 ms, latency_p95: 210 ms"

    assert [SURE] == certainties(
        found_by, "LAT203", fan("p90.25 200 ms", leg=leg, call=', fanout: "2"')
    )


@pytest.mark.parametrize(
    "call",
    [
        "",
        ', fanout: "20", hedged: yes',
        ', fanout: "20", partial_ok: yes',
        ', fanout: "20", latency_p99: 300 ms',
        ', fanout: "20", mode: async',
    ],
)
def test_legs_that_are_not_waited_for_one_by_one_are_left_alone(found_by, call):
    assert [] == found_by("LAT203", fan(leg=P99, call=call))


def test_what_was_measured_where_the_legs_meet_is_left_alone(found_by):
    assert [] == found_by("LAT203", fan(leg=f"{P99}, measured_at: caller"))
    assert [SURE] == certainties(found_by, "LAT203", fan(leg=f"{P99}, measured_at: server"))


@pytest.mark.parametrize(
    ("wait_for", "count"),
    [("20", 1), ("25", 1), ("19", 1), ("18", 0), ("10", 0), ("1", 0)],
)
def test_the_legs_that_may_be_missing_ease_what_the_others_have_to_keep(found_by, wait_for, count):
    # 20 of 20 need 259 ms, 19 of them 162 ms, 18 of them 127 ms.
    text = fan("p95 130 ms", call=f', fanout: "20", wait_for: "{wait_for}"')

    assert count == len(found_by("LAT203", text))


def test_nineteen_of_twenty_are_said_so(found_by):
    (found,) = found_by("LAT203", fan("p95 130 ms", call=', fanout: "20", wait_for: "19"'))

    assert (
        "api waits for 19 of 20 parallel calls of search: 26.4 % of the requests see at least 2 "
        "slower than p95; the p95 is decided by the legs' p98.193, about 162.1 ms"
    ) in found.message
    assert ("19 of 20 answered with chance 0.95: 0.98193 of each",) == found.working


def test_a_fan_out_that_few_requests_make_is_judged_at_a_lower_quantile(found_by):
    # p95 of all is p50 of the tenth that fans out, p96.6 of one leg: 136 ms.
    text = fan("p95 130 ms", call=', fanout: "20", fraction: 10%')
    (found,) = found_by("LAT203", text)

    assert "the p95 is decided by the legs' p96.594, about 135.3 ms" in found.message
    assert "(0.95 - (1 - 0.1)) / 0.1 = 0.5 of the requests that fan out" == found.working[0]
    assert [] == found_by("LAT203", text.replace("130 ms", "140 ms"))


def test_a_budget_without_its_percentile_makes_nothing_certain(found_by):
    assert [MAYBE] == certainties(found_by, "LAT203", fan("200 ms", leg=P99))


def test_a_budget_on_the_mean_is_no_business_of_the_tail(found_by):
    assert [] == found_by("LAT203", fan("mean 200 ms", leg=P99))


def test_a_path_without_a_budget_is_left_alone(found_by):
    assert [] == found_by("LAT203", fan(leg=P99).replace(", latency_budget: p95 200 ms", ""))


def test_a_fan_out_weighs_as_the_level_says(found_by):
    assert [None, W, W, E] == weights(found_by, "LAT203", fan(leg=P99))


# LAT204


def retried(
    api="mode: online, timeout: 500 ms", call="timeout: 150 ms, attempts: 3, backoff: 50 ms"
):
    return f"""
nodes:
  api: {{kind: endpoint, {api}}}
  model: {{kind: model, type: nn}}
edges: [{{edge: "api -> model: calls", {call}}}]
"""


def test_three_attempts_and_their_pauses_are_added_up(found_by):
    (found,) = found_by("LAT204", retried())

    assert (
        "The call of api to model may run 600 ms (3 x 150 ms + 150 ms), but whoever waits for api "
        "gives up after 500 ms."
    ) == found.message
    assert ("3 x 150 ms + 150 ms = 600 ms > 500 ms",) == found.working
    assert "A timeout of 116.7 ms, or a deadline of 600 ms." == found.remedy
    assert (("api", "model"), SURE) == (found.at.nodes, found.certainty)
    assert ["116 ms"] == [change.value for change in found.fix]


def test_attempts_without_a_pause_are_told_without_one(found_by):
    (found,) = found_by("LAT204", retried(call="timeout: 180 ms, attempts: 3"))

    assert ("3 x 180 ms = 540 ms > 500 ms",) == found.working


def test_pauses_longer_than_the_deadline_leave_no_timeout_to_name(found_by):
    (found,) = found_by("LAT204", retried(call="timeout: 20 ms, attempts: 4, backoff: 100 ms"))

    assert "Fewer attempts, or a deadline of 780 ms." == found.remedy
    assert () == found.fix


@pytest.mark.parametrize(
    ("backoff", "values"), [("248.5 ms", ["1 ms"]), ("249.4 ms", ["1 ms"]), ("250 ms", [])]
)
def test_a_timeout_is_named_from_a_millisecond_on(found_by, backoff, values):
    call = f"timeout: 150 ms, attempts: 2, backoff: {backoff}"
    (found,) = found_by("LAT204", retried("mode: online, timeout: 251.5 ms", call))

    assert values == [change.value for change in found.fix]


@pytest.mark.parametrize(
    ("timeout", "known"),
    [("500 ms", []), ("509 ms", []), ("511 ms", [SURE]), ("400-600 ms", [MAYBE])],
)
def test_one_attempt_has_to_end_before_its_caller_gives_up(found_by, timeout, known):
    text = retried(call=f"timeout: {timeout}")

    assert known == certainties(found_by, "LAT204", text)


@pytest.mark.parametrize(
    ("api", "count"),
    [
        ("mode: online, timeout: 500 ms", 1),
        ("mode: stream, timeout: 500 ms", 1),
        ("mode: batch, timeout: 500 ms", 0),
        ("mode: async, timeout: 500 ms", 0),
        ("mode: online", 0),
        ("mode: online, latency_budget: p95 500 ms", 0),
    ],
)
def test_only_who_answers_and_gives_up_has_a_deadline(found_by, api, count):
    assert count == len(found_by("LAT204", retried(api)))


@pytest.mark.parametrize("call", ["attempts: 9", "timeout: 9 s, mode: async"])
def test_a_call_without_an_end_or_without_a_waiter_is_left_alone(found_by, call):
    assert [] == found_by("LAT204", retried(call=call))


CHAIN = """
nodes:
  app: {kind: endpoint, mode: online}
  other: {kind: endpoint, mode: online}
  mid: {kind: %s, timeout: 10 ms}
  store: {kind: feature_store}
edges:
  - {edge: "app -> mid: calls"%s}
  - {edge: "other -> mid: calls"%s}
  - {edge: "mid -> store: reads", timeout: 300 ms}
"""


@pytest.mark.parametrize(
    ("one", "other", "deadline"),
    [
        (", timeout: 100 ms", ", timeout: 200 ms", "100 ms"),
        (", timeout: 250 ms", ", timeout: 200 ms", "200 ms"),
        (", timeout: 250 ms", "", "250 ms"),
        (", timeout: 100 ms, mode: async", ", timeout: 200 ms", "200 ms"),
        ("", "", None),
    ],
)
def test_the_first_waiter_to_leave_sets_the_deadline(found_by, one, other, deadline):
    # What a model that is no endpoint calls its own timeout is of its calls, not of its callers.
    messages = [found.message for found in found_by("LAT204", CHAIN % ("model", one, other))]

    assert ([] if deadline is None else [deadline]) == [
        text.rsplit("gives up after ", 1)[1].rstrip(".") for text in messages
    ]


def test_an_inversion_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "LAT204", retried())


# LAT205


def cut(
    call="timeout: 150 ms",
    node="latency_p50: 40 ms, latency_p95: 150 ms",
    slo="99.9%",
    more="",
    edges="",
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, availability_slo: {slo}}}
  scorer: {{kind: model, type: nn, {node}}}
  {more}
edges:
  - {{edge: "api -> scorer: calls", {call}}}
  {edges}
"""


def test_a_timeout_at_the_p95_fails_one_call_in_twenty(found_by):
    (found,) = found_by("LAT205", cut())

    assert (
        "A 150 ms timeout of api on scorer fails 5 % of the requests (the p95 of scorer is 150 "
        "ms), above the 0.1 % that 99.9 % allows."
    ) == found.message
    assert ("slower than 150 ms: 5 % > 0.1 %",) == found.working
    assert (
        "A timeout at the p99.9 of scorer or beyond, or something to answer instead."
    ) == found.remedy
    assert (("api", "scorer"), SURE) == (found.at.nodes, found.certainty)


def test_two_attempts_fail_with_the_square_and_need_a_lower_quantile(found_by):
    (found,) = found_by("LAT205", cut("timeout: 150 ms, attempts: 2"))

    assert (
        "fails 0.25 % of the requests after 2 attempts (the p95 of scorer is 150 ms)"
        in found.message
    )
    assert ("slower than 150 ms after 2 attempts: 0.25 % > 0.1 %",) == found.working
    assert found.remedy.startswith("A timeout at the p96.838 of scorer")


def test_two_attempts_at_the_p99_fail_one_call_in_ten_thousand(found_by):
    node = "latency_p50: 40 ms, latency_p99: 150 ms"

    assert [] == found_by("LAT205", cut("timeout: 150 ms, attempts: 2", node))
    assert [SURE] == certainties(found_by, "LAT205", cut("timeout: 150 ms", node))


@pytest.mark.parametrize("attempts", ["0", "1"])
def test_fewer_than_one_attempt_is_one(found_by, attempts):
    (found,) = found_by("LAT205", cut(f"timeout: 150 ms, attempts: {attempts}"))

    assert "fails 5 % of the requests (" in found.message


def test_a_call_that_few_requests_make_fails_those(found_by):
    (found,) = found_by("LAT205", cut("timeout: 150 ms, fraction: 10%"))

    assert "fails 0.5 % of the requests (the p95 of scorer is 150 ms)" in found.message
    assert found.remedy.startswith("A timeout at the p99 of scorer")
    assert [] == found_by("LAT205", cut("timeout: 150 ms, fraction: 2%"))


@pytest.mark.parametrize(("slo", "count"), [("95%", 0), ("95.09%", 0), ("95.11%", 1), ("100%", 1)])
def test_two_percent_of_what_may_fail_are_rounding(found_by, slo, count):
    assert count == len(found_by("LAT205", cut(node="latency_p95: 150 ms", slo=slo)))


def test_nothing_may_fail_where_everything_is_promised(found_by):
    (found,) = found_by("LAT205", cut(slo="100%"))

    assert "above the 0 % that 100 % allows" in found.message
    assert found.remedy.startswith("A timeout at the p100 of scorer")


@pytest.mark.parametrize(
    ("timeout", "node", "known"),
    [
        ("149 ms", "latency_p95: 150 ms", [SURE]),
        ("151 ms", "latency_p95: 150 ms", []),
        ("151 ms", "latency_p50: 40 ms, latency_p95: 150 ms", [MAYBE]),
        ("600 ms", "latency_p50: 40 ms, latency_p95: 150 ms", []),
        ("200 ms", "latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: 190 ms", [MAYBE]),
        ("150 ms", "latency: p99 150 ms", [SURE]),
        ("150 ms", "latency: 150 ms", []),
        ("150 ms", "latency_p50: 150 ms", [SURE]),
        ("160 ms", "latency_p50: 150 ms", []),
        ("140-160 ms", "latency_p95: 150 ms", []),
        ("140 ms", "latency_p95: 140-160 ms", [SURE]),
        ("0 ms", "latency_p50: 40 ms, latency_p95: 150 ms", [SURE]),
    ],
)
def test_known_quantiles_are_sure_and_the_tail_between_them_is_not(found_by, timeout, node, known):
    assert known == certainties(found_by, "LAT205", cut(f"timeout: {timeout}", node))


def test_nothing_that_is_known_to_fail_breaks_no_promise(found_by):
    assert [] == found_by("LAT205", cut("timeout: 200 ms", "latency_p95: 150 ms", "100%"))


def test_a_guess_says_about(found_by):
    node = "latency_p50: 40 ms, latency_p95: 120 ms, latency_p99: 190 ms"
    (found,) = found_by("LAT205", cut("timeout: 200 ms", node))

    assert "fails about 0.813 % of the requests (the p99 of scorer is 190 ms)" in found.message


def test_of_two_quantiles_as_near_the_lower_is_named(found_by):
    node = "latency_p50: 100 ms, latency_p95: 200 ms"
    (found,) = found_by("LAT205", cut("timeout: 150 ms", node))

    assert "(the p50 of scorer is 100 ms)" in found.message


def test_what_the_caller_measured_goes_before_what_the_part_states(found_by):
    node = "latency_p50: 1 ms, latency_p95: 2 ms"

    assert [SURE] == certainties(
        found_by, "LAT205", cut("timeout: 150 ms, latency_p95: 150 ms", node)
    )
    assert [] == found_by("LAT205", cut("timeout: 150 ms", node))


@pytest.mark.parametrize(
    "call",
    [
        "hard: no, timeout: 150 ms",
        "mode: async, timeout: 150 ms",
        "partial_ok: yes, timeout: 150 ms",
        "attempts: 2",
    ],
)
def test_a_call_that_may_fail_or_has_no_timeout_is_left_alone(found_by, call):
    assert [] == found_by("LAT205", cut(call))


@pytest.mark.parametrize(
    ("more", "edges"),
    [
        ("plain: {kind: fallback}", '- "scorer -> plain: falls_back_to"'),
        ("plain: {kind: fallback}", '- "api -> plain: falls_back_to"'),
    ],
)
def test_where_something_else_answers_no_request_is_lost(found_by, more, edges):
    assert [] == found_by("LAT205", cut(more=more, edges=edges))


def test_without_a_promise_there_is_nothing_to_compare(found_by):
    assert [] == found_by("LAT205", cut().replace(", availability_slo: 99.9%", ""))


def test_the_strictest_of_those_who_need_the_call_is_judged(found_by):
    text = """
    nodes:
      strict: {kind: endpoint, mode: online, availability_slo: 99.9%}
      loose: {kind: endpoint, mode: online, availability_slo: 90%}
      mid: {kind: model, type: nn}
      store: {kind: feature_store, latency_p95: 20 ms}
    edges:
      - "strict -> mid: calls"
      - "loose -> mid: calls"
      - {edge: "mid -> store: reads", timeout: 20 ms}
    """
    (found,) = found_by("LAT205", text)

    assert ("mid", "store", "strict") == found.at.nodes
    assert "above the 0.1 % that 99.9 % allows" in found.message
    assert [] == found_by("LAT205", text.replace("99.9%", "94%"))


def test_a_timeout_that_fails_too_many_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "LAT205", cut())


# LAT206


def cached(
    budget="p95 250 ms",
    hit="cache_hit: 60%",
    behind="latency_p50: 150 ms, latency_p95: 400 ms",
    call="",
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, latency_budget: {budget}}}
  cache: {{kind: cache, {hit}, latency_p50: 2 ms, latency_p95: 5 ms}}
  store: {{kind: feature_store, {behind}}}
edges: ["api -> cache: reads", {{edge: "cache -> store: reads"{call}}}]
"""


def test_at_sixty_percent_hits_the_p95_is_the_p87_5_of_the_misses(found_by):
    (found,) = found_by("LAT206", cached())

    assert (
        "With a 60 % hit rate of cache the p95 is still the misses' p87.5, 297.9 ms at store; the "
        "budget is 250 ms: the cache improves the mean, not the promise."
    ) == found.message
    assert (
        "(0.95 - 0.6) / (1 - 0.6) = 0.875",
        "p87.5 of store = 297.9 ms > 250 ms",
    ) == found.working
    assert "A hit rate above 95 %, or p87.5 of store within 250 ms." == found.remedy
    assert (("cache", "store", "api"), MAYBE) == (found.at.nodes, found.certainty)


@pytest.mark.parametrize(
    ("budget", "known"),
    [
        ("p95 140 ms", [SURE]),
        ("p95 148 ms", [MAYBE]),
        ("p95 290 ms", [MAYBE]),
        ("p95 295 ms", []),
        ("140 ms", [MAYBE]),
        ("mean 140 ms", []),
    ],
)
def test_a_known_quantile_of_the_misses_is_sure_and_a_guess_is_not(found_by, budget, known):
    assert known == certainties(found_by, "LAT206", cached(budget))


@pytest.mark.parametrize(
    ("behind", "known"),
    [
        ("latency_p50: 260 ms", [SURE]),
        ("latency_p50: 240 ms", []),
        ("latency: p50 260 ms", [SURE]),
        ("latency_p95: 400 ms", [MAYBE]),
        ("latency_p95: 300 ms", []),
        ("latency_mean: 900 ms", []),
        ("ttl: 1 d", []),
    ],
)
def test_what_is_known_of_the_misses_is_used(found_by, behind, known):
    assert known == certainties(found_by, "LAT206", cached(behind=behind))


def test_a_known_quantile_above_a_lower_one_that_decides_is_not_sure(found_by):
    # At p99 and 80 % hits the p95 of the misses decides, exactly; at 79 % it is the p95.2.
    behind = "latency_p50: 150 ms, latency_p95: 400 ms"

    for hit in ("79%", "80%"):
        text = cached("p99 300 ms", f"cache_hit: {hit}", behind)
        assert [SURE] == certainties(found_by, "LAT206", text)
    assert [MAYBE] == certainties(found_by, "LAT206", cached("p99 300 ms", "cache_hit: 81%"))


def test_a_slower_quantile_that_is_known_goes_before_a_guess_below_it(found_by):
    (found,) = found_by("LAT206", cached(behind="latency_p50: 500 ms, latency_p95: 400 ms"))

    assert "p87.5, 500 ms at store" in found.message


@pytest.mark.parametrize(
    ("hit", "count"), [("0%", 0), ("1%", 1), ("75%", 0), ("95%", 0), ("96%", 0)]
)
def test_hits_beyond_the_percentile_and_no_hits_at_all_are_left_alone(found_by, hit, count):
    assert count == len(found_by("LAT206", cached(hit=f"cache_hit: {hit}")))


def test_a_model_that_answers_the_misses_is_called(found_by):
    text = cached().replace("kind: feature_store", "kind: model, type: nn")

    assert [MAYBE] == certainties(found_by, "LAT206", text.replace("store: reads", "store: calls"))


def test_what_the_cache_measured_of_its_misses_goes_first(found_by):
    assert [] == found_by("LAT206", cached(call=", latency_p95: 20 ms"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (cached(call=", mode: async"), 0),
        (cached().replace(", latency_budget: p95 250 ms", ""), 0),
        (cached().replace("kind: cache", "kind: cache, name: Second look"), 1),
    ],
)
def test_only_misses_that_are_waited_for_within_a_budget_count(found_by, text, count):
    assert count == len(found_by("LAT206", text))


def test_a_cache_without_a_hit_rate_is_asked_for_it(judged):
    text = cached(hit="ttl: 1 d")
    asked = [one for one in judged(text).findings if one.code == "NUM109"]

    assert [("cache", True)] == [(one.at.nodes[0], "hit rate" in one.message) for one in asked]


def test_a_cache_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "LAT206", cached("p95 120 ms"))
