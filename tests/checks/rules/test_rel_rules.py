"""When a design cannot be as available as it says. Over 400 lines: five rules share the boards."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
LEVELS = list(Level)


@pytest.fixture
def seen(found_by):
    def look(code, text, level=Level.STAFF):
        return [(one.variant, one.certainty, one.severity) for one in found_by(code, text,
                level=level)]  # fmt: skip

    return look


def certainties(found_by, code, text):
    return [one.certainty for one in found_by(code, text)]


# REL901


def chain(  # noqa: PLR0917 - one board, many numbers
    slo="99.9%", own="99.99%", store="99.9%", llm="99.5%", more="", edges="", call=""
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, availability_slo: {slo}{own and f", availability: {own}"}}}
  store: {{kind: feature_store{store and f", availability: {store}"}}}
  writer: {{kind: llm, provider: one, zone: eu-1a{llm and f", availability: {llm}"}}}
  {more}
edges:
  - "api -> store: reads"
  - {{edge: "api -> writer: calls"{call}}}
  {edges}
"""


SECOND = "second: {kind: llm, provider: another, zone: eu-1b, availability: 99.9%}"
TO_SECOND = '- "writer -> second: falls_back_to"'
DEFAULTS = "\n  defaults: {kind: fallback, availability: 99.9%}"
TO_DEFAULTS = '\n  - "store -> defaults: falls_back_to"'


def test_three_dependencies_are_263_minutes_where_43_are_allowed(found_by):
    (found,) = found_by("REL901", chain())

    assert (
        "api promises 99.9 % and cannot answer without writer, which is up 99.5 %: 263 min down in "
        "30 d against 43.2."
    ) == found.message
    assert (
        "99.99 % x 99.9 % x 99.5 % = 0.99391",
        "(30 d) x (1 - 0.99391) = 263 min",
    ) == found.working
    assert "extra_nine" == found.variant
    assert (("api", "store", "writer"), SURE) == (found.at.nodes, found.certainty)


def test_what_is_good_enough_alone_is_multiplied(found_by):
    (found,) = found_by("REL901", chain(more=SECOND, edges=TO_SECOND))

    assert (
        "api: api 99.99 %, store 99.9 %, writer 99.9995 % multiply to 99.8895105 %, below the "
        "99.9 % promised: 47.7 min down in 30 d against 43.2."
    ) == found.message
    assert ("product", W) == (found.variant, found.severity)


def test_with_a_fallback_for_both_it_holds(found_by):
    text = chain(more=SECOND + DEFAULTS, edges=TO_SECOND + TO_DEFAULTS)

    assert [] == found_by("REL901", text)


@pytest.mark.parametrize(
    ("parts", "cure"),
    [
        (
            {"own": "", "store": "99.95%"},
            (
                "writer up 99.949975 %, a fallback for it that answers 90 % of what fails, or a "
                "promise of 99.45 %."
            ),
        ),
        ({}, "Something independent behind more than one of the parts, or a promise of 99.39 %."),
        (
            {"own": "", "store": "99.9%"},
            "Something independent behind more than one of the parts, or a promise of 99.4 %.",
        ),
    ],
)  # fmt: skip
def test_the_weakest_part_is_told_what_it_would_have_to_reach(found_by, parts, cure):
    (found,) = found_by("REL901", chain(**parts))

    assert cure == found.remedy


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ("99.9%", []),
        ("99.899%", []),
        ("99.897%", [("extra_nine", SURE, E)]),
        ("99.8-99.95%", [("product", MAYBE, W)]),
    ],
)
def test_two_percent_of_what_may_fail_are_rounding(seen, availability, expected):
    assert expected == seen("REL901", chain(own="", store="", llm=availability))


@pytest.mark.parametrize(
    ("own", "store", "llm", "severity"),
    [
        ("99.91%", "99.91%", "99.99%", W),
        ("99.91%", "99.91%", "99.97%", E),
        ("99.9%", "99.9%", "100%", W),
    ],
)
def test_published_floors_are_an_error_beyond_twice_the_budget(seen, own, store, llm, severity):
    text = chain(own=own, store=store, llm=llm)

    assert [("product", SURE, severity)] == seen("REL901", text)


def test_a_weak_part_is_an_error_within_twice_the_budget_too(seen):
    assert [("extra_nine", SURE, E)] == seen("REL901", chain(own="", store="", llm="99.85%"))


def test_of_parts_as_weak_the_first_by_name_is_named(found_by):
    (found,) = found_by("REL901", chain(own="99.5%", store="99.5%", llm="99.5%"))

    assert "cannot answer without api, which is up 99.5 %" in found.message


def test_parts_nobody_states_are_taken_as_always_up_and_listed(found_by):
    (found,) = found_by("REL901", chain(store=""))

    assert "taken as always up: store" == found.working[-1]
    assert not any("always up" in step for step in found_by("REL901", chain())[0].working)


@pytest.mark.parametrize(
    "text",
    [
        chain(own="", store="", llm=""),
        chain().replace(", availability_slo: 99.9%", ""),
        "nodes: {api: {kind: endpoint, mode: online, availability_slo: 99.9%, availability: 99%}}",
        chain().replace("mode: online", "mode: batch"),
        chain(own="99.95%", store="", call=", hard: no"),
        chain(own="99.95%", store="", call=", mode: async"),
    ],
)
def test_without_a_promise_a_need_or_a_number_nothing_is_said(found_by, text):
    assert [] == found_by("REL901", text)


def test_the_endpoint_itself_counts_where_it_needs_something(seen):
    assert [("extra_nine", SURE, E)] == seen("REL901", chain(own="99.5%", store="", llm=""))


def test_a_weekly_promise_has_a_weekly_budget(found_by):
    (found,) = found_by("REL901", chain(slo="99.9% weekly"))

    assert "61.4 min down in 7 d against 10.1." in found.message
    assert "(7 d) x" in found.working[1]


def test_parts_that_are_never_up_are_no_division_by_zero(found_by):
    assert 1 == len(found_by("REL901", chain(llm="0%")))
    assert 1 == len(found_by("REL901", chain(own="0%", store="0%", llm="0%")))


def test_a_perfect_promise_allows_nothing(found_by):
    (found,) = found_by("REL901", chain(slo="100%", own="", store="", llm="99.999%"))

    assert "0.432 min down in 30 d against 0." in found.message


def test_availability_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "REL901", chain())
    assert [None, W, E, E] == weights(
        found_by, "REL901", chain(own="99.91%", store="99.91%", llm="99.91%")
    )


# REL902


def served(  # noqa: PLR0917 - one board, many turns
    api="", edge="", more="", edges="", node="kind: model, type: nn", mode="online"
):
    return f"""
nodes:
  app: {{kind: consumer, action: shows it{", impact: advisory" if "advice" in more else ""}}}
  api: {{kind: endpoint, mode: {mode}{api}}}
  m: {{{node}}}
  {more.replace("advice", "")}
edges:
  - "app -> api: consumes"
  - {{edge: "api -> m: calls"{edge}}}
  {edges}
"""


def test_one_part_without_a_fallback_is_named_with_its_missing_timeout(found_by):
    (found,) = found_by("REL902", served())

    assert (
        "m is a hard dependency of api with no fallback: when it fails, so does the answer. m has "
        "no timeout."
    ) == found.message
    assert (
        "Draw what api answers instead: a default, a cached answer, a simpler model."
        == found.remedy
    )
    assert ("api", "m") == found.at.nodes
    assert ["api -> m: calls"] == [str(edge) for edge in found.at.edges]


def test_several_parts_are_one_finding(found_by):
    text = served(
        more="store: {kind: feature_store}\n  w: {kind: llm, name: Writer}",
        edges='- {edge: "api -> store: reads", timeout: 20 ms}\n  - "api -> w: calls"',
    )
    (found,) = found_by("REL902", text)

    assert (
        "m, store and Writer are hard dependencies of api with no fallback: when one fails, so "
        "does the answer. m and Writer have no timeout. The provider may be down, refuse, or "
        "answer 429."
    ) == found.message
    assert ("api", "m", "store", "w") == found.at.nodes


@pytest.mark.parametrize(
    ("stated", "endless"),
    [
        ({}, True),
        ({"edge": ", timeout: 1 s"}, False),
        ({"node": "kind: model, type: nn, timeout: 1 s"}, False),
    ],
)
def test_a_timeout_on_the_call_or_on_the_part_ends_the_wait(found_by, stated, endless):
    (found,) = found_by("REL902", served(**stated))

    assert endless == ("no timeout" in found.message)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (served(edge=", hard: yes"), 1),
        (served(edge=", hard: no"), 0),
        (served(edge=", mode: async"), 0),
        (served(node="kind: model, type: nn, in_process: yes"), 0),
        (served(more="f: {kind: fallback}", edges='- "m -> f: falls_back_to"'), 0),
        (served(more="f: {kind: fallback}", edges='- "api -> f: falls_back_to"'), 0),
        (served(mode="batch"), 0),
        (served(mode="stream"), 1),
        (served(node="kind: tool"), 1),
        (served(node="kind: retriever"), 1),
        (served(node="kind: endpoint, mode: online"), 0),
        (served(node="kind: guardrail"), 0),
    ],
)
def test_what_can_be_done_without_needs_no_fallback(found_by, text, count):
    assert count == len(found_by("REL902", text))


@pytest.mark.parametrize(
    ("kind", "count"), [("source", 1), ("index", 1), ("feature_store", 1), ("cache", 0)]
)
def test_what_is_read_is_a_server_unless_it_is_a_cache(found_by, kind, count):
    text = served(node=f"kind: {kind}").replace("m: calls", "m: reads")

    assert count == len(found_by("REL902", text))


@pytest.mark.parametrize(
    ("decision", "supports", "count"),
    [
        ("choice: fail closed, because: fraud must not gain", "d -> api: supports", 0),
        ("choice: it fails-closed, because: fraud must not gain", "d -> m: supports", 0),
        ("name: Fail-closed, because: fraud must not gain", "d -> m: supports", 0),
        ("choice: block, because: failing closed costs less", "d -> api: supports", 0),
        ("choice: fail closed", "d -> api: supports", 1),
        ('choice: fail closed, because: " "', "d -> api: supports", 1),
        ("choice: trees, because: they are fast", "d -> api: supports", 1),
        ("choice: fail closed, because: fraud must not gain", "d -> other: supports", 1),
    ],
)
def test_failing_closed_is_no_missing_fallback_where_a_decision_says_so(
    found_by, decision, supports, count
):
    text = served(
        more=f"d: {{kind: decision, {decision}}}\n  other: {{kind: model, type: nn}}",
        edges=f'- "{supports}"',
    )

    assert count == len(found_by("REL902", text))


@pytest.mark.parametrize(
    ("advice", "slo", "availability", "count"),
    [
        ("advice", "99%", "99.9%", 0),
        ("advice", "99%", "99.95%", 0),
        ("advice", "100%", "100%", 0),
        ("advice", "99%", "99.88%", 1),
        ("advice", "99%", "99.85-99.95%", 1),
        ("advice", "98.9-99.1%", "99.9%", 1),
        ("advice", "", "99.9%", 1),
        ("advice", "99%", "", 1),
        ("", "99%", "99.9%", 1),
    ],
)
def test_advice_may_rest_on_one_more_nine(found_by, advice, slo, availability, count):
    promise = f", availability_slo: {slo}" if slo else ""
    stated = f", availability: {availability}" if availability else ""
    text = served(api=promise, node=f"kind: model, type: nn{stated}", more=advice)

    assert count == len(found_by("REL902", text))


def test_one_who_acts_on_it_makes_it_more_than_advice(found_by):
    text = served(
        api=", availability_slo: 99%",
        node="kind: model, type: nn, availability: 99.9%",
        more="advice",
    )
    another = text.replace(
        "edges:", "  ops: {kind: consumer, action: acts}\nedges:\n  - {edge: ops -> api}"
    )

    assert [] == found_by("REL902", text)
    assert 1 == len(found_by("REL902", another))


def test_advice_that_nobody_asks_for_is_none(found_by):
    text = served(
        api=", availability_slo: 99%", node="kind: model, type: nn, availability: 99.9%"
    ).replace('  - "app -> api: consumes"\n', "")

    assert 1 == len(found_by("REL902", text))


def test_what_stands_behind_a_listed_part_goes_with_it(found_by):
    text = served(
        more="e: {kind: model, type: embedder}\n  i: {kind: index}",
        edges='- "m -> e: calls"\n  - "e -> i: reads"',
    )
    (found,) = found_by("REL902", text)

    assert ("api", "m") == found.at.nodes


def test_what_stands_behind_a_part_that_is_not_listed_is(found_by):
    text = served(
        node="kind: guardrail",
        more="e: {kind: model, type: embedder}",
        edges='- "m -> e: calls"',
    )
    (found,) = found_by("REL902", text)

    assert ("api", "e") == found.at.nodes


def test_a_missing_fallback_weighs_as_the_level_says(found_by):
    assert [INFO, W, E, E] == weights(found_by, "REL902", served())


# REL903


def switched(  # noqa: PLR0917 - one board, many numbers
    call="timeout: 180 ms",
    fallback="latency_p95: 60 ms",
    budget="p95 200 ms",
    api="",
    primary="",
    mode="online",
):
    limit = f", latency_budget: {budget}" if budget else ""
    return f"""
nodes:
  api: {{kind: endpoint, mode: {mode}{limit}{api}}}
  ranker: {{kind: model, type: nn{primary}}}
  simple: {{kind: fallback{fallback and f", {fallback}"}}}
edges:
  - {{edge: "api -> ranker: calls"{call and f", {call}"}}}
  - "ranker -> simple: falls_back_to"
"""


def test_180_ms_of_waiting_and_60_of_its_own_are_over_200(found_by):
    (found,) = found_by("REL903", switched())

    assert (
        "simple cannot take over from ranker: 180 ms of waiting and 60 ms of its own are above the "
        "200 ms budget."
    ) == found.message
    assert ("180 ms + 60 ms = 240 ms, budget 200 ms",) == found.working
    assert "A wait of 140 ms at most." == found.remedy
    assert (("simple", "ranker"), SURE) == (found.at.nodes, found.certainty)
    assert ["ranker -> simple: falls_back_to"] == [str(edge) for edge in found.at.edges]


@pytest.mark.parametrize(
    ("call", "fallback", "budget", "known"),
    [
        ("timeout: 140 ms", "latency_p95: 60 ms", "p95 200 ms", []),
        ("timeout: 143 ms", "latency_p95: 60 ms", "p95 200 ms", []),
        ("timeout: 145 ms", "latency_p95: 60 ms", "p95 200 ms", [SURE]),
        ("timeout: 100-160 ms", "latency_p95: 60 ms", "p95 200 ms", [MAYBE]),
        ("timeout: 145 ms", "latency_p95: 10 ms, latency_p99: 60 ms", "p99 200 ms", [SURE]),
        ("timeout: 145 ms", "latency_p95: 10 ms, latency_p99: 60 ms", "p95 200 ms", []),
        ("timeout: 145 ms", "latency_p95: 10 ms, latency_p99: 60 ms", "200 ms", []),
        ("timeout: 190 ms", "", "p95 200 ms", []),
        ("timeout: 190 ms", "latency_p95: 60 ms", "", []),
        ("", "latency_p95: 60 ms", "p95 200 ms", []),
        ("timeout: 180 ms, mode: async", "latency_p95: 60 ms", "p95 200 ms", []),
        ("timeout: 60 ms, attempts: 3", "latency_p95: 60 ms", "p95 200 ms", [SURE]),
        ("timeout: 60 ms, attempts: 2", "latency_p95: 60 ms", "p95 200 ms", []),
        ("timeout: 60 ms, attempts: 2, backoff: 30 ms", "latency_p95: 60 ms", "p95 200 ms", [SURE]),
    ],
)
def test_a_fallback_has_to_answer_within_the_budget(found_by, call, fallback, budget, known):
    assert known == certainties(found_by, "REL903", switched(call, fallback, budget))


def test_a_store_that_is_read_is_waited_for_like_a_call(found_by):
    text = switched().replace("kind: model, type: nn", "kind: feature_store")

    assert [SURE] == certainties(found_by, "REL903", text.replace("ranker: calls", "ranker: reads"))


def test_all_attempts_are_waited_for(found_by):
    call = "timeout: 50 ms, attempts: 3, backoff: 20 ms"
    (found,) = found_by("REL903", switched(call))

    assert "210 ms of waiting and 60 ms of its own" in found.message


def test_the_part_may_state_when_its_callers_give_up(found_by):
    assert [SURE] == certainties(found_by, "REL903", switched("", primary=", timeout: 180 ms"))


def test_a_fallback_slower_than_the_budget_has_to_be_faster(found_by):
    (found,) = found_by("REL903", switched(fallback="latency_p95: 200 ms"))

    assert "A faster fallback." == found.remedy


def test_a_batch_is_in_no_hurry(found_by):
    assert [] == found_by("REL903", switched(mode="batch"))


DEEP = """
nodes:
  one: {kind: endpoint, mode: online, latency_budget: p95 %s}
  two: {kind: endpoint, mode: online, latency_budget: p95 %s}
  mid: {kind: retriever}
  ranker: {kind: model, type: nn}
  simple: {kind: fallback, latency_p95: 60 ms}
edges:
  - "one -> mid: calls"
  - "two -> mid: calls"
  - {edge: "mid -> ranker: calls", timeout: %s}
  - "ranker -> simple: falls_back_to"
"""


@pytest.mark.parametrize(
    ("budgets", "timeout", "expected"),
    [
        (("1 s", "200 ms"), "180 ms", ("200 ms", SURE)),
        (("200 ms", "1 s"), "180 ms", ("200 ms", SURE)),
        (("200 ms", "200-300 ms"), "180 ms", ("200 ms", SURE)),
        (("200-300 ms", "200 ms"), "180 ms", ("200 ms", SURE)),
        (("220-300 ms", "200-300 ms"), "180 ms", ("260 ms", MAYBE)),
    ],
)
def test_of_all_who_wait_the_worst_off_is_told(found_by, budgets, timeout, expected):
    (found,) = found_by("REL903", DEEP % (*budgets, timeout))

    assert expected == (found.working[0].rsplit("budget ", 1)[1], found.certainty)


ROOM = "replicas: 2, throughput_per_replica: 100 rps"


@pytest.mark.parametrize(
    ("peak", "fallback", "known"),
    [
        ("200/s", ROOM, []),
        ("203/s", ROOM, []),
        ("205/s", ROOM, [SURE]),
        ("180-240/s", ROOM, [MAYBE]),
        ("400/s", f"{ROOM}, coverage: 50%", []),
        ("420/s", f"{ROOM}, coverage: 50%", [SURE]),
        ("400/s", f"{ROOM}, max_replicas: 4", []),
        ("400/s", f"{ROOM}, max_replicas: 3", [SURE]),
        ("400/s", "throughput: 400 rps", []),
        ("400/s", "throughput: 300 rps", [SURE]),
        ("400/s", "max_qps: 400/s", []),
        ("400/s", "max_qps: 300/s", [SURE]),
        ("400/s", "replicas: 2", []),
        ("400/s", "throughput_per_replica: 1 rps", []),
        ("400/s", "", []),
    ],
)
def test_a_fallback_has_to_take_the_load_it_inherits(found_by, peak, fallback, known):
    kind = "kind: model, type: gbdt"
    text = switched("", fallback, "", f", peak_qps: {peak}").replace("kind: fallback", kind)
    if "coverage" in fallback:
        text = text.replace(kind, "kind: fallback").replace("replicas: 2, ", "replicas: 2, ")

    assert known == certainties(found_by, "REL903", text)


def test_what_it_can_take_is_told_with_what_would_reach_it(found_by):
    (found,) = found_by("REL903", switched("", ROOM, "", ", peak_qps: 400/s"))

    assert (
        "simple cannot take over from ranker: it can take 200/s of the 400/s that would reach it."
    ) == found.message
    assert ("200/s < 400/s",) == found.working
    assert "Room for 400/s." == found.remedy


def test_a_load_nobody_knows_is_none(found_by):
    assert [] == found_by("REL903", switched("", ROOM, ""))


@pytest.mark.parametrize(
    ("primary", "fallback", "count"),
    [
        (", zone: eu-1a", "zone: EU-1A", 1),
        (", zone: eu-1a", "zone: eu-1b", 0),
        (", zone: eu-1a", "", 0),
    ],
)
def test_what_is_in_the_same_zone_fails_together(found_by, primary, fallback, count):
    text = switched("", fallback, primary=primary)

    assert [SURE] * count == certainties(found_by, "REL903", text)


def test_a_shared_zone_and_a_need_are_told(found_by):
    text = switched("", "zone: eu-1a", primary=", zone: eu-1a") + '  - "simple -> ranker: calls"'
    (found,) = found_by("REL903", text)

    assert (
        "simple cannot take over from ranker: both depend on eu-1a; it needs ranker itself."
        == found.message
    )
    assert "Another provider or zone, a way that does not need ranker." == found.remedy


def test_a_fallback_that_stands_on_the_part_is_none(found_by):
    text = switched("", "") + '  - "simple -> ranker: calls"'

    assert [SURE] == certainties(found_by, "REL903", text)


def test_every_reason_is_in_one_finding(found_by):
    text = switched(
        fallback=f"latency_p95: 60 ms, {ROOM}, zone: a",
        api=", peak_qps: 190-220/s",
        primary=", zone: a",
    )
    (found,) = found_by("REL903", text)

    assert 2 == len(found.working)
    assert "; it can take 200/s of the 205/s that would reach it; both depend on a." in (
        found.message
    )
    assert SURE is found.certainty


def test_a_possible_lack_of_room_beside_a_certain_delay_is_certain(found_by):
    text = switched(fallback=f"latency_p95: 60 ms, {ROOM}", api=", peak_qps: 190-220/s")

    assert [SURE] == certainties(found_by, "REL903", text)


def test_an_unfit_fallback_weighs_as_the_level_says(found_by):
    assert [None, W, E, E] == weights(found_by, "REL903", switched())


# REL904


def layers(*attempts, last="", more="", peak="600/s"):
    names = ("api", "b", "c", "d")
    calls = "\n".join(
        f'  - {{edge: "{names[i]} -> {names[i + 1]}: calls"{one}}}'
        for i, one in enumerate(f", {each}" if each else "" for each in attempts)
    )
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, peak_qps: {peak}}}
  b: {{kind: model, type: nn{last if len(attempts) == 1 else ""}}}
  c: {{kind: model, type: nn}}
  d: {{kind: model, type: nn}}
edges:
{calls}
{more}
"""


def test_three_layers_of_four_attempts_are_64_requests_for_one(found_by):
    (found,) = found_by("REL904", layers(*("attempts: 4",) * 3))

    assert (
        "3 layers with 4 x 4 x 4 attempts multiply the load of d by 64 during an outage (api, b "
        "and c)."
    ) == found.message
    assert ("4 x 4 x 4 = 64",) == found.working
    assert "Attempts at one layer only, or a retry budget of 10 % on every one." == found.remedy
    assert ("d",) == found.at.nodes
    assert ["api -> b: calls", "b -> c: calls", "c -> d: calls"] == [str(e) for e in found.at.edges]


@pytest.mark.parametrize(
    ("attempts", "times"),
    [
        (("attempts: 3", "attempts: 3"), "9"),
        (("attempts: 3", "", "attempts: 3"), "9"),
        (("attempts: 3", "attempts: 3", ""), "9"),
        (("attempts: 3", "attempts: 3", "attempts: 3, mode: async"), "9"),
        (("attempts: 4", "attempts: 2"), None),
        (("attempts: 9",), None),
        (("attempts: 9", "attempts: 1"), None),
        (("attempts: 4", "attempts: 4, mode: async"), None),
        (("attempts: 4, mode: async", "attempts: 4"), None),
        (("attempts: 4", "attempts: 4, circuit_breaker: yes"), None),
        (("attempts: 4", "attempts: 4, circuit_breaker: no"), "16"),
        (("attempts: 4", "attempts: 4, retry_budget: 10%"), None),
        (("attempts: 9", "attempts: 4, retry_budget: 10%"), "9.9"),
        (("attempts: 9", "attempts: 1, retry_budget: 90%"), None),
        (("attempts: 3 retries", "attempts: 3 retries"), "16"),
    ],
)
def test_attempts_multiply_layer_by_layer(found_by, attempts, times):
    messages = [one.message for one in found_by("REL904", layers(*attempts))]

    assert ([] if times is None else [f"by {times} during an outage"]) == [
        text[text.index("by ") : text.index(" (")] for text in messages
    ]


def test_a_call_that_is_tried_once_is_no_layer(found_by):
    (found,) = found_by("REL904", layers("attempts: 3", "", "attempts: 3"))

    assert found.message.startswith("2 layers with 3 x 3 attempts")
    assert ["api -> b: calls", "c -> d: calls"] == [str(edge) for edge in found.at.edges]


def test_of_two_ways_the_one_that_multiplies_most_counts(found_by):
    more = """
  - {edge: "api -> c: calls", attempts: 5}
  - {edge: "c -> d: calls", attempts: 2}
"""
    (found,) = found_by("REL904", layers("attempts: 3", "attempts: 3", more=more))

    assert "3 x 3 x 2" in found.message
    assert ("d",) == found.at.nodes


def test_reads_are_tried_again_like_calls(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online}
      b: {kind: model, type: nn}
      store: {kind: feature_store}
    edges: [{edge: "api -> b: calls", attempts: 3}, {edge: "b -> store: reads", attempts: 3}]
    """

    assert [("store",)] == [one.at.nodes for one in found_by("REL904", text)]


def test_a_circle_of_retries_ends(found_by):
    text = layers("attempts: 3", "attempts: 3", more='  - {edge: "c -> b: calls", attempts: 3}')

    assert ["c"] == [one.at.nodes[0] for one in found_by("REL904", text)]


def test_the_storm_of_one_layer_is_told_with_what_the_part_takes(found_by):
    (found,) = found_by("REL904", layers("attempts: 2", last=", max_qps: 1000/s"))

    assert (
        "When b is slow, 600/s with 2 attempts are 1 200/s, and it can take 1 000/s: no retry "
        "budget, circuit breaker or jitter holds them back."
    ) == found.message
    assert ("600/s x 2 = 1 200/s, capacity 1 000/s",) == found.working
    assert "A retry budget of 10 %, a circuit breaker, or backoff with jitter." == found.remedy
    assert ("b",) == found.at.nodes


@pytest.mark.parametrize(
    ("takes", "budget"), [("630/s", "5 %"), ("606/s", "1 %"), ("660/s", "10 %"), ("1000/s", "10 %")]
)
def test_the_retry_budget_that_is_named_fits(found_by, takes, budget):
    (found,) = found_by("REL904", layers("attempts: 2", last=f", max_qps: {takes}"))

    assert f"A retry budget of {budget}" in found.remedy


@pytest.mark.parametrize(
    ("attempts", "takes", "known"),
    [
        ("attempts: 2", "max_qps: 1180/s", []),
        ("attempts: 2", "max_qps: 1170/s", [SURE]),
        ("attempts: 2", "max_qps: 600/s", [SURE]),
        ("attempts: 2", "max_qps: 500/s", []),
        ("attempts: 2", "max_qps: 1000-1300/s", [MAYBE]),
        ("attempts: 2", "replicas: 5, throughput_per_replica: 200 rps", [SURE]),
        ("attempts: 2", "replicas: 5, max_replicas: 7, throughput_per_replica: 200 rps", []),
        ("attempts: 2", "replicas: 6, throughput_per_replica: 200 rps", []),
        ("attempts: 2", "replicas: 5", []),
        ("attempts: 2", "throughput_per_replica: 200 rps", []),
        ("attempts: 2", "throughput: 1000 rps", [SURE]),
        ("attempts: 2", "throughput: 2000 rps, max_qps: 1000/s", [SURE]),
        ("attempts: 2", "", []),
        ("attempts: 1", "max_qps: 590/s", []),
        ("", "max_qps: 590/s", []),
        ("attempts: 2, jitter: yes", "max_qps: 1000/s", [SURE]),
        ("attempts: 2, backoff: 50 ms", "max_qps: 1000/s", [SURE]),
        ("attempts: 2, backoff: 50 ms, jitter: yes", "max_qps: 1000/s", []),
        ("attempts: 2, circuit_breaker: yes", "max_qps: 1000/s", []),
        ("attempts: 2, retry_budget: 10%", "max_qps: 1000/s", []),
        ("attempts: 9, retry_budget: 90%", "max_qps: 1000/s", []),
        ("attempts: 2, mode: async", "max_qps: 1000/s", []),
    ],
)
def test_the_storm_of_one_layer_against_what_the_part_takes(found_by, attempts, takes, known):
    text = layers(attempts, last=f", {takes}" if takes else "")

    assert known == certainties(found_by, "REL904", text)


def test_the_load_of_callers_that_do_not_try_again_makes_it_possible_only(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, peak_qps: 500/s}
      other: {kind: endpoint, mode: online, peak_qps: 100/s}
      store: {kind: feature_store, max_qps: 1050/s}
    edges: ["api -> store: reads", {edge: "other -> store: reads", attempts: 3}]
    """

    assert [MAYBE] == certainties(found_by, "REL904", text)


def test_without_a_known_load_there_is_no_storm(found_by):
    text = layers("attempts: 2", last=", max_qps: 1000/s").replace(", peak_qps: 600/s", "")

    assert [] == found_by("REL904", text)


def test_retries_weigh_as_the_level_says(found_by):
    assert [None, INFO, W, E] == weights(found_by, "REL904", layers(*("attempts: 3",) * 3))


# REL905


def incident(  # noqa: PLR0917 - one board, many numbers
    slo="99.99%",
    monitor="window: 5 min",
    people="ack_time: 5 min, mitigate_time: 20 min",
    hours="24x7",
    more="",
    edges="",
    alert="",
):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, availability_slo: {slo}}}
  errors: {{kind: monitor, signal: errors{monitor and f", {monitor}"}}}
  page: {{kind: alert, severity: page{alert}}}
  people: {{kind: oncall, hours: {hours}{people and f", {people}"}}}
  {more}
edges:
  - "errors -> api: monitors"
  - "errors -> page: raises"
  - "page -> people: pages"
  {edges}
"""


def test_four_nines_allow_four_minutes_and_people_take_half_an_hour(found_by):
    (found,) = found_by("REL905", incident())

    assert (
        "api: 99.99 % allows 4.32 min per 30 d; one incident takes 30 min (detect 5 min, "
        "acknowledge 5 min, fix 20 min)."
    ) == found.message
    assert ("5 min + 5 min + 20 min = 30 min > 4.32 min",) == found.working
    assert "A first step that needs nobody, a promise of 99.93 % at most." == found.remedy
    assert (("api", "people"), SURE, "incident") == (
        found.at.nodes,
        found.certainty,
        found.variant,
    )


def test_where_a_quicker_fix_would_do_it_is_named(found_by):
    (found,) = found_by("REL905", incident("99.95%"))

    assert "A first step that needs nobody, a mitigation within 11.6 min, or a promise of" in (
        found.remedy.replace("11.58", "11.6")
    )


def test_no_fix_is_named_where_noticing_takes_all_there_is(found_by):
    (found,) = found_by("REL905", incident("99.95%", people="ack_time: 16.6 min"))

    assert "mitigation" not in found.remedy


@pytest.mark.parametrize(
    ("slo", "known"),
    [
        ("99.9%", []),
        ("99.93%", []),
        ("99.932%", [SURE]),
        ("99.9% weekly", [SURE]),
        ("99.9-99.99%", [MAYBE]),
    ],
)
def test_the_budget_is_that_of_the_period(found_by, slo, known):
    assert known == certainties(found_by, "REL905", incident(slo))


@pytest.mark.parametrize(
    ("detect", "ack", "fix"), [("20 min", "1 min", "2 min"), ("1 min", "20 min", "2 min"),
                               ("1 min", "2 min", "20 min")]
)  # fmt: skip
def test_each_part_of_an_incident_counts(found_by, detect, ack, fix):
    """23 minutes where 99.95 % allows 21.6."""
    people = f"ack_time: {ack}, mitigate_time: {fix}"

    assert 1 == len(found_by("REL905", incident("99.95%", f"window: {detect}", people)))


@pytest.mark.parametrize(
    ("people", "severity", "takes"),
    [
        ("ack_time: 5 min, mitigate_time: 20 min", E, "30 min"),
        ("ack_time: 6 min", W, "31 min"),
        ("mitigate_time: 21 min", W, "31 min"),
        ("", W, "30 min"),
    ],
)
def test_a_time_taken_for_granted_is_a_warning_at_most(found_by, people, severity, takes):
    (found,) = found_by("REL905", incident(people=people), level=Level.STAFF)

    assert (severity, True) == (found.severity, f"takes {takes}" in found.message)


@pytest.mark.parametrize(
    ("monitor", "alert", "detect"),
    [
        ("", "", "5 min"),
        ("window: 7 min", "", "7 min"),
        ("", ", window: 8 min", "8 min"),
        ("window: 7 min", ", window: 2 min", "7 min"),
    ],
)
def test_the_window_of_the_monitor_goes_before_that_of_its_alert(found_by, monitor, alert, detect):
    (found,) = found_by("REL905", incident(monitor=monitor, alert=alert))

    assert f"(detect {detect}, " in found.message


def test_the_quickest_of_those_who_notice_answer_and_fix_counts(found_by):
    text = incident(
        more="""quick: {kind: monitor, signal: errors, window: 3 min}
  silent: {kind: monitor, signal: errors, window: 1 min}
  ticket: {kind: alert, severity: ticket}
  second: {kind: oncall, hours: 24x7, ack_time: 2 min, mitigate_time: 30 min}
  book: {kind: runbook, mitigate_time: 9 min}
  other: {kind: runbook, mitigate_time: 1 min}""",
        edges="""- "quick -> api: monitors"
  - "quick -> page: raises"
  - "silent -> api: monitors"
  - "silent -> ticket: raises"
  - "page -> second: pages"
  - "page -> book: handled_by\"""",
    )
    (found,) = found_by("REL905", text)

    assert "takes 14 min (detect 3 min, acknowledge 2 min, fix 9 min)" in found.message
    assert ("api", "people", "second") == found.at.nodes


def test_people_who_are_paged_about_something_else_do_not_count(found_by):
    text = incident(more="""store: {kind: feature_store}
  age: {kind: monitor, signal: freshness, window: 1 min}
  call: {kind: alert, severity: page}
  others: {kind: oncall, hours: 24x7, ack_time: 1 min, mitigate_time: 1 min}""",
        edges="""- "age -> store: monitors"
  - "age -> call: raises"
  - "call -> others: pages\"""")  # fmt: skip
    (found,) = found_by("REL905", text)

    assert ("api", "people") == found.at.nodes
    assert "takes 30 min" in found.message


@pytest.mark.parametrize(
    ("slo", "hours", "expected"),
    [
        ("99.5%", "business", [("night", SURE)]),
        ("99.49%", "business", []),
        ("99.5%", "24x7", []),
        ("99.99%", "business", [("incident", SURE)]),
        ("99.9-99.99%", "business", [("night", SURE)]),
    ],
)
def test_a_night_without_anybody_is_720_minutes(found_by, slo, hours, expected):
    found = found_by("REL905", incident(slo, hours=hours))

    assert expected == [(one.variant, one.certainty) for one in found]


def test_a_night_is_told_with_what_it_would_take(found_by):
    (found,) = found_by("REL905", incident("99.5%", hours="business"))

    assert (
        "api: 99.5 % allows 216 min per 30 d, and on call is in business hours: a night is 720 min."
    ) == found.message
    assert ("12 h = 720 min > 216 min",) == found.working
    assert "On call round the clock, or a promise of 98.33 % at most." == found.remedy


def test_a_promise_counted_over_long_enough_survives_a_night(found_by):
    assert [] == found_by("REL905", incident("99.5% yearly", hours="business"))


def test_one_rotation_round_the_clock_is_enough(found_by):
    text = incident("99.5%", hours="business", more="second: {kind: oncall, hours: 24x7}",
                    edges='- "page -> second: pages"')  # fmt: skip

    assert [] == found_by("REL905", text)


def test_nobody_on_call_has_no_business_hours(found_by):
    text = "nodes: {api: {kind: endpoint, mode: online, availability_slo: 99.5%}}"

    assert [] == found_by("REL905", text)


def test_people_nobody_is_paged_to_are_still_the_ones_on_call(found_by):
    text = """
    nodes:
      api: {kind: endpoint, mode: online, availability_slo: 99.5%}
      people: {kind: oncall, hours: business, ack_time: 5 min, mitigate_time: 20 min}
    """
    (found,) = found_by("REL905", text)

    assert ("night", ("api", "people")) == (found.variant, found.at.nodes)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (incident(more="f: {kind: fallback}", edges='- "api -> f: falls_back_to"'), 0),
        (incident(more="f: {kind: fallback}", edges='- "page -> f: triggers"'), 1),
        (incident().replace("mode: online", "mode: batch"), 0),
        (incident().replace(", availability_slo: 99.99%", ""), 0),
    ],
)
def test_only_who_promises_and_cannot_help_itself_needs_people(found_by, text, count):
    assert count == len(found_by("REL905", text))


def test_nines_weigh_as_the_level_says(found_by):
    assert [None, INFO, W, E] == weights(found_by, "REL905", incident())
    assert [None, INFO, W, E] == weights(found_by, "REL905", incident("99.5%", hours="business"))
